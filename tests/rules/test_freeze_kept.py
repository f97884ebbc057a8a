"""Freeze: what began before an instant is as it was, and nothing else begins before it.

The base week starts on Monday 5 October 2026 at 00:00, which is minute 0.
"""

import dataclasses
import datetime as dt

import pytest

from scheduler.domain.missions import MissionKind
from scheduler.domain.people import ForceKind
from scheduler.domain.roster import Facts, Roster
from tests.builders import (
    PAIR,
    clock,
    day,
    facts,
    mission,
    officer,
    position,
    scenario,
    shift,
)
from tests.freezing import frozen, with_breaks
from tests.judge import allowed, breaches, refused

RULE = "freeze_kept"
H = 60
MIXED = dataclasses.replace(PAIR, fallback="alone")
ALONE = MissionKind(
    id="alone",
    name_fr="Seul",
    name_en="Alone",
    joint=False,
    priority=5,
    positions=(position("agent", ForceKind.MUNICIPAL),),
)
DUO = MissionKind(
    id="duo",
    name_fr="Binôme",
    name_en="Duo",
    joint=False,
    priority=10,
    positions=(position("chief"), position("agent")),
)


def week(**changes):
    base = {
        "officers": [officer("o"), officer("p"), officer("n", "pn")],
        "shifts": [
            shift("s", "08:00", "16:00"),
            shift("k", "08:00", "16:00", "pn"),
            shift("late", "14:00", "22:00"),
        ],
        "kinds": [MIXED, ALONE, DUO],
        "missions": [
            mission("early", ALONE, at=[(0, "09:00")]),
            mission("noon", DUO, at=[(0, "12:00")], or_zones=["south"]),
            mission("mixed", MIXED, at=[(0, "14:00")]),
        ],
    }
    return scenario(**{**base, **changes})


TOURS = [("o", 0, "s"), ("p", 0, "s"), ("n", 0, "k")]
CREWS = [("early", "agent", "o"), ("noon", "chief", "o"), ("noon", "agent", "p")]


def before(**changes):
    """Return the roster that people know."""
    return facts(week(**changes), tours=TOURS, crews=CREWS)


def now(freeze, tours=TOURS, crews=CREWS, alone=()):
    """Return a roster of the week frozen at a minute."""
    frost = frozen(before(), freeze)
    return facts(frost, tours=tours, crews=crews, alone=alone)


# --- tours ----------------------------------------------------------------------------


def test_the_same_roster_keeps_the_freeze_whenever_it_is():
    for freeze in (0, 8 * H, 8 * H + 1, 12 * H + 1, 7 * 24 * H, 10**6):
        allowed(RULE, now(freeze))


@pytest.mark.parametrize("freeze", [-1000, 0, 8 * H])
def test_a_tour_that_starts_at_the_freeze_may_be_dropped(freeze):
    allowed(RULE, now(freeze, TOURS[1:], CREWS[2:]))


def test_a_tour_that_began_a_minute_before_the_freeze_stays():
    [tour] = refused(RULE, now(8 * H + 1, TOURS[1:], CREWS), over=1)
    assert tour.officers == ("o",)
    assert tour.when == 8 * H
    assert tour.values["shift"] == "s"


def test_no_other_tour_begins_before_the_freeze():
    more = [*TOURS, ("p", 0, "late")]
    allowed(RULE, now(14 * H, more))
    [tour] = refused(RULE, now(14 * H + 1, more), over=1)
    assert tour.officers == ("p",)
    assert tour.when == 14 * H


def test_a_tour_exchanged_is_one_gone_and_one_new():
    tours = [("o", 0, "late"), *TOURS[1:]]
    assert len(refused(RULE, now(16 * H, tours), over=(1, 1))) == 2


def test_a_frozen_tour_with_other_hours_is_refused():
    found = now(12 * H + 1)
    tours = tuple(
        dataclasses.replace(
            t, span=dataclasses.replace(t.span, end=t.span.end + (t.officer == "o"))
        )
        for t in found.roster.tours
    )
    changed = Facts(found.scenario, Roster(tours, found.roster.assignments))
    [breach] = breaches(RULE, changed)
    assert breach.officers == ("o",)


