"""Missions with alternative places: held where possible, and shown there."""

import dataclasses
from collections import Counter

import pytest

from scheduler.domain.agreements import Agreement
from scheduler.domain.people import Pin
from scheduler.domain.places import Commune, Permission, TravelTimes, Zone
from scheduler.domain.roster import Assignment, Facts, Roster
from scheduler.domain.run import SolveStatus
from scheduler.rules import RULES
from scheduler.solve.engine import Search
from scheduler.solve.tiers import solve
from scheduler.verify.reasons import reason
from scheduler.verify.shortfalls import shortfalls
from scheduler.words import use_language
from tests import builders as b
from tests.builders import (
    AGREEMENT,
    FORCES,
    PAIR,
    SOLO,
    clock,
    mission,
    officer,
    scenario,
    shift,
)
from tests.judge import prove, refused
from tests.shapes.brute import agrees

GOALS = ("missions_by_priority", "hours_near_contract")
TIERS = tuple((goal, {goal: 1}) for goal in GOALS)
DAY = [shift("s", "08:00", "16:00"), shift("n", "08:00", "16:00", "pn")]
ON = clock(days=1)


def held(week):
    """Return what the best roster loses, and the zone of each mission held."""
    result = prove(week, "missions_by_priority")
    assert result.roster is not None
    facts = Facts(week, result.roster)
    zones = {code: o.zone for code, found in facts.held.items() for o in found}
    return result.tiers[0].value, zones


# --- impossible at one place, possible at another -------------------------------------


def beside(zones, pins=()):
    """One officer, at work in the south until a mission that begins at once."""
    return scenario(
        on=ON,
        officers=[officer("o")],
        shifts=DAY,
        missions=[
            mission("before", at=[(0, "09:00")], zone="south", on=ON),
            mission("m", at=[(0, "10:00")], zone=zones[0], or_zones=zones[1:], on=ON),
        ],
        pins=pins,
        tiers=TIERS,
    )


def test_ten_minutes_away_only_one_of_the_two_is_held():
    assert held(beside(["north"]))[0] == 10


def test_the_other_place_makes_both_possible():
    assert held(beside(["north", "south"])) == (0, {"before": "south", "m": "south"})


def test_pinned_to_both_it_is_impossible_without_the_other_place():
    pins = tuple(Pin(officer="o", pin="mission", mission=m) for m in ("before", "m"))

    def verdict(zones):
        found = solve(beside(zones, pins), Search(workers=1, time_limit=30))
        return found.status

    assert verdict(["north"]) is SolveStatus.INFEASIBLE
    assert verdict(["north", "south"]) is SolveStatus.OPTIMAL


def borders(**changes):
    """A joint patrol in a commune, or in the next one; the agreement is of the next."""
    base = {
        "on": ON,
        "officers": [officer("m"), officer("n", "pn")],
        "shifts": DAY,
        "missions": [mission("m", PAIR, zone="north", or_zones=["away"], on=ON)],
        "forces": {
            k: dataclasses.replace(f, communes=frozenset("cd"))
            for k, f in FORCES.items()
        },
        "communes": {c: Commune(id=c, name=c) for c in "cd"},
        "zones": {
            "north": Zone(id="north", name="North", commune="c"),
            "away": Zone(id="away", name="Away", commune="d"),
        },
        "travel": TravelTimes(("north", "away"), {}, 10),
        "agreements": {"a": dataclasses.replace(AGREEMENT, communes=frozenset("d"))},
        "tiers": TIERS,
    }
    return scenario(**{**base, **changes})


def test_the_place_under_an_agreement_is_taken():
    assert held(borders()) == (0, {"m": "away"})


def test_no_place_is_left_without_any_agreement():
    assert held(borders(agreements={})) == (20, {})


def test_the_place_with_the_owners_permission_is_taken():
    hall = dataclasses.replace(SOLO, id="hall", permission=True)

    def week(*zones):
        return scenario(
            on=ON,
            officers=[officer("o")],
            kinds=[hall],
            shifts=DAY,
            missions=[mission("m", hall, zone="north", or_zones=["south"], on=ON)],
            permissions=tuple(Permission(zone=z) for z in zones),
            tiers=TIERS,
        )

    assert held(week()) == (10, {})
    assert held(week("south")) == (0, {"m": "south"})


# --- one mission, wherever it is held -------------------------------------------------


