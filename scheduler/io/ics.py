"""Events of a published calendar: which take place, from when to when.

Read by ``icalendar``; what it cannot tell is added here: repeated events written out,
single dates moved or called off, and every instant in UTC.
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from scheduler.domain.time import Clock
from scheduler.io.faults import Fault, shown
from scheduler.words import N_

SAVE_AGAIN = N_("save the calendar again from where it is published")
MARGIN = dt.timedelta(days=3)
"""How far outside the horizon an event is looked at: phases may lie on other days."""

_READ = ("DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID")
_TOO_OFTEN = ("SECONDLY", "MINUTELY", "HOURLY")


@dataclass(frozen=True, slots=True)
class Entry:
    """A ``VEVENT`` as written.

    Parameters
    ----------
    component
        What ``icalendar`` made of it.
    line
        Line on which it begins.
    """

    component: Any
    line: int

    @property
    def uid(self) -> str:
        """Name of the event, for ever; empty if it has none."""
        return str(_first(self.component.get("UID")) or "").strip()

    @property
    def summary(self) -> str:
        """Title, on one line."""
        return " ".join(str(_first(self.component.get("SUMMARY")) or "").split())

    @property
    def cancelled(self) -> bool:
        """Whether it is called off."""
        return str(_first(self.component.get("STATUS")) or "").upper() == "CANCELLED"

    @property
    def sequence(self) -> int:
        """Number of the revision."""
        try:
            return int(_first(self.component.get("SEQUENCE")) or 0)
        except ValueError:
            return 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One date of an event.

    Parameters
    ----------
    uid, series
        Name of the event; of a repeated one also which date, as ``yyyymmdd`` of the
        day on which it was first to be.
    summary
        Title.
    days
        First and last local day.
    start, end
        Instants in UTC; no start = all day; no end = not written.
    cancelled
        Whether it is called off.
    line
        Where it stands in the file.
    """

    uid: str
    series: str
    summary: str
    days: tuple[dt.date, dt.date]
    start: dt.datetime | None
    end: dt.datetime | None
    cancelled: bool
    line: int


def read_entries(data: bytes, file: str, faults: list[Fault]) -> list[Entry] | None:
    """Return the events of a calendar as written; ``None`` if it cannot be read.

    Parameters
    ----------
    data, file
        What to read, and its name in messages.
    faults
        Grows if it is no calendar.
    """
    from icalendar import Calendar

    text = data.decode("utf-8-sig", errors="replace")
    try:
        calendars = Calendar.from_ical(text, multiple=True)
    except (ValueError, KeyError, IndexError, TypeError) as error:
        words = str(error)
        quoted = re.search(r"'(.+?)'", words)
        line = _line(text, quoted[1]) if quoted else None
        faults.append(_not_a_calendar(file, line, words))
        return None
    if not calendars or any(c.name != "VCALENDAR" for c in calendars):
        faults.append(_not_a_calendar(file, None, text[:40]))
        return None
    lines = [
        n
        for n, line in enumerate(text.splitlines(), start=1)
        if line.strip().upper() == "BEGIN:VEVENT"
    ]
    found = [component for c in calendars for component in c.walk("VEVENT")]
    return [Entry(c, n) for c, n in zip(found, lines, strict=True)]


def _not_a_calendar(file: str, line: int | None, words: str) -> Fault:
    return Fault(
        file=file,
        row=line,
        message=N_("cannot be read as a calendar ({value})"),
        hint=SAVE_AGAIN,
        values={"value": shown(words)},
    )


def _line(text: str, piece: str) -> int | None:
    lines = enumerate(text.splitlines(), start=1)
    return next((n for n, line in lines if line.startswith(piece[:40])), None)


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list) else value


class _RefusedError(Exception):
    """An event that cannot be understood."""

    def __init__(
        self, entry: Entry, column: str, message: str, hint: str, **values: str
    ) -> None:
        super().__init__(message)
        self.fault = (entry, column, message, hint, values)


