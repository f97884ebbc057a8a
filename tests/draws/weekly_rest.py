"""Derogations, and reduced rests on the edge."""

from typing import Any

from hypothesis import strategies as st

from scheduler.domain.agreements import SettingValue
from scheduler.domain.people import ForceKind
from scheduler.domain.roster import Roster
from scheduler.domain.scenario import Scenario
from tests import builders as b
from tests.draws._derogations import derogated, reduced


def enrich(draw: Any, week: Scenario) -> Scenario:
    """Record derogations."""
    return derogated(draw, week, "weekly_rest")


def edge(
    draw: Any, week: Scenario, roster: Roster
) -> dict[ForceKind, list[SettingValue]]:
    """Reduce the rest to about that of the roster; vary how weeks are counted."""
    values = reduced(draw, week, roster, "weekly_rest")
    for given in values.values():
        for reading in ("civil_week", "rolling"):
            if draw(st.sampled_from((False, False, True))):
                given.append(b.setting("weekly_rest", reading, 1))
    return values
