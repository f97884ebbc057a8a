"""Events of a published calendar: which take place, from when to when.

``ics_lines`` parses the events. This module expands repeated events within bounds,
applies moved and cancelled dates and revisions, and converts every instant to UTC. A
remark names each event that is not planned for.
"""

import datetime as dt
import re
import warnings
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from scheduler.domain.remarks import Remark
from scheduler.domain.time import Clock
from scheduler.io.faults import Faults, shown
from scheduler.io.ics_events import (
    CANCELLED,
    DAYS,
    FLOATING,
    MIDNIGHT,
    MIXED,
    NO_TIME,
    POSTPONED,
    STATUS,
    TITLE_OFF,
    TITLE_OPEN,
    Event,
    folded,
    off_word,
    open_word,
    utc,
)
from scheduler.io.ics_lines import SAVE_AGAIN, Calendar, Entry, first
from scheduler.words import N_

MARGIN = dt.timedelta(days=3)
"""Events this close to the horizon are read too: phases may lie on other days."""

LONGEST = dt.timedelta(days=1)
"""Longest event whose start time is trusted."""

STEPS = 10_000
"""Most periods and dates that are tried for one repeated event: 27 years of days."""

ALL_STEPS = 20 * STEPS
"""Most of them for all events of a calendar that one fixture selects."""

_MOST_INTERVAL = 1_000
_READ = ("DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID")
_ONCE = ("UID", "DTSTART", "DTEND", "DURATION", "RECURRENCE-ID")
_OFTEN = ("SECONDLY", "MINUTELY", "HOURLY")
_CLOCK_PARTS = ("BYHOUR", "BYMINUTE", "BYSECOND")
_SMALL_HOURS = 6
_T = TypeVar("_T")
_MINUTE = dt.timedelta(minutes=1)
_LONG = dt.timedelta(days=400)
"""Longest length that is computed; longer events are cut to it."""


class _RefusedError(Exception):
    """An event that cannot be read."""

    def __init__(
        self, entry: Entry, column: str, message: str, hint: str, **values: str
    ) -> None:
        super().__init__(message)
        self.entry = entry
        self.fault = (column, message, hint, values)


class _TooFarError(Exception):
    """A rule needs too many steps."""


class _Budget:
    """How many periods and dates may still be tried."""

    def __init__(self, left: int) -> None:
        self.left = left

    def spend(self) -> None:
        if self.left <= 0:
            raise _TooFarError
        self.left -= 1


class _Steps(int):
    """The interval of a rule; every addition of it spends from a budget.

    ``dateutil`` adds the interval once for each period, even if no period has a date.
    Without a budget it would go on until the year 9999.
    """

    budget: _Budget

    @classmethod
    def of(cls, interval: int, budget: _Budget) -> "_Steps":
        steps = cls(interval)
        steps.budget = budget
        return steps

    def __radd__(self, other: int) -> int:
        self.budget.spend()
        return int(self) + other

    def __mul__(self, other: int) -> "_Steps":
        return _Steps.of(int(self) * other, self.budget)


@dataclass(frozen=True, slots=True)
class _Read:
    """An entry with its start, and the date of a series that it replaces, if any."""

    entry: Entry
    title: str
    start: dt.datetime | dt.date | None
    which: dt.datetime | dt.date | None

    @property
    def cancelled(self) -> bool:
        return self.entry.status == "CANCELLED"


def events(
    entries: Iterable[Entry],
    clock: Clock,
    file: str,
    faults: Faults,
    remarks: list[Remark],
) -> list[Event]:
    """Return the dates of events near a horizon, in order of time.

    Parameters
    ----------
    entries
        Events as written; of a repeated one, all entries or none.
    clock
        Horizon; times without a time zone are in its zone.
    file
        Name of the calendar in messages.
    faults
        Extended by events that cannot be read and may lie near the horizon.
    remarks
        Extended by events of the horizon that are not planned for or are uncertain.
    """
    groups: defaultdict[str, list[Entry]] = defaultdict(list)
    reader = _Reader(clock, file, faults, remarks)
    for entry in entries:
        groups[entry.uid].append(entry)
    reader.without_uid(groups.pop("", []))
    found = [e for group in groups.values() for e in reader.dates(group)]
    return sorted(found, key=lambda e: (e.start, e.uid, e.series))


