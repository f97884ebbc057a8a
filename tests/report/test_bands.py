"""Minutes by part of the day and of the week, to the minute and over clock changes."""

import datetime as dt

import pytest

from scheduler.domain.time import Clock, Span
from scheduler.report.bands import Band, band_at, split

MONDAY = dt.date(2026, 10, 5)


def between(first: str, last: str, clock: Clock) -> Span:
    """Return the span between two local times, ``2026-10-05 22:00``."""
    start, end = (
        clock.from_datetime(dt.datetime.fromisoformat(t).replace(tzinfo=clock.zone))
        for t in (first, last)
    )
    return Span(start, end)


def minutes(first: str, last: str) -> dict[tuple[str, bool], int]:
    clock = Clock(MONDAY, 7)
    found = split(clock, between(first, last, clock))
    return {(band.value, weekend): n for (band, weekend), n in found.items()}


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        # One minute before each limit, and one after.
        ("2026-10-05 22:59", "2026-10-05 23:00", "evening"),
        ("2026-10-05 23:00", "2026-10-05 23:01", "night"),
        ("2026-10-06 05:59", "2026-10-06 06:00", "night"),
        ("2026-10-06 06:00", "2026-10-06 06:01", "day"),
        ("2026-10-06 19:59", "2026-10-06 20:00", "day"),
        ("2026-10-06 20:00", "2026-10-06 20:01", "evening"),
        ("2026-10-05 23:59", "2026-10-06 00:00", "night"),
        ("2026-10-06 00:00", "2026-10-06 00:01", "night"),
    ],
)
def test_each_limit_to_the_minute(first: str, last: str, expected: str) -> None:
    assert minutes(first, last) == {(expected, False): 1}


def test_a_span_across_every_limit() -> None:
    # Tue 05:00 to Wed 00:30: night 1 h + 1 h 30 (23:00 to 00:30), day 14 h, evening 3 h
    assert minutes("2026-10-06 05:00", "2026-10-07 00:30") == {
        ("night", False): 150,
        ("day", False): 840,
        ("evening", False): 180,
    }


def test_a_night_into_the_weekend_changes_at_midnight() -> None:
    # Fri 22:30 to Sat 01:15: evening 30 min, night 60 min Friday and 75 min Saturday
    assert minutes("2026-10-09 22:30", "2026-10-10 01:15") == {
        ("evening", False): 30,
        ("night", False): 60,
        ("night", True): 75,
    }


def test_a_night_out_of_the_weekend_changes_at_midnight() -> None:
    # Sun 23:30 to Mon 00:20
    assert minutes("2026-10-11 23:30", "2026-10-12 00:20") == {
        ("night", True): 30,
        ("night", False): 20,
    }


def test_the_night_on_which_clocks_go_back_is_nine_hours() -> None:
    # 22:00 to 06:00: 1 h of evening, then 23:00 to 06:00 = 7 h + the hour that comes
    # twice = 8 h
    assert minutes("2026-10-24 22:00", "2026-10-25 06:00") == {
        ("evening", True): 60,
        ("night", True): 480,
    }


def test_the_night_on_which_clocks_go_forward_is_seven_hours() -> None:
    # 22:00 to 06:00: 1 h of evening, then 7 h - 1 h = 6 h
    assert minutes("2026-03-28 22:00", "2026-03-29 06:00") == {
        ("evening", True): 60,
        ("night", True): 360,
    }


def test_the_turn_of_the_year() -> None:
    # Thu 31 December 22:00 to Fri 1 January 07:00
    assert minutes("2026-12-31 22:00", "2027-01-01 07:00") == {
        ("evening", False): 60,
        ("night", False): 420,
        ("day", False): 60,
    }


def test_a_span_before_the_horizon() -> None:
    # Sun 4 October 23:30 to Mon 00:30, the horizon begins on Monday
    assert minutes("2026-10-04 23:30", "2026-10-05 00:30") == {
        ("night", True): 30,
        ("night", False): 30,
    }


def test_every_minute_is_in_one_band() -> None:
    for clock in (Clock(dt.date(2026, 10, 19), 14), Clock(dt.date(2026, 3, 23), 14)):
        found = split(clock, clock.span)
        assert found.total() == clock.span.length
        # Two weekends: 4 days, one of them an hour longer or shorter.
        weekend = sum(n for (_band, w), n in found.items() if w)
        assert weekend - 4 * 1440 == clock.span.length - 14 * 1440


def test_a_mission_begins_in_one_band() -> None:
    clock = Clock(MONDAY, 7)
    span = between("2026-10-05 22:59", "2026-10-06 02:00", clock)
    assert band_at(clock, span) is Band.EVENING
    assert band_at(clock, Span(span.start + 1, span.end)) is Band.NIGHT
