"""Rows of convex hulls, where the linear relaxation is below them.

The relaxation of the rows is solved once more with a weight for each point of each
hull. Its dual values are the slopes of the one row for each hull that raises the bound
most: with these rows alone the relaxation is as tight as with all facets.
"""

import datetime as dt
from collections.abc import Mapping, Sequence

from ortools.math_opt.python import mathopt  # type: ignore[import-untyped]

from scheduler.model.hulls import Hull, Row, tangent
from scheduler.solve.program import program
from scheduler.solve.rows import LinearModel, Numbers

WORTH_A_ROW = 1e-6
"""Least dual value of a hull that changes the bound."""


def tangents(
    rows: LinearModel,
    cost: Mapping[int, int],
    hulls: Sequence[Hull],
    seconds: float,
) -> list[Row]:
    """Return rows that tighten the relaxation of a model; none if time is short.

    Parameters
    ----------
    rows, cost
        The model, and the cost of its variables.
    hulls
        Hulls of variables of the model.
    seconds
        Most seconds.
    """
    proto = program(rows, cost, 0, whole=False)
    matrix = proto.linear_constraint_matrix
    first = width = len(rows.lower)

    def add(terms: Sequence[tuple[int, int]], low: float, high: float) -> None:
        number = len(proto.linear_constraints.ids)
        proto.linear_constraints.ids.append(number)
        proto.linear_constraints.lower_bounds.append(low)
        proto.linear_constraints.upper_bounds.append(high)
        for variable, factor in terms:
            if factor:
                matrix.row_ids.append(number)
                matrix.column_ids.append(variable)
                matrix.coefficients.append(factor)

    for hull in hulls:
        weights = range(width, width + len(hull.points))
        width += len(hull.points)
        add([(w, 1) for w in weights], 1, 1)
        for place, variables in enumerate(hull.counted):
            parts = [(v, 1) for v in sorted(variables)]
            points = zip(weights, hull.points, strict=True)
            add([*parts, *((w, -counts[place]) for w, (counts, _) in points)], 0, 0)
        points = zip(weights, hull.points, strict=True)
        add([(hull.cost, 1), *((w, -c) for w, (_, c) in points)], 0, float("inf"))
    more = width - first
    proto.variables.ids.extend(range(first, width))
    proto.variables.lower_bounds.extend([0.0] * more)
    proto.variables.upper_bounds.extend([float("inf")] * more)
    proto.variables.integers.extend([False] * more)
    duals = _duals(proto, seconds)
    if not duals:
        return []
    found, number = [], len(rows.row_lower)
    for hull in hulls:
        last = number + 1 + len(hull.counted)
        price = duals[last]
        if price > WORTH_A_ROW:
            slopes = [-duals[r] / price for r in range(number + 1, last)]
            found.append(tangent(hull, slopes))
        number = last + 1
    return found


def _duals(proto: Numbers, seconds: float) -> list[float]:
    """Return the dual value of each row; nothing if the time was too short."""
    model = mathopt.Model.from_model_proto(proto)
    limit = mathopt.SolveParameters(time_limit=dt.timedelta(seconds=max(0.0, seconds)))
    result = mathopt.solve(model, mathopt.SolverType.HIGHS, params=limit)
    if result.termination.reason is not mathopt.TerminationReason.OPTIMAL:
        return []
    duals = result.dual_values()
    return [float(duals[row]) for row in model.linear_constraints()]
