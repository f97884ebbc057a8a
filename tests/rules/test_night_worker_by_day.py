"""Night workers used by day: arrêté du 5 septembre 2019 art. 70 (first paragraphs).

For night cycles of tours shorter than 11 h 08: a task in the morning, until 13:00,
exempts from the night before (24 h of rest); a task after 13:00 exempts from the night
after; a task of the whole day from both. A night tour has at least 3 h between 21:00
and 06:00 (art. 10). The base week begins on Monday 5 October 2026.
"""

import dataclasses
import datetime as dt

import pytest

from scheduler.domain.settings import Unit
from scheduler.domain.tours import Change, CycleChange, FixedTour
from scheduler.rules import RULES
from tests.builders import clock, day, facts, officer, past, scenario, setting, shift
from tests.derogating import derogation
from tests.judge import allowed, refused

RULE = "night_worker_by_day"
AUTUMN = clock(dt.date(2026, 10, 24), 3)
SPRING = clock(dt.date(2027, 3, 27), 3)


def two(first, second, *, at=(0, 1), force="pn", who=None, **changes):
    """One officer: a tour on each of two days of the horizon, at these hours."""
    week = scenario(
        officers=[who or officer("o", force, night_worker=True)],
        shifts=[
            shift("a", first[0], first[1], force),
            shift("b", second[0], second[1], force),
        ],
        **changes,
    )
    return facts(week, tours=[("o", at[0], "a"), ("o", at[1], "b")])


NIGHT = ("22:00", "06:00")


# --- the night before -----------------------------------------------------------------


def test_a_morning_task_comes_24_hours_after_the_last_night():
    # The night of Monday ends on Tuesday 06:00: Wednesday 06:00 is 24 h later.
    allowed(RULE, two(NIGHT, ("06:00", "12:00"), at=(0, 2)))
    allowed(RULE, two(NIGHT, ("06:01", "12:00"), at=(0, 2)))
    [breach] = refused(RULE, two(NIGHT, ("05:59", "12:00"), at=(0, 2)), over=1)
    assert breach.officers == ("o",)
    assert breach.unit is Unit.MINUTES
    assert (breach.values["rest"], breach.values["minimum"]) == (1439, 1440)
    assert (breach.values["night"], breach.values["day"]) == (
        "2026-10-05",
        "2026-10-07",
    )


def test_a_morning_task_right_after_the_night_is_refused():
    # Tuesday 06:00 to 08:00 is 2 h, 22 h short.
    refused(RULE, two(NIGHT, ("08:00", "12:00")), over=22 * 60)


def test_a_task_of_the_whole_day_asks_for_the_same_rest():
    allowed(RULE, two(NIGHT, ("06:00", "14:00"), at=(0, 2)))
    refused(RULE, two(NIGHT, ("05:59", "14:00"), at=(0, 2)), over=1)


def test_a_task_from_13_on_does_not_exempt_from_the_night_before():
    # Tuesday 06:00 to 13:00 is 7 h: the daily rest judges that, not this rule.
    allowed(RULE, two(NIGHT, ("13:00", "17:00")))
    refused(RULE, two(NIGHT, ("12:59", "17:00")), over=24 * 60 - 419)


def test_the_last_night_counts_even_with_another_task_between():
    week = scenario(
        officers=[officer("o", "pn", night_worker=True)],
        shifts=[
            shift("n", NIGHT[0], NIGHT[1], "pn"),
            shift("noon", "14:00", "16:00", "pn"),
            shift("m", "05:00", "12:00", "pn"),
        ],
    )
    # Night until Tuesday 06:00, afternoon task on Tuesday, morning task on Wednesday
    # 05:00: 23 h since the night.
    tours = [("o", 0, "n"), ("o", 1, "noon"), ("o", 2, "m")]
    refused(RULE, facts(week, tours=tours), over=60)


# --- the night after ------------------------------------------------------------------


def test_a_task_until_13_leaves_the_evening_open():
    allowed(RULE, two(("08:00", "13:00"), NIGHT, at=(0, 0)))
    [breach] = refused(RULE, two(("08:00", "13:01"), NIGHT, at=(0, 0)), over=1)
    assert breach.unit is Unit.COUNT
    assert breach.when == 22 * 60


