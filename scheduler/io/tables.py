"""Tables as text: CSV files to rows of cells, and back.

CSV is read as spreadsheets write it: commas, semicolons or tabs, UTF-8 with or without
mark, UTF-16 or Windows-1252. Sheets of a workbook come as the same grid of texts, so
the code after this point is the same for both.
"""

import codecs
import csv
import io
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from scheduler.io.faults import Fault, Faults, shown, suggestion
from scheduler.io.schema import Table
from scheduler.io.vocabulary import HEADINGS, named
from scheduler.words import N_

Grid = Sequence[Sequence[str]]
"""Cells by row and column, as a spreadsheet shows them, from row 1."""

Rows = Sequence[Mapping[str, str]]
"""Rows of a table to be written: texts by heading, empty cells left out."""

DELIMITERS = ",;\t"

TITLES = 9
"""Most lines above the headings."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row as written; a row made in code has no file.

    Parameters
    ----------
    file, number
        File or sheet, and line or row in it.
    cells
        Cells that are not empty, by heading.
    """

    file: str = ""
    number: int = 0
    cells: Mapping[str, str] = field(default_factory=dict)

    def fault(
        self, column: str, message: str, hint: str = "", **values: str | int
    ) -> Fault:
        """Return a fault of a cell of this row; ``{value}`` is the text of the cell."""
        written = {"value": shown(self.cells.get(column, ""))}
        return Fault(
            file=self.file,
            row=self.number,
            column=column,
            message=message,
            hint=hint,
            values={**written, **values},
        )


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
    rows: tuple[Line, ...]


def decode(data: bytes, file: str, faults: Faults) -> str | None:
    """Return the text of a file in UTF-8, UTF-16 or Windows-1252."""
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return unicodedata.normalize("NFC", text)
    faults.add(file, N_("not a text file"), N_("save it as CSV UTF-8"))
    return None


def read_csv(data: bytes, table: Table, file: str, faults: Faults) -> RawTable:
    """Return a table read from the bytes of a CSV file.

    Parameters
    ----------
    data, table, file
        What to read, what it should hold, and its name in messages.
    faults
        Extended by what is wrong.
    """
    text = decode(data, file, faults)
    grid = None if text is None else csv_grid(text, table, file, faults)
    if grid is None:
        return RawTable(table, file, frozenset(), ())
    return to_table(grid, table, file, faults)


def csv_grid(text: str, table: Table, file: str, faults: Faults) -> Grid | None:
    """Return the cells of a CSV text; the heading line shows the delimiter."""
    skipped = 0
    if text[:4].casefold() == "sep=":
        # Some spreadsheets write the delimiter in a first line.
        text, skipped = text.partition("\n")[2], 1
    heading, delimiter = _heading_line(text, table)
    rows: list[list[str]] = [[]] * skipped
    fault: Fault | None = None
    try:
        # Strictly: a quote out of place would take in the rows below it.
        for row in csv.reader(
            io.StringIO(text, newline=""), delimiter=delimiter, strict=True
        ):
            rows.append(row)
            fault = fault or _quoted_rows(row, heading, delimiter, file, len(rows))
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
    """Return the line that names most columns, and its delimiter.

    Titles may stand above it. Of lines that name equally many, it is the first.
    """
    known = [c.name for c in table.columns]
    written = (line for line in text.splitlines() if line.strip(" ,;\t"))
    pairs = [(line, d) for line in islice(written, TITLES + 1) for d in DELIMITERS]
    return max(
        pairs or [("", DELIMITERS[0])],
        key=lambda pair: (
            _count_headings(pair[0].split(pair[1]), known),
            pair[0].count(pair[1]),
        ),
    )


def _count_headings(cells: Iterable[str], known: Sequence[str]) -> int:
    """Return how many cells are names of known columns."""
    return sum(named(cell.strip(' "'), known, HEADINGS) in known for cell in cells)


def _quoted_rows(
    row: Sequence[str], heading: str, delimiter: str, file: str, number: int
) -> Fault | None:
    """Return a fault if a quoted cell holds what looks like rows of the table."""
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
    grid: Grid, table: Table, file: str, faults: Faults, first: int = 1
) -> RawTable:
    """Return a table from its cells: the heading, then the rows.

    Blank rows, and titles above the heading, are skipped.

    Parameters
    ----------
    grid, table, file
        Cells, what they should hold, and the name in messages.
    faults
        Extended by what is wrong with the headings and with the shape of the rows.
    first
        Number of the first row in messages.
    """
    rows = [
        (n, [cell.strip() for cell in row])
        for n, row in enumerate(grid, start=first)
        if any(cell.strip() for cell in row)
    ]
    if not rows:
        faults.add(
            file,
            N_("no heading line"),
            N_("begin with: {known}"),
            row=first,
            known=",".join(c.name for c in table.columns),
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
                faults.add(
                    file,
                    N_("a cell without a heading ({value})"),
                    N_(
                        "remove it, or name its column; quote text that holds "
                        "the separator"
                    ),
                    row=at,
                    value=shown(cell),
                )
        pairs = zip(heading, cells, strict=False)
        found.append(Line(file, at, {h: c for h, c in pairs if c and h in known}))
    return RawTable(table, file, frozenset({*known} & {*heading}), tuple(found))


def _titles(rows: Sequence[Sequence[str]], known: Sequence[str]) -> int:
    """Return how many titles stand above the headings: rows of one cell."""
    for number, cells in enumerate(rows):
        if _count_headings(cells, known):
            return number
        if sum(map(bool, cells)) != 1:
            break
    return 0


def _check_heading(
    heading: Sequence[str], row: int, table: Table, file: str, faults: Faults
) -> None:
    known = [c.name for c in table.columns]
    free = [c for c in known if c not in heading]
    for place, name in enumerate(heading):
        more: dict[str, str] = {}
        if name in heading[:place] and name:
            message, hint = N_("duplicate column"), N_("keep one")
        elif name and name not in known:
            message = N_("unknown column")
            hint, more = suggestion(name, free, N_("unused columns: {known}"))
        else:
            continue
        faults.add(file, message, hint, row=row, column=shown(name), **more)
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


def render_csv(table: Table, rows: Rows) -> bytes:
    """Return a table as canonical CSV: all columns, commas, UTF-8, line feeds."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([c.name for c in table.columns])
    writer.writerows([row.get(c.name, "") for c in table.columns] for row in rows)
    return text.getvalue().encode()
