"""Rows of a relaxed model about a whole group: every lawful roster keeps them.

Compared with the exact model, in which each officer is alone.
"""

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from ortools.sat.python import cp_model

from scheduler.domain.scenario import Scenario
from scheduler.goals import GOALS
from scheduler.model.crews import CrewModel
from scheduler.rules import RULES
from tests import builders as b

ALL = tuple(RULES.values())
SOLO = b.SOLO.priority


def week(*places: tuple[int, int, str], length: int = 420, staff: int = 3) -> Scenario:
    """Return a day of one shift from 06:00.

    Parameters
    ----------
    places
        Missions: minutes from the start of the shift, minutes, zone.
    length, staff
        Minutes of the shift, and how many officers it is offered.
    """
    return b.scenario(
        on=b.clock(days=1),
        officers=[b.officer(f"A{n}") for n in range(staff)],
        shifts=[b.shift("early", "06:00", wall(length))],
        missions=[
            b.mission(f"m{n}", at=[(0, wall(start))], minutes=minutes, zone=zone)
            for n, (start, minutes, zone) in enumerate(places)
        ],
    )


def wall(minute: int) -> str:
    return f"{6 + minute // 60:02}:{minute % 60:02}"


def lost(scenario: Scenario, present: int, *, how: str) -> int:
    """Return the least points of missions lost with so many on tour.

    ``how``: ``exact``, ``relaxed``, ``bound`` (relaxed with breaks counted), or
    ``later``: the same, but breaks are counted once the goal is in the model.
    """
    found = model = CrewModel(
        scenario, ALL, apart=None if how == "exact" else set(), worth=0.0
    )
    tours = [g for g in model.groups if g.slot is not None]
    everyone = {(o.id, g.slot) for g in tours for o in g.officers if g.slot}
    if how == "bound":
        found = CrewModel(scenario, ALL, apart=set(), bound=everyone, worth=0.0)
    if how != "exact":
        assert [g.size for g in tours] == [len(scenario.officers)]
    works = [found.works(t) for own in scenario.tours.values() for t in own]
    found.add(sum(works) <= present)
    found.cp.minimize(GOALS["missions_by_priority"].post(found))
    if how == "later":
        found.bind(everyone)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    assert solver.solve(found.cp) == cp_model.OPTIMAL
    return round(solver.objective_value)


FOUR = tuple((5 + 100 * n, 100, "north") for n in range(4))
"""From 06:05 to 12:45 of a tour of 7 h, without a gap of 20 minutes."""


@pytest.mark.parametrize("present", [1, 2, 3])
def test_each_on_tour_takes_a_break(present: int) -> None:
    """As many rows of four missions as officers: each must leave one out."""
    busy = week(*(FOUR * present))
    assert lost(busy, present, how="relaxed") == 0
    for how in ("bound", "later", "exact"):
        assert lost(busy, present, how=how) == present * SOLO


@pytest.mark.parametrize(("gap", "missing"), [(20, 0), (19, 1)])
def test_two_breaks_of_one_officer_are_not_one_each(gap: int, missing: int) -> None:
    """Two officers; two breaks fit between the first three missions, both of one.

    The other has 0 to 210, then 210 to 300 and 300 to 420, or what begins at 210 + gap:
    only that gap can be a break. There are two breaks in any case, but who has them?
    """
    last = 210 + gap
    busy = week(
        *((0, 100, "north"), (120, 80, "north"), (last, 420 - last, "north")),
        *((0, 210, "north"), (210, 90, "north"), (300, 120, "north")),
    )
    assert lost(busy, 2, how="relaxed") == 0
    for how in ("bound", "exact"):
        assert lost(busy, 2, how=how) == missing * SOLO


@pytest.mark.parametrize(("gap", "missing"), [(20, 0), (19, 1)])
def test_missions_of_which_two_leave_no_break_are_bound_without_counting(
    gap: int, missing: int
) -> None:
    """Two that end and begin at 210 fill the tour of 7 h, so nobody holds both."""
    second = 210 + gap
    first = (0, 210, "north")
    busy = week(first, first, (second, 420 - second, "north"))
    for how in ("relaxed", "exact"):
        # One on tour holds one of the first two in any case.
        assert lost(busy, 1, how=how) == (1 + missing) * SOLO
        assert lost(busy, 2, how=how) == missing * SOLO


def test_an_early_break_is_not_too_long_before_the_late_one() -> None:
    """A tour of 580 minutes: a break by 360, and one that ends at 220 or later.

    One officer would have 50 to 270 and 270 to 510: after a break by 50 the next would
    be due at 410.
    """
    busy = week(
        (50, 220, "north"), (240, 220, "north"), (270, 240, "north"), length=580
    )
    for how in ("bound", "exact"):
        assert lost(busy, 2, how=how) == SOLO


def test_missions_in_another_place_are_bound_by_themselves() -> None:
    """The break after 200 minutes ends at 220: in time for ``north``, not ``south``."""
    busy = week((0, 200, "north"), (220, 200, "south"), length=420)
    near = week((0, 200, "north"), (220, 200, "south"), (220, 200, "north"), length=420)
    for how in ("bound", "exact"):
        assert lost(busy, 1, how=how) == SOLO
        assert lost(near, 1, how=how) == SOLO