def test_a_task_after_13_exempts_from_the_night_after():
    refused(RULE, two(("14:00", "17:00"), NIGHT, at=(0, 0)), over=1)


def test_a_night_begun_after_midnight_is_still_the_night_after():
    # 02:59 to 06:00 has 3 h 01 at night and begins before 06:00 on Tuesday.
    task = ("14:00", "17:00")
    refused(RULE, two(task, ("02:59", "09:00")), over=1)
    refused(RULE, two(task, ("03:00", "09:00")), over=1)
    # 03:01 has 2 h 59 at night: a day task itself, of the morning.
    allowed(RULE, two(task, ("03:01", "09:00")))


def test_the_night_of_the_next_day_is_open():
    allowed(RULE, two(("14:00", "17:00"), NIGHT, at=(0, 1)))


def test_a_task_in_the_evening_exempts_from_the_same_night():
    # 19:00 to 23:00 has 2 h at night; then 23:30 on.
    refused(RULE, two(("19:00", "23:00"), ("23:30", "06:00"), at=(0, 0)), over=1)


def test_a_task_past_midnight_exempts_from_the_rest_of_that_night():
    # 22:00 to 00:30; then 02:00 to 08:00, before 06:00.
    refused(RULE, two(("22:00", "00:30"), ("02:00", "08:00")), over=1)
    allowed(RULE, two(("22:00", "00:30"), ("21:00", "05:00")))


def test_each_night_in_the_way_is_a_breach_of_its_own():
    # A task of the whole day between two nights: 2 h after the first, before the next.
    week = scenario(
        officers=[officer("o", "pn", night_worker=True)],
        shifts=[
            shift("n", NIGHT[0], NIGHT[1], "pn"),
            shift("d", "08:00", "17:00", "pn"),
        ],
    )
    tours = [("o", 0, "n"), ("o", 1, "d"), ("o", 1, "n")]
    refused(RULE, facts(week, tours=tours), over=(22 * 60, 1))


# --- what a night and a day are -------------------------------------------------------


def test_three_hours_at_night_make_a_night_tour():
    # 03:00 to 12:00 has exactly 3 h before 06:00: a night tour, no task.
    allowed(RULE, two(NIGHT, ("03:00", "12:00")))
    # 03:01 to 12:00 has 2 h 59: a task, 21 h 01 before Tuesday 06:00 plus 24 h.
    refused(RULE, two(NIGHT, ("03:01", "12:00"), at=(0, 2)), over=179)


def test_night_tours_of_11_h_08_are_not_concerned():
    # 18:00 to 05:07 lasts 11 h 07; to 05:08, 11 h 08.
    task = ("08:00", "12:00")
    refused(RULE, two(("18:00", "05:07"), task), over=24 * 60 - 173)
    allowed(RULE, two(("18:00", "05:08"), task))
    allowed(RULE, two(("14:00", "17:00"), ("18:52", "07:00"), at=(0, 0)))


def test_officers_who_are_not_night_workers_are_not_concerned():
    allowed(RULE, two(NIGHT, ("08:00", "12:00"), who=officer("o", "pn")))


def test_municipal_officers_are_not_concerned():
    allowed(RULE, two(NIGHT, ("08:00", "12:00"), force="pm"))


def test_tours_of_two_officers_are_not_compared():
    week = scenario(
        officers=[
            officer("o", "pn", night_worker=True),
            officer("p", "pn", night_worker=True),
        ],
        shifts=[
            shift("n", NIGHT[0], NIGHT[1], "pn"),
            shift("m", "08:00", "12:00", "pn"),
        ],
    )
    allowed(RULE, facts(week, tours=[("o", 0, "n"), ("p", 1, "m")]))


def test_fixed_tours_are_judged():
    week = scenario(
        officers=[
            officer(
                "o",
                "pn",
                night_worker=True,
                free=False,
                cycle="n",
                cycle_start=day(0),
            )
        ],
        shifts=[
            shift("n", NIGHT[0], NIGHT[1], "pn"),
            shift("m", "08:00", "12:00", "pn"),
        ],
        cycles={"n": ("n",)},
        fixed_tours=(
            FixedTour(officer="o", day=day(1), shift="m"),
            *(FixedTour(officer="o", day=day(i), shift=None) for i in range(2, 7)),
        ),
    )
    refused(RULE, facts(week, tours=[("o", 0, "n"), ("o", 1, "m")]), over=22 * 60)


