"""Few people: officers with a tour or seat that differs from a baseline roster."""

import dataclasses
from random import Random

import pytest

from scheduler.domain.scenario import Tier
from scheduler.goals import GOALS
from tests.builders import facts
from tests.goals.test_few_changes import CREW, TOLD, TOURS, baseline, led, week
from tests.judge import best, points
from tests.shapes.brute import agrees
from tests.shapes.test_near import week as tiny_week

GOAL = "few_people"


def test_without_a_baseline_roster_nobody_has_a_change():
    assert points(GOAL, facts(week(), tours=TOURS, crews=CREW)) == 0


def test_the_same_roster_changes_nobody():
    assert points(GOAL, facts(week(TOLD), tours=TOURS, crews=CREW)) == 0


@pytest.mark.parametrize(
    ("tours", "crews", "people"),
    [
        # o goes home: a tour and a seat, one officer.
        (TOURS[1:], CREW[1:], 1),
        # q comes too.
        ([*TOURS, ("q", 0, "s")], CREW, 1),
        # q for o.
        ([("q", 0, "s"), TOURS[1]], [("m", "agent", "q"), CREW[1]], 2),
        # The mission is dropped, the tours stay.
        (TOURS, [], 2),
        # o on another day too, p in no crew.
        ([*TOURS, ("o", 1, "s")], CREW[:1], 2),
    ],
)
def test_each_officer_counts_once(tours, crews, people):
    assert points(GOAL, facts(week(TOLD), tours=tours, crews=crews)) == people


def test_another_position_is_a_change():
    changed = [("m", "agent", "o"), ("m", "chief", "p")]
    assert points(GOAL, facts(led(), tours=TOURS, crews=changed)) == 2


def test_an_officer_whom_the_tables_no_longer_have_does_not_count():
    told = baseline([*TOURS, ("gone", 0, "s")], [("m", "10:00", "gone")])
    assert points(GOAL, facts(week(told), tours=TOURS)) == 0


def test_the_losses_name_the_officers():
    found = facts(week(TOLD), tours=TOURS, crews=[])
    assert [loss.officer for loss in GOALS[GOAL].score(found)] == ["o", "p"]


def test_the_model_keeps_the_published_tours():
    result = best(GOAL, week(baseline([("o", 0, "s"), ("p", 1, "t")])))
    assert result.tiers[0].value == 0
    assert result.roster is not None
    assert {t.officer for t in result.roster.tours} == {"o", "p"}


PEOPLE_FIRST = (
    Tier(name="missions", goals={"missions_by_priority": 1}),
    Tier(name="people", goals={GOAL: 1}),
    Tier(name="changes", goals={"few_changes": 1}),
)


@pytest.mark.parametrize("number", range(12))
def test_the_search_finds_the_fewest_people_there_are(number: int) -> None:
    tiny = dataclasses.replace(tiny_week(Random(number)), tiers=PEOPLE_FIRST)
    assert agrees(tiny, most=20_000) is not None
