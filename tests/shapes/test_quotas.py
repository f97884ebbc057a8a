"""Agreement quotas as demand: what is owed is held where possible."""

import dataclasses
import datetime as dt

import pytest
from hypothesis import given, settings

from scheduler.domain.missions import Measured, Period, Quota
from scheduler.domain.places import Commune, Zone
from scheduler.domain.scenario import Scenario
from tests.builders import (
    SOLO,
    clock,
    mission,
    officer,
    past_mission,
    scenario,
    shift,
)
from tests.shapes.brute import agrees
from tests.shapes.random_weeks import agrees_if_tiny, weeks_of

OPTIONAL = dataclasses.replace(SOLO, id="optional", priority=1)
KINDS = frozenset({"optional"})
PLACES = {
    "communes": {c: Commune(id=c, name=c) for c in "cd"},
    "zones": {
        "north": Zone(id="north", name="North", commune="c"),
        "south": Zone(id="south", name="South", commune="d"),
    },
}


def week(missions, *quotas, on=None, weekdays=(0,), **changes):
    return scenario(
        on=on or clock(),
        kinds=(SOLO, OPTIONAL),
        officers=[officer("o")],
        shifts=[shift("s", "08:00", "12:00", weekdays=frozenset(weekdays))],
        missions=missions,
        quotas={q.id: q for q in quotas},
        tiers=[("missions", {"missions_by_priority": 1, "agreement_quotas": 1})],
        **{**PLACES, **changes},
    )


def quota(minimum, **changes):
    return Quota(
        **{"id": "q", "minimum": minimum, "kinds": KINDS, "weight": 10} | changes
    )


def patrol(name, *at, zone="north", **changes):
    return mission(name, OPTIONAL, at=at, zone=zone, **changes)


GUARD = mission("g", SOLO, at=[(0, "10:00")], priority=5)


def test_a_quota_puts_an_optional_patrol_before_a_mission():
    # One officer at 10:00: the guard is worth 5, the patrol 1 and, if owed, 10 more.
    both = [GUARD, patrol("p", (0, "10:00"))]
    assert agrees(week(both)) == (1,)
    assert agrees(week(both, quota(1))) == (5,)
    assert agrees(week(both, quota(1, weight=3))) == (1 + 3,)


def test_a_floor_per_commune_chooses_the_place():
    # The force is competent in commune c alone; then in d too.
    found = week(
        [patrol("p", (0, "10:00"), or_zones=["south"])],
        quota(1, communes=frozenset("d")),
    )
    served = {
        k: dataclasses.replace(f, communes=frozenset("cd"))
        for k, f in found.forces.items()
    }
    assert agrees(found) == (10,)
    assert agrees(dataclasses.replace(found, forces=served)) == (0,)


def test_what_was_held_before_frees_the_officer_for_other_work():
    on = clock(dt.date(2026, 10, 8), 1)
    demand = [
        mission("g", SOLO, at=[(0, "10:00")], priority=5, on=on),
        mission("p", OPTIONAL, at=[(0, "10:00")], on=on),
    ]
    # Thursday: 4 of the 7 days of the week have passed, 2 × 4/7 = 1.1 is owed.
    owed = {"on": on, "weekdays": (3,)}
    assert agrees(week(demand, quota(2), **owed)) == (5,)
    past = (past_mission("b", OPTIONAL, -1, "10:00", on=on),)
    assert agrees(week(demand, quota(2), past_missions=past, **owed)) == (1,)
    sunday = (past_mission("b", OPTIONAL, -4, "10:00", on=on),)
    assert agrees(week(demand, quota(2), past_missions=sunday, **owed)) == (5,)


def test_two_months_are_owed_each_by_itself():
    # Saturday 31 October and Sunday 1 November 2026; 30 a month: 1 on 1 November, and
    # of October's 30 only one is missing after 29.
    on = clock(dt.date(2026, 10, 31), 2)
    past = tuple(
        past_mission(f"b{i}", OPTIONAL, -1 - i, "10:00", on=on) for i in range(29)
    )
    owed = quota(30, period=Period.MONTH)
    demand = [
        mission("a", OPTIONAL, at=[(0, "09:00")], on=on),
        mission("b", OPTIONAL, at=[(0, "11:00"), (1, "09:00")], on=on),
    ]
    days = {"on": on, "weekdays": (5, 6), "past_missions": past}
    # The second patrol goes to Sunday.
    assert agrees(week(demand, owed, **days)) == (0,)
    fixed = [demand[0], mission("b", OPTIONAL, at=[(0, "11:00")], on=on)]
    assert agrees(week(fixed, owed, **days)) == (10,)


def test_hours_are_owed_by_the_hour_begun():
    owed = quota(121, measured=Measured.HOURS)
    short = [patrol("p", (0, "08:00"), minutes=60), patrol("r", (0, "09:00"))]
    # 120 of 121 minutes: a minute missing is an hour begun.
    assert agrees(week(short, owed)) == (10,)
    longer = [patrol("p", (0, "08:00"), minutes=61), patrol("r", (0, "09:01"))]
    assert agrees(week(longer, owed)) == (0,)


def test_the_longer_of_two_patrols_pays_what_is_owed():
    owed = quota(120, measured=Measured.HOURS)
    demand = [
        patrol("p", (0, "10:00"), minutes=61, priority=2),
        patrol("r", (0, "10:00"), minutes=120, priority=1),
    ]
    # p saves 2 and one of two hours begun stays; r saves 1 and owes nothing.
    assert agrees(week(demand, owed)) == (2,)


@pytest.mark.timeout(600)
@settings(max_examples=30)
@given(week=weeks_of("agreement_quotas", "agreement_quotas", "missions_by_priority"))
def test_search_and_enumeration_agree(week: Scenario) -> None:
    agrees_if_tiny(week)
