"""What the board and the workbook both show: crews, and what is missing."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from scheduler.domain.missions import Cover, Occurrence
from scheduler.domain.people import Absence, Request
from scheduler.domain.roster import Duty, Facts
from scheduler.domain.tours import Tour
from scheduler.export._text import (
    equipment,
    force_label,
    hours,
    kind_title,
    mission_title,
    place,
    plain,
)
from scheduler.export.base import Edition
from scheduler.goals import GOALS
from scheduler.words import _
from scheduler.words.render import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """An officer in a crew.

    Parameters
    ----------
    officer, force
        Number, and ``PM`` or ``PN``.
    position
        Code of the position.
    leads
        Whether this officer commands the crew.
    """

    officer: str
    force: str
    position: str
    leads: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A mission that is held, in words.

    Parameters
    ----------
    mission, day
        Code, and local day on which it starts.
    occurrence
        Where it stands in the scenario.
    title, kind, zone, place, times
        What people read: whole title, name of the kind, zone, zone with commune, times.
    joint
        Whether the catalogue asks for a mixed crew.
    crew
        The leader first, then by position and number.
    seats
        Seats of a full crew.
    equipment, note
        What to take, and the mission's free text.
    """

    mission: str
    day: dt.date
    occurrence: Occurrence
    title: str
    kind: str
    zone: str
    place: str
    times: str
    joint: bool
    crew: tuple[Member, ...]
    seats: int
    equipment: str
    note: str

    @property
    def leader(self) -> Member | None:
        """Who commands, if the crew has such a position."""
        return next((m for m in self.crew if m.leads), None)

    @property
    def empty_seats(self) -> int:
        """Seats that nobody takes."""
        return self.seats - len(self.crew)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotHeld:
    """A mission of which less is held than wanted.

    Parameters
    ----------
    mission, title
        Code and title.
    when
        Its possible times; empty when there are many.
    mandatory
        Whether it comes before all else.
    wanted, held
        Occurrences.
    reasons
        Sentences of the goals, in the current language.
    """

    mission: str
    title: str
    when: tuple[Occurrence, ...]
    mandatory: bool
    wanted: int
    held: int
    reasons: tuple[str, ...]

    @property
    def missing(self) -> int:
        """Occurrences not held."""
        return self.wanted - self.held


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverGap:
    """A head-count that is not reached."""

    cover: Cover
    present: int

    @property
    def missing(self) -> int:
        """Heads missing."""
        return self.cover.minimum - self.present


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortfalls:
    """Everything wanted that the roster does not give.

    Parameters
    ----------
    missions, cover
        Each shortfall.
    missions_wanted, missions_held, heads_wanted, heads_missing
        Totals over the horizon.
    requests_made, requests_unmet
        Wishes of officers; which ones is not told.
    """

    missions: tuple[NotHeld, ...]
    cover: tuple[CoverGap, ...]
    missions_wanted: int
    missions_held: int
    heads_wanted: int
    heads_missing: int
    requests_made: int
    requests_unmet: int

    @property
    def missions_missing(self) -> int:
        """Occurrences wanted and not held."""
        return self.missions_wanted - self.missions_held


def held_missions(edition: Edition) -> tuple[Held, ...]:
    """Return the missions that are held, in order of time, zone and code."""
    facts, scenario = edition.facts, edition.scenario
    return tuple(
        Held(
            mission=occurrence.mission,
            day=occurrence.day,
            occurrence=occurrence,
            title=mission_title(scenario, occurrence),
            kind=kind_title(kind),
            zone=plain(scenario.zones[occurrence.zone].name),
            place=place(scenario, occurrence.zone),
            times=hours(scenario.clock, occurrence.span),
            joint=kind.joint,
            crew=tuple(_crew(facts, facts.crews[occurrence])),
            seats=sum(p.count for p in kind.positions),
            equipment=equipment(scenario, kind),
            note=plain(scenario.missions[occurrence.mission].note),
        )
        for occurrence in sorted(facts.crews, key=lambda o: (o.span, o.zone, o.mission))
        for kind in (scenario.kind(occurrence),)
    )


