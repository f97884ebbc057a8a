"""Missions that suspend the judicial status that their seats require."""

from hypothesis import strategies as st

from scheduler.domain.scenario import Scenario
from tests.draws._powers import empowered


def enrich(draw: st.DrawFn, week: Scenario) -> Scenario:
    """Return the week with powers that suspend judicial powers, and others."""
    return empowered(draw, week, {"suspends": (False, False, True)})
