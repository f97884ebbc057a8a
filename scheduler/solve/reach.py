"""How far a change reaches: few people, bounded by the rows near what was lost.

The published duties break some rows of the model: those of the crews and shifts that
somebody leaves. Rows that share a variable with these are one step further away, and so
on. Some rows of a model, without the others, are a relaxation: whoever keeps all rows
keeps these. So the fewest people whom the near rows require are a bound, found in
milliseconds. It is proved that nobody does with fewer once the bound is reached, and
that only officers in these rows matter.
"""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet

import numpy as np
from ortools.sat.python import cp_model

from scheduler.solve.rows import Matrix, Numbers, Told

LONG = 200
"""Terms from which a row links too much to tell what is near."""


class Reach:
    """The rows within some steps of a change.

    Parameters
    ----------
    rows
        All rows of the model.
    broken
        Numbers of the rows that the published duties break.
    changed
        For each officer the variable that is 1 if a duty changes.
    held
        Rows to keep besides: the values of earlier tiers.
    """

    def __init__(
        self,
        rows: Matrix,
        broken: Numbers,
        changed: Mapping[str, int],
        held: Iterable[Told],
    ) -> None:
        self._rows, self._near = rows, np.asarray(broken, dtype=np.int64)
        self._changed, self._held = changed, tuple(held)
        self._counts = np.zeros(rows.width, dtype=bool)
        self._counts[list(changed.values())] = True
        self._lengths = np.diff(rows.starts)
        # Who must change whatever else happens: rows of nothing but such variables.
        others = np.zeros(rows.height, dtype=np.int64)
        np.add.at(others, rows.row, ~self._counts[rows.column])
        self._always = np.flatnonzero((others == 0) & (self._lengths > 0))

    @property
    def _chosen(self) -> Numbers:
        return np.union1d(self._near, self._always)

    def _columns(self, rows: Numbers) -> Numbers:
        return self._rows.columns_of(rows)

    @property
    def width(self) -> int:
        """Number of variables in these rows."""
        return len(self._columns(self._chosen))

    @property
    def officers(self) -> frozenset[str]:
        """The officers whom these rows count."""
        inside = set(self._columns(self._chosen).tolist())
        return frozenset(o for o, v in self._changed.items() if v in inside)

    def widen(self) -> bool:
        """Go one step further; tell whether there are more rows now."""
        columns = self._columns(self._near)
        # An officer links all days: going on from there would reach everything.
        columns = columns[~self._counts[columns]]
        touched = self._rows.rows_of(columns)
        touched = touched[self._lengths[touched] < LONG]
        wider = np.union1d(self._near, touched)
        more = len(wider) > len(self._near)
        self._near = wider
        return more

    def fewest(self) -> cp_model.CpModel:
        """Return the model of these rows alone: how few people they allow."""
        model, people = self._model()
        model.minimize(cp_model.LinearExpr.sum(list(people.values())))
        return model

    def others(
        self, found: AbstractSet[str], most: int
    ) -> tuple[cp_model.CpModel, Mapping[str, cp_model.IntVar]]:
        """Return the model that seeks officers besides some, and their variables.

        Parameters
        ----------
        found
            Officers known to change in some solution.
        most
            Most people who may change.
        """
        model, people = self._model()
        others = {o: v for o, v in people.items() if o not in found}
        model.add(cp_model.LinearExpr.sum(list(people.values())) <= most)
        model.add_bool_or(list(others.values()))
        model.maximize(cp_model.LinearExpr.sum(list(others.values())))
        return model, others

    def _model(self) -> tuple[cp_model.CpModel, dict[str, cp_model.IntVar]]:
        """Return the model of these rows, and the variable of each officer in it."""
        text, place = self._rows.relaxation(self._chosen, more=self._held)
        model = cp_model.CpModel()
        model.proto.parse_text_format(text)
        people = {
            officer: model.get_int_var_from_proto_index(int(place[variable]))
            for officer, variable in self._changed.items()
            if place[variable] >= 0
        }
        return model, people


def broken(rows: Matrix, values: Numbers, known: Numbers) -> Numbers:
    """Return the rows that some values break, whatever the other variables are.

    Parameters
    ----------
    rows
        All rows of the model.
    values
        A value for each variable.
    known
        Which of them count.
    """
    low = np.where(known, values, rows.lower)
    high = np.where(known, values, rows.upper)
    least, most = np.zeros(rows.height), np.zeros(rows.height)
    up = rows.factor > 0
    first = np.where(up, low[rows.column], high[rows.column])
    last = np.where(up, high[rows.column], low[rows.column])
    np.add.at(least, rows.row, rows.factor * first)
    np.add.at(most, rows.row, rows.factor * last)
    return np.flatnonzero((least > rows.row_upper) | (most < rows.row_lower))
