"""Finds missions that exercise a power, for several rules."""

from collections.abc import Callable

from scheduler.domain.powers import Power
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Span

POWER_CHOICES = (
    (
        "Powers are judged over the whole engagement, briefing included. The day of a "
        "mission is the one on which it begins after its briefing."
    ),
)
"""Choices of every rule about powers, where the sources are silent."""


def near(scenario: Scenario, slot: Span | None, asks: Callable[[Power], bool]) -> bool:
    """Tell whether a mission with such a power may fall in a tour (``None`` = any)."""
    return any(map(asks, scenario.powers_near(slot)))


def seats_that_ask(facts: Facts, officer: str, asks: Callable[[Power], bool]) -> int:
    """Count the seats of an officer in missions with such a power."""
    return sum(
        any(map(asks, facts.scenario.powers_of(duty.occurrence)))
        for duty in facts.duties_of[officer]
    )
