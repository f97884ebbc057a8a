"""Semester average: 48 h in seven days on average over a semester, national officers.

décret 2002-1279 art. 1. In minutes, rounded down:
July to December, 184 days: 2,880 x 184 / 7 = 75,702.9, 1,261 h 42;
January to June 2027, 181 days: 2,880 x 181 / 7 = 74,468.6, 1,241 h 08;
January to June 2028, 182 days: 2,880 x 26 = 74,880, 1,248 h exactly.
"""

import datetime as dt

import pytest

from scheduler.domain.settings import Unit
from scheduler.rules import RULES
from tests.builders import (
    clock,
    facts,
    officer,
    past,
    past_work,
    setting,
    shift,
    time,
)
from tests.builders import scenario as week_of
from tests.judge import allowed, refused

RULE = "semester_average"
H = 60
AUTUMN_TERM = 75_702
SPRING_TERM = 74_468
NEW_YEAR = clock(dt.date(2026, 12, 28))
"""Monday 28 December 2026 to Sunday 3 January 2027."""
SUMMER = clock(dt.date(2027, 6, 28))
"""Monday 28 June to Sunday 4 July 2027."""


def scenario(*, regimes=None, **changes):
    """A week under fixed half-years."""
    fixed, given = setting(RULE, "rolling", 0), regimes or {}
    kinds = ("municipal", "national")
    return week_of(regimes={k: (fixed, *given.get(k, ())) for k in kinds}, **changes)


def since(first, work, on, who="o", last=-1):
    """Return minutes of work from a date to the eve of the horizon."""
    return past_work(who, (first - on.start).days, last, work, on=on)


def one_tour(
    offset, work, *, on=NEW_YEAR, force="pn", at=("08:00", "16:00"), **changes
):
    """One tour after so many minutes since the semester began."""
    first = dt.date(on.start.year, 1 if on.start.month < 7 else 7, 1)
    week = scenario(
        officers=[officer("o", force)],
        shifts=[shift("s", at[0], at[1], force)],
        past_work=(since(first, work, on),),
        on=on,
        **changes,
    )
    return facts(week, tours=[("o", offset, "s")])


def measured(found, who="o"):
    return list(RULES[RULE].measure(found, who))


# --- the limit ------------------------------------------------------------------------


def test_the_average_of_a_semester_is_allowed():
    # 75,702 = 75,222 + 480.
    allowed(RULE, one_tour(0, AUTUMN_TERM - 481))
    allowed(RULE, one_tour(0, AUTUMN_TERM - 480))


def test_one_minute_more_is_refused():
    [breach] = refused(RULE, one_tour(0, AUTUMN_TERM - 479), over=1)
    assert breach.officers == ("o",)
    assert breach.unit is Unit.MINUTES
    assert breach.values["work"] == 75_703
    assert breach.values["maximum"] == 75_702
    assert breach.values["day"] == "2026-07-01"
    assert breach.values["last"] == "2026-12-31"
    assert breach.when == 8 * H


def test_the_semester_from_january_has_181_days():
    allowed(RULE, one_tour(0, SPRING_TERM - 480, on=SUMMER))
    refused(RULE, one_tour(0, SPRING_TERM - 479, on=SUMMER), over=1)


def test_a_leap_year_adds_a_day():
    on = clock(dt.date(2028, 6, 26), 5)
    allowed(RULE, one_tour(0, 74_880 - 480, on=on))
    refused(RULE, one_tour(0, 74_880 - 479, on=on), over=1)


def test_no_week_by_itself_is_judged():
    # 6 x 12 h = 72 h in a week, after none.
    week = scenario(
        officers=[officer("o", "pn")], shifts=[shift("s", "07:00", "19:00", "pn")]
    )
    allowed(RULE, facts(week, tours=[("o", i, "s") for i in range(6)]))


def test_municipal_officers_have_other_limits():
    allowed(RULE, one_tour(0, 90_000, force="pm"))


def test_the_whole_semester_counts_though_it_is_not_over():
    # 5 to 11 October: what would break the average by December is refused now.
    on = clock()
    allowed(RULE, one_tour(6, AUTUMN_TERM - 480, on=on))
    refused(RULE, one_tour(6, AUTUMN_TERM - 479, on=on), over=1)


def test_fixed_tours_are_counted_too():
    on = NEW_YEAR
    for before, over in ((AUTUMN_TERM - 960, 0), (AUTUMN_TERM - 959, 1)):
        week = scenario(
            officers=[
                officer("o", "pn", free=False, cycle="c", cycle_start=on.start),
            ],
            shifts=[shift("s", "08:00", "16:00", "pn")],
            cycles={"c": ("s", "s", None, None, None, None, None)},
            past_work=(since(dt.date(2026, 7, 1), before, on),),
            on=on,
        )
        found = facts(week, tours=[("o", 0, "s"), ("o", 1, "s")])
        if over:
            refused(RULE, found, over=over)
        else:
            allowed(RULE, found)