class _Reader:
    """Reads the entries of a calendar, grouped by UID."""

    def __init__(
        self, clock: Clock, file: str, faults: Faults, remarks: list[Remark]
    ) -> None:
        self.clock = clock
        self.zone = clock.zone
        self.file = file
        self.faults = faults
        self.remarks = remarks
        self.first = clock.utc(0) - MARGIN
        self.last = clock.utc(clock.span.end) + MARGIN
        self.budget = _Budget(ALL_STEPS)

    def without_uid(self, entries: Iterable[Entry]) -> None:
        """Refuse events without UID."""
        for entry in entries:
            self._refuse(
                entry,
                "UID",
                N_("an event without UID ({event})"),
                N_("add a UID: the codes of missions come from it"),
                {},
            )

    def dates(self, group: Sequence[Entry]) -> Iterator[Event]:
        """Yield the dates of the entries of a UID."""
        title = next((e.summary for e in reversed(group) if e.summary), "")
        masters: list[_Read] = []
        moved: dict[dt.datetime | dt.date, _Read] = {}
        for entry in sorted(group, key=lambda e: e.revision):
            for read in self._trying(self._read(entry, title)):
                if read.which is None:
                    masters.append(read)
                else:
                    moved[read.which] = read
        latest = self._latest(masters)
        gone = bool(masters) and all(m.cancelled for m in latest)
        if gone:
            # A cancellation need not repeat the rule of the event.
            for master in masters:
                if not master.cancelled and _repeats(master.entry):
                    for day in self._all(master):
                        self._remark(master, self._days(day, None), CANCELLED)
        for which, read in moved.items():
            if gone and read.entry.revision <= masters[-1].entry.revision:
                self._remark(read, self._days(read.start, None), CANCELLED)
            else:
                yield from self._trying(self._event(read, self._series(which)))
        days = [self._day(m.start) for m in latest if m.start is not None]
        for master in latest:
            yield from self._trying(self._master(master, moved, days))

    def _trying(self, found: Iterator[_T]) -> Iterator[_T]:
        """Yield what is found; an event that cannot be read becomes a fault."""
        try:
            yield from found
        except _RefusedError as refused:
            self._refuse(refused.entry, *refused.fault)

    def _refuse(
        self,
        entry: Entry,
        column: str,
        message: str,
        hint: str,
        values: dict[str, str],
    ) -> None:
        """Add a fault, unless the event cannot be near the horizon."""
        if self._may_be_near(entry):
            self.faults.add(
                self.file,
                message,
                hint,
                row=entry.line,
                column=column,
                event=shown(entry.summary),
                **values,
            )

    def _may_be_near(self, entry: Entry) -> bool:
        """Tell whether an entry may have a date near the horizon, by its digits."""
        begins = entry.digits("DTSTART") + entry.digits("RECURRENCE-ID")
        if not begins:
            return True
        known = begins + entry.digits("DTEND")
        if min(known) > self.last.date():
            return False
        if max(known) >= self.first.date():
            return True
        rules = re.findall(r"^R(?:RULE|DATE)[;:].*", entry.text, re.I | re.M)
        until = [re.search(r"\bUNTIL=(\d{8})", r, re.IGNORECASE) for r in rules]
        begin = self.first.date().isoformat().replace("-", "")
        return any(u is None or u[1] >= begin for u in until)

    def _latest(self, masters: Sequence[_Read]) -> list[_Read]:
        """Return the entries of the last revision: several if events share the UID."""
        if not masters:
            return []
        top = masters[-1].entry.revision
        last = [m for m in masters if m.entry.revision == top]
        # A cancellation need not repeat the start of the event.
        everything = any(m.start is None for m in last)
        if everything:
            for master in masters:
                if master.start is not None:
                    self._remark(master, self._days(master.start, None), CANCELLED)
            return []
        off = {self._key(m.start): m for m in last if m.cancelled}
        standing = {
            (self._key(m.start), folded(m.title)): m
            for m in last
            if self._key(m.start) not in off
        }
        latest = [*off.values(), *standing.values()]
        starts = {self._key(m.start) for m in latest}
        for master in masters:
            if self._key(master.start) in starts or master.cancelled:
                continue
            for day in self._all(master):
                self._remark(
                    master,
                    self._days(day, None),
                    N_(
                        "“{event}” of {day:date} is an older revision of line {line}: "
                        "no mission is planned for it"
                    ),
                    line=latest[-1].entry.line,
                )
        return latest

    def _all(self, master: _Read) -> Iterator[dt.datetime | dt.date]:
        """Yield the starts near the horizon of an entry, repeated or not."""
        assert master.start is not None
        if _repeats(master.entry):
            yield from self._trying(self._repeated(master.entry, master.start))
        else:
            yield master.start

    def _key(self, start: dt.datetime | dt.date | None) -> str:
        if isinstance(start, dt.datetime):
            return f"{utc(start):%Y%m%dT%H%M}"
        return "" if start is None else f"{start:%Y%m%d}"

    def _master(
        self,
        master: _Read,
        moved: Mapping[dt.datetime | dt.date, _Read],
        days: Sequence[dt.date],
    ) -> Iterator[Event]:
        start = master.start
        assert start is not None
        if _repeats(master.entry):
            for day in self._repeated(master.entry, start):
                if day not in moved and self._day(day) not in moved:
                    yield from self._event(master, self._series(day), day)
        elif start not in moved:
            series = ""
            if len(days) > 1:
                series = self._series(start)
                if days.count(self._day(start)) > 1 and isinstance(start, dt.datetime):
                    series += f"-{start.astimezone(self.zone):%H%M}"
                self._remark(
                    master,
                    self._days(start, None),
                    N_(
                        "“{event}” of {day:date} shares its UID ({uid}) with other "
                        "events: the codes of its missions hold its date and change "
                        "with it"
                    ),
                    uid=shown(master.entry.uid),
                )
            yield from self._event(master, series)

    def _read(self, entry: Entry, title: str) -> Iterator[_Read]:
        for name, words in entry.component.errors:
            if name is None or name in _READ:
                raise _RefusedError(
                    entry,
                    name or "",
                    N_("“{event}” cannot be read ({value})"),
                    SAVE_AGAIN,
                    value=shown(words),
                )
        for name in _ONCE:
            if isinstance(entry.component.get(name), list):
                raise _RefusedError(
                    entry,
                    name,
                    N_("“{event}” has several {value}"),
                    SAVE_AGAIN,
                    value=name,
                )
        which = self._when(entry, "RECURRENCE-ID")
        if which is not None and "RANGE" in (
            first(entry.component["RECURRENCE-ID"]).params
        ):
            raise _RefusedError(
                entry,
                "RECURRENCE-ID",
                N_("“{event}” changes all dates that follow (RANGE)"),
                N_("write an event for each date"),
            )
        start = self._when(entry, "DTSTART")
        if start is None and entry.status == "CANCELLED":
            start = which
        elif start is None:
            raise _RefusedError(
                entry,
                "DTSTART",
                N_("“{event}” has no start"),
                N_("add its DTSTART"),
            )
        yield _Read(entry, entry.summary or title, start, which)

    def _when(self, entry: Entry, name: str) -> dt.datetime | dt.date | None:
        """Return a day, or an instant in its own zone."""
        value = first(entry.component.get(name))
        if value is None:
            return None
        return self._zoned(entry, name, value.dt, value.params.get("TZID"))

    def _zoned(
        self, entry: Entry, name: str, when: Any, tzid: str | None
    ) -> dt.datetime | dt.date:
        if isinstance(when, tuple):  # a period: its start
            when = when[0]
        if not isinstance(when, dt.date):
            raise _RefusedError(
                entry,
                name,
                N_("“{event}” has no day ({value})"),
                N_("write a day and a time"),
                value=shown(when),
            )
        if not isinstance(when, dt.datetime):
            return when
        if name == "DTEND":
            when = when.replace(second=0, microsecond=0)
        if when.tzinfo is None:
            asked = tzid or entry.calendar.zone
            zone = self._zone(entry.calendar, asked) if asked else self.zone
            if zone is None:
                raise _RefusedError(
                    entry,
                    name,
                    N_("“{event}” is in an unknown time zone ({value})"),
                    N_("write a name such as Europe/Paris"),
                    value=shown(asked),
                )
            when = when.replace(tzinfo=zone)
        try:
            instant = utc(when.astimezone(self.zone))
        except Exception as error:
            # A time zone that the calendar defines, or the last day of the year 9999.
            raise _RefusedError(
                entry,
                name,
                N_("“{event}” cannot be read ({value})"),
                SAVE_AGAIN,
                value=shown(error),
            ) from error
        if instant.second or instant.microsecond:
            raise _RefusedError(
                entry,
                name,
                N_("“{event}” is not on a whole minute ({value})"),
                N_("write its time without seconds"),
                value=f"{when:%H:%M:%S}",
            )
        moment: dt.datetime = when
        return moment

    def _zone(self, calendar: Calendar, name: str) -> dt.tzinfo | None:
        from icalendar.timezone import tzp

        if name in calendar.zones:
            return calendar.zones[name]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                return tzp.timezone(name)
            except (ValueError, OSError, LookupError):
                return None

    def _series(self, which: dt.datetime | dt.date) -> str:
        return f"{self._day(which):%Y%m%d}"

    def _day(self, when: dt.datetime | dt.date) -> dt.date:
        if isinstance(when, dt.datetime):
            return when.astimezone(self.zone).date()
        return when

    def _days(
        self, start: dt.datetime | dt.date | None, length: dt.timedelta | None
    ) -> tuple[dt.date, dt.date]:
        """Return the first and the last local day of an event."""
        assert start is not None
        day = self._day(start)
        if length is None:
            return day, day
        if isinstance(start, dt.datetime):
            return day, max(day, self._day(utc(start) + length - _MINUTE))
        return day, max(day, day + length - dt.timedelta(days=1))

    def _remark(
        self,
        read: _Read,
        days: tuple[dt.date, dt.date],
        message: str,
        **values: str | int,
    ) -> None:
        """Add a remark about an event of the horizon."""
        if any(days[0] <= day <= days[1] for day in self.clock.dates):
            self.remarks.append(
                Remark(
                    message=message,
                    values={
                        "event": shown(read.title),
                        "day": days[0].isoformat(),
                        **values,
                    },
                    place=f"{self.file}:{read.entry.line}",
                )
            )

    def _event(
        self, read: _Read, series: str, at: dt.datetime | dt.date | None = None
    ) -> Iterator[Event]:
        """Yield a date of an event, if it is near the horizon and planned for."""
        start = read.start if at is None else at
        assert start is not None
        if self._day(start) > self.last.date():
            return
        assert read.start is not None
        length = self._length(read.entry, read.start)
        days = self._days(start, length)
        if days[1] < self.first.date():
            return
        why = self._unplanned(read, start, length)
        if why is not None:
            message, values = why
            self._remark(read, days, message, **values)
            return
        assert isinstance(start, dt.datetime)
        self._doubts(read, start, days)
        yield Event(
            uid=read.entry.uid,
            series=series,
            summary=read.title,
            days=days,
            start=utc(start),
            end=None if length is None else utc(start) + length,
            line=read.entry.line,
        )

    def _unplanned(
        self,
        read: _Read,
        start: dt.datetime | dt.date,
        length: dt.timedelta | None,
    ) -> tuple[str, dict[str, str]] | None:
        """Return why no mission is planned for an event; ``None`` if one is."""
        off = off_word(read.title)
        if read.cancelled:
            return CANCELLED, {}
        if read.entry.status == "POSTPONED":
            return POSTPONED, {}
        if off is not None:
            return TITLE_OFF, {"word": off}
        if not isinstance(start, dt.datetime):
            return NO_TIME, {}
        local = start.astimezone(self.zone)
        midnight = dt.time()
        if local.time() == midnight or (
            start.time() == midnight and local.hour < _SMALL_HOURS
        ):
            return MIDNIGHT, {"time": f"{local:%H:%M}"}
        if length is not None and length > LONGEST:
            return DAYS, {}
        return None

    def _doubts(
        self, read: _Read, start: dt.datetime, days: tuple[dt.date, dt.date]
    ) -> None:
        """Add remarks on what is uncertain about an event that is planned for."""
        time = f"{start.astimezone(self.zone):%H:%M}"
        entry = read.entry
        open_ = open_word(read.title)
        if entry.status not in ("", "CONFIRMED"):
            self._remark(read, days, STATUS, status=shown(entry.status))
        elif open_ is not None:
            self._remark(read, days, TITLE_OPEN, word=open_)
        if entry.mixed:
            self._remark(read, days, MIXED, time=time)
        named = first(entry.component["DTSTART"])
        floating = named.dt.tzinfo is None and "TZID" not in named.params
        if floating and start.utcoffset() != start.astimezone(self.zone).utcoffset():
            zone = shown(entry.calendar.zone)
            self._remark(read, days, FLOATING, zone=zone, time=time)

    def _length(
        self, entry: Entry, start: dt.datetime | dt.date
    ) -> dt.timedelta | None:
        """Return the elapsed time of an event; ``None`` if it is not stated."""
        end = self._when(entry, "DTEND")
        if end is None:
            length = getattr(first(entry.component.get("DURATION")), "dt", None)
            if not isinstance(length, dt.timedelta):
                return None
        elif isinstance(end, dt.datetime) != isinstance(start, dt.datetime):
            raise _RefusedError(
                entry,
                "DTEND",
                N_("“{event}” has a time only at its start or only at its end"),
                N_("give both a time, or neither"),
            )
        elif isinstance(end, dt.datetime):
            length = utc(end) - utc(start)
        else:
            length = end - start
        length -= length % _MINUTE
        # Some calendars repeat the start if they do not know the end.
        return min(length, _LONG) if length > dt.timedelta() else None

    def _repeated(
        self, entry: Entry, start: dt.datetime | dt.date
    ) -> Iterator[dt.datetime | dt.date]:
        """Yield the dates of a repeated event near the horizon."""
        timed = isinstance(start, dt.datetime)
        # While dates are computed, a day stands for its first instant.
        begin = start if timed else dt.datetime.combine(start, dt.time(), self.zone)
        assert isinstance(begin, dt.datetime)
        found = {begin}
        rules = entry.component.get("RRULE", [])
        try:
            for rule in rules if isinstance(rules, list) else [rules]:
                found.update(self._ruled(entry, rule, begin))
            found.update(self._instant(w, begin) for w in self._list(entry, "RDATE"))
            dropped = set(self._list(entry, "EXDATE"))
            near = sorted(d for d in found if self.first <= d <= self.last)
        except _RefusedError:
            raise
        except _TooFarError as error:
            raise _RefusedError(
                entry,
                "RRULE",
                N_("“{event}” repeats too often or begins too long ago ({value})"),
                N_("write an event for each date"),
                value=shown(_written(rules)),
            ) from error
        except Exception as error:
            # The library may raise any error on a faulty rule.
            raise _RefusedError(
                entry,
                "RRULE",
                N_("“{event}” has a rule that cannot be read ({value})"),
                N_("correct the rule, or write an event for each date"),
                value=shown(_written(rules) or "RRULE:"),
            ) from error
        days = {d for d in dropped if not isinstance(d, dt.datetime)}
        for date in near:
            if date not in dropped and self._day(date) not in days:
                yield date if timed else date.date()

    def _ruled(
        self, entry: Entry, rule: Any, begin: dt.datetime
    ) -> Iterator[dt.datetime]:
        """Yield the dates of a rule near the horizon, within the budget."""
        from dateutil.rrule import rrulestr

        if rule.get("FREQ", [""])[0] in _OFTEN or any(
            len(rule.get(part, ())) > 1 for part in _CLOCK_PARTS
        ):
            raise _RefusedError(
                entry,
                "RRULE",
                N_("“{event}” repeats more than once a day ({value})"),
                N_("write an event for each date"),
                value=shown(_written(rule)),
            )
        interval = rule.get("INTERVAL", [1])[0]
        if not 1 <= interval <= _MOST_INTERVAL:
            raise ValueError(interval)
        budget = _Budget(min(STEPS, self.budget.left))
        granted = budget.left
        try:
            dates = rrulestr(self._rule(rule, begin), dtstart=begin)
            for date in dates.replace(interval=_Steps.of(interval, budget)):
                budget.spend()
                if date > self.last:
                    break
                if date >= self.first:
                    yield date
        finally:
            self.budget.left -= granted - budget.left

    def _rule(self, rule: Any, begin: dt.datetime) -> str:
        """Return a rule whose UNTIL is an instant in UTC, as RFC 5545 requires."""
        parts = []
        for part in _written(rule).split(";"):
            name, _, _value = part.partition("=")
            if name.upper() != "UNTIL":
                parts.append(part)
                continue
            until = rule["UNTIL"][0]
            if not isinstance(until, dt.datetime):
                until = dt.datetime.combine(until, dt.time(23, 59), begin.tzinfo)
            elif until.tzinfo is None:
                until = until.replace(tzinfo=begin.tzinfo)
            until = utc(until)
            # %Y writes years before 1000 with fewer than four digits.
            parts.append(f"UNTIL={until.year:04}{until:%m%dT%H%M%SZ}")
        return ";".join(parts)

    def _list(self, entry: Entry, name: str) -> Iterator[dt.datetime | dt.date]:
        lists = entry.component.get(name, [])
        for one in lists if isinstance(lists, list) else [lists]:
            for value in one.dts:
                yield self._zoned(entry, name, value.dt, one.params.get("TZID"))

    def _instant(self, when: dt.datetime | dt.date, begin: dt.datetime) -> dt.datetime:
        if isinstance(when, dt.datetime):
            return when
        return dt.datetime.combine(when, begin.time(), begin.tzinfo)


def _repeats(entry: Entry) -> bool:
    return any(k in entry.component for k in ("RRULE", "RDATE"))


def _written(rules: Any) -> str:
    """Return the text of rules, nearly as in the calendar."""
    return " ".join(
        rule.to_ical().decode()
        for rule in (rules if isinstance(rules, list) else [rules])
    )
