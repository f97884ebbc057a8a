"""Powers exercised on site, officers who are OPJ or stand for one."""

from hypothesis import strategies as st

from scheduler.domain.powers import OpjNeed
from scheduler.domain.scenario import Scenario
from tests.draws._powers import CHIEF, empowered, staffed


def enrich(draw: st.DrawFn, week: Scenario) -> Scenario:
    """Return the week with powers that need an OPJ in the crew."""
    asks = {
        "opj": (OpjNeed.PRESENT, OpjNeed.PRESENT, OpjNeed.REACHABLE),
        "chief": ("", CHIEF),
        "suspends": (False, False, False, True),
    }
    return empowered(draw, staffed(draw, week, national=True), asks)
