"""Night workers: 8 h a day on average over three civil months, six days in seven.

arrêté du 5 septembre 2019 art. 10. In minutes, rounded down:
September to November, 91 days: 480 x 6/7 x 91 = 37,440, 624 h exactly;
October to December, 92 days: 480 x 6/7 x 92 = 37,851.4, 630 h 51;
December to February 2027, 90 days: 480 x 6/7 x 90 = 37,028.6, 617 h 08.
"""

import datetime as dt
from dataclasses import replace

import pytest

from scheduler.domain.settings import Unit
from scheduler.rules import RULES
from scheduler.rules.night_average import becomes_night_worker
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
    time,
)
from tests.judge import allowed, refused

RULE = "night_average"
H = 60
SEP_TO_NOV, OCT_TO_DEC = 37_440, 37_851
MONTH_END = clock(dt.date(2026, 11, 30))
"""Monday 30 November to Sunday 6 December 2026."""
NOVEMBER = clock(dt.date(2026, 11, 23))


def night_worker(name="o", force="pn", **changes):
    return officer(name, force, night_worker=True, **changes)


def since(first, work, on, who="o", last=-1, **more):
    return past_work(who, (first - on.start).days, last, work, on=on, **more)


SEPTEMBER, OCTOBER = dt.date(2026, 9, 1), dt.date(2026, 10, 1)


def one_tour(
    offset,
    work,
    *,
    on=NOVEMBER,
    first=SEPTEMBER,
    at=("08:00", "16:00"),
    who=None,
    **more,
):
    """One tour of a night worker after so many minutes since a day."""
    person = who or night_worker()
    week = scenario(
        officers=[person],
        shifts=[shift("s", at[0], at[1], person.force)],
        past_work=(since(first, work, on),),
        on=on,
        **more,
    )
    return facts(week, tours=[("o", offset, "s")])


def measured(found, who="o"):
    return list(RULES[RULE].measure(found, who))


# --- the limit ------------------------------------------------------------------------


def test_the_average_of_three_months_is_allowed():
    allowed(RULE, one_tour(0, SEP_TO_NOV - 481))
    allowed(RULE, one_tour(0, SEP_TO_NOV - 480))


def test_one_minute_more_is_refused():
    [breach] = refused(RULE, one_tour(0, SEP_TO_NOV - 479), over=1)
    assert breach.officers == ("o",)
    assert breach.unit is Unit.MINUTES
    assert breach.values["work"] == 624 * H + 1
    assert breach.values["maximum"] == 624 * H
    assert breach.values["day"] == "2026-09-01"
    assert breach.values["last"] == "2026-11-30"


def test_months_of_other_lengths_round_down():
    # December to February.
    on, first = clock(dt.date(2027, 2, 15)), dt.date(2026, 12, 1)
    allowed(RULE, one_tour(0, 37_028 - 480, on=on, first=first))
    refused(RULE, one_tour(0, 37_028 - 479, on=on, first=first), over=1)
    # December to February 2028 has 91 days: 37,440.
    on, first = clock(dt.date(2028, 2, 14)), dt.date(2027, 12, 1)
    allowed(RULE, one_tour(0, 37_440 - 480, on=on, first=first))
    refused(RULE, one_tour(0, 37_440 - 479, on=on, first=first), over=1)


def test_work_by_night_counts_as_work_by_day():
    night = ("20:00", "04:00")
    allowed(RULE, one_tour(0, SEP_TO_NOV - 480, at=night))
    refused(RULE, one_tour(0, SEP_TO_NOV - 479, at=night), over=1)


def test_only_night_workers_are_limited():
    allowed(RULE, one_tour(0, 50_000, who=officer("o", "pn")))


def test_municipal_officers_have_other_limits():
    allowed(RULE, one_tour(0, 50_000, who=night_worker(force="pm")))


