"""Why no roster exists: every part of the answer is needed, and none is missing."""

import dataclasses
import datetime as dt

import pytest
from ortools.sat.python import cp_model

from scheduler.domain.authority import Override
from scheduler.domain.missions import MissionKind
from scheduler.domain.people import ForceKind, Pin
from scheduler.domain.run import SolveStatus
from scheduler.domain.scenario import Scenario
from scheduler.domain.tours import Change, CycleChange, FixedTour, Rest
from scheduler.model.crews import CrewModel
from scheduler.rules import RULES
from scheduler.rules.base import Rule
from scheduler.solve.engine import Search
from scheduler.solve.tiers import solve
from scheduler.verify.conflict import Conflict, conflict_lines
from scheduler.words import use_language
from tests import builders as b
from tests.contradicting import explain

EARLY, LATE = b.shift("early", "06:00", "13:00"), b.shift("late", "13:00", "20:00")
RIDE = MissionKind(
    id="ride",
    name_fr="VTT",
    name_en="Ride",
    joint=False,
    priority=5,
    positions=(b.position("rider", ForceKind.MUNICIPAL, qualifications=("bike",)),),
)


def works(who: str, day: int, shift: str) -> Pin:
    return Pin(officer=who, pin="shift", day=b.day(day), shift=shift)


def off(who: str, day: int) -> Pin:
    return Pin(officer=who, pin="off", day=b.day(day))


def sits(who: str, mission: str) -> Pin:
    return Pin(officer=who, pin="mission", mission=mission)


# Pins that contradict nothing: no answer may name them.
HARMLESS = (works("C", 0, "early"), off("B", 6))


def week(*pins: Pin, **changes: object) -> Scenario:
    """Return a week of three officers with these pins among harmless ones."""
    base = b.scenario(
        officers=[b.officer("A"), b.officer("B"), b.officer("C")],
        shifts=[EARLY, LATE],
        kinds=(b.SOLO, RIDE),
        missions=[
            b.mission("guard", at=[(1, "08:00")]),
            b.mission("far", at=[(1, "08:30")], zone="south"),
            b.mission("tour", RIDE, at=[(2, "08:00")]),
            b.mission("night", at=[(3, "22:00")]),
        ],
        pins=(HARMLESS[0], *pins, HARMLESS[1]),
    )
    return dataclasses.replace(base, **changes)  # type: ignore[arg-type]


def possible(scenario: Scenario, pins: tuple[Pin, ...], rules: list[Rule]) -> bool:
    part = dataclasses.replace(scenario, pins=pins)
    model = CrewModel(part, [*rules, RULES["pins_kept"]], singletons=True)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    status = solver.solve(model.cp)
    assert status in (cp_model.OPTIMAL, cp_model.INFEASIBLE)
    return bool(status == cp_model.OPTIMAL)


def irreducible(scenario: Scenario) -> Conflict:
    """Explain, and assert that each part is needed and that all together suffice."""
    assert not possible(scenario, scenario.pins, list(RULES.values()))
    conflict = explain(scenario)
    assert conflict.confirmed
    assert not conflict.breaches
    pins, rules = conflict.pins, list(conflict.rules)
    assert not possible(scenario, pins, rules)
    for pin in pins:
        assert possible(scenario, tuple(p for p in pins if p != pin), rules)
    for rule in rules:
        assert possible(scenario, pins, [r for r in rules if r is not rule])
    return conflict


def parts(conflict: Conflict) -> tuple[set[Pin], list[str]]:
    return set(conflict.pins), [r.name for r in conflict.rules]


