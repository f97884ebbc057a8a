"""Owner's permission: in force on every local day that a mission touches.

CCH art. L126-1 to L126-3 (numbers before the recodification): owners may allow the
police, national and municipal, to enter the common parts of their buildings.
"""

import dataclasses
import datetime as dt

import pytest

from scheduler.domain.places import Permission
from scheduler.domain.validity import Validity
from scheduler.rules import RULES
from tests.builders import (
    PAIR,
    SOLO,
    clock,
    day,
    facts,
    mission,
    officer,
    scenario,
)
from tests.judge import allowed, read, refused

RULE = "owner_permission"
HALL = dataclasses.replace(SOLO, id="hall", permission=True)


def granted(first=None, last=None, zone="north", kinds=(), reference=""):
    """A permission from one offset of the week to another."""
    return Permission(
        zone=zone,
        kinds=frozenset(kinds),
        validity=Validity(
            None if first is None else day(first), None if last is None else day(last)
        ),
        reference=reference,
    )


def week_of(*permissions, at=(2, "10:00"), minutes=60, kind=HALL, on=None, **more):
    return scenario(
        officers=[officer("o")],
        kinds=[SOLO, PAIR, kind],
        missions=[mission("m", kind, at=[at], minutes=minutes, on=on, **more)],
        permissions=permissions,
        on=on,
    )


def round_of_halls(*permissions, **more):
    """A round of the halls on Wednesday at 10:00, unless said otherwise."""
    return facts(week_of(*permissions, **more), crews=[("m", "agent", "o")])


def test_without_a_permission_it_is_not_held():
    [breach] = refused(RULE, round_of_halls(), over=1)
    assert (breach.mission, breach.zone) == ("m", "north")
    assert breach.officers == ("o",)
    assert breach.values["day"] == "2026-10-07"


def test_an_open_permission_is_enough():
    allowed(RULE, round_of_halls(granted()))


def test_a_mission_not_held_needs_none():
    allowed(RULE, facts(week_of()))


def test_other_kinds_need_none():
    allowed(RULE, round_of_halls(kind=SOLO))


@pytest.mark.parametrize(("last", "over"), [(1, 1), (2, 0), (3, 0)])
def test_it_serves_on_its_last_day_and_not_after(last, over):
    found = round_of_halls(granted(last=last))
    if over:
        refused(RULE, found, over=over)
    else:
        allowed(RULE, found)


@pytest.mark.parametrize(("first", "over"), [(1, 0), (2, 0), (3, 1)])
def test_it_serves_from_its_first_day_on(first, over):
    found = round_of_halls(granted(first=first))
    if over:
        refused(RULE, found, over=over)
    else:
        allowed(RULE, found)


@pytest.mark.parametrize("offset", [0, 6])
def test_the_first_and_the_last_day_of_the_horizon(offset):
    at = (offset, "10:00")
    allowed(RULE, round_of_halls(granted(first=offset, last=offset), at=at))
    refused(RULE, round_of_halls(granted(last=offset - 1), at=at), over=1)
    refused(RULE, round_of_halls(granted(first=offset + 1), at=at), over=1)


@pytest.mark.parametrize(("minutes", "over"), [(59, 0), (60, 0), (61, 1)])
def test_across_midnight_the_next_day_counts_from_its_first_minute(minutes, over):
    # From Wednesday 23:00: 60 minutes end at 24:00, one more touches Thursday.
    found = round_of_halls(granted(last=2), at=(2, "23:00"), minutes=minutes)
    if over:
        [breach] = refused(RULE, found, over=over)
        assert breach.values["day"] == "2026-10-08"
    else:
        allowed(RULE, found)


def test_two_papers_may_follow_one_another_at_midnight():
    late = {"at": (2, "23:00"), "minutes": 120}
    allowed(RULE, round_of_halls(granted(last=2), granted(first=3), **late))
    refused(RULE, round_of_halls(granted(last=2), granted(first=4), **late), over=1)


