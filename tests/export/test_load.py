"""The load of officers: what the goals count, and some totals made by hand."""

import pytest

from scheduler.domain.roster import Facts
from scheduler.goals import GOALS
from scheduler.render.nights import is_night, is_night_shift
from scheduler.render.rows import LoadRow, Rows
from tests import builders as b
from tests.export.conftest import AUTUMN, small_facts, small_week

PAST = (
    b.past("PM-1", -1, "22:00", "06:00"),
    b.past("PM-1", -3, "06:30", "14:30"),
    b.past("PN-1", -2, "20:00", "08:00"),
)


@pytest.fixture
def busy() -> Facts:
    """Return a roster after a history, with an officer away for two days."""
    return small_facts(small_week(history=PAST, absences=(b.absence("PM-2", 3, 4),)))


def loads(facts: Facts) -> dict[str, LoadRow]:
    return {row.officer: row for row in Rows(facts, {}, (), "en").loads}


def squares(now: int, before: int) -> int:
    return (now + before) ** 2 - before**2


def points(facts: Facts, goal: str) -> int:
    return sum(loss.points for loss in GOALS[goal].score(facts))


def test_nights_are_those_of_the_goal(busy: Facts) -> None:
    shares = [squares(x.nights, x.nights_before) for x in loads(busy).values()]
    assert sum(shares) == points(busy, "night_fairness") > 0


def test_weekends_are_those_of_the_goal(busy: Facts) -> None:
    shares = [squares(x.weekends, x.weekends_before) for x in loads(busy).values()]
    assert sum(shares) == points(busy, "weekend_fairness") > 0


def test_the_contract_is_that_of_the_goal(busy: Facts) -> None:
    apart = [abs(x.work - x.contract) for x in loads(busy).values()]
    assert sum(apart) == points(busy, "hours_near_contract") > 0


def test_the_contract_is_that_of_the_days_of_presence(busy: Facts) -> None:
    assert loads(busy)["PM-2"].contract == 25 * 60


def test_the_contract_is_that_of_the_days_planned() -> None:
    week = small_week(b.clock(days=14))
    assert loads(b.facts(week))["PM-1"].contract == 2 * 35 * 60


def test_a_night_is_what_the_regime_says() -> None:
    # National nights begin at 21:00, municipal ones at 22:00.
    week = small_week(
        shifts=[
            b.shift("late", "16:00", "00:00"),
            b.shift("pn-late", "16:00", "00:00", "pn"),
        ]
    )
    for officer, shift, night in (("PM-1", "late", False), ("PN-1", "pn-late", True)):
        tour = week.tour(officer, b.day(0), shift)
        assert is_night(week, tour) is night
        assert is_night_shift(week, week.shifts[shift]) is night


def test_hours_nights_weekends_and_missions_are_counted(busy: Facts) -> None:
    load = loads(busy)["PM-1"]
    assert (load.work, load.missions) == (960, 2)
    assert (load.nights, load.nights_before) == (1, 1)
    assert (load.weekends, load.weekends_before) == (1, 1)


def test_the_clock_change_makes_an_hour_of_work() -> None:
    week = small_week(b.clock(AUTUMN))
    assert loads(small_facts(week))["PM-1"].work == 17 * 60
