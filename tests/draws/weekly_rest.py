"""Derogations, and reduced rests on the edge."""

from typing import Any

from scheduler.domain.agreements import SettingValue
from scheduler.domain.people import ForceKind
from scheduler.domain.roster import Roster
from scheduler.domain.scenario import Scenario
from tests.draws._derogations import derogated, reduced


def enrich(draw: Any, week: Scenario) -> Scenario:
    """Record derogations."""
    return derogated(draw, week, "weekly_rest")


def edge(
    draw: Any, week: Scenario, roster: Roster
) -> dict[ForceKind, list[SettingValue]]:
    """Reduce the rest to what the roster has, about."""
    return reduced(draw, week, roster, "weekly_rest")
