"""The measure that is nearest to its limit."""

from collections.abc import Iterable, Iterator

from scheduler.rules.base import Measure


def nearest(measures: Iterable[Measure]) -> Iterator[Measure]:
    """Yield the measure with the least margin, the earliest of equals.

    Measures without a limit come after all others; among them the first is yielded.
    """
    found = list(measures)
    if found:
        yield min(found, key=_room)


def _room(measure: Measure) -> tuple[bool, int]:
    margin = measure.margin
    return (margin is None, margin or 0)
