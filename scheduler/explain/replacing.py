"""What officers away leave undone, and what colleagues on duty can take over at once.

Nobody works a tour more, but those on call. For the rest of the roster each step is
lawful: the rules about one officer are asked about who takes a seat, the rules about
crews about the crew, and a mission that needs an OPJ must reach one. Answers are kept,
so that thousands of absences can be tried.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice, product

from scheduler.domain.contacts import needs_opj, reachable_during
from scheduler.domain.missions import Occurrence, Seat
from scheduler.domain.roster import Duty, Facts, Move, Roster, assigned
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Span
from scheduler.domain.tours import Tour
from scheduler.goals import GOALS
from scheduler.goals.minimum_cover import counted
from scheduler.rules import RULES
from scheduler.verify.able import able, able_among, panel
from scheduler.verify.moves import RULE_REACH, Moves, Reach, crews_broken
from scheduler.verify.openings import against
from scheduler.verify.shortfalls import MISSION_GOALS

COVER = "minimum_cover"
OTHERS, MANDATORY = MISSION_GOALS
CHAINS = 60
"""Most second officers tried for one seat."""
CREWS = 60
"""Most crews tried where several seats are open."""

FREE = 12
"""Most officers tried for each of several open seats."""

_OF_CREWS = tuple(r for r in RULES.values() if RULE_REACH.get(r.name) is Reach.MISSION)
_OF_OFFICERS = tuple(
    r for r in RULES.values() if RULE_REACH.get(r.name) in (Reach.OFFICER, Reach.TOURS)
)


_Tag = tuple[int, str, str]
"""Occurrence, position and officer of a duty: much faster to look up than the duty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """What is lost more than in the roster.

    Parameters
    ----------
    mandatory
        Mandatory missions no longer held.
    heads
        Officers missing from the minimum cover of shifts.
    missions
        Other missions no longer held. A window of a post counts once.
    goals
        By goal, the points lost more.
    """

    mandatory: int = 0
    heads: int = 0
    missions: int = 0
    goals: Mapping[str, int] = field(default_factory=dict)

    @property
    def points(self) -> int:
        """Points of missions, mandatory ones too."""
        return self.goals.get(OTHERS, 0) + self.goals.get(MANDATORY, 0)

    @property
    def rank(self) -> tuple[int, ...]:
        """What damages are ordered by: mandatory missions, then cover, then others."""
        return tuple(self.goals.get(g, 0) for g in (MANDATORY, COVER, OTHERS))


@dataclass(frozen=True, slots=True)
class After:
    """What a roster becomes when some officers are away.

    Parameters
    ----------
    damage
        What is lost.
    lost
        Missions of the roster that have no crew, in order of time.
    move
        What changes in the roster: tours not worked, seats left and taken, and tours
        of officers on call.
    """

    damage: Damage
    lost: tuple[Occurrence, ...] = ()
    move: Move = field(default_factory=Move)


@dataclass
class _State:
    """A roster while seats change hands: what differs from the roster before.

    Parameters
    ----------
    away
        Tours that are not worked.
    duties
        By officer, the seats held, if they differ.
    crews
        By occurrence, the crew, if it differs; empty = not held.
    calls
        Officers on call, each with the tour chosen; ``None`` = none yet.
    """

    away: frozenset[Tour]
    duties: dict[str, tuple[Duty, ...]] = field(default_factory=dict)
    crews: dict[Occurrence, tuple[Duty, ...]] = field(default_factory=dict)
    calls: dict[str, Tour | None] = field(default_factory=dict)

    def copy(self) -> "_State":
        return _State(self.away, dict(self.duties), dict(self.crews), dict(self.calls))


