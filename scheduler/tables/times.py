"""Times of day, which cells hold in minutes, on the wall and on the clock."""

import datetime as dt

from scheduler.domain.time import Clock, Minute
from scheduler.io.schema import MIDNIGHT


def wall(minutes: int) -> dt.time:
    """Return a time of day from its minutes; ``24:00`` is ``00:00``."""
    return dt.time(minutes % MIDNIGHT // 60, minutes % 60)


def moment(clock: Clock, day: dt.date, minutes: int) -> Minute:
    """Return when a time of day falls on the clock; ``24:00`` ends the day."""
    if minutes == MIDNIGHT:
        return clock.day(day).end
    return clock.minute(day, wall(minutes))
