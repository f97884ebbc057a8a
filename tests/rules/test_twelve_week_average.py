"""Twelve-week average: 44 h on average over any twelve weeks, municipal officers.

décret 2000-815 art. 3, by décret 2001-623 art. 1: 12 x 44 h = 528 h. The base week ends
the twelve weeks from Monday 20 July to Sunday 11 October 2026.
"""

import datetime as dt

import pytest

from scheduler.domain.settings import Unit
from scheduler.rules import RULES
from tests.builders import (
    MONDAY,
    clock,
    facts,
    officer,
    past,
    past_work,
    scenario,
    setting,
    shift,
)
from tests.judge import allowed, refused

RULE = "twelve_week_average"
H = 60
WEEKS = 7
"""Days of a week, to count in weeks."""


def five_days(before, force="pm", on=None, **changes):
    """Five tours of 8 h, 40 h, after eleven weeks of so many minutes."""
    week = scenario(
        officers=[officer("o", force)],
        shifts=[shift("s", "08:00", "16:00", force)],
        past_work=(past_work("o", -11 * WEEKS, -1, before, on=on),),
        on=on,
        **changes,
    )
    return facts(week, tours=[("o", i, "s") for i in range(5)])


def measured(found, who="o"):
    return list(RULES[RULE].measure(found, who))


# --- the limit ------------------------------------------------------------------------


def test_twelve_times_forty_four_hours_are_allowed():
    # 488 h + 40 h = 528 h.
    allowed(RULE, five_days(488 * H - 1))
    allowed(RULE, five_days(488 * H))


def test_one_minute_more_is_refused():
    [breach] = refused(RULE, five_days(488 * H + 1), over=1)
    assert breach.officers == ("o",)
    assert breach.unit is Unit.MINUTES
    assert breach.values["work"] == 528 * H + 1
    assert breach.values["maximum"] == 528 * H
    assert breach.values["day"] == "2026-07-20"
    assert breach.values["last"] == "2026-10-11"
    assert breach.when == 8 * H


def test_the_example_of_the_rule():
    # Eleven weeks of 45 h are 495 h: 33 h are left.
    for end, over in (("09:00", 0), ("10:00", 60)):
        week = scenario(
            officers=[officer("o")],
            shifts=[shift("s", "08:00", "16:00"), shift("t", "08:00", end)],
            past_work=(past_work("o", -77, -1, 495 * H),),
        )
        found = facts(week, tours=[*(("o", i, "s") for i in range(4)), ("o", 4, "t")])
        if over:
            refused(RULE, found, over=over)
        else:
            allowed(RULE, found)


def test_the_national_force_has_no_such_average():
    allowed(RULE, five_days(600 * H, "pn"))


def test_forty_eight_hours_in_one_week_are_no_matter_of_this_rule():
    week = scenario(officers=[officer("o")], shifts=[shift("s", "08:00", "16:00")])
    allowed(RULE, facts(week, tours=[("o", i, "s") for i in range(7)]))


def test_work_is_counted_by_officer():
    # 528 h each.
    before = tuple(past_work(who, -77, -1, 488 * H) for who in "op")
    week = scenario(
        officers=[officer("o"), officer("p")],
        shifts=[shift("s", "08:00", "16:00")],
        past_work=before,
    )
    tours = [(who, i, "s") for who in "op" for i in range(5)]
    allowed(RULE, facts(week, tours=tours))
    [breach] = refused(RULE, facts(week, tours=[*tours, ("p", 5, "s")]), over=480)
    assert breach.officers == ("p",)


def test_an_unpaid_break_is_not_work():
    # 5 x (8 h - 1 h) = 35 h: 493 h before leave room for them.
    for before, over in ((493 * H, 0), (493 * H + 1, 1)):
        week = scenario(
            officers=[officer("o")],
            shifts=[shift("s", "08:00", "16:00", unpaid_break=60)],
            past_work=(past_work("o", -77, -1, before),),
        )
        found = facts(week, tours=[("o", i, "s") for i in range(5)])
        if over:
            refused(RULE, found, over=over)
        else:
            allowed(RULE, found)


# --- what lies before -----------------------------------------------------------------


