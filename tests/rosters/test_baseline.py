"""Solving near a baseline roster: what is read, what is kept, and what it changes."""

import copy
import csv
import dataclasses
import hashlib
import json
import shutil
from pathlib import Path

import pytest

from scheduler.domain.roster import Facts
from scheduler.domain.run import SolveStatus
from scheduler.io.faults import InputFaults
from scheduler.plan import describe, export_again, publish_verified
from scheduler.rosters.baseline import BASELINE_FILE, near, read_baseline
from scheduler.rosters.roster_files import render_roster, render_tours
from scheduler.scenarios.load import load
from scheduler.solve.engine import Search
from scheduler.solve.tiers import solve
from scheduler.verify.report import verdict_lines
from scheduler.verify.solved import read_solved
from tests.scenarios.conftest import SCENARIOS

QUICKSTART = SCENARIOS / "quickstart"
SEARCH = Search(time_limit=60, workers=1)


def published(week, folder):
    """Solve a week, publish it and return its roster; it is proved and verified."""
    result = solve(week, SEARCH)
    assert result.roster is not None
    run = describe(week, result, SEARCH, interrupted=False)
    assert publish_verified(week, result.roster, run, folder, "en").verdict.passed
    return result


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    """The quickstart week with a match on Saturday, as people know it."""
    folder = Path(shutil.copytree(QUICKSTART, tmp_path_factory.mktemp("near") / "week"))
    start = load(folder).clock.dates[2]
    zone = next(iter(load(folder).zones))
    write_match(folder, f"{start:%Y%m%d}T100000")
    (folder / "fixtures.csv").write_text(
        f"fixture,calendar,zone,plan,attendance,minutes\ncup,c.ics,{zone},p,100,60\n"
    )
    (folder / "event_plans.csv").write_text(
        "plan,phase,kind,offset,minutes\np,guard,municipal_patrol,0,60\n"
    )
    week = load(folder)
    return folder, published(week, folder.parent / "out")


def write_match(folder, start):
    (folder / "c.ics").write_text(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\nBEGIN:VEVENT\r\n"
        f"UID:one\r\nDTSTART:{start}\r\nSUMMARY:Match\r\nEND:VEVENT\r\n"
        "END:VCALENDAR\r\n"
    )


def test_solving_near_the_same_roster_changes_nothing(known):
    folder, before = known
    week = near(load(folder), folder.parent / "out")
    again = solve(week, SEARCH)
    values = {t.name: (t.value, t.bound) for t in again.tiers}
    assert values["few changes"] == (0, 0)
    assert again.roster is not None
    assert {(t.officer, t.day, t.shift) for t in again.roster.tours} == {
        (t.officer, t.day, t.shift) for t in before.roster.tours
    }
    assert [t.name for t in again.tiers][2:4] == ["missions", "few changes"]


def test_a_kick_off_moved_two_hours_moves_its_mission_and_little_else(known, tmp_path):
    folder, before = known
    copy = Path(shutil.copytree(folder, tmp_path / "week"))
    text = (copy / "c.ics").read_text()
    (copy / "c.ics").write_text(text.replace("T100000", "T120000"))
    old, week = load(folder), near(load(copy), folder.parent / "out")
    for code, mission in week.missions.items():
        delta = 120 if code == "cup-one-guard" else 0
        for a, b in zip(
            old.missions[code].occurrences, mission.occurrences, strict=True
        ):
            assert b.span.start - a.span.start == delta
    result = published(week, tmp_path / "out")
    assert all(t.value == t.bound for t in result.tiers)
    # Solved afresh, for comparison: as good before the changes, and never nearer.
    afresh = solve(load(copy), SEARCH)
    assert [t.value for t in afresh.tiers[:3]] == [t.value for t in result.tiers[:3]]
    changes = {t.name: t.value for t in result.tiers}["few changes"]
    told = {(a.mission, a.start, a.officer) for a in before.roster.assignments}
    now = {(a.mission, a.start, a.officer) for a in result.roster.assignments}
    elsewhere = [s for s in told ^ now if s[0] != "cup-one-guard"]
    assert len(elsewhere) <= changes


