"""Weeks for the rule ``crew_leader``: missions across a border."""

from hypothesis import strategies as st

from scheduler.domain.scenario import Scenario
from tests.draws._borders import border, set_aside


def enrich(draw: st.DrawFn, week: Scenario) -> Scenario:
    """Put half of the weeks on a border, and set the rule aside here and there."""
    week = border(draw, week) if draw(st.booleans()) else week
    return set_aside(draw, week, "crew_leader")
