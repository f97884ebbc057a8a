"""Contradictions: smallest sets of facts, with their table rows, each told once."""

import datetime as dt
import random
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from scheduler.domain.people import ForceKind, Pin
from scheduler.domain.run import SolveStatus
from scheduler.domain.scenario import Scenario
from scheduler.domain.tours import Change, CycleChange, FixedTour, Rest
from scheduler.explain.contradictions import contradictions
from scheduler.scenarios.load import load
from scheduler.scenarios.write import Tables, write_tables
from scheduler.solve.clash import impossible
from scheduler.solve.engine import Search
from scheduler.solve.tiers import solve
from scheduler.verify.conflict import Conflict, Fact, conflict_json, conflicts_lines
from scheduler.words import use_language
from tests import builders as b
from tests.towns import town

EARLY, LATE = b.shift("early", "06:00", "13:00"), b.shift("late", "13:00", "20:00")


def works(who: str, day: int, shift: str, row: str = "") -> Pin:
    return Pin(officer=who, pin="shift", day=b.day(day), shift=shift, row=row)


def off(who: str, day: int, row: str = "") -> Pin:
    return Pin(officer=who, pin="off", day=b.day(day), row=row)


def work(who: str, day: int) -> Pin:
    return Pin(officer=who, pin="work", day=b.day(day))


