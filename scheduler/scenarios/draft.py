"""Tables made in code: Python values and data frames as the texts of cells.

They are one more form of a scenario beside CSV files and workbooks. From here on the
road is the same, so that defaults, checks and messages are the same too.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from scheduler.io.faults import Fault, Faults
from scheduler.io.files import read_bounded
from scheduler.io.schema import Table
from scheduler.io.tables import Grid, RawTable, render_csv, to_table
from scheduler.io.workbooks import cell_text
from scheduler.scenarios import document
from scheduler.scenarios.document import Document
from scheduler.scenarios.source import (
    DOCUMENT,
    Source,
    keyless,
    read_source,
    unknown_table,
)
from scheduler.scenarios.write import Tables, tables_of
from scheduler.tables.fixtures import find_calendar, plain_name
from scheduler.tables.registry import TABLES, TIERS
from scheduler.words import N_

_HEADING = 0
"""Number of the heading line: the first row of a table made in code is row 1."""


@dataclass
class Sheet:
    """A table in the making.

    Parameters
    ----------
    headings
        Columns in the order in which they were first named.
    rows
        Texts of cells, as many as there were headings when the row was added.
    """

    headings: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)

    def add(self, headings: Iterable[object], rows: Iterable[Iterable[Any]]) -> None:
        """Add rows whose values stand in the order of some headings.

        A heading given twice stays twice, for the reader to refuse.
        """
        places: list[int] = []
        times: Counter[str] = Counter()
        for name in map(str, headings):
            times[name] += 1
            found = [n for n, known in enumerate(self.headings) if known == name]
            if len(found) < times[name]:
                found.append(len(self.headings))
                self.headings.append(name)
            places.append(found[times[name] - 1])
        for values in rows:
            cells = [""] * len(self.headings)
            for place, value in zip(places, values, strict=True):
                cells[place] = written(value)
            self.rows.append(cells)

    def grid(self, table: Table) -> Grid:
        """Return the headings, then the rows; one that is empty has all headings."""
        return [self.headings or [c.name for c in table.columns], *self.rows]


@dataclass
class Draft:
    """A scenario in the making.

    Parameters
    ----------
    keys
        Texts of the keys of ``scenario.toml``, by name.
    sheets
        Tables by name, the tiers among them; names may be wrong.
    homes
        Folders in which the calendars that ``fixtures`` names are looked for.
    """

    keys: dict[str, str] = field(default_factory=dict)
    sheets: dict[str, Sheet] = field(default_factory=dict)
    homes: tuple[Path, ...] = ()

    def source(self, faults: Faults) -> Source:
        """Return the scenario as the reader of files would.

        Parameters
        ----------
        faults
            Grows by what is wrong with names of tables, keys and headings.
        """
        if "extends" in self.keys:
            faults.tell(
                "scenario",
                N_("extends does not go with a week made in code"),
                N_("begin with Builder.from_scenario(path)"),
                column="extends",
            )
        found: dict[str, RawTable] = {}
        unread: set[str] = set()
        tiers = None
        for name, sheet in self.sheets.items():
            if name == TIERS.name:
                tiers = to_table(sheet.grid(TIERS), TIERS, name, faults, _HEADING)
            elif name in TABLES:
                before = len(faults)
                table = TABLES[name]
                found[name] = to_table(sheet.grid(table), table, name, faults, _HEADING)
                if keyless(found[name], len(faults) > before):
                    unread.add(name)
            else:
                known = [*TABLES, TIERS.name]
                fault = unknown_table(name, name, N_("unknown table"), known)
                faults.append(fault)
                # What it was meant to be is not missed a second time.
                unread.update({str(fault.values.get("guess"))} & TABLES.keys())
        read_keys = document.read_sheets(
            {"scenario": [["key", "value"], *map(list, self.keys.items())]},
            {"scenario": "scenario"},
            faults,
        )
        words = Document(
            {k: r for k, r in read_keys.keys.items() if k != "extends"},
            tiers if tiers and tiers.rows else None,
            read_keys.refused,
        )
        made = _Made(words, found, {}, frozenset(unread), "", self.homes)
        if not faults:
            made.inputs.update(_inputs(tables_of(made)))
        return made


class _Made(Source):
    """A source whose tables are files nowhere."""

    def label(self, table: str) -> str:
        """Return the name in messages of a table: its own."""
        return table


def draft_of(path: Path, faults: Faults) -> Draft:
    """Return what a folder or a workbook holds, and what it extends, as a draft.

    Parameters
    ----------
    path
        Folder or workbook.
    faults
        Grows by what is wrong with the files.
    """
    source = read_source(path, faults)
    words = source.document
    sheets: dict[str, Sheet] = {}
    raws = [*source.tables.values(), *([words.tiers] if words.tiers else [])]
    for raw in raws:
        names = [c.name for c in raw.table.columns if c.name in raw.columns]
        sheet = sheets[raw.table.name] = Sheet()
        sheet.add(names, ([r.cells.get(n) for n in names] for r in raw.rows))
    keys = {k: r.cells[k] for k, r in words.keys.items() if k != "extends"}
    return Draft(keys, sheets, source.homes)


def with_calendars(tables: Tables, source: Source) -> Tables:
    """Return tables with the calendars that their fixtures name.

    Raises
    ------
    OSError
        If one cannot be read.
    """
    names = {row.get("calendar", "") for row in tables.tables.get("fixtures", ())}
    found = {n: find_calendar(n, source.homes) for n in sorted(names) if plain_name(n)}
    data = {name: read_bounded(path) for name, path in found.items() if path}
    return replace(tables, calendars=data)


def told(faults: Iterable[Fault]) -> list[Fault]:
    """Return faults without the numbers of lines that nobody wrote.

    These are the heading lines, and the lines of the keys.
    """
    return [
        replace(f, row=None) if f.row == _HEADING or f.file == "scenario" else f
        for f in faults
    ]


def written(value: Any) -> str:
    """Return a Python value as a CSV file would hold it.

    Lists are joined by ``|`` and mappings become ``code:number``; what pandas calls
    missing is an empty cell.
    """
    if hasattr(value, "tolist"):
        # An array or a scalar of numpy.
        value = value.tolist()
    if isinstance(value, Mapping):
        return "|".join(f"{written(k)}:{written(v)}" for k, v in value.items())
    if isinstance(value, set | frozenset):
        return "|".join(sorted(map(written, value)))
    if isinstance(value, list | tuple):
        return "|".join(map(written, value))
    if _missing(value):
        return ""
    # 0.1 + 35.2 is meant to be 35.3.
    return cell_text(float(f"{value:.12g}") if isinstance(value, float) else value)


def _missing(value: Any) -> bool:
    """Tell whether a value is a NaN, or one of the like of pandas."""
    try:
        return bool(value != value)  # only a NaN differs from itself
    except TypeError:
        return True


def _inputs(tables: Tables) -> dict[str, str]:
    """Return the SHA-256 that the files would have if the tables were written."""
    files = {DOCUMENT: tables.document()}
    for name, rows in tables.tables.items():
        files[f"{name}.csv"] = render_csv(TABLES[name], rows)
    return {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