def test_fixed_tours_are_counted_too():
    on = NOVEMBER
    person = night_worker(free=False, cycle="c", cycle_start=on.start)
    for before, over in ((SEP_TO_NOV - 728, 0), (SEP_TO_NOV - 727, 1)):
        week = scenario(
            officers=[person],
            shifts=[shift("s", "18:50", "06:58", "pn")],
            cycles={"c": ("s", *[None] * 6)},
            past_work=(since(SEPTEMBER, before, on),),
            on=on,
        )
        found = facts(week, tours=[("o", 0, "s")])
        if over:
            refused(RULE, found, over=over)
        else:
            allowed(RULE, found)


# --- which months ---------------------------------------------------------------------


def test_the_month_before_the_third_does_not_count():
    # August is full; September to November has room.
    on = NOVEMBER
    week = scenario(
        officers=[night_worker()],
        shifts=[shift("s", "08:00", "16:00", "pn")],
        past_work=(
            past_work("o", (dt.date(2026, 8, 1) - on.start).days, -84, 40_000, on=on),
            since(SEPTEMBER, SEP_TO_NOV - 480, on),
        ),
        on=on,
    )
    assert week.past_work[0].last == dt.date(2026, 8, 31)
    allowed(RULE, facts(week, tours=[("o", 0, "s")]))


def test_a_tour_across_the_end_of_a_month_is_divided_at_midnight():
    # 30 November 20:00 to 06:00: 4 h in September to November.
    night = {"on": MONTH_END, "at": ("20:00", "06:00")}
    allowed(RULE, one_tour(0, SEP_TO_NOV - 240, **night))
    [breach] = refused(RULE, one_tour(0, SEP_TO_NOV - 239, **night), over=1)
    assert breach.values["last"] == "2026-11-30"


def test_both_months_of_a_horizon_are_looked_at():
    # 8 h on 1 December and 8 h on 6 December; September is empty.
    on = MONTH_END
    for before, over in ((OCT_TO_DEC - 960, 0), (OCT_TO_DEC - 959, 1)):
        week = scenario(
            officers=[night_worker()],
            shifts=[shift("s", "08:00", "16:00", "pn")],
            past_work=(since(OCTOBER, before, on),),
            on=on,
        )
        found = facts(week, tours=[("o", 1, "s"), ("o", 6, "s")])
        if over:
            [breach] = refused(RULE, found, over=over)
            assert breach.values["day"] == "2026-10-01"
            assert breach.values["last"] == "2026-12-31"
        else:
            allowed(RULE, found)


@pytest.mark.parametrize("offset", [0, 6])
def test_the_first_and_the_last_day_count(offset):
    # 24 to 30 November.
    on = clock(dt.date(2026, 11, 24))
    until_midnight = {"on": on, "at": ("16:00", "00:00")}
    allowed(RULE, one_tour(offset, SEP_TO_NOV - 480, **until_midnight))
    refused(RULE, one_tour(offset, SEP_TO_NOV - 479, **until_midnight), over=1)


def test_the_day_after_the_horizon_may_begin_a_month():
    # The horizon ends on 30 November. With a minute a day, September to November allow
    # 78 (91 x 6/7) and October to December 78 (92 x 6/7 = 78.9). Of the tour, 60 min
    # lie in the former, all in the latter.
    given = {"national": (setting(RULE, "maximum", 1),)}
    on = clock(dt.date(2026, 11, 24))
    for end, over in (("00:18", 0), ("00:19", 1)):
        week = scenario(
            officers=[night_worker()],
            shifts=[shift("s", "23:00", end, "pn")],
            on=on,
            regimes=given,
        )
        found = facts(week, tours=[("o", 6, "s")])
        if over:
            [breach] = refused(RULE, found, over=over)
            assert breach.values["last"] == "2026-12-31"
        else:
            allowed(RULE, found)


def test_three_months_over_new_year():
    # November to January, 92 days; the tour of 31 December has 4 h and 6 h. October to
    # December holds 4 h of it.
    on = clock(dt.date(2026, 12, 28))
    november = dt.date(2026, 11, 1)
    for before, over in ((OCT_TO_DEC - 600, 0), (OCT_TO_DEC - 599, 1)):
        week = scenario(
            officers=[night_worker()],
            shifts=[shift("s", "20:00", "06:00", "pn")],
            past_work=(since(november, before, on),),
            on=on,
        )
        found = facts(week, tours=[("o", 3, "s")])
        if over:
            [breach] = refused(RULE, found, over=over)
            assert breach.values["day"] == "2026-11-01"
            assert breach.values["last"] == "2027-01-31"
        else:
            allowed(RULE, found)


