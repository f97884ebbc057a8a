"""Raw tables: from bytes to rows of cells, still text.

CSV is read as spreadsheets write it: commas, semicolons or tabs, UTF-8 with or without
mark, UTF-16 or Windows-1252. Sheets of a workbook come as the same grid of texts, so
everything past this file is one road for both.
"""

import codecs
import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from scheduler.io.cells import CellError, parse
from scheduler.io.faults import Fault, shown, suggestion
from scheduler.io.schema import Column, Table
from scheduler.io.vocabulary import HEADINGS, named
from scheduler.words import N_

Grid = Sequence[Sequence[str]]
"""Cells by row and column, as a spreadsheet shows them, from row 1."""

DELIMITERS = ",;\t"

TITLES = 9
"""Lines that may stand above the headings."""


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row as written: only the cells that are not empty, by heading."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class RawTable:
    """A table as written.

    Parameters
    ----------
    table
        What it should hold.
    file
        Where it was read.
    columns
        Its headings.
    rows
        In order.
    """

    table: Table
    file: str
    columns: frozenset[str]
    rows: tuple[RawRow, ...]


class LackingError(KeyError):
    """A cell that is needed and could not be read.

    Parameters
    ----------
    file, column
        Where it stands.
    """

    def __init__(self, file: str, column: str) -> None:
        super().__init__(file, column)
        self.file = file
        self.column = column


@dataclass(frozen=True, slots=True)
class Row:
    """A row as understood.

    Parameters
    ----------
    file, number
        Where it stands.
    cells
        As written, for quoting.
    values
        By heading; a column that could not be read is left out.
    """

    file: str
    number: int
    cells: dict[str, str]
    values: dict[str, Any]

    def __getitem__(self, column: str) -> Any:
        """Return a value.

        Raises
        ------
        LackingError
            If it could not be read.
        """
        try:
            return self.values[column]
        except KeyError:
            raise LackingError(self.file, column) from None

    def __contains__(self, column: str) -> bool:
        """Tell whether a column could be read."""
        return column in self.values

    def fault(
        self, column: str, message: str, hint: str = "", **values: str | int
    ) -> Fault:
        """Return a fault of a cell of this row; ``value`` is what is written there."""
        written = {"value": shown(self.cells.get(column, ""))}
        return Fault(
            file=self.file,
            row=self.number,
            column=column,
            message=message,
            hint=hint,
            values={**written, **values},
        )


def decode(data: bytes, file: str, faults: list[Fault]) -> str | None:
    """Return the text of a file, whatever program saved it."""
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return unicodedata.normalize("NFC", text)
    faults.append(
        Fault(file=file, message=N_("not a text file"), hint=N_("save it as CSV UTF-8"))
    )
    return None


def read_csv(data: bytes, table: Table, file: str, faults: list[Fault]) -> RawTable:
    """Return a table read from the bytes of a CSV file.

    Parameters
    ----------
    data, table, file
        What to read, what it should hold, and its name in messages.
    faults
        Grows by what is wrong.
    """
    text = decode(data, file, faults)
    grid = None if text is None else csv_grid(text, table, file, faults)
    if grid is None:
        return RawTable(table, file, frozenset(), ())
    return to_table(grid, table, file, faults)


def csv_grid(text: str, table: Table, file: str, faults: list[Fault]) -> Grid | None:
    """Return the cells of a CSV text; the heading line tells the delimiter."""
    skipped = 0
    if text[:4].casefold() == "sep=":
        # A line that some spreadsheets write for themselves.
        text, skipped = text.partition("\n")[2], 1
    heading, delimiter = _heading_line(text, table)
    rows: list[list[str]] = [[]] * skipped
    fault: Fault | None = None
    try:
        # Strictly, since a quote out of place swallows the rows below it.
        for row in csv.reader(
            io.StringIO(text, newline=""), delimiter=delimiter, strict=True
        ):
            rows.append(row)
            fault = fault or _swallowed(row, heading, delimiter, file, len(rows))
    except csv.Error as error:
        fault = Fault(
            file=file,
            row=len(rows) + 1,
            message=N_("a quote out of place, or never closed ({value})"),
            hint=N_('close it; write " inside a quoted text twice'),
            values={"value": shown(error)},
        )
    if fault is not None:
        faults.append(fault)
        return None
    return rows


def _heading_line(text: str, table: Table) -> tuple[str, str]:
    """Return the line that names most columns, with the delimiter by which it does.

    Titles may stand above it; of lines that name as many, the first counts.
    """
    known = [c.name for c in table.columns]
    written = (line for line in text.splitlines() if line.strip(" ,;\t"))
    ways = [(line, d) for line in islice(written, TITLES + 1) for d in DELIMITERS]
    return max(
        ways or [("", DELIMITERS[0])],
        key=lambda way: (_named_in(way[0].split(way[1]), known), way[0].count(way[1])),
    )


