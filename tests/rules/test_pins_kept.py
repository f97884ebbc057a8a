"""Pinned decisions: what command staff pinned stays.

CHOICE; decisions of command staff.
"""

import dataclasses

import pytest

from scheduler.domain.people import Pin
from scheduler.domain.roster import Assignment, Facts, Roster
from tests.builders import (
    PAIR,
    SOLO,
    absence,
    day,
    facts,
    mission,
    officer,
    past,
    scenario,
    shift,
)
from tests.judge import allowed, refused

RULE = "pins_kept"


def pinned(*pins, tours=(), crews=(), **changes):
    week = scenario(
        officers=[officer("o"), officer("p"), officer("n", "pn")],
        shifts=[shift("s", "08:00", "16:00"), shift("t", "14:00", "22:00")],
        missions=[mission("m"), mission("pair", PAIR, at=[(0, "12:00")])],
        pins=pins,
        **changes,
    )
    return facts(week, tours=tours, crews=crews)


def shift_pin(offset=0, code="s"):
    return Pin(officer="o", pin="shift", day=day(offset), shift=code)


def off_pin(offset=0):
    return Pin(officer="o", pin="off", day=day(offset))


def mission_pin(name="m"):
    return Pin(officer="o", pin="mission", mission=name)


@pytest.mark.parametrize("offset", [0, 6])
def test_a_pinned_shift_is_worked(offset):
    allowed(RULE, pinned(shift_pin(offset), tours=[("o", offset, "s")]))


@pytest.mark.parametrize("offset", [0, 6])
def test_a_pinned_shift_is_not_left_out(offset):
    [breach] = refused(RULE, pinned(shift_pin(offset)), over=1)
    assert breach.officers == ("o",)
    assert breach.values["shift"] == "s"
    assert breach.values["day"] == day(offset).isoformat()
    assert breach.when == offset * 1440


@pytest.mark.parametrize(
    "instead", [("o", 0, "t"), ("o", 1, "s"), ("p", 0, "s")], ids=str
)
def test_another_shift_day_or_officer_does_not_keep_the_pin(instead):
    refused(RULE, pinned(shift_pin(), tours=[instead]), over=1)


def test_a_pinned_day_off_has_no_tour():
    allowed(RULE, pinned(off_pin(), tours=[("o", 1, "s"), ("p", 0, "s")]))
    [breach] = refused(RULE, pinned(off_pin(), tours=[("o", 0, "t")]), over=1)
    assert breach.officers == ("o",)
    assert breach.values["day"] == "2026-10-05"


def test_a_day_off_is_about_tours_that_begin_on_it():
    # Sunday 22:00 to Monday 06:00 was begun the day before.
    allowed(RULE, pinned(off_pin(), history=(past("o", -1, "22:00", "06:00"),)))


def test_an_officer_pinned_to_a_mission_is_in_its_crew():
    allowed(RULE, pinned(mission_pin(), crews=[("m", "agent", "o")]))
    [breach] = refused(RULE, pinned(mission_pin()), over=1)
    assert breach.officers == ("o",)
    assert breach.mission == "m"
    assert breach.values["mission"] == "m"


def test_another_officer_in_the_crew_does_not_keep_the_pin():
    refused(RULE, pinned(mission_pin(), crews=[("m", "agent", "p")]), over=1)


def test_a_seat_in_another_mission_does_not_keep_the_pin():
    refused(RULE, pinned(mission_pin(), crews=[("pair", "agent", "o")]), over=1)


def test_any_seat_of_the_mission_keeps_the_pin():
    for seat in ("chief", "agent"):
        allowed(RULE, pinned(mission_pin("pair"), crews=[("pair", seat, "o")]))


@pytest.mark.parametrize("index", [0, 1])
def test_any_time_of_a_flexible_mission_keeps_the_pin(index):
    week = scenario(
        officers=[officer("o")],
        missions=[mission("m", at=[(0, "10:00"), (1, "10:00")])],
        pins=(mission_pin(),),
    )
    start = week.missions["m"].occurrences[index].span.start
    allowed(RULE, Facts(week, Roster((), (Assignment("m", start, "agent", "o"),))))


