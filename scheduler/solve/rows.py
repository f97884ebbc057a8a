"""The rows of a CP-SAT model as a linear program: to solve, and to check exactly."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

UNBOUNDED = 2**62
"""From this absolute value on, a bound of the CP-SAT model means "unbounded"."""


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
                self._add(zip(linear.vars, linear.coeffs, strict=True), low, high)
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
        self._add(terms, 1 - negated, UNBOUNDED)

    def _add(self, terms: Iterable[tuple[int, int]], low: int, high: int) -> None:
        factors: dict[int, int] = {}
        for variable, factor in terms:
            factors[variable] = factors.get(variable, 0) + factor
        for variable in sorted(factors):
            self.row.append(len(self.row_lower))
            self.column.append(variable)
            self.factor.append(factors[variable])
        self.row_lower.append(low if low > -UNBOUNDED else -np.inf)
        self.row_upper.append(high if high < UNBOUNDED else np.inf)

    def holds(self, solution: "Sequence[int] | np.ndarray[Any, Any]") -> bool:
        """Tell whether a solution satisfies every bound and every row exactly."""
        values = np.array(solution, dtype=np.int64)
        sums = np.zeros(len(self.row_lower), dtype=np.int64)
        np.add.at(sums, self.row, values[self.column] * np.array(self.factor))
        return bool(
            np.all(values >= self.lower)
            and np.all(values <= self.upper)
            and np.all(sums >= self.row_lower)
            and np.all(sums <= self.row_upper)
        )
