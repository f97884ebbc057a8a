"""Weekly maximum: 48 h in a civil week for municipal officers.

décret 2000-815 art. 3. For the national force 48 h are an average over a semester
(décret 2002-1279 art. 1): no limit on one week.
"""

import datetime as dt

from scheduler.domain.settings import Unit
from scheduler.rules import RULES
from tests.builders import (
    MONDAY,
    clock,
    facts,
    officer,
    past,
    scenario,
    setting,
    shift,
    time,
)
from tests.judge import allowed, refused

RULE = "weekly_maximum"

EIGHT = shift("s", "08:00", "16:00")
"""8 h: six of them make 48 h."""


def six_days(last, force="pm", first=0, **changes):
    """Five tours of 8 h and, on the sixth day, one that ends at ``last``."""
    week = scenario(
        officers=[officer("o", force)],
        shifts=[shift("s", "08:00", "16:00", force), shift("t", "08:00", last, force)],
        **changes,
    )
    days = [("o", first + i, "s") for i in range(5)]
    return facts(week, tours=[*days, ("o", first + 5, "t")])


def test_forty_eight_hours_are_allowed():
    # 5 x 8 h = 40 h; 08:00 to 15:59 makes 47 h 59, to 16:00 48 h.
    allowed(RULE, six_days("15:59"))
    allowed(RULE, six_days("16:00"))


def test_one_minute_more_is_refused():
    [breach] = refused(RULE, six_days("16:01"), over=1)
    assert breach.officers == ("o",)
    assert breach.unit is Unit.MINUTES
    assert breach.values["work"] == 48 * 60 + 1
    assert breach.values["maximum"] == 48 * 60
    assert breach.values["day"] == "2026-10-05"
    assert breach.when == 0


def test_sunday_counts_in_the_week_that_it_ends():
    # Tuesday to Sunday.
    allowed(RULE, six_days("16:00", first=1))
    refused(RULE, six_days("16:01", first=1), over=1)


def test_the_national_force_has_no_limit_on_one_week():
    # 40 h + 12 h = 52 h.
    allowed(RULE, six_days("20:00", "pn"))


def test_five_tours_of_ten_hours_are_refused():
    # 5 x 10 h = 50 h.
    week = scenario(officers=[officer("o")], shifts=[shift("s", "07:00", "17:00")])
    refused(RULE, facts(week, tours=[("o", i, "s") for i in range(5)]), over=120)


def test_an_unpaid_break_is_not_work():
    # 6 x (9 h - 1 h) = 48 h; with breaks of 59 min 6 min too many.
    for unpaid, over in ((60, 0), (59, 6)):
        week = scenario(
            officers=[officer("o")],
            shifts=[shift("s", "08:00", "17:00", unpaid_break=unpaid)],
        )
        found = facts(week, tours=[("o", i, "s") for i in range(6)])
        if over:
            refused(RULE, found, over=over)
        else:
            allowed(RULE, found)


def test_work_is_counted_by_officer():
    # 48 h each, 96 h together.
    week = scenario(officers=[officer("o"), officer("p")], shifts=[EIGHT])
    allowed(RULE, facts(week, tours=[(o, i, "s") for o in "op" for i in range(6)]))


def test_the_week_begins_anew_on_monday():
    # Friday to Sunday 24 h, Monday to Wednesday 24 h: six days in a row, 48 h, and
    # two weeks far below the limit; six more in the second week reach it.
    week = scenario(officers=[officer("o")], shifts=[EIGHT], on=clock(days=14))
    allowed(RULE, facts(week, tours=[("o", i, "s") for i in (*range(4, 7), 7, 8, 9)]))
    allowed(
        RULE, facts(week, tours=[("o", i, "s") for i in (*range(6), *range(7, 13))])
    )
    both = [("o", i, "s") for i in range(14)]
    # 56 h in each week.
    [first, second] = refused(RULE, facts(week, tours=both), over=(480, 480))
    assert first.values["day"] == "2026-10-05"
    assert second.values["day"] == "2026-10-12"


def night_on_sunday(start, end, on=None, **changes):
    """Tuesday to Saturday 5 x 8 h, and a night tour that begins on Sunday."""
    week = scenario(
        officers=[officer("o")],
        shifts=[EIGHT, shift("n", start, end)],
        on=on,
        **changes,
    )
    days = [("o", i, "s") for i in range(1, 6)]
    return facts(week, tours=[*days, ("o", 6, "n")])


