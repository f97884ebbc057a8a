"""A small model cut out of a large one: some variables are free, all others fixed.

What the rows say of the free variables is followed first, in arrays: most that can no
longer change never reach the solver, nor do rows that always hold then. That takes
milliseconds, and the solver takes many more for the same.
"""

import numpy as np
from ortools.sat.python import cp_model

from scheduler.solve.rows import Matrix, Numbers
from scheduler.solve.text import hint_text, model_text, objective

ROUNDS = 8
"""Most rounds of following the rows; most parts need three or four."""

ROUNDING = 1e-9
"""Error of a division: all numbers divided are whole and small."""


class Part:
    """The rows that touch some variables, all others as they are.

    Parameters
    ----------
    matrix
        All rows.
    free
        The variables, in order.
    values, costs
        Values of all variables, and their costs.

    Attributes
    ----------
    possible
        Whether the rows leave any value to each variable.
    free
        The variables that still have a choice.
    """

    def __init__(
        self, matrix: Matrix, free: Numbers, values: Numbers, costs: Numbers
    ) -> None:
        number = np.full(matrix.width, -1, dtype=np.int64)
        number[free] = np.arange(len(free))
        touched = matrix.rows_of(free)
        places = matrix.of_rows(touched)
        lengths = matrix.starts[touched + 1] - matrix.starts[touched]
        row = np.repeat(np.arange(len(touched)), lengths)
        column, factor = matrix.column[places], matrix.factor[places]
        inside = number[column] >= 0
        fixed = _sums(row[~inside], (factor * values[column])[~inside], len(touched))
        self._row, self._column = row[inside], number[column[inside]]
        self._factor = factor[inside]
        self._least = matrix.row_lower[touched] - fixed
        self._most = matrix.row_upper[touched] - fixed
        self._lower = matrix.lower[free].astype(float)
        self._upper = matrix.upper[free].astype(float)
        self._values, self._costs = values, costs
        self._follow()
        least = self._reach(self._ends(least=True))
        most = self._reach(self._ends(least=False))
        self._says = (least < self._least) | (most > self._most)
        held = (most >= self._least) & (least <= self._most)
        self.possible = bool(np.all(self._lower <= self._upper) and np.all(held))
        choice = self._lower < self._upper
        self._choice, self.free = choice, free[choice]
        self._base = values.copy()
        self._base[free] = self._lower.astype(np.int64)

    def _follow(self) -> None:
        """Tighten the bounds of the variables by what each row leaves to them."""
        positive = self._factor > 0
        for _round in range(ROUNDS):
            low, high = self._ends(least=True), self._ends(least=False)
            least, most = self._reach(low), self._reach(high)
            # What a term can be at least and at most beside the others of its row.
            most_of = (self._most - least)[self._row] + low
            least_of = (self._least - most)[self._row] + high
            ends = (most_of / self._factor, least_of / self._factor)
            top = np.floor(np.where(positive, *ends) + ROUNDING)
            bottom = np.ceil(np.where(positive, *ends[::-1]) - ROUNDING)
            before = self._lower, self._upper
            self._lower, self._upper = self._lower.copy(), self._upper.copy()
            np.minimum.at(self._upper, self._column, top)
            np.maximum.at(self._lower, self._column, bottom)
            if np.any(self._lower > self._upper):
                return
            now = (self._lower, self._upper)
            if all(map(np.array_equal, before, now)):
                return

    def _ends(self, *, least: bool) -> Numbers:
        """Return the least or the greatest value that each term can have."""
        lower, upper = self._lower[self._column], self._upper[self._column]
        up = (self._factor > 0) == least
        return self._factor * np.where(up, lower, upper)

    def _reach(self, terms: Numbers) -> Numbers:
        """Return the sum of each row, if its terms are these."""
        return _sums(self._row, terms, len(self._least))

    def model(self, *, hinted: bool) -> cp_model.CpModel:
        """Return the small model; ``hinted``: with the values as a hint."""
        choice, column = self._choice, self._column
        place = np.cumsum(choice) - 1
        open_ = choice[column]
        # Without a choice the least value is the only one.
        value = self._factor * self._lower[column]
        rest = _sums(self._row[~open_], value[~open_], len(self._least))
        kept = open_ & self._says[self._row]
        lengths = np.bincount(self._row[kept], minlength=len(self._least))
        some = lengths > 0
        domains = (self._lower[choice], self._upper[choice])
        parts = [
            model_text(
                tuple(end.astype(np.int64) for end in domains),
                (place[column[kept]], self._factor[kept]),
                lengths[some],
                ((self._least - rest)[some], (self._most - rest)[some]),
            )
        ]
        cost = self._costs[self.free]
        costly = np.flatnonzero(cost)
        if len(costly):
            parts.append(objective(costly.tolist(), cost[costly].tolist(), 0))
        if hinted:
            parts.append(hint_text(self._values[self.free].tolist()))
        model = cp_model.CpModel()
        model.proto.parse_text_format("\n".join(parts))
        return model

    def whole(self, solution: Numbers) -> Numbers:
        """Return the values of all variables for a solution of the small model."""
        values = self._base.copy()
        values[self.free] = solution
        return values


def _sums(row: Numbers, terms: Numbers, height: int) -> Numbers:
    return np.bincount(row, weights=terms, minlength=height)
