"""Meetings: one named or qualified officer of each force, when all can attend."""

import dataclasses

import pytest

from scheduler.domain.people import ForceKind, Pin
from scheduler.domain.roster import Facts
from scheduler.domain.run import SolveStatus
from scheduler.solve.engine import Search
from scheduler.solve.tiers import solve
from scheduler.verify.reasons import reason
from scheduler.verify.shortfalls import shortfalls
from scheduler.words import use_language
from tests import builders as b
from tests.builders import (
    PAIR,
    SOLO,
    absence,
    clock,
    held,
    mission,
    officer,
    position,
    scenario,
    shift,
)
from tests.judge import prove
from tests.shapes.brute import agrees

GOALS = ("missions_by_priority", "attendance_order", "hours_near_contract")
TIERS = tuple((goal, {goal: 1}) for goal in GOALS)
ON = clock(days=2)
NATIONAL = {"free": False, "cycle": "c", "cycle_start": ON.start}


def week_of(attendees, *, at=((0, "10:00"),), away=(), kind=PAIR, **changes):
    """Two municipal and two national officers; absences by (officer, day)."""
    base = {
        "on": ON,
        "officers": [
            officer("m1"), officer("m2"),
            officer("n1", "pn", **NATIONAL), officer("n2", "pn", **NATIONAL),
        ],
        "kinds": [SOLO, PAIR, kind],
        "cycles": {"c": ("n", "n")},
        "shifts": [shift("s", "08:00", "16:00"), shift("n", "08:00", "16:00", "pn")],
        "missions": [mission("m", kind, at=at, attendees=attendees, on=ON)],
        "absences": tuple(absence(o, d, d, on=ON) for o, d in away),
        "tiers": TIERS,
    }  # fmt: skip
    return scenario(**{**base, **changes})


def meeting(week):
    """Return what the best roster loses, when it meets, and who attends."""
    result = prove(week, *GOALS[:2])
    assert result.roster is not None
    crew = [a for a in result.roster.assignments if a.mission == "m"]
    return (
        [t.value for t in result.tiers],
        {a.start for a in crew},
        {a.officer for a in crew},
    )


CHIEFS = {"chief": ("n1",), "agent": ("m1",)}
BOTH = {"chief": ("n1", "n2"), "agent": ("m1", "m2")}
TWO_DAYS = ((0, "10:00"), (1, "10:00"))
APART = (("m1", 0), ("n1", 1))
"""On neither day are both chiefs there."""


# --- impossible without, possible with ------------------------------------------------


def test_chiefs_who_are_never_there_together_do_not_meet():
    assert meeting(week_of(CHIEFS, at=TWO_DAYS, away=APART)) == ([20, 0], set(), set())


def test_an_alternate_makes_it_possible():
    named = {"chief": ("n1",), "agent": ("m1", "m2")}
    found = meeting(week_of(named, at=TWO_DAYS, away=APART))
    # On Monday, with the municipal alternate: one point.
    assert found == ([0, 1], {600}, {"n1", "m2"})


def test_another_time_makes_it_possible():
    # On Monday m1 is away; both are there on Tuesday.
    away = (("m1", 0),)
    assert meeting(week_of(CHIEFS, away=away)) == ([20, 0], set(), set())
    found = meeting(week_of(CHIEFS, at=TWO_DAYS, away=away))
    assert found == ([0, 0], {1440 + 600}, {"n1", "m1"})


def test_pinned_chiefs_who_cannot_meet_are_a_contradiction():
    pins = tuple(Pin(officer=o, pin="mission", mission="m") for o in ("m1", "n1"))

    def verdict(**changes):
        week = week_of(CHIEFS, pins=pins, away=(("m1", 0),), **changes)
        return solve(week, Search(workers=1, time_limit=30)).status

    assert verdict() is SolveStatus.INFEASIBLE
    assert verdict(at=TWO_DAYS) is SolveStatus.OPTIMAL


def test_the_time_at_which_fewest_alternates_attend_is_chosen():
    # Monday: m1 away, one alternate. Tuesday: both chiefs away, two alternates.
    away = (("m1", 0), ("n1", 1), ("m1", 1))
    found = meeting(week_of(BOTH, at=TWO_DAYS, away=away))
    assert found == ([0, 1], {600}, {"n1", "m2"})


def test_one_named_on_one_side_and_one_qualified_on_the_other():
    kind = dataclasses.replace(
        PAIR,
        id="council",
        positions=(
            position("chief", ForceKind.NATIONAL, leads=True),
            position("agent", qualifications=("command",)),
        ),
    )
    week = week_of({"chief": ("n2",)}, kind=kind)
    assert meeting(week) == ([20, 0], set(), set())
    staff = {
        **week.officers,
        "m2": dataclasses.replace(
            week.officers["m2"], qualifications=(held("command"),)
        ),
    }
    able = dataclasses.replace(week, officers=staff)
    assert meeting(able) == ([0, 0], {600}, {"n2", "m2"})


def test_the_reason_tells_that_only_some_are_asked():
    week = week_of(CHIEFS, away=(("m1", 0),))
    result = prove(week, "missions_by_priority")
    assert result.roster is not None
    with use_language("en"):
        [found] = shortfalls(Facts(week, result.roster), b.proved(week))
        assert "Named attendees 1" in reason(week, found)


# --- against plain enumeration --------------------------------------------------------


@pytest.mark.parametrize(
    "attendees",
    [
        CHIEFS,
        BOTH,
        {"chief": ("n2", "n1"), "agent": ("m1",)},
        {"agent": ("m2", "m1")},
        {},
    ],
    ids=str,
)
@pytest.mark.parametrize("away", [(), APART, (("m2", 0), ("n2", 1))], ids=str)
def test_every_crew_and_time_is_tried(attendees, away):
    week = week_of(attendees, at=TWO_DAYS, away=away)
    assert agrees(week, most=20_000) is not None


def test_alternates_in_one_group_cost_what_each_of_them_costs():
    """Two seats, four officers alike but for their order, one of them wanted twice."""
    double = dataclasses.replace(
        SOLO, id="double", positions=(position("agent", count=2),)
    )
    on = clock(days=1)
    week = scenario(
        on=on,
        officers=[officer(f"m{i}") for i in (1, 2, 3, 4)],
        kinds=[SOLO, double],
        shifts=[shift("s", "08:00", "16:00")],
        missions=[
            mission("m", double, attendees={"agent": ("m4", "m2", "m3", "m1")}, on=on),
            mission("x", at=[(0, "10:30")], attendees={"agent": ("m4", "m2")}, on=on),
        ],
        tiers=TIERS[:2],
    )
    # m4 and m2 cannot be at both: m4 at x, m2 and m3 at m is 1; so is m2 at x (1) with
    # m4 and m3 at m (1), which is 2. The best is 1.
    assert agrees(week, most=200_000) == (0, 1)
