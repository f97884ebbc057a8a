"""The command as people and programs meet it: what it prints, and how it leaves."""

import csv
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import cli
from scheduler import __version__, words
from scheduler.domain.authority import Authority
from scheduler.export import EXPORTERS
from scheduler.goals import GOALS, Goal
from scheduler.rules import RULES, Breach, Rule
from scheduler.scenarios.load import load
from scheduler.tables.registry import TABLES
from scheduler.terminal import early, exits, progress
from scheduler.verify import report
from scheduler.words.render import percent

ROOT = Path(__file__).parents[1]
SCENARIOS = ROOT / "scenarios"
QUICKSTART = SCENARIOS / "quickstart"
CLERMONT = SCENARIOS / "clermont-ferrand"
BROKEN = SCENARIOS / "broken" / "many_files_at_once"
VERIFIED = f"Verified: no breach of {len(RULES)} rules; every value as claimed."
CLASS = {
    name: "local choice, that the officer's own command may set aside"
    if rule.authority is Authority.LOCAL
    else "agreement, that both commands together may set aside"
    if rule.authority is Authority.AGREEMENT
    else f"{rule.authority}"
    for name, rule in RULES.items()
}
COMMANDS = ("new", "solve", "replan", "verify", "rules", "export", "report", "diff")


@dataclass(frozen=True)
class Answer:
    """What a command said, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[str]:
        return (self.out + self.err).splitlines()


Patrol = Callable[..., Answer]

FORETOLD = (
    "Mission foot-station-monday cannot be held: crew leader (PN): no shift or fixed "
    "tour covers Mon 05/10 18:00–19:00 (1 h)\n"
)
"""What is told of the quickstart before it is solved."""


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Begin in English, and leave no language behind."""
    monkeypatch.setenv("PATROL_LANG", "en")
    monkeypatch.setattr(words, "_process", "en")
    token = words._chosen.set(None)
    yield
    words._chosen.reset(token)


@pytest.fixture
def patrol(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Patrol:
    """Return a function that runs the command in this process, without progress."""
    monkeypatch.setattr(progress.Ticker, "show", lambda _ticker: None)

    def run(*arguments: object) -> Answer:
        code = cli.run([str(a) for a in arguments])
        said = capsys.readouterr()
        return Answer(code, said.out, said.err)

    return run


@pytest.fixture(scope="session")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The quickstart solved by the command; not to be changed."""
    folder = tmp_path_factory.mktemp("solved") / "out"
    done = python(
        "import sys, cli\nsys.exit(cli.run(sys.argv[1:]))",
        "--lang", "en", "solve", QUICKSTART, "--out", folder, "--workers", "1",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def out(solved: Path, tmp_path: Path) -> Path:
    """Return a solved folder to change."""
    return Path(shutil.copytree(solved, tmp_path / "out"))


@pytest.fixture
def week(tmp_path: Path) -> Path:
    """Return a copy of the quickstart to change."""
    return Path(shutil.copytree(QUICKSTART, tmp_path / "week"))


def python(code: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )


def contents(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes()
        for p in folder.rglob("*")
        if p.is_file()
    }


def write(folder: Path, table: str, *rows: str) -> None:
    """Write a table: headings from the schema, then these rows."""
    headings = ",".join(c.name for c in TABLES[table].columns)
    (folder / f"{table}.csv").write_text("\n".join([headings, *rows, ""]))


# --- 0: a roster was found and verified -----------------------------------------------


def test_solve(patrol: Patrol, tmp_path: Path) -> None:
    done = patrol("solve", QUICKSTART, "--out", tmp_path / "out", "--workers", 1)
    assert done.code == 0
    assert (
        "missions: 15 points lost (at least 15 points lost in any roster: proved "
        in done.out
    )
    assert "  foot-station-monday: " in done.out
    assert VERIFIED in done.lines
    assert f"Board: {tmp_path / 'out' / 'board.html'}" in done.lines
    assert f"Notices: {tmp_path / 'out' / 'notices'}" in done.lines
    written = {p.name for p in (tmp_path / "out").iterdir()}
    # Decisions are written once repairs were tried.
    written.add("decisions.json")
    assert written == {*WRITTEN.values(), "run.json", "tours.csv"}


def test_solve_for_machines(patrol: Patrol, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    done = patrol("solve", QUICKSTART, "--out", folder, "--json", "--seed", 7)
    assert (done.code, done.err) == (0, "")
    assert done.json["status"] == "OPTIMAL"
    assert done.json["out"] == str(folder)
    assert [t["value"] for t in done.json["tiers"]] == [0, 2, 15, 12, 2, 1260]
    assert [t["bound"] for t in done.json["tiers"]] == [0, 2, 15, 12, 2, 1260]
    assert done.json["verdict"]["passed"] is True
    assert json.loads((folder / "run.json").read_text())["seed"] == 7


def test_one_worker_and_one_seed_give_one_roster(
    patrol: Patrol, tmp_path: Path, solved: Path
) -> None:
    patrol("solve", QUICKSTART, "--out", tmp_path / "out", "--workers", 1)
    for name in ("roster.csv", "tours.csv"):
        assert (tmp_path / "out" / name).read_bytes() == (solved / name).read_bytes()


def test_solve_writes_where_nothing_is_said(
    patrol: Patrol, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert patrol("solve", QUICKSTART).code == 0
    assert (tmp_path / "out" / "quickstart" / "roster.csv").is_file()


def test_verify(patrol: Patrol, solved: Path) -> None:
    done = patrol("verify", QUICKSTART, solved)
    assert (done.code, done.err) == (0, "")
    assert done.lines[-2:] == [report.NOT_CHECKED, VERIFIED]


def test_verify_gives_the_reasons_that_solve_gave(
    patrol: Patrol, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    solving = patrol("solve", QUICKSTART, "--out", out, "--workers", 1).lines
    (shortage,) = (line for line in solving if line.startswith("  foot-station-monday"))
    assert shortage in patrol("verify", QUICKSTART, out).lines


def test_kinds(patrol: Patrol) -> None:
    listed = patrol("kinds")
    assert (listed.code, listed.err) == (0, "")
    assert (
        "municipal_moto_patrol — Municipal motorcycle patrol: 1 chief (municipal, "
        "moto, leads), 1 rider (municipal, moto); moto:2"
    ) in listed.lines
    assert len(listed.lines) == len(patrol("kinds", "--json").json)
    one = patrol("--lang", "fr", "kinds", "joint_foot_patrol")
    assert one.lines[0] == "joint_foot_patrol — Patrouille pédestre mixte"
    crew = patrol("kinds", "joint_foot_patrol", "--json").json[0]["crew"]
    assert [(p["position"], p["count"], p["force"]) for p in crew] == [
        ("chief", 1, "national"),
        ("agent", 2, "municipal"),
    ]


def test_a_kind_that_is_none(patrol: Patrol) -> None:
    done = patrol("kinds", "foot_patrol")
    assert (done.code, done.out) == (2, "")
    assert "did you mean “joint_foot_patrol”?" in done.err


def test_verify_for_machines(patrol: Patrol, solved: Path) -> None:
    done = patrol("verify", "--json", QUICKSTART, solved)
    assert (done.code, done.err) == (0, "")
    assert done.json["passed"] is True
    assert done.json["breaches"] == done.json["discrepancies"] == []
    assert all(t["agrees"] for t in done.json["tiers"])


def test_version(patrol: Patrol) -> None:
    assert patrol("--version").out == f"patrol, version {__version__}\n"


@pytest.mark.parametrize("command", [(), *((c,) for c in COMMANDS)], ids=str)
def test_help(command: tuple[str, ...], patrol: Patrol) -> None:
    for name in ("--help", "-h"):
        done = patrol(*command, name)
        assert (done.code, done.err) == (0, "")
        assert done.out.startswith("Usage: ")


def test_progress_is_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    from scheduler.solve.engine import Progress

    week = load(QUICKSTART)
    with progress.Ticker(week, quiet=False) as ticker:
        ticker.show()
        ticker.tell(Progress("missions", 40, 30, 2.4))
        ticker.show()
        ticker.show()
    assert capsys.readouterr() == (
        "",
        "missions: best 40 points lost, at least 30 points lost in any roster, "
        f"gap {percent(0.25)}, 2 s\n",
    )
    with progress.Ticker(week, quiet=True) as ticker:
        ticker.tell(Progress("missions", None, 30, 2.4))
        ticker.show()
    assert capsys.readouterr() == ("", "")


def test_ctrl_c_is_heard_whenever_it_comes(
    patrol: Patrol, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pressed several times, mostly while progress is being shown."""
    from scheduler.solve import tiers

    search = tiers.solve

    def slow_search(*arguments: Any, interruption: Any, **more: Any) -> Any:
        for _ in range(5):
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(0.07)
        assert interruption.stopped.wait(20)
        return search(*arguments, **more)

    before = signal.getsignal(signal.SIGINT)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    monkeypatch.setattr(tiers, "solve", slow_search)
    monkeypatch.setattr(progress.Ticker, "show", lambda _ticker: time.sleep(0.3))
    try:
        done = patrol("solve", QUICKSTART, "--out", tmp_path / "out")
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGINT, before)
    assert (done.code, done.err) == (0, FORETOLD)
    assert json.loads((tmp_path / "out" / "run.json").read_text())["interrupted"]


