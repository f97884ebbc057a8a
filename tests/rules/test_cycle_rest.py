"""Rests of a cycle: RC and RL after day tours, DN, RC and RL after night tours.

arrêté du 5 septembre 2019 art. 28 (the day of a night cycle begins at the usual start),
29 (day cycles: RC then RL, 00:00 to 24:00) and 30 (night cycles: DN from the end of the
tour to the usual start, then RC and RL of 24 h); art. 10 (night 21:00 to 06:00).
"""

import datetime as dt

import pytest

from scheduler.domain.settings import Unit
from scheduler.domain.tours import Change, CycleChange, FixedTour, Rest
from tests.builders import (
    MONDAY,
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

RULE = "cycle_rest"
RC, RL, DN = Rest.COMPENSATORY, Rest.STATUTORY, Rest.POST_NIGHT
DAYS = (("D", "D", None, None), (None, None, RC, RL))
NIGHTS = (("N", "N", None, None), (None, None, RC, RL))
WEEK = (("D",) * 5 + (None, None), (None,) * 5 + (RC, RL))
STARTS = [MONDAY, dt.date(2026, 9, 29), dt.date(2026, 12, 30)]
"""The third day lies inside a month, after a month's end, after a year's end."""


def turn(
    cycle, *own, begins=0, changes=(), on=None, force="pn", who=None, shape=(), **more
):
    """An officer whose cycle begins with the horizon; ``own`` = (day, start, end)."""
    on = on or clock()
    shifts, rests = cycle
    rows = [
        FixedTour(officer="o", day=day(offset, on.start), shift=f"x{offset}")
        for offset, _start, _end in own
    ]
    base = {"free": False, "cycle": "turn", "cycle_start": day(begins, on.start)}
    week = scenario(
        officers=[officer("o", force, **{**base, **(who or {})})],
        shifts=[
            shift("D", "06:50", "18:58", force),
            shift("N", "18:50", "06:58", force),
            *shape,
            *(shift(f"x{o}", start, end, force) for o, start, end in own),
        ],
        cycles={"turn": shifts},
        cycle_rests={"turn": rests},
        fixed_tours=tuple(rows),
        cycle_changes=tuple(
            CycleChange(officer="o", day=day(o, on.start), change=c) for o, c in changes
        ),
        on=on,
        **more,
    )
    worked = [("o", (t.day - on.start).days, t.shift) for t in week.tours["o"]]
    return facts(week, tours=worked)


# --- day cycles, art. 29 --------------------------------------------------------------


def test_a_day_cycle_keeps_its_own_rests():
    allowed(RULE, turn(DAYS))


@pytest.mark.parametrize("first", STARTS)
def test_a_day_rest_begins_at_midnight(first):
    # The third day is RC from 00:00: a tour that ends then touches it, no more.
    on = clock(first)
    allowed(RULE, turn(DAYS, (1, "15:00", "23:59"), on=on))
    allowed(RULE, turn(DAYS, (1, "15:00", "00:00"), on=on))
    [breach] = refused(RULE, turn(DAYS, (1, "15:00", "00:01"), on=on), over=1)
    assert breach.officers == ("o",)
    assert breach.unit is Unit.MINUTES
    assert breach.values["kind"] == "RC"
    assert breach.values["rest"] == day(2, first).isoformat()
    assert breach.values["day"] == day(1, first).isoformat()


@pytest.mark.parametrize("first", STARTS)
def test_a_day_rest_ends_at_midnight(first):
    # The fourth day is RL to 24:00; the fifth is worked again.
    on = clock(first)
    allowed(RULE, turn(DAYS, (4, "00:01", "08:00"), on=on))
    allowed(RULE, turn(DAYS, (4, "00:00", "08:00"), on=on))
    [breach] = refused(RULE, turn(DAYS, (3, "23:59", "08:00"), on=on), over=1)
    assert breach.values["kind"] == "RL"


@pytest.mark.parametrize(("offset", "kind"), [(2, "RC"), (3, "RL")])
def test_no_tour_lies_on_a_rest(offset, kind):
    [breach] = refused(RULE, turn(DAYS, (offset, "12:00", "16:00")), over=240)
    assert breach.values["kind"] == kind
    assert breach.when == offset * 1440 + 720


def test_a_tour_on_two_rests_breaks_both():
    # Wednesday 20:00 to Thursday 05:00: 4 h of RC and 5 h of RL.
    refused(RULE, turn(DAYS, (2, "20:00", "05:00")), over=(240, 300))


def test_three_days_off_are_three_rests():
    cycle = (("D", None, None, None), (None, RC, RC, RL))
    for offset, kind in ((1, "RC"), (2, "RC"), (3, "RL")):
        [breach] = refused(RULE, turn(cycle, (offset, "12:00", "13:00")), over=60)
        assert breach.values["kind"] == kind


def test_the_first_and_the_last_day_of_the_horizon():
    # Two days before the horizon begin the turn: Monday RC, Tuesday RL; Sunday RL.
    begun = {"begins": -2}
    refused(RULE, turn(DAYS, (0, "12:00", "13:00"), **begun), over=60)
    begun = {"begins": -1}
    refused(RULE, turn(DAYS, (6, "12:00", "13:00"), **begun), over=60)


def test_a_tour_of_the_last_day_may_not_run_into_the_rest_of_the_day_after():
    # Saturday and Sunday are worked, Monday 12 October is RC.
    begun = {"begins": -3}
    allowed(RULE, turn(DAYS, (6, "17:00", "00:00"), **begun))
    refused(RULE, turn(DAYS, (6, "17:00", "01:00"), **begun), over=60)


@pytest.mark.parametrize(
    ("sunday", "hours"), [(dt.date(2026, 10, 25), 25), (dt.date(2027, 3, 28), 23)]
)
def test_a_day_rest_is_the_local_day_when_the_clocks_change(sunday, hours):
    on = clock(day(-2, sunday))
    found = turn(DAYS, (2, "00:00", "00:00"), on=on)
    refused(RULE, found, over=hours * 60)


# --- night cycles, art. 28 and 30 -----------------------------------------------------


def test_a_night_cycle_keeps_its_own_rests():
    # Nights of Monday and Tuesday; RL ends on Friday 18:50, as the night begins.
    allowed(RULE, turn(NIGHTS))


@pytest.mark.parametrize("first", STARTS)
def test_the_dn_begins_as_the_night_ends(first):
    # The night of the second day ends on the third at 06:58.
    on = clock(first)
    allowed(RULE, turn(NIGHTS, (2, "05:00", "06:58"), on=on))
    [breach] = refused(RULE, turn(NIGHTS, (2, "05:00", "06:59"), on=on), over=1)
    assert breach.values["kind"] == "DN"
    assert breach.values["rest"] == day(2, first).isoformat()


def test_the_dn_lasts_to_the_usual_start_and_then_comes_the_rc():
    # Wednesday 18:00 to 18:50 is DN; from 18:50 on RC.
    [breach] = refused(RULE, turn(NIGHTS, (2, "18:00", "18:50")), over=50)
    assert breach.values["kind"] == "DN"
    [breach] = refused(RULE, turn(NIGHTS, (2, "18:50", "19:00")), over=10)
    assert breach.values["kind"] == "RC"
    first, second = refused(RULE, turn(NIGHTS, (2, "18:49", "18:51")), over=(1, 1))
    assert (first.values["kind"], second.values["kind"]) == ("DN", "RC")


def test_the_rl_follows_the_rc_at_the_usual_start():
    # Thursday 18:00 to 19:00: 50 minutes of RC, 10 of RL.
    first, second = refused(RULE, turn(NIGHTS, (3, "18:00", "19:00")), over=(50, 10))
    assert (first.values["kind"], second.values["kind"]) == ("RC", "RL")


def test_the_rl_lasts_to_the_usual_start():
    # Friday: the night may begin at 18:50, not a minute before.
    allowed(RULE, turn(NIGHTS, (4, "18:51", "06:58")))
    allowed(RULE, turn(NIGHTS, (4, "18:50", "06:58")))
    [breach] = refused(RULE, turn(NIGHTS, (4, "18:49", "06:58")), over=1)
    assert breach.values["kind"] == "RL"
    assert breach.values["rest"] == "2026-10-08"


def test_between_two_nights_there_is_a_dn_too():
    # Tuesday 06:58 to 18:50.
    [breach] = refused(RULE, turn(NIGHTS, (1, "10:00", "14:00")), over=240)
    assert breach.values["kind"] == "DN"


def test_a_night_that_was_not_worked_has_no_dn():
    # Leave on Tuesday takes the second night; the RC of Wednesday 18:50 stays.
    away = {"absences": (absence("o", 1, 1),)}
    allowed(RULE, turn(NIGHTS, (2, "10:00", "18:50"), **away))
    refused(RULE, turn(NIGHTS, (2, "10:00", "18:51"), **away), over=1)


def test_a_night_of_the_history_has_a_dn_in_the_horizon():
    # The turn begins on Sunday: night to Monday 06:58, DN, RC from Monday 18:50.
    cycle = (("N", None, None), (None, RC, RL))
    night = {"history": (past("o", -1, "18:50", "06:58"),), "begins": -1}
    [breach] = refused(RULE, turn(cycle, (0, "12:00", "13:00"), **night), over=60)
    assert breach.values["kind"] == "DN"
    # Nothing recorded: the night is not known to have been worked.
    allowed(RULE, turn(cycle, (0, "12:00", "13:00"), begins=-1))
    refused(RULE, turn(cycle, (0, "18:00", "19:00"), begins=-1), over=10)


def test_a_rest_begun_before_the_horizon_goes_on_in_it():
    # Night of Saturday, RC from Sunday 18:50, RL from Monday 18:50.
    cycle = (("N", None, None), (None, RC, RL))
    [breach] = refused(RULE, turn(cycle, (0, "18:00", "18:50"), begins=-2), over=50)
    assert breach.values["kind"] == "RC"
    assert breach.values["rest"] == "2026-10-04"


def test_a_day_marked_dn_lengthens_the_dn_to_the_next_usual_start():
    # Night of Monday; DN to Wednesday 18:50; RC to Thursday 18:50; RL to Friday 18:50.
    cycle = (("N", None, None, None), (None, DN, RC, RL))
    allowed(RULE, turn(cycle))
    [breach] = refused(RULE, turn(cycle, (1, "12:00", "13:00")), over=60)
    assert breach.values["kind"] == "DN"
    [breach] = refused(RULE, turn(cycle, (2, "18:00", "18:50")), over=50)
    assert breach.values["kind"] == "DN"
    [breach] = refused(RULE, turn(cycle, (2, "18:50", "19:00")), over=10)
    assert breach.values["kind"] == "RC"


@pytest.mark.parametrize("sunday", [dt.date(2026, 10, 25), dt.date(2027, 3, 28)])
def test_a_night_rest_ends_at_the_usual_local_time_when_the_clocks_change(sunday):
    # RC from Saturday 18:50 to Sunday 18:50: 25 h in autumn, 23 h in spring.
    on = clock(day(-3, sunday))
    [breach] = refused(RULE, turn(NIGHTS, (3, "18:00", "18:50"), on=on), over=50)
    assert breach.values["kind"] == "RC"
    [breach] = refused(RULE, turn(NIGHTS, (3, "18:50", "19:00"), on=on), over=10)
    assert breach.values["kind"] == "RL"


# --- what a night is, art. 10 ---------------------------------------------------------


def evenings(end, *own, **more):
    """Evenings from 15:00 and two days off: the third is worked again."""
    cycle = (("E", None, None), (None, RC, RL))
    return turn(cycle, *own, shape=[shift("E", "15:00", end, "pn")], **more)


def test_three_hours_from_21_to_06_make_a_night():
    # To 00:00 it is 3 h: RL from Wednesday 15:00 to Thursday 15:00. To 23:59 it is
    # 2 h 59: RL is Wednesday, and Thursday 10:00 is free.
    refused(RULE, evenings("00:00", (3, "10:00", "11:00")), over=60)
    refused(RULE, evenings("00:01", (3, "10:00", "11:00")), over=60)
    allowed(RULE, evenings("23:59", (3, "10:00", "11:00")))


def test_a_regime_may_count_nights_otherwise():
    for minimum, night in ((180, True), (181, False), (None, False)):
        given = {"national": (setting(RULE, "night_minutes", minimum),)}
        found = evenings("00:00", (3, "10:00", "11:00"), regimes=given)
        if night:
            refused(RULE, found, over=60)
        else:
            allowed(RULE, found)


def test_the_last_tour_of_a_work_period_tells_which_rests_follow():
    # Day, night, RC, RL: DN of Wednesday to 06:50, when the cycle goes on on Friday.
    cycle = (("D", "n", None, None), (None, None, RC, RL))
    night = [shift("n", "18:50", "06:00", "pn")]
    found = turn(cycle, shape=night)
    allowed(RULE, found)
    [breach] = refused(RULE, turn(cycle, (2, "06:00", "06:50"), shape=night), over=50)
    assert breach.values["kind"] == "DN"


# --- what lifts a rest ----------------------------------------------------------------


@pytest.mark.parametrize(
    "change", [Change.RECALL, Change.POSTPONEMENT, Change.EXCHANGE]
)
def test_a_recorded_change_lifts_the_rests_of_its_day(change):
    noon = (2, "12:00", "16:00")
    allowed(RULE, turn(DAYS, noon, changes=[(2, change)]))
    allowed(RULE, turn(NIGHTS, noon, changes=[(2, change)]))
    for other in (1, 3):
        refused(RULE, turn(DAYS, noon, changes=[(other, change)]), over=240)


def test_shifted_hours_do_not_lift_the_rest_of_a_day_off():
    changes = [(5, Change.SHIFTED)]
    refused(RULE, turn(WEEK, (5, "12:00", "16:00"), changes=changes), over=240)


def test_shifted_hours_of_the_weekly_regime_may_run_into_a_rest():
    # Art. 26: the hours on RC are credited. Friday 18:00 to Saturday 02:00.
    late = (4, "18:00", "02:00")
    refused(RULE, turn(WEEK, late), over=120)
    allowed(RULE, turn(WEEK, late, changes=[(4, Change.SHIFTED)]))


def test_shifted_hours_of_other_cycles_may_not():
    late = (1, "18:00", "02:00")
    refused(RULE, turn(DAYS, late, changes=[(1, Change.SHIFTED)]), over=120)


# --- whom it says nothing about -------------------------------------------------------


def test_a_cycle_that_marks_no_rest_has_none():
    for shifts in (DAYS[0], NIGHTS[0]):
        for rests in ((None,) * 4, ()):
            allowed(RULE, turn((shifts, rests), (2, "12:00", "16:00")))


def test_a_day_off_without_mark_is_no_rest():
    cycle = (("D", None, None), (None, None, RL))
    allowed(RULE, turn(cycle, (1, "12:00", "16:00")))
    refused(RULE, turn(cycle, (2, "12:00", "16:00")), over=240)


def test_a_cycle_of_rests_alone_is_of_local_days():
    cycle = ((None, None), (RC, RL))
    refused(RULE, turn(cycle, (0, "12:00", "16:00")), over=240)


def test_municipal_officers_have_no_such_rests():
    allowed(RULE, turn(DAYS, (2, "12:00", "16:00"), force="pm"))


def test_officers_without_a_cycle_have_no_such_rests():
    without = {"cycle": None, "cycle_start": None}
    allowed(RULE, turn(DAYS, (2, "12:00", "16:00"), who=without))


def test_free_officers_have_no_such_rests():
    found = turn(DAYS, who={"free": True})
    week = found.scenario
    allowed(RULE, facts(week, tours=[("o", i, "D") for i in range(7)]))


def test_the_rests_of_one_officer_do_not_bind_another():
    shifts, rests = DAYS
    week = scenario(
        officers=[
            officer("o", "pn", free=False, cycle="turn", cycle_start=MONDAY),
            officer("p", "pn", free=False, cycle="turn", cycle_start=day(2)),
        ],
        shifts=[shift("D", "06:50", "18:58", "pn")],
        cycles={"turn": shifts},
        cycle_rests={"turn": rests},
    )
    tours = [("o", 0, "D"), ("o", 1, "D"), ("o", 4, "D"), ("o", 5, "D")]
    others = [("p", 2, "D"), ("p", 3, "D"), ("p", 6, "D")]
    allowed(RULE, facts(week, tours=[*tours, *others]))
