"""Requests: the weights of the wishes that are not met."""

import pytest

from scheduler.domain.people import Pin, Request
from scheduler.domain.tours import FixedTour
from scheduler.goals import GOALS
from tests.builders import (
    MONDAY,
    absence,
    day,
    facts,
    officer,
    past,
    scenario,
    shift,
)
from tests.judge import best, points

GOAL = "requests"


def wish(what, code=None, offset=0, weight=1, who="o"):
    return Request(officer=who, day=day(offset), wish=what, shift=code, weight=weight)


def week(*wishes, **changes):
    return scenario(
        officers=[officer("o"), officer("p")],
        shifts=[shift("s", "08:00", "16:00"), shift("t", "14:00", "22:00")],
        requests=wishes,
        **changes,
    )


OFF: list[tuple[str, int, str]] = []
ON_S, ON_T = [("o", 0, "s")], [("o", 0, "t")]


@pytest.mark.parametrize(
    ("request_", "tours", "lost"),
    [
        (wish("off"), OFF, 0),
        (wish("off"), ON_S, 1),
        (wish("work"), OFF, 1),
        (wish("work"), ON_T, 0),
        (wish("shift", "s"), OFF, 1),
        (wish("shift", "s"), ON_T, 1),
        (wish("shift", "s"), ON_S, 0),
        (wish("not_shift", "s"), OFF, 0),
        (wish("not_shift", "s"), ON_T, 0),
        (wish("not_shift", "s"), ON_S, 1),
    ],
)
def test_each_wish_is_met_or_not(request_, tours, lost):
    assert points(GOAL, facts(week(request_), tours=tours)) == lost


def test_the_weight_is_what_is_lost():
    found = facts(week(wish("off", weight=5)), tours=ON_S)
    assert points(GOAL, found) == 5
    [loss] = GOALS[GOAL].score(found)
    assert (loss.officer, loss.day) == ("o", MONDAY)


def test_wishes_are_added():
    # 5 (off, not met) + 0 (shift s, met) + 3 (work on Tuesday, not met) = 8.
    found = week(
        wish("off", weight=5),
        wish("shift", "s", weight=2),
        wish("work", offset=1, weight=3),
    )
    assert points(GOAL, facts(found, tours=ON_S)) == 8


def test_the_tour_of_another_officer_or_day_does_not_matter():
    tours = [("p", 0, "s"), ("o", 1, "s")]
    assert points(GOAL, facts(week(wish("off")), tours=tours)) == 0
    assert points(GOAL, facts(week(wish("work")), tours=tours)) == 1


def test_a_day_off_is_about_the_tour_that_begins_on_it():
    # A night tour begun on Sunday before the horizon ends on Monday morning.
    found = week(wish("off"), history=(past("o", -1, "22:00", "06:00"),))
    assert points(GOAL, facts(found)) == 0


def test_the_best_week_meets_what_can_be_met():
    # Shift s and shift t on one day exclude each other: the lighter wish, 2, is lost.
    result = best(
        GOAL, week(wish("shift", "s", weight=2), wish("shift", "t", weight=3))
    )
    assert result.tiers[0].value == 2
    assert result.roster is not None
    assert [(t.officer, t.shift) for t in result.roster.tours if t.day == MONDAY] == [
        ("o", "t")
    ]


def test_the_best_week_meets_all_wishes_when_nothing_stands_against_it():
    wishes = [wish("off"), wish("work", offset=1), wish("not_shift", "t", offset=1)]
    result = best(GOAL, week(*wishes))
    assert result.tiers[0].value == 0
    assert result.roster is not None
    assert ("o", day(1), "s") in {t.key for t in result.roster.tours}


def test_a_wish_for_a_day_of_leave_is_lost():
    found = week(wish("work", weight=4), absences=(absence("o", 0, 0),))
    assert best(GOAL, found).tiers[0].value == 4


def test_a_wish_against_a_pin_is_lost():
    pin = Pin(officer="o", pin="shift", day=MONDAY, shift="s")
    found = week(wish("off", weight=4), pins=(pin,))
    assert best(GOAL, found).tiers[0].value == 4


def test_the_wish_of_a_fixed_officer_counts_as_it_falls():
    # The tour of Monday is fixed: wishing it off costs 2, wishing it costs nothing.
    found = scenario(
        officers=[officer("o", "pn", free=False)],
        shifts=[shift("s", "08:00", "16:00", "pn")],
        fixed_tours=(FixedTour(officer="o", day=MONDAY, shift="s"),),
        requests=(wish("off", weight=2), wish("shift", "s")),
    )
    assert points(GOAL, facts(found, tours=ON_S)) == 2
    assert best(GOAL, found).tiers[0].value == 2


def test_seven_days_wished_cannot_all_be_worked():
    # The weekly rest keeps one day free: the lightest, Thursday, is lost.
    wishes = [wish("work", offset=i, weight=1 if i == 3 else 2) for i in range(7)]
    result = best(GOAL, week(*wishes))
    assert result.tiers[0].value == 1
    assert result.roster is not None
    assert ("o", day(3)) not in {(t.officer, t.day) for t in result.roster.tours}
