"""Pat-downs, by officers whose sex is given or not."""

from hypothesis import strategies as st

from scheduler.domain.scenario import Scenario
from tests.draws._powers import empowered, staffed


def enrich(draw: st.DrawFn, week: Scenario) -> Scenario:
    """Return the week with powers that need a woman and a man."""
    return empowered(draw, staffed(draw, week), {"both_sexes": (True, True, False)})
