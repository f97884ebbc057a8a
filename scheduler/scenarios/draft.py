"""A scenario made in code: Python values and data frames as texts of cells.

A draft becomes a :class:`Source`, as a folder or a workbook does. So defaults, checks
and messages are the same.
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
from scheduler.io.tables import Grid, render_csv, to_table
from scheduler.io.workbooks import cell_text
from scheduler.scenarios import document
from scheduler.scenarios.document import Document
from scheduler.scenarios.source import (
    DOCUMENT,
    Source,
    TableCollector,
    read_source,
)
from scheduler.scenarios.write import Tables, tables_of
from scheduler.tables.fixtures import find_calendar, plain_name
from scheduler.tables.registry import TABLES, TIERS
from scheduler.words import N_

_HEADING = 0
"""Number of the heading line: the first row of a table made in code is row 1."""


@dataclass
class Sheet:
    """A table that is made in code.

    Parameters
    ----------
    headings
        Columns in the order in which they were first named.
    rows
        Texts of cells; a row has as many as there were headings when it was added.
    """

    headings: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)

    def add(self, headings: Iterable[object], rows: Iterable[Iterable[Any]]) -> None:
        """Add rows of values in the order of some headings.

        A heading given twice stays twice, so that the reader refuses it.
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
                cells[place] = cell_of(value)
            self.rows.append(cells)

    def grid(self, table: Table) -> Grid:
        """Return the headings, then the rows; an empty table has all headings."""
        return [self.headings or [c.name for c in table.columns], *self.rows]


@dataclass
class Draft:
    """A scenario that is made in code.

    Parameters
    ----------
    keys
        Texts of the keys of ``scenario.toml``, by name.
    sheets
        Tables by name, tiers included; names may be wrong.
    homes
        Folders in which the calendars of ``fixtures`` are looked for.
    """

    keys: dict[str, str] = field(default_factory=dict)
    sheets: dict[str, Sheet] = field(default_factory=dict)
    homes: tuple[Path, ...] = ()

    def copy(self) -> "Draft":
        """Return a draft that later changes of this one do not reach."""
        sheets = {
            name: Sheet([*sheet.headings], [[*row] for row in sheet.rows])
            for name, sheet in self.sheets.items()
        }
        return Draft(dict(self.keys), sheets, self.homes)

    def source(self, faults: Faults) -> Source:
        """Return the scenario as the reader of files returns it.

        Parameters
        ----------
        faults
            Extended by what is wrong with names of tables, keys and headings.
        """
        if "extends" in self.keys:
            faults.add(
                "scenario",
                N_("a week made in code cannot extend another"),
                N_("begin with Builder.from_scenario(path)"),
                column="extends",
            )
        found = TableCollector(faults)
        tiers = None
        for name, sheet in self.sheets.items():
            if name == TIERS.name:
                tiers = to_table(sheet.grid(TIERS), TIERS, name, faults, _HEADING)
            elif (table := TABLES.get(name)) is not None:
                before = len(faults)
                raw = to_table(sheet.grid(table), table, name, faults, _HEADING)
                found.add(raw, faulty=len(faults) > before)
            else:
                known = [*TABLES, TIERS.name]
                found.refuse(name, name, N_("unknown table"), known)
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
        made = _Made(words, found.tables, {}, frozenset(found.unread), homes=self.homes)
        if not faults:
            made.inputs.update(_inputs(tables_of(made)))
        return made


class _Made(Source):
    """A source whose tables are in no file."""

    def label(self, table: str) -> str:
        """Return the name in messages of a table: its name."""
        return table


def draft_of(path: Path, faults: Faults) -> Draft:
    """Return what a folder or a workbook holds, and what it extends, as a draft.

    Parameters
    ----------
    path
        Folder or workbook.
    faults
        Extended by what is wrong with the files.
    """
    return draft_from(read_source(path, faults))


def draft_from(source: Source) -> Draft:
    """Return what a scenario that was read holds, as a draft."""
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
    """Return tables together with the calendars that their fixtures name.

    Raises
    ------
    OSError
        If one cannot be read.
    """
    names = {row.get("calendar", "") for row in tables.tables.get("fixtures", ())}
    found = {n: find_calendar(n, source.homes) for n in sorted(names) if plain_name(n)}
    data = {name: read_bounded(path) for name, path in found.items() if path}
    return replace(tables, calendars=data)


def without_made_up_rows(faults: Iterable[Fault]) -> list[Fault]:
    """Return faults without row numbers where a draft has no rows.

    These are headings and keys.
    """
    return [
        replace(f, row=None) if f.row == _HEADING or f.file == "scenario" else f
        for f in faults
    ]


def cell_of(value: Any) -> str:
    """Return the text of a Python value, as a CSV file would hold it.

    Lists are joined by ``|`` and mappings become ``code:number``. A missing value of
    pandas is an empty cell.
    """
    if hasattr(value, "tolist"):
        # An array or a scalar of numpy.
        value = value.tolist()
    if isinstance(value, Mapping):
        return "|".join(f"{cell_of(k)}:{cell_of(v)}" for k, v in value.items())
    if isinstance(value, set | frozenset):
        return "|".join(sorted(map(cell_of, value)))
    if isinstance(value, list | tuple):
        return "|".join(map(cell_of, value))
    if _missing(value):
        return ""
    # 0.1 + 35.2 is 35.300000000000004 and means 35.3.
    return cell_text(float(f"{value:.12g}") if isinstance(value, float) else value)


def _missing(value: Any) -> bool:
    """Tell whether a value is missing: NaN, NaT or NA."""
    try:
        return bool(value != value)  # only a NaN differs from itself
    except TypeError:
        return True


def _inputs(tables: Tables) -> dict[str, str]:
    """Return the SHA-256 of each file if the tables were written."""
    files = {DOCUMENT: tables.document()}
    for name, rows in tables.tables.items():
        files[f"{name}.csv"] = render_csv(TABLES[name], rows)
    return {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
