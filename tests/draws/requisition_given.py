"""Powers that need a requisition, on missions with one and without."""

from hypothesis import strategies as st

from scheduler.domain.scenario import Scenario
from tests.draws._powers import empowered, requisitioned


def enrich(draw: st.DrawFn, week: Scenario) -> Scenario:
    """Return the week with powers that need a requisition."""
    return empowered(draw, requisitioned(draw, week), {"requisition": (True, False)})
