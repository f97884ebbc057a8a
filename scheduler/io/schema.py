"""Descriptions of tables: their columns, and how cells are written.

``scheduler/tables`` declares the tables, one file for each family. The reader, the
writer, the workbook with its drop-downs and the manual of tables use these
descriptions.
"""

from dataclasses import dataclass
from enum import StrEnum

MIDNIGHT = 24 * 60
"""``24:00``, in minutes of the day."""


class Type(StrEnum):
    """What a cell holds. Lists are separated by ``|``."""

    CODE = "code"
    """Name without spaces: letters, digits, ``- _ .``."""
    TEXT = "text"
    INTEGER = "integer"
    HOURS = "hours"
    """Decimal hours, ``35`` or ``37,5``; inside: minutes."""
    DEGREES = "degrees"
    """Decimal degrees, ``45.7772`` or ``45,7772``; inside: millionths of a degree."""
    YES_NO = "yes/no"
    DATE = "date"
    """``2026-11-23`` or ``23/11/2026``."""
    DATES = "dates"
    TIME = "time"
    """``06:30``, ``6:30`` or ``6h30``; ``24:00`` only as the end of a day."""
    TIMES = "times"
    CHOICE = "choice"
    CHOICES = "choices"
    WEEKDAYS = "weekdays"
    """List of ``mon``…``sun``, or ranges such as ``mon-fri``."""
    REF = "ref"
    """Key of a row of another table."""
    REFS = "refs"
    CODES = "codes"
    """List of free codes, such as qualifications."""
    QUANTITIES = "quantities"
    """List of ``code:number``."""
    SETTING = "setting"
    """A value in the unit of the setting named in the row, or ``none``."""
    INSTANT = "instant"
    """Local date and time with its offset: ``2026-11-23T06:30+01:00``."""
    INSTANTS = "instants"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table.

    Parameters
    ----------
    name
        Heading.
    type
        What its cells hold.
    words
        Meaning, in a sentence (message id).
    required
        Whether a cell may not be empty.
    default
        What an empty cell stands for, as it would be written.
    refers
        For references: name of the other table.
    choices
        For choices: the codes allowed.
    least, most
        For numbers: bounds, both included. A time may be ``24:00`` only where
        ``most`` says so.
    unit
        For numbers: what they count.
    lines
        Whether a text may have several lines.
    private
        Whether it tells something of a person, of a decision about one, or what a crew
        alone is to know. ``tests/export/test_private.py`` says which outputs may tell
        it, and finds those that do though they may not.
    """

    name: str
    type: Type
    words: str
    required: bool = False
    default: str = ""
    refers: str | None = None
    choices: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None
    unit: str = ""
    lines: bool = False
    private: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of a scenario: one CSV file or one sheet.

    Parameters
    ----------
    name
        File name without ``.csv``, and name of the sheet.
    words
        What it holds, in a sentence (message id).
    columns
        In order.
    key
        Columns that together identify a row; empty = rows may repeat.
    required
        Whether every scenario needs it.
    """

    name: str
    words: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    required: bool = False

    def column(self, name: str) -> Column:
        """Return a column by its heading."""
        return next(c for c in self.columns if c.name == name)
