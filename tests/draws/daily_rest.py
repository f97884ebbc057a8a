"""Derogations, night workers with tasks by day, and shorter rests on the edge."""

from typing import Any

from hypothesis import strategies as st

from scheduler.domain.agreements import SettingValue
from scheduler.domain.people import ForceKind
from scheduler.domain.roster import Roster
from scheduler.domain.scenario import Scenario
from tests.draws._derogations import derogated, reduced
from tests.draws._night_workers import task_values, used_by_day


def enrich(draw: Any, week: Scenario) -> Scenario:
    """Record derogations; make some officers night workers in half the draws."""
    week = derogated(draw, week, "daily_rest")
    return used_by_day(draw, week) if draw(st.booleans()) else week


def edge(
    draw: Any, week: Scenario, roster: Roster
) -> dict[ForceKind, list[SettingValue]]:
    """Reduce the rest to about that of the roster."""
    values = reduced(draw, week, roster, "daily_rest")
    for kind, more in task_values(draw, week, roster).items():
        values[kind] += more
    return values
