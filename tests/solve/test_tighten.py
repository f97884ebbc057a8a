"""Rows of convex hulls raise the linear relaxation, and cut off nothing possible."""

from itertools import product

import pytest
from ortools.math_opt.python import mathopt  # type: ignore[import-untyped]
from ortools.sat.python import cp_model

from scheduler.model.hulls import Hull
from scheduler.solve.program import program
from scheduler.solve.rows import LinearModel
from scheduler.solve.text import UNBOUNDED
from scheduler.solve.tighten import tangents

TARGET = 2100
"""Five tours of 420 minutes."""


def lengths() -> tuple[cp_model.CpModel, Hull]:
    """Return a week of five tours, of 420 or 480 minutes, at least two of them long.

    The cost is the distance of their sum from 2100.
    """
    model = cp_model.CpModel()
    short = [model.new_bool_var(f"short{i}") for i in range(5)]
    long = [model.new_bool_var(f"long{i}") for i in range(5)]
    cost = model.new_int_var(0, 2400, "cost")
    for one, other in zip(short, long, strict=True):
        model.add(one + other <= 1)
    model.add(sum(long) >= 2)
    work = 420 * sum(short) + 480 * sum(long)
    model.add(cost >= work - TARGET)
    model.add(cost >= TARGET - work)
    model.minimize(cost)
    points = {
        (a, b): abs(420 * a + 480 * b - TARGET)
        for a, b in product(range(6), repeat=2)
        if a + b <= 5
    }
    counted = tuple(tuple(v.index for v in own) for own in (short, long))
    return model, Hull(cost.index, counted, tuple(points.items()))


def relaxed(rows: LinearModel, cost: dict[int, int]) -> float:
    """Return the optimum of the linear relaxation."""
    model = mathopt.Model.from_model_proto(program(rows, cost, 0, whole=False))
    result = mathopt.solve(model, mathopt.SolverType.HIGHS)
    return float(result.objective_value())


def test_one_row_makes_the_relaxation_as_tight_as_the_hull() -> None:
    model, hull = lengths()
    rows = LinearModel()
    rows.catch_up(model)
    cost = {hull.cost: 1}
    # 2 long tours and 2.714 short ones make 2100.
    assert relaxed(rows, cost) == pytest.approx(0)
    (row,) = tangents(rows, cost, [hull], 20.0)
    rows.extend([(row.terms, row.least, UNBOUNDED)])
    # With two long tours the hull is lowest half way between five short ones (2100: 0)
    # and four long ones (1920: 180): 90.
    assert relaxed(rows, cost) == pytest.approx(90)


def test_the_row_depends_on_the_other_rows() -> None:
    model, hull = lengths()
    short = [model.get_int_var_from_proto_index(v) for v in hull.counted[0]]
    model.add(sum(short) == 0)
    rows = LinearModel()
    rows.catch_up(model)
    # 4.375 long tours make 2100.
    assert relaxed(rows, {hull.cost: 1}) == pytest.approx(0)
    (row,) = tangents(rows, {hull.cost: 1}, [hull], 20.0)
    rows.extend([(row.terms, row.least, UNBOUNDED)])
    # Four make 1920, five 2400: 180 and 300.
    assert relaxed(rows, {hull.cost: 1}) == pytest.approx(180)


def test_a_hull_that_costs_nothing_gives_no_row() -> None:
    model, hull = lengths()
    rows = LinearModel()
    rows.catch_up(model)
    assert tangents(rows, dict.fromkeys(hull.counted[1], 1), [hull], 20.0) == []


def test_without_time_there_are_no_rows() -> None:
    model, hull = lengths()
    rows = LinearModel()
    rows.catch_up(model)
    assert tangents(rows, {hull.cost: 1}, [hull], 0.0) == []
