"""Cycles of random weeks: patterns with rests, and days that differ from them."""

import datetime as dt
from dataclasses import replace
from random import Random

from scheduler.domain.people import Absence, Officer, Status
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Span
from scheduler.domain.tours import Change, CycleChange, FixedTour, Rest, Tour

RC, RL, DN = Rest.COMPENSATORY, Rest.STATUTORY, Rest.POST_NIGHT
ONE = dt.timedelta(days=1)

# Shift numbers of the national force; the last of its shifts is a night.
PATTERNS: tuple[tuple[int | Rest | None, ...], ...] = (
    (0, 0, RC, RL),
    (0, 1, RL),
    (0, 0, 1, 1, RC, RL),
    (-1, -1, RC, RL),
    (-1, -1, -1, RC, RC, RL),
    (-1, DN, RC, RL),
    (-1, -1, DN, RL),
    (0, -1, RC, RL),
    (-1, None, RL),
    (0, 0, None, None),
    (2, 2, 2, 2, 2, RC, RL),
    (2, 2, 2, 2, -1, RC, RL),
)
WEEKLY = 7


def with_cycles(random: Random, week: Scenario) -> Scenario:
    """Return a week whose officers with fixed tours mostly follow a cycle."""
    pattern = random.choice((*PATTERNS, *PATTERNS[-2:]))
    shifts = [s.id for s in week.shifts.values() if s.force == "pn"]
    monday = week.clock.start - week.clock.start.weekday() * ONE
    officers = {
        o.id: o
        if o.free
        else replace(
            o,
            cycle="c",
            cycle_start=monday
            if len(pattern) == WEEKLY and random.random() < 0.8
            else week.clock.start - random.randint(0, 6) * ONE,
            status=Status.ASSISTANT if random.random() < 0.15 else o.status,
        )
        for o in week.officers.values()
    }
    week = replace(
        week,
        officers=officers,
        cycles={"c": tuple(shifts[x] if type(x) is int else None for x in pattern)},
        cycle_rests={
            "c": tuple(None if type(x) is int else x for x in pattern)  # type: ignore[misc]
        },
    )
    fixed = [o for o in officers.values() if not o.free]
    past = [t for t in week.history if officers[t.officer].free]
    for officer in fixed:
        past += _past(random, week, officer)
    week = replace(week, history=tuple(past))
    days = [
        _differs(random, week, officer, day)
        for officer in fixed
        for day in week.clock.dates
        if random.random() < 0.35
    ]
    week = replace(week, fixed_tours=tuple(row for row, _ in days))
    changes = [_recorded(random, week, row, why) for row, why in days if why]
    for officer in officers.values():
        # Rows that bind nobody: of other officers, of days outside the horizon.
        day = week.clock.start + random.choice((-1, week.clock.days)) * ONE
        day = random.choice(week.clock.dates) if officer.free else day
        idle = FixedTour(officer=officer.id, day=day, shift=None)
        changes.append(_recorded(random, week, idle, random.choice(tuple(Change))))
    leave = [_leave(random, week, row) for row, _ in days if random.random() < 0.2]
    return replace(
        week,
        cycle_changes=tuple(changes),
        absences=(*week.absences, *leave),
    )


def _leave(random: Random, week: Scenario, row: FixedTour) -> Absence:
    """Return leave that just overlaps a day, or ends or begins just outside it."""
    day, off = week.clock.day(row.day), random.choice((-1, 0, 1))
    span = random.choice(
        (Span(day.start - 1440, day.start + off), Span(day.end + off, day.end + 1440))
    )
    return Absence(officer=row.officer, span=span)


def usual(week: Scenario, officer: Officer, day: dt.date) -> str | None:
    """Return the shift of a day in the cycle."""
    pattern = week.cycles["c"]
    assert officer.cycle_start is not None
    return pattern[(day - officer.cycle_start).days % len(pattern)]


def _past(random: Random, week: Scenario, officer: Officer) -> list[Tour]:
    tours = []
    for back in range(1, random.choice((1, 2, 4, 8))):
        day = week.clock.start - back * ONE
        shift = usual(week, officer, day)
        if shift is not None and random.random() < 0.9:
            tours.append(week.tour(officer.id, day, shift))
    return tours


def _differs(
    random: Random, week: Scenario, officer: Officer, day: dt.date
) -> tuple[FixedTour, Change | None]:
    """Return what is worked on a day instead, and the reason if it is recorded."""
    own = usual(week, officer, day)
    others = [s.id for s in week.shifts.values() if s.force == "pn" and s.id != own]
    if own is None:
        shift: str | None = random.choice(others)
        why = random.choice(
            (Change.RECALL, Change.POSTPONEMENT, Change.POSTPONEMENT, Change.EXCHANGE)
        )
    else:
        shift = random.choice((None, random.choice(others), random.choice(others)))
        usually = (
            (Change.EXCHANGE, Change.POSTPONEMENT)
            if shift is None
            else (Change.SHIFTED, Change.SHIFTED, Change.EXCHANGE)
        )
        why = random.choice(usually)
    if random.random() < 0.1:
        why = random.choice(tuple(Change))
    row = FixedTour(officer=officer.id, day=day, shift=shift)
    return row, why if random.random() < 0.75 else None


def _recorded(
    random: Random, week: Scenario, row: FixedTour, why: Change
) -> CycleChange:
    """Return the record of a change, notified at or near the end of an earlier tour."""
    record = [t for t in week.history if t.officer == row.officer]
    record += week.tours[row.officer]
    before = sorted((t for t in record if t.day < row.day), key=lambda t: t.span)
    told: int | None = week.clock.midnight(row.day) - random.choice((480, 900, 3000))
    if before:
        last = before[-1] if random.random() < 0.8 else random.choice(before)
        told = random.choice(
            (
                last.span.end - 120,
                last.span.end - 1,
                last.span.end,
                last.span.end,
                last.span.end + 1,
                last.span.start,
                last.span.start - 1,
            )
        )
    if random.random() < 0.05:
        told = None
    return CycleChange(officer=row.officer, day=row.day, change=why, told=told)
