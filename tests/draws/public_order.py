"""Powers closed to municipal officers."""

from hypothesis import strategies as st

from scheduler.domain.scenario import Scenario
from tests.draws._powers import empowered, staffed


def enrich(draw: st.DrawFn, week: Scenario) -> Scenario:
    """Return the week with powers that only national officers may take part in."""
    week = staffed(draw, week, national=True)
    return empowered(draw, week, {"municipal": (True, False)})