# --- where one semester ends and the next begins --------------------------------------


@pytest.mark.parametrize(
    ("on", "term", "offset"), [(NEW_YEAR, AUTUMN_TERM, 3), (SUMMER, SPRING_TERM, 2)]
)
def test_a_tour_across_the_end_is_divided_at_midnight(on, term, offset):
    # 31 December and 30 June, 20:00 to 06:00: 4 h before midnight.
    night = ("20:00", "06:00")
    allowed(RULE, one_tour(offset, term - 240, on=on, at=night))
    [breach] = refused(RULE, one_tour(offset, term - 239, on=on, at=night), over=1)
    assert breach.values["work"] == term + 1


@pytest.mark.parametrize(
    ("on", "term", "offset"), [(NEW_YEAR, AUTUMN_TERM, 3), (SUMMER, SPRING_TERM, 2)]
)
def test_the_last_day_counts_and_the_next_does_not(on, term, offset):
    until_midnight = ("16:00", "00:00")
    allowed(RULE, one_tour(offset, term - 480, on=on, at=until_midnight))
    refused(RULE, one_tour(offset, term - 479, on=on, at=until_midnight), over=1)
    # The full semester bears nothing more; the day after begins a new one.
    allowed(RULE, one_tour(offset + 1, term, on=on, at=("00:00", "08:00")))
    refused(RULE, one_tour(offset, term, on=on, at=("23:00", "07:00")), over=60)


def test_an_unpaid_break_is_taken_where_the_tour_begins():
    # 20:00 to 06:00 less 60 min: 3 h before midnight.
    on = NEW_YEAR
    for before, over in ((AUTUMN_TERM - 180, 0), (AUTUMN_TERM - 179, 1)):
        week = scenario(
            officers=[officer("o", "pn")],
            shifts=[shift("s", "20:00", "06:00", "pn", unpaid_break=60)],
            past_work=(since(dt.date(2026, 7, 1), before, on),),
            on=on,
        )
        found = facts(week, tours=[("o", 3, "s")])
        if over:
            refused(RULE, found, over=over)
        else:
            allowed(RULE, found)


def test_an_unpaid_break_counts_at_its_time():
    # 20:00 to 24:00 less 60 min from 23:00 on is 3 h; from 23:01 on it is 3 h 01.
    on = NEW_YEAR
    for at, over in (("23:00", 0), ("23:01", 1)):
        night = shift("s", "20:00", "06:00", "pn", unpaid_break=60, break_from=time(at))
        week = scenario(
            officers=[officer("o", "pn")],
            shifts=[night],
            past_work=(since(dt.date(2026, 7, 1), AUTUMN_TERM - 180, on),),
            on=on,
        )
        found = facts(week, tours=[("o", 3, "s")])
        if over:
            refused(RULE, found, over=over)
        else:
            allowed(RULE, found)


def test_a_stretch_across_the_beginning_counts_by_its_days():
    # June and July 2026, 61 days: 31/61 of 366 h are 186 h.
    on = NEW_YEAR
    for more, over in ((AUTUMN_TERM - 186 * H - 480, 0), (AUTUMN_TERM - 11_639, 1)):
        week = scenario(
            officers=[officer("o", "pn")],
            shifts=[shift("s", "08:00", "16:00", "pn")],
            past_work=(
                past_work(
                    "o",
                    (dt.date(2026, 6, 1) - on.start).days,
                    (dt.date(2026, 7, 31) - on.start).days,
                    366 * H,
                    on=on,
                ),
                since(dt.date(2026, 8, 1), more, on),
            ),
            on=on,
        )
        found = facts(week, tours=[("o", 0, "s")])
        if over:
            refused(RULE, found, over=over)
        else:
            allowed(RULE, found)


def test_a_tour_of_the_history_across_the_beginning_counts_after_midnight():
    # 30 June 2027 20:00 to 06:00 in the history: 6 h in the semester of July. Of 35 min
    # a week 35 x 184 / 7 = 920 are allowed, 15 h 20: 9 h 20 are left.
    on = clock(dt.date(2027, 7, 5))
    given = {"national": (setting(RULE, "maximum", 35),)}
    for end, over in (("17:20", 0), ("17:21", 1)):
        week = scenario(
            officers=[officer("o", "pn")],
            shifts=[shift("s", "08:00", end, "pn")],
            history=(past("o", -5, "20:00", "06:00", on=on),),
            on=on,
            regimes=given,
        )
        found = facts(week, tours=[("o", 0, "s")])
        if over:
            refused(RULE, found, over=over)
        else:
            allowed(RULE, found)


