"""Plans read from solved folders, and changes recounted from their raw rows."""

import csv
import datetime as dt
import tempfile
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.domain.changes import ChangeKind, changes
from scheduler.domain.plans import PlannedTour, plan_of
from scheduler.domain.roster import Facts
from scheduler.domain.time import Clock
from scheduler.goals.few_changes import notice_of
from scheduler.io.faults import InputFaults
from scheduler.rosters.plans import plan_in, roster_of
from scheduler.rosters.roster_files import (
    ROSTER_FILE,
    TOURS_FILE,
    render_roster,
    render_tours,
)
from tests import builders as b
from tests.export.conftest import (
    AUTUMN,
    alone_facts,
    resting_facts,
    small_facts,
    small_week,
)
from tests.strategies import Focus, rosters, scenarios

NOW = dt.datetime(2026, 9, 1, tzinfo=dt.UTC)


def written(week, roster, folder):
    folder.mkdir(exist_ok=True)
    (folder / TOURS_FILE).write_bytes(render_tours(week, roster))
    (folder / ROSTER_FILE).write_bytes(render_roster(week, roster))
    return folder


def busy(plan):
    """The officers with duties."""
    return {c: p for c, p in plan.officers.items() if p.tours or p.seats}


@pytest.fixture
def folder(tmp_path):
    facts = small_facts(small_week())
    return written(facts.scenario, facts.roster, tmp_path / "a")


def changed(folder, file, old, new):
    text = (folder / file).read_text()
    assert old in text
    (folder / file).write_text(text.replace(old, new))


def refused(folder, clock=None):
    with pytest.raises(InputFaults) as error:
        plan_in(folder, clock)
    return error.value.lines


@pytest.mark.parametrize("facts", [small_facts, resting_facts])
@pytest.mark.parametrize("start", [b.MONDAY, AUTUMN])
def test_a_folder_holds_the_plan_of_its_roster(facts, start, tmp_path):
    found = facts(small_week(b.clock(start)))
    written(found.scenario, found.roster, tmp_path / "a")
    plan = plan_in(tmp_path / "a", found.scenario.clock)
    assert plan.officers == busy(plan_of(found))
    assert (plan.first, plan.days, plan.timezone) == (start, 7, "Europe/Paris")


def test_without_a_clock_the_days_are_those_of_the_rows(folder):
    plan = plan_in(folder)
    assert plan.officers == busy(plan_of(small_facts(small_week())))
    assert plan.first == b.MONDAY
    assert plan.last >= b.day(5)


def test_a_mission_after_the_last_midnight_counts_with_its_tour(tmp_path):
    on = b.clock(days=1)
    week = small_week(on, missions=[b.mission("m", b.SOLO, at=[(1, "01:00")], on=on)])
    facts = b.facts(week, tours=[("PM-1", 0, "nuit")], crews=[("m", "agent", "PM-1")])
    plan = plan_in(written(week, facts.roster, tmp_path / "a"), on)
    assert [s.mission for s in plan.officers["PM-1"].seats] == ["m"]


def test_what_lies_outside_the_horizon_does_not_count(folder):
    plan = plan_in(folder, b.clock(days=1))
    days = {t.day for own in plan.officers.values() for t in own.tours}
    assert days == {b.MONDAY}


def test_a_folder_of_other_days_is_refused(folder):
    (line,) = refused(folder, b.clock(b.day(70)))
    assert line.startswith(f"{folder}/tours.csv: no tour of this roster lies in the")


def test_a_tour_that_ends_before_it_starts(folder):
    changed(folder, TOURS_FILE, "14:30+02:00", "05:30+02:00")
    lines = refused(folder)
    assert all("tours.csv:2: end: not after the start" in line for line in lines[:1])


def test_an_officer_of_two_forces(folder):
    changed(folder, ROSTER_FILE, "PM-1,pm", "PM-1,pn")
    assert (
        "force: not the force of this officer in another row (pn)" in refused(folder)[0]
    )


def test_breaks_without_an_end(tmp_path):
    facts = resting_facts(small_week())
    folder = written(facts.scenario, facts.roster, tmp_path / "a")
    rows = (folder / TOURS_FILE).read_text().splitlines()
    assert rows[0].endswith("break_start,break_end")
    row = next(n for n, r in enumerate(rows[1:], 1) if not r.endswith(",,"))
    rows[row] = rows[row].rpartition(",")[0] + ","
    (folder / TOURS_FILE).write_text("\n".join([*rows, ""]))
    assert "not as many ends as starts" in refused(folder)[0]


