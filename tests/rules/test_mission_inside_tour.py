"""Mission within a tour: working time counts inside tours, and a mission inside one.

CSI annexe 1 art. 11.
"""

import datetime as dt

import pytest

from scheduler.domain.settings import Unit
from tests.builders import (
    SOLO,
    clock,
    facts,
    mission,
    officer,
    past,
    scenario,
    shift,
    time,
)
from tests.judge import allowed, refused

RULE = "mission_inside_tour"


def on_mission(at, minutes, *shifts, tours=(("o", 0, "s0"),), on=None, **changes):
    """An officer on a mission; the shifts are given by start and end."""
    week = scenario(
        officers=[officer("o"), officer("p")],
        shifts=[shift(f"s{i}", *hours) for i, hours in enumerate(shifts)],
        missions=[mission("m", SOLO, at=[at], minutes=minutes, on=on)],
        on=on,
        **changes,
    )
    return facts(week, tours=tours, crews=[("m", "agent", "o")])


def test_a_mission_may_fill_the_whole_tour():
    allowed(RULE, on_mission((0, "08:00"), 480, ("08:00", "16:00")))


def test_a_mission_does_not_begin_before_the_tour():
    [breach] = refused(RULE, on_mission((0, "07:59"), 60, ("08:00", "16:00")), over=1)
    assert breach.officers == ("o",)
    assert breach.mission == "m"
    assert breach.zone == "north"
    assert breach.unit is Unit.MINUTES
    assert breach.when == 7 * 60 + 59


def test_a_mission_does_not_end_after_the_tour():
    # 15:00 to 16:00 fits, to 16:01 does not.
    allowed(RULE, on_mission((0, "15:00"), 60, ("08:00", "16:00")))
    refused(RULE, on_mission((0, "15:00"), 61, ("08:00", "16:00")), over=1)


def test_the_half_hour_after_the_tour_is_named():
    # A tour to 14:30, a mission from 14:00 to 15:00.
    found = on_mission((0, "14:00"), 60, ("06:30", "14:30"))
    [breach] = refused(RULE, found, over=30)
    assert breach.values["over"] == 30


def test_the_tour_that_holds_most_of_the_mission_is_measured():
    # 11:50 to 12:50: 10 min in the morning tour, 50 in the afternoon's.
    found = on_mission(
        (0, "11:50"),
        60,
        ("08:00", "12:00"),
        ("12:00", "16:00"),
        tours=[("o", 0, "s0"), ("o", 0, "s1")],
    )
    refused(RULE, found, over=10)


def test_without_a_tour_there_is_no_mission():
    refused(RULE, on_mission((0, "10:00"), 60, ("08:00", "16:00"), tours=()), over=60)


def test_the_tour_of_another_day_does_not_serve():
    found = on_mission((0, "10:00"), 60, ("08:00", "16:00"), tours=[("o", 1, "s0")])
    refused(RULE, found, over=60)


def test_the_tour_of_another_officer_does_not_serve():
    found = on_mission((0, "10:00"), 60, ("08:00", "16:00"), tours=[("p", 0, "s0")])
    [breach] = refused(RULE, found, over=60)
    assert breach.officers == ("o",)


def test_two_tours_that_touch_are_not_one():
    # 08:00 to 12:00 and 12:00 to 16:00; the mission 11:30 to 12:30 is half in each.
    found = on_mission(
        (0, "11:30"),
        60,
        ("08:00", "12:00"),
        ("12:00", "16:00"),
        tours=[("o", 0, "s0"), ("o", 0, "s1")],
    )
    refused(RULE, found, over=30)


def test_either_of_two_tours_may_hold_the_mission():
    found = on_mission(
        (0, "12:00"),
        60,
        ("08:00", "12:00"),
        ("12:00", "16:00"),
        tours=[("o", 0, "s0"), ("o", 0, "s1")],
    )
    allowed(RULE, found)


def test_a_night_tour_holds_missions_on_both_sides_of_midnight():
    night = ("22:00", "06:00")
    allowed(RULE, on_mission((0, "23:30"), 60, night))
    allowed(RULE, on_mission((1, "05:00"), 60, night))
    refused(RULE, on_mission((1, "05:00"), 61, night), over=1)


@pytest.mark.parametrize(
    ("first", "length"),
    [
        (dt.date(2026, 10, 24), 9),  # 22:00 (UTC+2) to 06:00 (UTC+1)
        (dt.date(2027, 3, 27), 7),  # 22:00 (UTC+1) to 06:00 (UTC+2)
        (dt.date(2026, 11, 30), 8),
        (dt.date(2026, 12, 31), 8),
    ],
)
def test_the_tour_of_a_night_is_as_long_as_the_night(first, length):
    on = clock(first, 2)
    night = ("22:00", "06:00")
    allowed(RULE, on_mission((0, "22:00"), length * 60, night, on=on))
    refused(RULE, on_mission((0, "22:00"), length * 60 + 1, night, on=on), over=1)