def week(*pins: Pin, **changes: object) -> Scenario:
    base = b.scenario(
        officers=[b.officer("A"), b.officer("B"), b.officer("C")],
        shifts=[EARLY, LATE, b.shift("day", "08:00", "16:00", "pn")],
        missions=[b.mission("guard", at=[(1, "08:00")])],
        pins=(works("C", 0, "early"), *pins, off("C", 6)),
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def without(scenario: Scenario, gone: Iterable[Fact]) -> Scenario:
    """Return the week without some rows, as its tables would be."""
    left = list(gone)
    return replace(
        scenario,
        pins=tuple(f for f in scenario.pins if f not in left),
        absences=tuple(f for f in scenario.absences if f not in left),
        fixed_tours=tuple(f for f in scenario.fixed_tours if f not in left),
        cycle_changes=tuple(f for f in scenario.cycle_changes if f not in left),
    )


def has_roster(scenario: Scenario) -> bool:
    """Solve the whole week; time is no proof."""
    status = solve(scenario, Search(time_limit=60, workers=1)).status
    assert status in (SolveStatus.OPTIMAL, SolveStatus.INFEASIBLE)
    return status is SolveStatus.OPTIMAL


def every_member_counts(scenario: Scenario) -> tuple[Conflict, ...]:
    """Assert that any one fact of each contradiction, left out, gives a roster."""
    found = contradictions(scenario, impossible)
    assert found
    assert not has_roster(scenario)
    for conflict in found:
        assert conflict.confirmed
        assert conflict.facts
        every: list[Fact] = []
        for c in found:
            every += (*c.pins, *c.absences) or c.facts
        others = [f for f in every if f not in conflict.facts]
        alone = without(scenario, others)
        assert not has_roster(alone)
        for fact in conflict.facts:
            assert has_roster(without(alone, [fact])), fact
    return found


def test_a_week_with_a_roster_has_none() -> None:
    assert contradictions(week(), impossible) == ()


def test_each_contradiction_that_stands_by_itself_is_told() -> None:
    """A is both on and off on Monday, B twice on Tuesday; C is fine."""
    scenario = week(
        works("A", 0, "early"),
        off("A", 0),
        works("B", 1, "early"),
        works("B", 1, "late"),
    )
    found = every_member_counts(scenario)
    assert [{f.officer for f in c.facts} for c in found] == [{"A"}, {"B"}]
    with use_language("en"):
        lines = list(conflicts_lines(scenario, found))
    assert lines[0].startswith("There is no roster: 2 contradictions were found")
    assert sum("contradict each other" in line for line in lines) == 2


def test_a_fact_may_stand_in_two_contradictions() -> None:
    """A is off on Monday; two pins ask for work then, each a contradiction."""
    scenario = week(off("A", 0), works("A", 0, "early"), work("A", 0))
    found = every_member_counts(scenario)
    assert len(found) == 2
    assert all(off("A", 0) in c.facts for c in found)


def test_an_absence_is_a_member_and_its_row_is_named() -> None:
    away = replace(b.absence("A", 0, 1), reason="SECRET", row="absences.csv:4")
    scenario = week(works("A", 1, "early", "pins.csv:3"), absences=(away,))
    [found] = every_member_counts(scenario)
    assert [f.row for f in found.facts] == ["pins.csv:3", "absences.csv:4"]
    with use_language("en"):
        text = "\n".join(conflicts_lines(scenario, [found]))
        told = str(conflict_json(scenario, found))
    assert "absence: A is not at work from Mon 05/10 00:00" in text
    assert "[absences.csv:4]" in text
    assert "SECRET" not in text + told


def national(*tours: tuple[int, str], **changes: object) -> Scenario:
    """Return a week in which N works fixed tours, one a day."""
    officers = {"N": b.officer("N", "pn", free=False)}
    shifts = [
        b.shift("day", "08:00", "16:00", "pn"),
        b.shift("night", "21:00", "05:00", "pn"),
    ]
    base = b.scenario(shifts=shifts)
    fixed = tuple(
        FixedTour(officer="N", day=b.day(d), shift=s, row=f"fixed_tours.csv:{d + 2}")
        for d, s in tours
    )
    week = replace(base, officers=officers, fixed_tours=fixed)
    return replace(week, **changes)  # type: ignore[arg-type]


def test_two_fixed_tours_without_rest_between_them() -> None:
    """From Tuesday 05:00 to 08:00 there are 3 h; the tour of Thursday is fine."""
    scenario = national((0, "night"), (1, "day"), (3, "day"))
    [found] = every_member_counts(scenario)
    assert [f.row for f in found.facts] == ["fixed_tours.csv:2", "fixed_tours.csv:3"]
    assert "daily_rest" in {breach.rule for breach in found.breaches}


def test_a_pin_against_a_fixed_tour_names_both() -> None:
    scenario = national((0, "day"), (3, "day"), pins=(off("N", 3, "pins.csv:2"),))
    [found] = every_member_counts(scenario)
    assert [f.row for f in found.facts] == ["pins.csv:2", "fixed_tours.csv:5"]


def test_a_pin_against_an_absence_that_hides_a_fixed_tour() -> None:
    """Without the absence N works the day that the pin asks for."""
    scenario = national(
        (0, "day"), absences=(b.absence("N", 0, 0),), pins=(works("N", 0, "day"),)
    )
    [found] = every_member_counts(scenario)
    assert [type(f).__name__ for f in found.facts] == ["Pin", "Absence"]


def test_a_pin_that_a_fixed_tour_serves_contradicts_nothing() -> None:
    """N is pinned to a guard within the tour; the two pins of Thursday clash."""
    watch = replace(b.SOLO, positions=(b.position("opj", ForceKind.NATIONAL),))
    scenario = national(
        (0, "day"),
        (3, "day"),
        kinds={"solo": watch},
        missions={"guard": b.mission("guard", watch, at=[(0, "09:00")])},
        pins=(Pin(officer="N", pin="mission", mission="guard"), off("N", 3)),
    )
    [found] = every_member_counts(scenario)
    assert found.pins == (off("N", 3),)
    assert [f.day for f in found.fixed] == [b.day(3)]


def test_a_fixed_tour_that_another_pin_needs_is_no_remedy() -> None:
    """Without the tour, N could not work as the other pin says."""
    scenario = national((0, "day"), pins=(off("N", 0), work("N", 0)))
    [found] = every_member_counts(scenario)
    assert found.facts == (off("N", 0),)


def on_a_cycle(*changes: CycleChange, **more: object) -> Scenario:
    """Return a week of N, who works Monday to Friday in a cycle of seven days."""
    cycle = b.officer("N", "pn", free=False, cycle="five", cycle_start=b.MONDAY)
    base = national(
        officers={"N": cycle},
        cycles={"five": ("day",) * 5 + (None, None)},
        cycle_rests={"five": (None,) * 5 + (Rest.COMPENSATORY, Rest.STATUTORY)},
        cycle_changes=changes,
    )
    return replace(base, **more)  # type: ignore[arg-type]


def test_a_tour_of_the_cycle_has_no_row_and_is_named() -> None:
    scenario = on_a_cycle(pins=(off("N", 2, "pins.csv:2"),))
    [found] = contradictions(scenario, impossible)
    assert [f.row for f in found.facts] == ["pins.csv:2", ""]
    assert has_roster(without(scenario, found.pins))
    with use_language("en"):
        text = "\n".join(conflicts_lines(scenario, [found]))
    assert "tour of the cycle: N works day on Wed 07/10" in text


def test_recorded_changes_are_no_contradiction_by_being_left_out() -> None:
    """N takes Wednesday for a postponed rest; the pins of Friday clash alone."""
    rest = CycleChange(officer="N", day=b.day(2), change=Change.POSTPONEMENT)
    free = FixedTour(officer="N", day=b.day(2), shift=None)
    scenario = on_a_cycle(rest, fixed_tours=(free,), pins=(off("N", 4),))
    [found] = contradictions(scenario, impossible)
    days = [p.day for p in found.pins] + [f.day for f in found.fixed]
    assert days == [b.day(4)] * 2
    assert found.changes == ()


def test_the_search_for_the_smallest_set_ends_in_time() -> None:
    scenario = week(works("A", 0, "early"), off("A", 0))
    [found] = contradictions(scenario, impossible, seconds=0)
    assert not found.confirmed
    assert set(found.pins) >= {works("A", 0, "early"), off("A", 0)}


# --- random towns ---------------------------------------------------------------------


def clashing(seed: int) -> Tables:
    """Return a random town with pins that clash: some do, some may not."""
    tables, draw = town(seed), random.Random(seed)
    monday = dt.date.fromisoformat(tables.keys["start"])
    staff = [r["officer"] for r in tables.tables["officers"]]
    free = [o for o in staff if o.startswith("M")]
    days = [(monday + dt.timedelta(days=i)).isoformat() for i in range(4)]
    away = tables.tables["absences"][0]
    rows = {
        (free[0], "shift", days[0]): "late",
        (free[0], "shift", days[1]): "morning",
        (draw.choice(staff), "off", draw.choice(days)): "",
        (draw.choice(staff), "work", draw.choice(days)): "",
        (away["officer"], "work", away["from_date"]): "",
    }
    pins = [
        {"officer": who, "pin": pin, "date": date, "shift": shift}
        for (who, pin, date), shift in rows.items()
    ]
    for who, mission in zip(draw.sample(staff, 3), range(3), strict=True):
        pins.append({"officer": who, "pin": "mission", "mission": f"m{mission}"})
    # From 21:00 to 07:00 there are 10 h, and 11 h are required.
    return replace(tables, tables={**tables.tables, "pins": pins})


@pytest.mark.parametrize("seed", range(8))
def test_of_a_random_town_every_member_counts(seed: int, tmp_path: Path) -> None:
    write_tables(clashing(seed), tmp_path / "town")
    scenario = load(tmp_path / "town")
    found = every_member_counts(scenario)
    tables = {p.name: p.read_text().splitlines() for p in tmp_path.glob("town/*.csv")}
    for fact in (f for c in found for f in c.facts):
        file, _colon, number = fact.row.partition(":")
        assert fact.officer in tables[file][int(number) - 1]


def test_a_town_tells_nobodys_reason(tmp_path: Path) -> None:
    write_tables(clashing(0), tmp_path / "town")
    file = tmp_path / "town" / "absences.csv"
    file.write_text(file.read_text().replace("leave", "SECRET-REASON"))
    scenario = load(tmp_path / "town")
    assert scenario.absences[0].reason == "SECRET-REASON"
    found = contradictions(scenario, impossible)
    assert any(c.absences for c in found)
    told = [*conflicts_lines(scenario, found)]
    told += [str(conflict_json(scenario, c)) for c in found]
    assert "SECRET" not in "\n".join(told)
