"""Enumeration of all lawful rosters of a tiny week, and the optimum of every tier.

The enumeration uses no solver. It tries every set of tours and every complete crew, and
judges each roster with ``check`` of the rules and ``score`` of the goals.
"""

import itertools
import math
import time
from collections.abc import Iterator
from typing import Any

from scheduler.construct.first import construct
from scheduler.domain.missions import Mission
from scheduler.domain.roster import Assignment, Facts, Roster
from scheduler.domain.run import SolveStatus
from scheduler.domain.scenario import Scenario
from scheduler.domain.tours import Tour
from scheduler.rules import RULES
from scheduler.solve.engine import Search
from scheduler.solve.fill import tier_value
from scheduler.solve.tiers import solve

MOST_ROSTERS = 1500
MOST_TOURS = 60

DEMANDING = ("pins_kept", "tours_as_given", "cycle_followed", "freeze_kept")
"""Rules that miss something in a part of a roster: judged when it is whole."""

Crew = tuple[Assignment, ...]


class TooManyError(Exception):
    """A week has more rosters than the enumeration may try."""


def lawful(
    week: Scenario, tours: tuple[Tour, ...], crew: Crew, *, pins: bool = False
) -> bool:
    """Tell whether the checks find nothing (pins and fixed tours only when whole)."""
    facts = Facts(week, Roster(tours, crew).sorted())
    rules = [r for r in RULES.values() if pins or r.name not in DEMANDING]
    return not any(next(rule.check(facts), None) for rule in rules)


def tours_of(week: Scenario, officer: str) -> list[tuple[Tour, ...]]:
    """Return every lawful choice of tours of one officer."""
    options = week.tours[officer]
    if not week.officers[officer].free:
        return [options]
    by_day = [[None, *(t for t in options if t.day == d)] for d in week.clock.dates]
    choices = [tuple(t for t in c if t) for c in itertools.product(*by_day)]
    return [c for c in choices if lawful(week, c, ())]


def crews_of(week: Scenario, mission: Mission, tours: tuple[Tour, ...]) -> list[Crew]:
    """Return every lawful choice of crews for a mission, including none."""
    chosen: list[Crew] = [()]
    for occurrence in mission.occurrences:
        seats = [
            s.position.name
            for s in week.seats[occurrence]
            for _ in range(s.position.count)
        ]
        crews = {
            tuple(
                sorted(
                    Assignment(
                        mission.id,
                        occurrence.span.start,
                        seat,
                        officer,
                        occurrence.fallback,
                        occurrence.place,
                    )
                    for seat, officer in zip(seats, people, strict=True)
                )
            )
            for people in itertools.permutations(week.officers, len(seats))
        }
        single = [(), *(c for c in sorted(crews) if lawful(week, tours, c))]
        # Adding a crew never makes an unlawful choice lawful.
        joined = [(*before, *crew) for before in chosen for crew in single]
        chosen = [c for c in joined if lawful(week, tours, c)]
    return chosen


def every_roster(week: Scenario, *, most: int = MOST_ROSTERS) -> Iterator[Roster]:
    """Yield every lawful roster.

    Raises
    ------
    TooManyError
        If there are more than ``most`` to try, or too many sets of tours.
    """
    count = 0
    choices = [tours_of(week, o) for o in week.officers]
    if math.prod(map(len, choices)) > MOST_TOURS:
        raise TooManyError
    for combo in itertools.product(*choices):
        tours = tuple(itertools.chain(*combo))
        crews = [crews_of(week, m, tours) for m in week.missions.values()]
        if count + math.prod(map(len, crews)) > most:
            raise TooManyError
        for chosen in itertools.product(*crews):
            count += 1
            crew = tuple(itertools.chain(*chosen))
            if lawful(week, tours, crew, pins=True):
                yield Roster(tours, crew).sorted()


def optimum(week: Scenario, *, most: int = MOST_ROSTERS) -> tuple[int, ...] | None:
    """Return the lexicographic optimum, or None if there is no roster."""
    values = (
        tuple(tier_value(tier, Facts(week, roster))[0] for tier in week.tiers)
        for roster in every_roster(week, most=most)
    )
    return min(values, default=None)


def agrees(week: Scenario, *, most: int = MOST_ROSTERS) -> tuple[int, ...] | None:
    """Assert that search and enumeration agree, on every way to search.

    With groups, with a relaxed model that is refined, without groups, and from a
    constructed roster.

    Returns
    -------
    tuple or None
        The optimum of every tier; ``None`` if no roster is lawful.

    Raises
    ------
    TooManyError
        If the week has more rosters than the enumeration may try.
    """
    expected = optimum(week, most=most)
    rules = tuple(RULES.values())
    start = construct(week, rules, until=time.monotonic() + 60)
    assert start is None or expected is not None
    ways: tuple[dict[str, Any], ...] = (
        {"lazily": False},
        {"lazily": True},
        {"singletons": True},
        {"start": start},
    )
    for way in ways:
        found = solve(week, Search(workers=1, time_limit=60), **way)
        if expected is None:
            assert found.status is SolveStatus.INFEASIBLE
        else:
            assert found.status is SolveStatus.OPTIMAL
            assert tuple(t.value for t in found.tiers) == expected
            assert found.roster is not None
            assert lawful(week, found.roster.tours, found.roster.assignments, pins=True)
    return expected
