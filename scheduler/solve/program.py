"""The rows of a model as a linear program of MathOpt."""

from collections.abc import Mapping

from ortools.math_opt import model_pb2  # type: ignore[import-untyped]

from scheduler.solve.rows import LinearModel, Numbers


def program(
    rows: LinearModel, cost: Mapping[int, int], offset: int, *, whole: bool
) -> Numbers:
    """Return rows and a cost to minimise in the format of MathOpt.

    Parameters
    ----------
    rows, cost, offset
        The rows, the cost by variable and its constant part.
    whole
        Whether the variables are whole numbers.
    """
    proto = model_pb2.ModelProto()
    count, number = len(rows.lower), len(rows.row_lower)
    proto.variables.ids.extend(range(count))
    proto.variables.lower_bounds.extend(rows.lower)
    proto.variables.upper_bounds.extend(rows.upper)
    proto.variables.integers.extend([whole] * count)
    proto.objective.offset = offset
    costs = sorted(cost.items())
    proto.objective.linear_coefficients.ids.extend(v for v, _ in costs)
    proto.objective.linear_coefficients.values.extend(c for _, c in costs)
    proto.linear_constraints.ids.extend(range(number))
    proto.linear_constraints.lower_bounds.extend(rows.row_lower.tolist())
    proto.linear_constraints.upper_bounds.extend(rows.row_upper.tolist())
    proto.linear_constraint_matrix.row_ids.extend(rows.row.tolist())
    proto.linear_constraint_matrix.column_ids.extend(rows.column.tolist())
    proto.linear_constraint_matrix.coefficients.extend(rows.factor.tolist())
    return proto
