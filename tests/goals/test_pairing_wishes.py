"""Pairing preferences: crews that bring together, or leave apart, against a wish."""

import dataclasses

import pytest

from scheduler.domain.people import Absence, Pairing, Together
from scheduler.domain.time import Span
from scheduler.goals import GOALS
from scheduler.tables.settings import DEFAULT_TIERS
from tests.builders import (
    PAIR,
    SOLO,
    clock,
    facts,
    mission,
    officer,
    position,
    scenario,
    shift,
    time,
)
from tests.judge import points, prove

GOAL = "pairing_wishes"
DUO = dataclasses.replace(SOLO, id="duo", positions=(position("agent", count=2),))


def say(together, weight=1, one="a", two="b"):
    return Pairing(officer=one, other=two, together=Together(together), weight=weight)


def week(*pairings, kind=DUO, at="10:00", minutes=60, **changes):
    """A mission of an hour; all may work from 08:00 to 16:00."""
    staff = [officer("a"), officer("b"), officer("c"), officer("n", "pn")]
    base = {
        "officers": staff,
        "shifts": [
            shift("day", "08:00", "16:00"),
            shift("day-pn", "08:00", "16:00", "pn"),
        ],
        "kinds": [kind],
        "missions": [mission("m", kind, at=[(0, at)], minutes=minutes)],
        "pairings": pairings,
        "on": clock(days=1),
    }
    return scenario(**{**base, **changes})


def lost(found, who, position="agent"):
    return points(GOAL, facts(found, crews=[("m", position, o) for o in who]))


@pytest.mark.parametrize(
    ("who", "avoid", "prefer"),
    [("", 0, 0), ("a", 0, 3), ("b", 0, 3), ("ab", 3, 0), ("ac", 0, 3), ("c", 0, 0)],
)
def test_what_each_crew_loses(who, avoid, prefer):
    """Neither wish has a direction."""
    for pair in ("ab", "ba"):
        assert lost(week(say("avoid", 3, *pair)), who) == avoid
        assert lost(week(say("prefer", 3, *pair)), who) == prefer


@pytest.mark.parametrize("together", ["must", "never"])
@pytest.mark.parametrize("who", ["a", "b", "ab"])
def test_what_is_no_wish_loses_nothing(together, who):
    assert lost(week(say(together, 9)), who) == 0


def test_every_crew_counts():
    missions = [mission(f"m{i}", DUO, at=[(0, f"1{i}:00")]) for i in range(3)]
    found = week(say("prefer", 2), say("avoid", 5, "a", "c"), missions=missions)
    crews = [("m0", "a"), ("m0", "b"), ("m1", "a"), ("m1", "c"), ("m2", "b")]
    # Together in m0; a and b apart in m1 and in m2 (2 each); a with c in m1 (5).
    assert points(GOAL, facts(found, crews=[(m, "agent", o) for m, o in crews])) == 9


# --- where the other could not have been ----------------------------------------------


def test_a_crew_of_one_leaves_nobody_out():
    assert lost(week(say("prefer"), kind=SOLO), "a") == 0


def test_a_crew_with_one_seat_for_their_force_leaves_nobody_out():
    """A joint patrol of two has a single municipal seat."""
    assert lost(week(say("prefer"), kind=PAIR), "a") == 0


def test_a_crew_with_a_seat_for_each_force_does():
    found = week(say("prefer", 1, "a", "n"), kind=PAIR)
    assert lost(found, "a") == 1
    assert lost(found, "n", "chief") == 1


def test_a_seat_open_to_all_is_open_to_both():
    one = dataclasses.replace(DUO, positions=(position("agent", None),))
    two = dataclasses.replace(DUO, positions=(position("agent", None, count=2),))
    assert lost(week(say("prefer", 1, "a", "n"), kind=one), "a") == 0
    assert lost(week(say("prefer", 1, "a", "n"), kind=two), "a") == 1


@pytest.mark.parametrize(
    ("at", "minutes", "points_lost"),
    [("08:00", 480, 1), ("07:59", 480, 0), ("08:00", 481, 0)],
)
def test_the_other_needs_a_tour_that_holds_the_mission(at, minutes, points_lost):
    assert lost(week(say("prefer"), at=at, minutes=minutes), "a") == points_lost


@pytest.mark.parametrize(
    ("minutes", "points_lost"),
    # From 10:00 until the break of a split shift begins, and a minute of it.
    [(120, 1), (121, 0)],
)
def test_the_other_does_not_come_in_the_break_of_a_split_shift(minutes, points_lost):
    split = shift("day", "08:00", "16:00", unpaid_break=60, break_from=time("12:00"))
    found = week(say("prefer"), minutes=minutes, shifts=[split])
    assert lost(found, "a") == points_lost


@pytest.mark.parametrize(
    ("start", "end", "points_lost"),
    [(540, 600, 1), (540, 601, 0), (659, 700, 0), (660, 700, 1)],
)
def test_the_other_must_not_be_absent_in_a_minute_of_it(start, end, points_lost):
    """The mission is from 600 to 660."""
    away = Absence(officer="b", span=Span(start, end), reason="CA")
    found = week(say("prefer"), absences=(away,))
    assert lost(found, "a") == points_lost
    # The absence of the one who is there (a roster at fault) leaves b out all the same.
    assert lost(found, "b") == 1


def test_the_other_off_by_the_cycle_is_not_left_out():
    staff = [
        officer("a"),
        officer("b", free=False, cycle="c", cycle_start=clock().start),
        officer("c"),
        officer("n", "pn"),
    ]
    on, off = ({"c": cycle} for cycle in (("day",), (None,)))
    assert lost(week(say("prefer"), officers=staff, cycles=on), "a") == 1
    assert lost(week(say("prefer"), officers=staff, cycles=off), "a") == 0


# --- words, and the search ------------------------------------------------------------


def test_a_loss_names_both_and_the_crew():
    found = facts(week(say("prefer", 4)), crews=[("m", "agent", "b")])
    [loss] = GOALS[GOAL].score(found)
    assert (loss.points, loss.mission, loss.day) == (4, "m", clock().start)
    assert loss.values == {"mission": "m", "officer": "b", "other": "a"}


@pytest.mark.parametrize(
    ("wish", "crews"), [("prefer", ["ab"]), ("avoid", ["ac"])], ids=["prefer", "avoid"]
)
def test_the_search_follows_a_wish_where_it_costs_no_mission(wish, crews):
    """Of a, b and c two are wanted, and b and c are to be apart as well."""
    apart = (
        say("avoid", 1, "b", "c"),
        *[say("avoid", 1, "a", "c")] * (wish == "prefer"),
    )
    result = prove(week(say(wish, 5), *apart), "missions_by_priority", GOAL)
    assert [t.value for t in result.tiers] == [0, 0]
    assert result.roster is not None
    assert ["".join(sorted(a.officer for a in result.roster.assignments))] == crews


def test_the_search_gives_up_a_wish_for_a_mission():
    staff = [officer("a"), officer("b"), officer("n", "pn")]
    found = week(say("avoid", 7), officers=staff)
    result = prove(found, "missions_by_priority", GOAL)
    assert [t.value for t in result.tiers] == [0, 7]


def test_it_stands_beside_the_requests():
    [tier] = [t for t in DEFAULT_TIERS if GOAL in t.goals]
    assert tier.goals == {"requests": 1, "attendance_order": 1, GOAL: 1}
