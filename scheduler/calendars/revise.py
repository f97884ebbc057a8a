"""The next version of a calendar, from the previous one and what it is to tell now."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from zoneinfo import ZoneInfo

from scheduler.calendars.content import Content, Entry
from scheduler.calendars.events import (
    Event,
    Status,
    cancel,
    fingerprint,
    lift,
    note,
    note_uid,
    render,
)
from scheduler.words import use_language

KEEP_CANCELLED = dt.timedelta(days=7)
"""How long cancelled events stay after their end, unless told otherwise."""

_DAY = re.compile(r"[a-z]+/(\d{4}-\d\d-\d\d)(?:/|$)")
_SECOND = dt.timedelta(seconds=1)


def revise(
    previous: Iterable[Event],
    content: Content,
    *,
    window: tuple[dt.datetime, dt.datetime],
    now: dt.datetime,
    uid: Callable[[str, int], str],
    alarm: int | None = None,
    keep_past: dt.timedelta | None = None,
    keep_cancelled: dt.timedelta | None = KEEP_CANCELLED,
) -> tuple[Event, ...]:
    """Return the events of a calendar that is to tell something new of a horizon.

    An event that tells the same stays as it is, byte for byte. One that tells something
    else takes the next sequence and a later instant. One of the horizon that is not
    told any more stays as cancelled, with a note for its day. Events of other horizons
    stay as they are.

    Entries and events are matched within their group: by start, then by local day, then
    in order of time, live events before cancelled ones. An entry without a match takes
    the next number of its group. So that no number is given twice, the last event of a
    group is kept while the group or the horizon has a future.

    Parameters
    ----------
    previous
        Events of the calendar, of this horizon and others.
    content
        What it is to tell of the horizon.
    window
        First instant of the horizon, and the first after it.
    now
        Instant of the new version. If clocks run backwards, versions still get later.
    uid
        Gives the UID of an event from its group and number.
    alarm
        Minutes before busy events at which they ring; ``None`` = never.
    keep_past
        How long events stay after their end; ``None`` = for ever.
    keep_cancelled
        The same for cancelled events and notes.

    Returns
    -------
    tuple of Event
        In order of time.
    """
    with use_language(content.language):
        made = _Revision(
            content, window, now, uid, alarm, keep_past, keep_cancelled
        ).events(previous)
        return tuple(sorted(made, key=lambda e: e.order))


class _Revision:
    def __init__(
        self,
        content: Content,
        window: tuple[dt.datetime, dt.datetime],
        now: dt.datetime,
        uid: Callable[[str, int], str],
        alarm: int | None,
        keep_past: dt.timedelta | None,
        keep_cancelled: dt.timedelta | None,
    ) -> None:
        self.content = content
        self.first, self.until = window
        self.now = now.astimezone(dt.UTC).replace(microsecond=0)
        self.uid = uid
        self.alarm = alarm
        self.keep_past = keep_past
        self.keep_cancelled = keep_cancelled
        self.zone = ZoneInfo(content.timezone)
        self.notes: dict[str, Event] = {}

    def events(self, previous: Iterable[Event]) -> Iterator[Event]:
        events: defaultdict[str, list[Event]] = defaultdict(list)
        for event in previous:
            if event.is_note:
                self.notes[event.uid] = event
            else:
                events[event.group].append(event)
        entries: defaultdict[str, list[Entry]] = defaultdict(list)
        for entry in self.content.entries:
            entries[entry.group].append(entry)
        for group in dict.fromkeys((*events, *entries)):
            revised = [*self._group(events[group], entries[group])]
            for event in self._kept(revised):
                yield event
                told = self.notes.get(note_uid(event.uid))
                if told is not None and (event.cancelled or self._lasts(told)):
                    yield told

    def _group(
        self, events: Sequence[Event], entries: Sequence[Entry]
    ) -> Iterator[Event]:
        matches, unmatched = self._matches(events, entries)
        for event in events:
            entry = matches.get(event.uid)
            if entry is not None:
                yield self._revised(event, entry)
            elif not event.cancelled and self._belongs(event):
                yield self._cancelled(event)
            else:
                yield event
        following = max((e.number for e in events), default=-1) + 1
        for number, entry in enumerate(unmatched, following):
            yield self._render(
                entry, self.uid(entry.group, number), number, 0, self.now
            )

    def _matches(
        self, events: Sequence[Event], entries: Sequence[Entry]
    ) -> tuple[dict[str, Entry], list[Entry]]:
        """Return the entry of each event that has one, and the entries without."""
        free = sorted(events, key=lambda e: (e.cancelled, e.start, e.number))
        left = sorted(entries, key=lambda e: (e.start, e.end, e.summary, e.lines))
        matches = {}
        for alike in (self._same_start, self._same_day):
            rest = []
            for entry in left:
                found = next((e for e in free if alike(e, entry)), None)
                if found is None:
                    rest.append(entry)
                else:
                    free.remove(found)
                    matches[found.uid] = entry
            # What is told no more, being over, is not new, nor when another one is now.
            left = [e for e in rest if not self._past(e.end, self.keep_past)]
        matches |= {e.uid: entry for e, entry in zip(free, left, strict=False)}
        return matches, left[len(free) :]

    @staticmethod
    def _same_start(event: Event, entry: Entry) -> bool:
        return event.start == entry.start

    def _same_day(self, event: Event, entry: Entry) -> bool:
        return self._day(event.start) == self._day(entry.start)

    def _revised(self, event: Event, entry: Entry) -> Event:
        same = (event.start, event.end) == (entry.start, entry.end)
        if entry.start < self.first and same and event.status is Status.CONFIRMED:
            # The horizon in which it began has told more of it.
            return event
        if event.fingerprint == fingerprint(entry, self.alarm):
            return event
        revised = self._render(
            entry, event.uid, event.number, event.sequence + 1, self._after(event)
        )
        told = self.notes.get(note_uid(event.uid))
        if told is not None and not told.cancelled:
            self.notes[told.uid] = lift(told, revised, self.zone)
        return revised

    def _cancelled(self, event: Event) -> Event:
        cancelled = cancel(event, self._after(event), self.zone)
        if event.end > self.now:
            told = note(event, cancelled, self.zone)
            self.notes[told.uid] = told
        return cancelled

    def _render(
        self, entry: Entry, uid: str, number: int, sequence: int, at: dt.datetime
    ) -> Event:
        return render(
            entry,
            uid=uid,
            number=number,
            sequence=sequence,
            modified=at,
            timezone=self.zone,
            alarm=self.alarm,
        )

    def _kept(self, group: Sequence[Event]) -> Iterator[Event]:
        lasting = any(map(self._lasts, group))
        last = max((e.number for e in group), default=0)
        for event in group:
            if self._lasts(event) or (
                event.number == last
                and (lasting or (self._belongs(event) and self.now < self.until))
            ):
                yield event

    def _lasts(self, event: Event) -> bool:
        withdrawn = event.cancelled or event.is_note
        keep = self.keep_cancelled if withdrawn else self.keep_past
        return not self._past(event.end, keep)

    def _past(self, end: dt.datetime, keep: dt.timedelta | None) -> bool:
        return keep is not None and end + keep <= self.now

    def _belongs(self, event: Event) -> bool:
        """Tell whether an event is one of the horizon."""
        if self.first <= event.start < self.until:
            return True
        found = _DAY.match(event.group)
        return found is not None and (
            self._day(self.first)
            <= dt.date.fromisoformat(found[1])
            <= self._day(self.until - _SECOND)
        )

    def _after(self, event: Event) -> dt.datetime:
        return max(self.now, event.modified + _SECOND)

    def _day(self, instant: dt.datetime) -> dt.date:
        return instant.astimezone(self.zone).date()