@pytest.mark.parametrize("offset", [0, 6])
def test_the_first_and_the_last_day_are_judged(offset):
    tours = [("o", offset, "s0")]
    shifts = [("16:00", "00:00")]
    allowed(RULE, on_mission((offset, "23:00"), 60, *shifts, tours=tours))
    refused(RULE, on_mission((offset, "23:00"), 61, *shifts, tours=tours), over=1)


@pytest.mark.parametrize(
    ("until", "outside"), [("00:00", 60), ("01:59", 1), ("02:00", 0), ("06:00", 0)]
)
def test_a_tour_of_the_history_holds_missions_up_to_its_end(until, outside):
    # Sunday 22:00 to Monday, a mission from 01:00 to 02:00.
    found = on_mission(
        (0, "01:00"),
        60,
        ("08:00", "16:00"),
        tours=(),
        history=(past("o", -1, "22:00", until),),
    )
    if outside:
        refused(RULE, found, over=outside)
    else:
        allowed(RULE, found)


def test_the_history_of_another_officer_does_not_serve():
    found = on_mission(
        (0, "01:00"),
        60,
        ("08:00", "16:00"),
        tours=(),
        history=(past("p", -1, "22:00", "06:00"),),
    )
    refused(RULE, found, over=60)


def test_every_member_of_a_crew_is_judged():
    week = scenario(
        officers=[officer("o"), officer("p")],
        shifts=[shift("s", "08:00", "16:00")],
        missions=[mission("a"), mission("b")],
    )
    crews = [("a", "agent", "o"), ("b", "agent", "p")]
    refused(RULE, facts(week, tours=[("o", 0, "s")], crews=crews), over=60)
    allowed(RULE, facts(week, tours=[("o", 0, "s"), ("p", 0, "s")], crews=crews))


# --- split shifts ---------------------------------------------------------------------


def split(at, minutes, tours=(("o", 0, "s"),), also=(), on=None, **changes):
    """A mission of "o" on a tour 07:30 to 19:30 off duty from 12:30 to 15:30."""
    hours = {"unpaid_break": 180, "break_from": time("12:30"), **changes}
    week = scenario(
        officers=[officer("o")],
        shifts=[shift("s", "07:30", "19:30", **hours), *also],
        missions=[mission("m", SOLO, at=[at], minutes=minutes, on=on)],
        on=on,
    )
    return facts(week, tours=tours, crews=[("m", "agent", "o")])


@pytest.mark.parametrize(
    ("start", "minutes", "over"),
    [
        # From the start of the tour to the break, and from the break to its end.
        ("07:30", 300, 0),
        ("15:30", 240, 0),
        # A minute of the break at either end.
        ("07:30", 301, 1),
        ("15:29", 60, 1),
        # Inside it, and across it: 3 h of the 4 h from 12:00 to 16:00.
        ("13:00", 60, 60),
        ("12:00", 240, 180),
    ],
)
def test_a_mission_keeps_off_the_break_of_a_split_shift(start, minutes, over):
    found = split((0, start), minutes)
    if not over:
        allowed(RULE, found)
        return
    [breach] = refused(RULE, found, over=over)
    assert "unpaid break" in breach.message


def test_a_mission_across_the_end_of_a_split_tour_is_outside_it():
    # 19:00 to 20:00.
    [breach] = refused(RULE, split((0, "19:00"), 60), over=30)
    assert "outside" in breach.message


def test_an_unpaid_break_without_a_time_keeps_no_mission_away():
    allowed(RULE, split((0, "07:30"), 720, break_from=None))


@pytest.mark.parametrize(
    ("twin", "fits"),
    [
        ({}, True),
        ({"unpaid_break": 60, "break_from": time("11:00")}, True),
        ({"unpaid_break": 60, "break_from": time("13:30")}, False),
    ],
)
def test_a_tour_of_the_same_hours_with_another_break_is_another_one(twin, fits):
    # 13:00 to 14:00 meets the break of "s", whatever the break of the other shift is.
    also = [shift("t", "07:30", "19:30", **twin)]
    refused(RULE, split((0, "13:00"), 60, also=also), over=60)
    other = split((0, "13:00"), 60, tours=[("o", 0, "t")], also=also)
    if fits:
        allowed(RULE, other)
    else:
        refused(RULE, other, over=30)


def test_the_break_of_a_night_is_on_the_next_day():
    # 20:00 to 06:00, off duty from 01:00 to 03:00.
    night = shift("s", "20:00", "06:00", unpaid_break=120, break_from=time("01:00"))
    for start, minutes, over in (
        ("00:00", 60, 0),
        ("00:00", 61, 1),
        ("03:00", 180, 0),
        ("02:59", 180, 1),
    ):
        week = scenario(
            officers=[officer("o")],
            shifts=[night],
            missions=[mission("m", SOLO, at=[(1, start)], minutes=minutes)],
        )
        found = facts(week, tours=[("o", 0, "s")], crews=[("m", "agent", "o")])
        if over:
            refused(RULE, found, over=over)
        else:
            allowed(RULE, found)
