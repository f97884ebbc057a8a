"""Time: the only module that converts local wall times to minutes UTC and back.

Everywhere else an instant is an integer, the *minute*: whole minutes of elapsed (UTC)
time since local midnight of the first day of the horizon. Negative minutes lie before
the horizon. Differences of minutes are therefore elapsed time, even when the clocks
change in between.
"""

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property
from zoneinfo import ZoneInfo

Minute = int
"""An instant: elapsed minutes since the start of the horizon."""

HOUR = 60
DAY = 24 * HOUR
"""Minutes of a day without a clock change."""

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""Codes of the days of the week, Monday first, as used in every table."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A time span ``[start, end)`` in minutes.

    Parameters
    ----------
    start
        First minute.
    end
        First minute after the span.
    """

    start: Minute
    end: Minute

    @property
    def length(self) -> int:
        """Elapsed minutes."""
        return self.end - self.start

    def overlap(self, other: "Span") -> int:
        """Return the elapsed minutes shared with another span, at least 0."""
        return max(0, min(self.end, other.end) - max(self.start, other.start))

    def overlaps(self, other: "Span") -> bool:
        """Tell whether the two spans share at least one minute."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: "Span") -> bool:
        """Tell whether the other span lies wholly inside this one."""
        return self.start <= other.start and other.end <= self.end

    @property
    def parts(self) -> tuple["Span", ...]:
        """Its parts, in order: itself."""
        return (self,)


@dataclass(frozen=True, slots=True)
class SplitSpan(Span):
    """A span whose middle is left out.

    It contains what lies in one of its parts. Everything else (length, overlaps) is
    that of the whole, from the first minute to the last.

    Parameters
    ----------
    out
        What is left out.
    """

    out: Span

    def contains(self, other: Span) -> bool:
        """Tell whether the other span lies wholly inside one part."""
        return any(part.contains(other) for part in self.parts)

    @property
    def parts(self) -> tuple[Span, ...]:
        """The parts before and after what is left out, without empty ones."""
        both = (
            Span(self.start, min(self.out.start, self.end)),
            Span(max(self.out.end, self.start), self.end),
        )
        return tuple(part for part in both if part.length > 0)


@dataclass(frozen=True)
class Clock:
    """The horizon and its local time.

    Parameters
    ----------
    start
        First local day of the horizon.
    days
        Number of local days, at least 1.
    timezone
        IANA name of the local time zone.
    """

    start: dt.date
    days: int
    timezone: str = "Europe/Paris"
    zone: ZoneInfo = field(init=False, repr=False, compare=False)
    epoch: dt.datetime = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Resolve the zone and the instant of minute 0.

        Raises
        ------
        zoneinfo.ZoneInfoNotFoundError
            If the time zone is unknown.
        """
        zone = ZoneInfo(self.timezone)
        midnight = dt.datetime.combine(self.start, dt.time(), tzinfo=zone)
        object.__setattr__(self, "zone", zone)
        object.__setattr__(self, "epoch", midnight.astimezone(dt.UTC))

    @cached_property
    def dates(self) -> tuple[dt.date, ...]:
        """The local days of the horizon, in order."""
        return tuple(self.start + dt.timedelta(days=i) for i in range(self.days))

    @property
    def span(self) -> Span:
        """The horizon in minutes, from local midnight to local midnight."""
        return Span(0, self.midnight(self.start + dt.timedelta(days=self.days)))

    def minute(self, day: dt.date, wall: dt.time) -> Minute:
        """Return the instant of a local wall time.

        Of a time that occurs twice (autumn) the first is meant. A time that does not
        exist (spring) is read as if the clocks had not changed yet: 02:30 becomes 03:30
        summer time.
        """
        local = dt.datetime.combine(day, wall, tzinfo=self.zone)
        delta = local.astimezone(dt.UTC) - self.epoch
        return delta.days * DAY + delta.seconds // 60

    def exists(self, day: dt.date, wall: dt.time) -> bool:
        """Tell whether a local wall time exists, that is, is not skipped in spring."""
        local = self.local(self.minute(day, wall))
        return (local.date(), local.time()) == (day, wall)

    def midnight(self, day: dt.date) -> Minute:
        """Return the first instant of a local day."""
        known = self._midnights.get(day)
        if known is None:
            known = self._midnights[day] = self.minute(day, dt.time())
        return known

    def day(self, day: dt.date) -> Span:
        """Return a local day as a span: 23, 24 or 25 hours."""
        return Span(self.midnight(day), self.midnight(day + dt.timedelta(days=1)))

    def tour(self, day: dt.date, start: dt.time, end: dt.time) -> Span:
        """Return the span between two wall times.

        An end not after the start is on the next day.
        """
        last = day if end > start else day + dt.timedelta(days=1)
        return Span(self.minute(day, start), self.minute(last, end))

    def utc(self, minute: Minute) -> dt.datetime:
        """Return an instant as an aware datetime in UTC."""
        return self.epoch + dt.timedelta(minutes=minute)

    def local(self, minute: Minute) -> dt.datetime:
        """Return an instant as an aware datetime in the local zone."""
        return self.utc(minute).astimezone(self.zone)

    def date(self, minute: Minute) -> dt.date:
        """Return the local day on which an instant falls."""
        known = self._days.get(minute)
        if known is None:
            known = self._days[minute] = self.local(minute).date()
        return known

    # Rules ask about the same days and instants over and over.
    @cached_property
    def _midnights(self) -> dict[dt.date, Minute]:
        return {}

    @cached_property
    def _days(self) -> dict[Minute, dt.date]:
        return {}

    def from_datetime(self, instant: dt.datetime) -> Minute:
        """Return the minute of an aware datetime.

        Raises
        ------
        ValueError
            If the datetime is naive or not on a whole minute.
        """
        if instant.tzinfo is None:
            raise ValueError("naive datetime")
        seconds = (instant - self.epoch).total_seconds()
        if seconds % 60:
            raise ValueError("not a whole minute")
        return int(seconds // 60)

    def weeks(self, first: Minute, last: Minute) -> tuple[Span, ...]:
        """Return the civil weeks (Monday to Sunday) that overlap ``[first, last)``."""
        day = self.date(first)
        day -= dt.timedelta(days=day.weekday())
        weeks = []
        while self.midnight(day) < last:
            following = day + dt.timedelta(days=7)
            weeks.append(Span(self.midnight(day), self.midnight(following)))
            day = following
        return tuple(weeks)
