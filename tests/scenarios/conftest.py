"""A small scenario on disk, and the names that it may use."""

import dataclasses
from pathlib import Path

import pytest

from scheduler.domain.authority import Authority, Scope
from scheduler.domain.scenario import Scenario
from scheduler.domain.settings import WEEK, Setting, Unit
from scheduler.tables.known import Known
from scheduler.words import use_language

SCENARIOS = Path(__file__).parents[2] / "scenarios"
BASE = SCENARIOS / "broken" / "_base"


def setting(name: str, unit: Unit, most: int | None = None) -> Setting:
    return Setting(
        name=name,
        unit=unit,
        words=name,
        defaults={},
        within=None if most is None else (0, most),
    )


KNOWN = Known(
    {
        "daily_rest": {"minimum": setting("minimum", Unit.MINUTES)},
        "night_fairness": {"since": setting("since", Unit.TIME)},
        "weekly_rest": {
            "minimum": setting("minimum", Unit.MINUTES, WEEK),
            "reduced": setting("reduced", Unit.MINUTES, WEEK),
        },
    },
    ("missions_by_priority", "requests"),
    {
        "crew_leader": (Authority.AGREEMENT, Scope.SEAT),
        "crew_complete": (Authority.LOCAL, Scope.CREW),
        "consecutive_days": (Authority.LOCAL, Scope.TOUR),
        "territory": (Authority.LAW, None),
        "one_place_at_a_time": (Authority.LOGIC, None),
    },
)


@pytest.fixture(autouse=True)
def english():
    with use_language("en"):
        yield


def facts(scenario: Scenario) -> dict:
    """Return all that a scenario says, less its name and the files it came from."""
    said = {f.name: getattr(scenario, f.name) for f in dataclasses.fields(scenario)}
    zones = scenario.zones
    said["travel"] = {
        (a, b): said["travel"].minutes(a, b) for a in zones for b in zones
    }
    return {k: v for k, v in said.items() if k not in ("name", "inputs")}
