"""Minimum cover: weight times heads missing on each shift."""

import datetime as dt

from scheduler.domain.missions import Cover
from scheduler.domain.tours import FixedTour
from scheduler.goals import GOALS
from tests.builders import (
    MONDAY,
    absence,
    clock,
    day,
    facts,
    held,
    officer,
    scenario,
    shift,
)
from tests.judge import best, points

GOAL = "minimum_cover"


def cover(minimum, offset=0, code="s", **changes):
    return Cover(
        **{
            "force": "pm",
            "shift": code,
            "day": day(offset),
            "minimum": minimum,
            **changes,
        }
    )


def week(*rows, officers=None, **changes):
    return scenario(
        officers=officers or [officer("o"), officer("p")],
        shifts=[
            shift("s", "08:00", "16:00"),
            shift("t", "14:00", "22:00"),
            shift("n", "08:00", "16:00", "pn"),
        ],
        cover=rows,
        **changes,
    )


def test_heads_missing_are_counted():
    # Three wanted: none, one, two present leave 3, 2, 1.
    found = week(cover(3))
    assert points(GOAL, facts(found)) == 3
    assert points(GOAL, facts(found, tours=[("o", 0, "s")])) == 2
    both = facts(found, tours=[("o", 0, "s"), ("p", 0, "s")])
    assert points(GOAL, both) == 1
    [loss] = GOALS[GOAL].score(both)
    assert (loss.day, loss.missing, loss.values["present"]) == (MONDAY, 1, 2)


def test_heads_beyond_the_minimum_gain_nothing():
    found = week(cover(1), cover(1, code="t"))
    assert points(GOAL, facts(found, tours=[("o", 0, "s"), ("p", 0, "s")])) == 1


def test_the_weight_multiplies_each_head():
    # 2 heads x 5.
    assert points(GOAL, facts(week(cover(2, weight=5)))) == 10


def test_rows_are_added():
    # 1 x 2 + 2 x 3 = 8.
    found = week(cover(1, weight=2), cover(2, 1, weight=3))
    assert points(GOAL, facts(found)) == 8


def test_another_day_or_shift_does_not_cover():
    found = week(cover(1))
    assert points(GOAL, facts(found, tours=[("o", 1, "s"), ("p", 0, "t")])) == 1


def test_a_night_shift_covers_the_day_on_which_it_begins():
    found = scenario(
        officers=[officer("o")],
        shifts=[shift("s", "22:00", "06:00")],
        cover=(cover(1, 0), cover(1, 1)),
    )
    assert points(GOAL, facts(found, tours=[("o", 0, "s")])) == 1


def test_a_row_with_a_unit_counts_that_unit():
    officers = [officer("o", unit="bikes"), officer("p", unit="dogs")]
    found = week(cover(2, unit="bikes"), officers=officers)
    both = facts(found, tours=[("o", 0, "s"), ("p", 0, "s")])
    assert points(GOAL, both) == 1
    [loss] = GOALS[GOAL].score(both)
    assert loss.values["group"] == "Town bikes"
    whole = week(cover(2), officers=officers)
    assert points(GOAL, facts(whole, tours=[("o", 0, "s"), ("p", 0, "s")])) == 0


def test_a_row_with_a_qualification_counts_those_who_hold_it_that_day():
    # Valid to Monday: counts on Monday, no longer on Tuesday.
    officers = [officer("o", qualifications=(held("dog", None, MONDAY),)), officer("p")]
    rows = (cover(1, 0, qualification="dog"), cover(1, 1, qualification="dog"))
    found = week(*rows, officers=officers)
    tours = [(who, i, "s") for who in "op" for i in (0, 1)]
    assert points(GOAL, facts(found, tours=tours)) == 1
    [loss] = GOALS[GOAL].score(facts(found, tours=tours))
    assert (loss.day, loss.values["qualification"]) == (day(1), "dog")


def test_fixed_officers_count():
    found = week(
        cover(1, force="pn", code="n"),
        officers=[officer("x", "pn", free=False)],
        fixed_tours=(FixedTour(officer="x", day=MONDAY, shift="n"),),
    )
    assert points(GOAL, facts(found, tours=[("x", 0, "n")])) == 0
    assert best(GOAL, found).tiers[0].value == 0


def test_the_best_week_puts_heads_where_they_weigh_most():
    # Two officers for three heads, one tour a day each: 3 + 2 kept, 1 lost.
    found = week(cover(1, weight=3), cover(1, weight=1), cover(1, code="t", weight=2))
    # The two rows of shift s are both met by one head: nothing is lost.
    assert best(GOAL, found).tiers[0].value == 0
    found = week(cover(2, weight=3), cover(1, code="t", weight=2))
    # Both on s: 2 lost; one on each: 3 lost.
    assert best(GOAL, found).tiers[0].value == 2


def test_the_best_week_respects_leave_and_the_weekly_rest():
    # Seven days wanted of one officer. Eight hours a day from 08:00: 35 h of rest need
    # one day off, so 1 head is lost; on leave for two days, 2 heads.
    rows = tuple(cover(1, i) for i in range(7))
    alone = [officer("o")]
    assert best(GOAL, week(*rows, officers=alone)).tiers[0].value == 1
    away = week(*rows, officers=alone, absences=(absence("o", 2, 3),))
    assert best(GOAL, away).tiers[0].value == 2


def test_a_shift_that_nobody_may_work_loses_every_head():
    assert best(GOAL, week(cover(2, code="n", force="pn"))).tiers[0].value == 2


def test_the_last_night_of_the_year_is_covered_as_others():
    first = dt.date(2026, 12, 31)
    found = scenario(
        officers=[officer("o")],
        shifts=[shift("s", "22:00", "06:00")],
        cover=(Cover(force="pm", shift="s", day=first, minimum=1),),
        on=clock(first, 1),
    )
    assert points(GOAL, facts(found, tours=[("o", 0, "s")])) == 0
    assert best(GOAL, found).tiers[0].value == 0
