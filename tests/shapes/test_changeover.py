"""A changeover: minutes between missions of two kinds, in addition to travel."""

from dataclasses import replace

import pytest

from scheduler.domain.time import Clock
from tests import builders as b
from tests.judge import allowed, best, refused
from tests.shapes.brute import agrees

RULE = "one_place_at_a_time"
GOAL = "missions_by_priority"
BIKE = replace(b.SOLO, id="bike", name_en="Bike patrol", changeover=15)


def week(*missions, officers=1, kinds=(b.SOLO, b.PAIR, BIKE), on=None, **changes):
    return b.scenario(
        on=on,
        officers=[b.officer(f"o{i}") for i in range(officers)],
        shifts=[b.shift("day", "08:00", "16:00")],
        missions=missions,
        kinds=kinds,
        **changes,
    )


def by_one(first, second, **changes):
    """A week in which one officer may hold both missions."""
    crews = [(m.id, "agent", "o0") for m in (first, second)]
    return b.facts(week(first, second, **changes), crews=crews)


def guard(at: str, *, zone: str = "north", on: Clock | None = None, offset: int = 0):
    return b.mission("guard", at=[(offset, at)], zone=zone, on=on)


def ride(at: str, *, zone: str = "north", on: Clock | None = None, offset: int = 0):
    return b.mission("ride", BIKE, at=[(offset, at)], zone=zone, on=on)


# --- the pair -------------------------------------------------------------------------


def test_without_time_to_change_one_officer_cannot_hold_both_and_with_it_can():
    for at, lost in (("11:14", 10), ("11:15", 0)):
        tier = best(GOAL, week(guard("10:00"), ride(at))).tiers[0]
        assert (tier.value, tier.bound) == (lost, lost)


# --- boundaries -----------------------------------------------------------------------


@pytest.mark.parametrize(("at", "late"), [("11:14", 1), ("11:15", 0), ("11:16", 0)])
def test_the_change_takes_its_minutes(at, late):
    found = by_one(guard("10:00"), ride(at))
    if late:
        refused(RULE, found, over=late)
    else:
        allowed(RULE, found)


@pytest.mark.parametrize(("at", "late"), [("11:24", 1), ("11:25", 0), ("11:26", 0)])
def test_the_change_comes_beside_the_way(at, late):
    # Ten minutes to the south, fifteen to change.
    found = by_one(guard("10:00"), ride(at, zone="south"))
    if late:
        refused(RULE, found, over=late)
    else:
        allowed(RULE, found)


def test_missions_of_one_kind_need_no_change():
    second = replace(ride("11:00"), id="again")
    second = b.mission("again", BIKE, at=[(0, "11:00")])
    allowed(RULE, by_one(ride("10:00"), second))


def test_the_kind_that_follows_says_what_the_change_takes():
    # From bike to guard nothing is said: right after is soon enough.
    allowed(RULE, by_one(ride("10:00"), guard("11:00")))


def test_a_fallback_is_of_its_own_kind():
    # A joint patrol held by one force alone as a guard: no change from a guard, but 15
    # minutes where the fallback is a bike patrol.
    for code, late in (("solo", 0), ("bike", 15)):
        joint = replace(b.PAIR, fallback=code)
        found = week(
            guard("10:00"),
            b.mission("joint", joint, at=[(0, "11:00")]),
            kinds=(b.SOLO, joint, BIKE),
        )
        crews = [("guard", "agent", "o0")]
        facts = b.facts(found, crews=crews, alone=[("joint", "agent", "o0")])
        if late:
            refused(RULE, facts, over=late)
        else:
            allowed(RULE, facts)


@pytest.mark.parametrize(
    ("start", "first", "second"),
    [
        ("2026-10-05", "23:00", "00:14"),
        # 25 October: 02:30 comes twice; 01:44 and an hour is 02:44 of summer time.
        ("2026-10-25", "01:44", "02:58"),
        # 28 March: 01:45 and an hour is 03:45.
        ("2027-03-28", "01:45", "03:59"),
    ],
)
def test_over_midnight_and_when_the_clocks_change(start, first, second):
    on = b.clock(type(b.MONDAY).fromisoformat(start))
    offset = int(second < first)
    later = f"{second[:3]}{int(second[3:]) + 1:02}"
    if second == "03:59":
        later = "04:00"
    one = guard(first, on=on)
    refused(RULE, by_one(one, ride(second, on=on, offset=offset), on=on), over=1)
    allowed(RULE, by_one(one, ride(later, on=on, offset=offset), on=on))


# --- breaks ---------------------------------------------------------------------------


def test_the_time_to_change_is_no_break():
    # 08:00-16:00, missions 08:30-12:00 and 12:3x-15:45: of the minutes between, 15 are
    # for the change, and 20 must be left.
    for at, found_break in (("12:34", 19), ("12:35", 20)):
        first = b.mission("guard", at=[(0, "08:15")], minutes=225)
        second = b.mission("ride", BIKE, at=[(0, at)], minutes=190)
        found = week(first, second)
        facts = b.facts(
            found,
            tours=[("o0", 0, "day")],
            crews=[("guard", "agent", "o0"), ("ride", "agent", "o0")],
        )
        if found_break < 20:
            refused("daily_break", facts, over=1)
        else:
            allowed("daily_break", facts)


# --- against enumeration --------------------------------------------------------------


@pytest.mark.parametrize("at", ["11:14", "11:15"])
@pytest.mark.parametrize("officers", [1, 2])
def test_every_roster_of_a_day(at, officers):
    third = b.mission("third", at=[(0, "12:15"), (0, "12:30")], priority=7)
    found = week(guard("10:00"), ride(at), third, officers=officers, on=b.clock(days=1))
    assert agrees(found, most=20_000) is not None
