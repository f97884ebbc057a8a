"""Who could step in: ranked suggestions for the open seats of a roster.

An officer takes a seat while free on tour, or works one more tour for it; or leaves
what clashes with it to a second officer, who does the same. Every suggestion is judged
by all rules; they are ordered by what the tiers lose, then by the officers concerned,
then by their work.
"""

import datetime as dt
import heapq
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice

from scheduler.advise.openings import (
    Opening,
    Situation,
    fallen_ill,
    left_open,
    of_mission,
    situation,
)
from scheduler.domain.kept import kept_for_latest
from scheduler.domain.missions import Occurrence, Seat
from scheduler.domain.roster import Duty, Facts, Move
from scheduler.domain.time import Span
from scheduler.domain.tours import Tour
from scheduler.rules import RULES
from scheduler.rules.base import Measure, Rule
from scheduler.verify.able import able
from scheduler.verify.moves import Values
from scheduler.verify.openings import against

MOST = 5
"""Suggestions for one seat, unless more are asked for."""

CREWS_TRIED = 40
"""Most crews judged for one officer, where several seats of a crew are open."""

TIMES_TRIED = 8
"""Most times at which a mission could be held that are looked at."""

TIMES_TOLD = 3
"""Most of them that are told."""

MARGINS = 3
"""Most margins told of one officer."""


@dataclass(frozen=True, slots=True)
class Step:
    """What one officer is to do.

    Parameters
    ----------
    officer
        Who.
    seats
        Seats to take.
    leaves
        Seats to leave.
    tour
        Tour to work in addition; ``None`` = the officer is on tour then.
    """

    officer: str
    seats: tuple[Duty, ...]
    leaves: tuple[Duty, ...] = ()
    tour: Tour | None = None


@dataclass(frozen=True, slots=True)
class Margin:
    """A limit of the law that a suggestion brings nearer, or moves away.

    Parameters
    ----------
    now
        What the rule measures after it.
    before
        What it measured; ``None`` = nothing, such as no rest between two tours.
    """

    now: Measure
    before: Measure | None = None


@dataclass(frozen=True)
class Way:
    """A way to fill the open seats of a crew, not judged yet.

    Parameters
    ----------
    steps
        What officers do; the first step takes the seat for which it is listed.
    move
        What changes in the roster in which the crew is not held.
    goals
        By goal, how much more is lost than if nobody steps in; negative = less.
    tiers
        The same by tier, in order.
    work
        Minutes of work in the horizon of those who step in.
    """

    steps: tuple[Step, ...]
    move: Move
    goals: Mapping[str, int]
    tiers: tuple[int, ...]
    work: int

    @property
    def officers(self) -> tuple[str, ...]:
        """Who steps in, each once."""
        return tuple(dict.fromkeys(s.officer for s in self.steps))

    @property
    def rank(self) -> tuple[tuple[int, ...], int, int, tuple[str, ...]]:
        """What suggestions are ordered by: the smaller the better."""
        return (self.tiers, len(self.officers), self.work, self.officers)


@dataclass(frozen=True)
class Suggestion(Way):
    """A way to fill the open seats of a crew that keeps every rule.

    Parameters
    ----------
    facts
        The roster after it, breaks included.
    before
        The roster before it.
    """

    facts: Facts = field(repr=False)
    before: Facts = field(repr=False)

    @cached_property
    def margins(self) -> Mapping[str, tuple[Margin, ...]]:
        """By officer, the limits whose margin changes, the tightest first."""
        return {
            officer: tuple(islice(_margins(self.before, self.facts, officer), MARGINS))
            for officer in self.officers
        }