def test_the_history_counts_with_the_stretches():
    # 10 weeks of 453 h, a week of 5 x 7 h = 35 h, five tours of 8 h: 528 h.
    history = tuple(past("o", -i, "08:00", "15:00") for i in range(3, 8))
    for before, over in ((453 * H, 0), (453 * H + 1, 1)):
        week = scenario(
            officers=[officer("o")],
            shifts=[shift("s", "08:00", "16:00")],
            past_work=(past_work("o", -77, -8, before),),
            history=history,
        )
        found = facts(week, tours=[("o", i, "s") for i in range(5)])
        if over:
            refused(RULE, found, over=over)
        else:
            allowed(RULE, found)


def test_the_thirteenth_week_back_does_not_count():
    # The stretch ends on Sunday 19 July.
    week = scenario(
        officers=[officer("o")],
        shifts=[shift("s", "08:00", "16:00")],
        past_work=(past_work("o", -84, -78, 900 * H),),
    )
    allowed(RULE, facts(week, tours=[("o", i, "s") for i in range(5)]))


def test_a_window_that_cuts_a_stretch_counts_the_share_of_its_days():
    # 12 weeks from 13 July on, of which 11 lie inside. 11/12 of 532 h 24 are 488 h 02;
    # of 532 h 22 they are 488 h and 10 s, rounded up 488 h 01; of 532 h 21 they are
    # 487 h 59 and 15 s, rounded up 488 h.
    for before, over in ((532 * H + 21, 0), (532 * H + 22, 1), (532 * H + 24, 2)):
        week = scenario(
            officers=[officer("o")],
            shifts=[shift("s", "08:00", "16:00")],
            past_work=(past_work("o", -84, -1, before),),
        )
        found = facts(week, tours=[("o", i, "s") for i in range(5)])
        if over:
            refused(RULE, found, over=over)
        else:
            allowed(RULE, found)


def test_a_stretch_may_be_cut_in_the_middle_of_its_week():
    # Thursday 16 to Wednesday 22 July, 7 days of 70 h: 3 of them inside, 30 h.
    for more, over in ((458 * H, 0), (458 * H + 1, 1)):
        week = scenario(
            officers=[officer("o")],
            shifts=[shift("s", "08:00", "16:00")],
            past_work=(
                past_work("o", -81, -75, 70 * H),
                past_work("o", -74, -1, more),
            ),
        )
        found = facts(week, tours=[("o", i, "s") for i in range(5)])
        if over:
            refused(RULE, found, over=over)
        else:
            allowed(RULE, found)


def test_a_tour_of_the_history_counts_from_the_first_midnight_on():
    # Sunday 19 July 22:00 to Monday 06:00: 6 h inside. 482 h + 6 h + 40 h = 528 h.
    for before, over in ((482 * H, 0), (482 * H + 1, 1)):
        week = scenario(
            officers=[officer("o")],
            shifts=[shift("s", "08:00", "16:00")],
            past_work=(past_work("o", -77, -1, before),),
            history=(past("o", -78, "22:00", "06:00"),),
        )
        found = facts(week, tours=[("o", i, "s") for i in range(5)])
        if over:
            refused(RULE, found, over=over)
        else:
            allowed(RULE, found)


def test_what_the_past_alone_has_broken_is_past_mending():
    # 530 h before: no tour breaks nothing, the first of 8 h makes it 538 h.
    week = scenario(
        officers=[officer("o")],
        shifts=[shift("s", "08:00", "16:00")],
        past_work=(past_work("o", -77, -1, 530 * H),),
    )
    allowed(RULE, facts(week))
    refused(RULE, facts(week, tours=[("o", 0, "s")]), over=10 * H)


def test_weeks_of_which_nothing_is_known_count_as_not_worked():
    # Two weeks of 48 h: 96 h known, 84 h of 12 weeks.
    history = tuple(past("o", -i, "08:00", "16:00") for i in range(2, 8))
    week = scenario(
        officers=[officer("o")],
        shifts=[shift("s", "08:00", "16:00")],
        history=history,
    )
    found = facts(week, tours=[("o", i, "s") for i in range(6)])
    allowed(RULE, found)
    [measure] = measured(found)
    assert (measure.value, measure.limit) == (96 * H, 528 * H)
    assert (measure.days, measure.known) == (84, 14)


# --- which windows --------------------------------------------------------------------