def test_a_tour_across_sunday_midnight_is_divided_between_the_weeks():
    # 40 h + Sunday 16:00 to 24:00 = 48 h; what comes after midnight is next week's.
    allowed(RULE, night_on_sunday("16:00", "02:00"))
    refused(RULE, night_on_sunday("15:59", "02:00"), over=1)


def test_the_part_after_midnight_counts_in_the_next_week():
    # Second week: 00:00 to 08:00 = 8 h, then 4 x 8 h = 40 h, then 8 h = 48 h.
    for end, over in (("08:00", 0), ("08:01", 1)):
        week = scenario(
            officers=[officer("o")],
            shifts=[shift("n", "23:00", end), EIGHT],
            on=clock(days=14),
        )
        tours = [("o", 6, "n"), *(("o", i, "s") for i in range(8, 13))]
        if over:
            [breach] = refused(RULE, facts(week, tours=tours), over=over)
            assert breach.values["day"] == "2026-10-12"
        else:
            allowed(RULE, facts(week, tours=tours))


def test_an_unpaid_break_counts_where_the_tour_begins():
    # Sunday 15:00 to 24:00 is 9 h, less a break of 60 min 8 h: 48 h in all.
    for unpaid, over in ((60, 0), (59, 1)):
        week = scenario(
            officers=[officer("o")],
            shifts=[EIGHT, shift("n", "15:00", "02:00", unpaid_break=unpaid)],
        )
        days = [("o", i, "s") for i in range(1, 6)]
        found = facts(week, tours=[*days, ("o", 6, "n")])
        if over:
            refused(RULE, found, over=over)
        else:
            allowed(RULE, found)


def test_an_unpaid_break_counts_at_its_time():
    # Sunday 15:00 to 24:00 less 60 min from 23:00 on is 8 h: 48 h in all. From 23:01 on
    # the last minute of the break is Monday's.
    for at, over in (("23:00", 0), ("23:01", 1)):
        late = shift("n", "15:00", "02:00", unpaid_break=60, break_from=time(at))
        week = scenario(officers=[officer("o")], shifts=[EIGHT, late])
        days = [("o", i, "s") for i in range(1, 6)]
        found = facts(week, tours=[*days, ("o", 6, "n")])
        if over:
            refused(RULE, found, over=over)
        else:
            allowed(RULE, found)


def mid_week(end, **changes):
    """A horizon from Thursday on: three days of it after three of history."""
    on = clock(dt.date(2026, 10, 8), 4)
    week = scenario(
        officers=[officer("o")],
        shifts=[shift("s", "08:00", "16:00")],
        history=(
            past("o", -3, "08:00", "16:00", on=on),
            past("o", -2, "08:00", "16:00", on=on),
            past("o", -1, "08:00", end, on=on),
        ),
        on=on,
        **changes,
    )
    return facts(week, tours=[("o", i, "s") for i in range(3)])


def test_days_of_the_same_week_before_the_horizon_count():
    # Monday to Wednesday 24 h in the history, Thursday to Saturday 24 h.
    allowed(RULE, mid_week("16:00"))
    refused(RULE, mid_week("16:01"), over=1)


def test_the_week_before_does_not_count():
    # 48 h until Sunday, 48 h from Monday on.
    history = tuple(past("o", -i, "08:00", "16:00") for i in range(1, 7))
    allowed(RULE, six_days("16:00", history=history))


def test_the_history_counts_from_monday_midnight_on():
    # Sunday 22:00 to Monday 06:00: 6 h in this week. 6 h + 40 h + 2 h = 48 h.
    history = (past("o", -1, "22:00", "06:00"),)
    week = scenario(
        officers=[officer("o")],
        shifts=[EIGHT, shift("t", "08:00", "10:00"), shift("u", "08:00", "10:01")],
        history=history,
    )
    days = [("o", i, "s") for i in range(1, 6)]
    allowed(RULE, facts(week, tours=[*days, ("o", 6, "t")]))
    refused(RULE, facts(week, tours=[*days, ("o", 6, "u")]), over=1)


AUTUMN = clock(dt.date(2026, 10, 19))
SPRING = clock(dt.date(2027, 3, 22))


def saturday_night(start, on):
    """Monday to Friday 40 h, and Saturday night to 04:00 on the changed Sunday."""
    week = scenario(
        officers=[officer("o")], shifts=[EIGHT, shift("n", start, "04:00")], on=on
    )
    days = [("o", i, "s") for i in range(5)]
    return facts(week, tours=[*days, ("o", 5, "n")])


