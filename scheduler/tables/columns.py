"""Columns: what their cells hold, and how a family of tables declares them."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import MISSING, dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar, overload

from scheduler.io.cells import MILLION
from scheduler.io.schema import MIDNIGHT, Column, Type

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


def degrees(most: int) -> Kind[int]:
    """Return the kind of decimal degrees up to a bound, either way.

    The value is in millionths of a degree.
    """
    return Kind(Type.DEGREES, least=-most * MILLION, most=most * MILLION)


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
class Declared:
    """A column as declared, before it has its name."""

    kind: Kind[Any]
    words: str
    default: Any
    private: bool = False

    def named(self, name: str) -> Column:
        """Return the column, once it has its name."""
        needed = self.default is MISSING
        return Column(
            name=name,
            type=self.kind.type,
            words=self.words,
            required=needed,
            default="" if needed or self.default is None else str(self.default),
            private=self.private,
            **self.kind.facts,
        )


@overload
def column(kind: Kind[T], words: str, *, private: bool = ...) -> T: ...
@overload
def column(kind: Kind[T], words: str, *, default: str, private: bool = ...) -> T: ...
@overload
def column(
    kind: Kind[T], words: str, *, default: None, private: bool = ...
) -> T | None: ...
def column(
    kind: Kind[Any], words: str, *, default: Any = MISSING, private: bool = False
) -> Any:
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
    private
        Whether only some outputs may tell it: see `Column`.
    """
    return Declared(kind, words, default, private)
