"""Missions by priority: points of the missions that are not mandatory and not held."""

import dataclasses

import pytest

from scheduler.domain.roster import Assignment, Facts, Roster
from scheduler.goals import GOALS
from tests.builders import PAIR, SOLO, facts, mission, officer, scenario, shift
from tests.judge import best, points, read

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


# --- held by one force alone ----------------------------------------------------------


def falling_back(priority, worth):
    joint = dataclasses.replace(PAIR, fallback="solo", fallback_worth=worth)
    return scenario(
        officers=[officer("p"), officer("n", "pn")],
        shifts=[shift("s", "08:00", "16:00"), shift("t", "08:00", "16:00", "pn")],
        kinds=[SOLO, joint],
        missions=[mission("m", joint, priority=priority)],
    )


@pytest.mark.parametrize(
    ("priority", "worth", "lost"),
    [
        (20, 50, 10),
        (21, 50, 10),  # 10.5 saved: 11
        (19, 50, 9),  # 9.5 saved: 10
        (47, 25, 35),  # 11.75 saved: 12
        (45, 10, 40),  # 4.5 saved: 5
        (44, 10, 40),  # 4.4 saved: 4
        (40, 1, 39),  # 0.4 saved: yet one
        (40, 99, 1),  # 39.6 saved: yet one less than the joint crew
        (2, 1, 1),
        (2, 99, 1),
        (10_000, 99, 100),
    ],
)
def test_the_fallback_saves_its_share_and_never_all_nor_nothing(priority, worth, lost):
    found = facts(falling_back(priority, worth), alone=[("m", "agent", "p")])
    assert points(GOAL, found) == lost
    joint = [("m", "chief", "n"), ("m", "agent", "p")]
    assert points(GOAL, facts(found.scenario, crews=joint)) == 0
    assert points(GOAL, facts(found.scenario)) == priority


def test_the_score_says_that_one_force_held_it():
    found = facts(falling_back(20, 50), alone=[("m", "agent", "p")])
    [loss] = GOALS[GOAL].score(found)
    assert (loss.missing, loss.mission, loss.zone) == (0, "m", "north")
    english, french = read(loss.message, loss.values, found.scenario)
    assert english == "m: held by one force alone, as solo: 10 of 20 points saved"
    assert "tenue par une seule force" in french


def test_a_mission_wanted_three_times_adds_both_losses():
    # Wanted three times at 20: joint once, alone once, once not at all: 0 + 10 + 20.
    joint = dataclasses.replace(PAIR, fallback="solo")
    at = [(i, "10:00") for i in range(3)]
    week = dataclasses.replace(
        falling_back(20, 50),
        missions={"m": mission("m", joint, at=at, times=3)},
    )
    starts = [o.span.start for o in week.missions["m"].starts]
    roster = Roster(
        (),
        (
            Assignment("m", starts[0], "chief", "n"),
            Assignment("m", starts[0], "agent", "p"),
            Assignment("m", starts[1], "agent", "p", fallback=True),
        ),
    )
    assert points(GOAL, Facts(week, roster)) == 30


def test_the_best_week_without_a_national_officer_is_held_alone():
    week = falling_back(20, 50)
    alone = dataclasses.replace(week, officers={"p": week.officers["p"]})
    assert best(GOAL, alone).tiers[0].value == 10
    assert best(GOAL, week).tiers[0].value == 0


def test_a_joint_crew_is_worth_more_even_by_one_point():
    # 99 % of 10 is 9.9, so 9: the joint crew wins though it takes one officer more.
    result = best(GOAL, falling_back(10, 99))
    assert result.tiers[0].value == 0
    assert result.roster is not None
    assert not any(a.fallback for a in result.roster.assignments)
