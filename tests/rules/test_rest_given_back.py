"""A daily rest cut short is given back: décret 2002-1279 art. 1, arrêté art. 73 to 75.

The minutes missed of the 11 h, and 0.15 h more for each hour, lengthen the rest after
the tour that ended the short rest.
"""

import datetime as dt

import pytest

from scheduler.domain.settings import Unit
from scheduler.rules import RULES
from tests.builders import clock, day, facts, officer, past, scenario, setting, shift
from tests.derogating import derogation
from tests.judge import allowed, refused

RULE = "rest_given_back"
AUTUMN = clock(dt.date(2026, 10, 23), 3)
SPRING = clock(dt.date(2027, 3, 26), 3)


def three(first, second, third, *, force="pn", on=None, record=1, **changes):
    """Tours on the first three days; a derogation on the second unless told."""
    start = (on or clock()).start
    given = () if record is None else (derogation("daily_rest", record, start=start),)
    week = scenario(
        officers=[officer("o", force)],
        shifts=[
            shift("a", first[0], first[1], force),
            shift("b", second[0], second[1], force),
            shift("c", third[0], third[1], force),
        ],
        on=on,
        **{"derogations": given, **changes},
    )
    return facts(week, tours=[("o", 0, "a"), ("o", 1, "b"), ("o", 2, "c")])


# 22:00 to 06:00 is 8 h: 3 h missed, 27 minutes more; 11 h + 3 h + 27 min = 14 h 27.
SHORT = (("14:00", "22:00"), ("06:00", "14:00"))


def test_three_hours_missed_are_given_back_with_27_minutes():
    # Tuesday 14:00 to Wednesday 04:27.
    allowed(RULE, three(*SHORT, ("04:27", "12:00")))
    allowed(RULE, three(*SHORT, ("04:28", "12:00")))
    [breach] = refused(RULE, three(*SHORT, ("04:26", "12:00")), over=1)
    assert breach.officers == ("o",)
    assert breach.unit is Unit.MINUTES
    assert (breach.values["rest"], breach.values["owed"]) == (866, 867)
    assert (breach.values["day"], breach.values["short"]) == (
        "2026-10-07",
        "2026-10-06",
    )
    assert breach.when == 2 * 1440 + 266


def test_a_minute_missed_is_given_back_with_a_minute_more():
    # 10 h 59: 1 min missed, 0.15 min rounded up to 1: 11 h 02.
    second = ("08:59", "14:00")
    allowed(RULE, three(("14:00", "22:00"), second, ("01:02", "08:00")))
    refused(RULE, three(("14:00", "22:00"), second, ("01:01", "08:00")), over=1)


def test_twenty_minutes_missed_make_exactly_three_more():
    # 0.15 x 20 = 3, nothing to round: 11 h 23.
    second = ("08:40", "14:00")
    allowed(RULE, three(("14:00", "22:00"), second, ("01:23", "08:00")))
    refused(RULE, three(("14:00", "22:00"), second, ("01:22", "08:00")), over=1)


def test_a_whole_rest_owes_nothing():
    # 22:00 to 09:00 is 11 h; then 10 h, which the daily rest judges, not this rule.
    allowed(RULE, three(("14:00", "22:00"), ("09:00", "15:00"), ("01:00", "08:00")))


def test_the_debt_is_paid_once():
    # 8 h, then 14 h 27, then 11 h.
    week = scenario(
        officers=[officer("o", "pn")],
        shifts=[
            shift("a", "14:00", "22:00", "pn"),
            shift("b", "06:00", "14:00", "pn"),
            shift("c", "04:27", "12:27", "pn"),
            shift("d", "23:27", "05:00", "pn"),
        ],
        derogations=(derogation("daily_rest", 1),),
    )
    tours = [("o", 0, "a"), ("o", 1, "b"), ("o", 2, "c"), ("o", 2, "d")]
    allowed(RULE, facts(week, tours=tours))


def test_a_second_derogation_does_not_shorten_the_rest_owed():
    # Recorded on Tuesday and Wednesday: 8 h both times.
    found = three(
        *SHORT,
        ("04:26", "12:00"),
        derogations=(derogation("daily_rest", 1, 2),),
    )
    refused(RULE, found, over=1)


def test_a_rest_cut_short_without_record_is_for_the_daily_rest_to_refuse():
    allowed(RULE, three(*SHORT, ("04:26", "12:00"), record=None))
    allowed(RULE, three(*SHORT, ("04:26", "12:00"), record=0))
    allowed(RULE, three(*SHORT, ("04:26", "12:00"), record=2))