def _named_in(cells: Iterable[str], known: Sequence[str]) -> int:
    """Return how many cells are headings of known columns."""
    return sum(named(cell.strip(' "'), known, HEADINGS) in known for cell in cells)


def _swallowed(
    row: Sequence[str], heading: str, delimiter: str, file: str, number: int
) -> Fault | None:
    """Return a fault if a quoted cell holds what look like rows of the table."""
    separators = heading.count(delimiter)
    for cell in row:
        for line in cell.splitlines()[1:] if separators > 1 else ():
            if line.count(delimiter) >= separators:
                return Fault(
                    file=file,
                    row=number,
                    message=N_("rows of the table inside a quoted text ({value})"),
                    hint=N_("close the quote where its text ends"),
                    values={"value": shown(line)},
                )
    return None


def to_table(
    grid: Grid, table: Table, file: str, faults: list[Fault], first: int = 1
) -> RawTable:
    """Return a table from its cells: the first row that is not blank is the heading.

    Parameters
    ----------
    grid, table, file
        Cells, what they should hold, and the name in messages.
    faults
        Grows by what is wrong with the headings and with the shape of the rows.
    first
        Number of the first row in messages.
    """
    rows = [
        (n, [cell.strip() for cell in row])
        for n, row in enumerate(grid, start=first)
        if any(cell.strip() for cell in row)
    ]
    if not rows:
        faults.append(
            Fault(
                file=file,
                row=first,
                message=N_("no heading line"),
                hint=N_("begin with: {known}"),
                values={"known": ",".join(c.name for c in table.columns)},
            )
        )
        return RawTable(table, file, frozenset(), ())
    known = [c.name for c in table.columns]
    titles = _titles([cells for _n, cells in rows[: TITLES + 1]], known)
    rows = rows[titles:]
    number, written = rows[0]
    heading = [named(name, known, HEADINGS) for name in written]
    _check_heading(heading, number, table, file, faults)
    found = []
    for at, cells in rows[1:]:
        for place, cell in enumerate(cells):
            if cell and (place >= len(heading) or not heading[place]):
                faults.append(
                    Fault(
                        file=file,
                        row=at,
                        message=N_("a cell without a heading ({value})"),
                        hint=N_(
                            "remove it, or name its column; quote text that holds "
                            "the separator"
                        ),
                        values={"value": shown(cell)},
                    )
                )
        pairs = zip(heading, cells, strict=False)
        found.append(RawRow(at, {h: c for h, c in pairs if c and h in known}))
    return RawTable(table, file, frozenset({*known} & {*heading}), tuple(found))


def _titles(rows: Sequence[Sequence[str]], known: Sequence[str]) -> int:
    """Return how many rows of one cell, no heading, stand above the headings."""
    for number, cells in enumerate(rows):
        if _named_in(cells, known):
            return number
        if sum(map(bool, cells)) != 1:
            break
    return 0


def _check_heading(
    heading: Sequence[str], row: int, table: Table, file: str, faults: list[Fault]
) -> None:
    known = [c.name for c in table.columns]
    free = [c for c in known if c not in heading]
    for place, name in enumerate(heading):
        more: dict[str, str] = {}
        if name in heading[:place] and name:
            message, hint = N_("duplicate column"), N_("keep one")
        elif name and name not in known:
            message = N_("unknown column")
            hint, more = suggestion(name, free, N_("columns left: {known}"))
        else:
            continue
        faults.append(
            Fault(
                file=file,
                row=row,
                column=shown(name),
                message=message,
                hint=hint,
                values=more,
            )
        )
    faults.extend(
        Fault(
            file=file,
            row=row,
            column=c.name,
            message=N_("missing column"),
            hint=N_("add it to the heading line"),
        )
        for c in table.columns
        if c.required and c.name not in heading
    )


def understand(raw: RawTable, faults: list[Fault]) -> list[Row]:
    """Return the rows of a table with their cells read.

    Parameters
    ----------
    raw
        The table as written.
    faults
        Grows by cells that cannot be read and by rows whose key is already taken.
    """
    rows = [_understand(row, raw, faults) for row in raw.rows]
    first: dict[tuple[Any, ...], int] = {}
    key = raw.table.key
    for row in rows:
        if not key or not all(name in row for name in key):
            continue
        values = tuple(row[name] for name in key)
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
    return rows


def _understand(raw: RawRow, table: RawTable, faults: list[Fault]) -> Row:
    row = Row(table.file, raw.number, raw.cells, {})
    for column in table.table.columns:
        try:
            row.values[column.name] = parse(column, raw.cells.get(column.name, ""))
        except CellError as error:
            # A required column that is missing was reported once, in the heading.
            if column.name in table.columns:
                faults.append(cell_fault(row, column, error))
    return row


def cell_fault(row: Row, column: Column, error: CellError) -> Fault:
    """Return the fault of a cell that could not be read."""
    return row.fault(column.name, error.message, error.hint, **error.values)
