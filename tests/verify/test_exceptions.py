"""Derogations that a roster relies on are named, and no others."""

from dataclasses import replace

import pytest

from scheduler.domain.roster import Facts
from scheduler.rules import RULES
from scheduler.verify.exceptions import relied_on
from scheduler.verify.judge import judge
from tests import builders as b
from tests.derogated import ShortTours, derogation


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(RULES, "daily_work", ShortTours())


def worked(*given: object, officer: str = "A") -> Facts:
    """Return tours of 6 h on Monday and 8 h on Tuesday, with these derogations."""
    week = b.scenario(
        officers=[b.officer("A"), b.officer("B")],
        shifts=[b.shift("six", "08:00", "14:00"), b.shift("eight", "08:00", "16:00")],
        derogations=given,
    )
    return b.facts(week, tours=[(officer, 0, "six"), (officer, 1, "eight")])


def test_without_a_derogation_the_long_tour_is_a_breach() -> None:
    facts = worked()
    assert [x.over for x in judge(facts.scenario, facts.roster).breaches] == [120]
    assert relied_on(facts) == ()


@pytest.mark.parametrize(
    ("first", "last", "needed"),
    [(1, 1, True), (0, 6, True), (0, 0, False), (2, 6, False)],
)
def test_a_derogation_is_relied_on_where_the_limit_would_break(
    first: int, last: int, needed: bool
) -> None:
    given = derogation("A", first, last)
    facts = worked(given)
    assert relied_on(facts) == ((given,) if needed else ())
    found = judge(facts.scenario, facts.roster)
    assert found.derogations == relied_on(facts)
    assert bool(found.breaches) is not needed


def test_a_derogation_of_another_officer_is_not_relied_on() -> None:
    assert relied_on(worked(derogation("B", 0, 6))) == ()


def test_of_two_that_would_each_do_one_is_named() -> None:
    first, second = derogation("A", 0, 3), derogation("A", 1, 6)
    assert relied_on(worked(first, second)) == (second,)


def test_a_derogation_is_not_relied_on_where_even_it_is_broken() -> None:
    """A tour of 10 h is a breach with 9 h and with 6 h alike."""
    facts = worked(derogation("A", 0, 6))
    ten = b.shift("eight", "08:00", "18:00")
    week = replace(facts.scenario, shifts={**facts.scenario.shifts, "eight": ten})
    assert relied_on(b.facts(week, tours=[("A", 1, "eight")])) == ()