def events(
    entries: Iterable[Entry], clock: Clock, file: str, faults: list[Fault]
) -> list[Event]:
    """Return the dates of events near a horizon, in order of time.

    Parameters
    ----------
    entries
        Events as written: all those of a repeated one, or none.
    clock
        Horizon; its zone is that of times without one.
    file
        Name of the calendar in messages.
    faults
        Grows by events that cannot be understood, each with its line.
    """
    groups: defaultdict[str, list[Entry]] = defaultdict(list)
    found: list[Event] = []
    for entry in entries:
        if entry.uid:
            groups[entry.uid].append(entry)
        else:
            faults.append(
                Fault(
                    file=file,
                    row=entry.line,
                    column="UID",
                    message=N_("an event without UID ({value})"),
                    hint=N_("missions keep their codes by it: add one"),
                    values={"value": shown(entry.summary)},
                )
            )
    for group in groups.values():
        try:
            found += _Reader(clock).dates(group)
        except _RefusedError as refused:
            entry, column, message, hint, values = refused.fault
            faults.append(
                Fault(
                    file=file,
                    row=entry.line,
                    column=column,
                    message=message,
                    hint=hint,
                    values={"event": shown(entry.summary), **values},
                )
            )
    return sorted(found, key=lambda e: (e.days[0], e.start or _DAWN, e.uid, e.series))


_DAWN = dt.datetime.min.replace(tzinfo=dt.UTC)


