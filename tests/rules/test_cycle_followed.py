"""Cycle adherence: an imported roster departs from the cycle only with a record.

arrêté du 5 septembre 2019 art. 26 (shifted hours of a working day), 28 to 30 (work and
rest of a cycle), and its article on recalls and postponed rests; only the cycles that
it lists are worked.
"""

import dataclasses
import datetime as dt

import pytest

from scheduler.domain.people import Absence
from scheduler.domain.roster import Facts, Roster
from scheduler.domain.time import Span
from scheduler.domain.tours import Change, CycleChange, FixedTour
from tests.builders import MONDAY, absence, clock, day, facts, officer, scenario, shift
from tests.freezing import frozen
from tests.judge import allowed, refused

RULE = "cycle_followed"
WEEK = ("D",) * 5 + (None, None)


def planned(*own, changes=(), cycle=WEEK, begins=0, on=None, force="pn", **more):
    """An officer on a cycle; ``own`` = (day, shift or None) of the force's roster."""
    on = on or clock()
    who = {"free": False, "cycle": "turn", "cycle_start": day(begins, on.start)}
    week = scenario(
        officers=[officer("o", force, **{**who, **more.pop("who", {})})],
        shifts=[
            shift("D", "08:30", "17:21", force),
            shift("E", "15:30", "23:40", force),
            shift("N", "21:00", "05:00", force),
            shift("M", "08:30", "12:30", force),
            shift("A", "14:00", "18:00", force),
        ],
        cycles={"turn": cycle},
        fixed_tours=tuple(
            FixedTour(officer="o", day=day(o, on.start), shift=s) for o, s in own
        ),
        cycle_changes=tuple(
            CycleChange(officer="o", day=day(o, on.start), change=c) for o, c in changes
        ),
        on=on,
        **more,
    )
    worked = [("o", (t.day - on.start).days, t.shift) for t in week.tours["o"]]
    return facts(week, tours=worked)


def test_the_cycle_itself_is_followed():
    allowed(RULE, planned())
    allowed(RULE, planned((0, "D"), (5, None)))


# --- a tour on a day off --------------------------------------------------------------


@pytest.mark.parametrize("offset", [5, 6])
def test_a_tour_on_a_day_off_needs_a_record(offset):
    [breach] = refused(RULE, planned((offset, "E")), over=1)
    assert breach.officers == ("o",)
    assert breach.values["day"] == day(offset).isoformat()
    assert breach.values["shift"] == "E"
    assert breach.when == offset * 1440 + 930


@pytest.mark.parametrize("change", list(Change))
def test_a_recall_a_postponed_rest_or_an_exchange_explains_it(change):
    found = planned((5, "E"), changes=[(5, change)])
    if change is Change.SHIFTED:
        # Shifted hours begin in the course of the same working day (art. 26).
        refused(RULE, found, over=1)
    else:
        allowed(RULE, found)


@pytest.mark.parametrize("other", [4, 6])
def test_a_record_explains_its_own_day_only(other):
    refused(RULE, planned((5, "E"), changes=[(other, Change.EXCHANGE)]), over=1)


def test_a_record_obliges_to_nothing():
    allowed(RULE, planned(changes=[(5, Change.RECALL), (4, Change.SHIFTED)]))
    allowed(RULE, planned(changes=[(4, Change.EXCHANGE)]))


# --- another shift on a working day ---------------------------------------------------


@pytest.mark.parametrize("offset", [0, 4])
def test_another_shift_on_a_working_day_needs_a_record(offset):
    # The tour is not that of the cycle, and that of the cycle is not worked.
    first, second = refused(RULE, planned((offset, "E")), over=(1, 1))
    assert (first.values["shift"], first.values["usual"]) == ("E", "D")
    assert second.values["shift"] == "D"


@pytest.mark.parametrize("change", [Change.SHIFTED, Change.EXCHANGE])
def test_shifted_hours_or_an_exchange_explain_it(change):
    allowed(RULE, planned((3, "E"), changes=[(3, change)]))