def test_ctrl_c_between_two_blocks_that_note_it_is_not_overlooked() -> None:
    """The inner block stops the search; what fell before it counts too."""
    before = signal.getsignal(signal.SIGINT)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with progress.noting_ctrl_c():
            os.kill(os.getpid(), signal.SIGINT)
            with progress.noting_ctrl_c() as pressed:
                assert pressed == [signal.SIGINT]
    finally:
        signal.signal(signal.SIGINT, before)


def test_ctrl_c_that_a_library_swallowed_ends_the_command(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Some libraries turn any error into a warning while they are loading."""
    before = signal.getsignal(signal.SIGINT)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    monkeypatch.setattr(early, "_raised", [])
    try:
        early.loaded()
        with suppress(BaseException):
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(1)
        with pytest.raises(KeyboardInterrupt), progress.noting_ctrl_c():
            pytest.fail("the search began")
    finally:
        signal.signal(signal.SIGINT, before)


def test_ctrl_c_again_while_the_roster_is_written(
    patrol: Patrol, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from scheduler import plan

    publish = plan.publish_verified

    def pressed(*arguments: Any, **more: Any) -> Any:
        os.kill(os.getpid(), signal.SIGINT)
        return publish(*arguments, **more)

    before = signal.getsignal(signal.SIGINT)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    monkeypatch.setattr(plan, "publish_verified", pressed)
    try:
        done = patrol("solve", QUICKSTART, "--out", tmp_path / "out")
    finally:
        signal.signal(signal.SIGINT, before)
    assert (done.code, done.err) == (0, FORETOLD)
    assert (tmp_path / "out" / "roster.csv").is_file()


# --- 1: an unexpected error -----------------------------------------------------------


@pytest.fixture
def fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plant a fault of the program."""

    def fail(*_arguments: object, **_more: object) -> None:
        raise ZeroDivisionError("by naught")

    monkeypatch.setattr("scheduler.scenarios.load.load", fail)


FAULT = (
    "Unexpected error: ZeroDivisionError: by naught. This is a fault of the program; "
    "PATROL_DEBUG=1 shows where."
)


@pytest.mark.parametrize("command", ["solve", "rules", "verify", "export"])
def test_a_fault_of_the_program_is_one_line(
    command: str, fault: None, patrol: Patrol, solved: Path
) -> None:
    folder = [solved] if command in ("verify", "export") else []
    done = patrol(command, QUICKSTART, *folder)
    assert (done.code, done.out) == (1, "")
    assert done.err == f"{FAULT}\n"


def test_a_fault_of_the_program_for_machines(fault: None, patrol: Patrol) -> None:
    done = patrol("solve", QUICKSTART, "--json")
    assert (done.code, done.err) == (1, "")
    assert done.json == {"status": "error", "exit_code": 1, "errors": [FAULT]}


def test_those_who_debug_see_where(
    fault: None, patrol: Patrol, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATROL_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        patrol("solve", QUICKSTART)


def test_a_fault_while_searching_is_one_line(
    patrol: Patrol, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The search runs in another thread, and its faults come back from there."""

    def fail(*_arguments: object, **_more: object) -> None:
        raise ZeroDivisionError("by naught")

    monkeypatch.setattr("scheduler.solve.tiers.solve", fail)
    done = patrol("solve", QUICKSTART, "--out", tmp_path / "out")
    assert (done.code, done.err) == (1, f"{FORETOLD}{FAULT}\n")
    assert not (tmp_path / "out").exists()


# --- 2: usage or input ----------------------------------------------------------------


def test_every_fault_of_the_input_at_once(patrol: Patrol, tmp_path: Path) -> None:
    expected = (BROKEN / "expected_error.txt").read_text()
    assert len(expected.splitlines()) >= 3
    done = patrol("solve", BROKEN, "--out", tmp_path / "out")
    assert (done.code, done.out, done.err) == (2, "", expected)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("command", ["solve", "rules", "verify", "export"])
def test_faults_of_the_input_for_machines(
    command: str, patrol: Patrol, tmp_path: Path
) -> None:
    expected = (BROKEN / "expected_error.txt").read_text().splitlines()
    folder = [tmp_path] if command in ("verify", "export") else []
    done = patrol(command, BROKEN, *folder, "--json")
    assert (done.code, done.err) == (2, "")
    assert done.json == {"status": "error", "exit_code": 2, "errors": expected}


@pytest.mark.parametrize(
    "arguments",
    [
        ("nosuch",),
        ("solve",),
        ("solve", QUICKSTART, "--nosuch"),
        ("solve", QUICKSTART, "--time-limit", "soon"),
        ("solve", QUICKSTART, "--time-limit", "0"),
        ("solve", QUICKSTART, "--workers", "0"),
        ("solve", QUICKSTART, "--workers", "65"),
        ("solve", QUICKSTART, "--seed", "-1"),
        ("solve", QUICKSTART, "--gap", "1.1"),
        ("solve", QUICKSTART, "--gap", "nan"),
        ("solve", QUICKSTART, "--time-limit", "nan"),
        ("solve", QUICKSTART, "--time-limit", "inf"),
        ("solve", QUICKSTART, "--seed", "2147483648"),
        ("solve", QUICKSTART, "--freeze", "now"),
        ("verify", QUICKSTART),
        ("export", QUICKSTART, QUICKSTART, "--only", "nosuch"),
        ("--lang", "de", "rules"),
        ("new", "somewhere", "--start", "tomorrow"),
    ],
    ids=lambda a: " ".join(str(x) for x in a if x is not QUICKSTART),
)
def test_wrong_usage(arguments: tuple[object, ...], patrol: Patrol) -> None:
    done = patrol(*arguments)
    assert (done.code, done.out) == (2, "")
    assert "Usage: " in done.err
    assert done.err.splitlines()[-1].startswith("Error: ")
    if arguments[0] != "new":
        for_machines = patrol(*arguments, "--json")
        assert (for_machines.code, for_machines.err) == (2, "")
        assert len(for_machines.json["errors"]) == 1


@pytest.mark.parametrize(
    ("arguments", "last"),
    [
        (("--lang", "fr", "solve"), "Erreur : Il manque l’argument 'SCENARIO'."),
        (("solve", "--lang", "fr"), "Erreur : Il manque l’argument 'SCENARIO'."),
        (("solve", "--lang=fr"), "Erreur : Il manque l’argument 'SCENARIO'."),
        (("nosuch", "--lang", "fr"), "Erreur : Commande inconnue : 'nosuch'."),
        (
            ("rules", "--outt", "--lang", "fr"),
            "Erreur : Option inconnue : '--outt'.",
        ),
        (
            ("solve", "x", "--gap", "nan", "--lang", "fr"),
            "Erreur : Valeur refusée pour '--gap' : nan n’est pas un nombre.",
        ),
        (("rules", "a", "b", "--lang", "fr"), "Erreur : Argument de trop (b)"),
        (("rules", "a", "b", "c", "--lang", "fr"), "Erreur : Arguments de trop (b c)"),
        (("--lang", "en", "solve"), "Error: Missing argument 'SCENARIO'."),
    ],
)
def test_usage_errors_follow_the_language(
    arguments: tuple[str, ...], last: str, patrol: Patrol
) -> None:
    done = patrol(*arguments)
    assert done.code == 2
    err = done.err.replace("\N{NO-BREAK SPACE}", " ")
    assert err.splitlines()[-1] == last
    assert err.startswith("Usage :" if last.startswith("Erreur") else "Usage: ")


def test_usage_errors_follow_the_environment(
    patrol: Patrol, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATROL_LANG", "fr")
    done = patrol("solve")
    assert done.err.splitlines()[-1] == (
        "Erreur\N{NO-BREAK SPACE}: Il manque l’argument 'SCENARIO'."
    )


def test_what_follows_two_dashes_is_no_option() -> None:
    assert exits.language_first(["rules", "--", "--lang", "fr"]) == [
        "rules", "--", "--lang", "fr"
    ]  # fmt: skip
    assert exits.language_first(["rules", "--lang"]) == ["rules", "--lang"]


@pytest.mark.parametrize("command", ["solve", "rules", "verify", "export"])
def test_no_such_scenario(command: str, patrol: Patrol, tmp_path: Path) -> None:
    folder = [tmp_path] if command in ("verify", "export") else []
    done = patrol(command, tmp_path / "nosuch", *folder)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("nosuch: no such scenario")


@pytest.mark.parametrize("command", ["verify", "export"])
def test_no_such_folder(command: str, patrol: Patrol, tmp_path: Path) -> None:
    done = patrol(command, QUICKSTART, tmp_path / "nosuch")
    assert (done.code, done.out) == (2, "")
    assert [line.split(":")[0] for line in done.lines] == [
        "roster.csv",
        "run.json",
        "tours.csv",
    ]


def test_an_output_folder_that_is_not_ours(patrol: Patrol, tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "dear.txt").write_text("Dear …")
    done = patrol("solve", QUICKSTART, "--out", tmp_path / "letters")
    assert (done.code, done.out) == (2, "")
    assert "holds files that are not a roster written by this program" in done.err
    assert [p.name for p in (tmp_path / "letters").iterdir()] == ["dear.txt"]


def test_an_output_folder_that_is_a_file(patrol: Patrol, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    done = patrol("solve", QUICKSTART, "--out", tmp_path / "out", "--json")
    assert (done.code, done.err) == (2, "")
    assert "is a file, not a folder" in done.json["errors"][0]
    assert (tmp_path / "out").read_text() == "mine"


def test_what_is_not_ours_is_refused_before_the_search(
    patrol: Patrol, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_arguments: object, **_more: object) -> None:
        raise AssertionError("searched in vain")

    monkeypatch.setattr("scheduler.solve.tiers.solve", never)
    (tmp_path / "dear.txt").write_text("Dear …")
    assert patrol("solve", QUICKSTART, "--out", tmp_path).code == 2


# --- 3: proved infeasible -------------------------------------------------------------


def test_two_pins_that_clash(patrol: Patrol, week: Path, tmp_path: Path) -> None:
    write(
        week, "pins",
        "M2,off,2026-10-06,,",
        "M1,shift,2026-10-05,morning,",
        "M3,mission,,,meeting-monday",
        "M1,shift,2026-10-05,evening,",
    )  # fmt: skip
    done = patrol("solve", week, "--out", tmp_path / "out")
    assert (done.code, done.out) == (3, "")
    rule = RULES["one_tour_a_day"]
    assert done.lines == [
        FORETOLD.strip(),
        "There is no roster: these facts contradict each other.",
        "  pin: M1 works morning on Mon 05/10 [pins.csv:3]",
        "  pin: M1 works evening on Mon 05/10 [pins.csv:5]",
        f"  rule {rule.title}: {rule.words} ({rule.source})",
        "Change one of these pins, fixed tours or settings.",
    ]
    assert not (tmp_path / "out").exists()


def test_pins_that_clash_for_machines(
    patrol: Patrol, week: Path, tmp_path: Path
) -> None:
    write(
        week, "pins",
        "M4,shift,2026-10-06,morning,",
        "M2,off,2026-10-06,,",
    )  # fmt: skip
    done = patrol("solve", week, "--out", tmp_path / "out", "--json")
    assert (done.code, done.err) == (3, "")
    assert done.json["status"] == "INFEASIBLE"
    pin, leave = done.json["reasons"][1:3]
    assert pin == "  pin: M4 works morning on Tue 06/10 [pins.csv:2]"
    assert leave.startswith("  absence: M4 is not at work from ")
    assert "rule Absence" in done.json["reasons"][3]
    assert len(done.json["reasons"]) == 5


def test_a_baseline_roster_stays_when_there_is_none_now(
    patrol: Patrol, week: Path, out: Path
) -> None:
    before = contents(out)
    write(week, "pins", "M4,shift,2026-10-06,morning,")
    assert patrol("solve", week, "--out", out).code == 3
    assert contents(out) == before


def test_what_began_before_the_freeze_stays(
    patrol: Patrol, week: Path, solved: Path, tmp_path: Path
) -> None:
    """An officer is ill from the second day at noon."""
    write(week, "absences", "M1,2026-10-06,12:00,2026-10-07,24:00,ill")
    done = patrol(
        "solve", week, "--near", solved, "--freeze", "2026-10-06 12:00",
        "--out", tmp_path / "out", "--workers", "1",
    )  # fmt: skip
    assert done.code == 0
    assert VERIFIED in done.lines
    begun = []
    for folder in (solved, tmp_path / "out"):
        with (folder / "roster.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        begun.append([r for r in rows if r["start"] < "2026-10-06T12:00"])
        assert len(rows) > len(begun[-1])
    assert begun[0] == begun[1]
    assert patrol("verify", week, tmp_path / "out").code == 0
    # A seat that had begun, changed by hand.
    text = (tmp_path / "out" / "roster.csv").read_text()
    line = next(x for x in text.splitlines() if "2026-10-05" in x)
    (tmp_path / "out" / "roster.csv").write_text(text.replace(line + "\n", ""))
    broken = patrol("verify", week, tmp_path / "out")
    assert broken.code == 5
    assert "began before the freeze and is no longer held as it was" in broken.out
    french = patrol("--lang", "fr", "verify", week, tmp_path / "out").out
    assert "commencé avant le gel, n’est plus tenu comme il l’était" in french


@pytest.mark.parametrize(
    ("instant", "says"),
    [
        ("noon", "not an instant (noon) — write local time such as 2026-11-26T14:00"),
        ("", "not an instant () — write local time"),
    ],
)
def test_a_freeze_that_is_no_instant(
    instant: str, says: str, patrol: Patrol, solved: Path
) -> None:
    done = patrol("solve", QUICKSTART, "--near", solved, "--freeze", instant)
    assert done.code == 2
    assert says in done.err


def test_what_began_and_is_no_longer_in_the_tables(
    patrol: Patrol, week: Path, solved: Path, tmp_path: Path
) -> None:
    missions = (week / "missions.csv").read_text().splitlines(keepends=True)
    (week / "missions.csv").write_text("".join(missions[:1] + missions[2:]))
    gone = missions[1].split(",")[0]
    done = patrol(
        "solve", week, "--near", solved, "--freeze", "2026-10-08T00:00",
        "--out", tmp_path / "out",
    )  # fmt: skip
    assert done.code == 2
    assert all(x.startswith("roster.csv:") for x in done.err.splitlines())
    said = f"mission: no longer in the scenario ({gone}), and began before the freeze"
    assert said in done.err
    assert not (tmp_path / "out").exists()


def test_a_pin_against_the_freeze(
    patrol: Patrol, week: Path, solved: Path, tmp_path: Path
) -> None:
    with (solved / "tours.csv").open(encoding="utf-8-sig", newline="") as file:
        tour = next(r for r in csv.DictReader(file) if r["fixed"] == "no")
    write(week, "pins", f"{tour['officer']},off,{tour['date']},,")
    done = patrol(
        "solve", week, "--near", solved, "--freeze", "2026-10-08T00:00",
        "--out", tmp_path / "out",
    )  # fmt: skip
    assert done.code == 3
    assert "  rule Freeze: " in done.err + done.out
    assert "Freeze from an earlier instant, or change one of these facts." in done.lines


def test_a_roster_that_departs_from_its_cycle(
    patrol: Patrol, week: Path, tmp_path: Path
) -> None:
    """N1 works on a rest of the cycle: the rule, the officer and the day are named."""
    late = ["N3,2026-10-05,late", "N3,2026-10-06,late"]
    write(week, "fixed_tours", *late, "N1,2026-10-07,day")
    done = patrol("solve", week, "--out", tmp_path / "out")
    assert (done.code, done.out) == (3, "")
    followed, rest = RULES["cycle_followed"], RULES["cycle_rest"]
    assert len(done.lines) == 7
    assert done.lines[2].startswith(
        f"  fixed tours: {followed.title}: N1: the tour day of Wed 07/10 is on a day "
        "off of the cycle, and no recall"
    )
    assert done.lines[3].startswith(
        f"  fixed tours: {rest.title}: N1: the tour day of Wed 07/10 overlaps the RL "
        "of Wed 07/10 (off by 8 h"
    )
    assert (
        done.lines[4] == "  fixed tour: N1 works day on Wed 07/10 [fixed_tours.csv:4]"
    )
    assert not (tmp_path / "out").exists()


def test_a_roster_that_departs_from_its_cycle_with_a_record(
    patrol: Patrol, week: Path, tmp_path: Path
) -> None:
    """Told on Tuesday before 16:00, on duty."""
    late = ["N3,2026-10-05,late", "N3,2026-10-06,late"]
    write(week, "fixed_tours", *late, "N1,2026-10-07,day")
    record = "N1,2026-10-07,postponement,2026-10-06,{},"
    write(week, "cycle_changes", record.format("16:00"))
    done = patrol("solve", week, "--out", tmp_path / "out")
    assert done.code == 3
    assert RULES["recall_limits"].title in done.err
    write(week, "cycle_changes", record.format("15:59"))
    assert patrol("solve", week, "--out", tmp_path / "out").code == 0


# --- 4: no roster in the time given ---------------------------------------------------


@pytest.fixture
def too_little_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every search end with nothing."""
    from scheduler.domain.run import SolveStatus
    from scheduler.solve.tiers import Result

    def nothing(*_arguments: object, **_more: object) -> Result:
        return Result(SolveStatus.UNKNOWN, None, (), 0.1)

    monkeypatch.setattr("scheduler.solve.tiers.solve", nothing)


def test_no_roster_in_time(
    too_little_time: None, patrol: Patrol, tmp_path: Path
) -> None:
    done = patrol("solve", QUICKSTART, "--out", tmp_path / "out")
    assert (done.code, done.out) == (4, "")
    assert done.lines == [
        FORETOLD.strip(),
        "No roster was found in the time given; give more with --time-limit.",
    ]
    assert not (tmp_path / "out").exists()


def test_no_roster_in_time_for_machines(
    too_little_time: None, patrol: Patrol, out: Path
) -> None:
    before = contents(out)
    done = patrol("solve", QUICKSTART, "--out", out, "--json")
    assert (done.code, done.err) == (4, "")
    assert done.json["status"] == "UNKNOWN"
    assert contents(out) == before


def test_a_big_week_in_a_tenth_of_a_second(patrol: Patrol, tmp_path: Path) -> None:
    done = patrol("solve", CLERMONT, "--time-limit", 0.1, "--out", tmp_path / "out")
    # A first roster may be built in time; without one, the code says so.
    assert done.code in (0, 4)


# --- 5: verification failed -----------------------------------------------------------


def swap_an_officer(folder: Path) -> None:
    """Send M5, a trainee, to the market instead of whoever is there."""
    path = folder / "roster.csv"
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    crew = [
        r for r in rows if r["mission"] == "meeting-monday" and r["force"] == "town"
    ]
    crew[0]["officer"] = "M5"
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@pytest.mark.parametrize("command", ["verify", "export"])
def test_a_roster_that_was_tampered_with(
    command: str, patrol: Patrol, out: Path
) -> None:
    swap_an_officer(out)
    before = contents(out)
    done = patrol(command, QUICKSTART, out)
    assert (done.code, done.err) == (5, "")
    assert done.lines == [
        "Mission within a tour: M5: 1 h of meeting-monday outside any tour "
        f"[Town centre] (off by 1 h; {RULES['mission_inside_tour'].source})",
        "Trainee supervision: meeting-monday: 1 trainees of town without a titular "
        f"officer [Town centre] (off by 1; {RULES['trainee_accompanied'].source})",
        "roster.csv or tours.csv was changed after the roster was made",
        "Verification failed: 3 findings.",
    ]
    assert contents(out) == before


@pytest.mark.parametrize("command", ["verify", "export"])
def test_a_roster_that_was_tampered_with_for_machines(
    command: str, patrol: Patrol, out: Path
) -> None:
    swap_an_officer(out)
    done = patrol(command, QUICKSTART, out, "--json")
    assert (done.code, done.err) == (5, "")
    assert done.json["passed"] is False
    breach = done.json["breaches"][0]
    assert (breach["rule"], breach["officers"]) == ("mission_inside_tour", ["M5"])
    assert breach["when"] == "2026-10-05T09:00:00+02:00"
    assert (breach["over"], breach["unit"]) == (60, "minutes")


def test_a_claim_that_does_not_hold(patrol: Patrol, out: Path) -> None:
    run = json.loads((out / "run.json").read_text())
    run["tiers"][3].update(value=11, bound=11)
    (out / "run.json").write_text(json.dumps(run))
    done = patrol("verify", QUICKSTART, out)
    assert done.code == 5
    assert done.lines[0] == (
        "fairness: 12 points lost, but the run claims 11 points lost (bound 11 points "
        "lost)"
    )


def test_tables_that_changed_since(patrol: Patrol, week: Path, out: Path) -> None:
    (week / "requests.csv").unlink()
    done = patrol("verify", week, out)
    assert done.code == 5
    assert "requests.csv was changed after the roster was made" in done.lines


def test_the_next_week_does_not_follow_a_roster_that_was_tampered_with(
    patrol: Patrol, out: Path, tmp_path: Path
) -> None:
    swap_an_officer(out)
    done = patrol("new", tmp_path / "next", "--after", QUICKSTART, out)
    assert done.code == 5
    assert done.err.startswith("Nothing was written: ")
    assert not (tmp_path / "next").exists()


def test_a_file_changed_by_hand_is_kept_and_named(patrol: Patrol, out: Path) -> None:
    (out / "board.html").write_text("my notes")
    done = patrol("export", QUICKSTART, out)
    assert (done.code, done.err) == (
        0,
        "Kept as board.html.kept: it was changed by hand, or another program wrote "
        "it.\n",
    )
    assert (out / "board.html.kept").read_text() == "my notes"
    assert "my notes" not in (out / "board.html").read_text()


def test_what_fails_verification_is_not_published(
    patrol: Patrol, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A check that finds what the search let through keeps the baseline roster."""
    breach = Breach(rule="absence", message="never", officers=("M1",))
    monkeypatch.setattr(RULES["absence"], "check", lambda _facts: iter([breach]))
    before = contents(out)
    done = patrol("solve", QUICKSTART, "--out", out)
    assert done.code == 5
    assert f"Nothing was written to {out}: a previous roster there stays." in done.lines
    assert contents(out) == before
    assert [p.name for p in out.parent.iterdir()] == ["out"]
    for_machines = patrol("solve", QUICKSTART, "--out", out, "--json")
    assert for_machines.code == 5
    assert for_machines.json["out"] is None


# --- patrol new -----------------------------------------------------------------------


def test_a_new_scenario_has_every_table(patrol: Patrol, tmp_path: Path) -> None:
    done = patrol("new", tmp_path / "week", "--start", "2026-11-30")
    assert (done.code, done.err) == (0, "")
    assert done.lines == [f"Written: {tmp_path / 'week'}"]
    names = {p.name for p in (tmp_path / "week").iterdir()}
    assert names == {"scenario.toml", *(f"{t}.csv" for t in TABLES)}
    assert "start = 2026-11-30" in (tmp_path / "week" / "scenario.toml").read_text()


def test_a_new_scenario_begins_next_monday(patrol: Patrol, tmp_path: Path) -> None:
    import datetime as dt
    import tomllib

    assert patrol("new", tmp_path / "week").code == 0
    document = tomllib.loads((tmp_path / "week" / "scenario.toml").read_text())
    today = dt.datetime.now().astimezone().date()
    assert document["start"].weekday() == 0
    assert 1 <= (document["start"] - today).days <= 7


def test_a_new_scenario_says_what_it_lacks(patrol: Patrol, tmp_path: Path) -> None:
    """An empty week cannot be solved: that is said, and is no fault of the program."""
    assert patrol("new", tmp_path / "week").code == 0
    assert patrol("solve", tmp_path / "week", "--out", tmp_path / "out").code in (0, 2)


def test_a_new_workbook(patrol: Patrol, tmp_path: Path) -> None:
    done = patrol("new", tmp_path / "week", "--xlsx")
    assert done.lines == [f"Written: {tmp_path / 'week.xlsx'}"]
    assert (tmp_path / "week.xlsx").read_bytes().startswith(b"PK")


def test_what_is_there_is_not_written_over(patrol: Patrol, tmp_path: Path) -> None:
    (tmp_path / "week").mkdir()
    done = patrol("new", tmp_path / "week")
    assert (done.code, done.out) == (2, "")
    assert "week: already exists" in done.err


@pytest.mark.parametrize("name", ["quickstart", "clermont-ferrand", "senart"])
def test_to_a_workbook_and_back(name: str, patrol: Patrol, tmp_path: Path) -> None:
    """Tables come back byte for byte; so does the document, once it is ours."""
    source = SCENARIOS / name
    for target, origin, *form in (
        (tmp_path / "copy", source),
        (tmp_path / "book.xlsx", tmp_path / "copy", "--xlsx"),
        (tmp_path / "back", tmp_path / "book.xlsx"),
    ):
        done = patrol("new", target, "--from", origin, *form)
        assert (done.code, done.lines) == (0, [f"Written: {target}"])
    kept = (".csv", ".ics")
    tables = {k: v for k, v in contents(source).items() if k.endswith(kept)}
    back = contents(tmp_path / "back")
    assert {k: v for k, v in back.items() if k != "scenario.toml"} == tables
    assert back == contents(tmp_path / "copy")


def test_a_workbook_is_solved_like_its_folder(
    patrol: Patrol, tmp_path: Path, solved: Path
) -> None:
    book = tmp_path / "quickstart.xlsx"
    assert patrol("new", book, "--from", QUICKSTART, "--xlsx").code == 0
    done = patrol("solve", book, "--out", tmp_path / "out", "--workers", 1)
    assert done.code == 0
    for name in ("roster.csv", "tours.csv"):
        assert (tmp_path / "out" / name).read_bytes() == (solved / name).read_bytes()


# --- patrol rules ---------------------------------------------------------------------


def test_rules_shows_every_rule_and_goal(patrol: Patrol) -> None:
    done = patrol("rules")
    assert (done.code, done.err) == (0, "")
    entries: list[Rule | Goal] = [*RULES.values(), *GOALS.values()]
    for entry in entries:
        place = done.lines.index(f"  {entry.title} [{entry.name}]")
        assert done.lines[place + 1] == f"    {entry.words}"
        assert done.lines[place + 2] == f"    Source: {entry.source}"
        if isinstance(entry, Rule):
            assert done.lines[place + 3].startswith(f"    Class: {CLASS[entry.name]}")
        for setting in entry.settings:
            shown = [
                line
                for line in done.lines[place + 3 :]
                if line.startswith(f"    {setting.name} (")
                and line.partition(" — ")[2].startswith(setting.words)
            ]
            assert len(shown) >= len(setting.defaults)


def test_rules_for_machines(patrol: Patrol) -> None:
    done = patrol("rules", "--json")
    assert [r["name"] for r in done.json["rules"]] == list(RULES)
    classes = {r["name"]: (r["class"], r["override_names"]) for r in done.json["rules"]}
    assert classes == {n: (r.authority, r.scope) for n, r in RULES.items()}
    assert all(r["class_words"] for r in done.json["rules"])
    assert [g["name"] for g in done.json["goals"]] == list(GOALS)


def test_rules_shows_what_is_in_force_and_from_when(patrol: Patrol, week: Path) -> None:
    write(
        week, "regimes",
        "municipal,daily_rest,minimum,720,,2026-10-05,local 1",
        "municipal,daily_rest,minimum,690,2026-10-06,,local 2",
    )  # fmt: skip
    done = patrol("rules", week)
    assert (done.code, done.err) == (0, "")
    place = done.lines.index("  Daily rest [daily_rest]")
    words = RULES["daily_rest"].settings[0].words
    assert done.lines[place + 4 : place + 7] == [
        f"    minimum (municipal): 12 h — {words} (local 1)",
        f"    minimum (municipal, 2026-10-06): 11 h 30 — {words} (local 2)",
        f"    minimum (national): 11 h — {words} (décret 2002-1279 art. 1)",
    ]
    settings = next(
        r for r in patrol("rules", week, "--json").json["rules"]
        if r["name"] == "daily_rest"
    )["settings"]  # fmt: skip
    values = [s["value"] for s in settings if s["name"] == "minimum"]
    assert values == ["12 h", "11 h 30", "11 h"]


# --- overrides and certificates -------------------------------------------------------


def granted(week: Path) -> None:
    """Let an evening patrol go short of one; and decide what is not needed."""
    write(
        week, "overrides",
        "crew_complete,,evening-monday,,M-CHIEF,,street fair",
        "crew_leader,N3,foot-stadium-wednesday,,M-CHIEF,N-CHIEF,training",
    )  # fmt: skip


def test_overrides_are_printed_with_who_decided_and_why(
    patrol: Patrol, week: Path, tmp_path: Path
) -> None:
    granted(week)
    done = patrol("solve", week, "--out", tmp_path / "out", "--workers", 1)
    assert done.code == 0
    used = (
        "Complete crew set aside: evening-monday: 0 of 1 seats filled in position "
        "agent — decided by M-CHIEF (PM), reason: street fair"
    )
    idle = (
        "Override without effect on this roster: Crew leader for N3, "
        "foot-stadium-wednesday (decided by M-CHIEF (PM), N-CHIEF (PN))"
    )
    for line in (used, idle, VERIFIED):
        assert line in done.lines
    assert patrol("verify", week, tmp_path / "out").lines[-4:] == [
        used, idle, report.NOT_CHECKED, VERIFIED
    ]  # fmt: skip
    told = patrol("verify", week, tmp_path / "out", "--json").json
    assert told["passed"]
    assert told["breaches"] == told["derogations"] == []
    ((one,), (other,)) = told["overridden"], told["overrides_without_effect"]
    assert (one["rule"], one["class"]) == ("crew_complete", "local")
    assert one["override"]["municipal_author"] == "M-CHIEF"
    assert one["override"]["national_author"] is None
    assert one["override"]["reason"] == "street fair"
    assert (other["officer"], other["class"]) == ("N3", "agreement")


def test_an_override_of_a_law_is_an_input_error(
    patrol: Patrol, week: Path, tmp_path: Path
) -> None:
    write(week, "overrides", "daily_rest,M1,,2026-10-06,M-CHIEF,N-CHIEF,please")
    done = patrol("solve", week, "--out", tmp_path / "out")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("overrides.csv:2: rule: a rule of law, that nobody")
    assert not (tmp_path / "out").exists()


def test_a_certificate_for_each_officer(patrol: Patrol, out: Path) -> None:
    done = patrol("verify", QUICKSTART, out, "--certificate")
    assert done.code == 0
    titles = [line for line in done.lines if line.startswith("Certificate of ")]
    assert [t.split()[2] for t in titles] == [
        "M1", "M2", "M3", "M4", "M5", "N1", "N2", "N3", "N4", "N5", "N6", "N7",
    ]  # fmt: skip
    assert done.lines.count("  Every rule that applies is kept.") == 12
    assert done.lines[-1] == VERIFIED


def test_a_certificate_for_one_officer(patrol: Patrol, out: Path) -> None:
    done = patrol(
        "verify", QUICKSTART, out, "--certificate", "--officer", "M4",
        "--officer", "M1",
    )  # fmt: skip
    titles = [line for line in done.lines if line.startswith("Certificate of ")]
    assert titles == [
        "Certificate of M1 (PM), 05/10/2026 to 07/10/2026",
        "Certificate of M4 (PM), 05/10/2026 to 07/10/2026",
    ]
    told = patrol(
        "verify", QUICKSTART, out, "--certificate", "--officer", "M4", "--json"
    ).json
    assert set(told) == {"passed", "certificates"}
    (one,) = told["certificates"]
    assert one["officer"] == "M4"
    (days,) = (m for m in one["measures"] if m["rule"] == "consecutive_days")
    assert days["margin"] == days["limit"] - days["value"]
    assert days["unit"] == "days"
    whole = patrol("verify", QUICKSTART, out, "--certificate", "--json").json
    assert whole["certificates"][3] == one
    assert len(whole["certificates"]) == 12
    assert whole["breaches"] == []


def test_a_certificate_of_a_broken_roster_says_so(patrol: Patrol, out: Path) -> None:
    """M2 loses every tour: the missions then lie outside any."""
    path = out / "tours.csv"
    rows = path.read_text().splitlines(keepends=True)
    path.write_text("".join(r for r in rows if "M2" not in r))
    done = patrol("verify", QUICKSTART, out, "--certificate", "--officer", "M2")
    assert done.code == 5
    assert any("Mission within a tour" in line for line in done.lines)
    assert "  Every rule that applies is kept." not in done.lines
    assert done.lines[-1].startswith("Verification failed")


@pytest.mark.parametrize(
    ("arguments", "wrong"),
    [
        (("--officer", "M1"), "--officer goes with --certificate"),
        (("--certificate", "--officer", "M9"), "unknown officer M9"),
    ],
)
def test_certificates_asked_for_wrongly(
    patrol: Patrol, out: Path, arguments: tuple[str, ...], wrong: str
) -> None:
    done = patrol("verify", QUICKSTART, out, *arguments)
    assert (done.code, done.out) == (2, "")
    assert wrong in done.err


def test_certificates_in_french(patrol: Patrol, out: Path) -> None:
    done = patrol("--lang", "fr", "verify", QUICKSTART, out, "--certificate")
    assert "Certificat de M1 (PM), du 05/10/2026 au 07/10/2026" in done.lines
    assert "  Toute règle applicable est respectée." in done.lines


# --- patrol export --------------------------------------------------------------------


def test_export_gives_the_same_bytes(patrol: Patrol, out: Path) -> None:
    before = contents(out)
    assert patrol("export", QUICKSTART, out).lines == [
        report.NOT_CHECKED,
        VERIFIED,
        f"Written: {out}",
    ]
    assert contents(out) == before


WRITTEN = {
    "board": "board.html",
    "decisions": "decisions.json",
    "feeds": "feeds",
    "notices": "notices",
    "tables": "roster.csv",
    "workbook": "roster.xlsx",
}
"""What each exporter writes into the folder of a solved week."""


@pytest.mark.parametrize("name", EXPORTERS)
def test_export_brings_back_what_was_lost(name: str, patrol: Patrol, out: Path) -> None:
    before = contents(out)
    assert name in WRITTEN, f"say in WRITTEN of tests/test_cli.py what {name} writes"
    if name in ("feeds", "notices"):
        shutil.rmtree(out / name)
    elif name not in ("tables", "decisions"):
        (out / WRITTEN[name]).unlink()
    assert patrol("export", QUICKSTART, out, "--only", name).code == 0
    assert contents(out) == before


@pytest.mark.parametrize("name", EXPORTERS)
@pytest.mark.parametrize("page", ["README.md", "docs/architecture.md", "docs/api.md"])
def test_pages_name_what_is_written(page: str, name: str) -> None:
    text = (Path(__file__).parents[1] / page).read_text(encoding="utf-8")
    assert WRITTEN[name] in text, f"name {WRITTEN[name]} in {page}"


def test_export_leaves_the_rest_alone(patrol: Patrol, out: Path) -> None:
    (out / "board.html").write_text("old")
    (out / "notes.txt").write_text("mine")
    assert patrol("export", QUICKSTART, out, "--only", "feeds").code == 0
    assert (out / "board.html").read_text() == "old"
    assert (out / "notes.txt").read_text() == "mine"


def test_export_for_machines(patrol: Patrol, out: Path) -> None:
    done = patrol("export", QUICKSTART, out, "--json")
    assert (done.code, done.err) == (0, "")
    assert done.json["passed"] is True


# --- in French ------------------------------------------------------------------------


def both(patrol: Patrol, *arguments: object) -> tuple[Answer, Answer]:
    """Run a command in English and in French."""
    english = patrol("--lang", "en", *arguments)
    french = patrol("--lang", "fr", *arguments)
    assert french.code == english.code
    assert len(french.lines) == len(english.lines)
    return english, french


def unspoken(answers: tuple[Answer, Answer], *same: str) -> list[str]:
    """Return the lines that are the same in both languages though they hold words.

    ``same`` are patterns of lines that may be: codes and paths.
    """
    return [
        en
        for en, fr in zip(answers[0].lines, answers[1].lines, strict=True)
        if en == fr
        and re.search(r"[A-Za-z]{3}", en)
        and not any(re.search(p, en) for p in same)
    ]


@pytest.mark.parametrize("command", [(), *((c,) for c in COMMANDS)], ids=str)
def test_help_in_french(command: tuple[str, ...], patrol: Patrol) -> None:
    said = patrol("--lang", "fr", *command, "--help").out
    group: Any = cli.patrol
    shown = group.commands[command[0]] if command else group
    flat = " ".join(said.split())
    texts = [shown._raw_help, *(getattr(p, "_raw_help", None) for p in shown.params)]
    with words.use_language("fr"):
        for text in filter(None, texts):
            assert words._(text) != text, "not translated"
            assert " ".join(words._(text).split()) in flat


def test_solve_in_french(patrol: Patrol, tmp_path: Path) -> None:
    answers = both(patrol, "solve", QUICKSTART, "--out", tmp_path / "out")
    assert answers[0].code == 0
    assert unspoken(answers) == []


def test_the_board_speaks_french(patrol: Patrol, tmp_path: Path) -> None:
    patrol("--lang", "fr", "solve", QUICKSTART, "--out", tmp_path / "out")
    assert '<html lang="fr"' in (tmp_path / "out" / "board.html").read_text()


def test_verify_in_french(patrol: Patrol, out: Path) -> None:
    assert unspoken(both(patrol, "verify", QUICKSTART, out)) == []
    swap_an_officer(out)
    assert unspoken(both(patrol, "verify", QUICKSTART, out)) == []
    assert unspoken(both(patrol, "export", QUICKSTART, out)) == []


def test_export_in_french(patrol: Patrol, out: Path) -> None:
    assert unspoken(both(patrol, "export", QUICKSTART, out)) == []


def test_rules_in_french(patrol: Patrol) -> None:
    answers = both(patrol, "rules", QUICKSTART)
    # “Absence” and “Source” are the same word in both languages.
    assert unspoken(answers, r"^  Absence \[", r"^    Source: ") == []


def test_new_in_french(patrol: Patrol, tmp_path: Path) -> None:
    english = patrol("--lang", "en", "new", tmp_path / "en", "--start", "2026-11-30")
    french = patrol("--lang", "fr", "new", tmp_path / "fr", "--start", "2026-11-30")
    assert english.code == french.code == 0
    assert french.out.split(":")[0] != english.out.split(":")[0]
    english_toml, french_toml = (
        {
            line
            for line in (tmp_path / lang / "scenario.toml").read_text().splitlines()
            if line.startswith("# ") and "=" not in line and "[" not in line
        }
        for lang in ("en", "fr")
    )
    assert english_toml.isdisjoint(french_toml)


def test_faults_in_french(patrol: Patrol, tmp_path: Path) -> None:
    assert unspoken(both(patrol, "solve", BROKEN)) == []
    assert unspoken(both(patrol, "solve", tmp_path / "nosuch")) == []
    assert unspoken(both(patrol, "verify", QUICKSTART, tmp_path / "nosuch")) == []
    assert unspoken(both(patrol, "solve", QUICKSTART, "--out", QUICKSTART)) == []
    assert unspoken(both(patrol, "new", QUICKSTART)) == []
    assert unspoken(both(patrol, "export", QUICKSTART, tmp_path, "--only", "x")) == []


def test_a_contradiction_in_french(patrol: Patrol, week: Path, tmp_path: Path) -> None:
    write(
        week, "pins", "M1,shift,2026-10-05,morning,", "M1,shift,2026-10-05,evening,"
    )  # fmt: skip
    answers = both(patrol, "solve", week, "--out", tmp_path / "out")
    assert answers[0].code == 3
    assert unspoken(answers) == []


def test_no_roster_in_time_in_french(too_little_time: None, patrol: Patrol) -> None:
    assert unspoken(both(patrol, "solve", QUICKSTART)) == []


def test_a_fault_of_the_program_in_french(fault: None, patrol: Patrol) -> None:
    assert unspoken(both(patrol, "solve", QUICKSTART)) == []


# --- what changes ---------------------------------------------------------------------


@pytest.fixture
def later(out: Path, tmp_path: Path) -> Path:
    """Return the solved folder with M1 an hour later on 6 October."""
    folder = Path(shutil.copytree(out, tmp_path / "later"))
    tours = (folder / "tours.csv").read_text()
    was = "M1,town,2026-10-06,morning,2026-10-06T07:00+02:00,2026-10-06T14:00+02:00"
    assert was in tours
    becomes = was.replace("T07:00", "T08:00").replace("T14:00", "T15:00")
    (folder / "tours.csv").write_text(tours.replace(was, becomes))
    return folder


NOW = ("--now", "2026-10-04T07:01+02:00")


def test_diff(patrol: Patrol, out: Path, later: Path) -> None:
    done = patrol("diff", out, later, "--scenario", QUICKSTART, *NOW)
    assert (done.code, done.err) == (0, "")
    assert done.lines[1].split("  ")[0] == "Tue 6 Oct"
    assert done.lines[1].endswith("Sun 4 Oct, 07:00  late")
    assert done.lines[2].startswith("    Before: Morning, 07:00–14:00")
    assert done.lines[3].startswith("    Now: Morning, 08:00–15:00")
    assert "PM – tour changed 1" in done.lines


def test_diff_without_the_scenario(patrol: Patrol, out: Path, later: Path) -> None:
    done = patrol("diff", out, later, *NOW)
    assert done.code == 0
    assert done.lines[2].startswith("    Before: morning, 07:00–14:00")


def test_diff_of_a_roster_and_itself(patrol: Patrol, solved: Path) -> None:
    done = patrol("diff", solved, solved)
    assert (done.code, done.lines) == (0, ["No change."])


def test_diff_now_is_the_clock(patrol: Patrol, out: Path, later: Path) -> None:
    """The week is past or to come, whenever the test runs."""
    from datetime import UTC, datetime

    past = datetime.now(UTC) > datetime(2026, 10, 6, 5, tzinfo=UTC)
    assert patrol("diff", out, later).lines[1].endswith("begun") is past


def test_diff_for_machines(patrol: Patrol, out: Path, later: Path) -> None:
    found = patrol("diff", out, later, *NOW, "--json").json
    assert found["counts"] == {"town": {"tour_moved": 1}}
    assert found["late"] == {"M1": 1}
    assert found["changes"][0]["becomes"]["start"] == "2026-10-06T08:00+02:00"


def test_diff_writes_a_table_and_messages(
    patrol: Patrol, out: Path, later: Path, tmp_path: Path
) -> None:
    table, folder = tmp_path / "c.csv", tmp_path / "m"
    done = patrol("diff", out, later, "--csv", table, "--messages", folder)
    assert done.code == 0
    assert done.lines[-2:] == [f"Written: {table}", f"Written: {folder}"]
    assert len(table.read_text().splitlines()) == 2
    assert (folder / "messages" / "M1.txt").read_text().startswith("M1: your duties")


def test_messages_speak_the_language_of_the_scenario(
    patrol: Patrol, out: Path, later: Path, week: Path, tmp_path: Path
) -> None:
    text = (week / "scenario.toml").read_text()
    (week / "scenario.toml").write_text(text.replace('"en"', '"fr"'))
    assert load(week).language == "fr"
    named = ("--scenario", week, "--messages", tmp_path / "m")
    assert patrol("diff", out, later, *named).code == 0
    text = (tmp_path / "m" / "messages" / "M1.txt").read_text()
    assert text.startswith("M1\u00a0: votre service change")


def test_diff_writes_nothing_where_something_is(
    patrol: Patrol, out: Path, later: Path, tmp_path: Path
) -> None:
    (tmp_path / "c.csv").write_text("mine")
    named = ("--csv", tmp_path / "c.csv", "--messages", tmp_path / "m")
    done = patrol("diff", out, later, *named)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"{tmp_path}/c.csv: already exists")
    assert not (tmp_path / "m").exists()


def test_diff_names_the_faults_of_both_folders(patrol: Patrol, tmp_path: Path) -> None:
    done = patrol("diff", tmp_path / "x", tmp_path / "y")
    assert (done.code, done.out) == (2, "")
    assert [line.partition(": ")[0] for line in done.lines] == [
        f"{tmp_path}/{name}/{file}.csv" for name in "xy" for file in ("roster", "tours")
    ]


def test_diff_of_weeks_without_a_common_day(
    patrol: Patrol, out: Path, tmp_path: Path
) -> None:
    other = Path(shutil.copytree(out, tmp_path / "other"))
    for name in ("tours.csv", "roster.csv"):
        text = (other / name).read_text()
        (other / name).write_text(text.replace("2026-10-", "2026-09-"))
    done = patrol("diff", out, other)
    assert done.code == 2
    assert "no day in common" in done.err


def test_diff_in_french(patrol: Patrol, out: Path, later: Path) -> None:
    answers = both(patrol, "diff", out, later, *NOW)
    assert unspoken(answers) == []
    assert "07h00–14h00" in answers[1].out


def test_solve_near_a_roster_tells_the_changes(
    patrol: Patrol, week: Path, solved: Path, tmp_path: Path
) -> None:
    write(week, "absences", "M1,2026-10-07,,2026-10-07,,CA")
    new = tmp_path / "new"
    near = ("--near", solved, "--out", new, "--workers", "1")
    done = patrol("solve", week, *near)
    assert done.code == 0
    told = done.out.partition(f"Changes against {solved}:\n")[2].splitlines()
    assert told[0].startswith("Day ")
    again = patrol("diff", solved, new, "--scenario", week)
    assert [line.rsplit("  ", 1)[0] for line in told] == [
        line.rsplit("  ", 1)[0] for line in again.out.splitlines()
    ]


def test_solve_near_a_roster_tells_machines_the_changes(
    patrol: Patrol, solved: Path, tmp_path: Path
) -> None:
    near = ("--near", solved, "--out", tmp_path / "new", "--workers", "1", "--json")
    done = patrol("solve", QUICKSTART, *near)
    assert done.json["changes"]["changes"] == []


# --- what is loaded -------------------------------------------------------------------


@pytest.mark.parametrize("command", [(), *((c,) for c in COMMANDS)], ids=str)
def test_help_loads_nothing_heavy(command: tuple[str, ...]) -> None:
    heavy = (
        "icalendar", "jinja2", "matplotlib", "networkx", "openpyxl", "ortools",
        "pandas", "rich", "xlsxwriter",
    )  # fmt: skip
    done = python(
        "import sys, cli\n"
        "code = cli.run(sys.argv[1:])\n"
        f"loaded = sorted(set({heavy!r}) & sys.modules.keys())\n"
        "sys.exit(f'help loads {loaded}' if loaded or code else 0)",
        *command,
        "--help",
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("command", ["verify", "export"])
def test_a_roster_is_judged_without_the_solver(command: str, out: Path) -> None:
    done = python(
        "import sys\n"
        "sys.modules['ortools'] = None\n"
        "import cli\n"
        "sys.exit(cli.run(sys.argv[1:]))",
        "--lang", "en", command, QUICKSTART, out,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert VERIFIED in done.stdout.splitlines()


@pytest.mark.parametrize("written", ["2027-01-04", "04/01/2027", "4.1.2027"])
def test_a_first_day_is_written_as_in_tables(
    written: str, patrol: Patrol, tmp_path: Path
) -> None:
    assert patrol("new", tmp_path / "week", "--start", written).code == 0
    assert "start = 2027-01-04" in (tmp_path / "week" / "scenario.toml").read_text()


@pytest.mark.parametrize(
    "written", ["0001-01-01", "9999-12-31", "2027-02-29", "Monday", ""]
)
def test_a_first_day_that_tables_refuse(
    written: str, patrol: Patrol, tmp_path: Path
) -> None:
    done = patrol("new", tmp_path / "week", "--start", written)
    assert done.code == 2
    assert "--start" in done.err
    assert not (tmp_path / "week").exists()


# --- examples -------------------------------------------------------------------------


def test_an_example_is_copied_by_its_name(
    patrol: Patrol, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert patrol("new", "mine", "--from", "quickstart").code == 0
    assert load(tmp_path / "mine").officers == load(QUICKSTART).officers


def test_a_folder_goes_before_an_example_of_its_name(
    patrol: Patrol, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert patrol("new", "senart").code == 0
    assert patrol("new", "mine", "--from", "senart").code == 0
    assert b"name_fr" in (tmp_path / "mine" / "mission_kinds.csv").read_bytes()
    assert (tmp_path / "mine" / "officers.csv").read_bytes().count(b"\n") == 1


def test_a_misspelt_example_is_guessed(
    patrol: Patrol, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = patrol("new", "mine", "--from", "clermont-ferand")
    assert done.code == 2
    assert "clermont-ferand: no such scenario" in done.err
    assert "clermont-ferrand" in done.err.split("—")[1]
    assert not (tmp_path / "mine").exists()


def test_a_name_like_no_example_lists_them(
    patrol: Patrol, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = patrol("new", "mine", "--from", "xyz")
    assert done.code == 2
    assert "quickstart, clermont-ferrand, senart" in done.err
