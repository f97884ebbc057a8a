"""Missions in a time window on a grid: one of many starts, proved best."""

import dataclasses

import pytest

from scheduler.domain.people import Pin
from scheduler.domain.run import SolveStatus
from scheduler.solve.engine import Search
from scheduler.solve.tiers import solve
from tests.builders import (
    PAIR,
    SOLO,
    absence,
    clock,
    mission,
    officer,
    scenario,
    shift,
)
from tests.judge import prove
from tests.shapes.brute import agrees

GOALS = ("mandatory_missions", "missions_by_priority", "hours_near_contract")
TIERS = tuple((goal, {goal: 1}) for goal in GOALS)


def grid(first, last, step=30, day=0):
    """Return the starts of a window on a day, from the first to the last."""

    def minutes(text):
        hours, rest = text.split(":")
        return int(hours) * 60 + int(rest)

    return [
        (day, f"{m // 60:02d}:{m % 60:02d}")
        for m in range(minutes(first), minutes(last) + 1, step)
    ]


def verdict(week):
    return solve(week, Search(workers=1, time_limit=30)).status


def held_at(week, code="m"):
    result = prove(week, "missions_by_priority")
    assert result.roster is not None
    starts = {a.start for a in result.roster.assignments if a.mission == code}
    return result.tiers[0].value, sorted(starts)


# --- impossible at a fixed time, possible within a window -----------------------------


def evening(at, *, pins=(), minutes=60):
    """One officer from 10:00 to 18:00, a mission of 10 points."""
    on = clock(days=1)
    return scenario(
        on=on,
        officers=[officer("o")],
        shifts=[shift("s", "10:00", "18:00")],
        missions=[mission("m", at=at, minutes=minutes, on=on)],
        pins=pins,
        tiers=TIERS,
    )


PINNED = (Pin(officer="o", pin="mission", mission="m"),)


def test_a_fixed_time_before_the_tour_is_impossible():
    week = evening([(0, "09:30")])
    assert held_at(week) == (10, [])
    assert verdict(evening([(0, "09:30")], pins=PINNED)) is SolveStatus.INFEASIBLE


def test_a_window_that_reaches_into_the_tour_makes_it_possible():
    # 09:30 less what does not fit: from 10:00 on it does.
    at = grid("09:00", "10:00")
    assert held_at(evening(at)) == (0, [600])
    assert verdict(evening(at, pins=PINNED)) is SolveStatus.OPTIMAL


def test_one_step_of_the_grid_less_is_not_enough():
    assert held_at(evening(grid("09:00", "09:59", 59))) == (10, [])


def test_the_last_start_of_the_window_is_found_too():
    # Only 17:00 to 18:00 is left by the tour; the window ends with that start.
    week = evening(grid("16:30", "17:30"), minutes=60)
    late = dataclasses.replace(week, shifts={"s": shift("s", "17:00", "18:00")})
    assert held_at(late) == (0, [17 * 60])


def test_two_missions_of_one_crew_find_room_side_by_side():
    on = clock(days=1)

    def week(first, second):
        return scenario(
            on=on,
            officers=[officer("o")],
            shifts=[shift("s", "10:00", "13:00")],
            missions=[
                mission("a", at=first, minutes=80, on=on),
                mission("b", at=second, minutes=80, zone="south", on=on),
            ],
            tiers=TIERS,
        )

    # 80 + 10 of travel + 80 = 170 of 180 minutes: at 10:00 and 11:30.
    fixed = [(0, "11:00")]
    assert prove(week(fixed, fixed), "missions_by_priority").tiers[0].value == 10
    free = grid("10:00", "11:40", 10)
    assert prove(week(free, free), "missions_by_priority").tiers[0].value == 0


def test_a_window_past_the_end_of_the_horizon_is_held_by_the_last_night_tour():
    on = clock(days=1)
    week = scenario(
        on=on,
        officers=[officer("o")],
        shifts=[shift("night", "22:00", "06:00")],
        missions=[
            mission("m", dataclasses.replace(SOLO, night_exempt=True), on=on,
                    at=[(0, "21:00"), (1, "01:00")])
        ],
        kinds=[dataclasses.replace(SOLO, night_exempt=True)],
        tiers=TIERS,
    )  # fmt: skip
    assert held_at(week) == (0, [25 * 60])


# --- against plain enumeration --------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (grid("09:00", "11:00", 60), grid("09:30", "11:30", 60)),
        (grid("08:00", "08:30"), grid("08:00", "10:00", 40)),
        ([(0, "13:30")], grid("12:00", "14:00")),
    ],
    ids=repr,
)
def test_every_start_is_tried(first, second):
    """Two officers on tours that overlap, a joint mission with a fallback, another."""
    on = clock(days=1)
    joint = dataclasses.replace(PAIR, fallback="solo", fallback_worth=40)
    week = scenario(
        on=on,
        officers=[
            officer("m1", contract=8 * 60),
            officer("m2", contract=0),
            officer("n1", "pn", free=False, cycle="c", cycle_start=on.start),
        ],
        kinds=[SOLO, joint],
        cycles={"c": ("N",)},
        shifts=[
            shift("e", "08:00", "12:00"),
            shift("l", "10:00", "16:00"),
            shift("N", "09:30", "13:30", "pn"),
        ],
        missions=[
            mission("a", joint, at=first, minutes=90, on=on),
            mission("b", at=second, minutes=60, zone="south", on=on, priority=7),
        ],
        tiers=TIERS,
    )
    assert agrees(week, most=20_000) is not None


def test_a_mission_wanted_on_two_of_three_days():
    on = clock(days=3)
    week = scenario(
        on=on,
        officers=[officer("o", contract=8 * 60)],
        shifts=[shift("s", "08:00", "12:00")],
        absences=(absence("o", 1, 1, on=on),),
        missions=[
            mission("m", at=[(d, t) for d in range(3) for t in ("07:00", "09:00")],
                    times=2, on=on)
        ],
        tiers=TIERS,
    )  # fmt: skip
    # Held on Monday and Wednesday; at 07:00 the tour has not begun.
    found = agrees(week)
    assert found is not None
    assert found[:2] == (0, 0)


def test_alike_officers_on_a_grid_that_share_travel_and_tours():
    """Five starts, two officers alike: head-counts and names agree."""
    on = clock(days=1)
    week = scenario(
        on=on,
        officers=[officer("m1"), officer("m2")],
        shifts=[shift("s", "08:00", "12:00")],
        missions=[
            mission(code, at=grid("08:00", "10:40", 40), minutes=80, zone=zone, on=on)
            for code, zone in (("a", "north"), ("b", "south"))
        ],
        tiers=TIERS[:2],
    )
    assert agrees(week, most=20_000) == (0, 0)
