"""Instants as a person writes them on the command line."""

import datetime as dt

import pytest

from scheduler.domain.time import Clock
from scheduler.io.cells import CellError
from scheduler.io.instants import parse_instant

AUTUMN = Clock(dt.date(2026, 10, 24), 3)
"""Saturday to Monday; at 03:00 on Sunday the clocks go back to 02:00."""

SPRING = Clock(dt.date(2027, 3, 27), 3)
"""Saturday to Monday; at 02:00 on Sunday the clocks go forward to 03:00."""

NOON = dt.datetime(2026, 10, 24, 10, tzinfo=dt.UTC)
"""12:00 in Paris."""


@pytest.mark.parametrize(
    ("text", "minute"),
    [
        ("2026-10-24T14:00", 14 * 60),
        ("2026-10-24 14:00", 14 * 60),
        (" 2026-10-24T14:00 ", 14 * 60),
        ("2026-10-23T23:59", -1),
        ("2026-10-24T14:00+02:00", 14 * 60),
        ("2026-10-24T12:00Z", 14 * 60),
        # The hour that comes twice: the first is meant, unless the offset says so.
        ("2026-10-25T02:30", 26 * 60 + 30),
        ("2026-10-25T02:30+02:00", 26 * 60 + 30),
        ("2026-10-25T02:30+01:00", 27 * 60 + 30),
        ("2026-10-25T03:00", 28 * 60),
        ("now", 12 * 60),
        ("Now", 12 * 60),
    ],
)
def test_what_is_meant(text, minute):
    assert parse_instant(text, AUTUMN, NOON) == minute


@pytest.mark.parametrize("late", [{"seconds": 1}, {"seconds": 59}, {"microseconds": 1}])
def test_what_starts_in_the_running_minute_has_begun(late):
    assert parse_instant("now", AUTUMN, NOON + dt.timedelta(**late)) == 12 * 60 + 1


def test_a_time_that_the_clocks_skip_is_refused():
    assert parse_instant("2027-03-28T01:59", SPRING, NOON) == 26 * 60 - 1
    assert parse_instant("2027-03-28T03:00", SPRING, NOON) == 26 * 60
    for text in ("2027-03-28T02:00", "2027-03-28 02:59"):
        with pytest.raises(CellError, match="no such local time"):
            parse_instant(text, SPRING, NOON)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tomorrow",
        "14:00",
        "2026-10-24",
        "2026-10-24T14",
        "2026-10-24T25:00",
        "2026-02-30T12:00",
        "24/10/2026 14:00",
        "2026-10-24T14:00:30",
        "9999-12-31T23:59",
        "0001-01-01T00:00Z",
        "2026-10-24T14:00+99:00",
        "２０２６-10-24T14:00",
    ],
)
def test_what_is_no_instant_is_refused(text):
    with pytest.raises(CellError, match="not an instant"):
        parse_instant(text, AUTUMN, NOON)
