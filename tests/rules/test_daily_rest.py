"""Daily rest: 11 h of elapsed time between two tours, for both forces.

décret 2000-815 art. 3 (municipal), décret 2002-1279 art. 1 (national).
"""

import datetime as dt

import pytest

from scheduler.domain.settings import Unit
from scheduler.rules import RULES
from tests.builders import clock, facts, officer, past, scenario, setting, shift
from tests.derogating import derogation
from tests.judge import allowed, refused

RULE = "daily_rest"
AUTUMN = clock(dt.date(2026, 10, 24), 2)
SPRING = clock(dt.date(2027, 3, 27), 2)


def two_tours(evening, morning, force="pm", on=None, **changes):
    """One officer: a tour that ends the first evening, one that starts next morning."""
    week = scenario(
        officers=[officer("o", force)],
        shifts=[
            shift("late", evening[0], evening[1], force),
            shift("early", morning[0], morning[1], force),
        ],
        on=on,
        **changes,
    )
    return facts(week, tours=[("o", 0, "late"), ("o", 1, "early")])


@pytest.mark.parametrize("force", ["pm", "pn"])
def test_eleven_hours_are_enough_for_both_forces(force):
    # 21:00 to 08:00 is 3 h + 8 h = 11 h.
    allowed(RULE, two_tours(("13:00", "21:00"), ("08:00", "16:00"), force))


@pytest.mark.parametrize("force", ["pm", "pn"])
def test_one_minute_less_is_refused_to_both_forces(force):
    # 21:00 to 07:59 is 10 h 59.
    week = two_tours(("13:00", "21:00"), ("07:59", "16:00"), force)
    [breach] = refused(RULE, week, over=1)
    assert breach.officers == ("o",)
    assert breach.unit is Unit.MINUTES
    assert breach.values["rest"] == 659
    assert breach.values["minimum"] == 660
    assert breach.values["day"] == "2026-10-06"
    assert breach.when == 1440 + 479


def test_one_minute_more_is_allowed():
    allowed(RULE, two_tours(("13:00", "21:00"), ("08:01", "16:00")))


def test_rest_after_a_night_tour_is_counted_from_its_end():
    # Ends 06:00 on day 1: 17:00 that day is 11 h later, 16:59 is not.
    allowed(RULE, two_tours(("22:00", "06:00"), ("17:00", "23:00")))
    refused(RULE, two_tours(("22:00", "06:00"), ("16:59", "23:00")), over=1)


def test_two_tours_of_one_day_are_judged_too():
    week = scenario(
        officers=[officer("o")],
        shifts=[shift("a", "00:00", "06:00"), shift("b", "16:59", "23:00")],
    )
    refused(RULE, facts(week, tours=[("o", 0, "a"), ("o", 0, "b")]), over=1)


def test_tours_of_two_officers_are_not_compared():
    week = scenario(
        officers=[officer("o"), officer("p")],
        shifts=[shift("a", "13:00", "21:00"), shift("b", "05:00", "12:00")],
    )
    allowed(RULE, facts(week, tours=[("o", 0, "a"), ("p", 1, "b")]))


def test_autumn_night_21_to_07_is_eleven_hours():
    # 24 October 21:00 (UTC+2) to 25 October 07:00 (UTC+1): 19:00 to 06:00 UTC.
    allowed(RULE, two_tours(("13:00", "21:00"), ("07:00", "15:00"), on=AUTUMN))
    week = two_tours(("13:00", "21:00"), ("06:59", "15:00"), on=AUTUMN)
    refused(RULE, week, over=1)


def test_spring_night_21_to_07_is_nine_hours():
    # 27 March 21:00 (UTC+1) to 28 March 07:00 (UTC+2): 20:00 to 05:00 UTC.
    week = two_tours(("13:00", "21:00"), ("07:00", "15:00"), on=SPRING)
    [breach] = refused(RULE, week, over=120)
    assert breach.values["rest"] == 9 * 60


def test_spring_night_needs_an_hour_more_on_the_wall():
    # 21:00 to 09:00 shows 12 h and lasts 11 h.
    allowed(RULE, two_tours(("13:00", "21:00"), ("09:00", "15:00"), on=SPRING))
    week = two_tours(("13:00", "21:00"), ("08:59", "15:00"), on=SPRING)
    refused(RULE, week, over=1)


@pytest.mark.parametrize("first", [dt.date(2026, 11, 30), dt.date(2026, 12, 31)])
def test_months_and_years_do_not_interrupt_a_rest(first):
    on = clock(first, 2)
    allowed(RULE, two_tours(("13:00", "21:00"), ("08:00", "16:00"), on=on))
    refused(RULE, two_tours(("13:00", "21:00"), ("07:59", "16:00"), on=on), over=1)


