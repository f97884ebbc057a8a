"""Which missions exercise a power, as several rules ask it."""

from collections.abc import Callable

from scheduler.domain.powers import Power
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Span


def near(scenario: Scenario, slot: Span | None, asks: Callable[[Power], bool]) -> bool:
    """Tell whether a mission with such a power may fall in a tour (``None`` = any)."""
    return any(
        any(map(asks, powers))
        for occurrence, powers in scenario.exercised.items()
        if slot is None or slot.overlaps(occurrence.span)
    )
