"""A roster, and the facts that rules and goals read from it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from scheduler.domain.missions import Occurrence, OccurrenceKey, Position, Seat
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Minute, Span
from scheduler.domain.tours import Tour


@dataclass(frozen=True, slots=True, order=True)
class Assignment:
    """An officer in a position of a mission.

    Parameters
    ----------
    mission, start
        Which occurrence.
    position
        Code of the position in the kind's crew.
    officer
        Who.
    fallback
        Whether the occurrence is the fallback, held by one force alone.
    place
        Index of the mission's place, from 0.
    """

    mission: str
    start: Minute
    position: str
    officer: str
    fallback: bool = False
    place: int = 0

    @property
    def placing(self) -> OccurrenceKey:
        """The key of the occurrence."""
        return (self.mission, self.start, self.fallback, self.place)


def assigned(seat: Seat, officer: str) -> Assignment:
    """Return the assignment of an officer to a seat."""
    mission, start, fallback, place = seat.occurrence.key
    return Assignment(mission, start, seat.position.name, officer, fallback, place)


@dataclass(frozen=True, slots=True, order=True)
class Break:
    """A break that an officer takes during a tour.

    Parameters
    ----------
    officer, day, shift
        Which tour.
    span
        When.
    """

    officer: str
    day: dt.date
    shift: str
    span: Span

    @property
    def tour(self) -> tuple[str, dt.date, str]:
        """The key of the tour."""
        return (self.officer, self.day, self.shift)


@dataclass(frozen=True, slots=True)
class Roster:
    """The plan for the horizon: who works which tour, who sits in which crew.

    Parameters
    ----------
    tours, assignments
        The plan.
    breaks
        Every break of every tour; ``None`` = no breaks are placed, and the checker asks
        only whether there is room for them.
    """

    tours: tuple[Tour, ...]
    assignments: tuple[Assignment, ...]
    breaks: tuple[Break, ...] | None = None

    def sorted(self) -> "Roster":
        """Return the same roster in canonical order."""
        breaks = None if self.breaks is None else tuple(sorted(self.breaks))
        return Roster(
            tuple(sorted(self.tours)), tuple(sorted(self.assignments)), breaks
        )


@dataclass(frozen=True, slots=True)
class Duty:
    """An assignment with its occurrence and position looked up."""

    officer: str
    occurrence: Occurrence
    position: Position


@dataclass(frozen=True)
class Facts:
    """A scenario and a roster, indexed for reading.

    Every assignment names a mission, occurrence and position of the scenario: the
    reader of roster files refuses others.
    """

    scenario: Scenario
    roster: Roster

    @cached_property
    def tours_of(self) -> Mapping[str, tuple[Tour, ...]]:
        """Tours inside the horizon, by officer, in order of time."""
        groups: defaultdict[str, list[Tour]] = defaultdict(list)
        for tour in sorted(self.roster.tours, key=lambda t: (t.span, t.shift)):
            groups[tour.officer].append(tour)
        return {o: tuple(groups[o]) for o in self.scenario.officers}

    @cached_property
    def record_of(self) -> Mapping[str, tuple[Tour, ...]]:
        """Tours of the history and of the horizon, by officer, in order of time."""
        past = self.scenario.history_of
        return {o: past.get(o, ()) + tours for o, tours in self.tours_of.items()}

    @cached_property
    def mission_tours_of(self) -> Mapping[str, tuple[Tour, ...]]:
        """Tours in which missions may lie: under way at the start, then planned."""
        past = self.scenario.under_way
        return {o: past.get(o, ()) + tours for o, tours in self.tours_of.items()}

    @cached_property
    def breaks_of(self) -> Mapping[tuple[str, dt.date, str], tuple[Span, ...]]:
        """The breaks placed, by the key of their tour, in order of time."""
        groups: defaultdict[tuple[str, dt.date, str], list[Span]] = defaultdict(list)
        for placed in sorted(self.roster.breaks or ()):
            groups[placed.tour].append(placed.span)
        return {tour: tuple(spans) for tour, spans in groups.items()}

    @cached_property
    def duties(self) -> tuple[Duty, ...]:
        """Every assignment, in order of time."""
        occurrences = {o.key: o for o in self.scenario.occurrences}
        duties = []
        for a in self.roster.assignments:
            occurrence = occurrences[a.placing]
            kind = self.scenario.kind(occurrence)
            position = next(p for p in kind.positions if p.name == a.position)
            duties.append(Duty(a.officer, occurrence, position))
        return tuple(
            sorted(
                duties,
                key=lambda d: (
                    d.occurrence.span,
                    d.occurrence,
                    d.position.name,
                    d.officer,
                ),
            )
        )

    @cached_property
    def duties_of(self) -> Mapping[str, tuple[Duty, ...]]:
        """Assignments by officer, in order of time."""
        groups: defaultdict[str, list[Duty]] = defaultdict(list)
        for duty in self.duties:
            groups[duty.officer].append(duty)
        return {o: tuple(groups[o]) for o in self.scenario.officers}

    @cached_property
    def crews(self) -> Mapping[Occurrence, tuple[Duty, ...]]:
        """The crew of every occurrence that has at least one assignment."""
        groups: defaultdict[Occurrence, list[Duty]] = defaultdict(list)
        for duty in self.duties:
            groups[duty.occurrence].append(duty)
        return {o: tuple(d) for o, d in groups.items()}

    @cached_property
    def held(self) -> Mapping[str, tuple[Occurrence, ...]]:
        """Occurrences with a crew, by mission, in order of time; empty if not held."""
        groups: defaultdict[str, list[Occurrence]] = defaultdict(list)
        for occurrence in self.crews:
            groups[occurrence.mission].append(occurrence)
        return {
            m: tuple(sorted(groups[m], key=lambda o: o.span))
            for m in self.scenario.missions
        }
