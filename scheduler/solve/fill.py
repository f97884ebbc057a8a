"""Missions that a search left open although officers are free: crews by hand.

A search that ends before its proof may miss what anybody sees. Each open mission is
offered to officers who are free, one crew at a time; a crew stays only if the checker
finds nothing against the roster and the tiers, in their order, lose less.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from scheduler.domain.breaks import place_breaks
from scheduler.domain.missions import Occurrence, Seat
from scheduler.domain.posts import unheld
from scheduler.domain.roster import Assignment, Facts, Roster
from scheduler.domain.scenario import Scenario, Tier
from scheduler.domain.tours import Tour
from scheduler.goals import GOALS
from scheduler.rules.base import Rule
from scheduler.rules.daily_break import DailyBreak
from scheduler.verify.able import able
from scheduler.verify.shortfalls import can_be_there, room

SECONDS = 3.0
"""The longest that this may take, after any limit or Ctrl-C."""

MOST_CREWS = 8
"""Crews tried for one placing of a mission."""


def tier_value(tier: Tier, facts: Facts) -> tuple[int, Mapping[str, int]]:
    """Return what a roster loses in a tier, and the unweighted value of each goal."""
    goals = {g: sum(loss.points for loss in GOALS[g].score(facts)) for g in tier.goals}
    return sum(weight * goals[g] for g, weight in tier.goals.items()), goals


def with_breaks(scenario: Scenario, roster: Roster) -> Roster:
    """Return a roster with its breaks placed anew."""
    breaks = DailyBreak()
    return place_breaks(scenario, roster, lambda tour: breaks.need(scenario, tour))


def fill(
    scenario: Scenario,
    roster: Roster,
    rules: Sequence[Rule],
    *,
    seconds: float = SECONDS,
    hurry: Callable[[], bool] = lambda: False,
) -> Roster:
    """Return a roster that loses no more in any tier, and less in one if that is easy.

    Tiers are compared in their order, as the search does, so what is asked of a former
    roster counts as it does there.

    Parameters
    ----------
    scenario
        What is planned.
    roster
        What a search found.
    rules
        Rules to obey.
    seconds
        The longest that this may take.
    hurry
        Tells that somebody waits no longer: what is found so far is returned.
    """
    until = time.monotonic() + seconds

    def over() -> bool:
        return time.monotonic() >= until or hurry()

    facts = Facts(scenario, replace(roster, breaks=None))
    losses = _losses(facts)
    for many in (True, False):
        for tried in (_all_at_once if many else _one_by_one)(facts, rules, over):
            less = _losses(tried)
            if less < losses:
                facts, losses = tried, less
    done = Facts(scenario, with_breaks(scenario, facts.roster))
    return done.roster if not any(_accused(done, rules)) else roster


def _all_at_once(
    facts: Facts, rules: Sequence[Rule], over: Callable[[], bool]
) -> Iterator[Facts]:
    """Yield a roster with a crew in every open mission, less those that break a rule.

    Asking every rule costs much, so that on large weeks this fills most.
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
        officers, missions = _accused(found, rules)
        if not officers and not missions:
            yield found
            return
        # The crew added last is the one to do without.
        last = {d.officer: o for o in added for d in found.crews[o]}
        dropped = {last[who] for who in officers if who in last}
        dropped |= {o for o in added if o.mission in missions}
        if not dropped:
            return
        added = [o for o in added if o not in dropped]
        found = _only(facts, found, added)


def _only(facts: Facts, more: Facts, kept: Sequence[Occurrence]) -> Facts:
    """Return a roster with some of the crews that another has more, and their tours."""
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
    """Yield rosters with one more crew each, every one lawful."""
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
            officers, missions = _accused(tried, rules)
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
    """Yield the placings of missions, mandatory ones and those of most points first."""
    missions = facts.scenario.missions.values()
    for mission in sorted(missions, key=lambda m: (not m.mandatory, -m.priority)):
        yield from sorted(mission.occurrences, key=lambda o: o.fallback)


def _losses(facts: Facts) -> tuple[int, ...]:
    return tuple(tier_value(tier, facts)[0] for tier in facts.scenario.tiers)


def _open(facts: Facts, occurrence: Occurrence) -> bool:
    """Tell whether an occurrence could be held beside those that are, and is wanted."""
    mission = facts.scenario.missions[occurrence.mission]
    held = facts.held[mission.id]
    if mission.relay is not None:
        gaps = (g for found in unheld(mission, held) for g in found.gaps)
        return occurrence not in held and any(occurrence.span.overlaps(g) for g in gaps)
    return len(held) < mission.times and room(mission, held, occurrence)


def _with_crew(facts: Facts, occurrence: Occurrence, banned: set[str]) -> Roster | None:
    """Return the roster with a crew in an occurrence; ``None`` = no crew is free."""
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
        if not _seat(place, choices, crew, set()):
            return None
    tours = [choices[place][officer] for officer, place in crew.items()]
    return replace(
        facts.roster,
        tours=(*facts.roster.tours, *(t for t in tours if t is not None)),
        assignments=(
            *facts.roster.assignments,
            *(_assignment(seats[place], officer) for officer, place in crew.items()),
        ),
        breaks=None,
    ).sorted()


def _assignment(seat: Seat, officer: str) -> Assignment:
    mission, start, fallback, place = seat.occurrence.key
    return Assignment(mission, start, seat.position.name, officer, fallback, place)


def _seat(
    place: int,
    choices: Sequence[Mapping[str, Tour | None]],
    crew: dict[str, int],
    asked: set[str],
) -> bool:
    """Seat somebody at a place, moving others of the crew if need be."""
    for officer in choices[place]:
        if officer not in asked:
            asked.add(officer)
            if officer not in crew or _seat(crew[officer], choices, crew, asked):
                crew[officer] = place
                return True
    return False


def _free(facts: Facts, seat: Seat) -> Iterator[tuple[str, Tour | None]]:
    """Yield who could take a seat: those on tour, then others with a tour to work."""
    scenario, span = facts.scenario, seat.occurrence.span
    idle: list[tuple[str, Tour | None]] = []
    for officer in able(scenario, seat):
        own = facts.tours_of[officer]
        if any(t.slot.contains(span) for t in facts.mission_tours_of[officer]):
            if can_be_there(facts, officer, seat.occurrence, None):
                yield officer, None
            continue
        days = {t.day for t in own}
        for tour in scenario.tours[officer]:
            if tour.slot.contains(span) and tour.day not in days:
                idle.append((officer, tour))
                break
    yield from idle


def _accused(facts: Facts, rules: Sequence[Rule]) -> tuple[set[str], set[str]]:
    """Return the officers and the missions that breaches name; empty = lawful.

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