@dataclass(frozen=True, slots=True)
class Refusals:
    """Why nobody can take a seat, counted in officers.

    Parameters
    ----------
    position
        Code of the position.
    able
        Officers whom every rule allows in the seat.
    on_tour
        Of these, those on a tour that holds the mission.
    free
        Of these, those with no other mission then.
    tried
        Officers who could take the seat or be relieved for it, if no rule forbade it.
    rules
        How many of those able each rule refuses at that time, by name, in order of
        rule.
    kept_out
        How many officers of the seat's force each rule keeps out of the seat, whatever
        the time.
    """

    position: str
    able: int
    on_tour: int
    free: int
    tried: int
    rules: Mapping[str, int]
    kept_out: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Advice:
    """Suggestions for an opening.

    Parameters
    ----------
    opening
        What is to be filled.
    suggestions
        By position, the best first.
    refusals
        For positions without any suggestion, why.
    """

    opening: Opening
    suggestions: Mapping[str, tuple[Suggestion, ...]]
    refusals: tuple[Refusals, ...] = ()

    @property
    def possible(self) -> bool:
        """Whether the opening can be filled."""
        return all(self.suggestions.values())

    @property
    def best(self) -> Suggestion:
        """The first suggestion of all."""
        return min((s for own in self.suggestions.values() for s in own), key=_rank)


def advise(found: Situation, opening: Opening, most: int = MOST) -> Advice:
    """Return who could fill an opening.

    Parameters
    ----------
    found
        The roster.
    opening
        What is to be filled.
    most
        Most suggestions for a position.
    """
    return _Search(found, opening, most).advice()


def _rank(way: Way) -> tuple[tuple[int, ...], int, int, tuple[str, ...]]:
    return way.rank


# --- the search -----------------------------------------------------------------------