def test_a_folder_says_by_itself_what_it_was_measured_against(known, tmp_path):
    folder, _before = known
    week = load(folder)
    out = tmp_path / "out"
    published(near(week, folder.parent / "out"), out)
    assert BASELINE_FILE in json.loads((out / "run.json").read_text())["inputs"]
    # Read back without the baseline folder.
    assert read_solved(week, out).verdict.passed
    assert export_again(week, out, "en", None).verdict.passed
    # A baseline roster changed by hand is noticed.
    lines = (out / BASELINE_FILE).read_text().splitlines()
    (out / BASELINE_FILE).write_text("\n".join([*lines[:-1], ""]))
    verdict = read_solved(week, out).verdict
    assert not verdict.passed
    assert BASELINE_FILE in {d.values.get("file") for d in verdict.discrepancies}


def test_a_baseline_is_read_back_as_it_was_written(known, tmp_path):
    folder, _before = known
    week = load(folder)
    freeze = week.clock.span.end // 2
    told = near(week, folder.parent / "out", freeze)
    published(told, tmp_path / "out")
    again = read_solved(week, tmp_path / "out")
    assert again.verdict.passed
    assert again.scenario.baseline == told.baseline
    assert again.scenario.freeze == freeze
    assert told.baseline == dataclasses.replace(
        read_baseline(folder.parent / "out", week.clock), freeze=freeze
    )


def test_a_freeze_changed_by_hand_is_noticed(known, tmp_path):
    folder, _before = known
    week = load(folder)
    published(near(week, folder.parent / "out", 24 * 60), tmp_path / "out")
    file = tmp_path / "out" / BASELINE_FILE
    text = file.read_text()
    assert text.count("2026-10-06T00:00+02:00\n") == 1
    file.write_text(text.replace("2026-10-06T00:00+02:00\n", "\n"))
    verdict = read_solved(week, tmp_path / "out").verdict
    assert BASELINE_FILE in {d.values.get("file") for d in verdict.discrepancies}


def test_a_baseline_of_an_older_version_is_read_with_what_it_has(known, tmp_path):
    """It had no positions, forms, places, hours of tours, breaks and freeze."""
    folder, _before = known
    week = load(folder)
    out = tmp_path / "out"
    published(near(week, folder.parent / "out"), out)
    with (out / BASELINE_FILE).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    old = ["officer,date,shift,mission,start"]
    for row in rows:
        start = row["start"] if row["mission"] else ""
        old.append(
            f"{row['officer']},{row['date']},{row['shift']},{row['mission']},{start}"
        )
    content = "\n".join([*old, ""]).encode()
    (out / BASELINE_FILE).write_bytes(content)
    run = json.loads((out / "run.json").read_text())
    run["inputs"][BASELINE_FILE] = hashlib.sha256(content).hexdigest()
    (out / "run.json").write_text(json.dumps(run))
    solved = read_solved(week, out)
    assert solved.verdict.passed
    assert solved.scenario.freeze is None
    assert {t.name: t.value for t in solved.run.tiers}["few changes"] == 0


@pytest.mark.parametrize("table", ["officers", "missions", "shifts"])
def test_a_frozen_roster_is_judged_though_the_scenario_lost_something(
    known, tmp_path, table
):
    """Whatever was removed from the tables since, there is a verdict or a fault."""
    folder, _before = known
    week = load(folder)
    out = tmp_path / "out"
    published(near(week, folder.parent / "out", 24 * 60), out)
    entities = getattr(week, table)
    for code in list(entities)[:3]:
        less = {k: v for k, v in entities.items() if k != code}
        changed = copy.copy(week)
        object.__setattr__(changed, table, less)
        try:
            solved = read_solved(dataclasses.replace(changed), out)
        except InputFaults as refused:
            found = str(refused)
        else:
            found = "\n".join(verdict_lines(solved.scenario, solved.verdict))
        assert found


