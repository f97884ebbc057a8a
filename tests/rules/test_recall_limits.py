"""Recalls, postponed rests and shifted hours as the text has them.

arrêté du 5 septembre 2019: art. 26 (shifted hours: weekly regime, told before the end
of the last usual working day); article on recalls and postponed rests (told on duty, at
the latest before the end of the last tour; neither assistants nor officers on leave).
"""

import datetime as dt

import pytest

from scheduler.domain.people import Absence, Status
from scheduler.domain.settings import Unit
from scheduler.domain.time import Span
from scheduler.domain.tours import Change, CycleChange, FixedTour
from tests.builders import (
    absence,
    clock,
    day,
    facts,
    officer,
    past,
    scenario,
    setting,
    shift,
)
from tests.judge import allowed, refused

RULE = "recall_limits"
WEEK = ("D",) * 5 + (None, None)
NIGHTS = ("N", "N", None, None)
FRIDAY = 4 * 1440 + 17 * 60 + 21
"""17:21 of Friday, the end of the last tour of the week."""


def recorded(*changes, cycle=WEEK, begins=0, on=None, force="pn", who=None, **more):
    """An officer on a cycle; ``changes`` = (day, change, told)."""
    on = on or clock()
    base = {"free": False, "cycle": "turn", "cycle_start": day(begins, on.start)}
    week = scenario(
        officers=[officer("o", force, **{**base, **(who or {})})],
        shifts=[
            shift("D", "08:30", "17:21", force),
            shift("N", "18:50", "06:58", force),
        ],
        cycles={"turn": cycle},
        cycle_changes=tuple(
            CycleChange(officer="o", day=day(o, on.start), change=c, told=t)
            for o, c, t in changes
        ),
        on=on,
        **more,
    )
    worked = [("o", (t.day - on.start).days, t.shift) for t in week.tours["o"]]
    return facts(week, tours=worked)


def postponed(told, offset=5, **more):
    return recorded((offset, Change.POSTPONEMENT, told), **more)


def shifted(told, offset=3, **more):
    return recorded((offset, Change.SHIFTED, told), **more)


# --- a postponed rest: when -----------------------------------------------------------


@pytest.mark.parametrize(
    "monday",
    [None, dt.date(2026, 7, 27), dt.date(2026, 12, 28)],
    ids=["plain", "Saturday is the 1st", "over the year's end"],
)
def test_a_postponed_rest_is_told_before_the_end_of_the_last_tour(monday):
    # The tour of Friday ends at 17:21: 17:20 is before its end, 17:21 is not.
    on = None if monday is None else clock(monday)
    allowed(RULE, postponed(FRIDAY - 1, on=on))
    [breach] = refused(RULE, postponed(FRIDAY, on=on), over=1)
    assert breach.officers == ("o",)
    assert breach.unit is Unit.MINUTES
    assert breach.values["told"] == breach.values["last"] == FRIDAY
    assert breach.when == 5 * 1440
    refused(RULE, postponed(FRIDAY + 1, on=on), over=2)


def test_a_postponed_rest_is_told_while_on_duty():
    # Friday's tour begins at 08:30, Thursday's ends at 17:21.
    friday, thursday = 4 * 1440 + 510, 3 * 1440 + 1041
    allowed(RULE, postponed(friday))
    [breach] = refused(RULE, postponed(friday - 1), over=1)
    assert breach.unit is Unit.COUNT
    refused(RULE, postponed(thursday), over=1)
    allowed(RULE, postponed(thursday - 1))


def test_a_postponed_rest_is_told():
    refused(RULE, postponed(None), over=1)


def test_a_second_day_of_rest_counts_from_the_same_last_tour():
    # Saturday stays free: Sunday, too, is told before Friday 17:21.
    allowed(RULE, postponed(FRIDAY - 1, 6))
    refused(RULE, postponed(FRIDAY, 6), over=1)


def test_a_tour_on_the_first_day_of_rest_is_the_last_tour_before_the_second():
    # Saturday 08:30 to 17:21 is worked: told then, Sunday is told in time.
    rows = (FixedTour(officer="o", day=day(5), shift="D"),)
    saturday = FRIDAY + 1440
    both = [(5, Change.POSTPONEMENT, FRIDAY - 1)]
    found = recorded(*both, (6, Change.POSTPONEMENT, saturday - 1), fixed_tours=rows)
    allowed(RULE, found)
    late = recorded(*both, (6, Change.POSTPONEMENT, saturday), fixed_tours=rows)
    refused(RULE, late, over=1)