def test_rows_in_another_local_time_need_the_scenario(tmp_path):
    facts = small_facts(small_week(Clock(b.MONDAY, 7, "America/Martinique")))
    folder = written(facts.scenario, facts.roster, tmp_path / "a")
    (line,) = refused(folder)
    assert "not in the local time of Europe/Paris" in line
    assert line.endswith("with --scenario")
    assert plan_in(folder, facts.scenario.clock).timezone == "America/Martinique"


def test_faults_of_both_tables_at_once_name_the_folder(tmp_path):
    lines = refused(tmp_path)
    assert [line.partition(": ")[0] for line in lines] == [
        f"{tmp_path}/roster.csv",
        f"{tmp_path}/tours.csv",
    ]


def test_no_duty_at_all(folder):
    for name in (TOURS_FILE, ROSTER_FILE):
        path = folder / name
        path.write_text(path.read_text().splitlines()[0] + "\n")
    assert "no tour" in refused(folder)[0]


# --- random weeks ---------------------------------------------------------------------


def rows_of(folder, name):
    """Rows of a raw file, as sets of cells: which officer, and all that is said."""
    with (folder / name).open(newline="") as file:
        return [
            tuple(sorted(row.items() - {("fixed", row.get("fixed"))}))
            for row in csv.DictReader(file)
        ]


def raw(change, duty):
    """A side of a change as the raw row that it must come from: its telling cells."""
    local = Clock(b.MONDAY, 1).zone

    def text(instant):
        return instant.astimezone(local).isoformat(timespec="minutes")

    same = (change.officer, change.force, text(duty.start), text(duty.end))
    if isinstance(duty, PlannedTour):
        return (*same, duty.shift, str(duty.work))
    return (*same, duty.mission, duty.kind, duty.zone, duty.position)


def telling(row):
    """The same cells of a raw row."""
    cells = dict(row)
    names = ("officer", "force", "start", "end")
    more = (
        ("shift", "work_minutes")
        if "shift" in cells
        else ("mission", "kind", "zone", "position")
    )
    return tuple(cells[n] for n in (*names, *more))


@st.composite
def pairs(draw):
    """A week and two rosters: any two, or the second made of the first by few edits."""
    focus = Focus(crews=("whole",))
    week = draw(
        scenarios(max_officers=4, max_missions=3, max_days=2, focus=focus).filter(
            lambda w: len(w.officers) > 1 and any(w.seats.values())
        )
    )
    before = draw(rosters(week, focus))
    other = draw(rosters(week, focus))
    if draw(st.sampled_from((True, False, False))):
        return week, before, other
    tours = tuple(t for t in before.tours if draw(st.integers(0, 3)))
    seats = {edited(draw, week, a) for a in before.assignments} - {None}
    return week, before, replace(other, tours=tours, assignments=tuple(sorted(seats)))


def edited(draw, week, seat):
    """A seat as it was, or given to another officer, held at another time, or gone."""
    edit = draw(st.sampled_from(("keep", "keep", "keep", "swap", "move", "drop")))
    if edit == "swap":
        return replace(seat, officer=draw(st.sampled_from(sorted(week.officers))))
    if edit == "move":
        placed = week.missions[seat.mission].occurrences
        to = draw(st.sampled_from([o for o in placed if o.fallback == seat.fallback]))
        return replace(seat, start=to.span.start, place=to.place)
    return seat if edit == "keep" else None


@settings(max_examples=80, suppress_health_check=list(HealthCheck))
@given(pairs())
def test_changes_are_what_the_raw_rows_of_two_weeks_tell(pair):
    week, *both = pair
    if not all(r.tours or r.assignments for r in both):
        return
    with tempfile.TemporaryDirectory() as name:
        one, other = (
            written(week, roster, Path(name) / side)
            for roster, side in zip(both, "ab", strict=True)
        )
        found = changes(plan_in(one), plan_in(other), now=NOW, notice=notice_of(week))
        for file, of_tours in ((TOURS_FILE, True), (ROSTER_FILE, False)):
            old, new = (Counter(map(telling, rows_of(f, file))) for f in (one, other))
            mine = [
                c
                for c in found
                if c.kind.of_tour is of_tours and c.kind is not ChangeKind.CREW
            ]
            was = Counter(raw(c, c.was) for c in mine if c.was is not None)
            becomes = Counter(raw(c, c.becomes) for c in mine if c.becomes is not None)
            assert was == old - new
            assert becomes == new - old
        assert crews_told(found) == crews_recounted(one, other)