def test_the_hour_gained_in_autumn_is_work():
    # 21:00 (UTC+2) to 04:00 (UTC+1) is 8 h: 48 h. From 20:59 it is 8 h 01.
    allowed(RULE, saturday_night("21:00", AUTUMN))
    refused(RULE, saturday_night("20:59", AUTUMN), over=1)


def test_the_hour_lost_in_spring_is_not_work():
    # 19:00 (UTC+1) to 04:00 (UTC+2) is 8 h: 48 h. From 18:59 it is 8 h 01.
    allowed(RULE, saturday_night("19:00", SPRING))
    refused(RULE, saturday_night("18:59", SPRING), over=1)


def test_the_week_of_a_change_ends_at_local_midnight():
    # Sunday 25 October 16:00 to 24:00 (UTC+1) is 8 h.
    allowed(RULE, night_on_sunday("16:00", "02:00", on=AUTUMN))
    refused(RULE, night_on_sunday("15:59", "02:00", on=AUTUMN), over=1)
    allowed(RULE, night_on_sunday("16:00", "02:00", on=SPRING))
    refused(RULE, night_on_sunday("15:59", "02:00", on=SPRING), over=1)


def test_a_week_over_new_year_is_one_week():
    # Monday 28 December 2026 to Sunday 3 January 2027.
    on = clock(dt.date(2026, 12, 28))
    allowed(RULE, six_days("16:00", on=on))
    refused(RULE, six_days("16:01", on=on), over=1)


def test_a_week_over_the_end_of_a_month_is_one_week():
    # Monday 26 October to Sunday 1 November 2026.
    on = clock(dt.date(2026, 10, 26))
    allowed(RULE, six_days("16:00", on=on))
    refused(RULE, six_days("16:01", on=on), over=1)


def test_a_regime_may_set_another_limit():
    given = {"municipal": (setting(RULE, "maximum", 44 * 60),)}
    allowed(RULE, six_days("12:00", regimes=given))
    refused(RULE, six_days("12:01", regimes=given), over=1)


def test_a_regime_may_limit_the_national_force_too():
    given = {"national": (setting(RULE, "maximum", 48 * 60),)}
    refused(RULE, six_days("16:01", "pn", regimes=given), over=1)


def test_a_dated_value_is_taken_on_the_monday_of_the_week():
    # 40 h only in the week of Monday 12 October; 48 h in both weeks are worked.
    given = {
        "municipal": (
            setting(RULE, "maximum", 2400, valid_from=MONDAY + dt.timedelta(days=7)),
        )
    }
    week = scenario(
        officers=[officer("o")], shifts=[EIGHT], on=clock(days=14), regimes=given
    )
    tours = [("o", i, "s") for i in (*range(6), *range(7, 13))]
    [breach] = refused(RULE, facts(week, tours=tours), over=480)
    assert breach.values["day"] == "2026-10-12"
    allowed(RULE, facts(week, tours=tours[:-1]))


def test_no_limit_allows_any_week():
    given = {"municipal": (setting(RULE, "maximum", None),)}
    allowed(RULE, six_days("23:00", regimes=given))


def test_the_fullest_week_is_measured():
    # 24 h in the first week of the horizon, 40 h in the second; 56 h in the one before.
    history = tuple(past("o", -i, "08:00", "16:00") for i in range(1, 8))
    week = scenario(
        officers=[officer("o"), officer("n", "pn")],
        shifts=[EIGHT],
        history=history,
        on=clock(days=14),
    )
    tours = [("o", i, "s") for i in (0, 1, 2, *range(7, 12))]
    found = facts(week, tours=tours)
    [measure] = RULES[RULE].measure(found, "o")
    assert (measure.rule, measure.officer, measure.setting) == (RULE, "o", "maximum")
    assert (measure.value, measure.limit, measure.margin) == (2400, 2880, 480)
    assert measure.day == MONDAY + dt.timedelta(days=7)
    assert measure.unit is Unit.MINUTES
    assert measure.source == "décret 2000-815 art. 3"
    assert list(RULES[RULE].measure(found, "n")) == []


def test_the_measure_counts_the_days_before_the_horizon():
    # Monday to Wednesday of the history and Thursday to Saturday: 48 h.
    [measure] = RULES[RULE].measure(mid_week("16:00"), "o")
    assert (measure.value, measure.margin) == (2880, 0)
    assert measure.day == MONDAY


def test_an_officer_without_tours_is_measured_too():
    week = scenario(officers=[officer("o")], shifts=[EIGHT])
    assert [m.value for m in RULES[RULE].measure(facts(week), "o")] == [0]
