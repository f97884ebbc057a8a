"""Suggestions are those of full solves, in the same order."""

from collections import Counter
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.advise.openings import RosterBroken, Situation, fallen_ill, left_open
from scheduler.advise.suggestions import Advice, advise
from scheduler.domain.roster import Facts, Move
from scheduler.domain.scenario import Scenario
from scheduler.solve.engine import Search
from scheduler.solve.tiers import solve
from scheduler.verify.able import able
from tests.advise.stepping_in import solved_values
from tests.advise.weeks import draw
from tests.shapes.random_weeks import WEEKS

ALL = 1000
SOME = range(50)
MANY = 2000
A_LOT = 200
KINDS_SEEN = ("openings", "two or more", "other values", "chains", "tours")
"""What the weeks together have to contain."""


def someone_ill(week: Scenario, number: int) -> tuple[Situation, list[Advice]] | None:
    """Solve a week, take ill an officer who has missions, and ask who could step in."""
    result = solve(week, Search(workers=1, time_limit=60))
    if result.roster is None:
        return None
    facts = Facts(week, result.roster)
    busy = [o for o, duties in facts.duties_of.items() if duties]
    if not busy:
        return None
    officer = Random(number).choice(busy)
    first = facts.duties_of[officer][0].occurrence.span
    try:
        found = fallen_ill(facts, officer, first.start - 60, first.end + 60)
    except RosterBroken:
        # An officer without whom another one may not work, for example.
        return None
    return found, [advise(found, o, ALL) for o in left_open(found)]


def compare(week: Scenario, number: int, seen: Counter[str]) -> None:
    ill = someone_ill(replace(week, pins=()), number)
    if ill is None:
        return
    found, told = ill
    if len(told) > 1:
        # Who is in another crew with an open seat waits for it, which no solve knows.
        return
    scenario = found.facts.scenario
    for advice in told:
        opening = advice.opening
        if len(opening.places) != 1:
            continue
        (seat,) = opening.places
        (suggestions,) = advice.suggestions.values()
        base = found.moves.facts
        held = base.crews.get(opening.occurrence, ())
        crew = tuple(d for d in opening.crew if d not in held)
        base = base.after(Move(seats_added=crew))
        expected = {
            officer: values
            for officer in able(scenario, seat)
            if officer not in found.barred
            and all((d.officer, d.position) != (officer, seat.position) for d in crew)
            and (values := solved_values(scenario, base, seat, officer, found.barred))
            is not None
        }
        before = found.moves.values.tiers
        got = {
            s.steps[0].officer: tuple(
                old + change for old, change in zip(before, s.tiers, strict=True)
            )
            for s in suggestions
        }
        assert got == expected, (opening, got, expected)
        assert [expected[officer] for officer in got] == sorted(expected.values())
        seen["openings"] += 1
        seen["two or more"] += len(got) > 1
        seen["other values"] += len(set(got.values())) > 1
        seen["chains"] += any(len(s.steps) > 1 for s in suggestions)
        seen["tours"] += any(s.steps[-1].tour is not None for s in suggestions)


def test_order_is_that_of_full_solves() -> None:
    seen: Counter[str] = Counter()
    for number in SOME:
        compare(draw(number), number, seen)
    assert min(seen[kind] for kind in KINDS_SEEN), seen


@pytest.mark.nightly
@pytest.mark.parametrize("first", range(0, MANY, A_LOT))
def test_order_in_many_weeks(first: int) -> None:
    seen: Counter[str] = Counter()
    for number in range(first, first + A_LOT):
        compare(draw(number), number, seen)
    assert min(seen[kind] for kind in KINDS_SEEN), seen


@settings(max_examples=10)
@given(week=WEEKS, number=st.integers(0, 99))
def test_order_in_weeks_with_every_table(week: Scenario, number: int) -> None:
    compare(week, number, Counter())