def test_a_stretch_across_the_beginning_counts_by_its_days():
    # 22 August to 10 September, 20 days of 100 h: half of them inside.
    on = NOVEMBER
    for more, over in ((574 * H - 480, 0), (574 * H - 479, 1)):
        week = scenario(
            officers=[night_worker()],
            shifts=[shift("s", "08:00", "16:00", "pn")],
            past_work=(
                past_work("o", -93, -74, 100 * H, on=on),
                past_work("o", -73, -1, more, on=on),
            ),
            on=on,
        )
        assert week.past_work[0].first == dt.date(2026, 8, 22)
        found = facts(week, tours=[("o", 0, "s")])
        if over:
            refused(RULE, found, over=over)
        else:
            allowed(RULE, found)


def test_the_history_counts_from_the_first_midnight_on():
    # 31 August 20:00 to 06:00: 6 h in September.
    on = NOVEMBER
    for before, over in ((SEP_TO_NOV - 840, 0), (SEP_TO_NOV - 839, 1)):
        week = scenario(
            officers=[night_worker()],
            shifts=[shift("s", "08:00", "16:00", "pn")],
            past_work=(since(SEPTEMBER, before, on),),
            history=(past("o", -84, "20:00", "06:00", on=on),),
            on=on,
        )
        found = facts(week, tours=[("o", 0, "s")])
        if over:
            refused(RULE, found, over=over)
        else:
            allowed(RULE, found)


@pytest.mark.parametrize(
    ("saturday", "start", "limit"),
    [
        # August to October, 92 days; January to March 2027, 90 days.
        (dt.date(2026, 10, 24), "21:00", 37_851),
        (dt.date(2027, 3, 27), "19:00", 37_028),
    ],
)
def test_the_night_of_a_clock_change_counts_its_elapsed_hours(saturday, start, limit):
    # Each is 8 h.
    first = dt.date(saturday.year, saturday.month - 2, 1)
    night = {"on": clock(saturday, 2), "first": first, "at": (start, "04:00")}
    allowed(RULE, one_tour(0, limit - 480, **night))
    refused(RULE, one_tour(0, limit - 479, **night), over=1)


def test_what_the_past_alone_has_broken_is_past_mending():
    on = MONTH_END
    week = scenario(
        officers=[night_worker()],
        shifts=[shift("s", "08:00", "16:00", "pn")],
        past_work=(
            past_work("o", -90, -61, 10_000, on=on),
            since(OCTOBER, SEP_TO_NOV - 9_000, on),
        ),
        on=on,
    )
    allowed(RULE, facts(week))
    allowed(RULE, facts(week, tours=[("o", 1, "s")]))  # 1 December
    refused(RULE, facts(week, tours=[("o", 0, "s")]), over=1_480)


# --- settings -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value", "first", "limit"),
    [
        ("maximum", 7 * H, SEPTEMBER, 32_760),  # 420 x 6/7 x 91
        ("months", 1, dt.date(2026, 11, 1), 12_342),  # 480 x 6/7 x 30 = 12,342.9
        ("days_in_seven", 5, SEPTEMBER, 31_200),  # 480 x 5/7 x 91
    ],
)
def test_a_regime_may_set_other_values(name, value, first, limit):
    given = {"national": (setting(RULE, name, value),)}
    allowed(RULE, one_tour(0, limit - 480, first=first, regimes=given))
    refused(RULE, one_tour(0, limit - 479, first=first, regimes=given), over=1)


