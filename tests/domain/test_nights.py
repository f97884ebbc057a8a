"""Night minutes: the part of a span inside a nightly window of local time."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.nights import night_minutes
from scheduler.domain.time import Clock, Span

MONDAY = dt.date(2026, 10, 5)
AUTUMN = dt.date(2026, 10, 24)
SPRING = dt.date(2027, 3, 27)
MUNICIPAL = (22 * 60, 5 * 60)
NATIONAL = (21 * 60, 6 * 60)


def night(start, end, window=MUNICIPAL, first=MONDAY):
    clock = Clock(first, 2)
    walls = (dt.time.fromisoformat(t) for t in (start, end))
    return night_minutes(clock, clock.tour(first, *walls), *window)


@pytest.mark.parametrize(
    ("start", "end", "municipal", "national"),
    [
        ("22:00", "05:00", 420, 420),
        ("21:00", "06:00", 420, 540),
        ("08:00", "16:00", 0, 0),
        ("05:00", "22:00", 0, 60 + 60),
        ("06:00", "21:00", 0, 0),
        ("04:59", "22:01", 2, 61 + 61),
        ("20:00", "23:00", 60, 120),
        ("03:00", "11:00", 120, 180),
        ("18:52", "07:00", 420, 540),
        ("00:00", "00:00", 300 + 120, 360 + 180),
    ],
)
def test_minutes_inside_the_window(start, end, municipal, national):
    assert night(start, end, MUNICIPAL) == municipal
    assert night(start, end, NATIONAL) == national


def test_a_window_that_does_not_cross_midnight():
    assert night("22:00", "06:00", (0, 6 * 60)) == 360
    assert night("22:00", "06:00", (23 * 60, 24 * 60)) == 60


def test_a_long_span_meets_each_night():
    # Monday 12:00 to Thursday 12:00: three nights of 7 h.
    clock = Clock(MONDAY, 4)
    assert night_minutes(clock, Span(720, 720 + 3 * 1440), *MUNICIPAL) == 3 * 420


def test_nights_before_the_horizon_are_measured_too():
    # Sunday 22:00 to Monday 05:00.
    assert night_minutes(Clock(MONDAY, 1), Span(-120, 300), *MUNICIPAL) == 420


@pytest.mark.parametrize(
    ("first", "municipal", "national"), [(AUTUMN, 480, 600), (SPRING, 360, 480)]
)
def test_the_night_of_a_clock_change_is_longer_or_shorter(first, municipal, national):
    # 22:00 to 05:00 is 7 h +- 1 h, 21:00 to 06:00 9 h +- 1 h.
    assert night("20:00", "08:00", MUNICIPAL, first) == municipal
    assert night("20:00", "08:00", NATIONAL, first) == national


def test_a_window_that_ends_in_the_doubled_hour_ends_at_its_first_occurrence():
    # 22:00 to 02:30 at UTC+2: 4 h 30.
    assert night("20:00", "08:00", (22 * 60, 150), AUTUMN) == 270


# Not 02:00 to 02:59, which the spring day does not have.
walls = st.integers(0, 1439).filter(lambda m: m // 60 != 2)


@settings(deadline=None)
@given(
    st.dates(dt.date(2026, 1, 1), dt.date(2027, 12, 31)),
    st.integers(0, 3000),
    st.integers(1, 900),
    walls,
    walls,
)
def test_a_window_and_the_rest_of_the_day_hold_every_minute_once(
    first, start, length, opens, closes
):
    clock = Clock(first, 3)
    span = Span(start, start + length)
    inside = night_minutes(clock, span, opens, closes)
    assert 0 <= inside <= length
    if opens != closes:
        assert inside + night_minutes(clock, span, closes, opens) == length
