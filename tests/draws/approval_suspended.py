"""Suspensions within a minute of missions."""

from dataclasses import replace

from hypothesis import strategies as st

from scheduler.domain.scenario import Scenario
from tests.draws.armed_permitted import suspensions


def enrich(draw: st.DrawFn, week: Scenario) -> Scenario:
    """Suspend approvals around the edges of missions."""
    return replace(week, suspensions=suspensions(draw, week, "approval"))
