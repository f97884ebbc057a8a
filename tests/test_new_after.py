"""``patrol new --after`` with a ledger: a version as the history, and what is said."""

import datetime as dt
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import cli
from scheduler import words
from scheduler.domain.plans import Plan, plan_of
from scheduler.ledger import publication, signing, versions
from scheduler.ledger.purging import purge_before
from scheduler.ledger.store import Ledger, open_ledger, write_setting
from scheduler.scenarios.load import load
from scheduler.verify.solved import SolvedWeek, read_solved
from tests.ledger.drafts import Signatory, draft
from tests.solved import QUICKSTART, solved_quickstart

Answer = tuple[int, str, str]
IDENTITY = load(QUICKSTART).identity
BEFORE = dt.datetime(2026, 10, 1, 12, tzinfo=dt.UTC)
LATER = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> SolvedWeek:
    home = solved_quickstart(tmp_path_factory.mktemp("home"))
    return read_solved(load(home / "quickstart"), home / "out")


@pytest.fixture
def town(solved: SolvedWeek, tmp_path: Path) -> Path:
    """Give a copy of the scenario, to change."""
    shutil.copytree(solved.folder.parent / "quickstart", tmp_path / "quickstart")
    return tmp_path / "quickstart"


@pytest.fixture
def book(
    tmp_path: Path, migrated: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Ledger]:
    """Open a new ledger, which PATROL_DB names."""
    path = tmp_path / "ledger.db"
    shutil.copyfile(migrated("sqlite"), path)
    monkeypatch.setenv("PATROL_DB", str(path))
    opened = open_ledger(str(path))
    with opened.writing() as connection:
        write_setting(connection, signing.SIGNATURES, signing.ONE)
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("PATROL_LANG", "en")
    monkeypatch.delenv("PATROL_DB", raising=False)
    monkeypatch.setattr(words, "_process", "en")
    token = words._chosen.set(None)
    yield
    words._chosen.reset(token)


@pytest.fixture
def after(capsys: pytest.CaptureFixture[str], tmp_path: Path):
    """Give ``patrol new next --after``; it returns code, output and errors."""

    def call(*arguments: object) -> Answer:
        code = cli.run(["new", str(tmp_path / "next"), "--after", *map(str, arguments)])
        out, err = capsys.readouterr()
        return code, out, err

    return call


def publish(
    book: Ledger, plan: Plan, now: dt.datetime = BEFORE, *, sign=True, **more
) -> None:
    """Publish a plan of the quickstart after the one before, and sign it."""
    more = {
        "identity": load(QUICKSTART).identity,
        "contents": (),
        "counters": {},
        **more,
    }
    made = draft(plan, secret=str(now), **more)
    with book.writing() as connection:
        n = len(versions.versions(connection, plan.first))
        new = publication.publish(
            connection, made, base=n or None, payload="{}", now=now
        )
        if sign:
            signatory = Signatory(connection, new.forces[0])
            signing.add_signature(connection, new, signatory.sign(new), now)
            signing.settle(connection, new, now)


def reduced(plan: Plan, officer: str, keep: Callable[[dt.datetime], bool]) -> Plan:
    """Return a plan in which an officer keeps some tours only, by their start.

    The missions of the other tours are not held.
    """
    gone = {s.crew for s in plan.officers[officer].seats if not keep(s.start)}
    officers = {
        code: replace(
            own,
            tours=tuple(t for t in own.tours if code != officer or keep(t.start)),
            seats=tuple(s for s in own.seats if s.crew not in gone),
        )
        for code, own in plan.officers.items()
    }
    return replace(plan, officers=officers)


def files(folder: Path) -> dict[str, bytes]:
    return {
        p.name: p.read_bytes() for p in folder.iterdir() if p.name != "scenario.toml"
    }


def test_a_version_gives_the_same_history_as_its_folder(
    after, book: Ledger, solved: SolvedWeek, town: Path, tmp_path: Path
) -> None:
    publish(book, plan_of(solved.facts))
    assert after(town, solved.folder)[0] == 0
    (tmp_path / "next").rename(tmp_path / "of-folder")
    assert after(town, "2026-10-05/official")[0] == 0
    assert files(tmp_path / "next") == files(tmp_path / "of-folder")


def test_the_version_named_counts_not_the_last_one(
    after, book: Ledger, solved: SolvedWeek, town: Path, tmp_path: Path
) -> None:
    plan = plan_of(solved.facts)
    officer = next(o for o, p in plan.officers.items() if p.tours and not p.seats)
    publish(book, plan)
    publish(book, reduced(plan, officer, lambda _start: False))
    for name, worked in (("2026-10-05/1", True), ("2026-10-05/2", False)):
        assert after(town, name)[0] == 0
        history = load(tmp_path / "next").history_of[officer]
        assert any(t.day >= plan.first for t in history) is worked
        shutil.rmtree(tmp_path / "next")


def test_a_scenario_made_of_a_version_is_for_its_owner_alone(
    after, book: Ledger, solved: SolvedWeek, town: Path, tmp_path: Path
) -> None:
    publish(book, plan_of(solved.facts))
    assert after(town, "2026-10-05/1")[0] == 0
    modes = {stat.S_IMODE(p.stat().st_mode) for p in (tmp_path / "next").iterdir()}
    assert modes == {0o600}


def absent(town: Path, line: str) -> None:
    table = town / "absences.csv"
    table.write_text(f"{table.read_text().rstrip()}\n{line}\n")


