"""What is asked, made by hand: the rules against it, and rosters that have it.

The change is made in the roster as it stands. The rules broken then are what stands
against it. Where crews lose a member, others step in or the crews are dissolved, so
that a search has a lawful roster to start from.
"""

import time
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from scheduler.advise.openings import (
    Opening,
    RosterBroken,
    Situation,
    of_mission,
    situation,
)
from scheduler.advise.suggestions import advise
from scheduler.domain.missions import Occurrence, Seat
from scheduler.domain.roster import Duty, Facts, Move, Roster
from scheduler.domain.scenario import Scenario
from scheduler.domain.tours import Tour
from scheduler.explain.questions import Question
from scheduler.rules import RULES
from scheduler.rules.base import Breach, is_lawful
from scheduler.verify.moves import Moves
from scheduler.verify.openings import Closed, closed

TIMES_TRIED = 40
"""Most times of a mission that are tried."""

MOVES_SETTLED = 12
"""Most changes from which a lawful roster is made."""


@dataclass(frozen=True)
class Change:
    """What is asked, made in the roster.

    Parameters
    ----------
    move
        What changes, breaks included.
    facts
        The roster after it, of the week in which it is asked.
    breaches
        What the rules then say that they did not say before.
    seat
        The seat taken; ``None`` = none is.
    tour
        The tour worked in addition; ``None`` = none is.
    """

    move: Move
    facts: Facts
    breaches: tuple[Breach, ...]
    seat: Seat | None = None
    tour: Tour | None = None

    @property
    def rank(self) -> tuple[int, int, int]:
        """What changes are ordered by: rules broken, by how much, and its size."""
        over = sum(b.over for b in self.breaches)
        return (len(self.breaches), over, len(self.move.seats) + len(self.move.tours))

    @property
    def wider(self) -> bool:
        """Whether the taker leaves tours of another day, which the question is not."""
        tour = self.tour
        return tour is not None and any(
            t.officer == tour.officer
            and t.day != tour.day
            and not t.span.overlaps(tour.span)
            for t in self.move.tours_dropped
        )


@dataclass(frozen=True, slots=True)
class ByHand:
    """What is asked, made by hand.

    Parameters
    ----------
    changes
        Ways to make it, those against which least stands first; none = nobody and no
        shift can.
    closed
        Why no tour of the officer can hold any seat, if so.
    """

    changes: tuple[Change, ...]
    closed: Closed | None = None

    @property
    def against(self) -> tuple[Breach, ...]:
        """What the rules say of the change as asked, by which the fewest are broken."""
        plainest = min(self.changes, key=lambda c: (c.wider, c.rank), default=None)
        return () if plainest is None else plainest.breaches


def by_hand(facts: Facts, asked: Question) -> ByHand:
    """Return the ways to make what is asked in a roster, judged by every rule.

    Parameters
    ----------
    facts
        The roster.
    asked
        What is asked.
    """
    there = Facts(asked.asked_of(facts.scenario), facts.roster)
    moves = Moves(there)
    maker = _Maker(facts, asked)
    found = [_judged(moves, *option) for option in maker.options()]
    return ByHand(tuple(sorted(found, key=lambda c: c.rank)), maker.closed)


def _judged(moves: Moves, move: Move, seat: Seat | None, tour: Tour | None) -> Change:
    move, facts = moves.after(move)
    known = moves.breaches
    new = tuple(b for b in moves.breaches_after(move, facts) if b not in known)
    return Change(move, facts, new, seat, tour)