class _Search:
    """The suggestions for one opening."""

    def __init__(self, found: Situation, opening: Opening, most: int) -> None:
        self._there = found.facts
        self._moves = found.moves
        self._scenario = found.facts.scenario
        self._barred = found.barred
        self._opening = opening
        self._most = most
        self._base = found.moves.values
        self._more: dict[tuple[str, tuple[Occurrence, ...]], tuple[Tour, ...]] = {}
        # Members of a crew that is dissolved come back with it.
        settled = found.moves.facts.crews
        self._restored = tuple(
            d for d in opening.crew if d not in settled.get(opening.occurrence, ())
        )
        # What officers of other dissolved crews hold stays theirs.
        self._kept = {
            o for o in found.facts.crews if o not in settled and o != opening.occurrence
        }

    def advice(self) -> Advice:
        places = {p.position.name: p for p in self._opening.places}
        ways = {
            name: sorted(map(self._valued, self._ways(seat)), key=_rank)
            for name, seat in places.items()
        }
        if len(self._opening.places) == 1:
            listed = {name: self._lawful(own) for name, own in ways.items()}
        else:
            listed = {name: self._crews(seat, ways) for name, seat in places.items()}
        return Advice(
            opening=self._opening,
            suggestions=listed,
            refusals=tuple(
                self._refusals(places[name], ways[name])
                for name, own in listed.items()
                if not own
            ),
        )

    # --- one seat ---------------------------------------------------------------------

    def _lawful(self, ways: Iterable[Way]) -> tuple[Suggestion, ...]:
        """Return the best suggestions that keep every rule, one an officer."""
        kept: dict[str, Suggestion] = {}
        for way in ways:
            if len(kept) == self._most:
                break
            first = way.steps[0].officer
            if first not in kept:
                done = self._judged(way)
                if done is not None:
                    kept[first] = done
        return tuple(kept.values())

    def _ways(self, seat: Seat) -> Iterator[tuple[Step, ...]]:
        """Yield what could be done for a seat, as far as rules about seats let it."""
        occurrence = seat.occurrence
        for officer in able(self._scenario, seat):
            if officer in self._barred or officer in self._seated(seat):
                continue
            duty = Duty(officer, occurrence, seat.position)
            clash = self._clash(officer, occurrence)
            if not clash:
                for tour in self._tours(officer, [occurrence]):
                    yield (Step(officer, (duty,), (), tour),)
            elif self._on_tour(officer, occurrence):
                yield from self._chains(Step(officer, (duty,), clash))

    def _seated(self, seat: Seat) -> set[str]:
        """Return who holds another place of the same position."""
        return {d.officer for d in self._opening.crew if d.position == seat.position}

    def _chains(self, first: Step) -> Iterator[tuple[Step, ...]]:
        """Yield what could be done if a second officer takes what the first leaves."""
        left = first.leaves
        if any(d.occurrence in self._kept for d in left):
            return
        seats = [Seat(d.occurrence, d.position) for d in left]
        occurrences = [d.occurrence for d in left]
        others = set(able(self._scenario, seats[0]))
        for seat in seats[1:]:
            others &= set(able(self._scenario, seat))
        for other in sorted(others - self._barred - {first.officer}):
            if any(self._clash(other, o) for o in occurrences):
                continue
            taken = tuple(replace(d, officer=other) for d in left)
            for tour in self._tours(other, occurrences):
                yield (first, Step(other, taken, (), tour))

    def _clash(self, officer: str, occurrence: Occurrence) -> tuple[Duty, ...]:
        """Return the seats that leave an officer no time for a mission."""
        transition = self._scenario.transition_time
        return tuple(
            d
            for d in self._there.duties_of[officer]
            if d.occurrence.span.end + transition(d.occurrence, occurrence)
            > occurrence.span.start
            and occurrence.span.end + transition(occurrence, d.occurrence)
            > d.occurrence.span.start
        )

    def free(self, seat: Seat) -> int:
        """Return how many officers who may take a seat are on tour and free."""
        occurrence = seat.occurrence
        return sum(
            self._on_tour(o, occurrence) and not self._clash(o, occurrence)
            for o in able(self._scenario, seat)
            if o not in self._barred
        )

    def _on_tour(self, officer: str, occurrence: Occurrence) -> bool:
        tours = self._there.mission_tours_of[officer]
        return any(t.slot.contains(occurrence.span) for t in tours)

    def _tours(
        self, officer: str, occurrences: Sequence[Occurrence]
    ) -> Iterator[Tour | None]:
        """Yield the tours that would put an officer on duty; ``None`` = is on duty."""
        missing = tuple(o for o in occurrences if not self._on_tour(officer, o))
        if not missing:
            yield None
            return
        if (officer, missing) not in self._more:
            own = self._there.mission_tours_of[officer]
            self._more[officer, missing] = tuple(
                tour
                for tour in self._scenario.tours[officer]
                if all(tour.slot.contains(o.span) for o in missing)
                and not any(tour.span.overlaps(t.span) for t in own)
                and not against(self._scenario, tour)
                and self._moves.may_work(officer, tour)
            )
        yield from self._more[officer, missing]

    def _valued(self, steps: tuple[Step, ...]) -> Way:
        """Return a way with what it loses."""
        move = self._move(steps)
        values = self._moves.values_after(move)
        officers = dict.fromkeys(s.officer for s in steps)
        tours = [t for o in officers for t in self._there.tours_of[o]]
        return Way(
            steps=steps,
            move=move,
            goals=_more(values, self._base),
            tiers=tuple(
                now - before
                for now, before in zip(values.tiers, self._base.tiers, strict=True)
            ),
            work=sum(t.work for t in (*tours, *move.tours_added)),
        )

    def _move(self, steps: Iterable[Step]) -> Move:
        """Return the move of the roster without the crew that fills it."""
        dropped = [d for s in steps for d in s.leaves]
        added = [d for s in steps for d in s.seats]
        again = [d for d in self._restored if d not in dropped]
        return Move(
            tours_added=tuple(s.tour for s in steps if s.tour is not None),
            seats_dropped=tuple(d for d in dropped if d not in self._restored),
            seats_added=(*again, *added),
        )

    def _judged(self, way: Way) -> Suggestion | None:
        """Return a way as a suggestion; ``None`` = a rule forbids it."""
        move, facts = self._moves.after(way.move)
        if not self._moves.adds_none(move, facts):
            return None
        return Suggestion(
            steps=way.steps,
            move=move,
            goals=way.goals,
            tiers=way.tiers,
            work=way.work,
            facts=facts,
            before=self._there,
        )

    # --- several seats ----------------------------------------------------------------

    def _crews(
        self, seat: Seat, ways: Mapping[str, Sequence[Way]]
    ) -> tuple[Suggestion, ...]:
        """Return, for a seat, the best officers, each with others for the other seats.

        The others are tried in order of what each of them adds to the losses.
        """
        others = list(self._opening.places)
        others.remove(seat)
        lists = [ways[s.position.name] for s in others]
        found: list[Suggestion] = []
        for way in ways[seat.position.name]:
            if len(found) == self._most:
                break
            if any(way.steps[0].officer == f.steps[0].officer for f in found):
                continue
            tried = islice(_combined(way, lists), CREWS_TRIED)
            crews = map(self._valued, tried)
            done = next((d for d in map(self._judged, crews) if d is not None), None)
            if done is not None:
                found.append(done)
        return tuple(sorted(found, key=_rank))

    # --- why nobody can ---------------------------------------------------------------

    def _refusals(self, seat: Seat, ways: Sequence[Way]) -> Refusals:
        occurrence = seat.occurrence
        fit = [o for o in able(self._scenario, seat) if o not in self._barred]
        on_tour = [o for o in fit if self._on_tour(o, occurrence)]
        against_it: dict[str, set[str]] = {}
        if len(self._opening.places) == 1:
            for way in ways:
                first = way.steps[0].officer
                if first not in against_it:
                    found = self._moves.breaches_after(*self._moves.after(way.move))
                    against_it[first] = {b.rule for b in found} - self._pending
        tried = {w.steps[0].officer for w in ways}
        for officer in fit:
            if officer not in tried and officer not in on_tour:
                against_it[officer] = self._closed(officer, occurrence)
        counts = Counter(rule for rules in against_it.values() for rule in rules)
        return Refusals(
            position=seat.position.name,
            able=len(fit),
            on_tour=len(on_tour),
            free=sum(not self._clash(o, occurrence) for o in on_tour),
            tried=len(tried),
            rules={r: counts[r] for r in RULES if counts[r]},
            kept_out=self._kept_out(seat),
        )

    def _kept_out(self, seat: Seat) -> Mapping[str, int]:
        week, force = self._scenario, seat.position.force
        asked = [
            o
            for o in week.officers.values()
            if force in (None, week.forces[o.force].kind)
        ]
        found = {
            name: sum(not rule.lets(week, o, seat) for o in asked)
            for name, rule in RULES.items()
            if type(rule).admits is not Rule.admits
        }
        return {name: number for name, number in found.items() if number}

    @property
    def _pending(self) -> set[str]:
        return {b.rule for b in self._moves.breaches}

    def _closed(self, officer: str, occurrence: Occurrence) -> set[str]:
        """Return the rules that keep an officer from every tour at a time."""
        found: set[str] = set()
        for tour in self._scenario.tours[officer]:
            if tour.slot.contains(occurrence.span):
                found.update(against(self._scenario, tour))
                move, facts = self._moves.after(Move(tours_added=(tour,)))
                found.update(b.rule for b in self._moves.breaches_after(move, facts))
        return found - self._pending


