"""Weekly rest: 35 h without interruption for each civil week, for both forces.

décret 2000-815 art. 3 (municipal); décret 2002-1279 art. 1, 24 h + 11 h (national).
``scenario`` has the rest inside the civil week; ``week_of`` has what holds by default.
"""

import datetime as dt

import pytest

from scheduler.domain.settings import Unit
from scheduler.rules import RULES
from tests.builders import MONDAY, clock, facts, officer, past, setting, shift
from tests.builders import scenario as week_of
from tests.derogating import derogation
from tests.judge import allowed, refused

RULE = "weekly_rest"
AUTUMN = clock(dt.date(2026, 10, 19))
SPRING = clock(dt.date(2027, 3, 22))


def scenario(*, regimes=None, **changes):
    """A week whose rest lies inside it."""
    inside, given = setting(RULE, "civil_week", 1), regimes or {}
    kinds = ("municipal", "national")
    return week_of(regimes={k: (inside, *given.get(k, ())) for k in kinds}, **changes)


def around_a_day_off(end, start, force="pm", **changes):
    """Every day but Thursday; Wednesday ends at ``end``, Friday starts at ``start``."""
    week = scenario(
        officers=[officer("o", force)],
        shifts=[
            shift("s", "08:00", "16:00", force),
            shift("before", "08:00", end, force),
            shift("after", start, "23:30", force),
        ],
        **changes,
    )
    days = [("o", i, "s") for i in (0, 1, 5, 6)]
    return facts(week, tours=[*days, ("o", 2, "before"), ("o", 4, "after")])


@pytest.mark.parametrize("force", ["pm", "pn"])
def test_thirty_five_hours_are_enough_for_both_forces(force):
    # Wednesday 21:00 to Friday 08:00 is 3 h + 24 h + 8 h = 35 h.
    allowed(RULE, around_a_day_off("21:00", "08:00", force))


@pytest.mark.parametrize("force", ["pm", "pn"])
def test_one_minute_less_is_refused_to_both_forces(force):
    [breach] = refused(RULE, around_a_day_off("21:00", "07:59", force), over=1)
    assert breach.officers == ("o",)
    assert breach.unit is Unit.MINUTES
    assert breach.values["rest"] == 35 * 60 - 1
    assert breach.values["minimum"] == 35 * 60
    assert breach.values["day"] == "2026-10-05"


def test_one_minute_more_is_allowed():
    allowed(RULE, around_a_day_off("21:00", "08:01"))


def test_tours_on_all_seven_days_are_refused():
    # The longest stretch is 16:00 to 08:00, 16 h: 19 h short.
    week = scenario(officers=[officer("o")], shifts=[shift("s", "08:00", "16:00")])
    refused(RULE, facts(week, tours=[("o", i, "s") for i in range(7)]), over=19 * 60)


def test_two_short_rests_do_not_make_a_long_one():
    # Wednesday and Friday off beside tours 00:00 to 23:00: each rest 25 h.
    given = [("o", i, "s") for i in (0, 1, 3, 5, 6)]
    week = scenario(officers=[officer("o")], shifts=[shift("s", "00:00", "23:00")])
    refused(RULE, facts(week, tours=given), over=10 * 60)


def test_an_officer_without_tours_rests():
    allowed(RULE, facts(scenario(officers=[officer("o")])))


def test_the_rest_of_one_officer_does_not_serve_another():
    week = scenario(
        officers=[officer("o"), officer("p")], shifts=[shift("s", "08:00", "16:00")]
    )
    found = refused(
        RULE, facts(week, tours=[("p", i, "s") for i in range(7)]), over=19 * 60
    )
    assert found[0].officers == ("p",)


def last_rest(end, **changes):
    """Tours from Monday to Friday, and one on Saturday that ends at ``end``."""
    week = scenario(
        officers=[officer("o")],
        shifts=[shift("s", "08:00", "16:00"), shift("t", "05:00", end)],
        **changes,
    )
    days = [("o", i, "s") for i in range(5)]
    return facts(week, tours=[*days, ("o", 5, "t")])


