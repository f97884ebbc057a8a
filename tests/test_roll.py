"""The next horizon: what was worked is history, missions move, the past is left out."""

import csv
import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cli import patrol
from scheduler.domain.roster import Facts, Roster
from scheduler.domain.scenario import Scenario
from scheduler.io.faults import InputFaults
from scheduler.roll import Rolled, roll
from scheduler.rosters.roster_files import read_roster, render_roster, render_tours
from scheduler.scenarios.create import copy_scenario
from scheduler.scenarios.load import load
from scheduler.solve.engine import Search
from scheduler.solve.tiers import solve
from tests.solved import solved_quickstart

QUICKSTART = Path("scenarios/quickstart")


def write(week: Scenario, roster: Roster, folder: Path) -> Path:
    folder.mkdir()
    (folder / "tours.csv").write_bytes(render_tours(week, roster))
    (folder / "roster.csv").write_bytes(render_roster(week, roster))
    return folder


def rolled_from(scenario: Path, folder: Path, target: Path) -> Rolled:
    week = load(scenario)
    return roll(scenario, Facts(week, read_roster(week, folder)), folder, target)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return solved_quickstart(tmp_path_factory.mktemp("home")) / "out"


@pytest.fixture(scope="module")
def rolled(solved: Path, tmp_path_factory: pytest.TempPathFactory) -> Rolled:
    return rolled_from(QUICKSTART, solved, tmp_path_factory.mktemp("weeks") / "next")


@pytest.fixture(scope="module")
def after(rolled: Rolled) -> Scenario:
    return load(rolled.path)


def test_the_next_horizon_begins_where_the_last_one_ended(after: Scenario) -> None:
    # Monday 5 October and two days more: the next three days begin on Thursday.
    assert (after.clock.start, after.clock.days) == (dt.date(2026, 10, 8), 3)


def test_calendar_entries_keep_their_identity(
    tmp_path: Path, solved: Path, after: Scenario
) -> None:
    """Given or not, and over two horizons."""
    week = load(QUICKSTART)
    assert (week.id, after.identity) == ("", week.identity)
    own = copy_scenario(QUICKSTART, tmp_path / "own")
    document = own / "scenario.toml"
    document.write_text(f'id = "town-1"\n{document.read_text()}')
    following = rolled_from(own, solved, tmp_path / "next").path
    assert load(following).identity == "town-1"
    assert "town-1" not in (following / "scenario.toml").read_text()


def test_tours_worked_are_history_of_equal_length(
    solved: Path, after: Scenario
) -> None:
    before = load(QUICKSTART)
    tours = read_roster(before, solved).tours
    known = {(t.officer, t.day): t for t in after.history}
    ago = before.clock.days * 24 * 60  # no clock change between
    for tour in tours:
        past = known[tour.officer, tour.day]
        assert past.work == tour.work
        assert (past.span.start, past.span.end) == (
            tour.span.start - ago,
            tour.span.end - ago,
        )
    assert len(after.history) == len(before.history) + len(tours)


def test_missions_held_are_past_missions_with_their_heads(
    solved: Path, after: Scenario
) -> None:
    before = load(QUICKSTART)
    crews = Facts(before, read_roster(before, solved)).crews
    found = {
        (p.mission, p.kind, p.zone, p.day, sum(p.heads.values()))
        for p in after.past_missions
    }
    assert found == {
        (o.mission, before.kind(o).id, o.zone, o.day, len(crew))
        for o, crew in crews.items()
    }


def test_missions_move_by_the_length_of_the_horizon(after: Scenario) -> None:
    before = load(QUICKSTART)
    moved = {
        m.id: [o.day + dt.timedelta(days=3) for o in m.starts]
        for m in before.missions.values()
    }
    assert {m.id: [o.day for o in m.starts] for m in after.missions.values()} == moved


