"""Mandatory missions: priority times occurrences wanted and not held."""

import dataclasses

from scheduler.domain.roster import Assignment, Facts, Roster
from scheduler.goals import GOALS
from tests.builders import (
    PAIR,
    SOLO,
    absence,
    day,
    facts,
    mission,
    officer,
    scenario,
    shift,
)
from tests.judge import best, points

GOAL = "mandatory_missions"
MUST = dataclasses.replace(SOLO, id="must", priority=30, mandatory=True)
TWO_DAYS = [(0, "10:00"), (1, "10:00")]


def week(*missions, officers=1, **changes):
    return scenario(
        officers=[officer(f"o{i}") for i in range(officers)],
        shifts=[shift("s", "08:00", "16:00")],
        kinds=[SOLO, PAIR, MUST],
        missions=missions,
        **changes,
    )


def test_a_mission_held_loses_nothing():
    assert (
        points(GOAL, facts(week(mission("m", MUST)), crews=[("m", "agent", "o0")])) == 0
    )


def test_a_mission_not_held_loses_its_priority():
    found = facts(week(mission("m", MUST)))
    assert points(GOAL, found) == 30
    [loss] = GOALS[GOAL].score(found)
    assert (loss.mission, loss.zone, loss.day) == ("m", "north", day(0))
    assert loss.missing == 1


def test_the_priority_of_the_mission_replaces_that_of_the_kind():
    # 7 instead of 30.
    assert points(GOAL, facts(week(mission("m", MUST, priority=7)))) == 7


def test_each_time_that_is_missing_counts():
    # Wanted twice at 30: not held 60, held once 30.
    once = week(mission("m", MUST, at=TWO_DAYS, times=2))
    assert points(GOAL, facts(once)) == 60
    assert points(GOAL, facts(once, crews=[("m", "agent", "o0")])) == 30


def test_a_time_that_is_not_wanted_is_not_missing():
    # Two possible days, wanted once, held on the second.
    found = week(mission("m", MUST, at=TWO_DAYS))
    start = found.missions["m"].occurrences[1].span.start
    roster = Roster((), (Assignment("m", start, "agent", "o0"),))
    assert points(GOAL, Facts(found, roster)) == 0


def test_other_missions_are_not_counted():
    assert points(GOAL, facts(week(mission("m", SOLO)))) == 0


def test_a_mission_may_be_made_mandatory_or_freed_by_itself():
    # SOLO made mandatory: 10. MUST freed: 0.
    assert points(GOAL, facts(week(mission("m", SOLO, mandatory=True)))) == 10
    assert points(GOAL, facts(week(mission("m", MUST, mandatory=False)))) == 0


def test_the_best_week_holds_what_it_can():
    # One officer, two missions at the same hour at 30 and 20: the second is lost.
    small = week(
        mission("a", MUST),
        mission("b", MUST, priority=20),
        mission("c", SOLO, at=[(0, "12:00")]),
    )
    result = best(GOAL, small)
    assert result.tiers[0].value == 20
    assert result.roster is not None
    assert {a.mission for a in result.roster.assignments} >= {"a"}


def test_the_best_week_with_two_officers_loses_nothing():
    both = week(mission("a", MUST), mission("b", MUST, priority=20), officers=2)
    assert best(GOAL, both).tiers[0].value == 0


def test_the_best_placing_of_a_flexible_mission_is_found():
    # Monday is leave: the mission is held on Tuesday.
    found = week(mission("m", MUST, at=TWO_DAYS), absences=(absence("o0", 0, 0),))
    result = best(GOAL, found)
    assert result.tiers[0].value == 0
    assert result.roster is not None
    assert result.roster.assignments[0].start == 1440 + 600


def test_a_mission_that_cannot_be_held_often_enough_is_lost_in_part():
    # Wanted three times at 30 with two days to choose from: 30 lost whatever is done.
    found = week(mission("m", MUST, at=TWO_DAYS, times=3))
    assert best(GOAL, found).tiers[0].value == 30


def test_held_by_one_force_alone_it_loses_the_rest():
    # 20 points at 25 %: 5 saved, 15 lost, and lost in this tier.
    joint = dataclasses.replace(
        PAIR, mandatory=True, fallback="solo", fallback_worth=25
    )
    found = scenario(
        officers=[officer("o0")],
        shifts=[shift("s", "08:00", "16:00")],
        kinds=[SOLO, joint],
        missions=[mission("m", joint)],
    )
    alone = facts(found, alone=[("m", "agent", "o0")])
    assert points(GOAL, alone) == 15
    assert points("missions_by_priority", alone) == 0
    assert best(GOAL, found).tiers[0].value == 15