class _Maker:
    """The ways to make what is asked, not judged yet."""

    def __init__(self, facts: Facts, asked: Question) -> None:
        self._facts = facts
        self._scenario = facts.scenario
        self._asked = asked
        self.closed: Closed | None = None

    def options(self) -> Iterator[tuple[Move, Seat | None, Tour | None]]:
        if self._asked.mission is not None:
            yield from self._of_mission(self._asked.mission)
        else:
            yield from self._of_day()

    # --- a mission --------------------------------------------------------------------

    def _of_mission(
        self, mission: str
    ) -> Iterator[tuple[Move, Seat | None, Tour | None]]:
        leaver, taker = self._asked.leaver, self._asked.taker
        left = self._asked.seats(self._facts, leaver) if leaver else ()
        if taker is None:
            yield Move(seats_dropped=left), None, None
            return
        tried = False
        for seat, gone in self._seats(mission, left):
            ways = dict.fromkeys(self._free(taker, seat.occurrence))
            for tours_dropped, tour, dropped in ways:
                tried = True
                duty = Duty(taker, seat.occurrence, seat.position)
                yield (
                    Move(
                        tours_dropped=tours_dropped,
                        tours_added=() if tour is None else (tour,),
                        seats_dropped=tuple(dict.fromkeys((*left, *gone, *dropped))),
                        seats_added=(duty,),
                    ),
                    seat,
                    tour,
                )
        if not tried:
            self.closed = self._closed(mission, taker)

    def _seats(
        self, mission: str, left: tuple[Duty, ...]
    ) -> Iterator[tuple[Seat, tuple[Duty, ...]]]:
        """Yield the seats of a mission, with who would have to leave each."""
        crews, seats = self._facts.crews, self._scenario.seats
        if left:
            yield from ((Seat(d.occurrence, d.position), ()) for d in left)
            return
        held = self._facts.held[mission]
        for occurrence in held:
            for seat in seats[occurrence]:
                crew = [d for d in crews[occurrence] if d.position == seat.position]
                if len(crew) < seat.position.count:
                    yield seat, ()
                yield from ((seat, (duty,)) for duty in crew)
        if not held:
            for occurrence in self._scenario.missions[mission].occurrences[
                :TIMES_TRIED
            ]:
                yield from ((seat, ()) for seat in seats[occurrence])

    def _free(
        self, officer: str, occurrence: Occurrence
    ) -> Iterator[tuple[tuple[Tour, ...], Tour | None, tuple[Duty, ...]]]:
        """Yield how an officer could be on duty: tours left, a tour, seats left."""
        there = self._facts.mission_tours_of[officer]
        duties = self._facts.duties_of[officer]
        clash = tuple(d for d in duties if self._clash(d.occurrence, occurrence))
        if any(t.slot.contains(occurrence.span) for t in there):
            yield (), None, ()
            if clash:
                yield (), None, clash
            return
        for tour in self._scenario.tours[officer]:
            if tour.slot.contains(occurrence.span):
                yield from self._worked(officer, tour, clash)

    def _worked(
        self, officer: str, tour: Tour, clash: tuple[Duty, ...] = ()
    ) -> Iterator[tuple[tuple[Tour, ...], Tour | None, tuple[Duty, ...]]]:
        """Yield a tour in addition to others of an officer, and in place of them.

        In place of tours that it meets, or also of those of the day before or after,
        which may leave too little rest.
        """
        yield (), tour, ()
        own = self._facts.tours_of[officer]
        for days in ((0,), (0, -1), (0, 1), (-1, 0, 1)):
            gone = tuple(
                t
                for t in own
                if (t.day - tour.day).days in days or t.span.overlaps(tour.span)
            )
            left = tuple(
                d
                for d in self._facts.duties_of[officer]
                if d in clash
                or (_during(d, gone) and not tour.slot.contains(d.occurrence.span))
            )
            if gone or left:
                yield gone, tour, left

    def _clash(self, one: Occurrence, other: Occurrence) -> bool:
        transition = self._scenario.transition_time
        return (
            one.span.end + transition(one, other) > other.span.start
            and other.span.end + transition(other, one) > one.span.start
        )

    def _closed(self, mission: str, officer: str) -> Closed | None:
        """Return why no tour of an officer holds a mission, at its first time."""
        held = self._facts.held[mission] or self._scenario.missions[mission].occurrences
        for occurrence in held:
            for seat in self._scenario.seats[occurrence]:
                found = closed(self._scenario, seat, {officer})
                if found is not None:
                    return found
        return None

    # --- a day ------------------------------------------------------------------------

    def _of_day(self) -> Iterator[tuple[Move, Seat | None, Tour | None]]:
        leaver, taker, day = self._asked.leaver, self._asked.taker, self._asked.day
        gone: tuple[Tour, ...] = ()
        left: tuple[Duty, ...] = ()
        if leaver is not None:
            gone = tuple(t for t in self._facts.tours_of[leaver] if t.day == day)
            left = tuple(d for d in self._facts.duties_of[leaver] if _during(d, gone))
        if taker is None:
            yield Move(tours_dropped=gone, seats_dropped=left), None, None
            return
        for tour in self._scenario.tours[taker]:
            if tour.day != day:
                continue
            taken = tuple(
                Duty(taker, d.occurrence, d.position)
                for d in left
                if tour.slot.contains(d.occurrence.span)
            )
            ways = dict.fromkeys(self._worked(taker, tour))
            for dropped, _tour, seats_left in ways:
                for seats in dict.fromkeys((taken, ())):
                    yield (
                        Move(
                            tours_dropped=(*gone, *dropped),
                            tours_added=(tour,),
                            seats_dropped=(*left, *seats_left),
                            seats_added=seats,
                        ),
                        None,
                        tour,
                    )


