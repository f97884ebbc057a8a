"""Sharing of joint work as agreed, by an open position or by another mission."""

import dataclasses

import pytest
from hypothesis import given, settings

from scheduler.domain.missions import Share
from scheduler.domain.people import ForceKind
from scheduler.domain.scenario import Scenario
from tests.builders import (
    PAIR,
    SOLO,
    mission,
    officer,
    past_mission,
    position,
    scenario,
    shift,
)
from tests.shapes.brute import agrees
from tests.shapes.random_weeks import agrees_if_tiny, weeks_of

SEATS = (
    position("chief", ForceKind.NATIONAL, leads=True),
    position("agent", ForceKind.MUNICIPAL),
)
OPEN = dataclasses.replace(PAIR, id="open", positions=(*SEATS, position("third", None)))
TOWN = dataclasses.replace(
    PAIR, id="town", positions=(*SEATS, position("third", ForceKind.MUNICIPAL))
)


def week(kind, *, percent=50, past=(), starts=("10:00",)):
    """Missions of three, by three officers of each force."""
    return scenario(
        kinds=(SOLO, OPEN, TOWN),
        officers=[
            *(officer(f"m{i}") for i in range(2)),
            *(officer(f"n{i}", "pn") for i in range(2)),
        ],
        shifts=[
            shift("s", "09:00", "14:00", weekdays=frozenset({0})),
            shift("S", "09:00", "14:00", "pn", weekdays=frozenset({0})),
        ],
        missions=[mission(f"x{i}", kind, at=[(0, s)]) for i, s in enumerate(starts)],
        past_missions=past,
        shares=(
            Share(id="s", force="pm", percent=percent),
            Share(id="s", force="pn", percent=100 - percent),
        ),
        tiers=[
            ("missions", {"missions_by_priority": 1}),
            ("sharing", {"burden_sharing": 1}),
        ],
    )


BEFORE = (past_mission("b", OPEN, -1, "10:00", pm=2, pn=1),)


def test_the_open_position_evens_out_what_came_before():
    # Before 120 to 60. A third from pn makes 180 to 180, from pm 240 to 120.
    assert agrees(week(OPEN, past=BEFORE)) == (0, 0)
    assert agrees(week(TOWN, past=BEFORE)) == (0, 60)


def test_without_a_past_an_odd_crew_cannot_be_even():
    assert agrees(week(OPEN)) == (0, 30)
    # Two thirds to one third it is.
    assert agrees(week(OPEN, percent=67)) == (0, 1)
    assert agrees(week(OPEN, percent=33)) == (0, 1)


def test_two_missions_take_turns():
    assert agrees(week(OPEN, starts=("09:00", "11:00"))) == (0, 0)
    assert agrees(week(TOWN, starts=("09:00", "11:00"))) == (0, 60)


def test_a_shorter_past_leaves_a_rest():
    past = (past_mission("b", OPEN, -1, "10:00", minutes=50, pm=2, pn=1),)
    # Before 100 to 50; then 160 to 170 is 5 off 165, 220 to 110 is 55 off.
    assert agrees(week(OPEN, past=past)) == (0, 5)


@pytest.mark.timeout(600)
@settings(max_examples=30)
@given(week=weeks_of("burden_sharing", "missions_by_priority", "burden_sharing"))
def test_search_and_enumeration_agree(week: Scenario) -> None:
    agrees_if_tiny(week)


@pytest.mark.timeout(600)
@settings(max_examples=15)
@given(week=weeks_of("burden_sharing", "burden_sharing", "missions_by_priority"))
def test_they_agree_with_sharing_first(week: Scenario) -> None:
    agrees_if_tiny(week)