def _crew(facts: Facts, duties: tuple[Duty, ...]) -> Iterator[Member]:
    def rank(duty: Duty) -> tuple[bool, int, str]:
        positions = facts.scenario.kind(duty.occurrence).positions
        return (
            not duty.position.leads,
            positions.index(duty.position),
            duty.officer,
        )

    for duty in sorted(duties, key=rank):
        yield Member(
            officer=duty.officer,
            force=force_label(
                facts.scenario, facts.scenario.officers[duty.officer].force
            ),
            position=plain(duty.position.name),
            leads=duty.position.leads,
        )


def shortfalls(edition: Edition) -> Shortfalls:
    """Return what is missing, counted from the roster itself."""
    facts, scenario = edition.facts, edition.scenario
    missions = tuple(_not_held(edition))
    cover = tuple(_cover_gaps(facts))
    unmet = sum(not _is_met(r, facts.tours_of[r.officer]) for r in scenario.requests)
    return Shortfalls(
        missions=missions,
        cover=cover,
        missions_wanted=sum(m.times for m in scenario.missions.values()),
        missions_held=sum(len(held) for held in facts.held.values()),
        heads_wanted=sum(c.minimum for c in scenario.cover),
        heads_missing=sum(gap.missing for gap in cover),
        requests_made=len(scenario.requests),
        requests_unmet=unmet,
    )


def _not_held(edition: Edition) -> Iterator[NotHeld]:
    scenario = edition.scenario
    reasons = _reasons(edition)
    for mission in scenario.missions.values():
        held = len(edition.facts.held[mission.id])
        if held >= mission.times:
            continue
        if mission.occurrences:
            title = mission_title(scenario, mission.occurrences[0])
        else:
            zone = plain(scenario.zones[mission.zone].name)
            title = f"{kind_title(scenario.kinds[mission.kind])} – {zone}"
        yield NotHeld(
            mission=mission.id,
            title=title,
            when=mission.occurrences if len(mission.occurrences) == 1 else (),
            mandatory=mission.mandatory,
            wanted=mission.times,
            held=held,
            reasons=tuple(reasons.get(mission.id, ())),
        )


def _reasons(edition: Edition) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for losses in edition.losses.values():
        for loss in losses:
            if loss.mission is None or not loss.missing:
                continue
            said = found.setdefault(loss.mission, [])
            sentence = plain(say(loss.message, loss.values, edition.scenario.clock))
            if sentence not in said:
                said.append(sentence)
    return found


def _cover_gaps(facts: Facts) -> Iterator[CoverGap]:
    scenario = facts.scenario
    heads = Counter[tuple[str, dt.date, str, str, str | None]]()
    for tour in facts.roster.tours:
        officer = scenario.officers[tour.officer]
        first = scenario.clock.date(tour.span.start)
        last = scenario.clock.date(tour.span.end - 1)
        held = {
            q.code
            for q in officer.qualifications
            if q.valid_on(first) and q.valid_on(last)
        }
        for code in (None, *sorted(held)):
            heads[tour.shift, tour.day, officer.force, officer.unit, code] += 1
    units = {(o.force, o.unit) for o in scenario.officers.values()}
    for cover in scenario.cover:
        present = sum(
            heads[cover.shift, cover.day, force, unit, cover.qualification]
            for force, unit in units
            if force == cover.force and cover.unit in (None, unit)
        )
        if present < cover.minimum:
            yield CoverGap(cover=cover, present=present)


def _is_met(request: Request, tours: tuple[Tour, ...]) -> bool:
    worked = {t.shift for t in tours if t.day == request.day}
    match request.wish:
        case "off":
            return not worked
        case "work":
            return bool(worked)
        case "shift":
            return request.shift in worked
        case "not_shift":
            return request.shift not in worked


def absent_days(edition: Edition, officer: str) -> frozenset[dt.date]:
    """Return the days of the horizon on which an officer is absent, all or in part."""
    clock = edition.scenario.clock
    absences: tuple[Absence, ...] = edition.scenario.absences_of.get(officer, ())
    return frozenset(
        day
        for day in clock.dates
        if any(a.span.overlaps(clock.day(day)) for a in absences)
    )


def goal_title(name: str) -> str:
    """Return the title of a goal, or its code if it is not known here."""
    return _(GOALS[name].title) if name in GOALS else name