def test_a_recall_or_a_postponed_rest_does_not():
    # A rest taken that day explains that the usual tour is not worked, no more.
    other = (3, "E")
    refused(RULE, planned(other, changes=[(3, Change.RECALL)]), over=(1, 1))
    refused(RULE, planned(other, changes=[(3, Change.POSTPONEMENT)]), over=1)


# --- no tour on a working day ---------------------------------------------------------


@pytest.mark.parametrize("offset", [0, 4])
def test_a_working_day_without_tour_needs_a_record(offset):
    [breach] = refused(RULE, planned((offset, None)), over=1)
    assert breach.values["day"] == day(offset).isoformat()
    assert breach.values["shift"] == "D"


@pytest.mark.parametrize("change", list(Change))
def test_a_rest_taken_then_or_an_exchange_explains_it(change):
    found = planned((4, None), changes=[(4, change)])
    if change in (Change.POSTPONEMENT, Change.EXCHANGE):
        allowed(RULE, found)
    else:
        refused(RULE, found, over=1)


def test_a_rest_of_saturday_put_off_and_taken_on_monday():
    # Two weeks: Saturday is worked, the Monday after is free. Each day has its row.
    put_off = [(5, Change.POSTPONEMENT), (7, Change.POSTPONEMENT)]
    fortnight = clock(days=14)
    own = ((5, "E"), (7, None))
    allowed(RULE, planned(*own, changes=put_off, on=fortnight))
    refused(RULE, planned(*own, changes=put_off[:1], on=fortnight), over=1)
    refused(RULE, planned(*own, changes=put_off[1:], on=fortnight), over=1)


# --- absences -------------------------------------------------------------------------


def test_leave_explains_a_missing_tour():
    allowed(RULE, planned(absences=(absence("o", 1, 2),)))
    allowed(RULE, planned((1, None), absences=(absence("o", 1, 1),)))


@pytest.mark.parametrize(
    ("start", "end", "excused"),
    [(1041, 1100, False), (1040, 1100, True), (0, 510, False), (0, 511, True)],
)
def test_an_absence_explains_it_if_it_takes_a_minute_of_the_tour(start, end, excused):
    # Monday's tour is from 08:30, minute 510, to 17:21, minute 1041.
    away = Absence(officer="o", span=Span(start, end))
    found = planned((0, None), absences=(away,))
    if excused:
        allowed(RULE, found)
    else:
        refused(RULE, found, over=1)


def test_leave_does_not_explain_another_tour():
    away = {"absences": (absence("o", 4, 4),)}
    refused(RULE, planned((5, "E"), **away), over=1)


# --- days, midnights, clocks ----------------------------------------------------------


def test_a_night_belongs_to_the_day_on_which_it_begins():
    # Night of Sunday, off on Monday: 05:00 of Monday is no tour of Monday.
    turn = ("N", None)
    allowed(RULE, planned(cycle=turn))
    allowed(RULE, planned(cycle=turn, begins=-1))
    refused(RULE, planned((0, "N"), cycle=turn, begins=-1), over=1)


@pytest.mark.parametrize(
    "first",
    [
        dt.date(2026, 10, 19),
        dt.date(2027, 3, 22),
        dt.date(2026, 9, 28),
        dt.date(2026, 12, 28),
    ],
    ids=["autumn", "spring", "month", "year"],
)
def test_the_cycle_goes_on_over_the_clock_changes_and_the_ends_of_month_and_year(first):
    turn = ("N", "N", None, None)
    on = clock(first, 8)
    allowed(RULE, planned(cycle=turn, on=on))
    for offset, record in ((3, Change.RECALL), (6, Change.EXCHANGE), (7, None)):
        own = [(offset, "N")]
        changes = [] if record is None else [(offset, record)]
        if record is None:
            refused(RULE, planned(*own, cycle=turn, on=on), over=1)
        else:
            allowed(RULE, planned(*own, cycle=turn, on=on, changes=changes))
            refused(RULE, planned(*own, cycle=turn, on=on), over=1)