def test_the_rest_may_lie_at_the_end_of_the_week():
    # Saturday 13:00 to Sunday 24:00 is 11 h + 24 h = 35 h.
    allowed(RULE, last_rest("13:00"))
    [breach] = refused(RULE, last_rest("13:01"), over=1)
    assert breach.values["rest"] == 35 * 60 - 1


def first_rest(start, **changes):
    """No tour on Monday; tours from Tuesday, at ``start``, to Sunday."""
    week = scenario(
        officers=[officer("o")],
        shifts=[shift("s", "08:00", "16:00"), shift("t", start, "19:00")],
        **changes,
    )
    days = [("o", i, "s") for i in range(2, 7)]
    return facts(week, tours=[("o", 1, "t"), *days])


def test_the_rest_may_lie_at_the_beginning_of_the_week():
    # Monday 00:00 to Tuesday 11:00 is 24 h + 11 h = 35 h.
    allowed(RULE, first_rest("11:00"))
    refused(RULE, first_rest("10:59"), over=1)


def test_the_rest_lies_inside_one_civil_week():
    # Saturday 16:00 of the first week to Tuesday 08:00 of the second is 64 h, but the
    # first week holds 8 h + 24 h = 32 h of it and the second 24 h + 8 h = 32 h.
    week = scenario(
        officers=[officer("o")],
        shifts=[shift("s", "08:00", "16:00")],
        on=clock(days=14),
    )
    tours = [("o", i, "s") for i in (*range(6), *range(8, 14))]
    first, second = refused(RULE, facts(week, tours=tours), over=(180, 180))
    assert first.values["day"] == "2026-10-05"
    assert second.values["day"] == "2026-10-12"


def test_every_week_of_the_horizon_is_judged():
    # The first week is free, the second is worked throughout.
    week = scenario(
        officers=[officer("o")],
        shifts=[shift("s", "08:00", "16:00")],
        on=clock(days=14),
    )
    tours = [("o", i, "s") for i in range(7, 14)]
    [breach] = refused(RULE, facts(week, tours=tours), over=19 * 60)
    assert breach.values["day"] == "2026-10-12"


def test_a_night_tour_begun_on_sunday_before_shortens_the_rest_of_monday():
    # Ends Monday 01:00: Tuesday 12:00 is 35 h later.
    history = (past("o", -1, "17:00", "01:00"),)
    allowed(RULE, first_rest("12:00", history=history))
    refused(RULE, first_rest("11:59", history=history), over=1)


def test_a_night_tour_across_sunday_midnight_inside_the_horizon_counts():
    # As above, the tour being planned and not past.
    for start, over in (("12:00", 0), ("11:59", 1)):
        week = scenario(
            officers=[officer("o")],
            shifts=[
                shift("n", "17:00", "01:00"),
                shift("t", start, "19:00"),
                shift("s", "08:00", "16:00"),
            ],
            on=clock(days=14),
        )
        days = [("o", i, "s") for i in range(9, 14)]
        found = facts(week, tours=[("o", 6, "n"), ("o", 8, "t"), *days])
        if over:
            refused(RULE, found, over=over)
        else:
            allowed(RULE, found)


def test_days_before_the_horizon_without_record_are_rest():
    # From Thursday on; Thursday to Sunday worked, Monday to Wednesday unknown.
    on = clock(dt.date(2026, 10, 8), 4)
    week = scenario(
        officers=[officer("o")], shifts=[shift("s", "08:00", "16:00")], on=on
    )
    allowed(RULE, facts(week, tours=[("o", i, "s") for i in range(4)]))


def test_days_before_the_horizon_with_tours_are_not_rest():
    # The same, with Monday, Tuesday and Wednesday worked: the longest rest is 16 h;
    # and with Tuesday free: Monday 16:00 to Wednesday 08:00, 40 h.
    on = clock(dt.date(2026, 10, 8), 4)
    monday, tuesday, wednesday = (
        past("o", offset, "08:00", "16:00", on=on) for offset in (-3, -2, -1)
    )
    for history, enough in (
        ((monday, tuesday, wednesday), False),
        ((monday, wednesday), True),
    ):
        week = scenario(
            officers=[officer("o")],
            shifts=[shift("s", "08:00", "16:00")],
            history=history,
            on=on,
        )
        found = facts(week, tours=[("o", i, "s") for i in range(4)])
        if enough:
            allowed(RULE, found)
        else:
            refused(RULE, found, over=19 * 60)


