"""Local search: each neighbourhood is small work, and only better solutions count."""

from typing import cast

import numpy as np
import pytest
from ortools.sat.python import cp_model

from scheduler.solve import improve
from scheduler.solve.improve import Neighbourhoods
from scheduler.solve.orders import Orders
from scheduler.solve.rows import LinearModel
from tests.solve.test_engine import market_split, pairs


class Deaf:
    """Stands for orders that never come."""

    def on_stop(self, stop: object) -> None:
        """Keep nothing."""


ORDERS = cast(Orders, Deaf())


def search_of(model: cp_model.CpModel, core: int, start: list[int]) -> Neighbourhoods:
    """Return a local search in which the first variables are tours of one day."""
    rows = LinearModel()
    rows.catch_up(model)
    objective = model.proto.objective
    day = np.array([0 if i < core else -1 for i in range(len(start))])
    tags = {"day": day, "force": day, "owners": [np.array([i]) for i in range(core)]}
    task = {
        "rows": rows,
        "cost": dict(zip(objective.vars, objective.coeffs, strict=True)),
        "offset": 0,
        "tags": tags,
        "convex": False,
        "hint": np.array(start, dtype=np.int64).tobytes(),
        "seed": 0,
        "seconds": 60.0,
    }
    return Neighbourhoods(task)


def split() -> Neighbourhoods:
    """Return a search of a market split: nothing chosen, so half is lacking."""
    model = market_split()
    rows = [c.linear for c in model.proto.constraints]
    # split + under - over = half, with no split: under = half, over = 0.
    start = [0] * 40
    for row in rows:
        start += [0, int(next(iter(row.domain)))]
    return search_of(model, 40, start)


def test_each_better_solution_keeps_the_rows() -> None:
    search = split()
    assert search.best is not None
    values = [search.value(search.best)]
    matrix = search._rows
    for _round in range(5):
        found = search.step(ORDERS)
        if found is not None:
            assert matrix.holds(found)
            values.append(search.value(found))
    assert len(values) > 1
    assert values == sorted(set(values), reverse=True)


def test_the_next_neighbourhood_is_smaller_after_too_much_work(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(improve, "WORK", 1e-6)
    assert changed_size(split(), monkeypatch) < 40


def test_the_next_neighbourhood_is_larger_after_little_work(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Presolve alone finds which one of two is needed."""
    assert changed_size(search_of(pairs(40), 80, [1] * 80), monkeypatch) > 40


def changed_size(search: Neighbourhoods, monkeypatch: pytest.MonkeyPatch) -> float:
    """Return the size of the kind that was searched, which was 40 before."""
    monkeypatch.setattr(improve, "SMALLEST", 1)
    search._size = dict.fromkeys(search._size, 40.0)
    search.step(ORDERS)
    [size] = [s for s in search._size.values() if s != 40.0]
    return size


def test_no_kind_of_neighbourhood_is_favoured_without_bound() -> None:
    """Each gain is a great share of a small cost; the others keep their chance of 1."""
    search = split()
    for _round in range(10):
        search.step(ORDERS)
        assert max(search._kinds.values()) <= improve.FAVOUR


def test_neighbourhoods_get_more_work_while_none_gains(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """0.2, and after the second in vain 0.4, which is the most."""
    monkeypatch.setattr(improve, "IN_VAIN", 2)
    search = search_of(pairs(40), 80, [1, 0] * 40)
    work = [search.step(ORDERS) or search._work for _round in range(5)]
    assert work == [0.2, 0.4, 0.4, 0.4, 0.4]


def test_neighbourhoods_get_no_more_work_after_a_gain(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(improve, "IN_VAIN", 1)
    search = search_of(pairs(40), 80, [1] * 80)
    assert search.step(ORDERS) is not None
    assert search._work == improve.WORK
