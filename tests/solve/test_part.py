"""A part of a model: what follows from its rows, and no solution lost or made up."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ortools.sat.python import cp_model

from scheduler.solve.part import Part
from scheduler.solve.rows import LinearModel, Matrix

HIGH = 2
"""Greatest value of each variable."""


def matrix(width: int, *rows: tuple[list[tuple[int, int]], int, int]) -> Matrix:
    model = LinearModel(lower=[0] * width, upper=[HIGH] * width)
    return model.with_rows(rows).matrix()


def lawful(of: Matrix, free: list[int], values: list[int]) -> set[tuple[int, ...]]:
    """Return every solution in which only some variables may differ from values."""
    found = set()
    for chosen in product(range(HIGH + 1), repeat=len(free)):
        solution = np.array(values)
        solution[free] = chosen
        if of.holds(solution):
            found.add(tuple(solution.tolist()))
    return found


class Collected(cp_model.CpSolverSolutionCallback):
    """Collects the solutions of a part, with all variables of the whole."""

    def __init__(self, part: Part) -> None:
        super().__init__()
        self._part, self.found = part, set[tuple[int, ...]]()

    def on_solution_callback(self) -> None:
        """Collect one."""
        solution = np.array(list(self.response_proto.solution), dtype=np.int64)
        self.found.add(tuple(self._part.whole(solution).tolist()))


def allowed(part: Part) -> set[tuple[int, ...]]:
    """Return every solution that a part allows."""
    if not part.possible:
        return set()
    solver, collected = cp_model.CpSolver(), Collected(part)
    solver.parameters.enumerate_all_solutions = True
    solver.parameters.num_workers = 1
    solver.solve(part.model(hinted=False), collected)
    return collected.found


def part_of(of: Matrix, free: list[int], values: list[int]) -> Part:
    costs = np.zeros(of.width, dtype=np.int64)
    return Part(of, np.array(free, dtype=np.int64), np.array(values), costs)


row = st.tuples(
    st.lists(
        st.tuples(st.integers(0, 4), st.sampled_from([-3, -1, 1, 2])),
        min_size=1,
        max_size=4,
        unique_by=lambda term: term[0],
    ),
    st.integers(-4, 2),
    st.integers(0, 4),
)


@given(
    rows=st.lists(row.map(lambda r: (r[0], r[1], r[1] + r[2])), max_size=4),
    free=st.lists(st.integers(0, 4), unique=True, max_size=4).map(sorted),
    values=st.lists(st.integers(0, HIGH), min_size=5, max_size=5),
)
def test_a_part_allows_what_the_rows_allow(
    rows: list[tuple[list[tuple[int, int]], int, int]],
    free: list[int],
    values: list[int],
) -> None:
    """Rows that touch no free variable are not looked at: here they hold or go."""
    everything = matrix(5, *rows)
    touching = [r for r in rows if {v for v, _f in r[0]} & set(free)]
    expected = lawful(matrix(5, *touching), free, values)
    assert allowed(part_of(everything, free, values)) == expected


def test_what_follows_from_the_rows_is_not_left_to_the_solver() -> None:
    """2 x + y = 4 with y fixed at 2 makes x 1, and x + z <= 1 makes z 0; w is free."""
    rows = ([(0, 2), (1, 1)], 4, 4), ([(0, 1), (2, 1)], 0, 1), ([(2, 1), (3, 1)], 0, 2)
    part = part_of(matrix(4, *rows), [0, 2, 3], [0, 2, 2, 1])
    assert part.possible
    assert part.free.tolist() == [3]
    model = part.model(hinted=True)
    # z + w <= 2 always holds now.
    assert len(model.proto.constraints) == 0
    assert list(model.proto.solution_hint.values) == [1]
    assert part.whole(np.array([2])).tolist() == [1, 2, 0, 2]


@pytest.mark.parametrize(("most", "possible"), [(3, False), (4, True)])
def test_a_part_whose_rows_contradict_each_other_is_impossible(
    most: int, possible: bool
) -> None:
    """3 x + 4 y at least 4 and at most 3: no value of x, with y fixed at 1 or 0."""
    rows = ([(0, 3), (1, 4)], 4, most), ([(0, 1)], 0, 1)
    assert part_of(matrix(2, *rows), [0], [0, 1]).possible is possible


def test_a_part_keeps_its_costs() -> None:
    of = matrix(3, ([(0, 1), (1, 1), (2, 1)], 2, 9))
    costs = np.array([5, 0, 7])
    part = Part(of, np.array([0, 2]), np.array([0, 1, 2]), costs)
    solver = cp_model.CpSolver()
    # One of the first or of the last is needed beside the fixed one.
    assert solver.solve(part.model(hinted=True)) == cp_model.OPTIMAL
    assert solver.objective_value == 5
    found = part.whole(np.array(list(solver.response_proto.solution)))
    assert found.tolist() == [1, 1, 0]
