"""Crew continuity: people new in an equipage from one of its missions to the next."""

import dataclasses
import datetime as dt

import pytest

from scheduler.domain.roster import Assignment, Facts, Roster
from scheduler.goals import GOALS
from scheduler.rules import RULES
from scheduler.tables.settings import DEFAULT_TIERS
from tests.builders import (
    PAIR,
    SOLO,
    clock,
    day,
    facts,
    mission,
    officer,
    position,
    scenario,
    shift,
)
from tests.fixing import loss
from tests.judge import points, prove

GOAL = "crew_continuity"
DUO = dataclasses.replace(SOLO, id="duo", positions=(position("agent", count=2),))
HOURS = ("08:00", "10:00", "12:00", "14:00")


def round_(count=2, kind=DUO, zone="north", **changes):
    """Return the missions of the equipage C, two hours apart."""
    return [
        mission(f"m{i}", kind, at=[(0, at)], zone=zone, equipage="C", **changes)
        for i, at in enumerate(HOURS[:count])
    ]


def week(*missions, **changes):
    base = {
        "officers": [officer(o) for o in "abcd"],
        "shifts": [shift("day", "07:00", "16:00")],
        "kinds": [DUO, SOLO, PAIR],
        "missions": missions,
        "on": clock(days=2),
    }
    return scenario(**{**base, **changes})


def roster(found, crews, tours=()):
    seats = [(m, "agent", o) for m, who in crews.items() for o in who]
    return facts(found, crews=seats, tours=tours)


def lost(found, crews, tours=()):
    """Return what a roster loses by the score, and insist that the model says so."""
    rostered = roster(found, crews, tours)
    value = points(GOAL, rostered)
    assert loss(found, rostered.roster, GOALS[GOAL]) == value
    return value


@pytest.mark.parametrize(
    ("crews", "value"),
    [
        ({"m0": "ab", "m1": "ab"}, 0),
        ({"m0": "ab", "m1": "ac"}, 1),
        ({"m0": "ab", "m1": "cd"}, 2),
        ({"m0": "ab"}, 0),  # forms, and goes no further
        ({"m0": "ab", "m1": "a"}, 0),  # one less is nobody new
        ({"m0": "a", "m1": "ab"}, 1),
        ({}, 0),
    ],
)
def test_two_missions(crews, value):
    assert lost(week(*round_()), crews) == value


@pytest.mark.parametrize(
    ("crews", "value"),
    [
        ({"m0": "ab", "m1": "ab", "m2": "ab", "m3": "ab"}, 0),
        ({"m0": "ab", "m1": "ac", "m2": "ac", "m3": "ac"}, 1),
        ({"m0": "ab", "m1": "ac", "m2": "ab", "m3": "ab"}, 2),  # b is new once more
        ({"m0": "ab", "m1": "bc", "m2": "cd", "m3": "da"}, 3),
        ({"m0": "ab", "m1": "cd", "m2": "ab", "m3": "cd"}, 6),
    ],
)
def test_four_missions(crews, value):
    assert lost(week(*round_(4)), crews) == value


def test_everybody_is_new_after_a_mission_that_is_not_held():
    crews = {"m0": "ab", "m2": "ab"}
    assert lost(week(*round_(3)), crews) == 2


def test_an_equipage_that_forms_late_is_new():
    assert lost(week(*round_(3)), {"m1": "ab", "m2": "ab"}) == 2


def test_the_order_of_the_table_does_not_matter():
    crews = {"m0": "ab", "m1": "ac", "m2": "ad"}
    assert lost(week(*reversed(round_(3))), crews) == 2


def test_each_equipage_by_itself():
    other = [
        mission(f"x{i}", DUO, at=[(0, at)], equipage="D")
        for i, at in enumerate(("08:00", "10:00"))
    ]
    crews = {"m0": "ab", "m1": "cd", "x0": "cd", "x1": "ab"}
    assert lost(week(*round_(), *other), crews) == 4
    plain = [dataclasses.replace(m, equipage="") for m in other]
    assert lost(week(*round_(), *plain), {**crews, "m1": "ab", "x1": "cd"}) == 0


def test_an_equipage_of_one_mission_has_nothing_to_lose():
    assert lost(week(*round_(1)), {"m0": "ab"}) == 0


# --- something else in between --------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "value"),
    [
        ("06:59", 0),  # ends a minute before the first mission begins
        ("07:59", 0),
        ("08:00", 1),  # clashes, and counts as between
        ("09:00", 1),
        ("10:00", 1),
        ("10:01", 0),
        ("11:00", 0),
    ],
)
def test_whoever_holds_another_mission_in_between_is_new(at, value):
    """The missions begin at 08:00 and 10:00; b holds one of an hour besides."""
    found = week(*round_(), mission("x", SOLO, at=[(0, at)]))
    assert lost(found, {"m0": "ab", "m1": "ab", "x": "b"}) == value


def test_another_mission_of_the_others_changes_nothing():
    found = week(*round_(), mission("x", SOLO, at=[(0, "09:00")]))
    assert lost(found, {"m0": "ab", "m1": "ab", "x": "c"}) == 0


def two_tours(second):
    shifts = [shift("early", "07:00", "09:30"), shift("late", second, "16:00")]
    return week(*round_(), shifts=shifts)


