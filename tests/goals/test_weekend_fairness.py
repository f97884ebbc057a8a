"""Weekend fairness: squares of each free officer's weekend tours, with history.

Sunday is the day of rest in principle (décret 2000-815 art. 3); fairness is a CHOICE.
"""

import dataclasses
import datetime as dt

import pytest

from scheduler.domain.missions import Cover
from scheduler.domain.tours import FixedTour
from scheduler.goals import GOALS
from tests.builders import clock, day, facts, officer, past, scenario, shift
from tests.judge import best, points, prove

GOAL = "weekend_fairness"


def week(**changes):
    return scenario(
        officers=[officer("o"), officer("p")],
        shifts=[shift("s", "08:00", "16:00"), shift("n", "22:00", "06:00")],
        **changes,
    )


@pytest.mark.parametrize(
    ("mine", "yours", "lost"),
    [((5,), (6,), 2), ((5, 6), (), 4), ((5, 6), (5, 6), 8), ((), (), 0)],
)
def test_squares_of_saturdays_and_sundays_are_added(mine, yours, lost):
    tours = [("o", i, "s") for i in mine] + [("p", i, "s") for i in yours]
    assert points(GOAL, facts(week(), tours=tours)) == lost


def test_weekdays_do_not_count():
    tours = [("o", i, "s") for i in range(5)]
    assert points(GOAL, facts(week(), tours=tours)) == 0


def test_a_tour_counts_by_the_day_on_which_it_begins():
    # Friday 22:00 to Saturday 06:00 is no weekend tour; Sunday 22:00 to Monday is.
    assert points(GOAL, facts(week(), tours=[("o", 4, "n")])) == 0
    assert points(GOAL, facts(week(), tours=[("o", 6, "n")])) == 1


def test_weekends_of_the_history_weigh_on_the_next():
    # Both days of the weekend before: the next tour costs 9 - 4 = 5.
    history = (past("o", -2, "08:00", "16:00"), past("o", -1, "08:00", "16:00"))
    found = week(history=history)
    assert points(GOAL, facts(found)) == 0
    once = facts(found, tours=[("o", 5, "s")])
    assert points(GOAL, once) == 5
    [loss] = GOALS[GOAL].score(once)
    assert (loss.values["total"], loss.values["carried"]) == (3, 2)


def test_three_before_make_the_next_cost_seven():
    # 16 - 9.
    history = tuple(past("o", i, "08:00", "16:00") for i in (-9, -8, -2))
    assert points(GOAL, facts(week(history=history), tours=[("o", 5, "s")])) == 7


def test_weekdays_of_the_history_do_not_weigh():
    # Friday before, its night reaching into Saturday.
    found = week(history=(past("o", -3, "22:00", "06:00"),))
    assert points(GOAL, facts(found, tours=[("o", 5, "s")])) == 1


@pytest.mark.parametrize("first", [dt.date(2026, 10, 19), dt.date(2027, 3, 22)])
def test_weekends_of_a_clock_change_are_weekends_as_others(first):
    found = week(on=clock(first))
    tours = [("o", 4, "n"), ("o", 5, "n"), ("p", 6, "s")]
    assert points(GOAL, facts(found, tours=tours)) == 2


def test_fixed_officers_are_left_out():
    found = scenario(
        officers=[officer("x", "pn", free=False)],
        shifts=[shift("s", "08:00", "16:00", "pn")],
        fixed_tours=(FixedTour(officer="x", day=day(5), shift="s"),),
    )
    assert points(GOAL, facts(found, tours=[("x", 5, "s")])) == 0
    assert best(GOAL, found).tiers[0].value == 0


def shared(found, heads=1):
    """The best sharing of the heads wanted on Saturday and Sunday."""
    rows = tuple(
        Cover(force="pm", shift="s", day=day(i), minimum=heads) for i in (5, 6)
    )
    result = prove(dataclasses.replace(found, cover=rows), "minimum_cover", GOAL)
    assert result.tiers[0].value == 0
    assert result.roster is not None
    turns = [t.officer for t in result.roster.tours if t.day.weekday() >= 5]
    return result.tiers[1].value, {o: turns.count(o) for o in found.officers}


def test_saturday_and_sunday_are_shared():
    # 1 + 1 = 2, against 4 + 0.
    assert shared(week()) == (2, {"o": 1, "p": 1})


def test_who_worked_the_weekend_before_is_spared():
    # o has 2 behind: o 0 and p 2 is 4; o 1 and p 1 is (9 - 4) + 1 = 6.
    history = (past("o", -2, "08:00", "16:00"), past("o", -1, "08:00", "16:00"))
    assert shared(week(history=history)) == (4, {"o": 0, "p": 2})


def test_when_all_are_needed_all_carry_the_same():
    # Two heads on each day: 4 + 4.
    assert shared(week(), heads=2) == (8, {"o": 2, "p": 2})


def test_one_officer_alone_carries_both_days():
    # 4, the only shift being worked on both.
    alone = scenario(officers=[officer("o")], shifts=[shift("s", "08:00", "16:00")])
    assert shared(alone) == (4, {"o": 2})


def test_nobody_works_a_weekend_for_fairness_alone():
    result = best(GOAL, week())
    assert result.tiers[0].value == 0
    assert result.roster is not None
    assert all(t.day.weekday() < 5 for t in result.roster.tours)
