"""Pairs of officers with wishes of command staff."""

from hypothesis import strategies as st

from scheduler.domain.people import Together
from scheduler.domain.scenario import Scenario
from tests.draws.pairings_kept import said


def enrich(draw: st.DrawFn, week: Scenario) -> Scenario:
    """Add a wish for each pair."""
    return said(draw, week, (Together.PREFER, Together.PREFER, Together.AVOID))