CASES = {
    "two tours on a day": (
        (works("A", 1, "early"), works("A", 1, "late")),
        ["one_tour_a_day"],
    ),
    "two tours too close": (
        (works("A", 1, "late"), works("A", 2, "early")),
        ["daily_rest"],
    ),
    "seven days in a row": (
        tuple(works("A", d, "early") for d in range(7)),
        None,
    ),
    "a qualification that is not held": ((sits("A", "tour"),), ["qualification_valid"]),
    "two crews at once": (
        (sits("A", "guard"), sits("A", "far")),
        ["one_place_at_a_time"],
    ),
    "two in one seat": ((sits("A", "guard"), sits("B", "guard")), ["crew_complete"]),
    "no tour at that hour": ((sits("A", "night"),), ["mission_inside_tour"]),
    "in a crew on a day off": (
        (sits("A", "guard"), off("A", 1)),
        ["mission_inside_tour"],
    ),
    "at work on a day off": ((works("A", 1, "early"), off("A", 1)), []),
}


@pytest.mark.parametrize("case", CASES)
def test_the_smallest_set(case: str) -> None:
    pins, rules = CASES[case]
    found, broken = parts(irreducible(week(*pins)))
    assert found <= set(pins)
    if rules is None:
        assert len(broken) == 1
    else:
        assert found == set(pins)
        assert broken == rules


def test_a_pin_against_an_absence() -> None:
    pins = (works("A", 1, "early"), works("A", 3, "early"))
    leave = week(*pins, absences=(b.absence("A", 1, 2),))
    assert parts(irreducible(leave)) == ({pins[0]}, ["absence"])


def test_a_pin_against_the_history() -> None:
    pins = (works("A", 0, "early"), works("A", 1, "early"))
    late = week(*pins, history=(b.past("A", -1, "18:00", "01:00"),))
    assert parts(irreducible(late)) == ({pins[0]}, ["daily_rest"])


@pytest.mark.parametrize("language", ["en", "fr"])
def test_it_is_told_in_words(language: str) -> None:
    scenario = week(works("A", 1, "early"), works("A", 1, "late"))
    with use_language(language):
        lines = list(conflict_lines(scenario, explain(scenario)))
    assert len(lines) == 5
    assert "{" not in "".join(lines)
    assert sum(": A " in line for line in lines) == 2


def fixed_week(first: str, second: str, *pins: Pin) -> Scenario:
    """Return a national officer with fixed tours on Monday and Tuesday."""
    return b.scenario(
        officers=[b.officer("A"), b.officer("N", "pn", free=False)],
        shifts=[
            EARLY,
            b.shift(f"N{first}", first, "21:00", "pn"),
            b.shift(f"N{second}", second, "20:00", "pn"),
        ],
        fixed_tours=(
            FixedTour(officer="N", day=b.day(0), shift=f"N{first}"),
            FixedTour(officer="N", day=b.day(1), shift=f"N{second}"),
        ),
        pins=pins,
    )


def test_fixed_tours_that_break_a_rule_are_told_as_breaches() -> None:
    """From 21:00 to 07:59 there are 10 h 59."""
    scenario = fixed_week("13:00", "07:59", works("A", 0, "early"))
    assert solve(scenario, Search(workers=1)).status is SolveStatus.INFEASIBLE
    conflict = explain(scenario)
    assert [(x.rule, x.officers, x.over) for x in conflict.breaches] == [
        ("daily_rest", ("N",), 1)
    ]
    assert parts(conflict) == (set(), ["daily_rest", "tours_as_given"])
    assert [(f.officer, f.shift) for f in conflict.fixed] == [
        ("N", "N13:00"),
        ("N", "N07:59"),
    ]
    with use_language("en"):
        lines = list(conflict_lines(scenario, conflict))
    assert len(lines) == 6
    assert "N: 10 h 59 of rest before the tour of Tue 06/10, 11 h required" in lines[1]


def test_fixed_tours_with_just_enough_rest_are_no_contradiction() -> None:
    scenario = fixed_week("13:00", "08:00")
    assert solve(scenario, Search(workers=1)).status is SolveStatus.OPTIMAL


