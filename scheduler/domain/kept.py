"""Caches of one entry: what was computed for the latest scenario, or its facts."""

import weakref
from collections.abc import Callable
from typing import TypeVar

K = TypeVar("K")
T = TypeVar("T")


def kept_for_latest(make: Callable[[K], T]) -> Callable[[K], T]:
    """Return a function that caches what ``make`` returns for the latest argument.

    The result must not hold the argument, which could then not be freed.
    """
    kept: list[tuple[weakref.ref[K], T]] = []

    def latest(of: K) -> T:
        if not kept or kept[0][0]() is not of:
            kept[:] = [(weakref.ref(of), make(of))]
        return kept[0][1]

    return latest
