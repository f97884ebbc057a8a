"""Night fairness: squares of each free officer's nights, history included.

Night window: décret 2000-815, 22:00 to 05:00 (municipal); arrêté du 5 septembre 2019
art. 10, 21:00 to 06:00 and 3 h in it (national). 3 h for municipal officers: CHOICE.
"""

import dataclasses
import datetime as dt

import pytest

from scheduler.domain.missions import Cover
from scheduler.domain.tours import FixedTour
from scheduler.goals import GOALS
from tests.builders import (
    MONDAY,
    clock,
    day,
    facts,
    officer,
    past,
    scenario,
    setting,
    shift,
)
from tests.judge import best, points, prove

GOAL = "night_fairness"
NIGHT = shift("s", "22:00", "05:00")
AUTUMN = clock(dt.date(2026, 10, 24), 2)
SPRING = clock(dt.date(2027, 3, 27), 2)


def week(*, shifts=(NIGHT,), officers=("o", "p"), force="pm", **changes):
    return scenario(
        officers=[officer(o, force) for o in officers], shifts=shifts, **changes
    )


def one(start, end, force="pm", **changes):
    """The goal's value of one tour: 1 if it is a night, else 0."""
    found = week(shifts=(shift("s", start, end, force),), force=force, **changes)
    return points(GOAL, facts(found, tours=[("o", 0, "s")]))


@pytest.mark.parametrize(
    ("mine", "yours", "lost"),
    [(0, 0, 0), (1, 1, 2), (2, 0, 4), (2, 2, 8), (3, 1, 10), (4, 0, 16)],
)
def test_squares_are_added(mine, yours, lost):
    tours = [("o", i, "s") for i in range(mine)]
    tours += [("p", i, "s") for i in range(yours)]
    assert points(GOAL, facts(week(), tours=tours)) == lost


def test_nights_of_the_history_weigh_on_the_next():
    # Two before: the first night of the horizon costs 9 - 4 = 5, a second 16 - 4 = 12.
    history = tuple(past("o", i, "22:00", "05:00") for i in (-3, -2))
    found = week(history=history)
    assert points(GOAL, facts(found)) == 0
    once = facts(found, tours=[("o", 0, "s")])
    assert points(GOAL, once) == 5
    assert points(GOAL, facts(found, tours=[("o", 0, "s"), ("o", 1, "s")])) == 12
    [loss] = GOALS[GOAL].score(once)
    assert (loss.values["total"], loss.values["carried"]) == (3, 2)
    assert loss.officer == "o"


def test_days_of_the_history_do_not_weigh():
    found = week(history=(past("o", -2, "08:00", "16:00"),))
    assert points(GOAL, facts(found, tours=[("o", 0, "s")])) == 1


def test_municipal_three_hours_after_22():
    # 19:00 to 01:00: 22:00 to 01:00 is 3 h; to 00:59 2 h 59.
    assert one("19:00", "01:00") == 1
    assert one("19:00", "00:59") == 0


def test_municipal_three_hours_before_05():
    assert one("02:00", "10:00") == 1
    assert one("02:01", "10:00") == 0


def test_national_three_hours_after_21():
    # 18:00 to 24:00: 21:00 to 24:00 is 3 h.
    assert one("18:00", "00:00", "pn") == 1
    assert one("18:00", "23:59", "pn") == 0
    # For a municipal officer only 2 h of it lie after 22:00.
    assert one("18:00", "00:00", "pm") == 0


def test_national_three_hours_before_06():
    assert one("03:00", "11:00", "pn") == 1
    assert one("03:01", "11:00", "pn") == 0


def test_the_two_ends_of_a_day_are_added():
    # 03:30 to 23:30 (no such tour, but the sum is): 1 h 30 + 1 h 30 municipal.
    assert one("03:30", "23:30") == 1
    assert one("03:31", "23:30") == 0


def test_an_autumn_morning_has_an_hour_more_of_night():
    # On 25 October 00:00 to 05:00 lasts 6 h. A tour from 02:00, the first of two,
    # holds 4 h of night, one from 03:00 2 h; 02:59 (first) to 05:00 is 3 h 01.
    on = clock(dt.date(2026, 10, 25), 1)
    assert one("02:59", "10:00", on=on) == 1
    assert one("03:00", "10:00", on=on) == 0


