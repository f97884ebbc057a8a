"""Powers that only national officers have."""

from hypothesis import strategies as st

from scheduler.domain.scenario import Scenario
from tests.draws._powers import empowered


def enrich(draw: st.DrawFn, week: Scenario) -> Scenario:
    """Return the week with powers that need a national officer."""
    return empowered(draw, week, {"national": (True, True, False)})
