"""All tables of a scenario, each cell read, before they are checked as a whole."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from scheduler.domain.remarks import Remark
from scheduler.domain.time import Clock
from scheduler.tables.known import Known
from scheduler.tables.rows import R, Row

K = TypeVar("K")


class Rows:
    """Rows of tables, by their class."""

    def __init__(self) -> None:
        self._found: dict[type[Row], list[Any]] = {}

    def __getitem__(self, of: type[R]) -> list[R]:
        """Return the rows of a table, in order."""
        return self._found.get(of, [])

    def __setitem__(self, of: type[R], rows: list[R]) -> None:
        """Put rows in the place of those of a table."""
        self._found[of] = rows

    def __contains__(self, of: type[Row]) -> bool:
        """Tell whether a table is there, if only without rows."""
        return of in self._found

    def items(self) -> Iterator[tuple[type[Row], list[Row]]]:
        """Yield every class with its rows."""
        yield from self._found.items()


@dataclass(frozen=True, slots=True)
class TableSet:
    """Rows of every table, and the facts that checks need.

    Parameters
    ----------
    rows
        Rows of every table, in order; those of the built-in catalogue begin with the
        entries that the scenario keeps, and ``cycles`` ends with the days of the
        standard cycles.
    known
        Settings and goals that the code offers.
    clock
        Horizon; ``None`` if its keys cannot be read.
    document
        The keys of the document as one row, and the rows of its tiers if it has any.
    inputs
        SHA-256 of every file read.
    unread
        Tables about whose keys nothing is known.
    faulty
        Cells, by file, row and column, that cannot be read or name what is not there;
        without a column, the whole row. Their values are taken out of the rows.
    unseen
        Columns, by file, of which rows with a faulty cell are left out.
    public_holidays, school_holidays
        Holidays of the horizon, as of :class:`Scenario`.
    remarks
        What is reported about the tables without being a fault.
    set_aside
        Codes of missions that have no day in the horizon.
    """

    rows: Rows
    known: Known
    clock: Clock | None
    document: Rows
    inputs: dict[str, str]
    unread: frozenset[str]
    faulty: Mapping[tuple[str, int], frozenset[str]] = field(default_factory=dict)
    unseen: frozenset[tuple[str, str]] = frozenset()
    public_holidays: Mapping[dt.date, Mapping[str, str]] = field(default_factory=dict)
    school_holidays: Mapping[dt.date, str] | None = None
    remarks: tuple[Remark, ...] = ()
    set_aside: frozenset[str] = frozenset()

    def good(self, of: type[R]) -> list[R]:
        """Return the rows of a table, less those without a column that is asked for."""
        return [r for r in self.rows[of] if self._seen(r)]

    def was_read(self, of: type[Row]) -> bool:
        """Tell whether something is known about the keys of a table."""
        return of.table.name not in self.unread

    def whole(self, of: type[Row]) -> bool:
        """Tell whether no row of a table is left out."""
        return self.was_read(of) and all(map(self._seen, self.rows[of]))

    def _seen(self, row: Row) -> bool:
        lacking = self.faulty.get((row.file, row.number), ())
        return "" not in lacking and not any(
            (row.file, column) in self.unseen for column in lacking
        )

    def by_key(self, of: type[R]) -> dict[str | None, R]:
        """Return the sound rows of a table by their key; ``None`` names no row."""
        return {row.key: row for row in self.good(of)}

    def groups(self, of: type[R], by: Callable[[R], K]) -> dict[K, list[R]]:
        """Return the sound rows of a table by something that they say."""
        groups: defaultdict[K, list[R]] = defaultdict(list)
        for row in self.good(of):
            groups[by(row)].append(row)
        return groups

    def knows(self, of: type[Row]) -> bool:
        """Tell whether every key of a table could be read."""
        return self.was_read(of) and all(row.has_key for row in self.rows[of])

    def keys(self, of: type[Row]) -> list[str]:
        """Return the keys of a table, of faulty rows too."""
        return keys(self.rows[of])


def keys(rows: Iterable[Row]) -> list[str]:
    """Return the keys of rows as far as they could be read, each once, in order."""
    return list(dict.fromkeys(row.key for row in rows if row.has_key))


def in_catalogue(row: Row) -> bool:
    """Tell whether a row comes from the built-in catalogue."""
    return row.file.startswith("catalogue/")