def test_days_in_codes_of_missions_move_too(tmp_path: Path, solved: Path) -> None:
    text = (QUICKSTART / "missions.csv").read_text()
    week = tmp_path / "week"
    week.mkdir()
    for file in QUICKSTART.glob("*.*"):
        if file.suffix in (".csv", ".toml") and file.name != "expected.toml":
            (week / file.name).write_bytes(file.read_bytes())
    first = "foot-centre-monday"
    (week / "missions.csv").write_text(text.replace(first, "foot-2026-10-05-1030"))
    roster = (solved / "roster.csv").read_text()
    folder = tmp_path / "solved"
    folder.mkdir()
    (folder / "tours.csv").write_bytes((solved / "tours.csv").read_bytes())
    (folder / "roster.csv").write_text(roster.replace(first, "foot-2026-10-05-1030"))
    made = load(rolled_from(week, folder, tmp_path / "next").path)
    assert "foot-2026-10-08-1030" in made.missions
    assert "foot-2026-10-05-1030" not in made.missions


def test_what_was_said_of_days_gone_by_is_left_out(
    rolled: Rolled, after: Scenario
) -> None:
    assert all(r.day >= after.clock.start for r in after.requests)
    gone = [r for r in rows(QUICKSTART / "requests.csv") if r["date"] < "2026-10-08"]
    assert rolled.dropped["requests"] == len(gone) > 0


def test_decisions_for_one_horizon_are_not_taken_again(rolled: Rolled) -> None:
    pins = rolled.path / "pins.csv"
    assert not pins.exists() or rows(pins) == []


def test_standing_tables_are_not_copied(rolled: Rolled) -> None:
    assert not (rolled.path / "officers.csv").exists()


def test_a_second_roll_extends_the_standing_tables_not_the_week_before(
    rolled: Rolled, after: Scenario, tmp_path: Path
) -> None:
    result = solve(after, Search(workers=1, time_limit=60))
    assert result.roster is not None
    out = write(after, result.roster, tmp_path / "out")
    third = rolled_from(rolled.path, out, tmp_path / "third")
    line = next(
        text
        for text in (third.path / "scenario.toml").read_text().splitlines()
        if text.startswith("extends")
    )
    assert line.endswith('scenarios/quickstart"')
    made = load(third.path)
    assert made.clock.start == dt.date(2026, 10, 11)
    assert len(made.history) == len(after.history) + len(result.roster.tours)


def test_a_taken_target_is_refused_and_left_alone(solved: Path, tmp_path: Path) -> None:
    (tmp_path / "kept.txt").write_text("mine")
    with pytest.raises(InputFaults):
        rolled_from(QUICKSTART, solved, tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["kept.txt"]


def invoke(*arguments: Any) -> Any:
    return CliRunner().invoke(patrol, [str(a) for a in arguments])


def test_the_command_says_what_it_left_out(solved: Path, tmp_path: Path) -> None:
    result = invoke("new", tmp_path / "next", "--after", QUICKSTART, solved)
    assert result.exit_code == 0
    assert "2026-10-08" in result.output
    assert "requests.csv: " in result.output


def test_after_goes_with_no_other_option(solved: Path, tmp_path: Path) -> None:
    arguments = ("--after", QUICKSTART, solved, "--xlsx")
    result = invoke("new", tmp_path / "next", *arguments)
    assert result.exit_code == 2
    assert not (tmp_path / "next").exists()


def test_who_is_engaged_across_the_end_is_named_and_nobody_else(
    tmp_path: Path, solved: Path, after: Scenario
) -> None:
    """The horizon ends on Thursday 00:00; the longest way of the quickstart counts."""
    before = load(QUICKSTART)
    crews = Facts(before, read_roster(before, solved)).crews
    late = before.clock.span.end - before.longest_transition
    expected = {
        (o.mission, o.day): {d.officer for d in crew} if o.span.end > late else set()
        for o, crew in crews.items()
    }
    assert {(p.mission, p.day): set(p.crew) for p in after.past_missions} == expected


def test_the_last_tour_lasts_into_the_next_horizon(tmp_path: Path) -> None:
    """An evening of Wednesday from 18:00 holds missions on Thursday until 01:00."""
    week = load(QUICKSTART)
    officer = next(o.id for o in week.officers.values() if o.force == "town")
    tour = week.tour(officer, week.clock.dates[-1], "evening")
    folder = write(week, Roster((tour,), ()), tmp_path / "solved")
    after = load(rolled_from(QUICKSTART, folder, tmp_path / "next").path)
    [under_way] = after.under_way[officer]
    assert (under_way.span.start, under_way.span.end) == (-6 * 60, 60)
    assert after.mission_tours[officer][0] == under_way
    assert under_way not in after.tours[officer]