def ill(solved: SolvedWeek) -> tuple[str, dt.datetime]:
    """Return an officer, and a start of a tour on Tuesday during which illness begins.

    The officer has a tour on Wednesday too, which is dropped.
    """
    plan = plan_of(solved.facts)
    for officer, own in plan.officers.items():
        starts = {t.day.day: t.start for t in own.tours}
        if own.force == "town" and {6, 7} <= starts.keys():
            return officer, starts[6]
    raise AssertionError("nobody works on Tuesday and Wednesday")


def test_what_had_begun_before_an_absence_was_recorded_stays(
    after, book: Ledger, solved: SolvedWeek, town: Path, tmp_path: Path
) -> None:
    plan = plan_of(solved.facts)
    officer, start = ill(solved)
    publish(book, plan)
    fewer = reduced(plan, officer, lambda at: at <= start)
    publish(book, fewer, start + dt.timedelta(minutes=30, seconds=7))
    absent(town, f"{officer},2026-10-06,,2026-10-08,,ill")
    code, _out, err = after(town, "2026-10-05/official")
    assert (code, err) == (0, "")
    assert f"{officer},2026-10-06" in (tmp_path / "next" / "history.csv").read_text()


def test_a_version_that_breaks_a_rule_is_not_used(
    after, book: Ledger, solved: SolvedWeek, town: Path, tmp_path: Path
) -> None:
    officer, _start = ill(solved)
    publish(book, plan_of(solved.facts))
    absent(town, f"{officer},2026-10-06,,2026-10-08,,ill")
    code, out, err = after(town, "2026-10-05/official")
    assert code == 5
    assert out.startswith(f"Absence: {officer}: on tour")
    assert "version 2026-10-05/official does not pass with the tables" in err
    assert not (tmp_path / "next").exists()


def test_a_version_of_another_scenario_is_refused(
    after, book: Ledger, solved: SolvedWeek, town: Path
) -> None:
    publish(book, plan_of(solved.facts), identity="elsewhere")
    code, _out, err = after(town, "2026-10-05/1")
    assert code == 2
    assert "the weeks of another scenario (elsewhere) — name the scenario" in err


def test_a_purged_version_is_refused(
    after, book: Ledger, solved: SolvedWeek, town: Path
) -> None:
    publish(book, plan_of(solved.facts))
    purge_before(book, LATER.date(), payload="{}", now=LATER)
    code, _out, err = after(town, "2026-10-05/1")
    assert (code, "were purged" in err) == (2, True)


def test_a_folder_that_was_replaced_is_told_with_the_version_to_name(
    after, book: Ledger, solved: SolvedWeek, town: Path
) -> None:
    publish(book, reduced(plan_of(solved.facts), ill(solved)[0], lambda _: False))
    code, _out, err = after(town, solved.folder)
    assert code == 0
    assert err == (
        f"{solved.folder} is not the official version of its week, which is "
        "2026-10-05/1: name that version instead if it was worked.\n"
    )


def test_a_version_that_was_replaced_is_told(
    after, book: Ledger, solved: SolvedWeek, town: Path
) -> None:
    plan = plan_of(solved.facts)
    publish(book, plan)
    publish(book, reduced(plan, ill(solved)[0], lambda _: False))
    code, _out, err = after(town, "2026-10-05/1")
    assert code == 0
    assert err.startswith("2026-10-05/1 is not the official version of its week")


def test_a_folder_whose_version_is_not_official_is_told(
    after, book: Ledger, solved: SolvedWeek, town: Path
) -> None:
    publish(book, plan_of(solved.facts), sign=False)
    code, _out, err = after(town, solved.folder)
    assert code == 0
    assert err.startswith("No version of the week of 2026-10-05 is official yet")


@pytest.mark.parametrize("known", [True, False])
def test_nothing_is_said_of_an_official_or_an_unknown_week(
    known: bool, after, book: Ledger, solved: SolvedWeek, town: Path
) -> None:
    if known:
        publish(book, plan_of(solved.facts))
    code, _out, err = after(town, solved.folder)
    assert (code, err) == (0, "")


def test_counters_are_told_by_force(
    after, book: Ledger, solved: SolvedWeek, town: Path
) -> None:
    officer = ill(solved)[0]
    counts = {officer: {"nights": 2, "joint_minutes": 330}}
    publish(book, plan_of(solved.facts), counters=counts)
    _code, out, _err = after(town, solved.folder)
    assert out.splitlines()[-2:] == [
        "Counters of the ledger before 2026-10-08:",
        "  town – Night tours 2, Tours on Sundays 0, Tours on public holidays 0, "
        "Places in event crews 0, Days of recall 0, Late changes 0, "
        "Hours in joint crews 5 h 30",
    ]


def test_a_ledger_of_another_scenario_is_not_told(
    after, book: Ledger, solved: SolvedWeek, town: Path
) -> None:
    counts = {"M1": {"nights": 2}}
    publish(book, plan_of(solved.facts), identity="elsewhere", counters=counts)
    code, out, err = after(town, solved.folder)
    assert (code, err, "Counters" in out) == (0, "", False)


def test_a_ledger_of_the_environment_need_not_be_there(
    after, solved: SolvedWeek, town: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATROL_DB", str(town / "nothing.db"))
    assert after(town, solved.folder)[::2] == (0, "")


def test_a_ledger_named_on_the_command_line_must_be_there(
    after, solved: SolvedWeek, town: Path, tmp_path: Path
) -> None:
    code, _out, err = after(town, solved.folder, "--db", town / "nothing.db")
    assert (code, "there is no ledger" in err) == (2, True)
    assert not (tmp_path / "next").exists()
