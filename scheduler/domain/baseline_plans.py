"""A baseline as a plan: as much of it as its codes tell, filled in from the scenario.

A baseline names tours by officer, day and shift, and seats by mission, start and
officer. What else belongs to a duty is taken as unchanged if the roster has the same
one. The hours of a tour that is gone are those of its shift now, and a seat that is
gone has no position. A tour whose shift is no longer there, and a seat at a start that
its mission no longer has, have no length: when they end is not known.
"""

import datetime as dt
from collections import defaultdict

from scheduler.domain.baseline import Baseline
from scheduler.domain.plans import (
    OfficerPlan,
    Plan,
    PlannedSeat,
    PlannedTour,
    plan_of,
)
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Minute


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
    for officer, day, shift in baseline.tours:
        own = after.officers.get(officer)
        alike = [
            t for t in (own.tours if own else ()) if (t.day, t.shift) == (day, shift)
        ]
        tours[officer] += alike[:1] or [_tour(scenario, officer, day, shift)]
    for mission, minute, officer in baseline.seats:
        own = after.officers.get(officer)
        start = scenario.clock.utc(minute)
        held = (mission, start)
        same = [s for s in (own.seats if own else ()) if (s.mission, s.start) == held]
        seats[officer] += same[:1] or [
            _seat(scenario, mission, minute, there.get(held))
        ]
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


def _tour(scenario: Scenario, officer: str, day: dt.date, shift: str) -> PlannedTour:
    clock = scenario.clock
    if shift in scenario.shifts:
        tour = scenario.tour(officer, day, shift)
        start, end = clock.utc(tour.span.start), clock.utc(tour.span.end)
        return PlannedTour(start, end, day, shift, tour.work)
    midnight = clock.utc(clock.midnight(day))
    return PlannedTour(midnight, midnight, day, shift, 0)


def _seat(
    scenario: Scenario, mission: str, minute: Minute, held: PlannedSeat | None
) -> PlannedSeat:
    """Return a seat that is gone, in the crew that holds the mission now, if any."""
    clock = scenario.clock
    start = clock.utc(minute)
    known = scenario.missions.get(mission)
    placed = [o for o in known.starts if o.span.start == minute] if known else []
    zones = {o.zone for o in placed} or set(known.zones if known else ())
    return PlannedSeat(
        start=start,
        end=held.end if held else clock.utc(placed[0].span.end) if placed else start,
        day=placed[0].day if placed else clock.date(minute),
        mission=mission,
        kind=held.kind if held else known.kind if known else "",
        zone=held.zone if held else zones.pop() if len(zones) == 1 else "",
        position="",
    )