def test_every_week_of_the_horizon_ends_a_window():
    # 488 h before. First window: 488 h + 40 h = 528 h. The second, from 27 July on, has
    # 10/11 of 488 h, rounded up 443 h 39, and both weeks: 40 h and 44 h 21 fill it.
    for end, over in (("12:21", 0), ("12:22", 1)):
        week = scenario(
            officers=[officer("o")],
            shifts=[shift("s", "08:00", "16:00"), shift("t", "08:00", end)],
            past_work=(past_work("o", -77, -1, 488 * H),),
            on=clock(days=14),
        )
        days = [("o", i, "s") for i in (*range(5), *range(7, 12))]
        found = facts(week, tours=[*days, ("o", 12, "t")])
        if over:
            [breach] = refused(RULE, found, over=over)
            assert breach.values["day"] == "2026-07-27"
            assert breach.values["last"] == "2026-10-18"
        else:
            allowed(RULE, found)


def test_the_first_week_of_a_long_horizon_is_judged_by_itself():
    # 489 h before: 529 h after the first week; nothing in the second.
    week = scenario(
        officers=[officer("o")],
        shifts=[shift("s", "08:00", "16:00")],
        past_work=(past_work("o", -77, -1, 489 * H),),
        on=clock(days=14),
    )
    [breach] = refused(
        RULE, facts(week, tours=[("o", i, "s") for i in range(5)]), over=60
    )
    assert breach.values["day"] == "2026-07-20"


def test_a_horizon_longer_than_the_window_has_windows_inside():
    # Two weeks at a time, 88 h. Weeks of 40 h, 48 h and 48 h: 88 h, then 96 h.
    given = {"municipal": (setting(RULE, "weeks", 2),)}
    week = scenario(
        officers=[officer("o")],
        shifts=[shift("s", "08:00", "16:00")],
        on=clock(days=21),
        regimes=given,
    )
    two = [("o", i, "s") for i in (*range(5), *range(7, 13))]
    allowed(RULE, facts(week, tours=two))
    three = [*two, *(("o", i, "s") for i in range(14, 20))]
    [breach] = refused(RULE, facts(week, tours=three), over=8 * H)
    assert breach.values["day"] == "2026-10-12"


def test_a_tour_of_the_last_night_counts_in_the_window_that_it_reaches():
    # Ten weeks from 27 July on, none before: the window of the week after drops nothing
    # and holds the 6 h of Monday too. 478 h + 40 h + 4 h + 6 h = 528 h.
    for before, over in ((478 * H, 0), (478 * H + 1, 1)):
        week = scenario(
            officers=[officer("o")],
            shifts=[shift("s", "08:00", "16:00"), shift("n", "20:00", "06:00")],
            past_work=(past_work("o", -70, -1, before),),
        )
        days = [("o", i, "s") for i in range(5)]
        found = facts(week, tours=[*days, ("o", 6, "n")])
        if over:
            [breach] = refused(RULE, found, over=over)
            assert breach.values["day"] == "2026-07-27"
            assert breach.values["last"] == "2026-10-18"
        else:
            allowed(RULE, found)


def test_a_tour_across_sunday_midnight_is_divided():
    # In the window that ends that Sunday: 484 h + 40 h + 4 h = 528 h, with 11 weeks
    # before; the one after holds 10/11 of the 484 h, and is far below.
    for before, over in ((484 * H, 0), (484 * H + 1, 1)):
        week = scenario(
            officers=[officer("o")],
            shifts=[shift("s", "08:00", "16:00"), shift("n", "20:00", "06:00")],
            past_work=(past_work("o", -77, -1, before),),
        )
        days = [("o", i, "s") for i in range(5)]
        found = facts(week, tours=[*days, ("o", 6, "n")])
        if over:
            refused(RULE, found, over=over)
        else:
            allowed(RULE, found)


def test_a_week_cut_by_the_start_of_the_horizon_counts_whole():
    # From Thursday 8 October on; Monday to Wednesday 24 h in the history. The window
    # still begins on 20 July: 480 h + 24 h + 3 x 8 h = 528 h.
    on = clock(dt.date(2026, 10, 8), 4)
    history = tuple(past("o", -i, "08:00", "16:00", on=on) for i in (1, 2, 3))
    for before, over in ((480 * H, 0), (480 * H + 1, 1)):
        week = scenario(
            officers=[officer("o")],
            shifts=[shift("s", "08:00", "16:00")],
            past_work=(past_work("o", -80, -4, before, on=on),),
            history=history,
            on=on,
        )
        found = facts(week, tours=[("o", i, "s") for i in range(3)])
        if over:
            [breach] = refused(RULE, found, over=over)
            assert breach.values["day"] == "2026-07-20"
        else:
            allowed(RULE, found)


