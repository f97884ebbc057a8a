"""Missions by priority: points of the missions that are not mandatory and not held."""

import dataclasses

from scheduler.goals import GOALS
from tests.builders import PAIR, SOLO, facts, mission, officer, scenario, shift
from tests.judge import best, points

GOAL = "missions_by_priority"
MUST = dataclasses.replace(SOLO, id="must", priority=30, mandatory=True)


def week(*missions, officers=("p", "n"), **changes):
    return scenario(
        officers=[officer(o, "pn" if o.startswith("n") else "pm") for o in officers],
        shifts=[shift("s", "08:00", "16:00"), shift("t", "08:00", "16:00", "pn")],
        kinds=[SOLO, PAIR, MUST],
        missions=missions,
        **changes,
    )


def test_priorities_of_what_is_not_held_are_added():
    # Guard 10 and pair 20: none held 30, the guard held 20, both held 0.
    both = week(mission("guard"), mission("pair", PAIR, at=[(0, "12:00")]))
    guard = [("guard", "agent", "p")]
    pair = [("pair", "chief", "n"), ("pair", "agent", "p")]
    assert points(GOAL, facts(both)) == 30
    assert points(GOAL, facts(both, crews=guard)) == 20
    assert points(GOAL, facts(both, crews=[*guard, *pair])) == 0


def test_mandatory_missions_are_not_counted():
    assert points(GOAL, facts(week(mission("m", MUST)))) == 0


def test_each_time_that_is_missing_counts():
    # Wanted three times, held once: 2 x 10.
    at = [(i, "10:00") for i in range(3)]
    found = facts(week(mission("m", at=at, times=3)), crews=[("m", "agent", "p")])
    assert points(GOAL, found) == 20
    [loss] = GOALS[GOAL].score(found)
    assert loss.missing == 2
    assert loss.values["times"] == 3


def test_two_guards_are_worth_one_pair():
    # At one hour the municipal officer stands one guard of 11 or joins the pair of 20;
    # 11 + 11 + 20 = 42 in all, the pair is kept: 22 lost.
    found = week(
        mission("a", priority=11),
        mission("b", priority=11),
        mission("pair", PAIR),
    )
    result = best(GOAL, found)
    assert result.tiers[0].value == 22
    assert result.roster is not None
    assert {a.mission for a in result.roster.assignments} == {"pair"}


def test_a_pair_is_given_up_for_two_guards_that_exclude_it():
    # The pair fills 10:00 to 12:00, the guards of 11 an hour each of it: 20 lost
    # instead of 22.
    found = week(
        mission("a", priority=11, at=[(0, "10:00")]),
        mission("b", priority=11, at=[(0, "11:00")]),
        mission("pair", PAIR, minutes=120),
    )
    result = best(GOAL, found)
    assert result.tiers[0].value == 20
    assert result.roster is not None
    assert {a.mission for a in result.roster.assignments} == {"a", "b"}


def test_without_a_national_officer_the_pair_is_lost():
    assert best(GOAL, week(mission("m", PAIR), officers=("p",))).tiers[0].value == 20


def test_people_missing_are_points_lost_and_not_a_contradiction():
    # Nobody at all: 10 + 20.
    found = week(mission("a"), mission("b", PAIR), officers=())
    assert best(GOAL, found).tiers[0].value == 30