@pytest.mark.parametrize(
    ("second", "value"), [("09:30", 1), ("10:00", 1), ("08:01", 1), ("10:01", 0)]
)
def test_whoever_comes_back_on_another_tour_is_new(second, value):
    tours = [("b", 0, "early"), ("b", 0, "late")]
    found = two_tours(second)
    assert lost(found, {"m0": "ab", "m1": "ab"}, tours) == value


def test_a_tour_that_begins_with_the_first_mission_is_the_same_tour():
    shifts = [shift("day", "08:00", "16:00")]
    found = week(*round_(), shifts=shifts)
    assert lost(found, {"m0": "ab", "m1": "ab"}, [("b", 0, "day")]) == 0


@pytest.mark.parametrize(
    "first",
    [dt.date(2026, 10, 24), dt.date(2027, 3, 27), dt.date(2026, 12, 31)],
    ids=["autumn", "spring", "new year"],
)
def test_across_midnight_and_the_changes_of_the_clocks(first):
    """From 23:00 to 00:30, and to 04:00 after the clocks have changed."""
    on = clock(first, 2)
    missions = [
        mission(f"m{i}", DUO, at=[at], minutes=30, equipage="C", on=on)
        for i, at in enumerate([(0, "23:00"), (1, "00:30"), (1, "04:00")])
    ]
    found = week(*missions, on=on, shifts=[shift("night", "22:00", "06:00")])
    tours = [(o, 0, "night") for o in "abc"]
    assert lost(found, {"m0": "ab", "m1": "ab", "m2": "ab"}, tours) == 0
    assert lost(found, {"m0": "ab", "m1": "bc", "m2": "bc"}, tours) == 1


# --- forms ----------------------------------------------------------------------------


def joint_round():
    joint = dataclasses.replace(PAIR, fallback="solo")
    return week(
        *round_(3, joint),
        kinds=[joint, SOLO],
        officers=[officer("a"), officer("b"), officer("n", "pn"), officer("o", "pn")],
    )


@pytest.mark.parametrize(
    ("crews", "alone", "value"),
    [
        ({0: "an", 1: "an", 2: "an"}, {}, 0),
        ({0: "an", 2: "an"}, {1: "a"}, 1),  # n was not in the fallback's crew
        ({0: "an"}, {1: "a", 2: "a"}, 0),
        ({0: "an", 1: "bn"}, {2: "b"}, 1),
        ({}, {0: "a", 1: "a", 2: "b"}, 1),
    ],
)
def test_joint_missions_and_their_fallbacks(crews, alone, value):
    found = joint_round()
    rostered = facts(
        found,
        crews=[
            (f"m{i}", "chief" if o in "no" else "agent", o)
            for i, who in crews.items()
            for o in who
        ],
        alone=[(f"m{i}", "agent", o) for i, who in alone.items() for o in who],
    )
    assert points(GOAL, rostered) == value
    assert loss(found, rostered.roster, GOALS[GOAL]) == value


# --- words, and the search ------------------------------------------------------------


def test_a_loss_names_the_newcomers():
    found = roster(week(*round_()), {"m0": "ab", "m1": "cd"})
    [part] = GOALS[GOAL].score(found)
    assert (part.points, part.mission, part.day) == (2, "m1", day(0))
    assert part.values == {"mission": "m1", "before": "m0", "officers": "c, d"}


def test_the_search_keeps_an_equipage_together():
    # Six heads over three missions: two people hold them all.
    result = prove(week(*round_(3)), "missions_by_priority", GOAL)
    assert [t.value for t in result.tiers] == [0, 0]
    assert result.roster is not None
    assert len({a.officer for a in result.roster.assignments}) == 2


def test_the_search_parts_an_equipage_for_a_mission():
    """Two officers, and a mission in between: one of them has to leave the equipage."""
    found = week(
        *round_(2),
        mission("x", SOLO, at=[(0, "09:00")], minutes=30),
        officers=[officer("a"), officer("b")],
    )
    result = prove(found, "missions_by_priority", GOAL)
    assert [t.value for t in result.tiers] == [0, 1]
    assert result.roster is not None
    rostered = Facts(found, result.roster)
    assert not [x for rule in RULES.values() for x in rule.check(rostered)]


def test_whoever_stays_keeps_the_position_where_that_can_be():
    two = dataclasses.replace(
        SOLO, id="two", positions=(position("first"), position("second"))
    )
    found = week(*round_(3, two), kinds=[two])
    result = prove(found, "missions_by_priority", GOAL)
    assert result.roster is not None
    seats = {(a.officer, a.position) for a in result.roster.assignments}
    assert len(seats) == 2


def test_it_stands_in_the_last_tier():
    assert DEFAULT_TIERS[-1].goals[GOAL] == 30
    assert sum(GOAL in t.goals for t in DEFAULT_TIERS) == 1


def test_a_roster_may_seat_an_officer_twice():
    """Such a roster breaks rules; the two halves of the goal still agree on it."""
    found = week(*round_())
    start = [m.occurrences[0].span.start for m in found.missions.values()]
    solo = dataclasses.replace(DUO, positions=(position("agent"), position("other")))
    found = dataclasses.replace(found, kinds={"duo": solo})
    seats = tuple(
        Assignment(f"m{i}", start[i], p, "a")
        for i, p in ((0, "agent"), (1, "agent"), (1, "other"))
    )
    rostered = Facts(found, Roster((), seats))
    assert points(GOAL, rostered) == loss(found, rostered.roster, GOALS[GOAL]) == 1