def test_days_after_the_horizon_are_rest():
    # A horizon of four days from Monday, all worked: Friday to Sunday are unknown.
    week = scenario(
        officers=[officer("o")],
        shifts=[shift("s", "08:00", "16:00")],
        on=clock(days=4),
    )
    allowed(RULE, facts(week, tours=[("o", i, "s") for i in range(4)]))


def test_autumn_gives_the_rest_of_the_weekend_an_hour():
    # Saturday 24 October 14:00 (UTC+2) to Sunday 24:00 (UTC+1): 10 h + 25 h = 35 h.
    allowed(RULE, last_rest("14:00", on=AUTUMN))
    refused(RULE, last_rest("14:01", on=AUTUMN), over=1)


def test_spring_takes_an_hour_from_the_rest_of_the_weekend():
    # Saturday 27 March 12:00 (UTC+1) to Sunday 24:00 (UTC+2): 12 h + 23 h = 35 h.
    allowed(RULE, last_rest("12:00", on=SPRING))
    refused(RULE, last_rest("12:01", on=SPRING), over=1)
    refused(RULE, last_rest("13:00", on=SPRING), over=60)


@pytest.mark.parametrize("first", [dt.date(2026, 10, 26), dt.date(2026, 12, 28)])
def test_weeks_over_month_end_and_year_end_are_weeks_as_others(first):
    # 1 November 2026 and 3 January 2027 are Sundays.
    on = clock(first)
    allowed(RULE, last_rest("13:00", on=on))
    refused(RULE, last_rest("13:01", on=on), over=1)


def test_a_regime_may_ask_for_less():
    # 24 h for objective, technical or organisational reasons (décret 2002-1279):
    # Wednesday 22:00 to Thursday 22:00.
    given = {"national": (setting(RULE, "minimum", 24 * 60),)}
    for start, over in (("22:00", 0), ("21:59", 1)):
        week = scenario(
            officers=[officer("o", "pn")],
            shifts=[
                shift("s", "08:00", "16:00", "pn"),
                shift("before", "14:00", "22:00", "pn"),
                shift("after", start, "23:30", "pn"),
            ],
            regimes=given,
        )
        tours = [("o", i, "s") for i in (0, 1, 4, 5, 6)]
        found = facts(week, tours=[*tours, ("o", 2, "before"), ("o", 3, "after")])
        if over:
            refused(RULE, found, over=over)
        else:
            allowed(RULE, found)


def test_the_regime_of_one_force_does_not_touch_the_other():
    given = {"national": (setting(RULE, "minimum", 24 * 60),)}
    refused(RULE, around_a_day_off("21:00", "07:59", regimes=given), over=1)


def test_a_dated_value_is_taken_on_the_monday_of_the_week():
    # No limit up to Sunday 11 October; from Monday 12 on 35 h again.
    given = {
        "municipal": (
            setting(RULE, "minimum", None, valid_to=MONDAY + dt.timedelta(days=6)),
        )
    }
    week = scenario(
        officers=[officer("o")],
        shifts=[shift("s", "08:00", "16:00")],
        on=clock(days=14),
        regimes=given,
    )
    allowed(RULE, facts(week, tours=[("o", i, "s") for i in range(7)]))
    refused(
        RULE, facts(week, tours=[("o", i, "s") for i in range(7, 14)]), over=19 * 60
    )


def without_a_break(**changes):
    """Seven tours of 24 h, each beginning as the one before ends."""
    week = scenario(
        officers=[officer("o")], shifts=[shift("s", "00:00", "00:00")], **changes
    )
    return facts(week, tours=[("o", i, "s") for i in range(7)])


def test_a_week_without_any_rest_is_short_of_all_of_it():
    refused(RULE, without_a_break(), over=35 * 60)


def test_no_limit_asks_for_no_rest_at_all():
    given = {"municipal": (setting(RULE, "minimum", None),)}
    allowed(RULE, without_a_break(regimes=given))


# --- derogations ----------------------------------------------------------------------


