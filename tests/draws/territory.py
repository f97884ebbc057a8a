"""Weeks for the rule ``territory``: missions across a border."""

from hypothesis import strategies as st

from scheduler.domain.scenario import Scenario
from tests.draws._borders import border


def enrich(draw: st.DrawFn, week: Scenario) -> Scenario:
    """Put half of the weeks on a border."""
    return border(draw, week) if draw(st.booleans()) else week
