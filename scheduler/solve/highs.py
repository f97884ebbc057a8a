"""HiGHS on the rows of a model: an optimum, or a bound and the best solution."""

import datetime as dt
import re
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from ortools.math_opt.python import mathopt  # type: ignore[import-untyped]
from ortools.math_opt.solvers import highs_pb2  # type: ignore[import-untyped]

from scheduler.solve.program import program
from scheduler.solve.text import UNBOUNDED
from scheduler.solve.tighten import tangents

if TYPE_CHECKING:
    from scheduler.solve.orders import Orders, Tell

SAME_VALUE = 0.99
"""An absolute gap below 1 proves an optimum in whole numbers."""

EXACTLY = 1e-9
"""Tolerance of rows, reduced costs and whole numbers where a loss of 1 weighs much."""

HEAVY = 1000
"""Least greatest factor of a cost for that."""

KEPT = 20
"""Rounds for which HiGHS keeps a cut that does not bind: 10 unless told."""

TIGHTENING = 0.3
"""Most of the time that goes into rows of hulls."""

TOLERANCES = (
    "mip_feasibility_tolerance",
    "primal_feasibility_tolerance",
    "dual_feasibility_tolerance",
)

ATTEMPTS = 3
"""Searches, each with another seed, while the answers break a row by rounding."""

TOLD_EVERY = 0.5
"""Seconds between two lines of its log."""

LOGGED = re.compile(
    r"\s*[A-Za-z]?\s*\d+\w?(?:\s+\d+\w?){2}\s+\d+\.\d+%\s+(-?\d[\d.e+-]*)\s"
)
"""A line of the log of a search: nodes, open, leaves, explored, and the best bound."""

LARGEST_LOGGED = 1e9
"""Bounds above are printed with too few digits to be believed."""


def prove(task: dict[str, Any], tell: "Tell", orders: "Orders") -> None:
    """Tell the bound and the solution found; it cannot be stopped, only killed."""
    ends = time.monotonic() + task["seconds"]
    rows = task["rows"]
    if task["hulls"]:
        left = TIGHTENING * task["seconds"]
        more = tangents(rows, task["cost"], task["hulls"], left)
        rows.extend((row.terms, row.least, UNBOUNDED) for row in more)
        tell("rows", more)
    matrix = rows.matrix()
    proto = program(rows, task["cost"], task["offset"], whole=True)
    model = mathopt.Model.from_model_proto(proto)
    variables = list(model.variables())
    hint = np.frombuffer(task["hint"], dtype=np.int64)
    hints = []
    best = 0.0

    def read(lines: Sequence[str]) -> None:
        nonlocal best
        for bound in logged(lines):
            if bound > best:
                best = bound
                tell("bound", bound)

    if len(hint) == len(variables):
        values = dict(zip(variables, hint.astype(float), strict=True))
        hints.append(mathopt.SolutionHint(variable_values=values))
    options = highs_pb2.HighsOptionsProto(
        double_options={"mip_min_logging_interval": TOLD_EVERY},
        int_options={"mip_lp_age_limit": KEPT},
    )
    if max(map(abs, task["cost"].values()), default=0) >= HEAVY:
        for name in TOLERANCES:
            options.double_options[name] = EXACTLY
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
                highs=options,
            ),
            msg_cb=read,
            model_params=mathopt.ModelSolveParameters(solution_hints=hints),
        )
        tell("bound", float(result.best_objective_bound()))
        if result.has_primal_feasible_solution():
            found = result.variable_values()
            whole = np.array([round(found[v]) for v in variables], dtype=np.int64)
            if matrix.holds(whole):
                tell("solution", whole.tobytes())
                return


def logged(lines: Sequence[str]) -> list[float]:
    """Return the bounds in some lines of the log of a search.

    MathOpt has no other way to tell the bound of HiGHS before the end. At least ten
    digits are printed up to ``LARGEST_LOGGED``, which ``rounded_up`` allows for.
    """
    found = [float(match[1]) for line in lines if (match := LOGGED.match(line))]
    return [bound for bound in found if bound <= LARGEST_LOGGED]
