"""The process of the partner: it reads models from its input and writes its answers.

Models and answers are pickles between a process and its own child. No data from outside
passes there.
"""

import ctypes
import datetime as dt
import pickle
import signal
import sys
from contextlib import suppress
from typing import Any

from ortools.math_opt import model_pb2  # type: ignore[import-untyped]
from ortools.math_opt.python import mathopt  # type: ignore[import-untyped]

SAME_VALUE = 0.99
"""An absolute gap below 1 proves an optimum in whole numbers."""


def main() -> None:
    """Answer one model after the other until the input ends."""
    with suppress(OSError, AttributeError):
        # End with the parent process, however it ends (Linux: PR_SET_PDEATHSIG).
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    while True:
        try:
            task = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        pickle.dump(optimum(task), sys.stdout.buffer)
        sys.stdout.buffer.flush()


def optimum(task: dict[str, Any]) -> tuple[list[int], float] | None:
    """Return a proved optimum and its bound, or ``None``."""
    model = mathopt.Model.from_model_proto(_proto(task))
    variables = list(model.variables())
    hints = []
    if len(task["hint"]) == len(variables):
        values = dict(zip(variables, map(float, task["hint"]), strict=True))
        hints.append(mathopt.SolutionHint(variable_values=values))
    parameters = mathopt.SolveParameters(
        time_limit=dt.timedelta(seconds=task["seconds"]),
        relative_gap_tolerance=0.0,
        absolute_gap_tolerance=SAME_VALUE,
        random_seed=task["seed"],
    )
    result = mathopt.solve(
        model,
        mathopt.SolverType.HIGHS,
        params=parameters,
        model_params=mathopt.ModelSolveParameters(solution_hints=hints),
    )
    if result.termination.reason is not mathopt.TerminationReason.OPTIMAL:
        return None
    found = result.variable_values()
    return [round(found[v]) for v in variables], result.best_objective_bound()


def _proto(task: dict[str, Any]) -> model_pb2.ModelProto:
    proto = model_pb2.ModelProto()
    count, rows = len(task["lower"]), len(task["row_lower"])
    proto.variables.ids.extend(range(count))
    proto.variables.lower_bounds.extend(task["lower"])
    proto.variables.upper_bounds.extend(task["upper"])
    proto.variables.integers.extend([True] * count)
    proto.objective.offset = task["offset"]
    costs = sorted(task["cost"].items())
    proto.objective.linear_coefficients.ids.extend(v for v, _ in costs)
    proto.objective.linear_coefficients.values.extend(c for _, c in costs)
    proto.linear_constraints.ids.extend(range(rows))
    proto.linear_constraints.lower_bounds.extend(task["row_lower"])
    proto.linear_constraints.upper_bounds.extend(task["row_upper"])
    proto.linear_constraint_matrix.row_ids.extend(task["row"])
    proto.linear_constraint_matrix.column_ids.extend(task["column"])
    proto.linear_constraint_matrix.coefficients.extend(task["factor"])
    return proto


if __name__ == "__main__":
    main()
