"""Sundays: the weekly rest includes the Sunday in principle (décret 2000-815 art. 3).

One point for each officer with free tours and each Sunday of which a tour takes a part,
unless the force is exempt. The base week ends on Sunday 11 October 2026 (day 6).
"""

import dataclasses
import datetime as dt

import pytest

from scheduler.domain.missions import Cover
from scheduler.domain.tours import FixedTour
from scheduler.goals import GOALS
from tests.builders import clock, day, facts, officer, past, scenario, setting, shift
from tests.fixing import loss
from tests.judge import best, points, prove

GOAL = "sunday_rest"


def week(**changes):
    base = {
        "officers": [officer("o"), officer("p")],
        "shifts": [
            shift("s", "08:00", "16:00"),
            shift("n", "22:00", "06:00"),
            shift("e", "17:00", "00:00"),
            shift("l", "17:00", "00:01"),
        ],
    }
    return scenario(**{**base, **changes})


def lost(*tours, **changes):
    """What both halves say that a roster loses."""
    found = facts(week(**changes), tours=tours)
    scored = points(GOAL, found)
    assert loss(found.scenario, found.roster, GOALS[GOAL]) == scored
    return scored


def test_a_tour_on_sunday_loses_a_point():
    found = facts(week(), tours=[("o", 6, "s")])
    assert points(GOAL, found) == 1
    [part] = GOALS[GOAL].score(found)
    assert (part.officer, part.day) == ("o", day(6))


@pytest.mark.parametrize("worked", range(6))
def test_other_days_lose_nothing(worked):
    assert lost(("o", worked, "s")) == 0


def test_a_tour_on_saturday_that_ends_at_midnight_leaves_sunday_free():
    assert lost(("o", 5, "e")) == 0


def test_a_minute_past_midnight_takes_the_sunday():
    assert lost(("o", 5, "l")) == 1


def test_a_tour_from_sunday_to_monday_takes_the_sunday_alone():
    assert lost(("o", 6, "n"), on=clock(days=14)) == 1


def test_a_tour_on_monday_at_midnight_takes_no_sunday():
    early = [shift("s", "00:00", "08:00")]
    assert lost(("o", 7, "s"), on=clock(days=14), shifts=early) == 0
    late = [shift("s", "23:59", "08:00")]
    assert lost(("o", 6, "s"), on=clock(days=14), shifts=late) == 1


def test_two_tours_on_one_sunday_are_one_sunday():
    # Saturday 22:00 to Sunday 06:00, and Sunday 22:00 to Monday 06:00.
    assert lost(("o", 5, "n"), ("o", 6, "n")) == 1


def test_each_officer_and_each_week_counts():
    tours = [("o", 6, "s"), ("p", 6, "s"), ("o", 13, "s")]
    assert lost(*tours, on=clock(days=14)) == 3


def test_the_sunday_after_the_horizon_counts():
    # The horizon ends on Saturday; its last night reaches into Sunday.
    assert lost(("o", 5, "n"), on=clock(days=6)) == 1
    assert lost(("o", 5, "e"), on=clock(days=6)) == 0


def test_a_horizon_that_begins_on_sunday_counts_it():
    on = clock(dt.date(2026, 10, 11), 2)
    assert lost(("o", 0, "s"), on=on) == 1
    assert lost(("o", 1, "s"), on=on) == 0


def test_a_sunday_that_the_history_took_is_not_counted_again():
    on = clock(dt.date(2026, 10, 11), 2)
    night = (past("o", -1, "21:00", "00:01", on=on),)
    evening = (past("o", -1, "21:00", "00:00", on=on),)
    assert lost(("o", 0, "s"), on=on, history=night) == 0
    assert lost(("o", 0, "s"), on=on, history=evening) == 1
    assert lost(("p", 0, "s"), on=on, history=night) == 1
    assert lost(on=on, history=night) == 0


@pytest.mark.parametrize("first", [dt.date(2026, 10, 19), dt.date(2027, 3, 22)])
def test_the_sunday_of_a_clock_change_ends_at_local_midnight(first):
    # 25 October 2026 has 25 hours, 28 March 2027 has 23.
    on = clock(first, 14)
    assert lost(("o", 5, "e"), on=on) == 0
    assert lost(("o", 5, "l"), on=on) == 1
    early = [shift("s", "00:00", "08:00")]
    assert lost(("o", 7, "s"), on=on, shifts=early) == 0
    late = [shift("s", "23:59", "08:00")]
    assert lost(("o", 6, "s"), on=on, shifts=late) == 1


@pytest.mark.parametrize("first", [dt.date(2026, 10, 26), dt.date(2026, 12, 28)])
def test_a_sunday_after_month_end_and_year_end_counts(first):
    # 1 November 2026 and 3 January 2027.
    assert lost(("o", 6, "s"), ("o", 4, "s"), on=clock(first)) == 1


def test_a_force_may_be_exempt():
    given = {"municipal": (setting(GOAL, "exempt", 1),)}
    assert lost(("o", 6, "s"), regimes=given) == 0


def test_the_exemption_is_that_of_the_sunday():
    # From Sunday 18 October on.
    given = {"municipal": (setting(GOAL, "exempt", 1, valid_from=day(13)),)}
    tours = [("o", 6, "s"), ("o", 13, "s")]
    assert lost(*tours, on=clock(days=14), regimes=given) == 1
    assert lost(("o", 12, "n"), on=clock(days=14), regimes=given) == 0


def test_national_officers_are_not_counted():
    found = week(
        officers=[officer("x", "pn")], shifts=[shift("s", "08:00", "16:00", "pn")]
    )
    assert points(GOAL, facts(found, tours=[("x", 6, "s")])) == 0


def test_fixed_officers_are_left_out():
    given = {"national": (setting(GOAL, "exempt", 0),)}
    found = scenario(
        officers=[officer("x", "pn", free=False)],
        shifts=[shift("s", "08:00", "16:00", "pn")],
        fixed_tours=(FixedTour(officer="x", day=day(6), shift="s"),),
        regimes=given,
    )
    assert points(GOAL, facts(found, tours=[("x", 6, "s")])) == 0
    assert best(GOAL, found).tiers[0].value == 0


def covered(found, rows):
    """The best roster that has these heads on (day, shift)."""
    cover = tuple(Cover(force="pm", shift=s, day=day(i), minimum=n) for i, s, n in rows)
    result = prove(dataclasses.replace(found, cover=cover), "minimum_cover", GOAL)
    assert result.tiers[0].value == 0
    return result.tiers[1].value


def test_nobody_works_on_sunday_for_nothing():
    assert best(GOAL, week()).tiers[0].value == 0


def test_one_officer_gives_up_the_sunday_where_one_can_do_both():
    # Saturday's late tour ends at 00:01; 16 hours later o may begin again.
    shifts = [shift("l", "17:00", "00:01"), shift("a", "17:00", "21:00")]
    assert covered(week(shifts=shifts), [(5, "l", 1), (6, "a", 1)]) == 1


def test_what_must_be_covered_is_lost():
    assert covered(week(), [(6, "s", 2)]) == 2