def test_municipal_officers_are_not_concerned():
    allowed(RULE, three(*SHORT, ("04:26", "12:00"), force="pm"))


def test_the_tour_after_may_be_days_later_or_never():
    week = scenario(
        officers=[officer("o", "pn")],
        shifts=[
            shift("a", SHORT[0][0], SHORT[0][1], "pn"),
            shift("b", SHORT[1][0], SHORT[1][1], "pn"),
        ],
        derogations=(derogation("daily_rest", 1),),
    )
    allowed(RULE, facts(week, tours=[("o", 0, "a"), ("o", 1, "b")]))
    allowed(RULE, facts(week, tours=[("o", 0, "a"), ("o", 1, "b"), ("o", 3, "b")]))


# --- history --------------------------------------------------------------------------


def with_history(*history, start="04:27", at=0, **changes):
    week = scenario(
        officers=[officer("o", "pn")],
        shifts=[shift("c", start, "12:00", "pn"), shift("b", "06:00", "14:00", "pn")],
        history=history,
        **changes,
    )
    return facts(week, tours=[("o", at, "c")])


def test_a_short_rest_of_the_history_is_given_back_in_the_horizon():
    # Saturday 22:00, Sunday 06:00 to 14:00: Monday 04:27. No record is asked of it.
    history = (past("o", -2, "14:00", "22:00"), past("o", -1, "06:00", "14:00"))
    allowed(RULE, with_history(*history))
    refused(RULE, with_history(*history, start="04:26"), over=1)


def test_a_short_rest_across_the_beginning_of_the_horizon():
    # Sunday 22:00, Monday 06:00 to 14:00 under a record: Tuesday 04:27.
    for start, over in (("04:27", 0), ("04:26", 1)):
        week = scenario(
            officers=[officer("o", "pn")],
            shifts=[
                shift("b", "06:00", "14:00", "pn"),
                shift("c", start, "12:00", "pn"),
            ],
            history=(past("o", -1, "14:00", "22:00"),),
            derogations=(derogation("daily_rest", 0),),
        )
        found = facts(week, tours=[("o", 0, "b"), ("o", 1, "c")])
        if over:
            refused(RULE, found, over=over)
        else:
            allowed(RULE, found)


def test_what_the_history_owed_itself_is_past_mending():
    # 8 h, then 11 h, all before the horizon; nothing is owed on Monday.
    history = (
        past("o", -3, "14:00", "22:00"),
        past("o", -2, "06:00", "14:00"),
        past("o", -1, "01:00", "08:00"),
    )
    allowed(RULE, with_history(*history, start="00:00"))


def test_a_tour_of_the_history_after_the_short_rest_settles_the_debt():
    # 8 h, then 11 h inside the history; Monday 00:00 is 14 h after the second tour.
    history = (
        past("o", -2, "14:00", "22:00"),
        past("o", -1, "06:00", "10:00"),
        past("o", -1, "21:00", "23:00"),
    )
    allowed(RULE, with_history(*history, start="00:00"))


def test_tours_of_the_history_that_overlap_miss_no_more_than_a_rest():
    # All 11 h missed: 22 h + 99 min. Sunday 14:00 to Monday 13:39.
    history = (past("o", -1, "05:00", "13:00"), past("o", -1, "06:00", "14:00"))
    for start, over in (("13:39", 0), ("13:38", 1)):
        week = scenario(
            officers=[officer("o", "pn")],
            shifts=[shift("c", start, "20:00", "pn")],
            history=history,
        )
        found = facts(week, tours=[("o", 0, "c")])
        if over:
            refused(RULE, found, over=over)
        else:
            allowed(RULE, found)


def test_the_last_day_of_the_horizon_is_judged():
    week = scenario(
        officers=[officer("o", "pn")],
        shifts=[
            shift("a", SHORT[0][0], SHORT[0][1], "pn"),
            shift("b", SHORT[1][0], SHORT[1][1], "pn"),
            shift("c", "04:26", "12:00", "pn"),
        ],
        derogations=(derogation("daily_rest", 5),),
    )
    refused(
        RULE, facts(week, tours=[("o", 4, "a"), ("o", 5, "b"), ("o", 6, "c")]), over=1
    )


# --- night workers --------------------------------------------------------------------