def test_it_is_not_held_at_both_places():
    week = scenario(
        on=ON,
        officers=[officer("o"), officer("p")],
        missions=[mission("m", or_zones=["south"], on=ON)],
    )
    seats = tuple(
        Assignment("m", o.span.start, "agent", who, False, o.place)
        for o, who in zip(week.occurrences, "op", strict=True)
    )
    facts = Facts(week, Roster((), seats))
    assert Counter(o.zone for o in facts.crews) == {"north": 1, "south": 1}
    # Wanted once and held twice; and twice on one day.
    refused("mission_as_asked", facts, over=(1, 1))


def test_the_same_officer_is_not_at_both_places():
    week = scenario(
        on=ON,
        officers=[officer("o")],
        missions=[mission("m", or_zones=["south"], on=ON)],
    )
    seats = tuple(
        Assignment("m", o.span.start, "agent", "o", False, o.place)
        for o in week.occurrences
    )
    found = list(RULES["one_place_at_a_time"].check(Facts(week, Roster((), seats))))
    assert found
    refused("one_place_at_a_time", Facts(week, Roster((), seats)), over=None)


# --- against plain enumeration --------------------------------------------------------


@pytest.mark.parametrize("travel", [0, 10, 40])
@pytest.mark.parametrize("gap", ["10:00", "10:30"])
def test_every_place_is_tried(travel, gap):
    joint = dataclasses.replace(PAIR, fallback="solo", fallback_worth=40)
    week = scenario(
        on=ON,
        officers=[
            officer("m1", contract=8 * 60),
            officer("m2", contract=0),
            officer("n1", "pn", free=False, cycle="c", cycle_start=ON.start),
        ],
        kinds=[SOLO, joint],
        cycles={"c": ("n",)},
        shifts=DAY,
        travel=travel,
        missions=[
            mission("a", at=[(0, "09:00")], zone="south", on=ON),
            mission("b", joint, at=[(0, gap)], or_zones=["south"], on=ON),
            mission(
                "d", at=[(0, "11:30")], zone="south", or_zones=["north"], on=ON,
                priority=3,
            ),
        ],
        tiers=TIERS,
    )  # fmt: skip
    assert agrees(week, most=20_000) is not None


@pytest.mark.parametrize(
    "communes",
    [frozenset("c"), frozenset("d"), frozenset("cd"), frozenset()],
    ids=lambda c: "".join(sorted(c)) or "none",
)
def test_every_place_is_tried_across_a_border(communes):
    paper: Agreement = dataclasses.replace(AGREEMENT, communes=communes)
    joint = dataclasses.replace(PAIR, fallback="solo")
    week = borders(
        kinds=[SOLO, joint],
        missions=[
            mission("m", joint, zone="north", or_zones=["away"], on=ON),
            mission("x", at=[(0, "11:00")], zone="away", on=ON),
        ],
        agreements={"a": paper} if communes else {},
    )
    assert agrees(week) is not None


# --- what is said of it ---------------------------------------------------------------


def why(week, language="en"):
    result = prove(week, "missions_by_priority")
    assert result.roster is not None
    with use_language(language):
        [found] = shortfalls(Facts(week, result.roster), b.proved(week))
        return reason(week, found)


def test_the_reason_names_every_place_with_what_it_lacks():
    north, away = why(borders(agreements={})).split(". Away: ")
    assert north.startswith("North: crew leader (PN): 1 wanted, 0 possible")
    assert "No agreement covers c" in north
    assert "No agreement covers d" in away
    # An officer in the south until 10:00 is free there, and not in the north.
    hall = dataclasses.replace(SOLO, id="hall", permission=True)
    week = scenario(
        on=ON,
        officers=[officer("o")],
        kinds=[hall],
        missions=[mission("m", hall, zone="north", or_zones=["south"], on=ON)],
        permissions=(Permission(zone="south"),),
    )
    found = why(week)
    assert "North: officer (PM): 1 wanted, 0 possible" in found
    assert "No permission of the owner at North" in found
    assert "South: officer (PM): no shift or fixed tour covers" in found
    assert "at North" not in found.split("South: ")[1]


def test_what_lacks_at_both_places_is_said_once():
    week = scenario(
        on=ON,
        officers=[officer("o")],
        missions=[mission("m", or_zones=["south"], on=ON)],
    )
    assert why(week) == (
        "North or South: officer (PM): no shift or fixed tour covers Mon 05/10 "
        "10:00–11:00 (1 h)"
    )
    french = why(week, "fr")
    assert french.startswith("North ou South\u00a0: ")


def test_a_mission_at_one_place_names_none():
    week = scenario(on=ON, officers=[officer("o")], missions=[mission("m", on=ON)])
    assert why(week) == (
        "officer (PM): no shift or fixed tour covers Mon 05/10 10:00–11:00 (1 h)"
    )
