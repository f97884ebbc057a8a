"""From a row of ``missions`` to its possible placings in time and place."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scheduler.domain.missions import MissionKind, Occurrence, Relay
from scheduler.domain.time import Clock, Minute, Span
from scheduler.io.checks import wall
from scheduler.io.tables import Row


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


def demand(row: Row, kind: MissionKind, clock: Clock) -> Demand:
    """Return what a sound row of ``missions`` asks for.

    A post held by relays has no fallback: each relay is asked for as it is.
    """
    if row["overlap"] is None:
        starts = sorted(set(_starts(row, clock)))
        forms = (False, True) if kind.joint and kind.fallback else (False,)
        found = tuple(_occurrences(row, kind, clock, starts, forms))
        return Demand(found, row["times"])
    windows = tuple(touching(sorted(window(row, day, clock) for day in row["dates"])))
    relay = Relay(windows=windows, step=row["grid"], overlap=row["overlap"])
    starts = sorted({s for w in windows for s in _relays(row, w)})
    count = sum(relays_needed(w.length, row["minutes"], relay.overlap) for w in windows)
    return Demand(tuple(_occurrences(row, kind, clock, starts, (False,))), count, relay)


def window(row: Row, day: dt.date, clock: Clock) -> Span:
    """Return the window that a row has on a day; past midnight if it ends so."""
    end = day
    if row["until"] <= row["from"]:
        end = day + dt.timedelta(days=1)
    return Span(_at(clock, day, row["from"]), _at(clock, end, row["until"]))


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


def relays_needed(length: Minute, minutes: int, overlap: int) -> int:
    """Return how many relays it takes to hold a window; each adds less its overlap."""
    return max(1, -(-(length - overlap) // (minutes - overlap)))


def _starts(row: Row, clock: Clock) -> Iterator[Minute]:
    for day in row["dates"]:
        for start in row["starts"]:
            yield clock.minute(day, wall(start))
        if row["from"] is not None:
            span = window(row, day, clock)
            yield from range(span.start, span.end - row["minutes"] + 1, row["grid"])


def _relays(row: Row, span: Span) -> Iterator[Minute]:
    """Yield the starts on the grid, and the one that ends with the window."""
    last = span.end - row["minutes"]
    yield from range(span.start, last + 1, row["grid"])
    yield last


def _occurrences(
    row: Row,
    kind: MissionKind,
    clock: Clock,
    starts: Iterable[Minute],
    forms: Iterable[bool],
) -> Iterator[Occurrence]:
    zones = dict.fromkeys((row["zone"], *row["or_zones"]))
    for start in starts:
        span = Span(start - kind.briefing, start + row["minutes"] + kind.debriefing)
        for place, zone in enumerate(zones):
            for form in forms:
                yield Occurrence(
                    row["mission"],
                    clock.date(start),
                    span,
                    zone,
                    form,
                    place,
                    kind.briefing,
                    kind.debriefing,
                )


def _at(clock: Clock, day: dt.date, minutes: int) -> Minute:
    if minutes == 24 * 60:
        return clock.day(day).end
    return clock.minute(day, wall(minutes))
