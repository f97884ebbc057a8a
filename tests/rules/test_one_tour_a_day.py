"""One tour a day: at most one tour of an officer begins on a local day.

CHOICE; décret 2000-815 art. 3 speaks of one span a day.
"""

import datetime as dt

import pytest

from tests.builders import clock, facts, officer, past, scenario, shift
from tests.judge import allowed, refused

RULE = "one_tour_a_day"


def tours(*worked, on=None, **changes):
    week = scenario(
        officers=[officer("o"), officer("p")],
        shifts=[
            shift("night", "00:00", "04:00"),
            shift("morning", "06:00", "10:00"),
            shift("evening", "18:00", "22:00"),
            shift("late", "23:59", "05:00"),
        ],
        on=on,
        **changes,
    )
    return facts(week, tours=worked)


def test_one_tour_is_allowed():
    allowed(RULE, tours(("o", 0, "morning")))


def test_a_second_tour_of_the_day_is_refused():
    [breach] = refused(RULE, tours(("o", 0, "morning"), ("o", 0, "evening")), over=1)
    assert breach.officers == ("o",)
    assert breach.values["day"] == "2026-10-05"
    assert breach.when == 18 * 60


def test_a_day_with_two_tours_to_choose_from_gives_one():
    week = scenario(
        officers=[officer("o")],
        shifts=[shift("a", "06:00", "10:00"), shift("b", "18:00", "22:00")],
    )
    allowed(RULE, facts(week, tours=[("o", 0, "a"), ("o", 1, "b")]))
    refused(RULE, facts(week, tours=[("o", 0, "a"), ("o", 0, "b")]), over=1)


def test_a_third_tour_is_a_breach_of_its_own():
    found = tours(("o", 0, "night"), ("o", 0, "morning"), ("o", 0, "evening"))
    refused(RULE, found, over=(1, 1))


def test_one_tour_on_each_day_is_allowed():
    allowed(RULE, tours(*(("o", i, "morning") for i in range(7))))


def test_each_officer_has_a_tour_of_the_day():
    allowed(RULE, tours(("o", 0, "morning"), ("p", 0, "evening")))


def test_a_tour_belongs_to_the_day_on_which_it_begins():
    # Monday 23:59 to Tuesday 05:00, and Tuesday 06:00: two days.
    allowed(RULE, tours(("o", 0, "late"), ("o", 1, "morning")))
    # Tuesday 00:00 and Tuesday 23:59: one day.
    refused(RULE, tours(("o", 1, "night"), ("o", 1, "late")), over=1)


@pytest.mark.parametrize("offset", [0, 6])
def test_the_first_and_the_last_day_are_judged(offset):
    refused(RULE, tours(("o", offset, "night"), ("o", offset, "late")), over=1)


def test_a_night_tour_begun_before_the_horizon_leaves_the_first_day_free():
    # Sunday 23:59 to Monday 05:00 began on Sunday.
    history = (past("o", -1, "23:59", "05:00"),)
    allowed(RULE, tours(("o", 0, "morning"), history=history))


@pytest.mark.parametrize(
    "first",
    [
        dt.date(2026, 10, 24),
        dt.date(2027, 3, 27),
        dt.date(2026, 11, 30),
        dt.date(2026, 12, 31),
    ],
)
def test_days_are_local_days_on_any_date(first):
    on = clock(first, 2)
    allowed(RULE, tours(("o", 0, "late"), ("o", 1, "night"), on=on))
    refused(RULE, tours(("o", 1, "night"), ("o", 1, "late"), on=on), over=1)