def test_a_regime_may_limit_municipal_night_workers_too():
    given = {"municipal": (setting(RULE, "maximum", 8 * H),)}
    who = night_worker(force="pm")
    allowed(RULE, one_tour(0, SEP_TO_NOV - 480, who=who, regimes=given))
    refused(RULE, one_tour(0, SEP_TO_NOV - 479, who=who, regimes=given), over=1)


@pytest.mark.parametrize("name", ["maximum", "months", "days_in_seven"])
def test_no_limit_allows_any_work(name):
    found = one_tour(0, 50_000, regimes={"national": (setting(RULE, name, None),)})
    allowed(RULE, found)
    assert measured(found) == []


def test_the_measure_is_the_fullest_of_the_months():
    [measure] = measured(one_tour(1, 30_000, on=MONTH_END))
    # September to November holds all 30,000 min of 90 days; October to December holds
    # 60 of the days, 20,000 min, and the tour.
    assert (measure.value, measure.limit) == (30_000, SEP_TO_NOV)
    assert (measure.day, measure.days, measure.known) == (SEPTEMBER, 91, 91)
    assert measure.source == "arrêté du 5 septembre 2019 art. 10"
    assert measured(one_tour(1, 30_000, who=officer("o", "pn"))) == []


# --- who becomes a night worker -------------------------------------------------------


def nights(*tours, force="pn", on=None, **changes):
    """What (day, start, end) make of an officer who is not recorded as one."""
    shifts = {(s, e): shift(f"{s}-{e}", s, e, force) for _day, s, e in tours}
    week = scenario(
        officers=[officer("o", force)], shifts=shifts.values(), on=on, **changes
    )
    worked = [("o", offset, shifts[s, e].id) for offset, s, e in tours]
    return becomes_night_worker(facts(week, tours=worked), "o")


def test_two_nights_of_three_hours_in_a_week_make_a_night_worker():
    # 16:00 to 24:00 holds 21:00 to 24:00; 03:00 to 11:00 holds 03:00 to 06:00.
    habit = nights((0, "16:00", "00:00"), (6, "03:00", "11:00"))
    assert habit is not None
    assert (habit.since, habit.tours, habit.work) == (MONDAY, 2, 6 * H)


@pytest.mark.parametrize("end", ["23:59", "23:00"])
def test_a_minute_less_does_not(end):
    assert nights((0, "16:00", "00:00"), (2, "16:00", end)) is None


def test_one_night_does_not():
    assert nights((0, "20:00", "06:00")) is None


def test_nights_of_two_weeks_are_not_added_up():
    on = clock(days=14)
    assert nights((6, "20:00", "06:00"), (7, "20:00", "06:00"), on=on) is None
    habit = nights((7, "20:00", "06:00"), (8, "20:00", "06:00"), on=on)
    assert habit is not None
    assert habit.since == MONDAY + dt.timedelta(days=7)


def test_the_history_makes_night_workers_too():
    history = (past("o", -2, "20:00", "06:00"), past("o", -1, "20:00", "06:00"))
    habit = nights(history=history)
    assert habit is not None
    assert (habit.since, habit.work) == (MONDAY - dt.timedelta(days=7), 18 * H)


def test_an_unpaid_break_is_taken_where_the_tour_begins():
    # 21:00 to 05:00 less 5 h is 3 h of work, at night; less 5 h 01 it is less.
    for unpaid, told in ((300, True), (301, False)):
        week = scenario(
            officers=[officer("o", "pn")],
            shifts=[shift("s", "21:00", "05:00", "pn", unpaid_break=unpaid)],
        )
        found = facts(week, tours=[("o", 0, "s"), ("o", 2, "s")])
        assert (becomes_night_worker(found, "o") is not None) is told


def test_an_unpaid_break_is_no_work_at_night_where_it_is():
    # 18:00 to 24:00, the night from 21:00 on: 3 h. A break of 2 h from 19:00 on ends
    # as the night begins, one from 19:01 on takes a minute of it.
    for at, told in (("19:00", True), ("19:01", False)):
        late = shift("s", "18:00", "00:00", "pn", unpaid_break=120, break_from=time(at))
        week = scenario(officers=[officer("o", "pn")], shifts=[late])
        found = facts(week, tours=[("o", 0, "s"), ("o", 2, "s")])
        assert (becomes_night_worker(found, "o") is not None) is told