# --- history, and the ends of the horizon ---------------------------------------------


def with_history(*history, task=("08:00", "12:00"), at=0):
    week = scenario(
        officers=[officer("o", "pn", night_worker=True)],
        shifts=[shift("t", task[0], task[1], "pn")],
        history=history,
    )
    return facts(week, tours=[("o", at, "t")])


def test_a_night_of_the_history_counts():
    # Ends on Sunday 08:00 or 08:01; Monday 08:00 is 24 h or 23 h 59 later.
    allowed(RULE, with_history(past("o", -2, "22:00", "08:00")))
    refused(RULE, with_history(past("o", -2, "22:00", "08:01")), over=1)


def test_a_task_of_the_history_counts():
    # Sunday until 17:00: the night from Sunday to Monday is free.
    early = ("00:00", "07:00")
    refused(RULE, with_history(past("o", -1, "14:00", "17:00"), task=early), over=1)
    allowed(RULE, with_history(past("o", -1, "08:00", "13:00"), task=early))
    allowed(RULE, with_history(past("o", -1, "14:00", "17:00"), task=NIGHT))


def test_two_tours_of_the_history_are_not_judged():
    history = (past("o", -2, "22:00", "06:00"), past("o", -1, "08:00", "17:00"))
    allowed(RULE, with_history(*history, task=("07:00", "12:00"), at=1))


def test_the_last_day_of_the_horizon_is_judged():
    refused(RULE, two(NIGHT, ("08:00", "12:00"), at=(5, 6)), over=22 * 60)
    refused(RULE, two(("14:00", "17:00"), NIGHT, at=(6, 6)), over=1)


# --- time -----------------------------------------------------------------------------


def test_autumn_gives_the_rest_an_hour():
    # Saturday 24 October until 07:00 (UTC+2); Sunday 06:00 (UTC+1) is 24 h later.
    early = ("00:00", "07:00")
    allowed(RULE, two(early, ("06:00", "12:00"), on=AUTUMN))
    refused(RULE, two(early, ("05:59", "12:00"), on=AUTUMN), over=1)


def test_spring_takes_an_hour_from_the_rest():
    # Saturday 27 March until 07:00 (UTC+1); Sunday 08:00 (UTC+2) is 24 h later.
    early = ("00:00", "07:00")
    allowed(RULE, two(early, ("08:00", "12:00"), on=SPRING))
    refused(RULE, two(early, ("07:59", "12:00"), on=SPRING), over=1)


def test_the_night_of_a_clock_change_ends_at_six_on_the_wall():
    # A task on Saturday afternoon; a night tour on Sunday at 02:00 in autumn has 5 h at
    # night, at 03:00 in spring 3 h.
    task = ("14:00", "17:00")
    refused(RULE, two(task, ("02:00", "08:00"), on=AUTUMN), over=1)
    refused(RULE, two(task, ("03:00", "08:00"), on=SPRING), over=1)
    # 01:30 to 05:29 in spring has 2 h 59; at 05:30, 3 h.
    allowed(RULE, two(task, ("01:30", "05:29"), on=SPRING))
    refused(RULE, two(task, ("01:30", "05:30"), on=SPRING), over=1)


@pytest.mark.parametrize("first", [dt.date(2026, 11, 30), dt.date(2026, 12, 31)])
def test_month_end_and_year_end_change_nothing(first):
    on = clock(first, 3)
    allowed(RULE, two(NIGHT, ("06:00", "12:00"), at=(0, 2), on=on))
    refused(RULE, two(NIGHT, ("05:59", "12:00"), at=(0, 2), on=on), over=1)
    refused(RULE, two(("14:00", "17:00"), ("02:00", "09:00"), on=on), over=1)


# --- settings -------------------------------------------------------------------------


