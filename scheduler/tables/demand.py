"""From a row of ``missions`` to its possible placings in time and place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from scheduler.domain.missions import MissionKind, Occurrence, Relay
from scheduler.domain.time import Clock, Minute, Span
from scheduler.io.schema import MIDNIGHT
from scheduler.tables.times import moment, wall

if TYPE_CHECKING:
    from scheduler.tables.missions import MissionRow


@dataclass(frozen=True, slots=True)
class Demand:
    """What a row asks for.

    Parameters
    ----------
    occurrences
        Possible placings, by start, place and form.
    times
        How many of them are wanted; of relays: how many it takes at most.
    relay
        For a post held at all times.
    """

    occurrences: tuple[Occurrence, ...]
    times: int
    relay: Relay | None = None


def demand(row: MissionRow, kind: MissionKind, clock: Clock) -> Demand:
    """Return what a sound row of ``missions`` asks for.

    A post held by relays has no fallback: each relay is asked for as it is.
    """
    if row.overlap is None:
        starts = starts_of(row, clock)
        forms = (False, True) if kind.joint and kind.fallback else (False,)
        found = tuple(_occurrences(row, kind, clock, starts, forms))
        return Demand(found, row.times)
    each = (window(row, day, clock) for day in row.dates)
    windows = tuple(touching(sorted(filter(None, each))))
    begin = {w: relay_starts(row, w, clock) for w in windows}
    most = tuple(relays_needed(begin[w], w, row.minutes, row.overlap) for w in windows)
    relay = Relay(windows=windows, step=row.grid, overlap=row.overlap, most=most)
    starts = sorted(chain(*begin.values()))
    found = tuple(_occurrences(row, kind, clock, starts, (False,)))
    return Demand(found, sum(most), relay)


def starts_of(row: MissionRow, clock: Clock) -> list[Minute]:
    """Return when a mission that is no post may begin, briefing left aside."""
    return sorted(set(_starts(row, clock)))


def window(row: MissionRow, day: dt.date, clock: Clock) -> Span | None:
    """Return the window of a row on a day, if any; past midnight if it ends so."""
    if row.window is None:
        return None
    first, last = row.window
    end = day + dt.timedelta(days=1) if last <= first else day
    return Span(moment(clock, day, first), moment(clock, end, last))


def touching(windows: Iterable[Span]) -> Iterator[Span]:
    """Yield windows in order of time, those that touch as one."""
    open_: Span | None = None
    for span in windows:
        if open_ is not None and span.start <= open_.end:
            open_ = Span(open_.start, max(open_.end, span.end))
        else:
            if open_ is not None:
                yield open_
            open_ = span
    if open_ is not None:
        yield open_


def relay_starts(row: MissionRow, whole: Span, clock: Clock) -> list[Minute]:
    """Return when relays may begin in a window: on the grid, or to end with it.

    The grid is counted from the start of each day's own window, in elapsed time and on
    the clock on the wall: where the clocks change that day relays may follow either.
    """
    last = whole.end - row.minutes
    starts = {last}
    for day in row.dates:
        span = window(row, day, clock)
        if span is None or row.from_ is None:
            continue
        starts.update(range(span.start, span.end, row.grid))
        for minutes in range(row.from_, row.from_ + MIDNIGHT, row.grid):
            on, time = day + dt.timedelta(days=minutes // MIDNIGHT), wall(minutes)
            if clock.exists(on, time):
                starts.add(min(clock.minute(on, time), span.end))
    return sorted(s for s in starts if whole.start <= s <= last)


def relays_needed(
    starts: Sequence[Minute], window: Span, minutes: int, overlap: int
) -> int:
    """Return how many relays it takes to hold a window, each begun as late as may be.

    Where no relay begins in time the next one follows after a gap.
    """
    holds = {s: _holds(s, window, minutes, overlap) for s in starts}
    count, until = 0, window.start
    while until < window.end:
        useful = [s for s in starts if holds[s] > until]
        if not useful:
            break
        until = holds[max((s for s in useful if s <= until), default=useful[0])]
        count += 1
    return count


def _holds(start: Minute, window: Span, minutes: int, overlap: int) -> Minute:
    """Return until when a relay holds a post: its overlap is for handing over."""
    end = start + minutes
    return end if end == window.end else end - overlap


def _starts(row: MissionRow, clock: Clock) -> Iterator[Minute]:
    for day in row.dates:
        for start in row.starts:
            yield clock.minute(day, wall(start))
        span = window(row, day, clock)
        if span is not None:
            yield from range(span.start, span.end - row.minutes + 1, row.grid)


def _occurrences(
    row: MissionRow,
    kind: MissionKind,
    clock: Clock,
    starts: Iterable[Minute],
    forms: Iterable[bool],
) -> Iterator[Occurrence]:
    zones = dict.fromkeys((row.zone, *row.or_zones))
    for start in starts:
        span = Span(start - kind.briefing, start + row.minutes + kind.debriefing)
        for place, zone in enumerate(zones):
            for form in forms:
                yield Occurrence(
                    row.mission,
                    clock.date(start),
                    span,
                    zone,
                    form,
                    place,
                    kind.briefing,
                    kind.debriefing,
                )