def test_binding_again_adds_nothing_and_an_exact_model_has_nothing_to_bind() -> None:
    busy = week(*FOUR)
    model = CrewModel(busy, ALL, apart=set(), worth=0.0)
    everyone = {(o.id, g.slot) for g in model.groups for o in g.officers if g.slot}
    before = len(model.cp.proto.constraints)
    model.bind(everyone)
    after = len(model.cp.proto.constraints)
    assert after > before
    assert model.loose == set(range(before, after))
    model.bind(everyone)
    assert len(model.cp.proto.constraints) == after
    exact = CrewModel(busy, ALL)
    exact.bind(everyone)
    assert exact.loose == set()


@pytest.mark.parametrize(
    ("zone", "gap", "missing"),
    [("north", 20, 0), ("north", 19, 1), ("south", 30, 0), ("south", 29, 1)],
)
def test_a_break_leaves_the_travel_to_the_next_mission(
    zone: str, gap: int, missing: int
) -> None:
    """20 minutes, and 10 more to ``south``; 200 + gap + 195 of 420 minutes."""
    busy = week(
        (0, 200, "north"), (200 + gap, 195, zone), length=420 if gap < 26 else 430
    )
    for how in ("bound", "exact"):
        assert lost(busy, 1, how=how) == missing * SOLO


@pytest.mark.parametrize(
    ("first", "missing"),
    [(99, 1), (100, 0)],
)
def test_a_break_at_the_start_must_be_late_enough(first: int, missing: int) -> None:
    """A tour of 460 minutes: the last 360 follow a break that ends at 100 or later."""
    busy = week((first, 460 - first, "north"), length=460)
    for how in ("bound", "exact"):
        assert lost(busy, 1, how=how) == missing * SOLO


@pytest.mark.parametrize(("last", "missing"), [(360, 0), (361, 1)])
def test_a_break_must_begin_early_enough(last: int, missing: int) -> None:
    """Nothing is free before; 360 minutes after the start a break is due."""
    busy = week((0, last, "north"), length=460)
    for how in ("bound", "exact"):
        assert lost(busy, 1, how=how) == missing * SOLO


PLACES = st.tuples(
    st.integers(0, 60).map(lambda n: 10 * n),
    st.integers(3, 24).map(lambda n: 10 * n),
    st.sampled_from(("north", "south")),
)


@settings(max_examples=60, deadline=None)
@given(
    places=st.lists(PLACES, min_size=2, max_size=7),
    length=st.integers(36, 60).map(lambda n: 10 * n),
    present=st.integers(1, 3),
)
def test_no_lawful_roster_is_excluded(
    places: list[tuple[int, int, str]], length: int, present: int
) -> None:
    """And with one on a tour of up to 6 h 40 nothing else is let in.

    There an early break is never too long before a late one: from the end of the one,
    after 20 minutes, to the start of the other, 20 before the end, are at most 6 h.
    """
    inside = [p for p in places if p[0] + p[1] <= length]
    assume(inside)
    busy = week(*inside, length=length)
    exact = lost(busy, present, how="exact")
    bound = lost(busy, present, how="bound")
    assert lost(busy, present, how="relaxed") <= bound <= exact
    if present == 1 and length <= 400:
        assert bound == exact


def test_an_early_break_too_long_before_a_late_one_is_let_in() -> None:
    """What the rows cannot see: nothing is free from 20 to 400, which is 6 h 20."""
    places = (20, 90, "south"), (130, 240, "north"), (370, 30, "north")
    busy = week(*places, length=420)
    assert lost(busy, 1, how="bound") == 0
    assert lost(busy, 1, how="exact") == SOLO


@pytest.mark.parametrize(
    ("most", "present", "missing"), [(1, 1, 2), (1, 2, 1), (2, 1, 1)]
)
def test_a_limit_by_day_bounds_a_group_by_those_on_tour(
    most: int, present: int, missing: int
) -> None:
    """Three missions one after the other, of which each officer may hold ``most``."""
    kind = replace(b.SOLO, most_a_day=most)
    spread = b.scenario(
        on=b.clock(days=1),
        officers=[b.officer(f"A{n}") for n in range(3)],
        shifts=[b.shift("early", "06:00", "13:00")],
        kinds=[kind],
        missions=[
            b.mission(f"m{n}", kind, at=[(0, start)], minutes=30)
            for n, start in enumerate(("07:00", "09:00", "11:00"))
        ],
    )
    for how in ("relaxed", "exact"):
        assert lost(spread, present, how=how) == missing * SOLO


@pytest.mark.parametrize(("gap", "missing"), [(190, 0), (189, 1)])
def test_the_break_of_a_split_shift_keeps_nobody_apart(gap: int, missing: int) -> None:
    """3 h of break and 10 minutes to ``south``, from one who ends at 12:00.

    Officers of the exact model are still counted together.
    """
    start = 12 * 60 + gap
    split = b.scenario(
        on=b.clock(days=1),
        officers=[b.officer(f"A{n}") for n in range(3)],
        shifts=[
            b.shift(
                "split",
                "08:00",
                "18:00",
                unpaid_break=180,
                break_from=b.time("12:00"),
            )
        ],
        missions=[
            b.mission("m0", at=[(0, "11:00")], minutes=60),
            b.mission(
                "m1",
                at=[(0, f"{start // 60:02}:{start % 60:02}")],
                minutes=60,
                zone="south",
            ),
        ],
    )
    groups = CrewModel(split, ALL).groups
    assert [g.size for g in groups if g.slot is not None] == [3]
    assert lost(split, 1, how="exact") == missing * SOLO
    assert lost(split, 2, how="exact") == 0