def test_the_values_are_settings():
    for name, value, first, second, at in (
        ("rest_before", 120, NIGHT, ("08:00", "12:00"), (0, 1)),
        ("rest_before", None, NIGHT, ("08:00", "12:00"), (0, 1)),
        ("morning_until", 17 * 60, ("14:00", "17:00"), NIGHT, (0, 0)),
        ("shorter_than", 480, ("14:00", "17:00"), NIGHT, (0, 0)),
        ("night_minutes", 421, ("14:00", "17:00"), ("23:00", "06:00"), (0, 0)),
        ("night_from", None, ("14:00", "17:00"), NIGHT, (0, 0)),
        ("night_to", 0, ("14:00", "17:00"), ("00:00", "06:00"), (0, 1)),
    ):
        given = {"national": (setting(RULE, name, value),)}
        found = two(first, second, at=at, regimes=given)
        allowed(RULE, found)
        assert list(RULES[RULE].check(two(first, second, at=at))) != [], name


def test_the_rest_before_a_task_is_measured():
    [measure] = RULES[RULE].measure(two(NIGHT, ("05:59", "12:00"), at=(0, 2)), "o")
    assert (measure.value, measure.limit, measure.margin) == (1439, 1440, -1)
    assert measure.at_least
    assert measure.day == day(2)
    assert measure.source == "arrêté du 5 septembre 2019 art. 70"
    afternoon = two(NIGHT, ("13:00", "17:00"))
    assert list(RULES[RULE].measure(afternoon, "o")) == []


# --- recalls --------------------------------------------------------------------------


def recall(offset, on=None):
    on = on or clock()
    when = day(offset, on.start)
    return CycleChange(officer="o", day=when, change=Change.RECALL)


def test_a_recorded_recall_may_follow_the_night_at_once():
    # The night ends on Tuesday at 06:00.
    for start in ("06:00", "09:00"):
        found = two(NIGHT, (start, "12:00"), cycle_changes=(recall(1),))
        allowed(RULE, found)
        allowed("daily_rest", found)


def test_a_recall_does_not_cut_the_night():
    found = two(NIGHT, ("05:59", "12:00"), cycle_changes=(recall(1),))
    refused(RULE, found, over=1)
    refused("daily_rest", found, over=11 * 60 + 1)


def test_a_recall_of_another_day_explains_nothing():
    found = two(NIGHT, ("06:00", "12:00"), cycle_changes=(recall(0), recall(2)))
    refused(RULE, found, over=24 * 60)
    refused("daily_rest", found, over=11 * 60)


@pytest.mark.parametrize(("ends", "over"), [("13:00", 0), ("13:01", 1)])
def test_a_recall_that_ends_after_13_exempts_from_the_next_night(ends, over):
    found = two(("09:00", ends), NIGHT, at=(1, 1), cycle_changes=(recall(1),))
    if over:
        refused(RULE, found, over=1)
    else:
        allowed(RULE, found)


@pytest.mark.parametrize(("resumes", "over"), [("21:00", 0), ("20:59", 1)])
def test_eight_hours_lie_between_a_recall_of_the_morning_and_the_next_night(
    resumes, over
):
    # 13:00 to 21:00.
    found = two(("09:00", "13:00"), (resumes, "05:00"), at=(1, 1))
    recalled = facts(
        dataclasses.replace(found.scenario, cycle_changes=(recall(1),)),
        tours=[("o", 1, "a"), ("o", 1, "b")],
    )
    if over:
        refused("daily_rest", recalled, over=1)
    else:
        allowed("daily_rest", recalled)


def test_nothing_is_given_back_after_a_recall():
    # 3 h of rest before the recall, with a derogation; 8 h after it, before the night.
    week = scenario(
        officers=[officer("o", "pn", night_worker=True)],
        shifts=[shift("n", *NIGHT, "pn"), shift("t", "09:00", "12:00", "pn")],
        cycle_changes=(recall(1),),
        derogations=(derogation("daily_rest", 1),),
    )
    found = facts(week, tours=[("o", 0, "n"), ("o", 1, "t"), ("o", 1, "n")])
    for rule in ("rest_given_back", "daily_rest", "one_tour_a_day", RULE):
        allowed(rule, found)


def test_others_than_night_workers_rest_before_a_recall():
    found = two(
        NIGHT, ("09:00", "12:00"), who=officer("o", "pn"), cycle_changes=(recall(1),)
    )
    refused("daily_rest", found, over=8 * 60)