class Replacing:
    """A roster, and who can replace whom in it.

    Parameters
    ----------
    facts
        The roster. It obeys the rules.
    """

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self._week = facts.scenario
        self._former: Replacing | None = None
        self._may: dict[tuple[str, tuple[_Tag, ...], Tour | None], bool] = {}
        self._stands: dict[tuple[_Tag, ...], bool] = {}
        self._own: dict[str, Moves] = {}
        self._lost: dict[tuple[str, tuple[Occurrence, ...]], tuple[int, int]] = {}
        self._there: dict[Seat, tuple[tuple[str, tuple[Tour, ...]], ...]] = {}
        self._apart: dict[tuple[int, int], bool] = {}
        self._repairs: dict[frozenset[Tour], _State] = {}
        self._fit: dict[Seat, frozenset[str]] = {}
        self._days_of_call: Mapping[str, dt.date] = {}
        self._call: dict[tuple[str, dt.date | None], tuple[Tour, ...]] = {}
        self._reach: dict[Occurrence, Mapping[str, Sequence[Span]] | None] = {}

    def joined_by(self, week: Scenario) -> "Replacing":
        """Return the same roster in a week that has more officers.

        What is known of those who are in both is kept.

        Parameters
        ----------
        week
            The week with more officers, who have no tours in the roster.
        """
        other = Replacing(Facts(week, self.facts.roster))
        known = ("_may", "_stands", "_own", "_lost", "_there", "_apart", "_reach")
        for name in (*known, "_repairs"):
            setattr(other, name, getattr(self, name))
        # Caches name missions by id: those of the former week have to stay.
        other._former = self
        return other

    # --- what absences leave ----------------------------------------------------------

    @cached_property
    def tours(self) -> tuple[Tour, ...]:
        """The tours that an absence can prevent: those that are not frozen."""
        frozen = self._week.frozen_tours
        return tuple(t for t in sorted(self.facts.roster.tours) if t.key not in frozen)

    @cached_property
    def _within(self) -> Mapping[Tour, tuple[Duty, ...]]:
        """The seats that nobody can hold without a tour, by tour."""
        found: defaultdict[Tour, list[Duty]] = defaultdict(list)
        for officer, duties in self.facts.duties_of.items():
            for duty in duties:
                span = duty.occurrence.span
                own = self.facts.mission_tours_of[officer]
                tour = next((t for t in own if t.slot.contains(span)), None)
                if tour is not None:
                    found[tour].append(duty)
        return {tour: tuple(duties) for tour, duties in found.items()}

    def _left(self, away: Iterable[Tour]) -> _State:
        """Return a roster whose crews lack those who are away."""
        state = _State(frozenset(away))
        for tour in sorted(state.away):
            for duty in self._within.get(tour, ()):
                self._leave(state, duty)
        return state

    def at_once(self, away: Collection[Tour]) -> After:
        """Return what is lost if nobody else moves.

        Parameters
        ----------
        away
            Tours that are not worked.
        """
        state = self._left(away)
        for occurrence in self._open(state):
            self._dissolve(state, occurrence)
        return self._after(state)

    def repaired(self, away: Collection[Tour]) -> After:
        """Return what is lost once colleagues on duty have stepped in.

        Parameters
        ----------
        away
            Tours that are not worked.
        """
        return self.called(away, ())[0]

    def called(
        self, away: Collection[Tour], calls: Sequence[Mapping[str, dt.date]]
    ) -> list[After]:
        """Return what is lost after a repair, and with more and more officers on call.

        Parameters
        ----------
        away
            Tours that are not worked.
        calls
            Rounds of officers without tours, each with the day on which one tour may be
            worked for what is lost.

        Returns
        -------
        list
            First without them, then with the first round, then with two, and so on:
            more officers on call never make it worse.
        """
        state = self._repair(away)
        best = min(self._after(state), self.at_once(away), key=lambda a: a.damage.rank)
        found = [best]
        days = {officer: day for own in calls for officer, day in own.items()}
        if days != self._days_of_call:
            self._days_of_call, self._fit = days, {}
        for number in range(1, len(calls) + 1):
            now = state.copy()
            now.calls = dict.fromkeys(o for own in calls[:number] for o in own)
            self._again(now)
            self._fill_cover(now)
            best = min(best, self._after(now), key=lambda a: a.damage.rank)
            found.append(best)
        return found

    def recalled(self, away: Collection[Tour]) -> After:
        """Return what is lost if colleagues may also work one tour more each.

        Those are called first who have least work beyond their contract.

        Parameters
        ----------
        away
            Tours that are not worked.
        """
        state = self._repair(away).copy()
        gone = {t.officer for t in away}
        if self._days_of_call:
            self._days_of_call, self._fit = {}, {}
        state.calls = {o: None for o in self._least_work if o not in gone}
        self._again(state)
        self._fill_cover(state)
        before = self.repaired(away)
        return min(before, self._after(state), key=lambda a: a.damage.rank)

    @cached_property
    def _least_work(self) -> Sequence[str]:
        """The officers with free tours, those furthest below their contract first."""
        tours, officers = self.facts.tours_of, self._week.officers.values()
        work = {o.id: sum(t.work for t in tours[o.id]) for o in officers}
        free = [o for o in officers if o.free]
        free.sort(key=lambda o: (work[o.id] - o.contract, o.id))
        return [o.id for o in free]

    def roster(self, after: After) -> Roster:
        """Return what the roster becomes, with the breaks that it then needs."""
        return Moves(self.facts).after(after.move)[1].roster

    # --- the repair -------------------------------------------------------------------

    def _repair(self, away: Collection[Tour]) -> _State:
        key = frozenset(away)
        if key not in self._repairs:
            self._repairs[key] = self._mended(key)
        return self._repairs[key]

    def _mended(self, away: frozenset[Tour]) -> _State:
        state = self._left(away)
        waiting = self._open(state)
        while waiting:
            waiting.sort(key=self._order)
            occurrence = waiting.pop(0)
            displaced = self._fill(state, occurrence)
            if displaced is None:
                self._dissolve(state, occurrence)
                self._alone(state, occurrence)
            else:
                waiting += [o for o in displaced if o not in waiting]
        self._again(state)
        return state

    def _again(self, state: _State) -> None:
        """Try once more what is lost, with officers who have become free since."""
        for occurrence in sorted(self._missing(state), key=self._order):
            if self._fill(state, occurrence, gently=True) is None:
                self._alone(state, occurrence)

    def _alone(self, state: _State, lost: Occurrence) -> None:
        """Let one force alone hold a joint mission that is lost, if it can."""
        alone = self._fallbacks.get(lost)
        if alone is not None and not self._crew(state, alone):
            self._fill(state, alone, gently=True)

    def _fill(
        self, state: _State, occurrence: Occurrence, *, gently: bool = False
    ) -> list[Occurrence] | None:
        """Fill the open seats of a crew; return the missions that lose an officer.

        ``None`` = it is not possible, and nothing has changed. ``gently``: nobody
        leaves a mission that could not be filled again.
        """
        alone = self._fallbacks.get(occurrence)
        if alone is not None and self._crew(state, alone):
            return None
        if not self._reached(state, occurrence):
            return None
        open_seats = self._open_seats(state, occurrence)
        if not open_seats:
            return [] if self._lawful(self._crew(state, occurrence)) else None
        if len(open_seats) > 1:
            return [] if self._fill_several(state, occurrence, open_seats) else None
        (seat,) = open_seats
        busy = []
        for officer, tour in self._candidates(state, seat):
            clash = self._clash(state, officer, occurrence)
            if clash:
                busy.append((officer, clash))
            elif self._take(state, [(officer, seat, tour)]):
                return []
        if self._chain(state, seat, busy):
            return []
        return None if gently else self._displace(state, seat, busy)

    def _fill_several(
        self, state: _State, occurrence: Occurrence, seats: Sequence[Seat]
    ) -> bool:
        """Fill several open seats with officers who are free."""
        lists = [
            list(
                islice(
                    (
                        (officer, seat, tour)
                        for officer, tour in self._candidates(state, seat)
                        if not self._clash(state, officer, occurrence)
                        and self._serves(
                            state,
                            officer,
                            Duty(officer, occurrence, seat.position),
                            tour,
                        )
                    ),
                    FREE,
                )
            )
            for seat in seats
        ]
        return any(
            self._take(state, crew)
            for crew in islice(product(*lists), CREWS)
            if len({officer for officer, _seat, _tour in crew}) == len(crew)
        )

    def _chain(
        self,
        state: _State,
        seat: Seat,
        busy: Iterable[tuple[str, tuple[Duty, ...]]],
    ) -> bool:
        """Let an officer leave one mission, whose seat another officer takes."""
        tried = 0
        for officer, clash in busy:
            if len(clash) != 1:
                continue
            (left,) = clash
            if self._open_seats(state, left.occurrence):
                continue
            own = Seat(left.occurrence, left.position)
            trial = state.copy()
            self._leave(trial, left)
            if not self._take(trial, [(officer, seat, None)]):
                continue
            for other, tour in self._candidates(trial, own):
                if other == officer or self._clash(trial, other, left.occurrence):
                    continue
                tried += 1
                if self._take(trial, [(other, own, tour)]):
                    _become(state, trial)
                    return True
                if tried == CHAINS:
                    return False
        return False

    def _displace(
        self,
        state: _State,
        seat: Seat,
        busy: Iterable[tuple[str, tuple[Duty, ...]]],
    ) -> list[Occurrence] | None:
        """Let an officer leave missions that are worth less than this one."""
        worth = self._worth(seat.occurrence)
        found = []
        for officer, clash in busy:
            left = list(dict.fromkeys(d.occurrence for d in clash))
            price = tuple(map(sum, zip(*map(self._worth, left), strict=True)))
            if price < worth:
                found.append((price, officer, clash, left))
        for _price, officer, clash, left in sorted(found, key=lambda f: f[:2]):
            trial = state.copy()
            for duty in clash:
                self._leave(trial, duty)
            if self._take(trial, [(officer, seat, None)]):
                _become(state, trial)
                return left
        return None

    def _take(
        self, state: _State, steps: Iterable[tuple[str, Seat, Tour | None]]
    ) -> bool:
        """Give seats of one crew to officers if all rules let them."""
        trial = state.copy()
        occurrence = None
        for officer, seat, tour in steps:
            occurrence = seat.occurrence
            duty = Duty(officer, occurrence, seat.position)
            if not self._serves(trial, officer, duty, tour):
                return False
            if tour is not None:
                trial.calls[officer] = tour
            trial.duties[officer] = _sorted((*self._duties(trial, officer), duty))
            crew = (*self._crew(trial, occurrence), duty)
            trial.crews[occurrence] = tuple(sorted(crew, key=_in_crew))
        if occurrence is None or not self._lawful(self._crew(trial, occurrence)):
            return False
        if not self._all_reached(trial, occurrence):
            return False
        _become(state, trial)
        return True

    def _fill_cover(self, state: _State) -> None:
        """Put officers on call who have no mission where the cover is short."""
        change = self._change(state)
        for row in sorted(change, key=lambda r: (-self._week.cover[r].weight, r)):
            cover = self._week.cover[row]
            wanted = min(cover.minimum, self._present[row])
            missing = wanted - self._present[row] - self._change(state)[row]
            (who,) = (w for r, w in self._rows[cover.day, cover.shift] if r == row)
            for officer in [o for o, t in state.calls.items() if t is None]:
                if missing <= 0:
                    break
                for tour in self._call_tours(officer) if officer in who else ():
                    if (tour.day, tour.shift) == (cover.day, cover.shift) and (
                        self._allowed(officer, self._duties(state, officer), tour)
                    ):
                        state.calls[officer] = tour
                        missing -= 1
                        break

    # --- what stands now --------------------------------------------------------------

    def _crew(self, state: _State, occurrence: Occurrence) -> tuple[Duty, ...]:
        if occurrence in state.crews:
            return state.crews[occurrence]
        return self.facts.crews.get(occurrence, ())

    def _duties(self, state: _State, officer: str) -> tuple[Duty, ...]:
        if officer in state.duties:
            return state.duties[officer]
        return self.facts.duties_of[officer]

    def _open(self, state: _State) -> list[Occurrence]:
        """Return the missions that lack an officer or an OPJ to be reached."""
        short = [o for o, crew in state.crews.items()]
        gone = {t.officer for t in state.away}
        short += [
            o
            for o, reach in self._asking.items()
            if o not in state.crews
            and not gone.isdisjoint(reach)
            and not self._reached(state, o)
        ]
        return sorted(short, key=self._order)

    def _missing(self, state: _State) -> list[Occurrence]:
        """Return the missions of the roster that have no crew now."""
        return [
            o for o, crew in state.crews.items() if not crew and o in self.facts.crews
        ]

    def _open_seats(self, state: _State, occurrence: Occurrence) -> list[Seat]:
        """Return the open seats of a crew; one that several are to take, repeated."""
        taken = [d.position.name for d in self._crew(state, occurrence)]
        return [
            seat
            for seat in self._week.seats[occurrence]
            for _place in range(seat.position.count - taken.count(seat.position.name))
        ]

    def _leave(self, state: _State, duty: Duty) -> None:
        """Take an officer out of a seat."""
        own = self._duties(state, duty.officer)
        state.duties[duty.officer] = tuple(d for d in own if d != duty)
        crew = self._crew(state, duty.occurrence)
        state.crews[duty.occurrence] = tuple(d for d in crew if d != duty)

    def _dissolve(self, state: _State, occurrence: Occurrence) -> None:
        for duty in self._crew(state, occurrence):
            self._leave(state, duty)
        state.crews[occurrence] = ()

    def _candidates(
        self, state: _State, seat: Seat
    ) -> Iterator[tuple[str, Tour | None]]:
        """Yield who may take a seat while on duty, and who on call with which tour."""
        crew = {d.officer for d in self._crew(state, seat.occurrence)}
        for officer, tours in self._on_duty(seat):
            if officer not in crew and any(t not in state.away for t in tours):
                yield officer, state.calls.get(officer)
        if not state.calls:
            return
        fit = self._fitting(seat)
        for officer, tour in state.calls.items():
            if officer in fit and officer not in crew:
                span = seat.occurrence.span
                options = self._call_tours(officer) if tour is None else (tour,)
                for option in options:
                    if option.slot.contains(span):
                        yield officer, option

    def _fitting(self, seat: Seat) -> Collection[str]:
        """Return those who may be called and whom every rule allows in a seat."""
        if seat not in self._fit:
            some = tuple(self._days_of_call)
            self._fit[seat] = frozenset(
                able_among(self._week, seat, panel(self._week, some))
                if some
                else able(self._week, seat)
            )
        return self._fit[seat]

    def _on_duty(self, seat: Seat) -> tuple[tuple[str, tuple[Tour, ...]], ...]:
        """Return who may take a seat while on duty, those with few missions first."""
        if seat not in self._there:
            span = seat.occurrence.span
            found = []
            for officer in able(self._week, seat):
                own = self.facts.mission_tours_of[officer]
                tours = tuple(t for t in own if t.slot.contains(span))
                if tours:
                    found.append((officer, tours))
            found.sort(key=lambda f: (len(self.facts.duties_of[f[0]]), f[0]))
            self._there[seat] = tuple(found)
        return self._there[seat]

    def _call_tours(self, officer: str) -> tuple[Tour, ...]:
        """Return the tours that an officer may work, on the day of the call if any."""
        day = self._days_of_call.get(officer)
        if (officer, day) not in self._call:
            own = self._moves_of(officer)
            self._call[officer, day] = tuple(
                t
                for t in self._week.tours[officer]
                if day in (None, t.day)
                and t not in self.facts.tours_of[officer]
                and not self._week.frozen(t.span.start)
                and not against(self._week, t)
                and own.may_work(officer, t)
            )
        return self._call[officer, day]

    def _clash(
        self, state: _State, officer: str, occurrence: Occurrence
    ) -> tuple[Duty, ...]:
        """Return the seats that leave an officer no time for a mission."""
        return tuple(
            d
            for d in self._duties(state, officer)
            if not self._follow(d.occurrence, occurrence)
        )

    def _follow(self, one: Occurrence, other: Occurrence) -> bool:
        """Tell whether an officer has time for both of two missions."""
        if one.span.start > other.span.start:
            one, other = other, one
        if one.span.end > other.span.start:
            return False
        if other.span.start - one.span.end >= self._week.longest_transition:
            return True
        key = (id(one), id(other))
        if key not in self._apart:
            least = self._week.transition_time(one, other)
            self._apart[key] = one.span.end + least <= other.span.start
        return self._apart[key]

    # --- what the rules say -----------------------------------------------------------

    def _serves(
        self, state: _State, officer: str, duty: Duty, tour: Tour | None
    ) -> bool:
        """Tell whether no rule about one officer forbids a seat more."""
        duties = _sorted((*self._duties(state, officer), duty))
        return self._allowed(officer, duties, tour)

    def _allowed(
        self, officer: str, duties: tuple[Duty, ...], tour: Tour | None
    ) -> bool:
        """Tell whether no rule about one officer forbids some seats, with a tour."""
        key = (officer, tuple(map(_tag, duties)), tour)
        if key not in self._may:
            self._may[key] = self._asked(officer, duties, tour)
        return self._may[key]

    def _asked(self, officer: str, duties: tuple[Duty, ...], tour: Tour | None) -> bool:
        moves, before = self._moves_of(officer), self.facts.duties_of[officer]
        move = Move(
            tours_added=() if tour is None else (tour,),
            seats_dropped=tuple(d for d in before if d not in duties),
            seats_added=tuple(d for d in duties if d not in before),
        )
        return moves.adds_none(*moves.after(move))

    def _moves_of(self, officer: str) -> Moves:
        """Return the roster of an officer alone, to be judged by rules about one."""
        if officer not in self._own:
            roster = self.facts.roster
            breaks = roster.breaks
            if breaks is not None:
                breaks = tuple(b for b in breaks if b.officer == officer)
            own = Roster(
                self.facts.tours_of[officer],
                tuple(a for a in roster.assignments if a.officer == officer),
                breaks,
            )
            alone = Facts(self._week.only({officer}), own)
            self._own[officer] = Moves(alone, _OF_OFFICERS)
        return self._own[officer]

    def _lawful(self, crew: tuple[Duty, ...]) -> bool:
        """Tell whether no rule about crews forbids one that is complete."""
        key = tuple(map(_tag, crew))
        if key not in self._stands:
            seats = (assigned(Seat(d.occurrence, d.position), d.officer) for d in crew)
            alone = Facts(self._week, Roster((), tuple(seats)))
            occurrence = crew[0].occurrence
            # What the rules look up is known: it is not searched in the whole week.
            vars(alone).update(
                duties=crew,
                crews={occurrence: crew},
                held={occurrence.mission: (occurrence,)},
            )
            broken = crews_broken(alone, {occurrence.mission}, _OF_CREWS)
            self._stands[key] = not broken
        return self._stands[key]

    @cached_property
    def _asking(self) -> Mapping[Occurrence, Mapping[str, Sequence[Span]]]:
        """The missions held that need an OPJ, with when each one can be reached."""
        found = {o: self._who_answers(o) for o in self.facts.crews}
        return {o: answers for o, answers in found.items() if answers is not None}

    def _who_answers(
        self, occurrence: Occurrence
    ) -> Mapping[str, Sequence[Span]] | None:
        """Return when each OPJ can be reached; ``None`` = a mission needs none."""
        if occurrence not in self._reach:
            asks = needs_opj(self._week, occurrence)
            found = reachable_during(self.facts, occurrence) if asks else None
            self._reach[occurrence] = found
        return self._reach[occurrence]

    def _reached(self, state: _State, occurrence: Occurrence) -> bool:
        """Tell whether a mission that needs an OPJ can reach one throughout."""
        answers = self._who_answers(occurrence)
        if answers is None:
            return True
        gone: defaultdict[str, list[Span]] = defaultdict(list)
        for tour in state.away:
            if tour.officer in answers and tour.span.overlaps(occurrence.span):
                gone[tour.officer].append(tour.span)
        if self._suspending:
            for officer in answers:
                gone[officer] += [
                    d.occurrence.span
                    for d in state.duties.get(officer, ())
                    if d.occurrence in self._suspending
                ]
        elif not gone and occurrence in self.facts.crews:
            return True
        there = [
            part
            for officer, spans in answers.items()
            for span in spans
            for part in _less(span, gone.get(officer, ()))
        ]
        return _covers(there, occurrence.span)

    def _all_reached(self, state: _State, taken: Occurrence) -> bool:
        """Tell whether a crew that is new leaves every mission its OPJ."""
        if taken not in self._suspending:
            return self._reached(state, taken)
        return all(
            self._reached(state, o)
            for o in {*self._asking, taken}
            if o.span.overlaps(taken.span) and self._crew(state, o)
        )

    @cached_property
    def _suspending(self) -> frozenset[Occurrence]:
        """The missions during which an OPJ has no judicial status."""
        powers = self._week.exercised.items()
        return frozenset(o for o, own in powers if any(p.suspends for p in own))

    @cached_property
    def _fallbacks(self) -> Mapping[Occurrence, Occurrence]:
        """The fallback of each joint mission held that may replace it as it stands."""
        found = {}
        for occurrence in self.facts.crews:
            if occurrence.fallback:
                continue
            kind = self._week.kind(occurrence)
            for other in self._week.missions[occurrence.mission].occurrences:
                if (
                    other.fallback
                    and other.span == occurrence.span
                    and other.place == occurrence.place
                ):
                    alone = self._week.kind(other)
                    # Rules about all missions of a kind are not asked again here.
                    less = all(
                        number <= kind.equipment.get(code, 0)
                        for code, number in alone.equipment.items()
                    )
                    if less and not alone.unpredictable:
                        found[occurrence] = other
        return found

    # --- what is lost -----------------------------------------------------------------

    def _order(self, occurrence: Occurrence) -> tuple[object, ...]:
        mandatory, points = self._worth(occurrence)
        return (-mandatory, -points, occurrence.span, occurrence)

    def _worth(self, occurrence: Occurrence) -> tuple[int, int]:
        """Return the points of a mission: if mandatory, and else."""
        points = self._week.points(occurrence)
        if self._week.missions[occurrence.mission].mandatory:
            return points, 0
        return 0, points

    def _after(self, state: _State) -> After:
        before_of, changed = self.facts.duties_of, sorted(state.duties.items())
        move = Move(
            tours_dropped=tuple(sorted(state.away)),
            tours_added=tuple(t for t in state.calls.values() if t is not None),
            seats_dropped=tuple(
                d for who, now in changed for d in before_of[who] if d not in now
            ),
            seats_added=tuple(
                d for who, now in changed for d in now if d not in before_of[who]
            ),
        )
        goals: defaultdict[str, int] = defaultdict(int)
        numbers: defaultdict[str, int] = defaultdict(int)
        for mission in dict.fromkeys(o.mission for o in state.crews):
            before = self.facts.held[mission]
            now = {o for o in before if self._crew(state, o)}
            now |= {o for o, c in state.crews.items() if o.mission == mission and c}
            then = self._loses(mission, before)
            loses = self._loses(mission, tuple(sorted(now, key=lambda o: (o.span, o))))
            goal = MANDATORY if self._week.missions[mission].mandatory else OTHERS
            numbers[goal] += loses[0] - then[0]
            goals[goal] += loses[1] - then[1]
        heads, goals[COVER] = self._cover(state)
        lost = [
            o
            for o in self._missing(state)
            if o not in self._fallbacks or not self._crew(state, self._fallbacks[o])
        ]
        return After(
            damage=Damage(
                mandatory=numbers[MANDATORY],
                heads=heads,
                missions=numbers[OTHERS],
                goals=dict(goals),
            ),
            lost=tuple(sorted(lost, key=lambda o: (o.span, o))),
            move=move,
        )

    def _loses(self, mission: str, held: tuple[Occurrence, ...]) -> tuple[int, int]:
        """Return how often a mission is not held, and the points that it loses."""
        if (mission, held) not in self._lost:
            own = self._week.missions[mission]
            part = Facts(replace(self._week, missions={mission: own}), Roster((), ()))
            vars(part)["held"] = {mission: held}
            goal = GOALS[MANDATORY if own.mandatory else OTHERS]
            losses = list(goal.score(part))
            self._lost[mission, held] = (
                sum(loss.missing for loss in losses),
                sum(loss.points for loss in losses),
            )
        return self._lost[mission, held]

    @cached_property
    def _rows(self) -> Mapping[tuple[object, str], list[tuple[int, frozenset[str]]]]:
        """The rows of the cover by day and shift, with whom each counts."""
        found: defaultdict[tuple[object, str], list[tuple[int, frozenset[str]]]]
        found = defaultdict(list)
        for number, row in enumerate(self._week.cover):
            who = frozenset(counted(self._week, row))
            found[row.day, row.shift].append((number, who))
        return found

    @cached_property
    def _present(self) -> Sequence[int]:
        """How many officers each row of the cover counts."""
        present = [0] * len(self._week.cover)
        for tour in self.facts.roster.tours:
            for row, who in self._rows.get((tour.day, tour.shift), ()):
                present[row] += tour.officer in who
        return present

    def _change(self, state: _State) -> Mapping[int, int]:
        """Return how many officers more the rows of the cover count, if it differs."""
        change: defaultdict[int, int] = defaultdict(int)
        moved = [(t, -1) for t in state.away]
        moved += [(t, 1) for t in state.calls.values() if t is not None]
        for tour, sign in moved:
            for row, who in self._rows.get((tour.day, tour.shift), ()):
                change[row] += sign * (tour.officer in who)
        return change

    def _cover(self, state: _State) -> tuple[int, int]:
        """Return how many more heads the cover lacks, and their points."""
        change = self._change(state)
        heads = points = 0
        for row, by in change.items():
            least, there = self._week.cover[row].minimum, self._present[row]
            missing = max(0, least - there - by) - max(0, least - there)
            heads += missing
            points += missing * self._week.cover[row].weight
        return heads, points


def _become(state: _State, other: _State) -> None:
    state.duties, state.crews, state.calls = other.duties, other.crews, other.calls


def _sorted(duties: Iterable[Duty]) -> tuple[Duty, ...]:
    order = sorted(duties, key=lambda d: (d.occurrence.span, d.occurrence.mission))
    return tuple(order)


def _tag(duty: Duty) -> _Tag:
    # The week keeps its occurrences, so that an id names one of them.
    return (id(duty.occurrence), duty.position.name, duty.officer)


def _in_crew(duty: Duty) -> tuple[str, str]:
    return (duty.position.name, duty.officer)


def _less(span: Span, holes: Iterable[Span]) -> Iterator[Span]:
    """Yield the parts of a span outside some other spans."""
    start = span.start
    for hole in sorted(holes):
        if hole.start > start:
            yield Span(start, min(hole.start, span.end))
        start = max(start, hole.end)
        if start >= span.end:
            return
    yield Span(start, span.end)


def _covers(parts: Iterable[Span], span: Span) -> bool:
    until = span.start
    for part in sorted(parts):
        if part.start > until:
            break
        until = max(until, part.end)
    return until >= span.end
