"""Patrols placed by the safety diagnosis: places and times from a table of risk.

The weeks of each pair differ in one thing, which makes the mission possible.
"""

import dataclasses

import pytest
from hypothesis import given, settings

from scheduler.domain.missions import Risk
from scheduler.domain.scenario import Scenario, Tier
from scheduler.domain.time import Span
from tests.builders import SOLO, clock, day, mission, officer, scenario, shift
from tests.judge import prove
from tests.shapes.brute import agrees
from tests.shapes.random_weeks import agrees_if_tiny, weeks_of

SEEN = dataclasses.replace(SOLO, id="seen", presence=True, priority=1)
HOUR = 60


def cells(*rows):
    """Cells of a whole hour given by (day, hour, zone, points)."""
    on = clock()
    spans = [
        (offset, on.midnight(day(offset)) + hour * HOUR, zone, value)
        for offset, hour, zone, value in rows
    ]
    return tuple(
        Risk(zone=z, day=day(o), span=Span(first, first + HOUR), points=v)
        for o, first, z, v in spans
    )


def week(risks, missions, *, officers=1):
    return scenario(
        kinds=(SOLO, SEEN),
        officers=[officer(f"o{i}") for i in range(officers)],
        shifts=[shift("s", "18:00", "23:00", weekdays=frozenset({0}))],
        missions=missions,
        risks=risks,
        tiers=[("missions", {"missions_by_priority": 1}), ("risk", {"risk_cover": 1})],
    )


def patrol(name, *starts, or_zones=(), minutes=60, **changes):
    return mission(
        name,
        SEEN,
        at=[(0, s) for s in starts],
        minutes=minutes,
        or_zones=or_zones,
        **changes,
    )


SOUTH_AT_NINE = cells((0, 21, "south", 8), (0, 19, "north", 1))


@pytest.mark.parametrize(
    ("starts", "or_zones", "remains"),
    [
        (("19:00",), (), 8),  # half a point of the north is taken away, as one
        (("21:00",), (), 9),  # at the right time, elsewhere
        (("19:00",), ("south",), 8),  # at the right place, at another time
        (("19:00", "21:00"), ("south",), 5),  # 8 − 4, and the 1 of the north
    ],
)
def test_freedom_in_place_and_time_is_what_takes_risk_away(starts, or_zones, remains):
    found = week(SOUTH_AT_NINE, [patrol("m", *starts, or_zones=or_zones)])
    assert agrees(found) == (0, remains)


def test_a_patrol_too_short_for_an_hour_takes_nothing():
    risks = cells((0, 20, "north", 8))
    assert agrees(week(risks, [patrol("m", "20:00", minutes=19)])) == (0, 8)
    assert agrees(week(risks, [patrol("m", "20:00", minutes=20)])) == (0, 4)


def test_diminishing_returns_send_the_second_patrol_elsewhere():
    two = [patrol(n, "20:00", or_zones=["south"]) for n in "ab"]
    even = cells((0, 20, "north", 8), (0, 20, "south", 6))
    # Apart 4 + 3 = 7; together in the north 2 + 6 = 8.
    assert agrees(week(even, two, officers=2)) == (0, 7)
    steep = cells((0, 20, "north", 16), (0, 20, "south", 2))
    # Apart 8 + 1 = 9; together in the north 4 + 2 = 6.
    assert agrees(week(steep, two, officers=2)) == (0, 6)


def test_missions_come_before_risk():
    guard = mission("g", SOLO, at=[(0, "20:00")], zone="south", priority=5)
    risks = cells((0, 20, "north", 100))
    # One officer: the guard is worth 5, the patrol 1, whatever risk it would lower.
    found = week(risks, [guard, patrol("m", "20:00")])
    assert agrees(found) == (1, 100)
    alone = dataclasses.replace(
        found, tiers=(Tier(name="risk", goals={"risk_cover": 1}),)
    )
    assert agrees(alone) == (50,)


def test_the_longest_way_round_is_proved():
    """Three patrols over the table of an evening, each free in place and time."""
    risks = cells(
        *(
            (0, hour, zone, value)
            for zone, row in (("north", (3, 9, 12, 2)), ("south", (8, 7, 5, 11)))
            for hour, value in zip(range(19, 23), row, strict=True)
        )
    )
    starts = ("19:00", "20:00", "21:00", "22:00")
    demand = [patrol(n, *starts, or_zones=["south"]) for n in "abc"]
    # 57 in all. One patrol to each of the greatest cells, 12 and 9 in the north and 11
    # in the south, takes 6, 5 (of 4.5) and 6 (of 5.5); a second in one takes 3 at most.
    evening = week(risks, demand, officers=3)
    result = prove(evening, "missions_by_priority", "risk_cover")
    assert result.tiers[1].value == 57 - 6 - 6 - 5


@pytest.mark.timeout(600)
@settings(max_examples=25)
@given(week=weeks_of("risk_cover", "missions_by_priority", "risk_cover"))
def test_search_and_enumeration_agree(week: Scenario) -> None:
    agrees_if_tiny(week)


@pytest.mark.timeout(600)
@settings(max_examples=15)
@given(week=weeks_of("risk_cover", "risk_cover", "missions_by_priority"))
def test_they_agree_with_risk_first(week: Scenario) -> None:
    agrees_if_tiny(week)