def crews_told(found):
    return {
        (c.officer, c.was.mission, c.was.start, frozenset(c.came), frozenset(c.went))
        for c in found
        if c.kind is ChangeKind.CREW
    }


def crews_recounted(one, other):
    """Who keeps a seat and has other partners, from the raw rows alone."""
    crews = []
    for folder in (one, other):
        crew = defaultdict(set)
        seats = set()
        for row in rows_of(folder, ROSTER_FILE):
            cells = dict(row)
            key = tuple(cells[n] for n in ("mission", "start", "kind", "zone"))
            crew[key].add(cells["officer"])
            seats.add((row, cells["officer"], key))
        crews.append((crew, seats))
    (crew, seats), (crew_now, seats_now) = crews
    told = set()
    for _row, officer, key in seats & seats_now:
        old, new = crew[key] - {officer}, crew_now[key] - {officer}
        if old != new:
            start = dt.datetime.fromisoformat(key[1]).astimezone(dt.UTC)
            came, went = frozenset(new - old), frozenset(old - new)
            told.add((officer, key[0], start, came, went))
    return told


def test_officers_without_scenario_are_compared_with_those_of_one(folder):
    facts = small_facts(small_week())
    found = changes(
        plan_in(folder), plan_of(facts), now=NOW, notice=notice_of(facts.scenario)
    )
    assert found == ()


def test_a_roster_without_its_breaks_does_not_say_them(tmp_path):
    facts = resting_facts(small_week())
    bare = Facts(facts.scenario, replace(facts.roster, breaks=None))
    plan = plan_in(written(bare.scenario, bare.roster, tmp_path / "a"))
    assert {t.breaks for own in plan.officers.values() for t in own.tours} == {None}


# --- a plan as a roster of its scenario -----------------------------------------------


@pytest.mark.parametrize("facts", [small_facts, resting_facts])
@pytest.mark.parametrize("start", [b.MONDAY, AUTUMN])
def test_a_plan_is_the_roster_that_it_came_from(facts, start):
    found = facts(small_week(b.clock(start)))
    assert roster_of(plan_of(found), found.scenario, "v") == found.roster.sorted()


def test_a_mission_that_one_force_holds_alone_is_one_in_the_roster():
    found = alone_facts()
    assert roster_of(plan_of(found), found.scenario, "v") == found.roster.sorted()


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(pairs())
def test_any_roster_comes_back_from_its_plan(pair):
    week, roster, _other = pair
    assert roster_of(plan_of(Facts(week, roster)), week, "v") == roster.sorted()


def lacking(week):
    """Return what is said if a plan of the small week is one of another scenario."""
    plan = plan_of(small_facts(small_week()))
    with pytest.raises(InputFaults) as error:
        roster_of(plan, week, "2026-10-05/1")
    return error.value.lines


def test_a_shift_with_other_hours_is_named():
    week = small_week()
    shifts = {**week.shifts, "jour": replace(week.shifts["jour"], end=b.time("17:00"))}
    assert lacking(replace(week, shifts=shifts)) == [
        f"2026-10-05/1: {officer}: the scenario offers no tour jour from "
        "2026-10-05T06:30+02:00 — put the officer, the shift and its hours back into "
        "the tables"
        for officer in ("PM-1", "PM-2")
    ]


def test_a_mission_that_is_gone_is_named():
    week = small_week()
    missions = {code: m for code, m in week.missions.items() if code != "late"}
    lines = lacking(replace(week, missions=missions))
    assert [line.partition(" from ")[0] for line in lines] == [
        "2026-10-05/1: PM-1: the scenario has no place agent in late (pair, north)",
        "2026-10-05/1: PN-1: the scenario has no place chief in late (pair, north)",
    ]


def test_an_officer_who_is_gone_is_named():
    week = small_week()
    officers = {code: o for code, o in week.officers.items() if code != "PM-2"}
    lines = lacking(replace(week, officers=officers))
    assert len(lines) == 3
    assert all("PM-2" in line for line in lines)


def test_a_plan_of_other_days_is_refused():
    assert lacking(small_week(b.clock(days=6))) == [
        "2026-10-05/1: plans 2026-10-05 to 2026-10-11, and the scenario other days — "
        "name the scenario of these days"
    ]