def _more(now: Values, before: Values) -> Mapping[str, int]:
    changes = {g: value - before.goals[g] for g, value in now.goals.items()}
    return {g: change for g, change in changes.items() if change}


def _combined(first: Way, lists: Sequence[Sequence[Way]]) -> Iterator[tuple[Step, ...]]:
    """Yield crews of a suggestion and one of each list, those of least losses first.

    Nobody is in a crew twice, and no seat is left twice.
    """
    if not all(lists):
        return
    start = (0,) * len(lists)
    seen = {start}
    heap = [(_sum(lists, start), start)]
    while heap:
        _losses, at = heapq.heappop(heap)
        crew = [first, *(own[i] for own, i in zip(lists, at, strict=True))]
        steps = tuple(s for way in crew for s in way.steps)
        officers = [s.officer for s in steps]
        if len(set(officers)) == len(officers):
            yield steps
        for place, i in enumerate(at):
            later = (*at[:place], i + 1, *at[place + 1 :])
            if i + 1 < len(lists[place]) and later not in seen:
                seen.add(later)
                heapq.heappush(heap, (_sum(lists, later), later))


def _sum(
    lists: Sequence[Sequence[Way]], at: Sequence[int]
) -> tuple[tuple[int, ...], int]:
    chosen = [own[i] for own, i in zip(lists, at, strict=True)]
    tiers = tuple(map(sum, zip(*(s.tiers for s in chosen), strict=True)))
    return tiers, sum(len(s.steps) for s in chosen)


