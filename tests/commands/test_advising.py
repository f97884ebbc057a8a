"""patrol suggest, as people type it."""

import json
from pathlib import Path
from typing import Any

import pytest

import cli
from scheduler.terminal.exits import Exit
from tests.solved import solved_quickstart

WEEK = "2026-10-05"
OFFICERS = [f"M{i}" for i in range(1, 6)] + [f"N{i}" for i in range(1, 8)]
START = ("--from", "2026-10-05T00:00")


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return solved_quickstart(tmp_path_factory.mktemp("suggest"))


@pytest.fixture
def home(solved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(solved)
    monkeypatch.setenv("PATROL_DB", str(tmp_path / "ledger.db"))
    monkeypatch.setenv("PATROL_LANG", "en")
    return solved


@pytest.fixture
def suggest(home: Path, capsys: pytest.CaptureFixture[str]):
    def run(*words: str, roster: str = "out", code: int | None = 0) -> str:
        capsys.readouterr()
        found = cli.run(["suggest", "quickstart", roster, *words])
        out, err = capsys.readouterr()
        assert code in (None, found), out + err
        return out + err

    return run


def told(suggest: Any, officer: str, **more: Any) -> dict[str, Any]:
    answer = suggest(officer, *START, "--json", code=None, **more)
    found: dict[str, Any] = json.loads(answer)
    return found


def test_officers_are_replaced_or_the_reason_is_told(suggest):
    answers = [told(suggest, officer) for officer in OFFICERS]
    seats = [s for a in answers for o in a["openings"] for s in o["seats"]]
    assert any(s["suggestions"] for s in seats)
    for seat in seats:
        assert bool(seat["suggestions"]) == (seat["refusals"] is None)
    for answer in answers:
        possible = all(s["suggestions"] for o in answer["openings"] for s in o["seats"])
        assert answer["status"] == ("ok" if possible else "none")


@pytest.mark.parametrize(("officer", "code"), [("N5", Exit.OK), ("M3", Exit.NO_ROSTER)])
def test_the_exit_code_says_whether_all_can_be_filled(suggest, officer, code):
    # N5 has no mission; nobody else has the armed positions of M3.
    assert bool(told(suggest, officer)["openings"]) == (code is Exit.NO_ROSTER)
    suggest(officer, *START, code=code)


def test_a_published_version_gives_the_same_as_its_folder(suggest):
    assert cli.run(["publish", "quickstart", "out"]) == Exit.OK
    for officer in OFFICERS[:1]:
        assert told(suggest, officer, roster=f"{WEEK}/1") == told(suggest, officer)


def test_most_limits_the_list(suggest):
    for officer in OFFICERS[:2]:
        few = json.loads(suggest(officer, *START, "--most", "1", "--json", code=None))
        for opening in few["openings"]:
            assert all(len(s["suggestions"]) <= 1 for s in opening["seats"])


def test_an_absence_of_the_tables_opens_the_seats_of_its_missions(
    suggest, home: Path, tmp_path: Path
):
    missions = {officer: told(suggest, officer)["openings"][:1] for officer in OFFICERS}
    officer, (opening,) = next((o, m) for o, m in missions.items() if m)
    table = home / "quickstart" / "absences.csv"
    before = table.read_text(encoding="utf-8")
    try:
        with table.open("a", encoding="utf-8") as file:
            file.write(f"{officer},{WEEK},,2026-10-07,,CMO\n")
        answer = json.loads(suggest(opening["mission"], "--json", code=None))
    finally:
        table.write_text(before, encoding="utf-8")
    assert answer["openings"][0]["instead_of"] == [officer]
    assert "CMO" not in json.dumps(answer)


def test_an_unknown_name_is_refused_with_the_nearest_one(suggest):
    said = suggest("foot-centre-mondy", code=Exit.INPUT)
    assert "no mission and no officer is called foot-centre-mondy" in said
    assert "foot-centre-monday" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("M1", "--day", WEEK), "--day and --start go with a mission"),
        (("M1", "--start", "08:00"), "--day and --start go with a mission"),
        (("foot-centre-monday", *START), "--from and --until go with an officer"),
        (("M1", *START, "--until", "2026-10-04T00:00+02:00"), "not after --from"),
        (("M1", "--from", "2026-11-04T00:00+01:00"), "--until"),
        (("foot-centre-monday", "--day", "2026-10-06"), "begins on 2026-10-05 only"),
        (("foot-centre-monday", "--start", "03:00"), "begins at "),
        (("foot-centre-monday", "--start", "late"), "not a time of day"),
        (("M1", "--most", "0"), "--most"),
    ],
)
def test_wrong_options_are_refused(suggest, words: tuple[str, ...], said: str):
    assert said in suggest(*words, code=Exit.INPUT)


def test_a_roster_that_breaks_rules_is_refused_with_the_breaches(
    suggest, home: Path, tmp_path: Path
):
    table = home / "out" / "tours.csv"
    before = table.read_text(encoding="utf-8")
    try:
        lines = [line for line in before.splitlines(keepends=True) if "M1" not in line]
        assert len(lines) < before.count("\n")
        table.write_text("".join(lines), encoding="utf-8")
        said = suggest("M2", *START, code=Exit.NOT_VERIFIED)
    finally:
        table.write_text(before, encoding="utf-8")
    assert "The roster breaks rules" in said


def test_french(suggest):
    said = suggest("M1", *START, "--lang", "fr", code=None)
    assert "à reprendre" in said
