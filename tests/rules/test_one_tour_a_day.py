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


# --- a night worker used in the morning -----------------------------------------------


def by_day(*worked, worker=True, on=None, **changes):
    """A national night worker: morning, noon and night tours of one day."""
    week = scenario(
        officers=[officer("o", "pn", night_worker=worker)],
        shifts=[
            shift("small", "00:00", "05:00", "pn"),
            shift("morning", "08:00", "13:00", "pn"),
            shift("longer", "08:00", "13:01", "pn"),
            shift("evening", "18:00", "22:00", "pn"),
            shift("night", "21:00", "05:00", "pn"),
            shift("later", "22:00", "05:00", "pn"),
            shift("strong", "18:52", "06:00", "pn"),
        ],
        on=on,
        **changes,
    )
    return facts(week, tours=[("o", 0, s) for s in worked])


def test_a_night_worker_may_resume_on_the_evening_of_a_morning_task():
    # arrêté du 5 septembre 2019 art. 70.
    allowed(RULE, by_day("morning", "night"))


def test_a_task_past_13_leaves_one_tour_a_day():
    refused(RULE, by_day("longer", "night"), over=1)


def test_only_a_night_tour_may_follow():
    # 18:00 to 22:00 has one hour at night.
    refused(RULE, by_day("morning", "evening"), over=1)


def test_only_after_the_task():
    # 00:00 to 05:00 is a night tour, but before the task.
    refused(RULE, by_day("small", "morning"), over=1)


def test_only_one_night_tour_may_follow():
    refused(RULE, by_day("morning", "night", "later"), over=1)


def test_no_tour_may_come_between():
    refused(RULE, by_day("morning", "evening", "night"), over=(1, 1))


def test_night_tours_of_11_h_08_or_more_are_not_meant():
    # 18:52 to 06:00 is 11 h 08.
    refused(RULE, by_day("morning", "strong"), over=1)


def test_others_than_night_workers_begin_one_tour_a_day():
    refused(RULE, by_day("morning", "night", worker=False), over=1)


@pytest.mark.parametrize(
    "first", [dt.date(2026, 10, 24), dt.date(2026, 10, 25), dt.date(2027, 3, 28)]
)
def test_the_exception_holds_at_both_clock_changes(first):
    allowed(RULE, by_day("morning", "night", on=clock(first, 2)))
    refused(RULE, by_day("longer", "night", on=clock(first, 2)), over=1)