def test_an_autumn_evening_reaches_three_hours_of_night_as_others():
    assert one("19:00", "01:00", on=AUTUMN) == 1
    assert one("19:00", "00:59", on=AUTUMN) == 0


def test_a_spring_morning_has_an_hour_less_of_night():
    # On 28 March 00:00 to 05:00 lasts 4 h: from 01:00 on 3 h remain, from 01:01 fewer.
    on = clock(dt.date(2027, 3, 28), 1)
    assert one("01:00", "10:00", on=on) == 1
    assert one("01:01", "10:00", on=on) == 0


def test_the_night_of_the_change_counts_in_elapsed_minutes():
    # 22:00 to 05:00 lasts 8 h in autumn and 6 h in spring: a night that asks for more
    # than 7 h is one in autumn only.
    def asked(minutes):
        return {"regimes": {"municipal": (setting(GOAL, "minutes", minutes),)}}

    assert one("21:00", "06:00", on=AUTUMN, **asked(480)) == 1
    assert one("21:00", "06:00", on=AUTUMN, **asked(481)) == 0
    assert one("21:00", "06:00", on=SPRING, **asked(360)) == 1
    assert one("21:00", "06:00", on=SPRING, **asked(361)) == 0


def test_a_regime_may_move_the_window():
    # 23:00 to 06:00, another block of 7 h inside 22:00 to 07:00.
    given = {
        "municipal": (
            setting(GOAL, "night_from", 23 * 60),
            setting(GOAL, "night_to", 6 * 60),
        )
    }
    assert one("19:00", "02:00", regimes=given) == 1
    assert one("19:00", "01:59", regimes=given) == 0
    assert one("03:00", "10:00", regimes=given) == 1


def test_a_dated_value_follows_the_day_on_which_the_tour_begins():
    # From Tuesday on a night asks for 5 h: 22:00 to 02:00, 4 h, counts on Monday only.
    given = {
        "municipal": (setting(GOAL, "minutes", 300, valid_from=day(1)),),
    }
    found = week(shifts=(shift("s", "18:00", "02:00"),), regimes=given)
    tours = [("o", 0, "s"), ("o", 1, "s")]
    assert points(GOAL, facts(found, tours=tours)) == 1


def test_without_a_window_no_tour_is_a_night():
    given = {"municipal": (setting(GOAL, "night_from", None),)}
    assert one("22:00", "05:00", regimes=given) == 0


def test_without_a_least_number_of_minutes_one_is_enough():
    given = {"municipal": (setting(GOAL, "minutes", None),)}
    assert one("14:00", "22:01", regimes=given) == 1
    assert one("14:00", "22:00", regimes=given) == 0


def test_fixed_officers_are_left_out():
    found = scenario(
        officers=[officer("x", "pn", free=False)],
        shifts=[shift("s", "22:00", "05:00", "pn")],
        fixed_tours=(FixedTour(officer="x", day=MONDAY, shift="s"),),
    )
    assert points(GOAL, facts(found, tours=[("x", 0, "s")])) == 0
    assert best(GOAL, found).tiers[0].value == 0


def shared(found, count):
    """The best sharing of one night on each of the first days, all of them covered."""
    rows = tuple(
        Cover(force="pm", shift="s", day=day(i), minimum=1) for i in range(count)
    )
    covered = dataclasses.replace(found, cover=rows)
    result = prove(covered, "minimum_cover", GOAL)
    assert result.tiers[0].value == 0
    assert result.roster is not None
    turns = [t.officer for t in result.roster.tours]
    return result.tiers[1].value, {o: turns.count(o) for o in found.officers}


def test_four_nights_are_shared_two_and_two():
    # 4 + 4 = 8, against 9 + 1 = 10.
    assert shared(week(), 4) == (8, {"o": 2, "p": 2})


def test_who_carried_two_nights_before_has_fewer_now():
    # o has 2 behind. Four nights: o 1 and p 3 is (9 - 4) + 9 = 14; o 2 and p 2 is
    # (16 - 4) + 4 = 16; o 0 and p 4 is 16.
    history = tuple(past("o", i, "22:00", "05:00") for i in (-5, -4))
    assert shared(week(history=history), 4) == (14, {"o": 1, "p": 3})


def test_nobody_works_a_night_for_fairness_alone():
    result = best(GOAL, week())
    assert result.tiers[0].value == 0
    assert result.roster is not None
    assert result.roster.tours == ()