def _during(duty: Duty, tours: Iterable[Tour]) -> bool:
    return any(t.slot.contains(duty.occurrence.span) for t in tours)


# --- lawful rosters -------------------------------------------------------------------


def lawful(
    scenario: Scenario, changes: Iterable[Change], until: float
) -> Iterator[Facts]:
    """Yield lawful rosters that have what is asked, made from changes by hand.

    Parameters
    ----------
    scenario
        The week in which it is asked.
    changes
        Ways to make it, in the order in which they are tried.
    until
        Instant of the monotonic clock at which no other is begun.
    """
    tried = 0
    for change in changes:
        if not change.breaches:
            yield change.facts
        if not (change.breaches or change.move.seats_dropped):
            continue
        if tried == MOVES_SETTLED or time.monotonic() >= until:
            return
        tried += 1
        left = {d.occurrence for d in change.move.seats_dropped}
        settled = _settled(change.facts, left, until)
        if settled is not None:
            yield Facts(scenario, settled)


def _settled(facts: Facts, left: Collection[Occurrence], until: float) -> Roster | None:
    """Return a roster whose broken crews are filled or dissolved; ``None`` = unlawful.

    The most important missions are filled first. ``left`` are occurrences that somebody
    has left; they may have no crew at all any more.
    """
    current = facts
    tried: set[str] = set()
    pinned = {p.mission for p in facts.scenario.pins if p.pin == "mission"}
    missions = facts.scenario.missions
    while True:
        try:
            found = situation(current)
        except RosterBroken:
            return None
        crews = found.moves.facts.crews
        short = {o.mission for o in found.facts.crews if o not in crews}
        short |= {o.mission for o in left if o not in crews}
        if not short - tried:
            break
        name = min(
            short - tried,
            key=lambda m: (
                m not in pinned,
                not missions[m].mandatory,
                -missions[m].priority,
                m,
            ),
        )
        tried.add(name)
        openings = of_mission(found, missions[name]) if time.monotonic() < until else ()
        current = _filled(
            found, name, [o for o in openings if o.crew or o.occurrence in left]
        )
    facts = found.moves.facts
    return facts.roster if is_lawful(facts, RULES.values()) else None


def _filled(found: Situation, mission: str, openings: Iterable[Opening]) -> Facts:
    """Return a roster with an opening of a mission filled; else without its crews.

    The other crews with open seats stay as they are.
    """
    settled = found.moves.facts
    kept = [
        d
        for o, crew in found.facts.crews.items()
        if o not in settled.crews and o.mission != mission
        for d in crew
    ]
    for opening in openings:
        advice = advise(found, opening, most=1)
        if opening.places and advice.possible:
            settled = advice.best.facts
            break
    return settled.after(Move(seats_added=tuple(kept)))
