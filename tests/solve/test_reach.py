"""The rows near a change: how few people they allow, and who they are."""

from collections.abc import Mapping

import numpy as np
from ortools.sat.python import cp_model

from scheduler.solve.reach import Reach, broken
from scheduler.solve.rows import LinearModel, Matrix


def week() -> tuple[Matrix, Mapping[str, int], Mapping[int, int]]:
    """Return rows, who may change, and the published values.

    Officer a must leave a crew, b or c may take the seat. Then b leaves one that only d
    can join; c leaves nothing. Officer e has nothing to do with it.
    """
    model = cp_model.CpModel()
    changed = {o: model.new_bool_var(f"changed {o}") for o in "abcde"}
    b, c, held = (model.new_bool_var(x) for x in ("b", "c", "held"))
    own, d, e = (model.new_bool_var(x) for x in ("own", "d", "e"))
    model.add(changed["a"] == 1)
    model.add(b + c == held)
    model.add(held == 1)
    model.add(b <= changed["b"])
    model.add(c <= changed["c"])
    model.add(b + own <= 1)
    model.add(own + d == 1)
    model.add(d <= changed["d"])
    model.add(e <= changed["e"])
    rows = LinearModel()
    rows.catch_up(model)
    known = {v.index: 0 for v in (b, c, d, e)} | {held.index: 1, own.index: 1}
    return rows.matrix(), {o: v.index for o, v in changed.items()}, known


def reach() -> Reach:
    """Return the rows that the published values break."""
    rows, changed, published = week()
    values, known = np.zeros(rows.width, dtype=np.int64), np.zeros(rows.width, bool)
    for index, value in published.items():
        values[index], known[index] = value, True
    return Reach(rows, broken(rows, values, known), changed, ())


def fewest(near: Reach) -> int:
    """Return how few people some rows allow."""
    solver = cp_model.CpSolver()
    assert solver.solve(near.fewest()) == cp_model.OPTIMAL
    return round(solver.objective_value)


def test_the_broken_row_alone_asks_for_nobody_besides() -> None:
    # a has to; b + c = held has no row that says what b or c loses.
    assert fewest(reach()) == 1


def test_one_step_further_somebody_takes_the_seat() -> None:
    near = reach()
    near.widen()
    # a, and b or c.
    assert fewest(near) == 2
    assert near.officers == {"a", "b", "c"}


def test_two_steps_further_the_crews_of_those_are_reached_too() -> None:
    near = reach()
    near.widen()
    near.widen()
    near.widen()
    assert near.officers == {"a", "b", "c", "d"}


def test_nothing_is_left_to_widen_when_all_linked_rows_are_near() -> None:
    near = reach()
    while near.widen():
        pass
    assert "e" not in near.officers


def test_others_finds_who_may_be_among_few() -> None:
    near = reach()
    while near.widen():
        pass
    solver = cp_model.CpSolver()
    found: set[str] = set()
    for _round in range(5):
        model, others = near.others(found, most=2)
        if solver.solve(model) == cp_model.INFEASIBLE:
            break
        found |= {o for o, v in others.items() if solver.value(v)}
    # With b, d would be the third: b + own <= 1, own + d = 1.
    assert found == {"a", "c"}