def test_the_hour_gained_in_autumn_is_work_at_night():
    # 25 October 01:01 to 03:01 is 3 h; on any other day it is 2 h.
    on = clock(dt.date(2026, 10, 19))
    short = (6, "01:01", "03:01")
    assert nights((0, "20:00", "04:00"), short, on=on) is not None
    assert nights((0, "20:00", "04:00"), (5, "01:01", "03:01"), on=on) is None


def test_the_hour_lost_in_spring_is_not():
    # 28 March 00:30 to 04:29 is 2 h 59.
    on = clock(dt.date(2027, 3, 22))
    assert nights((0, "20:00", "04:00"), (6, "00:30", "04:29"), on=on) is None
    assert nights((0, "20:00", "04:00"), (6, "00:30", "04:30"), on=on) is not None


def test_270_hours_of_night_work_in_a_year_make_a_night_worker():
    # 21:00 to 23:59 is 2 h 59 a night, once a week at most: 267 h 01 before.
    on = clock()
    for before, told in ((267 * H, False), (267 * H + 1, True)):
        stretch = past_work("o", -60, -1, 400 * H, night_work=before, on=on)
        habit = nights((0, "16:00", "23:59"), past_work=(stretch,))
        assert (habit is not None) is told
    assert habit is not None
    assert (habit.since, habit.tours) == (dt.date(2026, 1, 1), None)
    assert habit.work == 270 * H


def test_the_year_of_nights_begins_on_1_january():
    # Of 40 days of 300 h at night, 22 November to 31 December, none counts in January;
    # of 40 days until 10 January a quarter does, 75 h.
    on = clock(dt.date(2027, 1, 11))
    until_december = past_work("o", -50, -11, 300 * H, night_work=300 * H, on=on)
    assert until_december.last == dt.date(2026, 12, 31)
    assert nights(on=on, past_work=(until_december,)) is None
    for total, told in ((1079 * H, False), (1080 * H, True)):
        stretch = past_work("o", -40, -1, total, night_work=total, on=on)
        assert (nights(on=on, past_work=(stretch,)) is not None) is told


def test_the_last_night_of_the_year_is_divided_between_the_years():
    # 31 December 21:00 to 06:00: 3 h in 2026.
    on = clock(dt.date(2026, 12, 28))
    for before, told in ((267 * H - 1, False), (267 * H, True)):
        stretch = past_work("o", -100, -1, 400 * H, night_work=before, on=on)
        habit = nights((3, "21:00", "06:00"), on=on, past_work=(stretch,))
        assert (habit is not None) is told


def test_municipal_officers_have_no_such_status():
    many = [(i, "20:00", "06:00") for i in range(7)]
    assert nights(*many, force="pm") is None


def test_a_regime_may_define_the_night_otherwise():
    # From 22:00 on, 16:00 to 24:00 holds 2 h.
    given = {"national": (setting(RULE, "night_from", 22 * H),)}
    two = [(0, "16:00", "00:00"), (1, "16:00", "00:00")]
    assert nights(*two) is not None
    assert nights(*two, regimes=given) is None
    given = {"national": (setting(RULE, "tours_a_week", 3),)}
    assert nights(*two, regimes=given) is None
    given = {"national": (setting(RULE, "night_tour", 3 * H + 1),)}
    assert nights(*two, regimes=given) is None
    given = {"national": (setting(RULE, "year", 6 * H),)}
    assert nights((0, "16:00", "00:00"), regimes=given) is None
    assert nights((0, "20:00", "06:00"), regimes=given) is not None


def test_the_record_of_the_officer_does_not_matter_to_the_count():
    week = scenario(
        officers=[replace(officer("o", "pn"), night_worker=True)],
        shifts=[shift("s", "20:00", "06:00", "pn")],
    )
    found = facts(week, tours=[("o", 0, "s"), ("o", 2, "s")])
    assert becomes_night_worker(found, "o") is not None
