"""The rows of a CP-SAT model as a linear program: to solve, and to check exactly."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from ortools.math_opt import model_pb2  # type: ignore[import-untyped]
from ortools.sat.python import cp_model

UNBOUNDED = 2**62
"""From this absolute value on, a bound of the CP-SAT model means "unbounded"."""

SWEEPS = 4
"""Most passes over the costs to lower them; a pass seldom changes what another did."""

Numbers: TypeAlias = Any
"""An array of numbers."""


@dataclass
class LinearModel:
    """A CP-SAT model as rows of a linear program; it grows with the model."""

    lower: list[int] = field(default_factory=list)
    upper: list[int] = field(default_factory=list)
    row: list[int] = field(default_factory=list)
    column: list[int] = field(default_factory=list)
    factor: list[int] = field(default_factory=list)
    row_lower: list[float] = field(default_factory=list)
    row_upper: list[float] = field(default_factory=list)
    _read: int = 0

    def catch_up(self, model: cp_model.CpModel) -> None:
        """Add the variables and constraints new in the model since the last call.

        Raises
        ------
        NotImplementedError
            If a constraint is not linear: a fault of this program.
        """
        for variable in list(model.proto.variables)[len(self.lower) :]:
            domain = list(variable.domain)
            self.lower.append(domain[0])
            self.upper.append(domain[-1])
        for constraint in list(model.proto.constraints)[self._read :]:
            self._read += 1
            conditions = [~e for e in constraint.enforcement_literal]
            if constraint.has_linear() and not conditions:
                linear = constraint.linear
                # The solver's own lists take no negative index.
                domain = list(linear.domain)
                low, high = domain[0], domain[-1]
                self.add(zip(linear.vars, linear.coeffs, strict=True), low, high)
            elif constraint.has_bool_or():
                self._clause([*constraint.bool_or.literals, *conditions])
            elif constraint.has_bool_and():
                for literal in constraint.bool_and.literals:
                    self._clause([literal, *conditions])
            else:
                raise NotImplementedError(str(constraint))

    def _clause(self, literals: Sequence[int]) -> None:
        terms = [(v, 1) if v >= 0 else (~v, -1) for v in literals]
        negated = sum(v < 0 for v in literals)
        self.add(terms, 1 - negated, UNBOUNDED)

    def add(self, terms: Iterable[tuple[int, int]], low: int, high: int) -> None:
        """Add a row: a sum of factor times variable, between two numbers."""
        factors: dict[int, int] = {}
        for variable, factor in terms:
            factors[variable] = factors.get(variable, 0) + factor
        # Large factors cost solvers with floating point their precision.
        common = math.gcd(*factors.values()) or 1
        for variable in sorted(factors):
            self.row.append(len(self.row_lower))
            self.column.append(variable)
            self.factor.append(factors[variable] // common)
        self.row_lower.append(-(-low // common) if low > -UNBOUNDED else -np.inf)
        self.row_upper.append(high // common if high < UNBOUNDED else np.inf)

    def matrix(self) -> "Matrix":
        """Return the same as arrays."""
        return Matrix(self)


class Matrix:
    """Rows as arrays, found by row and by column.

    Parameters
    ----------
    model
        The rows.
    """

    def __init__(self, model: LinearModel) -> None:
        self.lower: Numbers = np.array(model.lower, dtype=np.int64)
        self.upper: Numbers = np.array(model.upper, dtype=np.int64)
        self.row_lower: Numbers = np.array(model.row_lower)
        self.row_upper: Numbers = np.array(model.row_upper)
        # Rows are added one after the other, so they are in order.
        self.row: Numbers = np.array(model.row, dtype=np.int64)
        self.column: Numbers = np.array(model.column, dtype=np.int64)
        self.factor: Numbers = np.array(model.factor, dtype=np.int64)
        self.starts: Numbers = np.searchsorted(self.row, np.arange(self.height + 1))
        self._places: Numbers = np.argsort(self.column, kind="stable")
        self._column_starts: Numbers = np.searchsorted(
            self.column[self._places], np.arange(self.width + 1)
        )

    @property
    def width(self) -> int:
        """Number of variables."""
        return len(self.lower)

    @property
    def height(self) -> int:
        """Number of rows."""
        return len(self.row_lower)

    def sums(self, solution: Numbers) -> Numbers:
        """Return the value of each row."""
        sums = np.zeros(self.height, dtype=np.int64)
        np.add.at(sums, self.row, solution[self.column] * self.factor)
        return sums

    def holds(self, solution: Numbers) -> bool:
        """Tell whether a solution satisfies every bound and every row exactly."""
        values = np.asarray(solution, dtype=np.int64)
        sums = self.sums(values)
        return bool(
            np.all(values >= self.lower)
            and np.all(values <= self.upper)
            and np.all(sums >= self.row_lower)
            and np.all(sums <= self.row_upper)
        )

    def of_columns(self, columns: Numbers) -> Numbers:
        """Return the places of the terms of some variables."""
        starts, ends = self._column_starts[columns], self._column_starts[columns + 1]
        return self._places[ranges(starts, ends)]

    def of_rows(self, rows: Numbers) -> Numbers:
        """Return the places of the terms of some rows."""
        return ranges(self.starts[rows], self.starts[rows + 1])

    def lowered(self, solution: Numbers, cost: Mapping[int, int]) -> Numbers:
        """Return a solution with each cost as low as all other variables allow.

        A solution of the tier before has costs of this one as high as they happened to
        be, since nothing counted them.
        """
        values = np.array(solution, dtype=np.int64)
        sums = self.sums(values)
        for _sweep in range(SWEEPS):
            changed = False
            for variable in (v for v, c in cost.items() if c > 0):
                room = int(values[variable] - self.lower[variable])
                if room <= 0:
                    continue
                places = self.of_columns(np.array([variable]))
                rows, factors = self.row[places], self.factor[places]
                slack = np.where(
                    factors > 0,
                    sums[rows] - self.row_lower[rows],
                    self.row_upper[rows] - sums[rows],
                )
                steps = np.floor(slack / np.abs(factors))
                room = int(min(room, steps.min(initial=np.inf)))
                if room > 0:
                    values[variable] -= room
                    sums[rows] -= room * factors
                    changed = True
            if not changed:
                break
        return values


def ranges(starts: Numbers, ends: Numbers) -> Numbers:
    """Return the numbers of several ranges, one after the other."""
    lengths = ends - starts
    total = int(lengths.sum())
    if not total:
        return np.zeros(0, dtype=np.int64)
    return np.arange(total, dtype=np.int64) + np.repeat(
        ends - np.cumsum(lengths), lengths
    )


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
    proto.linear_constraints.lower_bounds.extend(rows.row_lower)
    proto.linear_constraints.upper_bounds.extend(rows.row_upper)
    proto.linear_constraint_matrix.row_ids.extend(rows.row)
    proto.linear_constraint_matrix.column_ids.extend(rows.column)
    proto.linear_constraint_matrix.coefficients.extend(rows.factor)
    return proto
