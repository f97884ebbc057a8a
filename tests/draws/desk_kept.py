"""Officers who hold the duty desk."""

from hypothesis import strategies as st

from scheduler.domain.scenario import Scenario
from tests.draws._powers import staffed


def enrich(draw: st.DrawFn, week: Scenario) -> Scenario:
    """Return the week with officers of the desk."""
    return staffed(draw, week)
