"""HiGHS on the rows of a model: an optimum, or a bound and the best solution."""

import datetime as dt
import time
from typing import TYPE_CHECKING, Any

import numpy as np
from ortools.math_opt import model_pb2  # type: ignore[import-untyped]
from ortools.math_opt.python import mathopt  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from scheduler.solve.orders import Orders, Tell

SAME_VALUE = 0.99
"""An absolute gap below 1 proves an optimum in whole numbers."""

ATTEMPTS = 3
"""Searches, each with another seed, while the answers break a row by rounding."""


def prove(task: dict[str, Any], tell: "Tell", orders: "Orders") -> None:
    """Tell the bound and the solution found; it cannot be stopped, only killed."""
    ends = time.monotonic() + task["seconds"]
    matrix = task["rows"].matrix()
    model = mathopt.Model.from_model_proto(_proto(task))
    variables = list(model.variables())
    hint = np.frombuffer(task["hint"], dtype=np.int64)
    hints = []
    if len(hint) == len(variables):
        values = dict(zip(variables, hint.astype(float), strict=True))
        hints.append(mathopt.SolutionHint(variable_values=values))
    for seed in range(task["seed"], task["seed"] + ATTEMPTS):
        left = ends - time.monotonic()
        if left <= 0 or orders.stopped.is_set():
            return
        result = mathopt.solve(
            model,
            mathopt.SolverType.HIGHS,
            params=mathopt.SolveParameters(
                time_limit=dt.timedelta(seconds=left),
                relative_gap_tolerance=0.0,
                absolute_gap_tolerance=SAME_VALUE,
                random_seed=seed,
            ),
            model_params=mathopt.ModelSolveParameters(solution_hints=hints),
        )
        tell("bound", float(result.best_objective_bound()))
        if result.has_primal_feasible_solution():
            found = result.variable_values()
            whole = np.array([round(found[v]) for v in variables], dtype=np.int64)
            if matrix.holds(whole):
                tell("solution", whole.tobytes())
                return


def _proto(task: dict[str, Any]) -> model_pb2.ModelProto:
    rows, proto = task["rows"], model_pb2.ModelProto()
    count, number = len(rows.lower), len(rows.row_lower)
    proto.variables.ids.extend(range(count))
    proto.variables.lower_bounds.extend(rows.lower)
    proto.variables.upper_bounds.extend(rows.upper)
    proto.variables.integers.extend([True] * count)
    proto.objective.offset = task["offset"]
    costs = sorted(task["cost"].items())
    proto.objective.linear_coefficients.ids.extend(v for v, _ in costs)
    proto.objective.linear_coefficients.values.extend(c for _, c in costs)
    proto.linear_constraints.ids.extend(range(number))
    proto.linear_constraints.lower_bounds.extend(rows.row_lower)
    proto.linear_constraints.upper_bounds.extend(rows.row_upper)
    proto.linear_constraint_matrix.row_ids.extend(rows.row)
    proto.linear_constraint_matrix.column_ids.extend(rows.column)
    proto.linear_constraint_matrix.coefficients.extend(rows.factor)
    return proto
