"""Unpredictable patrols: held where the spacing of their starts allows."""

import dataclasses
import datetime as dt
import itertools

import pytest
from hypothesis import assume, given, settings

from scheduler.domain.people import Pin
from scheduler.domain.roster import Facts
from scheduler.domain.run import SolveStatus
from scheduler.domain.scenario import Scenario
from scheduler.domain.spread import spreads
from scheduler.solve.engine import Search
from scheduler.solve.tiers import solve
from tests.builders import (
    SOLO,
    clock,
    mission,
    officer,
    past_mission,
    scenario,
    setting,
    shift,
)
from tests.judge import prove
from tests.shapes.brute import agrees
from tests.shapes.random_weeks import agrees_if_tiny, weeks_of

FOOT = dataclasses.replace(SOLO, id="foot", unpredictable=True)
EVENING = shift("s", "18:00", "23:59", weekdays=frozenset({0}))


def week(missions, *, on=None, kind=FOOT, shifts=(EVENING,), **changes):
    return scenario(
        on=on or clock(),
        kinds=(SOLO, kind),
        officers=[officer("o")],
        shifts=shifts,
        missions=missions,
        **changes,
    )


LAST_WEEK = (past_mission("b", FOOT, -7, "21:00"),)


def patrol(*at, on=None, **changes):
    return mission("m", FOOT, at=at, on=on or clock(), **changes)


def test_only_a_start_apart_from_last_weeks_can_be_held():
    near, far = (0, "20:30"), (0, "20:15")
    # Both a patrol that could be held, and the proof that the close one cannot.
    assert agrees(week([patrol(near)], past_missions=LAST_WEEK)) == (10,)
    assert agrees(week([patrol(near, far)], past_missions=LAST_WEEK)) == (0,)
    assert agrees(week([patrol(near)])) == (0,)


def test_a_pin_on_a_start_too_close_is_proved_impossible():
    pinned = (Pin(officer="o", pin="mission", mission="m"),)
    near = week([patrol((0, "20:30"))], past_missions=LAST_WEEK, pins=pinned)
    assert solve(near, Search(workers=1)).status is SolveStatus.INFEASIBLE
    far = week([patrol((0, "20:15"))], past_missions=LAST_WEEK, pins=pinned)
    assert solve(far, Search(workers=1)).status is SolveStatus.OPTIMAL


@pytest.mark.parametrize(
    "first", [dt.date(2026, 10, 5), dt.date(2026, 10, 19), dt.date(2027, 3, 22)]
)
def test_two_mondays_of_a_horizon_part(first):
    # The clocks change between the Mondays of the last two horizons.
    on = clock(first, 14)

    def fortnight(*starts):
        return week([patrol(*starts, on=on, times=2)], on=on)

    assert agrees(fortnight((0, "21:00"), (7, "21:00"))) == (10,)
    assert agrees(fortnight((0, "21:00"), (7, "21:44"))) == (10,)
    assert agrees(fortnight((0, "21:00"), (7, "21:45"))) == (0,)
    assert agrees(fortnight((0, "21:00"), (0, "22:00"), (7, "21:00"))) == (0,)


def test_the_spread_achieved_is_what_was_asked_for():
    on = clock(days=14)
    times = [f"{h}:{m}" for h in (19, 20, 21, 22) for m in ("00", "15", "30", "45")]
    found = week(
        [patrol(*((d, t) for d in (0, 7) for t in times), on=on, times=2)],
        on=on,
        regimes={"municipal": (setting("start_spread", "minutes", 165),)},
    )
    result = prove(found, "missions_by_priority")
    assert result.tiers[0].value == 0
    assert result.roster is not None
    [series] = spreads(Facts(found, result.roster))
    assert series.least >= 165


def test_six_weeks_of_one_street_are_all_apart():
    """Week after week with what came before as history: never twice near one time."""
    held: list[tuple[dt.date, str]] = []
    for number in range(6):
        on = clock(dt.date(2026, 10, 5) + dt.timedelta(days=7 * number), 7)
        past = tuple(
            past_mission(f"b{i}", FOOT, (when - on.start).days, at, on=on)
            for i, (when, at) in enumerate(held)
        )
        demand = patrol((0, "20:00"), (0, "20:30"), (0, "21:00"), on=on)
        found = week([demand], on=on, past_missions=past)
        result = prove(found, "missions_by_priority")
        assert result.tiers[0].value == 0
        assert result.roster is not None
        [seat] = result.roster.assignments
        local = on.local(seat.start)
        held.append((local.date(), f"{local:%H:%M}"))
    # 20:00, 20:30 and 21:00 in turn: 45 minutes from last week's leave one an hour off.
    assert {at for _, at in held} == {"20:00", "21:00"}
    assert all(a[1] != b[1] for a, b in itertools.pairwise(held))


@pytest.mark.timeout(600)
@settings(max_examples=25)
@given(week=weeks_of("start_spread", "missions_by_priority"))
def test_search_and_enumeration_agree(week: Scenario) -> None:
    assume(week.clock.days < 9)
    agrees_if_tiny(week)
