"""What officers are to do, told without the scenario: tours and seats with instants.

A plan can be kept for years and compared with another one, whatever became of the
tables it was made from. It is what a published version holds, officer by officer.
"""

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from scheduler.domain.roster import Facts


@dataclass(frozen=True, slots=True, order=True)
class PlannedTour:
    """A tour of duty.

    Parameters
    ----------
    start, end
        UTC instants.
    day
        Local day on which it begins.
    shift
        Code of the shift.
    work
        Minutes of work.
    breaks
        Start and end of each break, in order; ``None`` = breaks are not placed.
    """

    start: dt.datetime
    end: dt.datetime
    day: dt.date
    shift: str
    work: int
    breaks: tuple[tuple[dt.datetime, dt.datetime], ...] | None = None


@dataclass(frozen=True, slots=True, order=True)
class PlannedSeat:
    """A seat in a crew.

    Parameters
    ----------
    start, end
        UTC instants of the engagement, briefing and debriefing included.
    day
        Local day on which the mission begins.
    mission, kind, zone, position
        Codes; the kind is that in which the mission is held.
    leads
        Whether the position commands the crew.
    """

    start: dt.datetime
    end: dt.datetime
    day: dt.date
    mission: str
    kind: str
    zone: str
    position: str
    leads: bool = False

    @property
    def crew(self) -> tuple[str, dt.datetime, str, str]:
        """What the seats of one crew share: mission, start, kind and zone."""
        return (self.mission, self.start, self.kind, self.zone)


@dataclass(frozen=True, slots=True)
class OfficerPlan:
    """The duties of an officer in a horizon, in order of time.

    Parameters
    ----------
    officer, force
        Service number, and code of the employer.
    tours, seats
        The duties; both empty = nothing is planned.
    """

    officer: str
    force: str
    tours: tuple[PlannedTour, ...] = ()
    seats: tuple[PlannedSeat, ...] = ()

    def payload(self) -> str:
        """Return the duties as canonical JSON: same duties, same text.

        Neither the officer nor the force stands in it.
        """
        content = {
            "tours": [
                {
                    "start": _stamp(t.start),
                    "end": _stamp(t.end),
                    "day": t.day.isoformat(),
                    "shift": t.shift,
                    "work": t.work,
                    "breaks": None
                    if t.breaks is None
                    else [[_stamp(a), _stamp(b)] for a, b in t.breaks],
                }
                for t in sorted(self.tours, key=_tour_key)
            ],
            "seats": [
                {
                    "start": _stamp(s.start),
                    "end": _stamp(s.end),
                    "day": s.day.isoformat(),
                    "mission": s.mission,
                    "kind": s.kind,
                    "zone": s.zone,
                    "position": s.position,
                    "leads": s.leads,
                }
                for s in sorted(self.seats)
            ],
        }
        return json.dumps(
            content, ensure_ascii=False, sort_keys=True, separators=(",", ":")
        )

    @classmethod
    def from_payload(cls, officer: str, force: str, payload: str) -> "OfficerPlan":
        """Return the plan of an officer from the text that `payload` returned."""
        content: dict[str, Any] = json.loads(payload)
        tours = tuple(
            PlannedTour(
                start=_instant(t["start"]),
                end=_instant(t["end"]),
                day=dt.date.fromisoformat(t["day"]),
                shift=t["shift"],
                work=t["work"],
                breaks=None
                if t["breaks"] is None
                else tuple((_instant(a), _instant(b)) for a, b in t["breaks"]),
            )
            for t in content["tours"]
        )
        seats = tuple(
            PlannedSeat(
                start=_instant(s["start"]),
                end=_instant(s["end"]),
                day=dt.date.fromisoformat(s["day"]),
                mission=s["mission"],
                kind=s["kind"],
                zone=s["zone"],
                position=s["position"],
                leads=s["leads"],
            )
            for s in content["seats"]
        )
        return cls(officer, force, tours, seats)


@dataclass(frozen=True)
class Plan:
    """The plans of all officers of a horizon.

    Parameters
    ----------
    first, days
        First local day, and number of days.
    timezone
        IANA name of the local time zone.
    officers
        By service number, everybody who could be planned, with or without duties.
    """

    first: dt.date
    days: int
    timezone: str
    officers: Mapping[str, OfficerPlan]

    @property
    def last(self) -> dt.date:
        """Last local day."""
        return self.first + dt.timedelta(days=self.days - 1)

    def duties(self) -> Mapping[str, str]:
        """Return the duties of each officer who has any, as canonical JSON."""
        return {
            officer: own.payload()
            for officer, own in self.officers.items()
            if own.tours or own.seats
        }

    def crews(self) -> Mapping[tuple[str, dt.datetime, str, str], tuple[str, ...]]:
        """Return the officers of each crew, the leader first, then by position."""
        found: dict[tuple[str, dt.datetime, str, str], list[tuple[bool, str, str]]] = {}
        for plan in self.officers.values():
            for seat in plan.seats:
                rank = (not seat.leads, seat.position, plan.officer)
                found.setdefault(seat.crew, []).append(rank)
        return {
            crew: tuple(officer for _leads, _position, officer in sorted(seats))
            for crew, seats in found.items()
        }


def plan_of(facts: Facts) -> Plan:
    """Return the plan that a roster of a scenario is."""
    scenario, clock = facts.scenario, facts.scenario.clock
    placed = facts.roster.breaks is not None
    officers = {}
    for code, officer in scenario.officers.items():
        tours = (
            PlannedTour(
                start=clock.utc(t.span.start),
                end=clock.utc(t.span.end),
                day=t.day,
                shift=t.shift,
                work=t.work,
                breaks=tuple(
                    (clock.utc(s.start), clock.utc(s.end))
                    for s in facts.breaks_of.get(t.key, ())
                )
                if placed
                else None,
            )
            for t in facts.tours_of[code]
        )
        seats = (
            PlannedSeat(
                start=clock.utc(d.occurrence.span.start),
                end=clock.utc(d.occurrence.span.end),
                day=d.occurrence.day,
                mission=d.occurrence.mission,
                kind=scenario.kind(d.occurrence).id,
                zone=d.occurrence.zone,
                position=d.position.name,
                leads=d.position.leads,
            )
            for d in facts.duties_of[code]
        )
        officers[code] = OfficerPlan(
            code, officer.force, tuple(sorted(tours, key=_tour_key)), _sorted(seats)
        )
    return Plan(clock.start, clock.days, clock.timezone, officers)


def _tour_key(tour: PlannedTour) -> tuple[dt.datetime, dt.datetime, str]:
    # Breaks may be None, which nothing can be compared with.
    return (tour.start, tour.end, tour.shift)


def _sorted(seats: Iterable[PlannedSeat]) -> tuple[PlannedSeat, ...]:
    return tuple(sorted(seats))


def _stamp(instant: dt.datetime) -> str:
    return instant.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _instant(text: str) -> dt.datetime:
    return dt.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=dt.UTC)