def test_a_cycle_that_began_long_before_is_at_its_place():
    # 14 days: 2/2/3/2/2/3; begun on 3 August, nine weeks before: day 8, a day off.
    turn = tuple((s == "1" and "D") or None for s in "11001110011000")
    allowed(RULE, planned(cycle=turn, begins=-63))
    refused(RULE, planned((0, "E"), cycle=turn, begins=-63), over=1)
    allowed(RULE, planned((2, "D"), cycle=turn, begins=-63))


def test_the_history_is_not_judged():
    changes = [(-1, Change.SHIFTED)]
    allowed(RULE, planned(changes=changes))


# --- the roster on disk, and whom it binds --------------------------------------------


def test_a_tour_of_the_cycle_left_out_of_the_roster():
    found = planned()
    kept = tuple(t for t in found.roster.tours if t.day != day(2))
    [breach] = refused(RULE, Facts(found.scenario, Roster(kept, ())), over=1)
    assert breach.values["day"] == "2026-10-07"


def test_municipal_officers_follow_no_national_cycle():
    allowed(RULE, planned((5, "E"), (0, None), force="pm"))


def test_officers_without_a_cycle_have_none_to_follow():
    without = {"cycle": None, "cycle_start": None}
    allowed(RULE, planned((5, "E"), who=without))


def test_free_officers_have_none_to_follow():
    week = planned(who={"free": True}).scenario
    allowed(RULE, facts(week, tours=[("o", 6, "E")]))


def test_each_officer_is_judged_by_the_own_cycle_and_records():
    found = planned((5, "E"))
    week = found.scenario
    other = dataclasses.replace(week.officers["o"], id="p")
    changes = (CycleChange(officer="p", day=day(5), change=Change.RECALL),)
    both = dataclasses.replace(
        week, officers={**week.officers, "p": other}, cycle_changes=changes
    )
    tours = [(o, (t.day - MONDAY).days, t.shift) for o in "op" for t in both.tours[o]]
    [breach] = refused(RULE, facts(both, tours=tours), over=1)
    assert breach.officers == ("o",)


# --- night workers by day (art. 70) ---------------------------------------------------

NIGHTS = ("N",) * 4 + (None, None)


def by_night(*own, **more):
    """A night worker on four nights in a row, with tasks by day."""
    return planned(*own, cycle=NIGHTS, who={"night_worker": True}, **more)


def test_a_morning_task_stands_beside_the_night_of_the_same_day():
    # Monday: 08:30 to 12:30, then the night from 21:00.
    found = by_night((0, "M"), (0, "N"))
    assert [t.shift for t in found.tours_of["o"]][:2] == ["M", "N"]
    for rule in (RULE, "one_tour_a_day", "daily_rest", "night_worker_by_day"):
        allowed(rule, found)


def test_a_task_of_the_afternoon_or_of_others_than_night_workers_needs_a_record():
    refused(RULE, by_night((0, "E"), (0, "N")), over=1)
    refused(RULE, planned((0, "M"), (0, "N"), cycle=NIGHTS), over=1)


def test_the_night_from_which_a_morning_task_exempts_is_not_asked_for():
    # Tuesday 08:30 to 12:30: the night of Monday, until Tuesday 05:00, is off.
    allowed(RULE, by_night((0, None), (1, "M"), (1, "N")))
    refused(RULE, by_night((0, None)), over=1)


def test_a_recall_after_13_takes_the_place_of_the_night_of_that_day():
    # 15:30 to 23:40 would be a night; 14:00 to 18:00 is a task.
    allowed(RULE, by_night((1, "A"), changes=[(1, Change.RECALL)]))
    refused(RULE, by_night((1, "A")), over=1)


# --- before a freeze ------------------------------------------------------------------


@pytest.mark.parametrize(("minutes", "missed"), [(0, True), (1, False)])
def test_a_tour_that_the_baseline_did_not_have_is_not_missed(minutes, missed):
    """An officer who is new on Tuesday worked no tour before."""
    whole = planned()
    first, *later = whole.tours_of["o"]
    nothing = Facts(whole.scenario, Roster((), ()))
    week = frozen(nothing, first.span.start + minutes)
    assert (first in week.tours["o"]) is missed
    found = Facts(week, Roster(tuple(later), ()))
    if missed:
        refused(RULE, found, over=1)
    else:
        allowed(RULE, found)