def with_history(end, **changes):
    week = scenario(
        officers=[officer("o")],
        shifts=[shift("early", "08:00", "16:00")],
        history=(past("o", -1, "13:00", end),),
        **changes,
    )
    return facts(week, tours=[("o", 0, "early")])


def test_the_last_tour_before_the_horizon_counts():
    # Sunday 21:00 to Monday 08:00 is 11 h; 21:01 leaves 10 h 59.
    allowed(RULE, with_history("21:00"))
    [breach] = refused(RULE, with_history("21:01"), over=1)
    assert breach.values["day"] == "2026-10-05"


def test_two_tours_before_the_horizon_are_not_judged():
    # 8 h between them, but nothing can be done about it any more.
    week = scenario(
        officers=[officer("o")],
        shifts=[shift("early", "08:00", "16:00")],
        history=(past("o", -2, "14:00", "22:00"), past("o", -1, "06:00", "14:00")),
    )
    allowed(RULE, facts(week, tours=[("o", 0, "early")]))


def test_the_last_two_days_of_the_horizon_are_judged():
    week = scenario(
        officers=[officer("o")],
        shifts=[shift("late", "13:00", "21:00"), shift("early", "07:59", "16:00")],
    )
    refused(RULE, facts(week, tours=[("o", 5, "late"), ("o", 6, "early")]), over=1)


def test_a_regime_may_ask_for_less():
    given = {"municipal": (setting(RULE, "minimum", 9 * 60),)}
    at_nine = two_tours(("13:00", "21:00"), ("06:00", "14:00"), regimes=given)
    under = two_tours(("13:00", "21:00"), ("05:59", "14:00"), regimes=given)
    allowed(RULE, at_nine)
    refused(RULE, under, over=1)


def test_the_regime_of_one_force_does_not_touch_the_other():
    given = {"municipal": (setting(RULE, "minimum", 9 * 60),)}
    week = two_tours(("13:00", "21:00"), ("06:00", "14:00"), "pn", regimes=given)
    refused(RULE, week, over=120)


def test_a_dated_value_holds_for_the_rest_after_tours_of_its_days():
    # 9 h asked up to Monday 5 October: the rest after Monday's tour may be 9 h, the
    # rest after Tuesday's may not.
    given = {
        "municipal": (setting(RULE, "minimum", 540, valid_to=dt.date(2026, 10, 5)),)
    }
    week = scenario(
        officers=[officer("o")],
        shifts=[shift("late", "13:00", "21:00"), shift("early", "06:00", "12:00")],
        regimes=given,
    )
    allowed(RULE, facts(week, tours=[("o", 0, "late"), ("o", 1, "early")]))
    refused(RULE, facts(week, tours=[("o", 1, "late"), ("o", 2, "early")]), over=120)


def test_no_limit_lets_one_tour_follow_another_at_once():
    given = {"municipal": (setting(RULE, "minimum", None),)}
    week = two_tours(("22:00", "06:00"), ("06:00", "14:00"), regimes=given)
    allowed(RULE, week)


# --- derogations ----------------------------------------------------------------------


def test_a_recorded_derogation_lets_a_national_officer_rest_eight_hours():
    # 21:00 to 05:00.
    given = {"derogations": (derogation(RULE, 1),)}
    allowed(RULE, two_tours(("13:00", "21:00"), ("05:00", "13:00"), "pn", **given))
    week = two_tours(("13:00", "21:00"), ("04:59", "13:00"), "pn", **given)
    [breach] = refused(RULE, week, over=1)
    assert breach.values["minimum"] == 8 * 60


def test_the_record_is_that_of_the_day_of_the_second_tour():
    for recorded in (0, 2):
        given = {"derogations": (derogation(RULE, recorded),)}
        week = two_tours(("13:00", "21:00"), ("05:00", "13:00"), "pn", **given)
        refused(RULE, week, over=180)


def test_no_text_lets_a_municipal_officer_rest_less():
    given = {"derogations": (derogation(RULE, 0, 6),)}
    refused(RULE, two_tours(("13:00", "21:00"), ("05:00", "13:00"), **given), over=180)


def test_a_record_for_another_officer_does_not_help():
    given = {"derogations": (derogation(RULE, 1, who="p"),)}
    week = two_tours(("13:00", "21:00"), ("05:00", "13:00"), "pn", **given)
    refused(RULE, week, over=180)


