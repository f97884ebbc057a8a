"""Night work: the part of a span inside a nightly window of local time."""

import datetime as dt
from functools import lru_cache

from scheduler.domain.time import Clock, Span


@lru_cache(maxsize=1 << 16)
def night_minutes(clock: Clock, span: Span, start: int, end: int) -> int:
    """Return the elapsed minutes of a span inside the night window.

    Parameters
    ----------
    clock
        Local time.
    span
        What is measured.
    start, end
        The window as minutes after local midnight; an end not after the start is on the
        next day.
    """
    opens = dt.time(start // 60, start % 60)
    closes = dt.time(end // 60 % 24, end % 60)
    day = clock.date(span.start) - dt.timedelta(days=1)
    last = clock.date(span.end)
    total = 0
    while day <= last:
        total += span.overlap(clock.tour(day, opens, closes))
        day += dt.timedelta(days=1)
    return total
