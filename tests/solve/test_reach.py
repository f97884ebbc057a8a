"""The rows near a change: how few people they allow, and who they are."""

from collections.abc import Mapping, Sequence

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


def least(rows: Matrix, chosen: Sequence[int], cost: Mapping[int, int]) -> int:
    """Return the least cost that some rows allow."""
    model = cp_model.CpModel()
    text, _place = rows.relaxation(np.array(chosen, dtype=np.int64), cost, 3)
    model.proto.parse_text_format(text)
    solver = cp_model.CpSolver()
    assert solver.solve(model) == cp_model.OPTIMAL
    return round(solver.objective_value)


def test_some_rows_are_a_relaxation() -> None:
    rows, changed, _published = week()
    cost = {changed[o]: 1 for o in "abcd"}
    # With all rows a and c change, beside the constant 3; without "b + c = held" (row
    # 1) and "held = 1" (row 2) nobody need replace a.
    assert least(rows, range(rows.height), cost) == 3 + 2
    assert least(rows, [r for r in range(rows.height) if r not in (1, 2)], cost) == 4
    assert least(rows, [], cost) == 3


def test_a_row_told_besides_is_kept() -> None:
    rows, changed, _published = week()
    # Not all of a, b and c change: b or c alone takes the seat, so 3 is never needed.
    more = [([changed[o] for o in "abc"], [1, 1, 1], 1)]
    model = cp_model.CpModel()
    text, _place = rows.relaxation(np.arange(rows.height), more=more)
    model.proto.parse_text_format(text)
    # a changes, and b or c: never one alone.
    assert cp_model.CpSolver().solve(model) == cp_model.INFEASIBLE


def test_linked_rows_do_not_pass_what_is_left_out() -> None:
    rows, changed, _published = week()
    held = 7
    without = np.zeros(rows.width, dtype=bool)
    assert 1 in rows.linked([changed["c"]], without)
    without[held] = True
    # c has "c <= changed c" (row 4) and "b + c = held" (row 1), which has held.
    assert rows.linked([changed["c"]], without).tolist() == [4]
