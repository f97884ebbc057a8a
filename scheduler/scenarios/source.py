"""Reads the files of a scenario: a folder or a workbook, and what it extends."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from pathlib import Path

from scheduler.io import tables, workbooks
from scheduler.io.faults import Fault, Faults, shown, suggestion
from scheduler.io.files import read_or_report, relative_name, unreadable
from scheduler.io.tables import Grid, RawTable
from scheduler.scenarios import document
from scheduler.scenarios.document import Document
from scheduler.tables.registry import TABLES
from scheduler.words import N_

DOCUMENT = "scenario.toml"
WORKBOOK = ".xlsx"
_OTHER_SHEETS = ("scenario", "tiers", "help")


@dataclass(frozen=True, slots=True)
class Source:
    """A scenario as written.

    Parameters
    ----------
    document
        Keys and tiers.
    tables
        Tables by name, without those that are absent.
    inputs
        SHA-256 of every file read, by name in messages.
    unread
        Tables that exist but could not be read.
    workbook
        Name of the workbook in messages; empty for a folder.
    homes
        Folders in which calendars are looked for: its own, then those of what it
        extends.
    """

    document: Document = field(default_factory=Document)
    tables: dict[str, RawTable] = field(default_factory=dict)
    inputs: dict[str, str] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()
    workbook: str = ""
    homes: tuple[Path, ...] = ()

    def over(self, base: "Source") -> "Source":
        """Return the base with the keys and tables of this scenario in their place."""
        return Source(
            self.document.over(base.document),
            {**base.tables, **self.tables},
            {**base.inputs, **self.inputs},
            (self.unread - (base.tables.keys() - self.tables.keys()))
            | (base.unread - self.tables.keys()),
            self.workbook,
            self.homes + base.homes,
        )

    def label(self, table: str) -> str:
        """Return the name in messages of a table of this scenario."""
        if self.workbook:
            return f"{self.workbook}[{table}]"
        return DOCUMENT if table == "scenario" else f"{table}.csv"


_UNREAD = Source(Document(refused=None), unread=frozenset(TABLES))


def scenario_name(path: Path) -> str:
    """Return the code of a scenario: the name of its folder or workbook."""
    path = path.resolve()
    return path.stem if path.suffix.lower() == WORKBOOK else path.name


def home(path: Path) -> Path:
    """Return the folder to which a scenario's paths are relative."""
    return path.parent if path.suffix.lower() == WORKBOOK else path


def read_source(path: Path, faults: Faults) -> Source:
    """Return a scenario as written, with what it extends.

    Parameters
    ----------
    path
        Folder or workbook.
    faults
        Extended by what is wrong with the files.
    """
    root = home(path)
    found = read_alone(path, root, faults)
    seen = [path.resolve()]
    here, top = path, found
    while (row := top.document.keys.get("extends")) is not None:
        here = home(here) / row.cells["extends"]
        if not _is_scenario(here):
            faults.append(
                row.fault(
                    "extends",
                    N_("no such scenario ({value})"),
                    N_(
                        "name a folder with scenario.toml or a workbook, relative to "
                        "this scenario"
                    ),
                )
            )
            # The scenario named may have the tables that are missing here.
            return found.over(_UNREAD)
        if here.resolve() in seen:
            faults.append(
                row.fault(
                    "extends",
                    N_("scenarios that extend each other in a circle ({value})"),
                    N_("remove extends from one of them"),
                )
            )
            return found.over(_UNREAD)
        seen.append(here.resolve())
        top = read_alone(here, root, faults)
        found = found.over(top)
    return found


def read_alone(path: Path, root: Path, faults: Faults) -> Source:
    """Return one folder or workbook as written, without what it extends.

    Parameters
    ----------
    path
        Folder or workbook.
    root
        Folder to which the names in messages are relative.
    faults
        Extended by what is wrong with the files.
    """
    if path.is_dir():
        try:
            return _read_folder(path, root, faults)
        except OSError as error:
            faults.append(unreadable(shown(path.name), error))
            return _UNREAD
    if path.suffix.lower() == WORKBOOK and path.is_file():
        return _read_workbook(path, root, faults)
    faults.add(
        shown(path.name),
        N_("no such scenario"),
        N_("name a folder with scenario.toml, or a workbook .xlsx"),
    )
    return _UNREAD


