"""Tours from cycles, the force's own roster, absences and shifts."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scheduler.domain.people import Absence
from scheduler.domain.time import Span
from scheduler.domain.tours import FixedTour, Tour
from tests.builders import (
    MONDAY,
    absence,
    clock,
    day,
    officer,
    past,
    scenario,
    shift,
    time,
)

BINARY = ("d", "d", None, None, "n", "n", "n", None, None, "d", "d", None, None, None)
"""2/2/3/2/2/3: fourteen days, seven tours."""


def fixed(start, *, rows=(), absences=(), cycle=BINARY, on=None, **changes):
    """Days of the horizon, counted from 0, on which a fixed officer has which shift."""
    on = on or clock(days=14)
    week = scenario(
        officers=[
            officer("o", "pn", free=False, cycle="turn", cycle_start=start, **changes)
        ],
        shifts=[
            shift("d", "06:52", "19:00", "pn"),
            shift("n", "18:52", "07:00", "pn"),
        ],
        cycles={"turn": cycle},
        fixed_tours=rows,
        absences=absences,
        on=on,
    )
    assert all(t.fixed for t in week.tours["o"])
    return {(t.day - on.start).days: t.shift for t in week.tours["o"]}


TURN = {i: code for i, code in enumerate(BINARY) if code}


def test_a_cycle_that_starts_with_the_horizon():
    assert fixed(MONDAY) == TURN


@pytest.mark.parametrize("turns", [-3, -1, 1, 26])
def test_a_cycle_has_no_beginning_and_no_end(turns):
    # Whole cycles before or after the horizon change nothing.
    assert fixed(MONDAY + dt.timedelta(days=14 * turns)) == TURN


def test_a_cycle_that_started_yesterday_is_at_its_second_day():
    # Its day 1 was Sunday, and is again the last day of the horizon.
    expected = {i - 1: code for i, code in TURN.items() if i > 0} | {13: "d"}
    assert fixed(MONDAY - dt.timedelta(days=1)) == expected


def test_a_cycle_that_starts_tomorrow_is_at_its_last_day():
    expected = {i + 1: code for i, code in TURN.items() if i < 13}
    assert fixed(MONDAY + dt.timedelta(days=1)) == expected


def test_a_cycle_goes_on_over_the_clock_change_and_the_new_year():
    for first in (dt.date(2026, 10, 19), dt.date(2027, 3, 22), dt.date(2026, 12, 28)):
        assert fixed(MONDAY, cycle=("d", "n", None, None), on=clock(first, 8)) == {
            i: code
            for i in range(8)
            if (code := ("d", "n", None, None)[((first - MONDAY).days + i) % 4])
        }


def test_a_row_of_the_force_replaces_the_day_of_the_cycle():
    rows = (
        FixedTour(officer="o", day=day(0), shift="n"),
        FixedTour(officer="o", day=day(1), shift=None),
        FixedTour(officer="o", day=day(2), shift="d"),
        FixedTour(officer="p", day=day(4), shift=None),
    )
    expected = {**TURN, 0: "n", 2: "d"}
    del expected[1]
    assert fixed(MONDAY, rows=rows) == expected


def test_without_cycle_the_rows_are_all():
    rows = (FixedTour(officer="o", day=day(3), shift="d"),)
    week = scenario(
        officers=[officer("o", "pn", free=False)],
        shifts=[shift("d", "06:52", "19:00", "pn")],
        fixed_tours=rows,
    )
    assert [t.day for t in week.tours["o"]] == [day(3)]


def test_an_absence_drops_the_fixed_tours_that_begin_in_it():
    # Absent on days 4 and 5: the night of day 3 would stay, those of 4 and 5 go.
    expected = {i: code for i, code in TURN.items() if i not in (4, 5)}
    assert fixed(MONDAY, absences=(absence("o", 4, 5),)) == expected


def test_a_night_that_reaches_into_an_absence_stays():
    assert fixed(MONDAY, absences=(absence("o", 7, 7),)) == TURN


def test_an_absence_drops_to_the_minute():
    # The tour of Monday begins at 06:52, minute 412.
    def without(start, end):
        away = Absence(officer="o", span=Span(start, end))
        return 0 not in fixed(MONDAY, absences=(away,))

    assert without(412, 413)
    assert without(0, 413)
    assert not without(0, 412)
    assert not without(413, 500)


def test_the_absence_of_another_officer_drops_nothing():
    assert fixed(MONDAY, absences=(absence("p", 0, 13),)) == TURN


def free(who=None, absences=(), **changes):
    week = scenario(
        officers=[who or officer("o")],
        shifts=[shift("s", "08:00", "16:00", **changes)],
        absences=absences,
    )
    return [(t.day - MONDAY).days for t in week.tours["o"]]


def test_a_free_officer_may_work_every_day():
    assert free() == list(range(7))


def test_a_shift_is_offered_on_its_weekdays():
    assert free(weekdays=frozenset({0, 6})) == [0, 6]


def test_a_shift_is_offered_to_its_units():
    bikes = frozenset({"bikes"})
    assert free(officer("o", unit="bikes"), units=bikes) == list(range(7))
    assert free(officer("o", unit="dogs"), units=bikes) == []


def test_a_shift_is_offered_to_its_force():
    assert free(force="pn") == []


def test_an_absence_leaves_free_tours_to_the_rule():
    assert free(absences=(absence("o", 0, 6),)) == list(range(7))


def test_a_tour_has_the_work_of_its_span_less_the_unpaid_break():
    week = scenario(
        officers=[officer("o")],
        shifts=[shift("s", "08:00", "16:00", unpaid_break=45)],
    )
    tour = week.tours["o"][0]
    assert (tour.span, tour.work) == (Span(480, 960), 435)
    assert tour.key == ("o", MONDAY, "s")


@pytest.mark.parametrize(
    ("first", "hours"), [(dt.date(2026, 10, 24), 9), (dt.date(2027, 3, 27), 7)]
)
def test_the_work_of_a_night_is_elapsed_time(first, hours):
    week = scenario(
        officers=[officer("o")],
        shifts=[shift("s", "22:00", "06:00", unpaid_break=20)],
        on=clock(first, 1),
    )
    assert week.tours["o"][0].work == hours * 60 - 20


def test_the_history_is_in_order_of_time():
    week = scenario(
        officers=[officer("o")],
        history=(past("o", -1, "08:00", "16:00"), past("o", -3, "08:00", "16:00")),
    )
    assert [t.day for t in week.history_of["o"]] == [day(-3), day(-1)]


# --- work inside a window -------------------------------------------------------------


def tour(start, end, unpaid=0):
    return Tour("o", MONDAY, "s", Span(start, end), end - start - unpaid)


def test_work_inside_is_the_part_that_falls_there():
    # 22:00 to 06:00 around midnight at 1440: 2 h and 6 h.
    night = tour(1320, 1800)
    assert night.work_within(Span(0, 1440)) == 120
    assert night.work_within(Span(1440, 2880)) == 360


def test_a_tour_outside_holds_no_work():
    assert tour(480, 960).work_within(Span(960, 2000)) == 0
    assert tour(480, 960).work_within(Span(0, 480)) == 0


def test_an_unpaid_break_is_taken_where_the_tour_begins():
    # 30 min of the 2 h before midnight.
    night = tour(1320, 1800, unpaid=30)
    assert night.work_within(Span(0, 1440)) == 90
    assert night.work_within(Span(1440, 2880)) == 360


def test_a_window_that_begins_with_the_tour_takes_the_break():
    assert tour(480, 960, unpaid=60).work_within(Span(480, 960)) == 420


@settings(deadline=None)
@given(
    st.integers(0, 2000), st.integers(1, 720), st.integers(0, 720), st.integers(0, 2800)
)
def test_two_windows_that_touch_share_the_work(start, length, unpaid, cut):
    unpaid = min(unpaid, length)
    # The break lies on one side of the cut.
    assume(not start < cut < start + unpaid)
    worked = tour(start, start + length, unpaid)
    before, after = Span(-100, cut), Span(cut, 4000)
    assert worked.work_within(before) + worked.work_within(after) == worked.work


# --- unpaid breaks at a fixed time ----------------------------------------------------


def split(start, end, unpaid, at, on=None, days=1):
    week = scenario(
        officers=[officer("o")],
        shifts=[
            shift("s", start, end, unpaid_break=unpaid, break_from=time(at)),
        ],
        on=on or clock(MONDAY, days),
    )
    return week.tours["o"][0]


def test_a_split_tour_is_off_duty_from_the_time_on_that_the_shift_says():
    # 07:30 to 19:30, off duty from 12:30 to 15:30.
    tour = split("07:30", "19:30", 180, "12:30")
    assert (tour.span, tour.pause, tour.work) == (Span(450, 1170), Span(750, 930), 540)
    assert tour.worked == (Span(450, 750), Span(930, 1170))
    assert tour.slot.contains(Span(450, 750))
    assert not tour.slot.contains(Span(450, 751))
    assert tour.slot.contains(Span(930, 1170))
    assert not tour.slot.contains(Span(929, 1170))


def test_work_of_a_split_tour_is_counted_where_it_is():
    # 20:00 to 06:00, off duty from 23:00 to 01:00: 3 h before midnight, 5 h after it.
    night = split("20:00", "06:00", 120, "23:00")
    assert night.work_within(Span(0, 1440)) == 180
    assert night.work_within(Span(1440, 2880)) == 300
    # The last minute before the break, and the first one of it.
    assert night.work_within(Span(1379, 1380)) == 1
    assert night.work_within(Span(1380, 1381)) == 0


def test_a_break_after_midnight_is_on_the_next_day():
    assert split("20:00", "06:00", 60, "01:00").pause == Span(1500, 1560)


@pytest.mark.parametrize(
    ("at", "unpaid", "first", "work"),
    [("07:30", 60, 450, 660), ("18:30", 60, 1110, 660)],
)
def test_a_break_may_lie_at_an_end_of_its_shift(at, unpaid, first, work):
    tour = split("07:30", "19:30", unpaid, at)
    assert tour.pause == Span(first, first + unpaid)
    assert [s.length for s in tour.worked] == [work]


@pytest.mark.parametrize(
    ("first", "at", "start"),
    [
        # 25 October 2026, 03:30 after the change: 24 + 4.5 h after midnight.
        (dt.date(2026, 10, 24), "03:30", 1440 + 270),
        # 02:30 comes twice: the first of them.
        (dt.date(2026, 10, 24), "02:30", 1440 + 150),
        # 28 March 2027: 02:30 is skipped, and read as 03:30 summer time.
        (dt.date(2027, 3, 27), "02:30", 1440 + 150),
        (dt.date(2027, 3, 27), "03:30", 1440 + 150),
    ],
)
def test_the_break_of_a_night_in_which_clocks_change(first, at, start):
    tour = split("22:00", "06:00", 60, at, on=clock(first, 1))
    assert tour.pause == Span(start, start + 60)


def test_a_break_that_the_clocks_would_push_out_ends_with_its_tour():
    # 22:00 to 06:00 is 7 h: 01:30 and 4 h more is 06:30 summer time.
    tour = split("22:00", "06:00", 240, "01:30", on=clock(dt.date(2027, 3, 27), 1))
    assert tour.pause == Span(tour.span.end - 240, tour.span.end)
    assert tour.work == 180


def test_tours_are_the_same_whether_or_not_they_say_their_break():
    tour = split("07:30", "19:30", 180, "12:30")
    assert tour == replace(tour, pause=None)
    assert tour.slot != replace(tour, pause=None).slot
