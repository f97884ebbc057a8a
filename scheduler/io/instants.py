"""Instants that a person writes without an offset, as on the command line."""

import datetime as dt
import re

from scheduler.domain.time import Clock, Minute
from scheduler.io.cells import YEARS, CellError
from scheduler.words import N_

NOW = "now"

_LOCAL = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d([+-]\d\d:\d\d|Z)?", re.ASCII)


def parse_instant(text: str, clock: Clock, now: dt.datetime) -> Minute:
    """Return the minute of an instant.

    Of a local time that occurs twice the first is meant, unless an offset follows.

    Parameters
    ----------
    text
        ``2026-10-22T14:00`` or ``2026-10-22 14:00`` in the zone of the clock; the same
        with an offset such as ``+01:00``; or ``now``.
    clock
        What gives the zone.
    now
        The present, aware; rounded up to a whole minute, since what starts in the
        running minute has begun.

    Raises
    ------
    CellError
        If it is no such instant, or the clocks skip that local time.
    """
    text = text.strip()
    if text.casefold() == NOW:
        late = bool(now.second or now.microsecond)
        whole = now.replace(second=0, microsecond=0)
        return clock.from_datetime(whole + dt.timedelta(minutes=late))
    instant = None
    if _LOCAL.fullmatch(text):
        try:
            instant = dt.datetime.fromisoformat(text)
        except ValueError:
            instant = None
    if instant is None or instant.year not in YEARS:
        raise CellError(
            N_("not an instant ({value})"),
            N_("write local time such as 2026-11-26T14:00, or now"),
            text,
        )
    if instant.tzinfo is not None:
        return clock.from_datetime(instant)
    day, wall = instant.date(), instant.time()
    if not clock.exists(day, wall):
        raise CellError(
            N_("no such local time ({value})"),
            N_("the clocks go forward that night: choose another time"),
            text,
        )
    return clock.minute(day, wall)