def test_both_semesters_of_a_horizon_are_judged():
    # 15 min a week: 394 min from July (15 x 184 / 7 = 394.3), 387 from January (387.9).
    given = {"national": (setting(RULE, "maximum", 15),)}
    week = scenario(
        officers=[officer("o", "pn")],
        shifts=[shift("s", "08:00", "14:34", "pn"), shift("t", "08:00", "14:27", "pn")],
        on=NEW_YEAR,
        regimes=given,
    )
    allowed(RULE, facts(week, tours=[("o", 3, "s"), ("o", 4, "t")]))
    [breach] = refused(
        RULE, facts(week, tours=[("o", 3, "s"), ("o", 4, "s")]), over=394 - 387
    )
    assert breach.values["day"] == "2027-01-01"
    found = facts(week, tours=[("o", i, "s") for i in (2, 3, 4, 5)])
    refused(RULE, found, over=(394, 394 + 7))


def test_the_day_after_the_horizon_may_begin_a_semester():
    # The horizon ends on 31 December; the tour of the last night has 4 h and 6 h. Of 10
    # min a week 258 are allowed from January on (10 x 181 / 7), 262 until then.
    on = clock(dt.date(2026, 12, 28), 4)
    given = {"national": (setting(RULE, "maximum", 10),)}
    for end, over in (("04:18", 0), ("04:19", 1)):
        week = scenario(
            officers=[officer("o", "pn")],
            shifts=[shift("s", "20:00", end, "pn")],
            on=on,
            regimes=given,
        )
        found = facts(week, tours=[("o", 3, "s")])
        if over:
            [breach] = refused(RULE, found, over=over)
            assert breach.values["day"] == "2027-01-01"
        else:
            allowed(RULE, found)


def test_what_the_past_alone_has_broken_is_past_mending():
    on = NEW_YEAR
    week = scenario(
        officers=[officer("o", "pn")],
        shifts=[shift("s", "08:00", "16:00", "pn")],
        past_work=(since(dt.date(2026, 7, 1), AUTUMN_TERM + 100, on),),
        on=on,
    )
    allowed(RULE, facts(week))
    allowed(RULE, facts(week, tours=[("o", 4, "s")]))  # 1 January
    refused(RULE, facts(week, tours=[("o", 3, "s")]), over=580)


def test_work_is_counted_by_officer():
    on = NEW_YEAR
    week = scenario(
        officers=[officer("o", "pn"), officer("p", "pn")],
        shifts=[shift("s", "08:00", "16:00", "pn")],
        past_work=(
            since(dt.date(2026, 7, 1), AUTUMN_TERM - 480, on),
            since(dt.date(2026, 7, 1), AUTUMN_TERM - 479, on, who="p"),
        ),
        on=on,
    )
    tours = [("o", 0, "s"), ("p", 0, "s")]
    [breach] = refused(RULE, facts(week, tours=tours), over=1)
    assert breach.officers == ("p",)


# --- both clock changes ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("saturday", "term"),
    [(dt.date(2026, 10, 24), AUTUMN_TERM), (dt.date(2027, 3, 27), SPRING_TERM)],
)
def test_the_night_of_a_clock_change_counts_its_elapsed_hours(saturday, term):
    # 21:00 (UTC+2) to 04:00 (UTC+1) and 19:00 (UTC+1) to 04:00 (UTC+2) are 8 h.
    night = ("21:00" if saturday.month == 10 else "19:00", "04:00")
    on = clock(saturday, 2)
    allowed(RULE, one_tour(0, term - 480, on=on, at=night))
    refused(RULE, one_tour(0, term - 479, on=on, at=night), over=1)


# --- settings -------------------------------------------------------------------------


def test_a_regime_may_set_another_average():
    # 44 h: 2,640 x 184 / 7 = 69,394.3.
    given = {"national": (setting(RULE, "maximum", 44 * H),)}
    allowed(RULE, one_tour(0, 69_394 - 480, regimes=given))
    refused(RULE, one_tour(0, 69_394 - 479, regimes=given), over=1)


def test_a_regime_may_limit_municipal_officers_too():
    given = {"municipal": (setting(RULE, "maximum", 48 * H),)}
    refused(RULE, one_tour(0, AUTUMN_TERM - 479, force="pm", regimes=given), over=1)


