"""What several families share: columns, messages and checks."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from typing import Protocol

from scheduler.domain.validity import Validity
from scheduler.io.faults import Fault
from scheduler.tables.columns import DATE, YES_NO, column, whole
from scheduler.tables.rows import Row
from scheduler.tables.table_set import TableSet
from scheduler.words import N_

BACKWARDS = N_("ends before it begins ({first} to {last})")
OUTSIDE = N_("outside the horizon ({value})")
HORIZON = N_("choose a day from {first} to {last}")
NEEDED = N_("empty, yet “{choice}” needs it")
CLEAR = N_("leave it empty for “{choice}”")
FOREIGN = (
    N_("a shift of another force ({value})"),
    N_("name a shift of {force}"),
)


def first_valid_day(*, private: bool = False) -> dt.date | None:
    """Declare the column of the first day on which a row is valid."""
    return column(
        DATE,
        N_("First day of validity; empty = no start date."),
        default=None,
        private=private,
    )


def last_valid_day(*, private: bool = False) -> dt.date | None:
    """Declare the column of the last day on which a row is valid."""
    return column(
        DATE,
        N_("Last day of validity; empty = until further notice."),
        default=None,
        private=private,
    )


def own_priority() -> int | None:
    """Declare the column of a priority in place of that of the mission kind."""
    return column(
        whole(1, 10_000, N_("points")),
        N_("Points lost when one occurrence is not held; empty = as its kind."),
        default=None,
    )


def own_mandatory() -> bool | None:
    """Declare the column that makes missions mandatory, whatever their kind says."""
    return column(
        YES_NO,
        N_("Whether it comes before all else; empty = as its kind."),
        default=None,
    )


def horizon(
    tables: TableSet, row: Row, column: str, days: Iterable[dt.date]
) -> Iterator[Fault]:
    """Look for days outside the horizon."""
    clock = tables.clock
    outside = [d for d in days if clock is not None and d not in clock.dates]
    if clock is not None and outside:
        yield row.fault(
            column,
            OUTSIDE,
            HORIZON,
            value=", ".join(d.isoformat() for d in outside[:3]),
            first=clock.dates[0].isoformat(),
            last=clock.dates[-1].isoformat(),
        )


def fit(
    row: Row,
    choice: str,
    columns: Collection[str],
    needed: Collection[str],
    optional: Collection[str] = (),
) -> Iterator[Fault]:
    """Look for columns that a choice needs, or has no use for.

    Parameters
    ----------
    row, choice
        Where, and what was chosen there.
    columns
        Those that only some choices need.
    needed, optional
        Columns that this choice needs, and others that it may have.
    """
    for name in columns:
        value = row.read(name)
        if name in needed and value is None:
            yield row.fault(name, NEEDED, N_("fill it in"), choice=choice)
        elif value is not None and name not in (*needed, *optional):
            yield row.fault(
                name, N_("without meaning here ({value})"), CLEAR, choice=choice
            )


class Dated(Protocol):
    """A row with a first and a last day, either of which may be open."""

    @property
    def valid_from(self) -> dt.date | None:
        """First day, if any."""

    @property
    def valid_to(self) -> dt.date | None:
        """Last day, if any."""


def validity(row: Dated) -> Validity:
    """Return the days on which a row holds."""
    return Validity(row.valid_from, row.valid_to)
