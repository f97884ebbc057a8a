"""Stable crews: pairings of officers, and equipages that stay together.

Each in a pair of tests: what is impossible, and what makes it possible. Then the search
is compared with enumeration, with groups and without.
"""

import dataclasses
from typing import Any

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from scheduler.domain.missions import Mission, MissionKind
from scheduler.domain.people import Officer, Pairing, Pin, Together
from scheduler.domain.run import SolveStatus
from scheduler.domain.scenario import Scenario
from scheduler.solve.engine import Search
from scheduler.solve.tiers import Result, solve
from tests import builders as b
from tests.shapes.brute import TooManyError, agrees

DUO = dataclasses.replace(b.SOLO, id="duo", positions=(b.position("agent", count=2),))
JOINT = dataclasses.replace(b.PAIR, fallback="solo", changeover=0)
KINDS = (b.SOLO, DUO, JOINT)
CREWS = (
    ("missions", {"mandatory_missions": 1, "missions_by_priority": 1}),
    ("pairs", {"pairing_wishes": 1}),
    ("crews", {"crew_continuity": 1}),
)


def fixed(name: str, force: str = "pm") -> Officer:
    """Return an officer on the day tour of the force."""
    return b.officer(name, force, free=False, cycle=force, cycle_start=b.MONDAY)


def staffed(*missions: Mission, who: str = "abc", **changes: Any) -> Scenario:
    """Return a day on which these officers work; n and o are national."""
    base: dict[str, Any] = {
        "on": b.clock(days=1),
        "officers": [fixed(o, "pn" if o in "no" else "pm") for o in who],
        "shifts": [
            b.shift("day", "07:00", "16:00"),
            b.shift("day-n", "07:00", "16:00", "pn"),
        ],
        "cycles": {"pm": ("day",), "pn": ("day-n",)},
        "kinds": KINDS,
        "missions": missions,
        "tiers": CREWS,
    }
    return b.scenario(**{**base, **changes})


def mission(name: str, at: str, kind: MissionKind = b.SOLO, **changes: Any) -> Mission:
    return b.mission(name, kind, at=[(0, at)], minutes=60, **changes)


def proved(week: Scenario, *, singletons: bool) -> Result:
    found = solve(week, Search(workers=1, time_limit=30), singletons=singletons)
    assert found.status in (SolveStatus.OPTIMAL, SolveStatus.INFEASIBLE)
    return found


def values(week: Scenario) -> tuple[int, ...]:
    """Return the proved optimum of each tier, equal with groups and without."""
    both = [
        tuple(t.value for t in proved(week, singletons=alone).tiers)
        for alone in (False, True)
    ]
    assert both[0] == both[1]
    return both[0]


def said(together: str, one: str = "a", two: str = "b", weight: int = 1) -> Pairing:
    return Pairing(officer=one, other=two, together=Together(together), weight=weight)


# --- pairs ----------------------------------------------------------------------------

PINNED = tuple(Pin(officer=o, pin="mission", mission="m") for o in "ab")


@pytest.mark.parametrize("singletons", [False, True])
@pytest.mark.parametrize(
    ("pairings", "pins", "status"),
    [
        ((), PINNED, SolveStatus.OPTIMAL),
        ((said("never"),), PINNED, SolveStatus.INFEASIBLE),
        ((said("never", "a", "c"),), PINNED, SolveStatus.OPTIMAL),
        ((said("must", "a", "c"),), PINNED, SolveStatus.INFEASIBLE),
        ((said("must", "a", "b"),), PINNED, SolveStatus.OPTIMAL),
        ((said("must", "c", "a"),), PINNED, SolveStatus.OPTIMAL),
    ],
)
def test_pins_and_pairings_may_contradict_each_other(
    pairings: tuple[Pairing, ...],
    pins: tuple[Pin, ...],
    status: SolveStatus,
    singletons: bool,
) -> None:
    week = staffed(mission("m", "10:00", DUO), pairings=pairings, pins=pins)
    assert proved(week, singletons=singletons).status is status


@pytest.mark.parametrize(
    ("pairings", "who", "lost"),
    [
        ((), "ab", 0),
        ((said("never"),), "ab", 10),
        ((said("never"),), "abc", 0),
        ((said("must", "b", "a"),), "ab", 0),
        ((said("must", "a", "c"),), "ab", 10),
        ((said("must", "a", "c"),), "abc", 0),
        ((said("avoid"), said("prefer", "a", "c")), "ab", 0),
    ],
)
def test_a_crew_of_two_needs_a_pair_that_may_sit_together(
    pairings: tuple[Pairing, ...], who: str, lost: int
) -> None:
    pairings = tuple(p for p in pairings if {p.officer, p.other} <= {*who, "c"})
    officers = [fixed(o) for o in who] + ([] if "c" in who else [b.officer("c")])
    off = () if "c" in who else (Pin(officer="c", pin="off", day=b.day(0)),)
    week = staffed(
        mission("m", "10:00", DUO), officers=officers, pairings=pairings, pins=off
    )
    assert values(week)[0] == lost


# --- equipages ------------------------------------------------------------------------