def test_a_week_cut_by_the_end_of_the_horizon_counts_whole():
    # Monday to Wednesday are planned: 504 h + 24 h = 528 h, four days unknown.
    on = clock(days=3)
    for before, over in ((504 * H, 0), (504 * H + 1, 1)):
        week = scenario(
            officers=[officer("o")],
            shifts=[shift("s", "08:00", "16:00")],
            past_work=(past_work("o", -77, -1, before),),
            on=on,
        )
        found = facts(week, tours=[("o", i, "s") for i in range(3)])
        if over:
            refused(RULE, found, over=over)
        else:
            allowed(RULE, found)
        [measure] = measured(found)
        assert (measure.days, measure.known) == (84, 80)


@pytest.mark.parametrize("offset", [0, 6])
def test_the_first_and_the_last_day_count(offset):
    week = scenario(
        officers=[officer("o")],
        shifts=[shift("s", "00:00", "08:00")],
        past_work=(past_work("o", -77, -1, 520 * H),),
    )
    allowed(RULE, facts(week, tours=[("o", offset, "s")]))
    over = scenario(
        officers=[officer("o")],
        shifts=[shift("s", "00:00", "08:01")],
        past_work=(past_work("o", -77, -1, 520 * H),),
    )
    refused(RULE, facts(over, tours=[("o", offset, "s")]), over=1)


# --- clocks and calendars -------------------------------------------------------------

AUTUMN = clock(dt.date(2026, 10, 19))
SPRING = clock(dt.date(2027, 3, 22))


@pytest.mark.parametrize(("on", "start"), [(AUTUMN, "21:00"), (SPRING, "19:00")])
def test_the_night_of_a_clock_change_counts_its_elapsed_hours(on, start):
    # 21:00 (UTC+2) to 04:00 (UTC+1), and 19:00 (UTC+1) to 04:00 (UTC+2): 8 h each.
    # The weeks have 169 h and 167 h. 520 h + 8 h = 528 h.
    for before, over in ((520 * H, 0), (520 * H + 1, 1)):
        week = scenario(
            officers=[officer("o")],
            shifts=[shift("n", start, "04:00")],
            past_work=(past_work("o", -77, -1, before, on=on),),
            on=on,
        )
        found = facts(week, tours=[("o", 5, "n")])
        if over:
            refused(RULE, found, over=over)
        else:
            allowed(RULE, found)


@pytest.mark.parametrize("on", [AUTUMN, SPRING])
def test_a_week_with_a_clock_change_ends_at_local_midnight(on):
    # Sunday 16:00 to 24:00 is 8 h in the window that ends there.
    for before, over in ((520 * H, 0), (520 * H + 1, 1)):
        week = scenario(
            officers=[officer("o")],
            shifts=[shift("n", "16:00", "02:00")],
            past_work=(past_work("o", -77, -1, before, on=on),),
            on=on,
        )
        found = facts(week, tours=[("o", 6, "n")])
        if over:
            refused(RULE, found, over=over)
        else:
            allowed(RULE, found)


def test_a_window_that_begins_before_the_change_begins_at_local_midnight():
    # The week of Monday 21 December 2026 ends twelve weeks that begin on Monday 5
    # October, in summer time: Sunday 22:00 to Monday 06:00 has 6 h inside.
    on = clock(dt.date(2026, 12, 21))
    for before, over in ((482 * H, 0), (482 * H + 1, 1)):
        week = scenario(
            officers=[officer("o")],
            shifts=[shift("s", "08:00", "16:00")],
            past_work=(past_work("o", -77, -1, before, on=on),),
            history=(past("o", -78, "22:00", "06:00", on=on),),
            on=on,
        )
        found = facts(week, tours=[("o", i, "s") for i in range(5)])
        if over:
            [breach] = refused(RULE, found, over=over)
            assert breach.values["day"] == "2026-10-05"
        else:
            allowed(RULE, found)


