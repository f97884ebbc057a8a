"""Small parts of the server, by themselves."""

import datetime as dt

import pytest

from scheduler.serve.conditional import accepts_gzip, unchanged
from scheduler.serve.misses import Misses, network

MODIFIED = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("header", "taken"),
    [
        ("gzip", True),
        ("gzip, deflate, br", True),
        ("deflate;q=0.9, GZIP;q=0.5", True),
        ("x-gzip", True),
        ("*", True),
        ("", False),
        ("identity", False),
        ("gzip;q=0", False),
        ("gzip;q=0.000, *", False),
        ("*;q=0", False),
        ("gzip;q=x", False),
        ("br", False),
    ],
)
def test_gzip_is_for_whom_it_is_welcome(header: str, taken: bool):
    assert accepts_gzip(header) == taken


@pytest.mark.parametrize(
    ("header", "same"),
    [
        ('"a"', True),
        ('W/"a"', True),
        ('"b", "a"', True),
        ("*", True),
        ('"b"', False),
        ('"a', False),
        ("a", False),
        ("", False),
        ('"a-gzip"', False),
    ],
)
def test_tags_are_compared(header: str, same: bool):
    assert unchanged('"a"', MODIFIED, header, None) == same


@pytest.mark.parametrize(
    ("date", "same"),
    [
        ("Mon, 23 Nov 2026 09:00:00 GMT", True),
        ("Mon, 23 Nov 2026 09:00:01 GMT", True),
        ("Mon, 23 Nov 2026 08:59:59 GMT", False),
        ("Mon, 23 Nov 2026 10:00:00 +0100", True),
        ("Mon, 23 Nov 2026 09:00:00 -0000", True),
        ("no date", False),
        ("", False),
        ("Mon, 99 Nov 2026 09:00:00 GMT", False),
        ("Mon, 23 Nov 99999999999 09:00:00 GMT", False),
    ],
)
def test_dates_are_compared(date: str, same: bool):
    assert unchanged('"a"', MODIFIED, None, date) == same


def test_misses_beyond_the_limit_wait():
    misses = Misses(per_minute=2, clock=lambda: 0.0)
    assert [misses.count("192.0.2.1") for _ in range(3)] == [0, 0, 30]


def test_waiting_is_enough():
    now = [0.0]
    misses = Misses(per_minute=2, clock=lambda: now[0])
    for _ in range(2):
        misses.count("192.0.2.1")
    now[0] = 29.9
    assert misses.count("192.0.2.1") > 0
    now[0] = 30.1
    assert misses.count("192.0.2.1") == 0


def test_addresses_are_counted_apart():
    misses = Misses(per_minute=1, clock=lambda: 0.0)
    assert [misses.count(f"192.0.2.{n}") for n in (1, 2, 1)] == [0, 0, 60]


def test_memory_is_bounded():
    misses = Misses(addresses=100)
    for n in range(10_000):
        misses.count(f"10.0.{n // 256}.{n % 256}")
    assert len(misses) == 100


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", False),
        ("192.0.2.1", "::ffff:192.0.2.1", True),
        ("fe80::1%eth0", "fe80::2", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("unknown", "unknown", True),
    ],
)
def test_what_counts_as_one_client(one: str, other: str, same: bool):
    assert (network(one) == network(other)) == same
