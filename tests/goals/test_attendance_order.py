"""Attendee preference: one point for each officer asked in vain before an alternate."""

import dataclasses

import pytest

from scheduler.domain.authority import Override
from scheduler.domain.people import Pin
from scheduler.goals import GOALS
from tests.builders import (
    PAIR,
    SOLO,
    absence,
    facts,
    mission,
    officer,
    scenario,
    shift,
)
from tests.judge import best, points, prove

GOAL = "attendance_order"
DOUBLE = dataclasses.replace(
    SOLO, id="double",
    positions=(dataclasses.replace(SOLO.positions[0], count=2),),
)  # fmt: skip


def week_of(attendees, *, kind=SOLO, at=((0, "10:00"),), **changes):
    return scenario(
        officers=[*(officer(f"m{i}") for i in (1, 2, 3, 4)), officer("n1", "pn")],
        kinds=[SOLO, PAIR, DOUBLE],
        shifts=[shift("s", "08:00", "16:00"), shift("n", "08:00", "16:00", "pn")],
        missions=[mission("m", kind, at=at, attendees=attendees)],
        **changes,
    )


@pytest.mark.parametrize(("who", "lost"), [("m1", 0), ("m2", 1), ("m3", 2)], ids=str)
def test_the_first_costs_nothing_the_first_alternate_one_the_next_two(who, lost):
    week = week_of({"agent": ("m1", "m2", "m3")})
    assert points(GOAL, facts(week, crews=[("m", "agent", who)])) == lost


def test_the_loss_names_the_alternate():
    found = facts(week_of({"agent": ("m1", "m2")}), crews=[("m", "agent", "m2")])
    [loss] = GOALS[GOAL].score(found)
    assert (loss.officer, loss.mission, loss.points) == ("m2", "m", 1)
    assert loss.values["rank"] == 1


def test_who_was_let_in_comes_after_all_named():
    week = week_of({"agent": ("m1", "m2")})
    assert points(GOAL, facts(week, crews=[("m", "agent", "m4")])) == 2


def test_an_open_position_costs_nothing():
    assert points(GOAL, facts(week_of({}), crews=[("m", "agent", "m4")])) == 0


@pytest.mark.parametrize(
    ("pair", "lost"),
    [
        (("m1", "m2"), 0),
        (("m1", "m3"), 1),
        (("m2", "m3"), 1),
        (("m1", "m4"), 2),
        # m3 the first alternate, m4 the second: 1 + 2.
        (("m3", "m4"), 3),
    ],
    ids=str,
)
def test_of_two_seats_two_are_asked_first(pair, lost):
    week = week_of({"agent": ("m1", "m2", "m3", "m4")}, kind=DOUBLE)
    crews = [("m", "agent", who) for who in pair]
    assert points(GOAL, facts(week, crews=crews)) == lost


def test_one_named_for_two_seats_leaves_the_other_to_an_alternate():
    # One is asked for two seats: whoever else comes was never asked, 1 point.
    week = week_of({"agent": ("m1",)}, kind=DOUBLE)
    crews = [("m", "agent", "m1"), ("m", "agent", "m4")]
    assert points(GOAL, facts(week, crews=crews)) == 1


def test_positions_and_missions_are_added():
    week = week_of({"agent": ("m1", "m2"), "chief": ("n1",)}, kind=PAIR)
    more = mission("x", attendees={"agent": ("m3", "m4", "m1")}, at=[(1, "10:00")])
    both = dataclasses.replace(week, missions={**week.missions, "x": more})
    crews = [("m", "chief", "n1"), ("m", "agent", "m2"), ("x", "agent", "m1")]
    # 0 for the chief, 1 for m2, 2 for m1 at the other one.
    assert points(GOAL, facts(both, crews=crews)) == 3


# --- the best week --------------------------------------------------------------------


def attending(result):
    return [a.officer for a in result.roster.assignments]


def test_the_first_attends_where_nothing_stands_against_it():
    result = prove(week_of({"agent": ("m3", "m1")}), "missions_by_priority", GOAL)
    assert [t.value for t in result.tiers] == [0, 0]
    assert attending(result) == ["m3"]


def test_the_alternate_attends_while_the_first_is_absent():
    week = week_of({"agent": ("m3", "m1", "m2")}, absences=(absence("m3", 0, 0),))
    result = prove(week, "missions_by_priority", GOAL)
    assert [t.value for t in result.tiers] == [0, 1]
    assert attending(result) == ["m1"]


def test_a_time_is_chosen_at_which_the_first_can_attend():
    # On Monday only the alternate is there; on Tuesday the first is.
    week = week_of(
        {"agent": ("m3", "m1")},
        at=[(0, "10:00"), (1, "10:00")],
        absences=(absence("m3", 0, 0),),
    )
    result = prove(week, "missions_by_priority", GOAL)
    assert [t.value for t in result.tiers] == [0, 0]
    assert attending(result) == ["m3"]


def test_not_meeting_at_all_costs_nothing_here():
    assert best(GOAL, week_of({"agent": ("m1", "m2")})).tiers[0].value == 0


def test_an_officer_let_in_and_pinned_costs_as_one_asked_last():
    override = Override(
        rule="attendees_only", officer="m4", mission="m", day=None, reason="made up",
        municipal_author="PM-0", national_author="",
    )  # fmt: skip
    week = week_of(
        {"agent": ("m1", "m2")},
        overrides=(override,),
        pins=(Pin(officer="m4", pin="mission", mission="m"),),
    )
    result = prove(week, "missions_by_priority", GOAL)
    assert [t.value for t in result.tiers] == [0, 2]