# --- seats ----------------------------------------------------------------------------


def test_a_seat_that_starts_at_the_freeze_may_change():
    swapped = [CREWS[0], ("noon", "chief", "p"), ("noon", "agent", "o")]
    allowed(RULE, now(12 * H, crews=swapped))
    allowed(RULE, now(12 * H, crews=CREWS[:1]))


def test_positions_of_a_crew_that_began_a_minute_before_the_freeze_stay():
    swapped = [CREWS[0], ("noon", "chief", "p"), ("noon", "agent", "o")]
    found = refused(RULE, now(12 * H + 1, crews=swapped), over=(1, 1, 1, 1))
    assert {x.mission for x in found} == {"noon"}
    assert sorted(x.officers[0] for x in found) == ["o", "o", "p", "p"]


def test_a_crew_that_began_before_the_freeze_is_not_dropped():
    [breach] = refused(RULE, now(12 * H, crews=CREWS[1:]), over=1)
    assert breach.mission == "early"
    assert breach.when == 9 * H


def test_nobody_is_engaged_before_the_freeze_who_was_not():
    late = [*CREWS, ("mixed", "chief", "n"), ("mixed", "agent", "p")]
    allowed(RULE, now(14 * H, crews=late))
    refused(RULE, now(14 * H + 1, crews=late), over=(1, 1))


def test_the_place_of_a_frozen_mission_stays():
    found = now(12 * H + 1)
    south = tuple(
        dataclasses.replace(a, place=1) if a.mission == "noon" else a
        for a in found.roster.assignments
    )
    moved = Facts(found.scenario, Roster(found.roster.tours, south).sorted())
    refused(RULE, moved, over=(1, 1, 1, 1))


def test_the_form_of_a_frozen_mission_stays():
    crews = [*CREWS, ("mixed", "chief", "n"), ("mixed", "agent", "p")]
    told = facts(week(), tours=TOURS, crews=crews)
    frost = frozen(told, 14 * H + 1)
    allowed(RULE, facts(frost, tours=TOURS, crews=crews))
    alone = facts(frost, tours=TOURS, crews=CREWS, alone=[("mixed", "agent", "p")])
    # Two seats of the joint crew gone, one of the other form new.
    refused(RULE, alone, over=(1, 1, 1))


def test_a_briefing_counts_as_begun():
    kind = dataclasses.replace(ALONE, briefing=15)
    missions = [mission("early", kind, at=[(0, "09:00")])]
    briefed = week(kinds=[MIXED, kind, DUO], missions=missions)
    told = facts(briefed, tours=TOURS, crews=CREWS[:1])
    allowed(RULE, facts(frozen(told, 8 * H + 45), tours=TOURS))
    refused(RULE, facts(frozen(told, 8 * H + 46), tours=TOURS), over=1)


def test_two_officers_of_one_position_both_stay():
    kind = dataclasses.replace(DUO, positions=(position("agent", count=2),))
    there = week(kinds=[MIXED, ALONE, kind], missions=[mission("noon", kind)])
    told = facts(
        there, tours=TOURS, crews=[("noon", "agent", "o"), ("noon", "agent", "p")]
    )
    frost = frozen(told, 12 * H)
    allowed(RULE, Facts(frost, told.roster))
    one = facts(frost, tours=TOURS, crews=[("noon", "agent", "o")])
    refused(RULE, one, over=1)


# --- breaks ---------------------------------------------------------------------------

BREAKS = [("o", 11 * H, 11 * H + 20), ("p", 14 * H, 14 * H + 20)]


def rested(freeze, breaks):
    told = with_breaks(before(), BREAKS)
    return with_breaks(Facts(frozen(told, freeze), told.roster), breaks)


def test_breaks_that_begin_at_the_freeze_may_change():
    assert breaches(RULE, rested(11 * H, [BREAKS[1]])) == []
    assert breaches(RULE, rested(11 * H + 1, [BREAKS[0]])) == []


def test_a_break_that_began_before_the_freeze_stays():
    moved = [("o", 11 * H + 1, 11 * H + 21), BREAKS[1]]
    [gone] = breaches(RULE, rested(11 * H + 1, moved))
    assert (gone.officers, gone.when) == (("o",), 11 * H)
    [gone, new] = breaches(RULE, rested(12 * H, moved))
    assert (gone.when, new.when) == (11 * H, 11 * H + 1)


