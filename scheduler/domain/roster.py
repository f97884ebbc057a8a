"""A roster, and the facts that rules and goals read from it."""

import datetime as dt
from bisect import insort
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from scheduler.domain.missions import Occurrence, OccurrenceKey, Position, Seat
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Minute, Span
from scheduler.domain.tours import Tour

T = TypeVar("T")


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What is to change in a roster.

    Parameters
    ----------
    tours_dropped, tours_added
        Tours that are no longer worked, and new ones.
    seats_dropped, seats_added
        Seats that their officers leave, and seats newly taken.
    breaks
        By the key of their tour, breaks that replace those of the roster. Breaks of
        tours dropped go with them.
    """

    tours_dropped: tuple[Tour, ...] = ()
    tours_added: tuple[Tour, ...] = ()
    seats_dropped: tuple[Duty, ...] = ()
    seats_added: tuple[Duty, ...] = ()
    breaks: Mapping[tuple[str, dt.date, str], tuple[Span, ...]] = field(
        default_factory=dict
    )

    @property
    def tours(self) -> tuple[Tour, ...]:
        """The tours dropped and added."""
        return (*self.tours_dropped, *self.tours_added)

    @property
    def seats(self) -> tuple[Duty, ...]:
        """The seats left and taken."""
        return (*self.seats_dropped, *self.seats_added)

    @property
    def officers(self) -> tuple[str, ...]:
        """Whose tours, seats or breaks change, each once."""
        found = [t.officer for t in self.tours]
        found += [d.officer for d in self.seats]
        found += [officer for officer, _day, _shift in self.breaks]
        return tuple(dict.fromkeys(found))

    @property
    def occurrences(self) -> tuple[Occurrence, ...]:
        """Whose crews change, each once."""
        return tuple(dict.fromkeys(d.occurrence for d in self.seats))

    def then(self, later: "Move") -> "Move":
        """Return this move followed by a later one that undoes nothing of it."""
        return Move(
            tours_dropped=self.tours_dropped + later.tours_dropped,
            tours_added=self.tours_added + later.tours_added,
            seats_dropped=self.seats_dropped + later.seats_dropped,
            seats_added=self.seats_added + later.seats_added,
            breaks={**self.breaks, **later.breaks},
        )


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
        return tuple(sorted(duties, key=_order))

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

    def after(self, move: Move) -> "Facts":
        """Return the facts of the roster after a move.

        The indexes are brought up to date and not computed anew, so that many moves can
        be tried. Crews that are new come last in ``crews``, whatever their time.

        Parameters
        ----------
        move
            What changes. What it drops is in the roster.
        """
        roster, officers = self.roster, move.officers
        gone = {t.key for t in move.tours_dropped} | move.breaks.keys()
        breaks: tuple[Break, ...] | None = None
        if roster.breaks is not None:
            breaks = (
                *(b for b in roster.breaks if b.tour not in gone),
                *(Break(*key, s) for key, own in move.breaks.items() for s in own),
            )
        facts = Facts(
            self.scenario,
            Roster(
                _changed(roster.tours, move.tours_dropped, move.tours_added),
                _changed(
                    roster.assignments,
                    [_assignment(d) for d in move.seats_dropped],
                    [_assignment(d) for d in move.seats_added],
                ),
                breaks,
            ),
        )
        tours, record, within = (
            dict(self.tours_of),
            dict(self.record_of),
            dict(self.mission_tours_of),
        )
        for officer in dict.fromkeys(t.officer for t in move.tours):
            own = _changed(
                tours[officer],
                [t for t in move.tours_dropped if t.officer == officer],
                [t for t in move.tours_added if t.officer == officer],
            )
            own = tuple(sorted(own, key=lambda t: (t.span, t.shift)))
            tours[officer] = own
            record[officer] = self.scenario.history_of.get(officer, ()) + own
            within[officer] = self.scenario.under_way.get(officer, ()) + own
        placed = dict(self.breaks_of)
        for key in gone:
            placed.pop(key, None)
        placed |= {key: own for key, own in move.breaks.items() if own}
        duties = list(_changed(self.duties, move.seats_dropped, ()))
        for duty in move.seats_added:
            insort(duties, duty, key=_order)
        of, crews, held = dict(self.duties_of), dict(self.crews), dict(self.held)
        touched, occurrences = set(officers), move.occurrences
        for officer in touched:
            of[officer] = tuple(d for d in duties if d.officer == officer)
        for occurrence in occurrences:
            crew = tuple(d for d in duties if d.occurrence == occurrence)
            if crew:
                crews[occurrence] = crew
            else:
                crews.pop(occurrence, None)
        for mission in dict.fromkeys(o.mission for o in occurrences):
            now = {o for o in occurrences if o.mission == mission and o in crews}
            now.update(o for o in held[mission] if o in crews)
            held[mission] = tuple(sorted(now, key=lambda o: (o.span, o)))
        vars(facts).update(
            tours_of=tours,
            record_of=record,
            mission_tours_of=within,
            breaks_of=placed,
            duties=tuple(duties),
            duties_of=of,
            crews=crews,
            held=held,
        )
        return facts


def _changed(
    items: Iterable[T], dropped: Iterable[T], added: Iterable[T]
) -> tuple[T, ...]:
    """Return some items without those dropped, each once, and with those added."""
    left, gone = list(items), list(dropped)
    for item in gone:
        left.remove(item)
    return (*left, *added)


def _assignment(duty: Duty) -> Assignment:
    return assigned(Seat(duty.occurrence, duty.position), duty.officer)


def _order(duty: Duty) -> tuple[Span, Occurrence, str, str]:
    return (duty.occurrence.span, duty.occurrence, duty.position.name, duty.officer)
