"""The nights of the horizon: who is on, what is missing, whom to call."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from scheduler.domain.people import ForceKind, Judicial
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Clock, Minute, Span
from scheduler.domain.tours import Tour
from scheduler.export._decisions import decisions
from scheduler.export._view import Held, cover_gap, held_missions, shortfalls
from scheduler.render.edition import Edition
from scheduler.render.text import date, force_label, hours
from scheduler.words import _

NIGHT_FROM, NIGHT_UNTIL = dt.time(18), dt.time(7)
"""Local times at which the night of a day begins, and ends on the next day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDuty:
    """Officers of a force who are on tour at the same hours.

    Parameters
    ----------
    force, kind
        Label of the force, and whether it is municipal or national.
    times, next
        Hours of the tours, and the day on which they begin if it is another one.
    officers
        Numbers, in order.
    partly
        Whether less than half of the tour lies in the night.
    """

    force: str
    kind: str
    times: str
    next: str
    officers: tuple[str, ...]
    partly: bool

    @property
    def prefix(self) -> str:
        """What all numbers have in common before their last hyphen."""
        heads = {o[: o.rfind("-") + 1] for o in self.officers}
        return heads.pop() if len(heads) == 1 else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """An OPJ who can be called.

    Parameters
    ----------
    officer, times
        Who, and when in the night.
    desk
        Whether at the duty desk, on no mission.
    """

    officer: str
    times: tuple[str, ...]
    desk: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """A mission that is not held in a night, or a head-count that is not reached.

    Parameters
    ----------
    mission, title, times
        Code (empty = a head-count), what people read, and when.
    cause, why
        Name of the decision that it waits for, and what lacks in a few words; empty =
        none.
    """

    mission: str
    title: str
    times: str
    cause: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """A night, from 18:00 to 07:00.

    Parameters
    ----------
    day
        The local day on which it begins.
    missing
        Missions not held, then head-counts not reached.
    on
        Who is on duty, in order of time; last those whose tours lie mostly outside it.
    calls
        Whom to call: the desk first, then the other OPJ.
    unreached
        Hours of the night without any OPJ on duty.
    missions
        Missions that are held, in order of time.
    """

    day: dt.date
    missing: tuple[Lack, ...]
    on: tuple[OnDuty, ...]
    calls: tuple[Call, ...]
    unreached: tuple[str, ...]
    missions: tuple[Held, ...]

    @property
    def desk(self) -> tuple[Call, ...]:
        """Those at the duty desk."""
        return tuple(c for c in self.calls if c.desk)

    @property
    def opj(self) -> tuple[Call, ...]:
        """The other OPJ."""
        return tuple(c for c in self.calls if not c.desk)

    @property
    def heads(self) -> int:
        """Officers on duty at some time of the night."""
        return len({o for group in self.on for o in group.officers})


def night_span(clock: Clock, day: dt.date) -> Span:
    """Return the minutes of the night that begins on a local day."""
    return clock.tour(day, NIGHT_FROM, NIGHT_UNTIL)


def nights(edition: Edition) -> tuple[Night, ...]:
    """Return every night that begins in the horizon."""
    return tuple(_night(edition, day) for day in edition.scenario.clock.dates)


def all_tours(edition: Edition) -> Iterator[Tour]:
    """Yield the tours under way at the start of the horizon, and those planned."""
    for tours in edition.scenario.under_way.values():
        yield from tours
    yield from edition.roster.tours


def _night(edition: Edition, day: dt.date) -> Night:
    scenario = edition.scenario
    span = night_span(scenario.clock, day)
    tours = [
        t
        for t in all_tours(edition)
        if any(part.overlaps(span) for part in t.span.parts)
    ]
    return Night(
        day=day,
        missing=(*_lacks(edition, span), *_gaps(edition, span)),
        on=tuple(_on(scenario, day, tours)),
        calls=tuple(_calls(scenario, span, tours)),
        unreached=tuple(_unreached(scenario, span, tours)),
        missions=tuple(
            m for m in held_missions(edition) if m.occurrence.span.overlaps(span)
        ),
    )


