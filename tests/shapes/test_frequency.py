"""Missions wanted several times with a spacing: as many as possible, proved."""

import dataclasses

import pytest

from scheduler.domain.missions import PastMission
from scheduler.domain.people import Pin
from scheduler.domain.roster import Facts
from scheduler.domain.run import SolveStatus
from scheduler.domain.time import Span
from scheduler.solve.engine import Search
from scheduler.solve.tiers import solve
from scheduler.verify.reasons import reason
from scheduler.verify.shortfalls import shortfalls
from scheduler.words import use_language
from tests import builders as b
from tests.builders import (
    MONDAY,
    PAIR,
    SOLO,
    absence,
    clock,
    day,
    mission,
    officer,
    scenario,
    shift,
)
from tests.contradicting import explain
from tests.judge import prove
from tests.shapes.brute import agrees

HOUR = 60
GOALS = ("missions_by_priority", "hours_near_contract")
TIERS = tuple((goal, {goal: 1}) for goal in GOALS)


def past(start, code="m"):
    """The mission, held at an instant before the horizon."""
    return PastMission(
        mission=code, kind="solo", zone="north", day=day(start // 1440, MONDAY),
        span=Span(start, start + 60),
    )  # fmt: skip


def week_of(spacing, times, *, days=7, starts=("10:00",), worked=range(7), **changes):
    """One officer who works 08:00 to 16:00 on some days of the week."""
    on = clock(days=days)
    base = {
        "on": on,
        "officers": [officer("o", contract=times * 8 * HOUR)],
        "shifts": [shift("s", "08:00", "16:00", weekdays=frozenset(worked))],
        "missions": [
            mission(
                "m", at=[(d, s) for d in range(days) for s in starts],
                times=times, spacing=spacing, on=on,
            )
        ],
        "tiers": TIERS,
    }  # fmt: skip
    return scenario(**{**base, **changes})


def most(week):
    """Return how often the mission is held at most, proved."""
    result = prove(week, "missions_by_priority")
    assert result.roster is not None
    held = {a.start for a in result.roster.assignments}
    mission_ = week.missions["m"]
    assert result.tiers[0].value == mission_.priority * (mission_.times - len(held))
    return len(held)


# --- with spacing too often, without it possible --------------------------------------


def test_four_days_hold_three_times_unless_two_days_must_pass():
    # Monday to Thursday: with 48 h between starts, Monday and Wednesday at the most.
    monday_to_thursday = range(4)
    assert most(week_of(0, 3, worked=monday_to_thursday)) == 3
    assert most(week_of(48 * HOUR, 3, worked=monday_to_thursday)) == 2


def test_a_minute_more_of_spacing_costs_one():
    # Monday, Wednesday and Friday at 10:00.
    assert most(week_of(48 * HOUR, 3, worked=range(5))) == 3
    assert most(week_of(48 * HOUR + 1, 3, worked=range(5))) == 2


def test_later_starts_on_later_days_make_room():
    # 10:00, two days on 10:30, two days on 11:00: 48 h 30 each.
    starts = ("10:00", "10:30", "11:00")
    assert most(week_of(48 * HOUR + 30, 3, starts=starts, worked=range(5))) == 3
    assert most(week_of(48 * HOUR + 31, 3, starts=starts, worked=range(5))) == 2


def test_two_pins_nearer_than_the_spacing_contradict_each_other():
    # Each of two officers can hold it on one day only, and is pinned to it.
    def week(spacing):
        return week_of(
            spacing,
            2,
            days=2,
            officers=[officer("o"), officer("p")],
            absences=(
                absence("o", 1, 1, on=clock(days=2)),
                absence("p", 0, 0, on=clock(days=2)),
            ),
            pins=tuple(Pin(officer=o, pin="mission", mission="m") for o in "op"),
        )

    def verdict(found):
        return solve(found, Search(workers=1, time_limit=30)).status

    assert verdict(week(24 * HOUR)) is SolveStatus.OPTIMAL
    assert verdict(week(24 * HOUR + 1)) is SolveStatus.INFEASIBLE
    conflict = explain(week(24 * HOUR + 1))
    assert conflict.confirmed
    assert {p.officer for p in conflict.pins} == {"o", "p"}
    assert "mission_spacing" in {r.name for r in conflict.rules}


@pytest.mark.parametrize(("start", "times"), [(-900, 1), (-840, 1), (-839, 0)])
def test_the_last_one_before_the_horizon_pushes_the_first_one_back(start, times):
    # To Monday 10:00 it is 24 h from Sunday 10:00, which is 840 minutes before it.
    week = week_of(24 * HOUR, 1, days=1, past_missions=(past(start),))
    assert most(week) == times


def test_places_count_together():
    # At two places on two days, a day and an hour apart: one of them.
    on = clock(days=2)

    def week(spacing):
        return week_of(
            spacing,
            2,
            days=2,
            missions=[
                mission("m", at=[(0, "10:00"), (1, "11:00")], times=2, on=on,
                        spacing=spacing, or_zones=["south"])
            ],
        )  # fmt: skip

    assert most(week(25 * HOUR)) == 2
    assert most(week(25 * HOUR + 1)) == 1


# --- against plain enumeration --------------------------------------------------------


@pytest.mark.parametrize("spacing", [0, 24, 25, 26, 48, 49])
@pytest.mark.parametrize("history", [(), (-14 * HOUR,), (-40 * HOUR, -13 * HOUR)])
def test_every_choice_of_days_is_tried(spacing, history):
    week = week_of(
        spacing * HOUR,
        2,
        days=3,
        starts=("09:00", "11:00"),
        past_missions=tuple(past(s) for s in history),
    )
    assert agrees(week) is not None


@pytest.mark.parametrize("spacing", [24 * HOUR, 24 * HOUR + 30, 24 * HOUR + 31])
def test_forms_and_places_are_tried_together(spacing):
    """A joint patrol with a fallback, at two places, beside another mission."""
    on = clock(days=2)
    joint = dataclasses.replace(PAIR, fallback="solo", fallback_worth=60)
    week = scenario(
        on=on,
        officers=[
            officer("m1", contract=12 * HOUR),
            officer("n1", "pn", free=False, cycle="c", cycle_start=on.start),
        ],
        kinds=[SOLO, joint],
        cycles={"c": ("N", None)},
        shifts=[shift("s", "08:00", "14:00"), shift("N", "08:00", "14:00", "pn")],
        missions=[
            mission("m", joint, at=[(0, "10:00"), (1, "10:30")], times=2, on=on,
                    spacing=spacing, or_zones=["south"]),
            mission("b", at=[(1, "11:00")], minutes=30, zone="south", on=on),
        ],
        tiers=TIERS,
    )  # fmt: skip
    assert agrees(week, most=20_000) is not None


# --- what is said of it ---------------------------------------------------------------


def why(week):
    result = prove(week, "missions_by_priority")
    assert result.roster is not None
    with use_language("en"):
        [found] = shortfalls(Facts(week, result.roster), b.proved(week))
        return reason(week, found)


def test_one_held_may_rule_out_every_other_start():
    week = week_of(48 * HOUR, 2, days=2, starts=("10:00",))
    assert why(week) == (
        "its other starts are on the day of one that is held, or nearer than the "
        "spacing"
    )


def test_one_before_the_horizon_may_rule_out_every_start():
    week = week_of(48 * HOUR, 1, days=1, past_missions=(past(-14 * HOUR),))
    assert "Mission spacing 1" in why(week)
    assert "Last held on Sun 04/10 10:00; 48 h must pass" in why(week)


def test_a_start_ruled_out_is_not_the_likeliest():
    # Held on Monday or on Tuesday; the other of them is 24 h away and would be free.
    on = clock(days=4)
    week = week_of(
        48 * HOUR, 2, days=4, worked=(0, 1), absences=(absence("o", 2, 3, on=on),)
    )
    found = why(week)
    assert found.startswith(("at best Wed", "at best Thu"))
    assert found.endswith("1 wanted, 0 possible (kept out: Absence 1)")