def a_night_and_a_day_off(end, start, force="pm", **changes):
    """Every day worked; Wednesday ends at ``end``, Thursday starts at ``start``."""
    week = scenario(
        officers=[officer("o", force)],
        shifts=[
            shift("s", "08:00", "16:00", force),
            shift("before", "01:00", end, force),
            shift("after", start, "23:30", force),
        ],
        **changes,
    )
    days = [("o", i, "s") for i in (0, 1, 4, 5, 6)]
    return facts(week, tours=[*days, ("o", 2, "before"), ("o", 3, "after")])


@pytest.mark.parametrize("force", ["pm", "pn"])
def test_a_recorded_derogation_lowers_the_rest_to_twenty_four_hours(force):
    # Wednesday 09:00 to Thursday 09:00 is 24 h.
    given = {"derogations": (derogation(RULE, 0, 6),)}
    allowed(RULE, a_night_and_a_day_off("09:00", "09:01", force, **given))
    allowed(RULE, a_night_and_a_day_off("09:00", "09:00", force, **given))
    [breach] = refused(
        RULE, a_night_and_a_day_off("09:00", "08:59", force, **given), over=1
    )
    assert breach.values["minimum"] == 24 * 60


def test_without_the_record_thirty_five_hours_stay():
    # 24 h, 11 h short.
    refused(RULE, a_night_and_a_day_off("09:00", "09:00"), over=11 * 60)


@pytest.mark.parametrize("only", [0, 3, 6])
def test_one_day_of_the_week_in_the_record_is_enough(only):
    given = {"derogations": (derogation(RULE, only),)}
    allowed(RULE, a_night_and_a_day_off("09:00", "09:00", **given))


@pytest.mark.parametrize("outside", [-1, 7])
def test_a_record_for_the_week_before_or_after_does_not_help(outside):
    given = {"derogations": (derogation(RULE, outside),)}
    refused(RULE, a_night_and_a_day_off("09:00", "09:00", **given), over=11 * 60)


def test_a_record_for_another_officer_or_another_rule_does_not_help():
    given = (derogation(RULE, 0, 6, who="p"), derogation("daily_rest", 0, 6))
    found = a_night_and_a_day_off("09:00", "09:00", derogations=given)
    refused(RULE, found, over=11 * 60)


def test_a_record_counts_in_every_week_that_it_touches():
    # Sunday of the first week to Monday of the second, both worked without a day off.
    week = scenario(
        officers=[officer("o")],
        shifts=[shift("s", "08:00", "08:00")],
        on=clock(days=14),
        derogations=(derogation(RULE, 6, 7),),
    )
    # 24-hour tours on alternate days leave 24 h, but in neither week more.
    tours = [("o", i, "s") for i in (0, 2, 4, 6, 8, 10, 12)]
    allowed(RULE, facts(week, tours=tours))


def test_a_reduced_value_above_the_minimum_changes_nothing():
    given = {"municipal": (setting(RULE, "reduced", 40 * 60),)}
    found = around_a_day_off(
        "21:00", "08:00", regimes=given, derogations=(derogation(RULE, 0),)
    )
    allowed(RULE, found)


def test_a_regime_may_know_no_derogation():
    given = {"municipal": (setting(RULE, "reduced", None),)}
    found = a_night_and_a_day_off(
        "09:00", "09:00", regimes=given, derogations=(derogation(RULE, 0),)
    )
    refused(RULE, found, over=11 * 60)


@pytest.mark.parametrize(
    ("on", "end"),
    [(AUTUMN, ("09:00", "08:00")), (SPRING, ("09:00", "10:00"))],
)
def test_the_reduced_rest_is_elapsed_time_at_both_clock_changes(on, end):
    # Saturday 09:00 to Sunday 08:00 is 24 h in autumn; to 10:00 in spring.
    before, after = end
    given = {"derogations": (derogation(RULE, 5, start=on.start),), "on": on}
    for late, over in ((after, 0), (earlier(after), 1)):
        week = scenario(
            officers=[officer("o")],
            shifts=[
                shift("s", "08:00", "16:00"),
                shift("before", "01:00", before),
                shift("after", late, "23:30"),
            ],
            **given,
        )
        days = [("o", i, "s") for i in range(5)]
        found = facts(week, tours=[*days, ("o", 5, "before"), ("o", 6, "after")])
        if over:
            refused(RULE, found, over=over)
        else:
            allowed(RULE, found)