def _lacks(edition: Edition, span: Span) -> Iterator[Lack]:
    causes = {m: d for d in decisions(edition) for m in d.missions}
    clock = edition.scenario.clock
    for mission in shortfalls(edition).missions:
        cause = causes.get(mission.mission)
        for when in mission.when:
            if when.overlaps(span):
                yield Lack(
                    mission=mission.mission,
                    title=mission.title,
                    times=hours(clock, when),
                    cause=cause.id if cause else "",
                    why=_after(mission.title, cause.title) if cause else "",
                )


def _after(title: str, why: str) -> str:
    """Return what lacks without the place that it begins with, if the title told it."""
    place, _colon, lack = why.partition(":")
    return lack.strip() if lack and title.endswith(place.strip()) else why


def _gaps(edition: Edition, span: Span) -> Iterator[Lack]:
    scenario = edition.scenario
    for row in edition.frames.rows.shortfalls:
        if row.shift is not None:
            shift = scenario.shifts[row.shift]
            tour = scenario.clock.tour(row.day, shift.start, shift.end)
            if tour.overlaps(span):
                gap = cover_gap(scenario, row)
                yield Lack(
                    mission="",
                    title=gap.title,
                    times=hours(scenario.clock, tour),
                    cause="",
                    why=_(
                        "{present} of {wanted} officers",
                        present=gap.present,
                        wanted=gap.wanted,
                    ),
                )


def _on(scenario: Scenario, night: dt.date, tours: list[Tour]) -> Iterator[OnDuty]:
    groups: dict[tuple[Span, str], set[str]] = {}
    for tour in tours:
        force = scenario.officers[tour.officer].force
        groups.setdefault((tour.span, force), set()).add(tour.officer)
    rank = {force: n for n, force in enumerate(scenario.forces)}
    within = night_span(scenario.clock, night)

    def partly(span: Span) -> bool:
        shared = min(span.end, within.end) - max(span.start, within.start)
        return 2 * shared < span.length

    def order(key: tuple[Span, str]) -> tuple[bool, Minute, Minute, int]:
        span, force = key
        return partly(span), span.start, span.end, rank[force]

    for span, force in sorted(groups, key=order):
        yield OnDuty(
            force=force_label(scenario, force),
            kind=scenario.forces[force].kind.value,
            times=hours(scenario.clock, span),
            next=date(begun, "EEE")
            if (begun := _begins(scenario.clock, span)) != night
            else "",
            officers=tuple(sorted(groups[span, force])),
            partly=partly(span),
        )


def _begins(clock: Clock, span: Span) -> dt.date:
    """Return the local day on which a tour begins, which may be before the horizon."""
    return clock.local(span.start).date()


def _opj(scenario: Scenario, tours: list[Tour]) -> list[Tour]:
    """Return the tours of national OPJ, whom the municipal police can call."""
    found = []
    for tour in tours:
        officer = scenario.officers[tour.officer]
        national = scenario.forces[officer.force].kind is ForceKind.NATIONAL
        if national and officer.judicial is Judicial.OPJ:
            found.append(tour)
    return found


def _calls(scenario: Scenario, span: Span, tours: list[Tour]) -> Iterator[Call]:
    clock, found = scenario.clock, dict[str, list[Span]]()
    for tour in sorted(_opj(scenario, tours), key=lambda t: t.span.start):
        for part in tour.span.parts:
            if part.overlaps(span):
                there = Span(max(part.start, span.start), min(part.end, span.end))
                found.setdefault(tour.officer, []).append(there)
    for officer, spans in sorted(
        found.items(), key=lambda i: (not scenario.officers[i[0]].desk, i[1], i[0])
    ):
        yield Call(
            officer=officer,
            times=tuple(hours(clock, s) for s in spans),
            desk=scenario.officers[officer].desk,
        )


def _unreached(scenario: Scenario, span: Span, tours: list[Tour]) -> Iterator[str]:
    """Yield the hours without an OPJ on duty; none where no officer is one."""
    if not any(o.judicial is Judicial.OPJ for o in scenario.officers.values()):
        return
    end = min(span.end, scenario.clock.span.end)
    now = span.start
    parts = [p for t in _opj(scenario, tours) for p in t.span.parts]
    for part in sorted(parts, key=lambda p: p.start):
        if part.start > now:
            yield hours(scenario.clock, Span(now, min(part.start, end)))
        now = max(now, part.end)
        if now >= end:
            return
    yield hours(scenario.clock, Span(now, end))
