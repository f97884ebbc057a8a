"""What is said of a roster after a move is what the whole checker says of it."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.roster import Facts, Move
from scheduler.domain.scenario import Scenario
from scheduler.goals import GOALS
from scheduler.rules import RULES
from scheduler.verify.exceptions import examine
from scheduler.verify.moves import GOAL_REACH, RULE_REACH, Moves
from tests.reference.weeks import draw
from tests.strategies import weeks_and_rosters
from tests.verify.moving import random_move

SOME = range(40)
MANY = 4000
A_LOT = 400
ROUNDS = (20, 60, 180, 540)
"""Weeks to draw for a goal: more of them only while no move changes its value."""


def judged(number: int) -> Counter[str]:
    """Compare the breaches after random moves; return which rules differ in them."""
    week, roster = draw(number)
    facts = Facts(week, roster)
    moves, random = Moves(facts), Random(f"moves of {number}")
    accused: Counter[str] = Counter()
    for _ in range(3):
        move, after = moves.after(random_move(random, facts))
        whole = Counter(map(repr, examine(Facts(week, after.roster)).breaches))
        found = moves.breaches_after(move, after)
        assert Counter(map(repr, found)) == whole, f"roster {number}, {move}"
        before = Counter(map(repr, moves.breaches))
        assert moves.adds_none(move, after) == (not whole - before)
        accused.update(b.rule for b in found if repr(b) not in before)
    return accused


def test_breaches_after_a_move_are_those_of_the_checker() -> None:
    accused = sum(map(judged, SOME), Counter())
    assert len(accused) > len(RULES) * 3 // 4, sorted(RULES.keys() - accused.keys())


@pytest.mark.nightly
@pytest.mark.parametrize("first", range(0, MANY, A_LOT))
def test_breaches_after_many_moves(first: int) -> None:
    accused = sum(map(judged, range(first, first + A_LOT)), Counter())
    # What recall_limits judges is in the tables, not in the roster.
    assert RULES.keys() - accused.keys() <= {"recall_limits"}


@pytest.mark.parametrize("rule", [r for r in RULES if r in RULE_REACH])
@settings(max_examples=4)
@given(data=st.data())
def test_breaches_in_weeks_made_for_a_rule(rule: str, data: st.DataObject) -> None:
    week, roster = data.draw(weeks_and_rosters(rule))
    facts = Facts(week, roster)
    moves = Moves(facts, [RULES[rule]])
    move, after = moves.after(random_move(_random(data), facts))
    whole = [
        repr(b)
        for b in RULES[rule].check(Facts(week, after.roster))
        if RULES[rule].excuse(week, b) is None
    ]
    assert Counter(map(repr, moves.breaches_after(move, after))) == Counter(whole)


@pytest.mark.parametrize("goal", GOALS)
def test_values_after_a_move_are_those_of_the_roster(goal: str) -> None:
    changed: Counter[bool] = Counter()

    def compare(data: st.DataObject) -> None:
        week, roster = data.draw(weeks_and_rosters(goal))
        facts = Facts(week, roster)
        moves = Moves(facts, goals=[goal])
        move, after = moves.after(random_move(_random(data), facts))
        value = moves.values_after(move).goals[goal]
        score = GOALS[goal].score(Facts(week, after.roster))
        assert value == sum(loss.points for loss in score)
        changed[value != moves.values.goals[goal]] += 1

    for number in ROUNDS:
        settings(max_examples=number)(given(st.data())(compare))()
        if changed[True]:
            return
    pytest.fail("no move changes the value: fill the weeks with its subject")


def _random(data: st.DataObject) -> Random:
    return Random(data.draw(st.integers(0, 10_000)))


def test_each_reach_is_that_of_a_rule_or_goal() -> None:
    assert RULE_REACH.keys() <= RULES.keys()
    assert GOAL_REACH.keys() <= GOALS.keys()


def test_a_part_of_a_week_knows_its_officers_alone() -> None:
    for number in SOME:
        week, _roster = draw(number)
        for officer in week.officers:
            _agree(week, week.only({officer}), officer)


def _agree(week: Scenario, part: Scenario, officer: str) -> None:
    assert list(part.officers) == [officer]
    assert part.tours == {officer: week.tours[officer]}
    assert part.history_of.get(officer) == week.history_of.get(officer)
    assert part.under_way == {o: t for o, t in week.under_way.items() if o == officer}


def test_a_move_that_is_undone_leaves_the_roster_as_it_was() -> None:
    for number in SOME:
        week, roster = draw(number)
        facts = Facts(week, roster)
        move = random_move(Random(number), facts)
        undone = Move(
            tours_dropped=move.tours_added,
            tours_added=move.tours_dropped,
            seats_dropped=move.seats_added,
            seats_added=move.seats_dropped,
        )
        again = facts.after(move).after(undone)
        for name in ("duties", "tours_of", "duties_of", "held", "crews", "record_of"):
            assert getattr(again, name) == getattr(facts, name)
