"""Filling: crews for missions that a search left open although officers are free.

A search that ends before its proof may miss obvious crews. This pass tries to staff
each open mission with free officers. It keeps a crew only if no rule's ``check`` finds
a breach and the tiers, in order, lose less.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from scheduler.domain.breaks import place_breaks
from scheduler.domain.missions import Occurrence, Seat
from scheduler.domain.posts import unheld
from scheduler.domain.roster import Break, Facts, Roster, assigned
from scheduler.domain.scenario import Scenario, Tier
from scheduler.domain.tours import Tour
from scheduler.goals import GOALS
from scheduler.rules.base import Rule
from scheduler.rules.daily_break import DailyBreak
from scheduler.verify.able import able
from scheduler.verify.shortfalls import can_be_there, room

SECONDS = 3.0
"""Most seconds of filling, after the time limit or Ctrl-C."""

MOST_CREWS = 8
"""Most crews tried for one occurrence."""


def tier_value(tier: Tier, facts: Facts) -> tuple[int, Mapping[str, int]]:
    """Return the value of a tier, and the unweighted value of each of its goals."""
    goals = {g: sum(loss.points for loss in GOALS[g].score(facts)) for g in tier.goals}
    return sum(weight * goals[g] for g, weight in tier.goals.items()), goals


def with_breaks(scenario: Scenario, roster: Roster) -> Roster:
    """Return a roster with its breaks placed: as in the baseline where they may stay.

    Other breaks are placed anew, except those that began before the freeze.
    """
    rule = DailyBreak()
    known = scenario.baseline.tours_by_key if scenario.baseline else {}
    told = {
        t.key: known[t.key].breaks or ()
        for t in roster.tours
        if t.key in known
        and known[t.key].breaks is not None
        and known[t.key].span == t.span
    }
    breaks = tuple(Break(*key, span) for key, own in told.items() for span in own)
    facts = Facts(scenario, replace(roster, breaks=breaks))
    kept = {
        t.key: told[t.key]
        for t in roster.tours
        if t.key in told and rule.keeps(facts, t)
    }
    return place_breaks(scenario, roster, lambda tour: rule.need(scenario, tour), kept)


def fill(
    scenario: Scenario,
    roster: Roster,
    rules: Sequence[Rule],
    *,
    seconds: float = SECONDS,
    hurry: Callable[[], bool] = lambda: False,
) -> Roster:
    """Return a roster no worse than the given one, with open missions filled if easy.

    Tiers are compared in their order, as in the search.

    Parameters
    ----------
    scenario
        What is planned.
    roster
        The roster that a search found.
    rules
        Rules to obey.
    seconds
        Most seconds of filling.
    hurry
        Tells whether to end early, with what is found so far.
    """
    until = time.monotonic() + seconds

    def over() -> bool:
        return time.monotonic() >= until or hurry()

    facts = Facts(scenario, replace(roster, breaks=None))
    losses = _losses(facts)
    for strategy in (_all_at_once, _one_by_one):
        for tried in strategy(facts, rules, over):
            less = _losses(tried)
            if less < losses:
                facts, losses = tried, less
    filled = Facts(scenario, with_breaks(scenario, facts.roster))
    return filled.roster if not any(_in_breach(filled, rules)) else roster


def _all_at_once(
    facts: Facts, rules: Sequence[Rule], over: Callable[[], bool]
) -> Iterator[Facts]:
    """Yield a roster with all crews that can be added without breaking a rule.

    Checking every rule is slow, so on large weeks this fills most missions.
    """
    found, added = facts, []
    for occurrence in _offered(facts):
        if over():
            break
        if _open(found, occurrence):
            roster = _with_crew(found, occurrence, set())
            if roster is not None:
                found = Facts(facts.scenario, roster)
                added.append(occurrence)
    while added and not over():
        officers, missions = _in_breach(found, rules)
        if not officers and not missions:
            yield found
            return
        # Of an officer's crews, the one added last is dropped.
        last = {d.officer: o for o in added for d in found.crews[o]}
        dropped = {last[who] for who in officers if who in last}
        dropped |= {o for o in added if o.mission in missions}
        if not dropped:
            return
        added = [o for o in added if o not in dropped]
        found = _only(facts, found, added)


def _only(facts: Facts, more: Facts, kept: Sequence[Occurrence]) -> Facts:
    """Return a roster with some of the crews added in another, and their tours."""
    keys = {o.key for o in kept}
    before = {(t.officer, t.slot) for t in facts.roster.tours}
    needed = {(d.officer, d.occurrence.span) for o in kept for d in more.crews[o]}
    tours = [
        t
        for t in more.roster.tours
        if (t.officer, t.slot) in before
        or any(who == t.officer and t.slot.contains(s) for who, s in needed)
    ]
    assignments = [a for a in more.roster.assignments if a.placing in keys]
    roster = Roster(tuple(tours), (*facts.roster.assignments, *assignments), None)
    return Facts(facts.scenario, roster.sorted())


def _one_by_one(
    facts: Facts, rules: Sequence[Rule], over: Callable[[], bool]
) -> Iterator[Facts]:
    """Yield rosters with one crew more each, none of which breaks a rule."""
    scenario, losses = facts.scenario, _losses(facts)
    for occurrence in _offered(facts):
        banned: set[str] = set()
        for _attempt in range(MOST_CREWS if _open(facts, occurrence) else 0):
            if over():
                return
            found = _with_crew(facts, occurrence, banned)
            if found is None:
                break
            tried = Facts(scenario, found)
            officers, missions = _in_breach(tried, rules)
            if not officers and not missions:
                if _losses(tried) < losses:
                    facts, losses = tried, _losses(tried)
                    yield tried
                break
            crew = officers & {d.officer for d in tried.crews[occurrence]}
            if not crew:
                break
            banned |= crew


def _offered(facts: Facts) -> Iterator[Occurrence]:
    """Yield all occurrences: mandatory missions first, then those of most points."""
    missions = facts.scenario.missions.values()
    for mission in sorted(missions, key=lambda m: (not m.mandatory, -m.priority)):
        yield from sorted(mission.occurrences, key=lambda o: o.fallback)


def _losses(facts: Facts) -> tuple[int, ...]:
    return tuple(tier_value(tier, facts)[0] for tier in facts.scenario.tiers)


def _open(facts: Facts, occurrence: Occurrence) -> bool:
    """Tell whether an occurrence is wanted and compatible with those that are held."""
    if facts.scenario.frozen(occurrence.span.start):
        return False
    mission = facts.scenario.missions[occurrence.mission]
    held = facts.held[mission.id]
    if mission.relay is not None:
        gaps = (g for found in unheld(mission, held) for g in found.gaps)
        return occurrence not in held and any(occurrence.span.overlaps(g) for g in gaps)
    return len(held) < mission.times and room(mission, held, occurrence)


def _with_crew(facts: Facts, occurrence: Occurrence, banned: set[str]) -> Roster | None:
    """Return the roster with a crew added to an occurrence; ``None`` = none is free."""
    seats = [
        seat
        for seat in facts.scenario.seats[occurrence]
        for _number in range(seat.position.count)
    ]
    choices = [
        {o: tour for o, tour in _free(facts, seat) if o not in banned} for seat in seats
    ]
    crew: dict[str, int] = {}
    for place in range(len(seats)):
        if not _fill_place(place, choices, crew, set()):
            return None
    tours = [choices[place][officer] for officer, place in crew.items()]
    return replace(
        facts.roster,
        tours=(*facts.roster.tours, *(t for t in tours if t is not None)),
        assignments=(
            *facts.roster.assignments,
            *(assigned(seats[place], officer) for officer, place in crew.items()),
        ),
        breaks=None,
    ).sorted()


def _fill_place(
    place: int,
    choices: Sequence[Mapping[str, Tour | None]],
    crew: dict[str, int],
    tried: set[str],
) -> bool:
    """Fill a place of a crew, moving other members if necessary (augmenting path)."""
    for officer in choices[place]:
        if officer not in tried:
            tried.add(officer)
            if officer not in crew or _fill_place(crew[officer], choices, crew, tried):
                crew[officer] = place
                return True
    return False


def _free(facts: Facts, seat: Seat) -> Iterator[tuple[str, Tour | None]]:
    """Yield who could take a seat and the tour to add; officers on tour come first."""
    scenario, span = facts.scenario, seat.occurrence.span
    off_tour: list[tuple[str, Tour | None]] = []
    for officer in able(scenario, seat):
        own = facts.tours_of[officer]
        if any(t.slot.contains(span) for t in facts.mission_tours_of[officer]):
            if can_be_there(facts, officer, seat.occurrence, None):
                yield officer, None
            continue
        days = {t.day for t in own}
        for tour in scenario.tours[officer]:
            if tour.slot.contains(span) and tour.day not in days:
                off_tour.append((officer, tour))
                break
    yield from off_tour


def _in_breach(facts: Facts, rules: Sequence[Rule]) -> tuple[set[str], set[str]]:
    """Return the officers and the missions named in breaches; both empty = none.

    A breach that names neither counts as one of every mission.
    """
    officers: set[str] = set()
    missions: set[str] = set()
    for rule in rules:
        for breach in rule.check(facts):
            if rule.excuse(facts.scenario, breach) is not None:
                continue
            officers.update(breach.officers)
            if breach.mission is not None:
                missions.add(breach.mission)
            elif not breach.officers:
                missions.update(facts.scenario.missions)
    return officers, missions
