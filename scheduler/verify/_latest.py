"""A cache of one entry: what was computed for the latest scenario."""

import weakref
from collections.abc import Callable
from typing import TypeVar

from scheduler.domain.scenario import Scenario

T = TypeVar("T")


def kept_for_latest(make: Callable[[Scenario], T]) -> Callable[[Scenario], T]:
    """Return a function that caches what ``make`` returns for the latest scenario.

    The result must not hold the scenario, which could then not be freed.
    """
    kept: list[tuple[weakref.ref[Scenario], T]] = []

    def latest(scenario: Scenario) -> T:
        if not kept or kept[0][0]() is not scenario:
            kept[:] = [(weakref.ref(scenario), make(scenario))]
        return kept[0][1]

    return latest
