"""Random weeks for ``cycle_followed``."""

from hypothesis import strategies as st

from scheduler.domain.scenario import Scenario
from tests.draws._cycles import with_cycles


def enrich(draw: st.DrawFn, week: Scenario) -> Scenario:
    """Put officers on cycles."""
    return with_cycles(draw, week)
