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

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass, field
from enum import StrEnum
from keyword import iskeyword
from typing import (
    TYPE_CHECKING,
    Any,
    ClassVar,
    Generic,
    Self,
    TypeVar,
    dataclass_transform,
    overload,
)

from scheduler.io.cells import CellError, parse
from scheduler.io.faults import Fault, shown
from scheduler.io.schema import MIDNIGHT, Column, Table, Type
from scheduler.io.tables import Line, RawTable
from scheduler.words import N_

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)


class Kind(Generic[T]):
    """What the cells of a column hold, and the type of the values read from them.

    Parameters
    ----------
    type
        How cells are written.
    cast
        What makes a value of a choice; ``None`` = it stays as it was read.
    facts
        Bounds, choices and the like, as :class:`Column` takes them.
    """

    def __init__(
        self, type: Type, cast: Callable[[Any], T] | None = None, **facts: Any
    ) -> None:
        self.type = type
        self.cast = cast
        self.facts = facts


CODE = Kind[str](Type.CODE)
CODES = Kind[tuple[str, ...]](Type.CODES)
TEXT = Kind[str](Type.TEXT)
LINES = Kind[str](Type.TEXT, lines=True)
"""A text that may have several lines."""
YES_NO = Kind[bool](Type.YES_NO)
DATE = Kind[dt.date](Type.DATE)
DATES = Kind[tuple[dt.date, ...]](Type.DATES)
TIME = Kind[int](Type.TIME)
"""A time of day, in minutes."""
END_TIME = Kind[int](Type.TIME, most=MIDNIGHT)
"""The same, where ``24:00`` may end the day."""
TIMES = Kind[tuple[int, ...]](Type.TIMES)
WEEKDAYS = Kind[frozenset[int]](Type.WEEKDAYS)
"""Days of the week, Monday = 0."""
SETTING = Kind[str](Type.SETTING)
INSTANT = Kind[dt.datetime](Type.INSTANT)
INSTANTS = Kind[tuple[dt.datetime, ...]](Type.INSTANTS)


def ref(table: str = "") -> Kind[str]:
    """Return the kind of a key of another table."""
    return Kind(Type.REF, refers=table or None)


def refs(table: str) -> Kind[tuple[str, ...]]:
    """Return the kind of a list of keys of another table."""
    return Kind(Type.REFS, refers=table)


def quantities(table: str | None = None) -> Kind[tuple[tuple[str, int], ...]]:
    """Return the kind of a list of ``code:number``, codes of another table if named."""
    return Kind(Type.QUANTITIES, refers=table)


def whole(
    least: int | None = None, most: int | None = None, unit: str = ""
) -> Kind[int]:
    """Return the kind of a whole number, with its bounds and what it counts."""
    return Kind(Type.INTEGER, least=least, most=most, unit=unit)


def duration(
    least: int | None = None, most: int | None = None, unit: str = ""
) -> Kind[int]:
    """Return the kind of a duration, written in hours; bounds and value in minutes."""
    return Kind(Type.HOURS, least=least, most=most, unit=unit)


def word(*codes: str) -> Kind[Any]:
    """Return the kind of one of some codes: ``str``, or a ``Literal`` of them."""
    return Kind(Type.CHOICE, choices=codes)


def choice(of: type[E]) -> Kind[E]:
    """Return the kind of one of the codes of an enumeration."""
    return Kind(Type.CHOICE, of, choices=tuple(m.value for m in of))


def choices(of: type[E]) -> Kind[tuple[E, ...]]:
    """Return the kind of a list of codes of an enumeration."""

    def cast(codes: Iterable[str]) -> tuple[E, ...]:
        return tuple(map(of, codes))

    return Kind(Type.CHOICES, cast, choices=tuple(m.value for m in of))


@dataclass(frozen=True, slots=True)
class _Declared:
    """A column as declared, before it has its name."""

    kind: Kind[Any]
    words: str
    default: Any


@overload
def column(kind: Kind[T], words: str) -> T: ...
@overload
def column(kind: Kind[T], words: str, *, default: str) -> T: ...
@overload
def column(kind: Kind[T], words: str, *, default: None) -> T | None: ...
def column(kind: Kind[Any], words: str, *, default: Any = MISSING) -> Any:
    """Declare a column.

    Parameters
    ----------
    kind
        What its cells hold.
    words
        Meaning, in a sentence (message id).
    default
        What an empty cell stands for, as it would be written; ``""`` = an empty text
        or list, ``None`` = nothing. Without a default, a cell may not be empty.
    """
    return _Declared(kind, words, default)


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
    """A row as understood: an attribute for each column that could be read.

    Any other column raises :class:`LackingError`. A row is never changed; ``without``
    and ``changed`` return another one.
    """

    __slots__ = ()
    table: ClassVar[Table]
    casts: ClassVar[Mapping[str, Callable[[Any], Any]]]

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
        whence = {"file": line.file, "number": line.number, "cells": line.cells}
        for name, value in {**whence, **values}.items():
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
    def has_key(self) -> bool:
        """Whether this code could be read."""
        return self.has(self.table.key[0])

    def values(self) -> dict[str, Any]:
        """Return the values by column, less those that could not be read."""
        names = [c.name for c in self.table.columns]
        return {n: self.read(n) for n in names if self.has(n)}

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
    """Make a table of a class of rows; parameters as of :class:`Table`."""

    def declare(rows: type[R]) -> type[R]:
        columns: list[Column] = []
        casts: dict[str, Callable[[Any], Any]] = {}
        for place, declared in list(vars(rows).items()):
            if not isinstance(declared, _Declared):
                continue
            kind, default = declared.kind, declared.default
            made = Column(
                name=place.rstrip("_"),
                type=kind.type,
                words=declared.words,
                required=default is MISSING,
                default="" if default in (MISSING, None) else str(default),
                **kind.facts,
            )
            columns.append(made)
            if kind.cast is not None:
                casts[made.name] = kind.cast
            empty = MISSING if made.required else _read(made, "", casts)
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


def understand(raw: RawTable, rows: type[R], faults: list[Fault]) -> list[R]:
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
    found = [_understand(line, raw, rows, faults) for line in raw.rows]
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


def _understand(line: Line, raw: RawTable, rows: type[R], faults: list[Fault]) -> R:
    values = {}
    for column in rows.table.columns:
        try:
            text = line.cells.get(column.name, "")
            values[column.name] = _read(column, text, rows.casts)
        except CellError as error:
            # A required column that is missing was reported once, in the heading.
            if column.name in raw.columns:
                faults.append(cell_fault(line, column, error))
    return rows.of(line, values)


def cell_fault(line: Line, column: Column, error: CellError) -> Fault:
    """Return the fault of a cell that could not be read."""
    return line.fault(column.name, error.message, error.hint, **error.values)