def test_fixed_tours_that_an_override_excuses_are_not_the_cause() -> None:
    """The second day in a row is set aside; the pins contradict each other anyway."""
    limit = b.setting("consecutive_days", "maximum", 1)
    pins = (works("A", 0, "early"), off("A", 0))
    scenario = fixed_week("13:00", "08:00", *pins)
    regimes = {
        n: dataclasses.replace(r, values=(limit,)) for n, r in scenario.regimes.items()
    }
    override = Override(
        rule="consecutive_days",
        officer="N",
        day=b.day(1),
        national_author="PN-0",
        reason="made up",
    )
    without = dataclasses.replace(scenario, regimes=regimes)
    assert [x.rule for x in explain(without).breaches] == ["consecutive_days"]
    excused = dataclasses.replace(without, overrides=(override,))
    assert explain(excused).breaches == ()
    assert explain(excused).fixed == ()
    assert parts(irreducible(excused)) == (set(pins), [])


def test_a_pin_against_a_fixed_tour() -> None:
    pin = Pin(officer="N", pin="off", day=b.MONDAY + dt.timedelta(days=1))
    scenario = fixed_week("13:00", "08:00", pin, works("A", 0, "early"))
    assert parts(irreducible(scenario)) == ({pin}, ["tours_as_given"])


def on_a_cycle(*changes: CycleChange) -> Scenario:
    """Return a week in which N works on the Saturday of the weekly cycle."""
    return b.scenario(
        officers=[
            b.officer("A"),
            b.officer("N", "pn", free=False, cycle="five", cycle_start=b.MONDAY),
        ],
        shifts=[
            EARLY,
            b.shift("D", "08:30", "17:21", "pn"),
            b.shift("S", "08:30", "12:00", "pn"),
        ],
        cycles={"five": ("D",) * 5 + (None, None)},
        cycle_rests={"five": (None,) * 5 + (Rest.COMPENSATORY, Rest.STATUTORY)},
        fixed_tours=(FixedTour(officer="N", day=b.day(5), shift="S"),),
        cycle_changes=changes,
        pins=(works("A", 0, "early"),),
    )


def test_a_tour_on_a_rest_of_the_cycle_is_told_with_its_rule_officer_and_day() -> None:
    scenario = on_a_cycle()
    assert solve(scenario, Search(workers=1)).status is SolveStatus.INFEASIBLE
    conflict = explain(scenario)
    # 08:30 to 12:00 are 3 h 30 of the RC.
    assert [(x.rule, x.officers, x.over) for x in conflict.breaches] == [
        ("cycle_followed", ("N",), 1),
        ("cycle_rest", ("N",), 210),
    ]
    [saturday] = conflict.fixed
    assert conflict.facts == (saturday,)
    assert (saturday.officer, saturday.day) == ("N", b.day(5))
    with use_language("en"):
        _head, followed, rest, *_others = conflict_lines(scenario, conflict)
    assert "Cycle adherence: N: the tour S of Sat 10/10 is on a day off" in followed
    assert "N: the tour S of Sat 10/10 overlaps the RC of Sat 10/10" in rest


def test_a_postponed_rest_told_too_late_is_told_so() -> None:
    # Friday's tour ends at 17:21.
    late = 4 * 1440 + 17 * 60 + 21
    for told, fits in ((late - 1, True), (late, False)):
        change = CycleChange(
            officer="N", day=b.day(5), change=Change.POSTPONEMENT, told=told
        )
        scenario = on_a_cycle(change)
        status = solve(scenario, Search(workers=1)).status
        assert status is (SolveStatus.OPTIMAL if fits else SolveStatus.INFEASIBLE)
    conflict = explain(scenario)
    assert [(x.rule, x.officers, x.over) for x in conflict.breaches] == [
        ("recall_limits", ("N",), 1)
    ]
    with use_language("en"):
        lines = list(conflict_lines(scenario, conflict))
    assert "N: told on Fri 09/10 17:21 that the rest of Sat 10/10" in lines[1]