@pytest.mark.parametrize(
    ("on", "start", "early"),
    [(AUTUMN, "04:00", "03:59"), (SPRING, "06:00", "05:59")],
)
def test_the_reduced_rest_is_elapsed_time(on, start, early):
    # 21:00 to 04:00 is 8 h in autumn, to 06:00 in spring.
    given = {"derogations": (derogation(RULE, 1, start=on.start),), "on": on}
    allowed(RULE, two_tours(("13:00", "21:00"), (start, "13:00"), "pn", **given))
    week = two_tours(("13:00", "21:00"), (early, "13:00"), "pn", **given)
    refused(RULE, week, over=1)


# --- night workers --------------------------------------------------------------------


def by_day(first, second, *, at=(0, 1), worker=True, **changes):
    week = scenario(
        officers=[officer("o", "pn", night_worker=worker)],
        shifts=[
            shift("a", first[0], first[1], "pn"),
            shift("b", second[0], second[1], "pn"),
        ],
        **changes,
    )
    return facts(week, tours=[("o", at[0], "a"), ("o", at[1], "b")])


def test_after_a_morning_task_eight_hours_are_enough_before_the_night():
    # arrêté du 5 septembre 2019 art. 70: 12:00 to 20:00.
    evening = {"at": (0, 0)}
    allowed(RULE, by_day(("08:00", "12:00"), ("20:00", "04:00"), **evening))
    [breach] = refused(
        RULE, by_day(("08:00", "12:00"), ("19:59", "04:00"), **evening), over=1
    )
    assert breach.values["minimum"] == 8 * 60


def test_a_task_until_13_and_a_night_from_21():
    evening = {"at": (0, 0)}
    allowed(RULE, by_day(("08:00", "13:00"), ("21:00", "05:00"), **evening))
    # One minute past 13:00 it is no morning task: 11 h, 21:01 is 8 h.
    refused(RULE, by_day(("08:00", "13:01"), ("21:01", "05:00"), **evening), over=180)


def test_between_a_night_and_an_afternoon_task_eight_hours_are_enough():
    # 05:00 to 13:00; a task begun at 12:59 is no afternoon task.
    allowed(RULE, by_day(("21:00", "05:00"), ("13:00", "17:00")))
    refused(RULE, by_day(("21:00", "05:01"), ("13:00", "17:00")), over=1)
    refused(RULE, by_day(("21:00", "04:59"), ("12:59", "17:00")), over=180)


def test_officers_who_are_not_night_workers_rest_eleven_hours():
    found = by_day(("08:00", "12:00"), ("20:00", "04:00"), at=(0, 0), worker=False)
    refused(RULE, found, over=180)
    refused(
        RULE, by_day(("21:00", "05:00"), ("13:00", "17:00"), worker=False), over=180
    )


def test_long_night_tours_need_eleven_hours():
    # 20:00 to 07:08 lasts 11 h 08: art. 70 speaks of shorter tours here.
    found = by_day(("08:00", "12:00"), ("20:00", "07:08"), at=(0, 0))
    refused(RULE, found, over=180)


def test_the_eight_hours_are_settings():
    given = {"national": (setting(RULE, "after_morning_task", 9 * 60),)}
    found = by_day(("08:00", "12:00"), ("20:59", "04:00"), at=(0, 0), regimes=given)
    refused(RULE, found, over=1)


# --- what is measured -----------------------------------------------------------------


def test_the_rest_with_least_to_spare_is_measured():
    [measure] = RULES[RULE].measure(
        two_tours(("13:00", "21:00"), ("07:59", "16:00")), "o"
    )
    assert (measure.value, measure.limit, measure.margin) == (659, 660, -1)
    assert measure.at_least
    assert measure.day == dt.date(2026, 10, 6)
    assert (measure.setting, measure.source) == ("minimum", "décret 2000-815 art. 3")


def test_the_measure_names_the_derogation():
    given = {"derogations": (derogation(RULE, 1),)}
    week = two_tours(("13:00", "21:00"), ("05:00", "13:00"), "pn", **given)
    [measure] = RULES[RULE].measure(week, "o")
    assert (measure.value, measure.limit, measure.setting) == (480, 480, "reduced")
    assert measure.source.startswith("CHOICE")


def test_the_first_tour_ever_has_no_rest_before_it():
    week = scenario(officers=[officer("o")], shifts=[shift("s", "08:00", "16:00")])
    assert list(RULES[RULE].measure(facts(week, tours=[("o", 0, "s")]), "o")) == []
