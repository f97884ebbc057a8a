"""Why no roster exists: smallest sets of facts and rules that contradict each other.

A set is reduced by leaving out parts of it for as long as it stays contradictory, first
many at a time, then one by one. Contradictions among the tours of one officer are found
first: the questions about them are the smallest. What has been found is then left out,
and what is left is asked about. In the end each fact of each contradiction is left out
alone: if no roster appears, there is another contradiction, which shares facts.
"""

import datetime as dt
import time
from collections.abc import (
    Callable,
    Collection,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from dataclasses import replace
from typing import Protocol, TypeVar

from scheduler.domain.people import Absence, Pin
from scheduler.domain.roster import Facts, Roster, assigned
from scheduler.domain.scenario import Scenario
from scheduler.domain.tours import Change, CycleChange, FixedTour, Tour
from scheduler.rules import RULES
from scheduler.rules.base import Breach, Rule
from scheduler.verify.conflict import Conflict, Fact

SECONDS = 60.0
"""Time after which no set is made smaller, unless more is given."""

MOST = 10
"""Most contradictions that are told."""

KEPT = RULES["pins_kept"]
FROZEN = RULES["freeze_kept"]

T = TypeVar("T")


class Impossible(Protocol):
    """A solver that is asked whether some facts and rules leave no roster."""

    def __call__(self, scenario: Scenario, rules: Sequence[Rule]) -> bool:
        """Tell whether it is proved that no roster obeys the rules and keeps the pins.

        Parameters
        ----------
        scenario
            The facts.
        rules
            The rules; that pins are kept is implied.
        """


def contradictions(
    scenario: Scenario,
    impossible: Impossible,
    *,
    most: int = MOST,
    seconds: float = SECONDS,
    officers: Collection[str] | None = None,
    likely: Collection[str] = (),
    suspects: tuple[Fact, ...] = (),
) -> tuple[Conflict, ...]:
    """Return the contradictions that leave a week without a roster; none = it has one.

    Parameters
    ----------
    scenario
        The week.
    impossible
        The solver.
    most
        Most contradictions that are looked for.
    seconds
        Time after which no set is made smaller.
    officers
        Those whose own tours may contradict each other; ``None`` = anybody's.
    likely
        Names of rules that may suffice, to be tried first.
    suspects
        Facts that may suffice, to be tried first.
    """
    search = _Search(impossible, time.monotonic() + seconds, likely, suspects)
    if not search.impossible(scenario):
        return ()
    found: list[Conflict] = []
    rest = scenario
    alone = [o for o in _alone(scenario) if officers is None or o in officers]
    for part in (*alone, None):
        while len(found) < most:
            week = _of_one(rest, part) if part is not None else rest
            if not search.impossible(week):
                break
            conflict = search.smallest(week)
            found.append(conflict)
            if not conflict.facts:
                return tuple(found)
            rest = _without(rest, _decided(conflict))
    if most > 1:
        found = [search.pruned(scenario, c, found) for c in found]
    while len(found) < most:
        another = search.another(scenario, found)
        if another is None:
            break
        found.append(search.pruned(scenario, another, [*found, another]))
    return tuple(found)


class _Search:
    """Makes contradictory sets smaller, for as long as there is time."""

    def __init__(
        self,
        impossible: Impossible,
        until: float,
        likely: Collection[str],
        suspects: tuple[Fact, ...],
    ) -> None:
        self._ask = impossible
        self._until = until
        self._likely = likely
        self._suspects = suspects
        self._cut = False

    def impossible(
        self, scenario: Scenario, rules: Sequence[Rule] = tuple(RULES.values())
    ) -> bool:
        return self._ask(scenario, [r for r in rules if r is not KEPT])

    def smallest(self, scenario: Scenario) -> Conflict:
        """Return a smallest set of a contradictory week, confirmed in that week.

        Pins and absences are left out as long as the others clash. Fixed tours and
        changes of cycles stay meanwhile, since pins may need them; those without which
        nothing clashes are members too. Where no pin and no absence is needed, fixed
        tours and changes are left out likewise.
        """
        week = _without(scenario, _hidden(scenario))
        decided: tuple[Fact, ...] = (*week.absences, *week.pins)
        guesses = _guesses(decided, self._suspects)
        facts = self._clashing(week, decided, guesses)
        part = _only(week, decided, facts)
        if not facts:
            given: tuple[Fact, ...] = (*_given(part), *part.cycle_changes)
            if not self.impossible(_without(part, given)):
                facts = self._clashing(part, given)
                part = _only(part, given, facts)
        rules = self._needed(part)
        if any(isinstance(f, (Pin, Absence)) for f in facts):
            facts += tuple(self._members(part, rules, {f.officer for f in facts}))
        return self._told(part, facts, rules)

    def _clashing(
        self,
        week: Scenario,
        every: tuple[Fact, ...],
        guesses: Iterable[tuple[Fact, ...]] = (),
    ) -> tuple[Fact, ...]:
        """Return a smallest set of some facts of a week that clashes."""

        def clash(some: tuple[Fact, ...]) -> bool:
            return self.impossible(_only(week, every, some))

        return self._shrunk(next((g for g in guesses if clash(g)), every), clash)

    def _needed(self, part: Scenario) -> tuple[Rule, ...]:
        """Return a smallest set of rules that a week clashes with."""
        rules: tuple[Rule, ...] = tuple(r for r in RULES.values() if r is not KEPT)
        known = tuple(r for r in rules if r.name in self._likely)
        if known and self.impossible(part, known):
            rules = known
        return self._shrunk(rules, lambda some: self.impossible(part, some))

    def _members(
        self, part: Scenario, rules: Sequence[Rule], officers: Collection[str]
    ) -> Iterator[Fact]:
        """Yield the fixed tours and changes without which nothing clashes."""
        every: tuple[Fact, ...] = (*_given(part), *part.cycle_changes)
        for fact in every:
            if fact.officer in officers and time.monotonic() < self._until:
                without = _without(part, [fact])
                # The few rules are asked first: they answer fast.
                if not (self.impossible(without, rules) or self.impossible(without)):
                    yield fact

    def _told(
        self, part: Scenario, facts: Sequence[Fact], rules: tuple[Rule, ...]
    ) -> Conflict:
        """Return a contradiction, confirmed, with what rules say of it."""
        pins = tuple(f for f in facts if isinstance(f, Pin))
        own = {f.officer for f in facts}
        return Conflict(
            pins=pins,
            fixed=tuple(f for f in facts if isinstance(f, FixedTour)),
            changes=tuple(f for f in facts if isinstance(f, CycleChange)),
            absences=tuple(f for f in facts if isinstance(f, Absence)),
            rules=rules,
            breaches=() if pins else tuple(_fixed_breaches(part, own)),
            frozen=tuple(_frozen_breaches(part, rules)) if FROZEN in rules else (),
            confirmed=not self._cut and self.impossible(part, rules),
        )

    def another(self, scenario: Scenario, found: Sequence[Conflict]) -> Conflict | None:
        """Return a contradiction that stands although a fact of one found is left out.

        ``None`` = each becomes solvable when any one of its facts goes.
        """
        for conflict in found:
            others = _others(conflict, found)
            for fact in _decided(conflict):
                if time.monotonic() >= self._until:
                    return None
                week = _without(scenario, [*others, fact])
                if self.impossible(week):
                    more = self.smallest(week)
                    return more if more.facts else None
        return None

    def pruned(
        self, scenario: Scenario, conflict: Conflict, found: Sequence[Conflict]
    ) -> Conflict:
        """Return a contradiction without fixed tours that do not solve it by going.

        Such a tour is one that a pin of another contradiction, or of none, needs.
        """
        if not (conflict.pins or conflict.absences):
            return conflict
        others = _others(conflict, found)

        def solves(fact: Fact) -> bool:
            late = time.monotonic() >= self._until
            return late or not self.impossible(_without(scenario, [*others, fact]))

        return replace(
            conflict,
            fixed=tuple(filter(solves, conflict.fixed)),
            changes=tuple(filter(solves, conflict.changes)),
        )

    def _shrunk(
        self, items: Sequence[T], fails: Callable[[tuple[T, ...]], bool]
    ) -> tuple[T, ...]:
        """Leave out items for as long as the others fail, until none can be."""
        kept = tuple(items)
        size = max(1, len(kept) // 2)
        while kept:
            before = len(kept)
            at = 0
            while at < len(kept):
                if time.monotonic() >= self._until:
                    self._cut = True
                    return kept
                fewer = kept[:at] + kept[at + size :]
                if fails(fewer):
                    kept = fewer
                else:
                    at += size
            if size == 1 and len(kept) == before:
                break
            size = max(1, min(size // 2, len(kept) // 2))
        return kept


def _decided(conflict: Conflict) -> tuple[Fact, ...]:
    """Return what of a contradiction may be left out without harm to other pins."""
    return (*conflict.pins, *conflict.absences) or conflict.facts


def _others(conflict: Conflict, found: Iterable[Conflict]) -> list[Fact]:
    """Return what other contradictions are made of, and this one is not."""
    own = set(map(_key, conflict.facts))
    return [f for c in found for f in _decided(c) if _key(f) not in own]


# --- facts ----------------------------------------------------------------------------


def _guesses(
    every: Sequence[Fact], suspects: tuple[Fact, ...]
) -> Iterator[tuple[Fact, ...]]:
    """Yield small sets of facts that often suffice: pins, and their officers' facts."""
    likely = tuple(f for f in every if f in suspects)
    if likely:
        yield likely
    pins = [f for f in every if isinstance(f, Pin)]
    pinned = {p.officer for p in pins}
    if pins:
        yield tuple(pins)
        yield tuple(f for f in every if f.officer in pinned)


def _given(scenario: Scenario) -> Iterator[FixedTour]:
    """Yield the fixed tours of a week, those of cycles included."""
    rows = {(f.officer, f.day, f.shift): f for f in scenario.fixed_tours}
    for tour in _fixed(scenario):
        if tour in scenario.tours[tour.officer]:
            yield _row(rows, tour)


def _hidden(scenario: Scenario) -> Iterator[FixedTour]:
    """Yield the fixed tours that absences hide, and that no pin may ask for.

    With an absence left out they would come back, and clash with others.
    """
    rows = {(f.officer, f.day, f.shift): f for f in scenario.fixed_tours}
    pinned = {(p.officer, p.day) for p in scenario.pins}
    for pin in scenario.pins:
        if pin.mission is not None and pin.mission in scenario.missions:
            for occurrence in scenario.missions[pin.mission].occurrences:
                if pin.means(occurrence.mission, occurrence.day):
                    night = occurrence.day - dt.timedelta(days=1)
                    pinned |= {(pin.officer, occurrence.day), (pin.officer, night)}
    for tour in _fixed(scenario):
        asked = (tour.officer, tour.day) in pinned
        if not asked and tour not in scenario.tours[tour.officer]:
            yield _row(rows, tour)


def _row(
    rows: Mapping[tuple[str, dt.date, str | None], FixedTour], tour: Tour
) -> FixedTour:
    made = FixedTour(officer=tour.officer, day=tour.day, shift=tour.shift)
    return rows.get(tour.key, made)


def _fixed(scenario: Scenario) -> Iterator[Tour]:
    """Yield the fixed tours after the freeze, whoever is absent."""
    fixed = {o.id: o for o in scenario.officers.values() if not o.free}
    for tours in replace(scenario, officers=fixed, absences=()).tours.values():
        yield from (t for t in tours if t.key not in scenario.frozen_tours)


def _only(scenario: Scenario, every: Iterable[Fact], kept: Iterable[Fact]) -> Scenario:
    """Return a week with some of its facts."""
    stay = {_key(fact) for fact in kept}
    return _without(scenario, [f for f in every if _key(f) not in stay])


def _without(scenario: Scenario, gone: Iterable[Fact]) -> Scenario:
    """Return a week without some of its facts.

    Without a tour of its cycle, or a change that excuses one not worked, an officer is
    off that day as if it were exchanged. Shifted hours go with their tour.
    """
    left = {_key(fact) for fact in gone}
    off = {(t.officer, t.day) for t in _fixed(scenario) if (FixedTour, *t.key) in left}
    fixed = [f for f in scenario.fixed_tours if _key(f) not in left]
    on_tour = {(f.officer, f.day) for f in fixed if f.shift is not None}
    changes, excused = [], set(off)
    for change in scenario.cycle_changes:
        at = (change.officer, change.day)
        if _key(change) in left or (change.change is Change.SHIFTED and at in off):
            excused.add(at)
        else:
            changes.append(change)
    given = {(f.officer, f.day) for f in fixed}
    changed = {(c.officer, c.day) for c in changes}
    for officer, day in sorted(excused - on_tour):
        if scenario.officers[officer].cycle is None:
            continue
        if (officer, day) in off - given:
            fixed.append(FixedTour(officer=officer, day=day, shift=None))
        if (officer, day) in off | given and (officer, day) not in changed:
            changes.append(
                CycleChange(officer=officer, day=day, change=Change.EXCHANGE)
            )
    return replace(
        scenario,
        pins=tuple(p for p in scenario.pins if _key(p) not in left),
        fixed_tours=tuple(fixed),
        cycle_changes=tuple(changes),
        absences=tuple(a for a in scenario.absences if _key(a) not in left),
    )


def _key(fact: Fact) -> tuple[object, ...]:
    if isinstance(fact, FixedTour):
        return (FixedTour, fact.officer, fact.day, fact.shift)
    return (type(fact), fact)


def _alone(scenario: Scenario) -> Iterator[str]:
    """Yield the officers whose tours may contradict each other."""
    pinned = {p.officer for p in scenario.pins if not p.mission}
    fixed = [o.id for o in scenario.officers.values() if not o.free]
    yield from dict.fromkeys((*fixed, *(o for o in scenario.officers if o in pinned)))


def _of_one(scenario: Scenario, officer: str) -> Scenario:
    """Return the week of one officer, without missions."""
    part = scenario.only({officer})
    baseline = part.baseline
    if baseline is not None:
        baseline = replace(baseline, seats=frozenset())
    return replace(
        part,
        missions={},
        pins=tuple(p for p in part.pins if not p.mission),
        baseline=baseline,
    )


# --- what rules say -------------------------------------------------------------------


def _fixed_breaches(scenario: Scenario, own: Collection[str]) -> Iterator[Breach]:
    """Yield the breaches of the fixed tours of some officers alone."""
    own = {o for o in own if not scenario.officers[o].free}
    tours = tuple(t for o in sorted(own) for t in scenario.tours[o])
    facts = Facts(replace(scenario, pins=()), Roster(tours, ()))
    for rule in (r for r in RULES.values() if r is not FROZEN):
        for breach in rule.check(facts):
            stands = rule.excuse(scenario, breach) is None
            if stands and breach.officers and own.issuperset(breach.officers):
                yield breach


def _frozen_breaches(scenario: Scenario, rules: Sequence[Rule]) -> Iterator[Breach]:
    """Yield the breaches of what began before the freeze, alone, by some rules."""
    keys = scenario.frozen_tours.keys()
    tours = tuple(t for own in scenario.tours.values() for t in own if t.key in keys)
    seats = tuple(
        assigned(seat, known.officer)
        for known, seat in scenario.frozen_seats
        if seat is not None
    )
    facts = Facts(scenario, Roster(tours, seats))
    for rule in rules:
        for breach in rule.check(facts):
            # What is missing later is not theirs.
            began = breach.when is None or scenario.frozen(breach.when)
            if began and rule.excuse(scenario, breach) is None:
                yield breach
