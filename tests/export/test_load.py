"""The load of officers, counted by hand."""

from scheduler.domain.time import Span
from scheduler.export._load import is_night, loads
from tests import builders as b
from tests.export.conftest import AUTUMN, small_facts, small_week

CLOCK = b.clock()


def span(start: str, end: str, day: int = 0) -> Span:
    return CLOCK.tour(b.day(day), b.time(start), b.time(end))


def test_three_hours_of_night_make_a_night_tour() -> None:
    assert is_night(CLOCK, span("17:00", "01:00"))


def test_a_minute_less_does_not() -> None:
    assert not is_night(CLOCK, span("17:00", "00:59"))


def test_the_end_of_a_night_counts_as_well_as_its_beginning() -> None:
    assert is_night(CLOCK, span("02:00", "10:00"))
    assert not is_night(CLOCK, span("02:01", "10:00"))


def test_two_nights_are_not_added() -> None:
    # Two hours before 05:00 and two after 22:00.
    assert not is_night(CLOCK, Span(3 * 60, 24 * 60))


def test_hours_nights_weekend_days_and_missions_are_counted() -> None:
    load = loads(small_facts(small_week()))["PM-1"]
    assert (load.work, load.nights, load.weekend_days, load.missions) == (960, 1, 1, 2)


def test_the_contract_is_that_of_the_days_planned() -> None:
    week = small_week(b.clock(days=14))
    assert loads(b.facts(week))["PM-1"].contract == 2 * 35 * 60


def test_the_clock_change_makes_an_hour_of_work() -> None:
    week = small_week(b.clock(AUTUMN))
    assert loads(small_facts(week))["PM-1"].work == 17 * 60
