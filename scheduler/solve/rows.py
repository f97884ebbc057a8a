"""The rows of a CP-SAT model as a linear program: to solve, and to check exactly."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from scheduler.solve.text import UNBOUNDED, hint_text, linear, model_text, objective

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

SWEEPS = 4
"""Most passes over the costs to lower them; a pass seldom changes what another did."""

LONG = 200
"""Terms from which a row links too much to tell what belongs together."""

Numbers: TypeAlias = Any
"""An array of numbers."""

Row: TypeAlias = tuple[Iterable[tuple[int, int]], int, int]
"""Terms (variable, factor), and the two numbers between which their sum is."""

Told: TypeAlias = tuple[Sequence[int], Sequence[int], int]
"""Variables, their factors and the most that the sum may be."""

Terms: TypeAlias = tuple[dict[int, int], int]
"""A cost by variable, and its constant part."""


def _whole() -> Numbers:
    return np.zeros(0, dtype=np.int64)


def _real() -> Numbers:
    return np.zeros(0)


@dataclass(eq=False)
class LinearModel:
    """A CP-SAT model as rows of a linear program; it grows with the model.

    ``loose`` has the rows without which it is a relaxation. Terms are in arrays, which
    copies share: none is changed, longer ones take their places.
    """

    lower: list[int] = field(default_factory=list)
    upper: list[int] = field(default_factory=list)
    row: Numbers = field(default_factory=_whole)
    column: Numbers = field(default_factory=_whole)
    factor: Numbers = field(default_factory=_whole)
    row_lower: Numbers = field(default_factory=_real)
    row_upper: Numbers = field(default_factory=_real)
    loose: set[int] = field(default_factory=set)
    _read: int = 0

    def catch_up(
        self, model: "cp_model.CpModel", loose: Collection[int] = frozenset()
    ) -> None:
        """Add the variables and constraints new in the model since the last call.

        ``loose`` has the indices of constraints to be marked (``without_loose``).

        Raises
        ------
        NotImplementedError
            If a constraint is not linear: a fault of this program.
        """
        for variable in list(model.proto.variables)[len(self.lower) :]:
            domain = variable.domain
            self.lower.append(domain[0])
            self.upper.append(domain[len(domain) - 1])
        read = _Rows()
        for constraint in list(model.proto.constraints)[self._read :]:
            first = len(self.row_lower) + len(read.lengths)
            conditions = [~e for e in _read(constraint.enforcement_literal)]
            if constraint.has_linear() and not conditions:
                linear, domain = constraint.linear, constraint.linear.domain
                low, high = domain[0], domain[len(domain) - 1]
                read.add(_read(linear.vars), _read(linear.coeffs), low, high)
            elif constraint.has_bool_or():
                read.clause([*_read(constraint.bool_or.literals), *conditions])
            elif constraint.has_bool_and():
                for literal in _read(constraint.bool_and.literals):
                    read.clause([literal, *conditions])
            else:
                raise NotImplementedError(str(constraint))
            if self._read in loose:
                self.loose.update(range(first, len(self.row_lower) + len(read.lengths)))
            self._read += 1
        self._take(read)

    def extend(self, more: Iterable[Row]) -> None:
        """Add rows."""
        read = _Rows()
        for terms, low, high in more:
            told = list(terms)
            read.add([v for v, _ in told], [f for _, f in told], low, high)
        self._take(read)

    def _take(self, read: "_Rows") -> None:
        """Add rows: terms of one variable as one, factors without a common divisor."""
        lengths = np.array(read.lengths, dtype=np.int64)
        if not len(lengths):
            return
        row = np.repeat(np.arange(len(lengths)), lengths)
        column = np.array(read.variables, dtype=np.int64)
        factor = np.array(read.factors, dtype=np.int64)
        order = np.lexsort((column, row))
        row, column, factor = row[order], column[order], factor[order]
        new = np.ones(len(row), dtype=bool)
        new[1:] = (row[1:] != row[:-1]) | (column[1:] != column[:-1])
        if not new.all():
            factor = np.add.reduceat(factor, np.flatnonzero(new))
            row, column = row[new], column[new]
        # Large factors cost solvers with floating point their precision.
        common = np.ones(len(lengths), dtype=np.int64)
        if len(row):
            starts = np.flatnonzero(np.diff(row, prepend=-1))
            common[row[starts]] = np.maximum(1, np.gcd.reduceat(np.abs(factor), starts))
        low = np.array(read.low, dtype=np.int64)
        high = np.array(read.high, dtype=np.int64)
        least = np.where(low > -UNBOUNDED, -(-low // common), -np.inf)
        most = np.where(high < UNBOUNDED, high // common, np.inf)
        self.row = np.concatenate([self.row, row + len(self.row_lower)])
        self.column = np.concatenate([self.column, column])
        self.factor = np.concatenate([self.factor, factor // common[row]])
        self.row_lower = np.concatenate([self.row_lower, least])
        self.row_upper = np.concatenate([self.row_upper, most])

    def with_rows(self, more: Iterable[Row]) -> "LinearModel":
        """Return a copy with more rows."""
        found = replace(
            self, lower=[*self.lower], upper=[*self.upper], loose={*self.loose}
        )
        found.extend(more)
        return found

    def without_loose(self) -> "LinearModel":
        """Return the same variables with the rows that are not marked."""
        stays = np.ones(len(self.row_lower), dtype=bool)
        stays[list(self.loose)] = False
        own = stays[self.row]
        return LinearModel(
            lower=[*self.lower],
            upper=[*self.upper],
            row=(np.cumsum(stays) - 1)[self.row[own]],
            column=self.column[own],
            factor=self.factor[own],
            row_lower=self.row_lower[stays],
            row_upper=self.row_upper[stays],
        )

    def matrix(self) -> "Matrix":
        """Return the same as arrays."""
        return Matrix(self)


@dataclass
class _Rows:
    """Rows as they are read, one after the other."""

    variables: list[int] = field(default_factory=list)
    factors: list[int] = field(default_factory=list)
    lengths: list[int] = field(default_factory=list)
    low: list[int] = field(default_factory=list)
    high: list[int] = field(default_factory=list)

    def add(
        self, variables: Sequence[int], factors: Sequence[int], low: int, high: int
    ) -> None:
        """Add a row: a sum of factor times variable, between two numbers."""
        self.variables.extend(variables)
        self.factors.extend(factors)
        self.lengths.append(len(variables))
        self.low.append(low)
        self.high.append(high)

    def clause(self, literals: Sequence[int]) -> None:
        """Add the row that at least one of some literals is true."""
        variables = [v if v >= 0 else ~v for v in literals]
        factors = [1 if v >= 0 else -1 for v in literals]
        self.add(variables, factors, 1 - sum(v < 0 for v in literals), UNBOUNDED)


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
        self.row_lower: Numbers = model.row_lower
        self.row_upper: Numbers = model.row_upper
        # Rows are added one after the other, so they are in order.
        self.row: Numbers = model.row
        self.column: Numbers = model.column
        self.factor: Numbers = model.factor
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

    def rows_of(self, columns: Numbers) -> Numbers:
        """Return the rows with a term of some variables, in order."""
        found = np.zeros(self.height, dtype=bool)
        found[self.row[self.of_columns(columns)]] = True
        return np.flatnonzero(found)

    def columns_of(self, rows: Numbers) -> Numbers:
        """Return the variables in some rows, in order."""
        found = np.zeros(self.width, dtype=bool)
        found[self.column[self.of_rows(rows)]] = True
        return np.flatnonzero(found)

    def near(self, columns: Numbers) -> Numbers:
        """Return the variables that share a row with some, but for long rows."""
        touched = self.rows_of(columns)
        short = touched[self.starts[touched + 1] - self.starts[touched] < LONG]
        return self.columns_of(short)

    def with_auxiliaries(
        self, chosen: Numbers, auxiliary: Numbers, costs: Numbers
    ) -> Numbers:
        """Add the auxiliary variables that depend on those chosen, step by step.

        Parameters
        ----------
        chosen
            Variables.
        auxiliary, costs
            By variable: whether it is an auxiliary one, and its cost.
        """
        free = np.zeros(self.width, dtype=bool)
        free[chosen] = True
        edge = chosen
        while len(edge):
            near = self.near(edge)
            edge = near[auxiliary[near] & ~free[near]]
            free[edge] = True
        # Those that cost points and hang on a long row only.
        if len(chosen):
            touched = self.rows_of(chosen)
            near = self.columns_of(touched)
            free[near[auxiliary[near] & (costs[near] > 0)]] = True
        return np.flatnonzero(free)

    def linked(self, columns: Iterable[int], without: Numbers) -> Numbers:
        """Return the rows that link some variables to others, step by step.

        Parameters
        ----------
        columns
            Variables to begin with.
        without
            By variable: whether rows that it is in are left out.
        """
        out = np.zeros(self.height, dtype=bool)
        out[self.row[without[self.column]]] = True
        found = np.zeros(self.height, dtype=bool)
        seen = np.zeros(self.width, dtype=bool)
        edge = np.array(list(columns), dtype=np.int64)
        while len(edge):
            seen[edge] = True
            touched = self.rows_of(edge)
            touched = touched[~out[touched] & ~found[touched]]
            found[touched] = True
            near = self.columns_of(touched)
            edge = near[~seen[near]]
        return np.flatnonzero(found)

    def relaxation(
        self,
        chosen: Numbers,
        cost: Mapping[int, int] | None = None,
        offset: int = 0,
        more: Sequence["Told"] = (),
    ) -> tuple[str, Numbers]:
        """Return some rows without the others, which is a relaxation.

        Parameters
        ----------
        chosen
            Numbers of the rows.
        cost, offset
            The cost by variable to minimise, and its constant part.
        more
            Rows to keep besides: variables, factors and the most of the sum.

        Returns
        -------
        tuple
            A model in the text format of CP-SAT, and by variable its number in it, -1
            if it is not there.
        """
        cost = cost or {}
        told = [list(variables) for variables, _factors, _most in more]
        columns = self.columns_of(chosen)
        others = [v for own in (list(cost), *told) for v in own]
        columns = np.union1d(columns, np.array(others, dtype=np.int64))
        place = np.full(self.width, -1, dtype=np.int64)
        place[columns] = np.arange(len(columns))
        places = self.of_rows(chosen)
        text = model_text(
            (self.lower[columns], self.upper[columns]),
            (place[self.column[places]], self.factor[places]),
            self.starts[chosen + 1] - self.starts[chosen],
            (self.row_lower[chosen], self.row_upper[chosen]),
        )
        parts = [text]
        for own, (_own, factors, most) in zip(told, more, strict=True):
            parts.append(linear(place[own].tolist(), factors, -UNBOUNDED, most))
        if cost:
            parts.append(objective(place[list(cost)].tolist(), cost.values(), offset))
        return "\n".join(parts), place

    def whole(self, hint: Numbers, cost: Mapping[int, int], offset: int) -> str:
        """Return all rows as a model in the text format of CP-SAT.

        Parameters
        ----------
        hint
            A solution, or nothing.
        cost, offset
            The cost by variable, and its constant part.
        """
        parts = [
            model_text(
                (self.lower, self.upper),
                (self.column, self.factor),
                np.diff(self.starts),
                (self.row_lower, self.row_upper),
            )
        ]
        if cost:
            parts.append(objective(cost.keys(), cost.values(), offset))
        if len(hint) == self.width:
            parts.append(hint_text(hint.tolist()))
        return "\n".join(parts)

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


def objective_of(model: "cp_model.CpModel") -> Terms:
    """Return the cost by variable of what a model minimises, and the constant part."""
    objective = model.proto.objective
    cost: dict[int, int] = {}
    for variable, factor in zip(objective.vars, objective.coeffs, strict=True):
        cost[variable] = cost.get(variable, 0) + factor
    return cost, int(objective.offset)


def _read(numbers: Any) -> list[int]:
    """Return a list of the solver's own; reading beyond its end is slow there."""
    return list(map(numbers.__getitem__, range(len(numbers))))


def ranges(starts: Numbers, ends: Numbers) -> Numbers:
    """Return the numbers of several ranges, one after the other."""
    lengths = ends - starts
    total = int(lengths.sum())
    if not total:
        return np.zeros(0, dtype=np.int64)
    return np.arange(total, dtype=np.int64) + np.repeat(
        ends - np.cumsum(lengths), lengths
    )
