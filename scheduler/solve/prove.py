"""CP-SAT on a whole model: better solutions and bounds as they come."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from ortools.sat.python import cp_model

if TYPE_CHECKING:
    from scheduler.model.hulls import Row
    from scheduler.solve.orders import Orders, Tell

PORTFOLIO = ("max_lp_sym", "objective_lb_search_max_lp")
"""Strategies that proved most tiers soonest: figures in benchmarks/README.md."""


class Callback(cp_model.CpSolverSolutionCallback):
    """Tells each better solution and bound."""

    def __init__(
        self,
        solution: Callable[["np.ndarray[Any, Any]"], None],
        bound: Callable[[float], None],
        size: int,
    ) -> None:
        super().__init__()
        self._solution, self._bound, self._size = solution, bound, size

    def on_solution_callback(self) -> None:
        """Tell a better solution."""
        found = self.response_proto.solution
        self._solution(np.fromiter(found, np.int64, self._size))
        self._bound(self.best_objective_bound)


def solver_of(seconds: float, workers: int, seed: int, gap: float) -> cp_model.CpSolver:
    """Return a solver with the parameters of this program.

    Parameters
    ----------
    seconds, workers, seed, gap
        See ``Search``; at least a moment of time.
    """
    solver = cp_model.CpSolver()
    parameters = solver.parameters
    parameters.max_time_in_seconds = seconds
    # Helpers are not deducted: one thread fewer costs more than three on two cores.
    parameters.num_workers = workers
    parameters.random_seed = seed
    parameters.relative_gap_limit = gap
    parameters.catch_sigint_signal = False
    parameters.linearization_level = 2
    if workers > 1:
        parameters.subsolvers.extend(PORTFOLIO)
    return solver


def hint(model: cp_model.CpModel, solution: Sequence[int]) -> None:
    """Make the next search of a model start from a solution."""
    model.clear_hints()  # type: ignore[no-untyped-call]
    hints = model.proto.solution_hint
    hints.vars.extend(range(len(solution)))
    hints.values.extend(solution)


def prove(task: dict[str, Any], tell: "Tell", orders: "Orders") -> None:
    """Search the model of a task, and tell what is found.

    If it is ``bounding``, one thread asks whether the cost can be the bound, and raises
    it if not; it does not look for better solutions on the way.
    """
    model = cp_model.CpModel()
    model.proto.parse_text_format(task["model"])
    workers = 1 if task["bounding"] else task["workers"]
    solver = solver_of(task["seconds"], workers, task["seed"], task["gap"])
    solver.parameters.use_objective_lb_search = task["bounding"]
    callback = Callback(
        lambda values: tell("solution", values.tobytes()),
        lambda bound: tell("bound", bound),
        len(model.proto.variables),
    )
    solver.best_bound_callback = lambda bound: tell("bound", bound)
    orders.on_stop(solver.stop_search)
    code = solver.solve(model, callback)
    if code == cp_model.MODEL_INVALID:
        tell("fault", model.validate())
        return
    if code in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        values = np.array(solver.response_proto.solution, dtype=np.int64)
        tell("solution", values.tobytes())
    tell("bound", solver.best_objective_bound)
    tell("status", int(code))


def add_rows(model: cp_model.CpModel, rows: "Iterable[Row]") -> None:
    """Add rows to a model."""
    for row in rows:
        terms = [(model.get_int_var_from_proto_index(v), f) for v, f in row.terms]
        variables, factors = zip(*terms, strict=True)
        total = cp_model.LinearExpr.weighted_sum(variables, factors)
        model.add(total >= row.least)
