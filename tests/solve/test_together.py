"""Tiers searched together by one weighted sum."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ortools.sat.python import cp_model

from scheduler.domain.people import Request
from scheduler.domain.run import SolveStatus
from scheduler.solve import tiers
from scheduler.solve.engine import Progress, Search
from scheduler.solve.race import Race, State
from scheduler.solve.together import Together
from tests import builders as b

TWO = Together((2, 4), (100, 1))


def objectives(*greatest: int) -> list[cp_model.LinearExpr | int]:
    """Return costs from 0 up to some values; a cost of 0 is a number."""
    cp = cp_model.CpModel()
    return [cp.new_int_var(0, most, "") + 0 if most else 0 for most in greatest]


def test_a_tier_weighs_more_than_all_that_those_after_it_could_lose() -> None:
    # The last loses at most 9, so one before it weighs 10; at most 4 there, so 5 * 10.
    found = Together.of(0, objectives(7, 4, 9), (0, 0, 0))
    assert (found.tiers, found.weights) == ((0, 1, 2), (50, 10, 1))


def test_what_is_the_same_for_every_roster_is_left_out() -> None:
    found = Together.of(0, objectives(7, 0, 9), (0, 0, 0))
    assert (found.tiers, found.weights) == ((0, 2), (10, 1))


@pytest.mark.parametrize(("most", "tiers"), [(2**25 - 1, (0, 1)), (2**25, (0,))])
def test_no_tier_weighs_more_than_a_solver_can_tell(
    most: int, tiers: tuple[int, ...]
) -> None:
    assert Together.of(0, objectives(1, most), (0, 0)).tiers == tiers


@pytest.mark.parametrize(("value", "tiers"), [(10**6, (0, 1)), (10**6 + 1, (0,))])
def test_no_sum_has_more_digits_than_are_logged(
    value: int, tiers: tuple[int, ...]
) -> None:
    # Each of the first weighs 1000: 10^6 of them are 10^9.
    assert Together.of(0, objectives(10**7, 999), (value, 0)).tiers == tiers


def test_without_a_roster_a_tier_is_alone() -> None:
    assert Together.of(1, objectives(7, 4, 9), ()).tiers == (1,)


def test_a_bound_of_a_tier_counts_only_after_those_before_it_are_proved() -> None:
    # Best: 3 and 40. The bound 299 is 2 and 99: of the second it says nothing.
    assert list(TWO.parts(340, 299)) == [(2, 3, 2)]
    # 315 is 3, which proves the first, and 15.
    assert list(TWO.parts(340, 315)) == [(2, 3, 3), (4, 40, 15)]
    assert list(TWO.parts(None, 315)) == [(2, None, 3)]


@given(
    rosters=st.lists(
        st.tuples(st.integers(0, 5), st.integers(0, 3), st.integers(0, 9)),
        min_size=1,
    ),
    below=st.integers(0, 300),
)
def test_the_least_sum_is_the_best_in_order_and_its_bounds_hold(
    rosters: list[tuple[int, int, int]], below: int
) -> None:
    """Whatever the rosters: the parts of any bound of the sum bound each tier."""
    sums = Together.of(0, objectives(5, 3, 9), (0, 0, 0))
    best = min(rosters)
    assert sums.value(best) == min(sums.value(r) for r in rosters)
    bound = max(0, sums.value(best) - below)
    for tier, own, low in sums.parts(sums.value(best), bound):
        assert own == best[tier]
        # A bound supposes that the tiers before it lose no more than the best.
        rivals = [r for r in rosters if r[:tier] <= best[:tier]]
        assert low <= min(r[tier] for r in rivals)


def test_every_sum_is_told_apart() -> None:
    sums = Together.of(0, objectives(2, 3, 1), (0, 0, 0))
    every = list(product(range(3), range(4), range(2)))
    assert sorted(every, key=sums.value) == every
    assert len({sums.value(values) for values in every}) == len(every)


def test_a_team_proves_several_tiers_in_one_search(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The only officer asked for the day off, but holds one of two missions at once."""
    off = Request(officer="o1", day=b.day(0), wish="off", weight=3)
    week = b.scenario(
        officers=[b.officer("o1")],
        shifts=[b.shift("day", "08:00", "16:00")],
        missions=[b.mission("low", priority=1), b.mission("high", priority=10)],
        requests=[off],
        tiers=[
            ("missions", {"missions_by_priority": 1}),
            ("requests", {"requests": 1}),
        ],
    )
    raced: list[Race] = []
    run = Race.run

    def noted(self: Race) -> State:
        raced.append(self)
        return run(self)

    monkeypatch.setattr(tiers, "WORTH_A_TEAM", 0)
    monkeypatch.setattr(tiers, "WORTH_CONSTRUCTING", 0)
    monkeypatch.setattr(Race, "run", noted)
    heard: list[Progress] = []
    found = tiers.solve(week, Search(workers=2, time_limit=60), listener=heard.append)
    assert found.status is SolveStatus.OPTIMAL
    assert [(t.value, t.bound) for t in found.tiers] == [(1, 1), (3, 3)]
    assert len(raced) == 1
    last = {p.tier: (p.best, p.bound) for p in heard}
    assert last == {"missions": (1, 1), "requests": (3, 3)}