def test_the_eight_hours_of_a_night_worker_are_no_derogation():
    # Morning task until 12:00, night from 20:00: 8 h by art. 70, nothing is owed.
    history = (past("o", -1, "08:00", "12:00"), past("o", -1, "20:00", "04:00"))
    for worker, over in ((True, 0), (False, 1)):
        week = scenario(
            officers=[officer("o", "pn", night_worker=worker)],
            shifts=[shift("n", "18:26", "03:00", "pn")],
            history=history,
        )
        found = facts(week, tours=[("o", 0, "n")])
        # Monday 04:00 to 18:27 is 14 h 27.
        if over:
            refused(RULE, found, over=over)
        else:
            allowed(RULE, found)


# --- time -----------------------------------------------------------------------------


def test_elapsed_time_is_given_back_in_autumn():
    # Saturday 14:00 (UTC+2) to Sunday 03:27 (UTC+1) is 14 h 27.
    allowed(RULE, three(*SHORT, ("03:27", "12:00"), on=AUTUMN))
    refused(RULE, three(*SHORT, ("03:26", "12:00"), on=AUTUMN), over=1)


def test_elapsed_time_is_given_back_in_spring():
    # Saturday 14:00 (UTC+1) to Sunday 05:27 (UTC+2) is 14 h 27.
    allowed(RULE, three(*SHORT, ("05:27", "12:00"), on=SPRING))
    refused(RULE, three(*SHORT, ("05:26", "12:00"), on=SPRING), over=1)


def test_the_hour_that_autumn_adds_may_fill_the_rest():
    # Saturday 24 October 22:00 to Sunday 08:00 is 11 h: nothing is owed. In spring it
    # is 9 h: 2 h and 18 min more, 13 h 18: Sunday 14:00 to Monday 03:18.
    first, second = ("14:00", "22:00"), ("08:00", "14:00")
    autumn = clock(dt.date(2026, 10, 24), 3)
    spring = clock(dt.date(2027, 3, 27), 3)
    allowed(RULE, three(first, second, ("01:00", "09:00"), on=autumn))
    allowed(RULE, three(first, second, ("03:18", "09:00"), on=spring))
    refused(RULE, three(first, second, ("03:17", "09:00"), on=spring), over=1)


@pytest.mark.parametrize("first", [dt.date(2026, 11, 29), dt.date(2026, 12, 30)])
def test_month_end_and_year_end_change_nothing(first):
    on = clock(first, 3)
    allowed(RULE, three(*SHORT, ("04:27", "12:00"), on=on))
    refused(RULE, three(*SHORT, ("04:26", "12:00"), on=on), over=1)


# --- settings, and what is measured ---------------------------------------------------


def test_the_bonus_is_a_setting():
    # 50 %: 3 h + 1 h 30: 15 h 30, Wednesday 05:30.
    given = {"national": (setting(RULE, "bonus_percent", 50),)}
    allowed(RULE, three(*SHORT, ("05:30", "12:00"), regimes=given))
    refused(RULE, three(*SHORT, ("05:29", "12:00"), regimes=given), over=1)


def test_without_bonus_the_minutes_are_given_back_all_the_same():
    given = {"national": (setting(RULE, "bonus_percent", 0),)}
    allowed(RULE, three(*SHORT, ("04:00", "12:00"), regimes=given))
    refused(RULE, three(*SHORT, ("03:59", "12:00"), regimes=given), over=1)


def test_no_value_means_that_nothing_is_owed():
    given = {"national": (setting(RULE, "bonus_percent", None),)}
    allowed(RULE, three(*SHORT, ("01:00", "12:00"), regimes=given))


def test_the_daily_rest_of_the_regime_is_the_measure_of_what_is_missed():
    # 9 h: one hour missed and 9 min: 10 h 09, Wednesday 00:09.
    given = {"national": (setting("daily_rest", "minimum", 540),)}
    allowed(RULE, three(*SHORT, ("00:09", "08:00"), regimes=given))
    refused(RULE, three(*SHORT, ("00:08", "08:00"), regimes=given), over=1)


def test_what_is_owed_is_measured():
    [measure] = RULES[RULE].measure(three(*SHORT, ("04:26", "12:00")), "o")
    assert (measure.value, measure.limit, measure.margin) == (866, 867, -1)
    assert measure.at_least
    assert measure.day == day(2)
    whole = three(("14:00", "22:00"), ("09:00", "15:00"), ("08:00", "12:00"))
    assert list(RULES[RULE].measure(whole, "o")) == []