def test_a_mission_after_the_freeze_leaves_a_break_that_is_under_way():
    told = with_breaks(before(), [("p", 13 * H + 45, 14 * H + 5)])
    crews = [*CREWS, ("mixed", "chief", "n"), ("mixed", "agent", "p")]
    frost = frozen(told, 13 * H + 45)
    allowed(RULE, facts(frost, tours=TOURS, crews=crews))
    frost = frozen(told, 13 * H + 46)
    [breach] = refused(RULE, facts(frost, tours=TOURS, crews=crews), over=1)
    assert (breach.officers, breach.mission) == (("p",), "mixed")


@pytest.mark.parametrize(("start", "free"), [("13:30", True), ("13:29", False)])
def test_the_way_to_a_mission_after_the_freeze_leaves_the_break_taken(start, free):
    """From the south at 13:00, 10 minutes away, after a break of 20."""
    missions = [
        mission("first", ALONE, at=[(0, "12:00")], zone="south"),
        mission("then", ALONE, at=[(0, start)]),
    ]
    told = facts(week(missions=missions), tours=TOURS, crews=[("first", "agent", "o")])
    frost = frozen(with_breaks(told, [("o", 13 * H, 13 * H + 20)]), 13 * H + 5)
    crews = [("first", "agent", "o"), ("then", "agent", "o")]
    found = facts(frost, tours=TOURS, crews=crews)
    if free:
        allowed(RULE, found)
    else:
        refused(RULE, found, over=1)


# --- time -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "start"),
    [
        (dt.date(2026, 10, 24), 22 * H),
        (dt.date(2027, 3, 27), 22 * H),
        (dt.date(2026, 11, 30), 22 * H),
        (dt.date(2026, 12, 31), 22 * H),
    ],
)
def test_a_night_tour_is_frozen_from_its_start_and_its_missions_from_theirs(
    first, start
):
    on = clock(first, 2)
    there = scenario(
        officers=[officer("o")],
        shifts=[shift("night", "22:00", "06:00")],
        kinds=[ALONE],
        missions=[mission("m", ALONE, at=[(1, "04:00")], on=on)],
        on=on,
    )
    told = facts(there, tours=[("o", 0, "night")], crews=[("m", "agent", "o")])
    at = there.missions["m"].occurrences[0].span.start
    for freeze in (start + 1, at):
        frost = frozen(told, freeze)
        allowed(RULE, facts(frost, tours=[("o", 0, "night")]))
        refused(RULE, facts(frost), over=1)
    frost = frozen(told, at + 1)
    refused(RULE, facts(frost, tours=[("o", 0, "night")]), over=1)


def test_the_last_minute_of_the_horizon_counts():
    end = clock().span.end
    told = facts(week(), tours=[("o", 6, "late")])
    start = told.roster.tours[0].span.start
    assert start < end
    allowed(RULE, facts(frozen(told, start)))
    refused(RULE, facts(frozen(told, end)), over=1)


def test_what_the_week_no_longer_has_is_missed():
    """The reader of a baseline refuses that before; the checker says it too."""
    told = before()
    fewer = dataclasses.replace(
        week(), missions={k: m for k, m in week().missions.items() if k != "early"}
    )
    frost = frozen(told, 10 * H, fewer)
    [breach] = refused(RULE, facts(frost, tours=TOURS, crews=CREWS[1:]), over=1)
    assert breach.mission == "early"
    without = {k: o for k, o in week().officers.items() if k != "n"}
    frost = frozen(told, 10 * H, dataclasses.replace(week(), officers=without))
    [breach] = refused(RULE, facts(frost, tours=TOURS[:2], crews=CREWS), over=1)
    assert breach.officers == ("n",)


def test_without_a_freeze_nothing_is_asked():
    told = before()
    free = dataclasses.replace(frozen(told, 0), baseline=None)
    allowed(RULE, facts(free))
    allowed(RULE, facts(frozen(told, 0)))
    assert day(0) == told.roster.tours[0].day