@pytest.mark.parametrize("first", [dt.date(2026, 10, 26), dt.date(2026, 12, 28)])
def test_weeks_over_month_end_and_year_end_are_weeks_as_others(first):
    on = clock(first)
    allowed(RULE, five_days(488 * H, on=on))
    refused(RULE, five_days(488 * H + 1, on=on), over=1)


# --- settings -------------------------------------------------------------------------


def test_a_regime_may_set_another_average():
    # 12 x 40 h = 480 h: 440 h + 40 h.
    given = {"municipal": (setting(RULE, "maximum", 40 * H),)}
    allowed(RULE, five_days(440 * H, regimes=given))
    refused(RULE, five_days(440 * H + 1, regimes=given), over=1)


def test_a_regime_may_limit_the_national_force_too():
    given = {"national": (setting(RULE, "maximum", 44 * H),)}
    allowed(RULE, five_days(488 * H, "pn", regimes=given))
    refused(RULE, five_days(488 * H + 1, "pn", regimes=given), over=1)


def test_a_regime_may_take_other_weeks():
    # 4 x 44 h = 176 h: 3 of 11 weeks of 498 h 40 are 136 h, and 40 h.
    given = {"municipal": (setting(RULE, "weeks", 4),)}
    allowed(RULE, five_days(498 * H + 40, regimes=given))
    [breach] = refused(RULE, five_days(498 * H + 41, regimes=given), over=1)
    assert breach.values["day"] == "2026-09-14"


@pytest.mark.parametrize(
    "off", [setting(RULE, "maximum", None), setting(RULE, "weeks", None)]
)
def test_no_limit_allows_any_work(off):
    given = {"municipal": (off,)}
    found = five_days(600 * H, regimes=given)
    allowed(RULE, found)
    assert measured(found) == []


def test_the_strictest_value_of_the_days_of_the_week_holds():
    # 40 h on average from Sunday 11 October on: 480 h, of which 440 h before.
    sunday = MONDAY + dt.timedelta(days=6)
    given = {"municipal": (setting(RULE, "maximum", 40 * H, valid_from=sunday),)}
    allowed(RULE, five_days(440 * H, regimes=given))
    refused(RULE, five_days(440 * H + 1, regimes=given), over=1)
    # From the Wednesday after the horizon on it does not matter yet.
    later = MONDAY + dt.timedelta(days=9)
    given = {"municipal": (setting(RULE, "maximum", 40 * H, valid_from=later),)}
    allowed(RULE, five_days(488 * H, regimes=given))


# --- the measure ----------------------------------------------------------------------


def test_the_measure_is_the_fullest_window():
    [measure] = measured(five_days(480 * H))
    assert measure.rule == RULE
    assert measure.setting == "maximum"
    assert (measure.value, measure.limit, measure.margin) == (520 * H, 528 * H, 8 * H)
    assert measure.day == dt.date(2026, 7, 20)
    assert (measure.days, measure.known) == (84, 84)
    assert measure.source == "décret 2000-815 art. 3"
    assert measure.binding


def test_the_measure_may_be_of_a_later_window():
    # Weeks of 8 h and 48 h, two at a time: 8 h of 88 h, then 56 h.
    given = {"municipal": (setting(RULE, "weeks", 2, source="an order"),)}
    week = scenario(
        officers=[officer("o")],
        shifts=[shift("s", "08:00", "16:00")],
        on=clock(days=14),
        regimes=given,
    )
    found = facts(week, tours=[("o", 0, "s"), *(("o", i, "s") for i in range(7, 13))])
    [measure] = measured(found)
    assert (measure.value, measure.limit) == (56 * H, 88 * H)
    assert measure.day == MONDAY


def test_the_history_of_the_force_is_known_as_a_whole():
    # “p” has a tour on Wednesday 30 September: from then on “o” was off duty.
    week = scenario(
        officers=[officer("o"), officer("p"), officer("n", "pn")],
        shifts=[shift("s", "08:00", "16:00")],
        past_work=(past_work("o", -14, -6, 40 * H),),
        history=(past("p", -5, "08:00", "16:00"), past("n", -7, "08:00", "16:00")),
    )
    found = facts(week, tours=[("o", 0, "s")])
    assert [m.known for m in measured(found)] == [9 + 5 + 7]
    assert [m.known for m in measured(found, "p")] == [5 + 7]