def earlier(wall):
    """Return a wall time one minute earlier."""
    whole = dt.datetime.combine(MONDAY, dt.time.fromisoformat(wall))
    return (whole - dt.timedelta(minutes=1)).strftime("%H:%M")


# --- what is measured -----------------------------------------------------------------


def measured(found):
    return list(RULES[RULE].measure(found, "o"))


def test_the_longest_rest_of_the_tightest_week_is_measured():
    # First week: Saturday 13:01 to Sunday 24:00, 34 h 59; second week free.
    [measure] = measured(last_rest("13:01", on=clock(days=14)))
    assert (measure.value, measure.limit, measure.margin) == (2099, 2100, -1)
    assert measure.at_least
    assert measure.unit is Unit.MINUTES
    assert (measure.day, measure.setting) == (MONDAY, "minimum")
    assert measure.source == "décret 2000-815 art. 3"


def test_the_reduced_limit_is_measured_with_its_own_source():
    given = {"derogations": (derogation(RULE, 0),)}
    [measure] = measured(a_night_and_a_day_off("09:00", "09:00", "pn", **given))
    assert (measure.value, measure.limit) == (1440, 1440)
    assert measure.setting == "reduced"
    assert measure.source == "décret 2002-1279 art. 1 (24 h)"


def test_a_week_past_mending_and_a_week_without_limit_are_not_measured():
    on = clock(dt.date(2026, 10, 11), 1)
    history = tuple(past("o", i, "08:00", "16:00", on=on) for i in range(-6, 0))
    week = scenario(
        officers=[officer("o")],
        history=history,
        on=on,
        shifts=[shift("s", "08:00", "16:00")],
    )
    # Six days worked: Saturday 16:00 to Sunday 24:00 is 32 h, whatever is planned.
    assert measured(facts(week)) == []
    given = {"municipal": (setting(RULE, "minimum", None),)}
    assert measured(last_rest("13:00", regimes=given)) == []


# --- a rest serves a week that it touches ---------------------------------------------


def mornings(days, *, on=None, end="14:00", **changes):
    """Tours from 07:00 on some days."""
    on = on or clock(days=14)
    week = week_of(
        officers=[officer("o")], shifts=[shift("s", "07:00", end)], on=on, **changes
    )
    return facts(week, tours=[("o", i, "s") for i in days])


def test_tuesday_to_saturday_is_a_week_with_its_rest():
    # Saturday 14:00 to Tuesday 07:00 is 65 h, which no civil week holds 35 h of.
    worked = (1, 2, 3, 4, 5, 8, 9, 10, 11, 12)
    allowed(RULE, mornings(worked))
    inside = {"municipal": (setting(RULE, "civil_week", 1),)}
    refused(RULE, mornings(worked, regimes=inside), over=(60, 60))


def test_one_rest_of_sixty_five_hours_serves_one_week_and_not_two():
    # Two weeks worked but for one Sunday and Monday: 65 h there, and 17 h elsewhere.
    # Of the first week the rest is Saturday 14:00 to Monday 01:00; 30 h are left.
    worked = (0, 1, 2, 3, 4, 5, 8, 9, 10, 11, 12, 13)
    [breach] = refused(RULE, mornings(worked), over=5 * 60)
    assert breach.values["day"] == "2026-10-12"


@pytest.mark.parametrize(("start", "over"), [("12:00", 0), ("11:59", 1)])
def test_a_rest_of_seventy_hours_serves_the_two_weeks_that_it_touches(start, over):
    # Saturday 14:00 to Tuesday 12:00: 10 h + 24 h + 24 h + 12 h = 70 h = 2 x 35 h.
    week = week_of(
        officers=[officer("o")],
        shifts=[shift("s", "07:00", "14:00"), shift("t", start, "20:00")],
        on=clock(days=14),
    )
    tours = [("o", i, "s") for i in (0, 1, 2, 3, 4, 5, 9, 10, 11, 12, 13)]
    found = facts(week, tours=[*tours, ("o", 8, "t")])
    if over:
        refused(RULE, found, over=over)
    else:
        allowed(RULE, found)


