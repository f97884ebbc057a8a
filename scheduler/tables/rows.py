"""Typed rows: how a family of tables declares what its columns hold.

A table is a class, and a column is an attribute of it::

    @table("zones", N_("Places where missions are held."), key=("zone",))
    class ZoneRow(Row):
        zone: str = column(CODE, N_("Code of the zone."))
        commune: str = column(ref("communes"), N_("Commune in which it lies."))
        note: str | None = column(CODE, N_("Note; empty = none."), default=None)

The order of the attributes is that of the columns. A column whose name is a word of
Python has ``_`` at the end of its attribute (``from_``). The reader, the writer, the
workbook and the manual work with :attr:`Row.table`; checks and builders with the rows.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass, field
from keyword import iskeyword
from typing import (
    TYPE_CHECKING,
    Any,
    ClassVar,
    Self,
    TypeVar,
    dataclass_transform,
)

from scheduler.io.cells import CellError, parse, render
from scheduler.io.faults import Fault, Faults, shown
from scheduler.io.schema import Column, Table
from scheduler.io.tables import Line, RawTable
from scheduler.tables.columns import Declared, column
from scheduler.words import N_

T = TypeVar("T")


class LackingError(LookupError):
    """A cell that is needed and could not be read.

    Parameters
    ----------
    file, column
        Where it stands.
    """

    def __init__(self, file: str, column: str) -> None:
        super().__init__(f"{file}: {column}")
        self.file = file
        self.column = column


class Row(Line):
    """A row whose cells are read: an attribute for each column that could be read.

    Any other column raises :class:`LackingError`. A row is never changed; ``without``
    and ``changed`` return another one.
    """

    __slots__ = ()
    table: ClassVar[Table]
    casts: ClassVar[Mapping[str, Callable[[Any], Any]]]
    """What makes members of enumerations of choices, by column."""

    if not TYPE_CHECKING:  # or every misspelt attribute would pass

        def __getattr__(self, name: str) -> Any:
            """Refuse a column that could not be read."""
            column = name.rstrip("_")
            if any(c.name == column for c in self.table.columns):
                raise LackingError(self.file, column)
            raise AttributeError(name)

    @classmethod
    def of(cls, line: Line, values: Mapping[str, Any]) -> Self:
        """Return a row from where it stands and its values by column."""
        row = object.__new__(cls)
        place = {"file": line.file, "number": line.number, "cells": line.cells}
        for name, value in {**place, **values}.items():
            object.__setattr__(row, attribute(name), value)
        return row

    def read(self, column: str) -> Any:
        """Return the value of a column that is known by name only."""
        return getattr(self, attribute(column))

    @property
    def key(self) -> str:
        """The code by which other rows refer to this one: its first column."""
        return str(self.read(self.table.key[0]))

    @property
    def place(self) -> str:
        """Where it stands, as in messages: ``pins.csv:2``; empty if made in code."""
        return f"{self.file}:{self.number}" if self.file else ""

    @property
    def has_key(self) -> bool:
        """Whether this code could be read."""
        return self.has(self.table.key[0])

    def values(self) -> dict[str, Any]:
        """Return the values by column, less those that could not be read."""
        names = [c.name for c in self.table.columns]
        return {n: self.read(n) for n in names if self.has(n)}

    def texts(self) -> dict[str, str]:
        """Return the cells by column, as they would be written."""
        return {c.name: render(c, self.read(c.name)) for c in self.table.columns}

    def has(self, *columns: str) -> bool:
        """Tell whether some columns could be read."""
        try:
            for name in columns:
                self.read(name)
        except LackingError:
            return False
        return True

    @property
    def complete(self) -> bool:
        """Whether every column could be read."""
        return self.has(*(c.name for c in self.table.columns))

    def without(self, columns: Iterable[str]) -> Self:
        """Return the row as if some columns could not be read."""
        lost = set(columns)
        return self.of(self, {n: v for n, v in self.values().items() if n not in lost})

    def changed(self, **values: Any) -> Self:
        """Return the row with other values in some columns."""
        return self.of(self, {**self.values(), **values})


R = TypeVar("R", bound=Row)


def if_read(value: Callable[[], T]) -> T | None:
    """Return what a row says, or ``None`` if that cell could not be read."""
    try:
        return value()
    except LackingError:
        return None


def attribute(column: str) -> str:
    """Return the attribute of a row in which the value of a column is."""
    return f"{column}_" if iskeyword(column) else column


@dataclass_transform(
    kw_only_default=True,
    frozen_default=True,
    eq_default=False,
    field_specifiers=(column,),
)
def table(
    name: str, words: str, *, key: tuple[str, ...] = (), required: bool = False
) -> Callable[[type[R]], type[R]]:
    """Make a table of a class of rows; parameters as of :class:`Table`.

    Raises
    ------
    TypeError
        If the default of a column says that an empty cell is nothing, and it is an
        empty text or list; or the other way round.
    """

    def declare(rows: type[R]) -> type[R]:
        columns: list[Column] = []
        casts: dict[str, Callable[[Any], Any]] = {}
        for place, declared in list(vars(rows).items()):
            if not isinstance(declared, Declared):
                continue
            made = declared.named(place.rstrip("_"))
            columns.append(made)
            if declared.kind.cast is not None:
                casts[made.name] = declared.kind.cast
            empty = MISSING if made.required else _read(made, "", casts)
            if (empty is None) is not (declared.default is None):
                raise TypeError(
                    f"{name}.{place}: default=None is for cells that may have no value"
                )
            setattr(rows, place, field(default=empty))
        typed = dataclass(frozen=True, slots=True, kw_only=True, eq=False)(rows)
        typed.table = Table(
            name=name, words=words, columns=tuple(columns), key=key, required=required
        )
        typed.casts = casts
        return typed

    return declare


def _read(column: Column, text: str, casts: Mapping[str, Callable[[Any], Any]]) -> Any:
    value = parse(column, text)
    cast = casts.get(column.name)
    return value if cast is None or value is None else cast(value)


def parse_rows(raw: RawTable, rows: type[R], faults: Faults) -> list[R]:
    """Return the rows of a table with their cells read.

    Parameters
    ----------
    raw
        The table as written.
    rows
        What its rows are.
    faults
        Grows by cells that cannot be read and by rows whose key is already taken.
    """
    found = [_read_row(line, raw, rows, faults) for line in raw.rows]
    first: dict[tuple[Any, ...], int] = {}
    key = rows.table.key
    for row in found:
        if not key or not row.has(*key):
            continue
        values = tuple(row.read(name) for name in key)
        if values in first:
            written = [name for name in key if name in row.cells]
            faults.append(
                row.fault(
                    written[0] if written else key[0],
                    N_("the same row twice ({written})"),
                    N_("row {first} has the same {columns}: keep one"),
                    written=shown(", ".join(row.cells[name] for name in written)),
                    first=first[values],
                    columns=", ".join(key),
                )
            )
        first.setdefault(values, row.number)
    return found


def _read_row(line: Line, raw: RawTable, rows: type[R], faults: Faults) -> R:
    values = {}
    for each in rows.table.columns:
        try:
            text = line.cells.get(each.name, "")
            values[each.name] = _read(each, text, rows.casts)
        except CellError as error:
            # A required column that is missing was reported once, in the heading.
            if each.name in raw.columns:
                faults.append(cell_fault(line, each, error))
    return rows.of(line, values)


def cell_fault(line: Line, column: Column, error: CellError) -> Fault:
    """Return the fault of a cell that could not be read."""
    return line.fault(column.name, error.message, error.hint, **error.values)