def _is_scenario(path: Path) -> bool:
    try:
        return path.is_dir() or (path.suffix.lower() == WORKBOOK and path.is_file())
    except (OSError, ValueError):
        return False


class TableCollector:
    """Collects the tables of a scenario as they are read.

    Parameters
    ----------
    faults
        Extended by names of tables that do not exist.
    """

    def __init__(self, faults: Faults) -> None:
        self.faults = faults
        self.tables: dict[str, RawTable] = {}
        self.unread: set[str] = set()

    def add(self, raw: RawTable, *, faulty: bool) -> None:
        """Add a table; with faults and without its key column, it counts as unread."""
        self.tables[raw.table.name] = raw
        if faulty and not raw.columns.issuperset(raw.table.key[:1]):
            self.unread.add(raw.table.name)

    def refuse(
        self, name: str, label: str, message: str, known: Collection[str]
    ) -> None:
        """Add the fault of a name that no table has, with the nearest known one."""
        hint, values = suggestion(name, known, N_("known tables: {known}"))
        self.faults.append(Fault(file=label, message=message, hint=hint, values=values))
        # The table that was meant is not reported as missing too.
        self.unread.update({values.get("guess", "")} & TABLES.keys())


def _read_folder(path: Path, root: Path, faults: Faults) -> Source:
    inputs: dict[str, str] = {}

    def read(file: Path, label: str) -> bytes | None:
        data = read_or_report(file, label, faults)
        if data is not None:
            inputs[label] = hashlib.sha256(data).hexdigest()
        return data

    words = Document(refused=None)
    label = relative_name(path / DOCUMENT, root)
    if not (path / DOCUMENT).exists():
        faults.add(
            label,
            N_("missing file"),
            N_("write it with at least title, start and days"),
        )
    elif (data := read(path / DOCUMENT, label)) is not None:
        text = tables.decode(data, label, faults)
        if text is not None:
            words = document.read_toml(text, label, faults)
    found = TableCollector(faults)
    for file in sorted(path.iterdir()):
        if file.suffix.lower() != ".csv" or file.name.startswith("."):
            continue
        label = relative_name(file, root)
        table = TABLES.get(file.stem)
        if table is None:
            found.refuse(file.stem, label, N_("unknown table"), TABLES)
        elif (data := read(file, label)) is None:
            found.unread.add(table.name)
        else:
            before = len(faults)
            raw = tables.read_csv(data, table, label, faults)
            found.add(raw, faulty=len(faults) > before)
    if words.refused is None:
        # The document may name a scenario to extend, which has the other tables.
        found.unread |= TABLES.keys() - found.tables.keys()
    return Source(
        words, found.tables, inputs, frozenset(found.unread), homes=(home(path),)
    )


def _read_workbook(path: Path, root: Path, faults: Faults) -> Source:
    label = relative_name(path, root)
    data = read_or_report(path, label, faults)
    if data is None:
        return _UNREAD
    inputs = {label: hashlib.sha256(data).hexdigest()}
    sheets = workbooks.read_sheets(data, label, faults)
    if not sheets:
        return replace(_UNREAD, inputs=inputs)
    labels = {name: f"{label}[{name}]" for name in (*sheets, "scenario")}
    found = TableCollector(faults)
    for name, grid in sheets.items():
        table = TABLES.get(name)
        if table is not None:
            before = len(faults)
            raw = tables.to_table(grid, table, labels[name], faults)
            found.add(raw, faulty=len(faults) > before)
        elif name not in _OTHER_SHEETS and not _blank(grid):
            known = [*TABLES, *_OTHER_SHEETS]
            found.refuse(name, labels[name], N_("unknown sheet"), known)
    if "scenario" not in sheets:
        faults.add(
            labels["scenario"],
            N_("missing sheet"),
            N_("add it with the headings key and value"),
        )
    words = document.read_sheets(sheets, labels, faults)
    return Source(
        words, found.tables, inputs, frozenset(found.unread), label, (home(path),)
    )


def _blank(grid: Grid) -> bool:
    return not any(cell.strip() for row in grid for cell in row)
