"""Mission frequency: at most as often as wanted, and at most once a day.

CHOICE; demand of the scenario.
"""

import dataclasses
import datetime as dt

import pytest

from scheduler.domain.roster import Assignment, Facts, Roster
from tests.builders import PAIR, SOLO, clock, mission, officer, scenario
from tests.judge import allowed, refused

RULE = "mission_as_asked"


def held(*indexes, at, times, on=None):
    """A mission of ``times`` with these placings, held at those of the indexes."""
    week = scenario(
        officers=[officer("o")],
        missions=[mission("m", SOLO, at=at, times=times, on=on)],
        on=on,
    )
    placings = week.missions["m"].occurrences
    seated = tuple(
        Assignment("m", placings[i].span.start, "agent", "o") for i in indexes
    )
    return Facts(week, Roster((), seated).sorted())


TWO_HOURS = [(0, "14:00"), (0, "15:00")]
THREE_DAYS = [(0, "14:00"), (1, "14:00"), (2, "14:00")]


def test_a_mission_may_be_held_at_any_of_its_times():
    allowed(RULE, held(0, at=TWO_HOURS, times=1))
    allowed(RULE, held(1, at=TWO_HOURS, times=1))


def test_a_mission_may_be_left_out():
    allowed(RULE, held(at=TWO_HOURS, times=1))


def test_a_mission_wanted_once_is_not_held_twice():
    [breach] = refused(RULE, held(0, 1, at=THREE_DAYS, times=1), over=1)
    assert breach.mission == "m"
    assert breach.zone == "north"
    assert breach.values["held"] == 2
    assert breach.values["wanted"] == 1
    assert breach.when == 1440 + 14 * 60


def test_a_mission_wanted_twice_is_held_twice_and_not_three_times():
    allowed(RULE, held(0, 2, at=THREE_DAYS, times=2))
    refused(RULE, held(0, 1, 2, at=THREE_DAYS, times=2), over=1)


def test_the_excess_is_counted():
    refused(RULE, held(0, 1, 2, at=THREE_DAYS, times=1), over=2)


def test_a_mission_wanted_every_day_is_held_every_day():
    allowed(RULE, held(0, 1, 2, at=THREE_DAYS, times=3))


def test_a_mission_wanted_twice_is_not_held_twice_on_one_day():
    [breach] = refused(RULE, held(0, 1, at=TWO_HOURS, times=2), over=1)
    assert breach.values["day"] == "2026-10-05"
    assert breach.when == 15 * 60


def test_both_limits_are_broken_at_once():
    # Held at 14:00 and at 15:00, wanted once: one too many, and twice a day.
    refused(RULE, held(0, 1, at=TWO_HOURS, times=1), over=(1, 1))


def test_the_day_is_the_one_on_which_it_starts():
    # Monday 23:30 to Tuesday 00:30, and Tuesday 22:00: two days.
    allowed(RULE, held(0, 1, at=[(0, "23:30"), (1, "22:00")], times=2))
    # Tuesday 00:00 and Tuesday 23:00: one day.
    refused(RULE, held(0, 1, at=[(1, "00:00"), (1, "23:00")], times=2), over=1)


@pytest.mark.parametrize(
    "first",
    [
        dt.date(2026, 10, 24),
        dt.date(2027, 3, 27),
        dt.date(2026, 11, 30),
        dt.date(2026, 12, 31),
    ],
)
def test_days_are_local_days_on_any_date(first):
    on = clock(first, 2)
    allowed(RULE, held(0, 1, at=[(0, "23:59"), (1, "00:00")], times=2, on=on))
    refused(RULE, held(0, 1, at=[(1, "00:00"), (1, "23:59")], times=2, on=on), over=1)


def test_missions_are_counted_apart():
    week = scenario(
        officers=[officer("o")],
        missions=[mission("a"), mission("b", at=[(0, "14:00")])],
    )
    seated = tuple(
        Assignment(m, week.missions[m].occurrences[0].span.start, "agent", "o")
        for m in "ab"
    )
    allowed(RULE, Facts(week, Roster((), seated)))


# --- two forms of one mission ---------------------------------------------------------

JOINT = dataclasses.replace(PAIR, fallback="solo")


def in_forms(*placings, at, times=1):
    """A joint mission held at (index of start, by one force alone)."""
    week = scenario(
        officers=[officer("o"), officer("n", "pn")],
        kinds=[SOLO, JOINT],
        missions=[mission("m", JOINT, at=at, times=times)],
    )
    starts = week.missions["m"].starts
    seated = []
    for index, alone in placings:
        start = starts[index].span.start
        seated.append(Assignment("m", start, "agent", "o", alone))
        if not alone:
            seated.append(Assignment("m", start, "chief", "n"))
    return Facts(week, Roster((), tuple(seated)).sorted())


@pytest.mark.parametrize("alone", [False, True])
def test_a_joint_mission_may_be_held_in_either_form(alone):
    allowed(RULE, in_forms((0, alone), at=[(0, "14:00")]))


def test_a_mission_is_not_held_in_both_forms_at_once():
    # Wanted once, held twice, on one day.
    found = in_forms((0, False), (0, True), at=[(0, "14:00")])
    many, same_day = refused(RULE, found, over=(1, 1))
    assert (many.values["held"], many.values["wanted"]) == (2, 1)
    assert "by one force alone" in same_day.message
    assert same_day.values["day"] == "2026-10-05"


def test_nor_in_two_forms_at_two_times_of_a_day():
    found = in_forms((0, True), (1, False), at=TWO_HOURS, times=2)
    [breach] = refused(RULE, found, over=1)
    assert "by one force alone" in breach.message


def test_twice_a_day_by_one_force_is_twice_a_day():
    found = in_forms((0, True), (1, True), at=TWO_HOURS, times=2)
    [breach] = refused(RULE, found, over=1)
    assert "by one force alone" not in breach.message


def test_forms_may_differ_from_day_to_day():
    # Wanted twice: once jointly and once alone is twice, a third time is too many.
    allowed(RULE, in_forms((0, False), (1, True), at=THREE_DAYS, times=2))
    found = in_forms((0, False), (1, True), (2, True), at=THREE_DAYS, times=2)
    refused(RULE, found, over=1)
    refused(RULE, in_forms((0, True), (1, True), at=THREE_DAYS), over=1)
