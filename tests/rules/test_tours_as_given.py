"""Tours as given: shifts that are offered; fixed tours exactly as they are.

arrêté du 5 septembre 2019 (APORTT), cycles; for free tours a CHOICE.
"""

import dataclasses
import datetime as dt

import pytest

from scheduler.domain.roster import Facts, Roster
from scheduler.domain.time import Span
from scheduler.domain.tours import FixedTour
from tests.builders import (
    MONDAY,
    absence,
    clock,
    day,
    facts,
    officer,
    scenario,
    shift,
)
from tests.judge import allowed, refused

RULE = "tours_as_given"


def free(*tours, **changes):
    week = scenario(
        officers=[officer("o", unit="bikes")],
        shifts=[
            shift("s", "08:00", "16:00"),
            shift("weekend", "08:00", "16:00", weekdays=frozenset({5, 6})),
            shift("bikes", "08:00", "16:00", units=frozenset({"bikes"})),
            shift("dogs", "08:00", "16:00", units=frozenset({"dogs"})),
            shift("other", "08:00", "16:00", "pn"),
        ],
        **changes,
    )
    return facts(week, tours=tours)


def test_a_free_officer_may_work_or_not():
    allowed(RULE, free())
    allowed(RULE, free(("o", 0, "s")))


def test_a_shift_is_worked_on_its_weekdays():
    allowed(RULE, free(("o", 5, "weekend"), ("o", 6, "weekend")))
    [breach] = refused(RULE, free(("o", 4, "weekend")), over=1)
    assert breach.officers == ("o",)
    assert breach.values["shift"] == "weekend"
    assert breach.values["day"] == "2026-10-09"
    assert breach.when == 4 * 1440 + 480


def test_a_shift_is_worked_by_its_units():
    allowed(RULE, free(("o", 0, "bikes")))
    refused(RULE, free(("o", 0, "dogs")), over=1)


def test_a_shift_is_worked_by_its_force():
    refused(RULE, free(("o", 0, "other")), over=1)


@pytest.mark.parametrize("offset", [-1, 7])
def test_no_tour_begins_outside_the_horizon(offset):
    refused(RULE, free(("o", offset, "s")), over=1)


@pytest.mark.parametrize("offset", [0, 6])
def test_tours_begin_on_the_first_and_on_the_last_day(offset):
    allowed(RULE, free(("o", offset, "s")))


@pytest.mark.parametrize(
    "changes", [{"span": Span(480, 961)}, {"work": 479}], ids=["longer", "less work"]
)
def test_a_tour_has_the_hours_of_its_shift(changes):
    found = free(("o", 0, "s"))
    [tour] = found.roster.tours
    other = dataclasses.replace(tour, **changes)
    refused(RULE, Facts(found.scenario, Roster((other,), ())), over=1)


def fixed(*tours, start=MONDAY, absences=(), rows=(), days=7, on=None, **changes):
    """An officer on a cycle of two day tours, one night tour and one day off."""
    week = scenario(
        officers=[
            officer("o", "pn", free=False, cycle="turn", cycle_start=start, **changes)
        ],
        shifts=[
            shift("day", "08:00", "16:00", "pn"),
            shift("night", "22:00", "06:00", "pn"),
        ],
        cycles={"turn": ("day", "day", "night", None)},
        fixed_tours=rows,
        absences=absences,
        on=on or clock(days=days),
    )
    return facts(week, tours=tours)


TURN = (("o", 0, "day"), ("o", 1, "day"), ("o", 2, "night"), ("o", 4, "day"))
WEEK = (*TURN, ("o", 5, "day"), ("o", 6, "night"))


def test_a_cycle_is_worked_as_it_is():
    # day day night off day day night.
    allowed(RULE, fixed(*WEEK))


@pytest.mark.parametrize("left_out", range(6))
def test_no_tour_of_a_cycle_is_left_out(left_out):
    tours = [t for i, t in enumerate(WEEK) if i != left_out]
    [breach] = refused(RULE, fixed(*tours), over=1)
    assert breach.officers == ("o",)
    assert breach.values["shift"] == WEEK[left_out][2]
    assert breach.values["day"] == day(WEEK[left_out][1]).isoformat()


def test_no_tour_is_added_to_a_cycle():
    refused(RULE, fixed(*WEEK, ("o", 3, "day")), over=1)


def test_a_tour_of_a_cycle_is_not_exchanged_for_another():
    # One not offered, one left out.
    exchanged = [("o", 0, "night"), *WEEK[1:]]
    refused(RULE, fixed(*exchanged), over=(1, 1))


def test_the_row_of_the_force_replaces_the_cycle():
    # Tuesday off instead of a day tour; Thursday a day tour instead of a day off.
    rows = (
        FixedTour(officer="o", day=day(1), shift=None),
        FixedTour(officer="o", day=day(3), shift="day"),
    )
    kept = [t for t in WEEK if t[1] != 1]
    allowed(RULE, fixed(*kept, ("o", 3, "day"), rows=rows))
    # The cycle as it was: one tour not offered, one left out.
    refused(RULE, fixed(*WEEK, rows=rows), over=(1, 1))


def test_leave_takes_out_the_fixed_tours_that_begin_in_it():
    # Leave on Tuesday and Wednesday; the night of Wednesday begins in it.
    kept = [t for t in WEEK if t[1] not in (1, 2)]
    leave = (absence("o", 1, 2),)
    allowed(RULE, fixed(*kept, absences=leave))
    refused(RULE, fixed(*WEEK, absences=leave), over=(1, 1))


def test_a_fixed_night_tour_into_the_leave_stays():
    # Leave on Thursday; the tour of Wednesday 22:00 ends on Thursday 06:00.
    leave = (absence("o", 3, 3),)
    allowed(RULE, fixed(*WEEK, absences=leave))
    refused(RULE, fixed(*[t for t in WEEK if t[1] != 2], absences=leave), over=1)


@pytest.mark.parametrize(
    ("first", "hours"),
    [(dt.date(2026, 10, 24), 9), (dt.date(2027, 3, 27), 7)],
)
def test_a_fixed_night_has_the_hours_of_that_night(first, hours):
    on = clock(first, 1)
    start = first - dt.timedelta(days=2)
    found = fixed(("o", 0, "night"), start=start, on=on)
    assert found.roster.tours[0].work == hours * 60
    allowed(RULE, found)


def test_the_roster_of_a_free_officer_is_not_a_cycle():
    # A free officer with a cycle in the tables is not bound by it.
    week = scenario(
        officers=[officer("o", cycle="turn", cycle_start=MONDAY)],
        shifts=[shift("s", "08:00", "16:00")],
        cycles={"turn": ("s",)},
    )
    allowed(RULE, facts(week))
    allowed(RULE, facts(week, tours=[("o", 3, "s")]))