def test_a_night_ends_on_the_day_of_the_rest():
    # Nights of Monday and Tuesday; the second ends on Wednesday 06:58.
    end = 2 * 1440 + 418
    allowed(RULE, postponed(end - 1, 2, cycle=NIGHTS))
    refused(RULE, postponed(end, 2, cycle=NIGHTS), over=1)


@pytest.mark.parametrize(
    ("monday", "change"), [(dt.date(2026, 10, 19), 60), (dt.date(2027, 3, 22), -60)]
)
def test_the_end_of_the_night_in_which_the_clocks_change(monday, change):
    # Nights of Friday and Saturday; the second ends on Sunday 06:58.
    on, end = clock(monday), 6 * 1440 + 418 + change
    more = {"cycle": NIGHTS, "begins": 4, "on": on}
    allowed(RULE, postponed(end - 1, 6, **more))
    refused(RULE, postponed(end, 6, **more), over=1)


def test_the_last_tour_may_lie_in_the_history():
    # Friday before, 08:30 to 17:21, ends at minute 1041 - 3 * 1440; Monday is off.
    cycle = (None, *("D",) * 5, None)
    history = (
        past("o", -4, "08:30", "17:21"),
        past("o", -3, "08:30", "17:21"),
    )
    end = 1041 - 3 * 1440
    allowed(RULE, postponed(end - 1, 0, cycle=cycle, history=history))
    refused(RULE, postponed(end, 0, cycle=cycle, history=history), over=1)
    # Between the tours of Thursday and Friday: off duty.
    refused(RULE, postponed(end - 600, 0, cycle=cycle, history=history), over=1)


def test_without_history_the_cycle_says_when_the_last_tour_ended():
    # Its last usual tour is that of Saturday 3 October, and the word is taken that
    # the officer was on duty.
    cycle = (None, *("D",) * 5, None)
    end = 1041 - 2 * 1440
    allowed(RULE, postponed(end - 1, 0, cycle=cycle))
    refused(RULE, postponed(end, 0, cycle=cycle), over=1)
    allowed(RULE, postponed(end - 5000, 0, cycle=cycle))


def test_told_before_all_that_is_recorded_the_word_is_taken():
    # The first tour recorded begins on Monday at 08:30, minute 510.
    allowed(RULE, postponed(509))
    allowed(RULE, postponed(510))
    history = (past("o", -3, "08:30", "17:21"),)
    refused(RULE, postponed(509, history=history), over=1)


def test_the_day_on_which_a_postponed_rest_is_taken_is_free():
    # Wednesday is a working day of the cycle.
    allowed(RULE, postponed(None, 2))
    allowed(RULE, postponed(None, 2, who={"status": Status.ASSISTANT}))


# --- shifted hours, art. 26 -----------------------------------------------------------


def test_shifted_hours_are_told_before_the_end_of_the_last_usual_day():
    # Thursday is shifted; Wednesday ends at 17:21.
    end = 2 * 1440 + 1041
    allowed(RULE, shifted(end - 1))
    [breach] = refused(RULE, shifted(end), over=1)
    assert breach.unit is Unit.MINUTES
    assert breach.values["last"] == end
    refused(RULE, shifted(end + 1), over=2)


def test_shifted_hours_may_be_told_off_duty():
    # Tuesday 22:00.
    allowed(RULE, shifted(1440 + 22 * 60))


def test_shifted_hours_of_monday_are_told_on_friday():
    end = 1041 - 3 * 1440
    allowed(RULE, shifted(end - 1, 0))
    refused(RULE, shifted(end, 0), over=1)


def test_the_last_usual_day_counts_though_the_officer_was_away():
    # Leave on Wednesday: its usual end stays the limit.
    away = {"absences": (absence("o", 2, 2),)}
    end = 2 * 1440 + 1041
    allowed(RULE, shifted(end - 1, **away))
    refused(RULE, shifted(end, **away), over=1)