def _margins(before: Facts, now: Facts, officer: str) -> Iterator[Margin]:
    """Yield the limits whose margin changes for an officer, the tightest first."""
    known = _known(before)
    if officer not in known:
        own = _measured(before, officer)
        known[officer] = {(m.rule, m.setting): m for m in own}
    old = known[officer]
    changed = [
        Margin(m, old.get((m.rule, m.setting)))
        for m in _measured(now, officer)
        if m.binding and m.limit is not None
    ]
    yield from sorted(
        (m for m in changed if m.before is None or m.now.value != m.before.value),
        key=lambda m: (m.now.margin or 0) / max(1, m.now.limit or 0),
    )


_known: Callable[[Facts], dict[str, dict[tuple[str, str], Measure]]] = kept_for_latest(
    lambda _facts: {}
)
"""By officer, what the rules measure in the roster before any suggestion."""


def _measured(facts: Facts, officer: str) -> Iterator[Measure]:
    for rule in RULES.values():
        yield from rule.measure(facts, officer)


# --- what was asked -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Answer:
    """What could be done about a mission or an officer.

    Parameters
    ----------
    found
        The roster without what absences rule out.
    advice
        For each opening, in order of time; for a mission that could be held at several
        times, the best of them first.
    ill
        The officer who is replaced; ``None`` = a mission was asked about.
    away
        When that officer is away.
    others
        Further times at which the mission could be held, not looked at or left out.
    """

    found: Situation
    advice: tuple[Advice, ...]
    ill: str | None = None
    away: Span | None = None
    others: int = 0

    @property
    def possible(self) -> bool:
        """Whether every opening can be filled, or any of several times."""
        if self.ill is None:
            return any(a.possible for a in self.advice) or not self.advice
        return all(a.possible for a in self.advice)


def about_mission(
    facts: Facts,
    mission: str,
    day: dt.date | None = None,
    start: dt.time | None = None,
    most: int = MOST,
) -> Answer:
    """Return who could hold the open seats of a mission.

    Parameters
    ----------
    facts
        The roster.
    mission
        Which mission.
    day, start
        Local day and time at which it begins; not given = any.
    most
        Most suggestions for a position.

    Raises
    ------
    RosterBroken
        If the roster breaks rules apart from what absences rule out.
    """
    found = situation(facts)
    openings = of_mission(found, facts.scenario.missions[mission], day, start)
    if any(o.crew or o.left_by for o in openings) or len(openings) < 2:
        return Answer(found, tuple(advise(found, o, most) for o in openings))
    likely = sorted(openings, key=lambda o: _short(found, o))[:TIMES_TRIED]
    told = sorted((advise(found, o, most) for o in likely), key=_worth)
    kept = told[:TIMES_TOLD]
    return Answer(found, tuple(kept), others=len(openings) - len(kept))


def about_officer(
    facts: Facts, officer: str, since: int, until: int, most: int = MOST
) -> Answer:
    """Return who could replace an officer who falls ill.

    Parameters
    ----------
    facts
        The roster.
    officer
        Who.
    since, until
        From when, and until when, in minutes.
    most
        Most suggestions for a seat.

    Raises
    ------
    RosterBroken
        If the roster breaks rules apart from what absences rule out.
    """
    found = fallen_ill(facts, officer, since, until)
    own = [o for o in left_open(found) if officer in o.left_by]
    return Answer(
        found,
        tuple(advise(found, o, most) for o in own),
        ill=officer,
        away=Span(since, until),
    )


def _short(found: Situation, opening: Opening) -> tuple[int, bool, int]:
    """Return how many seats of an opening those on tour and free cannot fill."""
    search = _Search(found, opening, 1)
    short = sum(
        max(0, number - search.free(seat))
        for seat, number in Counter(opening.places).items()
    )
    return short, opening.occurrence.fallback, opening.occurrence.span.start


def _worth(advice: Advice) -> tuple[bool, tuple[int, ...], int, int]:
    if not advice.possible:
        return True, (), 0, advice.opening.occurrence.span.start
    tiers, people, work, _officers = advice.best.rank
    return False, tiers, people, work
