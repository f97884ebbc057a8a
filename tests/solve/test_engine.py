"""One search: its outcome, its reports, and stopping it."""

import random
import threading
import time

import pytest
from ortools.sat.python import cp_model

from scheduler.domain.run import SolveStatus
from scheduler.solve.engine import Interruption, Outcome, Progress, Search, run
from scheduler.solve.race import rounded_up

ALONE = Search(workers=1)


def searched(
    proto: cp_model.CpModel,
    search: Search = ALONE,
    seconds: float = 20.0,
    interruption: Interruption | None = None,
) -> Outcome:
    return run(proto, search, seconds, interruption or Interruption(), lambda *_: None)


def market_split(base: int = 0) -> cp_model.CpModel:
    """Return a model that takes minutes to prove, with an easy first solution."""
    equations, size = 5, 40
    draw = random.Random(5)
    proto = cp_model.CpModel()
    chosen = [proto.new_bool_var(f"x{i}") for i in range(size)]
    slacks = []
    for _ in range(equations):
        weights = [draw.randrange(100) for _ in chosen]
        half = sum(weights) // 2
        over = proto.new_int_var(0, 10_000, "over")
        under = proto.new_int_var(0, 10_000, "under")
        split = cp_model.LinearExpr.weighted_sum(chosen, weights)
        proto.add(split + under - over == half)
        slacks += [over, under]
    proto.minimize(cp_model.LinearExpr.sum(slacks) + base)
    return proto


def pairs(count: int) -> cp_model.CpModel:
    """Return a model whose optimum is easy: one of each of some pairs is needed."""
    proto = cp_model.CpModel()
    chosen = [proto.new_bool_var(f"x{i}") for i in range(2 * count)]
    for i in range(0, 2 * count, 2):
        proto.add(chosen[i] + chosen[i + 1] >= 1)
    proto.minimize(cp_model.LinearExpr.sum(chosen))
    return proto


def test_an_optimum() -> None:
    proto = cp_model.CpModel()
    amount = proto.new_int_var(3, 9, "amount")
    proto.minimize(amount)
    found = searched(proto)
    assert (found.status, found.value, found.bound) == (SolveStatus.OPTIMAL, 3, 3)
    assert found.read(amount) == 3


def test_nothing_possible() -> None:
    proto = cp_model.CpModel()
    amount = proto.new_int_var(3, 9, "amount")
    proto.add(amount <= 2)
    proto.minimize(amount)
    assert searched(proto).status is SolveStatus.INFEASIBLE


def test_a_malformed_model_is_a_fault() -> None:
    proto = cp_model.CpModel()
    huge = [proto.new_int_var(0, 2**61, f"x{i}") for i in range(9)]
    proto.add(cp_model.LinearExpr.sum(huge) <= 5)
    with pytest.raises(RuntimeError):
        searched(proto)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_search_that_is_cut_short_has_a_bound(workers: int) -> None:
    found = searched(market_split(), Search(workers=workers), seconds=0.5)
    assert found.status is SolveStatus.FEASIBLE
    assert 0 <= found.bound <= found.value
    assert found.seconds < 5


@pytest.mark.parametrize("workers", [1, 2])
def test_another_thread_stops_a_search(workers: int) -> None:
    interruption = Interruption()
    timer = threading.Timer(0.5, interruption.stop)
    timer.start()
    began = time.monotonic()
    found = searched(
        market_split(), Search(workers=workers), seconds=60, interruption=interruption
    )
    timer.join()
    assert time.monotonic() - began < 10
    assert found.status is SolveStatus.FEASIBLE
    assert found.bound <= found.value


def test_a_search_after_the_stop_ends_at_once() -> None:
    interruption = Interruption()
    interruption.stop()
    began = time.monotonic()
    found = searched(market_split(), seconds=60, interruption=interruption)
    assert time.monotonic() - began < 5
    assert found.status in (SolveStatus.UNKNOWN, SolveStatus.FEASIBLE)


def test_news_only_gets_better() -> None:
    news: list[tuple[int | None, int]] = []
    run(
        market_split(),
        Search(workers=1),
        1.0,
        Interruption(),
        lambda best, bound: news.append((best, bound)),
    )
    values = [best for best, _bound in news if best is not None]
    bounds = [bound for _best, bound in news]
    assert values == sorted(values, reverse=True)
    assert bounds == sorted(bounds)
    assert all(best is None or bound <= best for best, bound in news)


def test_a_gap_ends_the_search_early() -> None:
    """The value is thousands above what the bound can be short of it."""
    began = time.monotonic()
    found = searched(market_split(base=50_000), Search(workers=1, gap=0.5), seconds=60)
    assert time.monotonic() - began < 20
    assert found.status in (SolveStatus.OPTIMAL, SolveStatus.FEASIBLE)
    assert found.value >= 50_000
    assert found.value / 2 <= found.bound <= found.value


@pytest.mark.parametrize(
    ("bound", "expected"),
    [
        (3.0, 3),
        (3.0000001, 3),
        (2.9999999, 3),
        (3.1, 4),
        (-5.0, 0),
        (float("-inf"), 0),
        (float("inf"), 0),
    ],
)
def test_bounds_are_rounded_up_but_never_too_far(bound: float, expected: int) -> None:
    assert rounded_up(bound) == expected


@pytest.mark.parametrize(
    ("best", "bound", "gap"), [(None, 3, 0.0), (0, 0, 0.0), (4, 3, 0.25), (4, 4, 0.0)]
)
def test_gap_of_progress(best: int | None, bound: int, gap: float) -> None:
    assert Progress("tier", best, bound, 1.0).gap == gap


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("time_limit", -1.0),
        ("time_limit", float("nan")),
        ("workers", 0),
        ("workers", 65),
        ("seed", -1),
        ("seed", 2**31),
        ("gap", -0.1),
        ("gap", 1.1),
    ],
)
def test_a_search_out_of_bounds_is_refused(name, value):
    with pytest.raises(ValueError, match=f"{name} is "):
        Search(**{name: value})
