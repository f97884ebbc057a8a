"""Missions with a briefing that may begin before the tour does, or the week does."""

from typing import Any

from scheduler.domain.scenario import Scenario
from tests.draws._shapes import with_briefings
from tests.draws._under_way import with_tours_under_way


def enrich(draw: Any, week: Scenario) -> Scenario:
    """Let tours last into the week, then put briefings around missions."""
    return with_briefings(draw, with_tours_under_way(draw, week))