def test_each_day_without_one_is_counted():
    refused(RULE, round_of_halls(at=(2, "23:00"), minutes=120), over=2)


@pytest.mark.parametrize(
    ("first", "minutes"),
    [
        # 22:00 to midnight, then 25 h, or 23 h, of Sunday: one minute more is Monday.
        (dt.date(2026, 10, 24), 120 + 25 * 60),
        (dt.date(2027, 3, 27), 120 + 23 * 60),
        (dt.date(2026, 11, 30), 120 + 24 * 60),
        (dt.date(2026, 12, 31), 120 + 24 * 60),
    ],
)
def test_days_are_local_days_on_any_date(first, minutes):
    on = clock(first, 3)
    until = first + dt.timedelta(days=1)
    paper = Permission(zone="north", validity=Validity(first, until))
    late = {"at": (0, "22:00"), "on": on}
    allowed(RULE, round_of_halls(paper, minutes=minutes, **late))
    refused(RULE, round_of_halls(paper, minutes=minutes + 1, **late), over=1)


def test_briefing_on_the_spot_counts():
    # The round begins on Wednesday at 00:00, its briefing a quarter before.
    briefed = dataclasses.replace(HALL, briefing=15)
    early = {"at": (2, "00:00"), "kind": briefed}
    allowed(RULE, round_of_halls(granted(first=1), **early))
    refused(RULE, round_of_halls(granted(first=2), **early), over=1)


def test_it_is_for_one_place():
    refused(RULE, round_of_halls(granted(zone="south")), over=1)


def test_it_may_be_for_some_kinds_only():
    refused(RULE, round_of_halls(granted(kinds=["pair"])), over=1)
    allowed(RULE, round_of_halls(granted(kinds=["pair", "hall"])))


def test_either_place_asks_for_its_own():
    week = week_of(granted(zone="south"), or_zones=["south"])
    north, south = week.missions["m"].occurrences
    assert [north.zone, south.zone] == ["north", "south"]
    rule = RULES[RULE]
    [here], [there] = week.seats[north], week.seats[south]
    assert not rule.admits(week, week.officers["o"], here)
    assert rule.admits(week, week.officers["o"], there)


def test_the_fallback_asks_by_its_own_kind():
    joint = dataclasses.replace(PAIR, fallback="hall")
    week = scenario(
        officers=[officer("o")],
        kinds=[SOLO, HALL, joint],
        missions=[mission("m", joint)],
    )
    refused(RULE, facts(week, alone=[("m", "agent", "o")]), over=1)
    allowed_one = dataclasses.replace(week, permissions=(granted(kinds=["hall"]),))
    allowed(RULE, facts(allowed_one, alone=[("m", "agent", "o")]))


# --- the reason -----------------------------------------------------------------------


def because(*permissions, **more):
    week = week_of(*permissions, **more)
    seat = week.seats[week.occurrences[0]][0]
    sentence = RULES[RULE].because(week, seat)
    return None if sentence is None else read(*sentence, week)


def test_it_is_told_what_has_lapsed_and_when():
    english, french = because(
        granted(last=0, reference="bail 12"), granted(last=1, reference="bail 13")
    )
    assert english == (
        "no permission of the owner at North on Wed 07/10: it ended on Tue 06/10 "
        "(bail 13)"
    )
    assert "mar. 06/10 (bail 13)" in french


def test_it_is_told_what_has_not_begun():
    english, _french = because(granted(first=4, reference="bail 9"))
    assert english == (
        "no permission of the owner at North on Wed 07/10: it begins on Fri 09/10 "
        "(bail 9)"
    )


def test_it_is_told_that_there_is_none():
    english, _french = because(granted(zone="south"))
    assert english.startswith("no permission of the owner at North")


def test_nothing_is_told_where_one_is_in_force_or_none_is_needed():
    assert because(granted(last=1), granted(first=2)) is None
    assert because(kind=SOLO) is None