@pytest.mark.parametrize("month", [4, 10])
def test_a_regime_may_begin_its_semesters_in_other_months(month):
    # October 2026 to March 2027, 182 days: 74,880 min.
    given = {"national": (setting(RULE, "first_month", month),)}
    on = NEW_YEAR
    for before, over in ((74_880 - 480, 0), (74_880 - 479, 1)):
        week = scenario(
            officers=[officer("o", "pn")],
            shifts=[shift("s", "08:00", "16:00", "pn")],
            past_work=(
                past_work("o", -180, -89, 90_000, on=on),  # until 30 September
                since(dt.date(2026, 10, 1), before, on),
            ),
            on=on,
            regimes=given,
        )
        found = facts(week, tours=[("o", 6, "s")])  # 3 January
        if over:
            [breach] = refused(RULE, found, over=over)
            assert breach.values["day"] == "2026-10-01"
            assert breach.values["last"] == "2027-03-31"
        else:
            allowed(RULE, found)


@pytest.mark.parametrize("name", ["maximum", "first_month"])
def test_no_limit_allows_any_work(name):
    given = {"national": (setting(RULE, name, None),)}
    found = one_tour(0, 90_000, regimes=given)
    allowed(RULE, found)
    assert measured(found) == []


def test_the_strictest_value_of_the_days_of_the_horizon_holds():
    # 44 h from Tuesday 29 December on.
    given = {
        "national": (
            setting(RULE, "maximum", 44 * H, valid_from=dt.date(2026, 12, 29)),
        )
    }
    allowed(RULE, one_tour(0, 69_394 - 480, regimes=given))
    refused(RULE, one_tour(0, 69_394 - 479, regimes=given), over=1)


# --- the measure ----------------------------------------------------------------------


def test_the_measure_is_the_semester_nearest_to_its_limit():
    [measure] = measured(one_tour(4, 70_000))
    assert (measure.value, measure.limit) == (70_000, AUTUMN_TERM)
    assert measure.day == dt.date(2026, 7, 1)
    assert (measure.days, measure.known) == (184, 184)
    assert measure.source == "décret 2002-1279 art. 1"


def test_the_measure_counts_the_days_that_are_known():
    on = clock()
    week = scenario(
        officers=[officer("o", "pn")],
        shifts=[shift("s", "08:00", "16:00", "pn")],
        past_work=(since(dt.date(2026, 9, 1), 9_000, on),),
        on=on,
    )
    [measure] = measured(facts(week, tours=[("o", 0, "s")]))
    # 30 days of September, 4 of October before the horizon and 7 of it.
    assert (measure.value, measure.days, measure.known) == (9_480, 184, 41)


# --- any six months in a row ----------------------------------------------------------


def rolling(work, since, last=-1, *, on=NEW_YEAR, offset=0, **changes):
    """Work from some days before the horizon, and one tour of 8 h."""
    week = week_of(
        officers=[officer("o", "pn")],
        shifts=[shift("s", "08:00", "16:00", "pn")],
        past_work=(past_work("o", since, last, work, on=on),),
        on=on,
        **changes,
    )
    return facts(week, tours=[("o", offset, "s")])


def test_six_months_that_straddle_two_half_years_keep_the_average():
    # The six months that end with 3 January 2027 begin with 4 July 2026: 184 days,
    # 75,702 minutes; all the work is of October to December, and of 3 January.
    days = (NEW_YEAR.start - dt.date(2026, 10, 1)).days
    allowed(RULE, rolling(AUTUMN_TERM - 480, -days, offset=6))
    # One more is too many, in those that end with 4 January too.
    beyond = rolling(AUTUMN_TERM - 479, -days, offset=6)
    breach, _next = refused(RULE, beyond, over=(1, 1))
    assert breach.values["last"] == "2027-01-03"


def test_work_leaves_the_six_months_day_by_day():
    # The six months that end with Sunday 3 January begin with 4 July: the day before is
    # out, whatever was worked on it.
    day = (dt.date(2026, 7, 3) - NEW_YEAR.start).days
    allowed(RULE, rolling(AUTUMN_TERM + 480, day, day, offset=6))
    found = rolling(AUTUMN_TERM - 479, day + 1, day + 1, offset=6)
    [breach] = refused(RULE, found, over=1)
    assert breach.values["day"] == "2026-07-04"


def test_six_months_begin_on_the_last_day_of_a_shorter_month():
    # Those that end with 30 August 2027 begin with 28 February, as 31 August less six
    # months is no date.
    on = clock(dt.date(2027, 8, 30), 1)
    day = (dt.date(2027, 2, 28) - on.start).days
    maximum = 2880 * 184 // 7
    allowed(RULE, rolling(maximum - 480, day, day, on=on))
    [breach] = refused(RULE, rolling(maximum - 479, day, day, on=on), over=1)
    assert breach.values["day"] == "2027-02-28"