@pytest.mark.parametrize(("pinned_to", "held_on"), [(0, 0), (1, 1), (0, 1), (1, 0)])
def test_a_pin_may_name_a_day_of_a_mission_held_several_times(pinned_to, held_on):
    week = scenario(
        officers=[officer("o"), officer("p")],
        missions=[mission("m", at=[(0, "10:00"), (1, "10:00")], times=2)],
        pins=(dataclasses.replace(mission_pin(), day=day(pinned_to)),),
    )
    first, second = (o.span.start for o in week.missions["m"].occurrences)
    own, other = (first, second) if held_on == 0 else (second, first)
    crew = (Assignment("m", own, "agent", "o"), Assignment("m", other, "agent", "p"))
    roster = Facts(week, Roster((), crew).sorted())
    if pinned_to == held_on:
        allowed(RULE, roster)
    else:
        [breach] = refused(RULE, roster, over=1)
        assert breach.values["day"] == day(pinned_to).isoformat()


def test_every_pin_is_kept():
    pins = (shift_pin(), off_pin(1), mission_pin())
    kept = {"tours": [("o", 0, "s")], "crews": [("m", "agent", "o")]}
    allowed(RULE, pinned(*pins, **kept))
    found = pinned(*pins, tours=[("o", 1, "s")])
    refused(RULE, found, over=(1, 1, 1))


def test_two_pins_that_contradict_each_other_leave_no_roster():
    both = (shift_pin(), off_pin())
    refused(RULE, pinned(*both), over=1)
    refused(RULE, pinned(*both, tours=[("o", 0, "s")]), over=1)


def test_a_pin_to_a_shift_that_is_not_offered_leaves_no_roster():
    # Shift s of the base week, offered on Mondays only and pinned on a Tuesday.
    found = pinned(shift_pin(1))
    monday = dataclasses.replace(found.scenario.shifts["s"], weekdays=frozenset({0}))
    week = dataclasses.replace(found.scenario, shifts={"s": monday})
    refused(RULE, facts(week), over=1)


def test_a_pin_says_nothing_of_leave():
    # The rule of absence refuses that tour; this one only looks at its pin.
    found = pinned(shift_pin(), tours=[("o", 0, "s")], absences=(absence("o", 0, 0),))
    allowed(RULE, found)


def test_a_seat_in_either_form_of_a_joint_mission_keeps_the_pin():
    # Joint as its agent, or alone as the guard that the pair falls back to.
    joint = dataclasses.replace(PAIR, fallback="solo")
    week = scenario(
        officers=[officer("o"), officer("n", "pn")],
        kinds=[SOLO, joint],
        missions=[mission("m", joint)],
        pins=(mission_pin(),),
    )
    allowed(RULE, facts(week, crews=[("m", "agent", "o"), ("m", "chief", "n")]))
    allowed(RULE, facts(week, alone=[("m", "agent", "o")]))
    refused(RULE, facts(week, alone=[("m", "agent", "n")]), over=1)


def work_pin(offset=0):
    return Pin(officer="o", pin="work", day=day(offset))


@pytest.mark.parametrize("code", ["s", "t"])
def test_any_tour_of_the_day_keeps_a_pin_to_work(code):
    allowed(RULE, pinned(work_pin(), tours=[("o", 0, code)]))


@pytest.mark.parametrize("instead", [("o", 1, "s"), ("p", 0, "s")], ids=str)
def test_another_day_or_officer_does_not_keep_a_pin_to_work(instead):
    [breach] = refused(RULE, pinned(work_pin(), tours=[instead]), over=1)
    assert breach.officers == ("o",)
    assert breach.when == 0


def kept_away(name="m", **changes):
    return Pin(officer="o", pin="not_mission", mission=name, **changes)


def test_an_officer_kept_away_from_a_mission_is_not_in_its_crew():
    allowed(RULE, pinned(kept_away(), crews=[("m", "agent", "p")]))
    allowed(RULE, pinned(kept_away(), crews=[("pair", "agent", "o")]))
    [breach] = refused(RULE, pinned(kept_away(), crews=[("m", "agent", "o")]), over=1)
    assert (breach.officers, breach.mission) == (("o",), "m")


@pytest.mark.parametrize(("away_on", "held_on"), [(0, 0), (1, 1), (0, 1), (1, 0)])
def test_an_officer_may_be_kept_away_on_one_day(away_on, held_on):
    week = scenario(
        officers=[officer("o")],
        missions=[mission("m", at=[(0, "10:00"), (1, "10:00")])],
        pins=(kept_away(day=day(away_on)),),
    )
    start = week.missions["m"].occurrences[held_on].span.start
    roster = Facts(week, Roster((), (Assignment("m", start, "agent", "o"),)))
    if away_on == held_on:
        [breach] = refused(RULE, roster, over=1)
        assert breach.values["day"] == day(away_on).isoformat()
    else:
        allowed(RULE, roster)
