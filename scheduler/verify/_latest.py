"""What was worked out for a scenario, kept while the same one is asked about."""

import weakref
from collections.abc import Callable
from typing import TypeVar

from scheduler.domain.scenario import Scenario

T = TypeVar("T")


def kept_for_latest(make: Callable[[Scenario], T]) -> Callable[[Scenario], T]:
    """Return a function that keeps what it made for the latest scenario it was given.

    What is kept must not hold the scenario itself, which then could not be given up.
    """
    kept: list[tuple[weakref.ref[Scenario], T]] = []

    def latest(scenario: Scenario) -> T:
        if not kept or kept[0][0]() is not scenario:
            kept[:] = [(weakref.ref(scenario), make(scenario))]
        return kept[0][1]

    return latest