def test_shifted_hours_are_told():
    refused(RULE, shifted(None), over=1)


def test_shifted_hours_belong_to_the_weekly_regime():
    turn = ("D", "D", "D", "D", None, None)
    refused(RULE, shifted(600, cycle=turn), over=1)
    # Fourteen days, off on both Sundays.
    allowed(RULE, shifted(600, cycle=WEEK + WEEK))
    # Seven days, at work on Sunday: day 1 is a Wednesday.
    refused(RULE, shifted(600, begins=2), over=1)


# --- whom -----------------------------------------------------------------------------


def test_a_recall_may_be_told_at_any_time_or_not_be_recorded():
    for told in (None, FRIDAY + 600):
        allowed(RULE, recorded((5, Change.RECALL, told)))


def test_assistants_are_neither_recalled_nor_lose_a_rest():
    who = {"status": Status.ASSISTANT}
    refused(RULE, recorded((5, Change.RECALL, None), who=who), over=1)
    refused(RULE, postponed(FRIDAY - 1, who=who), over=1)
    allowed(RULE, recorded((5, Change.EXCHANGE, None), who=who))
    allowed(RULE, shifted(600, who=who))


def test_a_regime_may_open_recalls_to_assistants_but_not_postponed_rests():
    who = {"status": Status.ASSISTANT}
    given = {"national": (setting(RULE, "assistants_recalled", 1),)}
    allowed(RULE, recorded((5, Change.RECALL, None), who=who, regimes=given))
    refused(RULE, postponed(FRIDAY - 1, who=who, regimes=given), over=1)


@pytest.mark.parametrize("status", [Status.TITULAR, Status.TRAINEE])
def test_others_are_recalled(status):
    allowed(RULE, recorded((5, Change.RECALL, None), who={"status": status}))


@pytest.mark.parametrize(
    ("change", "told"), [(Change.RECALL, None), (Change.POSTPONEMENT, 600)]
)
@pytest.mark.parametrize(
    ("start", "end", "free"),
    [
        (7140, 7199, True),  # up to one minute before Saturday
        (7140, 7200, False),  # up to Saturday 00:00
        (7140, 7201, False),
        (8639, 8700, False),  # from the last minute of Saturday
        (8640, 8700, False),  # from Sunday 00:00
        (8641, 8700, True),
        (7900, 7960, False),  # in the course of Saturday
    ],
)
def test_leave_on_the_day_or_next_to_it(change, told, start, end, free):
    # Saturday is from minute 5 * 1440 = 7200 to 8640.
    away = Absence(officer="o", span=Span(start, end))
    found = recorded((5, change, told), absences=(away,))
    if free:
        allowed(RULE, found)
    else:
        refused(RULE, found, over=1)


def test_leave_of_others_or_two_days_before_changes_nothing():
    allowed(RULE, recorded((6, Change.RECALL, None), absences=(absence("o", 3, 4),)))
    allowed(RULE, recorded((5, Change.RECALL, None), absences=(absence("p", 5, 5),)))


def test_an_exchange_has_no_such_limits():
    away = (absence("o", 6, 6),)
    allowed(RULE, recorded((5, Change.EXCHANGE, None), absences=away))


def test_several_faults_of_one_row_are_all_told():
    # An assistant, on leave next day, told nothing.
    who = {"status": Status.ASSISTANT}
    found = postponed(None, who=who, absences=(absence("o", 6, 6),))
    refused(RULE, found, over=(1, 1, 1))


# --- which rows -----------------------------------------------------------------------


@pytest.mark.parametrize("offset", [-2, 12])
def test_rows_outside_the_horizon_are_not_judged(offset):
    # Saturdays of the week before and of the week after.
    allowed(RULE, postponed(None, offset))


def test_the_first_and_the_last_day_of_the_horizon_are():
    refused(RULE, postponed(None, 6), over=1)
    refused(RULE, postponed(None, 0, begins=1), over=1)


def test_only_national_officers_on_a_cycle_are_concerned():
    who = {"cycle": None, "cycle_start": None}
    allowed(RULE, postponed(None, who=who))
    allowed(RULE, postponed(None, who={"free": True}))
    allowed(RULE, postponed(None, force="pm"))
