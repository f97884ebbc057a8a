"""Missions that suspend the status that their seats ask for."""

from hypothesis import strategies as st

from scheduler.domain.scenario import Scenario
from tests.draws._powers import empowered


def enrich(draw: st.DrawFn, week: Scenario) -> Scenario:
    """Return the week with powers that suspend judicial powers, and others."""
    return empowered(draw, week, {"suspends": (False, False, True)})