def round_(*starts: str, kind: MissionKind = DUO) -> list[Mission]:
    return [mission(f"c{at}", at, kind, equipage="C") for at in starts]


@pytest.mark.parametrize(("who", "new"), [("ab", 1), ("abc", 0)])
def test_an_equipage_stays_whole_if_somebody_else_is_there(who: str, new: int) -> None:
    """A mission in between takes one of the two away, unless a third is on tour."""
    week = staffed(*round_("08:00", "11:00"), mission("x", "09:30"), who=who)
    assert values(week) == (0, 0, new)


@pytest.mark.parametrize(
    ("travel", "who", "expected"),
    [(30, "ab", (0, 0, 1)), (31, "ab", (10, 0, 0)), (31, "abc", (0, 0, 0))],
)
def test_the_way_counts_from_an_equipage_and_back(
    travel: int, who: str, expected: tuple[int, ...]
) -> None:
    """In the north until 09:00 and from 11:00; in the south from 09:30 to 10:30."""
    week = staffed(
        *round_("08:00", "11:00"),
        mission("x", "09:30", zone="south"),
        who=who,
        travel=travel,
    )
    assert values(week) == expected


def test_two_equipages_want_four_people() -> None:
    first = round_("08:00", "10:00")
    second = [mission(f"d{at}", at, DUO, equipage="D") for at in ("09:00", "11:00")]
    assert values(staffed(*first, *second, who="abcd")) == (0, 0, 0)
    # Two hold all in turn, and each is new in the second mission of both.
    assert values(staffed(*first, *second, who="ab")) == (0, 0, 4)
    # At 09:30 both equipages are under way with four people; of three one is missing.
    assert values(staffed(*first, *second, who="abc")) == (0, 0, 2)


def test_pins_part_an_equipage() -> None:
    pins = tuple(Pin(officer=o, pin="mission", mission="c08:00") for o in "ab")
    week = staffed(*round_("08:00", "10:00"), pins=pins)
    assert values(week) == (0, 0, 0)
    apart = (*pins, Pin(officer="c", pin="mission", mission="c10:00"))
    assert values(dataclasses.replace(week, pins=apart)) == (0, 0, 1)


# --- against plain enumeration --------------------------------------------------------

STARTS = ("07:00", "08:10", "09:20", "10:30", "11:40", "13:00", "14:30")
"""Of missions of an hour: each can follow the one before, at most 10 minutes away."""

TIGHT = (*STARTS, "07:30", "08:30", "09:30", "12:00", "15:00")


@st.composite
def rounds(draw: st.DrawFn) -> Scenario:
    """Draw a day with an equipage or two, other missions between, and some pairs."""
    free = draw(st.booleans())
    who = draw(
        st.sampled_from(("ab", "abc", "abn", "abcn") if not free else ("ab", "abn"))
    )
    officers = [fixed(o, "pn" if o in "no" else "pm") for o in who]
    if free:
        officers = [
            dataclasses.replace(o, free=True, cycle=None, cycle_start=None)
            for o in officers
        ]
    small = len(who) < 4
    kinds = st.sampled_from(
        (b.SOLO, b.SOLO, DUO, JOINT) if "n" in who else (b.SOLO, DUO)
    )
    missions = []
    for code in draw(st.sampled_from(("C", "C", "CD" if small else "C"))):
        starts = draw(
            st.lists(
                st.sampled_from(STARTS),
                min_size=2,
                max_size=2 if code == "D" else 3,
                unique=True,
            )
        )
        missions += [
            mission(f"{code}{at}", at, draw(kinds), zone=draw(ZONES), equipage=code)
            for at in starts
        ]
    for number in range(draw(st.integers(0, 2))):
        at = draw(st.sampled_from(TIGHT))
        missions.append(mission(f"x{number}", at, draw(kinds), zone=draw(ZONES)))
    pairings = draw(
        st.lists(
            st.builds(
                said,
                st.sampled_from([t.value for t in Together]),
                st.sampled_from(who),
                st.sampled_from(who),
                st.integers(1, 3),
            ).filter(lambda p: p.officer != p.other),
            max_size=2,
        )
    )
    shifts = [
        b.shift("day", "07:00", "16:00"),
        b.shift("day-n", "07:00", "16:00", "pn"),
        *([b.shift("short", "07:00", "12:00")] if free else []),
    ]
    return staffed(
        *missions,
        officers=officers,
        shifts=shifts,
        pairings=tuple(pairings),
        travel=draw(st.sampled_from((0, 10))),
    )


ZONES = st.sampled_from(("north", "north", "south"))


@pytest.mark.timeout(600)
@settings(max_examples=20)
@given(week=rounds())
def test_the_search_finds_the_optimum_of_tiny_weeks_with_equipages(
    week: Scenario,
) -> None:
    try:
        agrees(week)
    except TooManyError:
        reject()


@pytest.mark.nightly
@pytest.mark.timeout(3600)
@settings(max_examples=1000)
@given(week=rounds())
def test_the_search_finds_the_optimum_of_many_weeks_with_equipages(
    week: Scenario,
) -> None:
    try:
        agrees(week)
    except TooManyError:
        reject()
