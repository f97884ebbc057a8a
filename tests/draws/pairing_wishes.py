"""Officers of whom command staff wish something in pairs."""

from hypothesis import strategies as st

from scheduler.domain.people import Together
from scheduler.domain.scenario import Scenario
from tests.draws.pairings_kept import said


def enrich(draw: st.DrawFn, week: Scenario) -> Scenario:
    """Wish something of each pair."""
    return said(draw, week, (Together.PREFER, Together.PREFER, Together.AVOID))