def test_leave_over_a_whole_week_serves_that_week_and_the_two_beside_it():
    # Nothing from Sunday 16:00 of the first week to Monday 07:00 of the third.
    worked = (*range(7), *range(14, 21))
    allowed(RULE, mornings(worked, on=clock(days=21), end="16:00"))


@pytest.mark.parametrize(("end", "over"), [("00:00", 0), ("00:01", 1)])
def test_a_day_off_of_twenty_four_hours_is_known_at_the_end_of_the_horizon(end, over):
    # Saturday 24:00 to Sunday 24:00 is 24 h, and 11 h may lie beyond.
    week = week_of(
        officers=[officer("o")],
        shifts=[shift("s", "08:00", "16:00"), shift("t", "16:00", end)],
    )
    found = facts(week, tours=[*(("o", i, "s") for i in range(5)), ("o", 5, "t")])
    if over:
        refused(RULE, found, over=over)
    else:
        allowed(RULE, found)


@pytest.mark.parametrize(("start", "over"), [("00:00", 0), ("23:59", 1)])
def test_a_day_off_of_twenty_four_hours_is_known_at_the_beginning(start, over):
    # Monday 00:00 to Tuesday 00:00; or to Monday 23:59.
    day = 0 if over else 1
    week = week_of(
        officers=[officer("o")],
        shifts=[shift("s", "08:00", "16:00"), shift("t", start, "07:00")],
    )
    found = facts(week, tours=[("o", day, "t"), *(("o", i, "s") for i in range(2, 7))])
    if over:
        refused(RULE, found, over=over)
    else:
        allowed(RULE, found)


def test_seven_days_of_one_week_are_refused_though_the_next_is_unknown():
    # Sunday 14:00 to 24:00 is 10 h, with 11 h beyond 21 h; between tours lie 17 h.
    refused(RULE, mornings(range(7), on=clock()), over=14 * 60)


def history(days, on):
    return tuple(past("o", i, "07:00", "14:00", on=on) for i in days)


def test_the_week_before_has_its_rest_first():
    # The week before was worked from Monday to Saturday: its rest is Saturday 14:00 to
    # Monday 01:00, so that of this week is another one.
    on = clock()
    before = history(range(-7, -1), on)
    allowed(RULE, mornings((0, 1, 2, 3, 4), on=on, history=before))
    refused(RULE, mornings(range(7), on=on, history=before), over=14 * 60)


@pytest.mark.parametrize(("start", "over"), [("01:00", 0), ("00:59", 1)])
def test_the_rest_of_the_week_before_may_end_in_the_horizon(start, over):
    # Saturday 14:00 to Monday 01:00 is 10 h + 24 h + 1 h = 35 h.
    on = clock()
    week = week_of(
        officers=[officer("o")],
        shifts=[shift("t", start, "07:00")],
        on=on,
        history=history(range(-7, -1), on),
    )
    found = facts(week, tours=[("o", 0, "t")])
    if over:
        [breach] = refused(RULE, found, over=over)
        assert breach.values["day"] == "2026-09-28"
    else:
        allowed(RULE, found)


def test_a_rest_that_the_week_before_does_not_need_serves_this_one():
    # Monday and Tuesday before were free; Saturday 14:00 to Monday 07:00 is 41 h.
    on = clock()
    allowed(RULE, mornings(range(7), on=on, history=history(range(-5, -1), on)))


@pytest.mark.parametrize(
    ("worked", "over"), [((0, 1, 2, 3, 4), 60), ((0, 1, 2, 4, 5, 6), 0)]
)
def test_rolling_asks_for_a_rest_in_every_seven_days(worked, over):
    # Monday to Friday 07:00 to 14:00: the seven days from Sunday on hold 31 h before
    # Monday 07:00 and 34 h after Friday 14:00, 1 h short. With Thursday off, 41 h lie
    # in every seven days that hold it; those before and after are free elsewhere.
    rolling = {"municipal": (setting(RULE, "rolling", 1),)}
    found = mornings(worked, on=clock(), regimes=rolling)
    if over:
        refused(RULE, found, over=over)
    else:
        allowed(RULE, found)
