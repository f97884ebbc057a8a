"""Writes a scenario as a folder: canonical CSV tables and ``scenario.toml``.

The texts of cells are written, not the values read from them. So a canonical scenario
stays the same, byte for byte, however often it is copied from folder to workbook and
back.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from scheduler.io.cells import CellError, parse, render
from scheduler.io.faults import Faults, InputFaults, shown
from scheduler.io.files import (
    Modes,
    narrowest,
    new_folder,
    read_bounded,
    unreadable,
    write_new,
)
from scheduler.io.schema import Column
from scheduler.io.tables import RawTable, Rows, render_csv
from scheduler.scenarios.document import render_document
from scheduler.scenarios.source import DOCUMENT, Source, home, read_alone, read_source
from scheduler.tables.fixtures import plain_name
from scheduler.tables.registry import KEYS, TABLES
from scheduler.words import LANGUAGES


@dataclass(frozen=True, slots=True)
class Tables:
    """A scenario as texts, to be written.

    Parameters
    ----------
    keys
        Texts of the keys of the document; those left out take their defaults.
    tables
        Rows of the tables, by name; a table left out is not written.
    tiers
        Rows of the tiers; empty = the default order.
    calendars
        Bytes of the calendars beside the tables, by file name.
    modes
        Permissions of what is written: no wider than those of what was read.
    """

    keys: Mapping[str, str]
    tables: Mapping[str, Rows] = field(default_factory=dict)
    tiers: Rows = ()
    calendars: Mapping[str, bytes] = field(default_factory=dict)
    modes: Modes = field(default_factory=Modes)

    @property
    def language(self) -> str:
        """Language of the comments: that of the scenario."""
        language = self.keys.get("language") or KEYS["language"].default
        return language if language in LANGUAGES else "en"

    def document(self) -> bytes:
        """Return ``scenario.toml``."""
        return render_document(self.keys, self.tiers, self.language)


def read_tables(path: Path | str) -> Tables:
    """Return what one folder or workbook holds itself, without what it extends.

    Cells that can be read take their canonical form; the others stay as they are.

    Raises
    ------
    InputFaults
        If a file, a heading or a key cannot be read.
    """
    path = Path(path)
    faults = Faults()
    source = read_alone(path, home(path), faults)
    faults.stop()
    return replace(tables_of(source), calendars=_calendars(path), modes=narrowest(path))


def tables_of(source: Source) -> Tables:
    """Return the texts of a scenario that was read, without its calendars."""
    document = source.document
    return Tables(
        {
            name: _canonical(KEYS[name], document.keys[name].cells[name])
            for name in KEYS
            if name in document.keys
        },
        {
            name: canonical_rows(source.tables[name])
            for name in TABLES
            if name in source.tables
        },
        () if document.tiers is None else canonical_rows(document.tiers),
    )


def _calendars(path: Path) -> dict[str, bytes]:
    """Return the bytes of the calendars that belong to a scenario, by file name.

    Of a folder, all of them. Of a workbook, those that its fixtures name, inherited
    fixtures included: others may lie beside it.

    Raises
    ------
    InputFaults
        If one cannot be read.
    """
    names = {p.name for p in home(path).iterdir() if p.is_file()}
    if not path.is_dir():
        fixtures = read_source(path, Faults()).tables.get("fixtures")
        rows = () if fixtures is None else fixtures.rows
        names &= {row.cells.get("calendar", "") for row in rows}
    found = {}
    for name in sorted(filter(plain_name, names)):
        try:
            found[name] = read_bounded(home(path) / name)
        except OSError as error:
            raise InputFaults([unreadable(shown(name), error)]) from error
    return found


def write_tables(tables: Tables, folder: Path | str) -> None:
    """Write a new folder with ``scenario.toml`` and the tables as CSV.

    Raises
    ------
    InputFaults
        If the path exists.
    """
    with new_folder(Path(folder), tables.modes) as inside:
        write_new(
            inside / DOCUMENT,
            tables.document(),
            tables.modes,
        )
        for name, rows in tables.tables.items():
            data = render_csv(TABLES[name], rows)
            write_new(inside / f"{name}.csv", data, tables.modes)
        for name, data in tables.calendars.items():
            write_new(inside / name, data, tables.modes)


def canonical_rows(raw: RawTable) -> Rows:
    """Return rows in canonical form; cells that cannot be read stay as they are."""
    return [
        {
            c.name: _canonical(c, row.cells[c.name])
            for c in raw.table.columns
            if c.name in row.cells
        }
        for row in raw.rows
    ]


def _canonical(column: Column, text: str) -> str:
    try:
        return render(column, parse(column, text))
    except CellError:
        return text
