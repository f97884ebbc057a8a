"""Parts of the day and of the week into which time is split."""

import datetime as dt
from collections import Counter
from enum import StrEnum

from scheduler.domain.time import Clock, Span
from scheduler.report.base import Label
from scheduler.words import N_


class Band(StrEnum):
    """A part of the day, in local time."""

    DAY = "day"
    EVENING = "evening"
    NIGHT = "night"


BANDS: tuple[tuple[dt.time, Band], ...] = (
    (dt.time(0), Band.NIGHT),
    (dt.time(6), Band.DAY),
    (dt.time(20), Band.EVENING),
    (dt.time(23), Band.NIGHT),
)
"""From when each band runs, until the next. Night is that of CSI art. L512-6 (23:00 to
06:00); that the evening begins at 20:00 is a choice."""

WEEKEND = frozenset({5, 6})
"""Days of the weekend, Monday = 0, from midnight to midnight (a choice)."""

SOURCE = "CSI L512-6"

BAND_LABELS = {
    Band.DAY: Label("day", N_("Day (06:00–20:00)")),
    Band.EVENING: Label("evening", N_("Evening (20:00–23:00)")),
    Band.NIGHT: Label("night", N_("Night (23:00–06:00)")),
}
WEEKEND_LABELS = {
    False: Label("weekdays", N_("Monday to Friday")),
    True: Label("weekend", N_("Saturday and Sunday")),
}

Split = Counter[tuple[Band, bool]]
"""Minutes by band, and whether on a weekend."""


def split(clock: Clock, span: Span) -> Split:
    """Return the elapsed minutes of a span in each band, on weekdays and weekends."""
    found: Split = Counter()
    day = clock.date(span.start)
    while clock.midnight(day) < span.end:
        starts = [clock.minute(day, wall) for wall, _band in BANDS]
        ends = [*starts[1:], clock.day(day).end]
        weekend = day.weekday() in WEEKEND
        for (_wall, band), start, end in zip(BANDS, starts, ends, strict=True):
            minutes = span.overlap(Span(start, end))
            if minutes:
                found[band, weekend] += minutes
        day += dt.timedelta(days=1)
    return found


def band_at(clock: Clock, span: Span) -> Band:
    """Return the band in which a span begins."""
    ((band, _weekend),) = split(clock, Span(span.start, span.start + 1))
    return band