class _Reader:
    """Reads the entries of one UID."""

    def __init__(self, clock: Clock) -> None:
        self.zone = clock.zone
        first = clock.utc(0)
        last = clock.utc(clock.span.end)
        self.first, self.last = first - MARGIN, last + MARGIN

    def dates(self, group: Sequence[Entry]) -> Iterator[Event]:
        masters: list[Entry] = []
        moved: dict[dt.datetime | dt.date, Entry] = {}
        for entry in sorted(group, key=lambda e: e.sequence):
            self._sound(entry)
            which = self._when(entry, "RECURRENCE-ID")
            if which is None:
                masters.append(entry)
                continue
            if "RANGE" in _first(entry.component["RECURRENCE-ID"]).params:
                raise _RefusedError(
                    entry,
                    "RECURRENCE-ID",
                    N_("“{event}” changes all dates that follow (RANGE)"),
                    N_("write an event for each date"),
                )
            moved[which] = entry
        for which, entry in moved.items():
            yield from self._event(entry, self._series(which))
        if not masters:
            return
        master = masters[-1]
        start = self._start(master)
        if not any(k in master.component for k in ("RRULE", "RDATE")):
            if start not in moved:
                yield from self._event(master, "")
            return
        for day in self._repeated(master, start):
            if day not in moved and self._day(day) not in moved:
                yield from self._event(master, self._series(day), day)

    def _sound(self, entry: Entry) -> None:
        for name, words in entry.component.errors:
            if name is None or name in _READ:
                raise _RefusedError(
                    entry,
                    name or "",
                    N_("“{event}” cannot be read ({value})"),
                    SAVE_AGAIN,
                    value=shown(words),
                )

    def _start(self, entry: Entry) -> dt.datetime | dt.date:
        start = self._when(entry, "DTSTART")
        if start is None:
            raise _RefusedError(
                entry,
                "DTSTART",
                N_("“{event}” has no beginning"),
                N_("add its DTSTART"),
            )
        return start

    def _when(self, entry: Entry, name: str) -> dt.datetime | dt.date | None:
        """Return a day, or an instant in its own zone."""
        value = _first(entry.component.get(name))
        if value is None:
            return None
        return self._zoned(entry, name, value.dt, value.params.get("TZID"))

    def _zoned(
        self, entry: Entry, name: str, when: Any, tzid: str | None
    ) -> dt.datetime | dt.date:
        if isinstance(when, tuple):
            when = when[0]
        if not isinstance(when, dt.date):
            raise _RefusedError(
                entry,
                name,
                N_("“{event}” is on no day ({value})"),
                N_("write a day and a time"),
                value=shown(when),
            )
        if not isinstance(when, dt.datetime):
            return when
        if when.second or when.microsecond:
            raise _RefusedError(
                entry,
                name,
                N_("“{event}” is not on a whole minute ({value})"),
                N_("write its time without seconds"),
                value=f"{when:%H:%M:%S}",
            )
        if when.tzinfo is not None:
            return when
        if tzid is not None:
            raise _RefusedError(
                entry,
                name,
                N_("“{event}” is in an unknown time zone ({value})"),
                N_("write a name such as Europe/Paris"),
                value=shown(tzid),
            )
        return when.replace(tzinfo=self.zone)

    def _series(self, which: dt.datetime | dt.date) -> str:
        return f"{self._day(which):%Y%m%d}"

    def _day(self, when: dt.datetime | dt.date) -> dt.date:
        if isinstance(when, dt.datetime):
            return when.astimezone(self.zone).date()
        return when

    def _event(
        self, entry: Entry, series: str, at: dt.datetime | dt.date | None = None
    ) -> Iterator[Event]:
        """Yield a date of an event, if it is near the horizon."""
        first = self._start(entry)
        length = self._length(entry, first)
        start = first if at is None else at
        end = None if length is None else _later(start, length)
        last = self._day(start)
        if not isinstance(start, dt.datetime) and end is not None:
            last = max(last, self._day(end) - dt.timedelta(days=1))
        if last < self.first.date() or self._day(start) > self.last.date():
            return
        timed = isinstance(start, dt.datetime)
        yield Event(
            uid=entry.uid,
            series=series,
            summary=entry.summary,
            days=(self._day(start), last),
            start=_utc(start) if timed else None,
            end=_utc(end) if timed and end is not None else None,
            cancelled=entry.cancelled,
            line=entry.line,
        )

    def _length(
        self, entry: Entry, start: dt.datetime | dt.date
    ) -> dt.timedelta | None:
        """Return the elapsed time of an event; ``None`` if it does not say."""
        end = self._when(entry, "DTEND")
        if end is None:
            duration = _first(entry.component.get("DURATION"))
            length = None if duration is None else duration.dt
            if not isinstance(length, dt.timedelta):
                length = None
        elif isinstance(end, dt.datetime) != isinstance(start, dt.datetime):
            raise _RefusedError(
                entry,
                "DTEND",
                N_("“{event}” has a time at one end only"),
                N_("give both ends a time, or none"),
            )
        elif isinstance(end, dt.datetime):
            length = _utc(end) - _utc(start)
        else:
            length = end - start
        # Some calendars write the beginning again where they know no end.
        return length if length is not None and length > dt.timedelta() else None

    def _repeated(
        self, entry: Entry, start: dt.datetime | dt.date
    ) -> Iterator[dt.datetime | dt.date]:
        """Yield the dates of a repeated event near the horizon."""
        from dateutil.rrule import rruleset, rrulestr

        timed = isinstance(start, dt.datetime)
        # A day stands for its first instant while dates are reckoned.
        first = start if timed else dt.datetime.combine(start, dt.time(), self.zone)
        assert isinstance(first, dt.datetime)
        found = rruleset()
        rules = entry.component.get("RRULE", [])
        for rule in rules if isinstance(rules, list) else [rules]:
            if rule.get("FREQ", [""])[0] in _TOO_OFTEN:
                raise _RefusedError(
                    entry,
                    "RRULE",
                    N_("“{event}” repeats more than once a day ({value})"),
                    N_("write an event for each date"),
                    value=shown(rule.to_ical().decode()),
                )
            found.rrule(rrulestr(self._rule(rule, first), dtstart=first))
        if not rules:
            found.rdate(first)
        for when in self._list(entry, "RDATE"):
            found.rdate(self._instant(when, first))
        dropped = set(self._list(entry, "EXDATE"))
        days = {d for d in dropped if not isinstance(d, dt.datetime)}
        for date in found.between(self.first, self.last, inc=True):
            if date not in dropped and self._day(date) not in days:
                yield date if timed else date.date()

    def _rule(self, rule: Any, first: dt.datetime) -> str:
        """Return a rule whose last date is an instant in UTC, as RFC 5545 asks."""
        parts = []
        for part in rule.to_ical().decode().split(";"):
            name, _, _value = part.partition("=")
            if name.upper() != "UNTIL":
                parts.append(part)
                continue
            until = rule["UNTIL"][0]
            if not isinstance(until, dt.datetime):
                until = dt.datetime.combine(until, dt.time(23, 59), first.tzinfo)
            elif until.tzinfo is None:
                until = until.replace(tzinfo=first.tzinfo)
            parts.append(f"UNTIL={until.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}")
        return ";".join(parts)

    def _list(self, entry: Entry, name: str) -> Iterator[dt.datetime | dt.date]:
        lists = entry.component.get(name, [])
        for one in lists if isinstance(lists, list) else [lists]:
            for value in one.dts:
                yield self._zoned(entry, name, value.dt, one.params.get("TZID"))

    def _instant(self, when: dt.datetime | dt.date, first: dt.datetime) -> dt.datetime:
        if isinstance(when, dt.datetime):
            return when
        return dt.datetime.combine(when, first.time(), first.tzinfo)


def _utc(when: dt.datetime | dt.date) -> dt.datetime:
    assert isinstance(when, dt.datetime)
    return when.astimezone(dt.UTC)


def _later(when: dt.datetime | dt.date, length: dt.timedelta) -> dt.datetime | dt.date:
    """Return what is an elapsed time later; of a day, so many days."""
    if isinstance(when, dt.datetime):
        return _utc(when) + length
    return when + length
