"""Consecutive days: at most six days in a row for municipal officers.

CHOICE, from the weekly rest of décret 2000-815 art. 3. National cycles set the days.
"""

import datetime as dt

import pytest

from scheduler.domain.settings import Unit
from tests.builders import MONDAY, clock, facts, officer, past, scenario, setting, shift
from tests.judge import allowed, refused

RULE = "consecutive_days"


def days(worked, *, force="pm", before=(), length=7, on=None, **changes):
    """Tours of 8 h on these days of the horizon, and on these of the history."""
    on = on or clock(days=length)
    week = scenario(
        officers=[officer("o", force)],
        shifts=[shift("s", "08:00", "16:00", force)],
        history=tuple(past("o", i, "08:00", "16:00", on=on) for i in before),
        on=on,
        **changes,
    )
    return facts(week, tours=[("o", i, "s") for i in worked])


@pytest.mark.parametrize("count", [5, 6])
def test_up_to_six_days_in_a_row_are_allowed(count):
    allowed(RULE, days(range(count)))


def test_the_seventh_day_is_refused():
    [breach] = refused(RULE, days(range(7)), over=1)
    assert breach.officers == ("o",)
    assert breach.unit is Unit.DAYS
    assert breach.values["run"] == 7
    assert breach.values["maximum"] == 6
    assert breach.values["day"] == "2026-10-11"
    assert breach.when == 6 * 1440


def test_each_further_day_is_one_more_over():
    refused(RULE, days(range(9), length=14), over=(1, 2, 3))


def test_one_day_free_begins_a_new_run():
    # Six days, one free, six days, one free.
    allowed(RULE, days([*range(6), *range(7, 13)], length=14))


def test_a_run_across_sunday_counts_as_any_other():
    # The civil week has no say: Wednesday to Tuesday is seven days.
    allowed(RULE, days(range(2, 8), length=14))
    refused(RULE, days(range(2, 9), length=14), over=1)


def test_a_run_that_ends_on_the_last_day_is_judged():
    allowed(RULE, days(range(8, 14), length=14))
    [breach] = refused(RULE, days(range(7, 14), length=14), over=1)
    assert breach.values["day"] == "2026-10-18"


def test_six_days_before_the_horizon_leave_its_first_day_free():
    before = range(-6, 0)
    [breach] = refused(RULE, days([0], before=before), over=1)
    assert breach.values["day"] == "2026-10-05"
    allowed(RULE, days([1], before=before))


def test_five_days_before_the_horizon_leave_room_for_one():
    before = range(-5, 0)
    allowed(RULE, days([0], before=before))
    refused(RULE, days([0, 1], before=before), over=1)


def test_a_free_day_before_the_horizon_breaks_the_run():
    # Sunday free, the six days before it worked.
    allowed(RULE, days(range(6), before=range(-7, -1)))


def test_a_run_wholly_before_the_horizon_is_not_judged():
    allowed(RULE, days([1], before=range(-9, 0)))


def test_days_are_counted_by_officer():
    week = scenario(
        officers=[officer("o"), officer("p")], shifts=[shift("s", "08:00", "16:00")]
    )
    turns = [("o" if i < 4 else "p", i, "s") for i in range(7)]
    allowed(RULE, facts(week, tours=turns))


def test_a_night_tour_is_a_day_on_which_it_begins():
    # Six nights from Monday on; the last ends on Sunday morning, which is not a
    # seventh day.
    week = scenario(officers=[officer("o")], shifts=[shift("n", "22:00", "06:00")])
    allowed(RULE, facts(week, tours=[("o", i, "n") for i in range(6)]))
    refused(RULE, facts(week, tours=[("o", i, "n") for i in range(7)]), over=1)


def test_two_tours_of_a_day_are_one_day():
    week = scenario(
        officers=[officer("o")],
        shifts=[shift("s", "08:00", "12:00"), shift("t", "14:00", "18:00")],
    )
    tours = [("o", i, name) for i in range(6) for name in "st"]
    allowed(RULE, facts(week, tours=tours))
    refused(RULE, facts(week, tours=[*tours, ("o", 6, "t")]), over=1)


def test_the_national_force_has_no_limit():
    allowed(RULE, days(range(7), force="pn"))


@pytest.mark.parametrize(
    "first",
    [
        dt.date(2026, 10, 22),  # the clocks change on the 25th
        dt.date(2027, 3, 25),  # and on the 28th
        dt.date(2026, 10, 28),  # a month ends
        dt.date(2026, 12, 29),  # a year ends
    ],
)
def test_days_are_local_days_whatever_the_calendar(first):
    on = clock(first)
    allowed(RULE, days(range(6), on=on))
    refused(RULE, days(range(7), on=on), over=1)


def test_a_regime_may_set_another_limit():
    given = {"municipal": (setting(RULE, "maximum", 5),)}
    allowed(RULE, days(range(5), regimes=given))
    refused(RULE, days(range(6), regimes=given), over=1)


def test_a_regime_may_limit_the_national_force_too():
    given = {"national": (setting(RULE, "maximum", 4),)}
    allowed(RULE, days(range(4), force="pn", regimes=given))
    refused(RULE, days(range(5), force="pn", regimes=given), over=1)


def test_a_dated_value_is_taken_on_the_day_that_is_one_too_many():
    # Four days from Friday 9 October on, six before: Monday to Thursday are four,
    # Friday the fifth is one too many.
    friday = MONDAY + dt.timedelta(days=4)
    given = {"municipal": (setting(RULE, "maximum", 4, valid_from=friday),)}
    allowed(RULE, days(range(4), regimes=given))
    [breach] = refused(RULE, days(range(5), regimes=given), over=1)
    assert breach.values["day"] == "2026-10-09"


def test_no_limit_allows_any_run():
    given = {"municipal": (setting(RULE, "maximum", None),)}
    allowed(RULE, days(range(14), length=14, regimes=given))
