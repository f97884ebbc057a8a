"""Tiny random weeks with places, spacings, names and permissions, and enumeration."""

import dataclasses

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scheduler.domain.scenario import Scenario, Tier
from tests.draws import attendees_only, mission_spacing, owner_permission
from tests.shapes.brute import TooManyError, agrees
from tests.strategies import scenarios

GOALS = (
    {"mandatory_missions": 1},
    {"missions_by_priority": 1},
    {"requests": 1, "attendance_order": 1},
    {"hours_near_contract": 1},
)
TIERS = tuple(Tier(name=f"tier {i}", goals=g) for i, g in enumerate(GOALS))


@st.composite
def weeks(draw: st.DrawFn) -> Scenario:
    """Draw a tiny week with several starts, reserved seats and missing permissions."""
    week = draw(scenarios(max_officers=3, max_missions=2, max_days=2))
    week = mission_spacing.enrich(draw, week)
    week = attendees_only.enrich(draw, week)
    if draw(st.booleans()):
        week = owner_permission.enrich(draw, week)
    return dataclasses.replace(week, tiers=TIERS)


def compare(week: Scenario) -> None:
    try:
        agrees(week)
    except TooManyError:
        assume(False)


@pytest.mark.timeout(600)
@settings(max_examples=25)
@given(week=weeks())
def test_the_search_finds_the_optimum(week: Scenario) -> None:
    compare(week)


@pytest.mark.nightly
@pytest.mark.timeout(3600)
@settings(max_examples=500)
@given(week=weeks())
def test_the_search_finds_the_optimum_of_many(week: Scenario) -> None:
    compare(week)