def test_what_is_no_longer_there_may_be_named(known):
    folder, _before = known
    week = load(folder)
    fewer = dataclasses.replace(
        week, missions={k: m for k, m in week.missions.items() if k != "cup-one-guard"}
    )
    found = near(fewer, folder.parent / "out")
    assert found.baseline is not None
    assert any(s.mission == "cup-one-guard" for s in found.baseline.seats)
    assert solve(found, SEARCH).roster is not None


def test_the_scenario_may_place_the_goal_itself(known):
    folder, _before = known
    week = load(folder)
    own = dataclasses.replace(
        week, tiers=(dataclasses.replace(week.tiers[0], goals={"few_changes": 2}),)
    )
    assert near(own, folder.parent / "out").tiers == own.tiers


@pytest.mark.parametrize("name", ["roster.csv", "tours.csv"])
def test_a_folder_without_a_roster_is_refused(known, tmp_path, name):
    folder, _before = known
    copy = Path(shutil.copytree(folder.parent / "out", tmp_path / "out"))
    (copy / name).unlink()
    with pytest.raises(InputFaults, match=name):
        near(load(folder), copy)


def test_a_roster_of_other_days_is_refused(known):
    folder, _before = known
    week = load(folder)
    start = week.clock.start.replace(year=2030)
    later = dataclasses.replace(
        week, clock=dataclasses.replace(week.clock, start=start)
    )
    with pytest.raises(InputFaults, match="horizon"):
        near(later, folder.parent / "out")


def test_facts_without_a_baseline_roster_have_no_baseline_crews(known):
    folder, before = known
    week = load(folder)
    assert week.baseline is None
    assert week.baseline_crews == {}
    assert Facts(week, before.roster).scenario.baseline_occurrences == {}


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_moved_kick_off_in_clermont_ferrand_moves_as_little_as_can_be(tmp_path):
    """The match of Saturday two hours earlier: the fewest changes there can be."""
    scenario = SCENARIOS / "clermont-ferrand"
    search = Search(time_limit=240, workers=2)
    before = solve(load(scenario), search).roster
    assert before is not None
    out = tmp_path / "out"
    out.mkdir()
    (out / "tours.csv").write_bytes(render_tours(load(scenario), before))
    (out / "roster.csv").write_bytes(render_roster(load(scenario), before))
    moved = Path(shutil.copytree(scenario, tmp_path / "moved"))
    calendar = moved / "clermont-foot.ics"
    text = calendar.read_text()
    text = text.replace("20261128T200000", "20261128T180000")
    calendar.write_text(text.replace("20261128T215000", "20261128T195000"))
    old, new = load(scenario), near(load(moved), out)
    for code, mission in new.missions.items():
        delta = -120 if code.startswith("football-j15-") else 0
        starts = [o.span.start + delta for o in old.missions[code].occurrences]
        assert [o.span.start for o in mission.occurrences] == starts
    result = solve(new, search)
    tier = {t.name: t for t in result.tiers}["few changes"]
    assert tier.status is SolveStatus.OPTIMAL
    assert result.roster is not None
    # Counted again here: tours, and people in crews, the match's wherever it starts.
    told, now = (
        {(t.officer, t.day, t.shift): "" for t in r.tours}
        | {
            (a.mission, a.officer)
            if a.mission.startswith("football-j15-")
            else (a.mission, a.start, a.officer): (a.position, a.fallback, a.place)
            for a in r.assignments
        }
        for r in (before, result.roster)
    )
    altered = [key for key in told.keys() & now.keys() if told[key] != now[key]]
    assert len(told.keys() ^ now.keys()) + len(altered) == tier.value
