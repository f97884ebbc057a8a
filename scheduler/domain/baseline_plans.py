"""A baseline as a plan, and a plan as a baseline.

A baseline may leave out hours, breaks, position, form and place. What it leaves out is
taken as unchanged if the roster has the same duty, else from the scenario. A tour whose
hours are not known and whose shift is gone, and a seat at a start that its mission no
longer has, have no length: when they end is not known.
"""

import datetime as dt
from collections import defaultdict

from scheduler.domain.baseline import Baseline, KnownSeat, KnownTour
from scheduler.domain.plans import (
    OfficerPlan,
    Plan,
    PlannedSeat,
    PlannedTour,
    plan_of,
)
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Clock, Span


def plan_of_baseline(facts: Facts, baseline: Baseline) -> Plan:
    """Return what a baseline planned, beside the roster that followed it."""
    scenario, after = facts.scenario, plan_of(facts)
    there = {
        (seat.mission, seat.start): seat
        for own in after.officers.values()
        for seat in own.seats
    }
    tours: defaultdict[str, list[PlannedTour]] = defaultdict(list)
    seats: defaultdict[str, list[PlannedSeat]] = defaultdict(list)
    for tour in baseline.tours:
        own = after.officers.get(tour.officer)
        known = _tour(scenario, tour)
        alike = [
            t
            for t in (own.tours if own else ())
            if (t.day, t.shift) == (tour.day, tour.shift)
            and (tour.span is None or (t.start, t.end) == (known.start, known.end))
            and (tour.breaks is None or t.breaks == known.breaks)
        ]
        tours[tour.officer] += alike[:1] or [known]
    for seat in baseline.seats:
        own = after.officers.get(seat.officer)
        held = (seat.mission, scenario.clock.utc(seat.start))
        same = [
            s
            for s in (own.seats if own else ())
            if (s.mission, s.start) == held
            and seat.position in ("", s.position)
            and seat.kind in ("", s.kind)
            and seat.zone in ("", s.zone)
        ]
        seats[seat.officer] += same[:1] or [_seat(scenario, seat, there.get(held))]
    return Plan(
        after.first,
        after.days,
        after.timezone,
        {
            code: OfficerPlan(
                code,
                scenario.officers[code].force if code in scenario.officers else "",
                tuple(sorted(tours[code], key=lambda t: (t.start, t.end, t.shift))),
                tuple(sorted(seats[code])),
            )
            for code in sorted({*scenario.officers, *tours, *seats})
        },
    )


def baseline_of(plan: Plan, clock: Clock) -> Baseline:
    """Return a plan as a baseline of a horizon: the duties of its days."""
    tours = (
        KnownTour(
            officer=own.officer,
            day=tour.day,
            shift=tour.shift,
            span=_span(clock, tour.start, tour.end),
            breaks=None
            if tour.breaks is None
            else tuple(_span(clock, *placed) for placed in tour.breaks),
        )
        for own in plan.officers.values()
        for tour in own.tours
        if tour.day in clock.dates
    )
    seats = (
        KnownSeat(
            mission=seat.mission,
            start=clock.from_datetime(seat.start),
            officer=own.officer,
            position=seat.position,
            kind=seat.kind,
            zone=seat.zone,
        )
        for own in plan.officers.values()
        for seat in own.seats
        if seat.day in clock.dates
    )
    return Baseline(frozenset(tours), frozenset(seats))


def _span(clock: Clock, start: dt.datetime, end: dt.datetime) -> Span:
    return Span(clock.from_datetime(start), clock.from_datetime(end))


def _tour(scenario: Scenario, known: KnownTour) -> PlannedTour:
    clock, work = scenario.clock, 0
    span = known.span
    if known.shift in scenario.shifts:
        tour = scenario.tour(known.officer, known.day, known.shift)
        span, work = span or tour.span, tour.work
    if span is None:
        midnight = clock.midnight(known.day)
        span = Span(midnight, midnight)
    breaks = known.breaks
    return PlannedTour(
        clock.utc(span.start),
        clock.utc(span.end),
        known.day,
        known.shift,
        work or span.length,
        None
        if breaks is None
        else tuple((clock.utc(b.start), clock.utc(b.end)) for b in breaks),
    )


def _seat(
    scenario: Scenario, known: KnownSeat, held: PlannedSeat | None
) -> PlannedSeat:
    """Return a seat that is gone, in the crew that holds the mission now, if any."""
    clock = scenario.clock
    start = clock.utc(known.start)
    mission = scenario.missions.get(known.mission)
    placed = (
        [o for o in mission.starts if o.span.start == known.start] if mission else []
    )
    zones = {o.zone for o in placed} or set(mission.zones if mission else ())
    kind = known.kind or (held.kind if held else mission.kind if mission else "")
    zone = known.zone or (held.zone if held else zones.pop() if len(zones) == 1 else "")
    positions = scenario.kinds[kind].positions if kind in scenario.kinds else ()
    return PlannedSeat(
        start=start,
        end=held.end if held else clock.utc(placed[0].span.end) if placed else start,
        day=placed[0].day if placed else clock.date(known.start),
        mission=known.mission,
        kind=kind,
        zone=zone,
        position=known.position,
        leads=any(p.leads for p in positions if p.name == known.position),
    )
