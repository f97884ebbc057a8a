"""The files of a scenario: a folder or a workbook, and those that it extends."""

import hashlib
from dataclasses import dataclass, field, replace
from pathlib import Path

from scheduler.io import tables, workbooks
from scheduler.io.faults import Fault, Faults, nearest, shown, suggestion
from scheduler.io.files import read_or_tell, relative_name, unreadable
from scheduler.io.schema import Table
from scheduler.io.tables import Grid, RawTable
from scheduler.scenarios import document
from scheduler.scenarios.document import Document
from scheduler.tables.registry import TABLES
from scheduler.words import N_

DOCUMENT = "scenario.toml"
WORKBOOK = ".xlsx"
_LOOSE_SHEETS = ("scenario", "tiers", "help")


@dataclass(frozen=True, slots=True)
class Source:
    """A scenario as written.

    Parameters
    ----------
    document
        Keys and tiers.
    tables
        Tables by name; those that are absent are left out.
    inputs
        SHA-256 of every file read, by its name in messages.
    unread
        Tables that are there but could not be read.
    workbook
        Name of the workbook in messages; empty for a folder.
    homes
        Folders in which other files are looked for: its own, then those of what it
        extends.
    """

    document: Document = field(default_factory=Document)
    tables: dict[str, RawTable] = field(default_factory=dict)
    inputs: dict[str, str] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()
    workbook: str = ""
    homes: tuple[Path, ...] = ()

    def over(self, base: "Source") -> "Source":
        """Return the base with what is given here in its place, table by table."""
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
        """Return the name in messages of a table of this very scenario."""
        if self.workbook:
            return f"{self.workbook}[{table}]"
        return DOCUMENT if table == "scenario" else f"{table}.csv"


_UNREAD = Source(Document(refused=None), unread=frozenset(TABLES))


def scenario_name(path: Path) -> str:
    """Return the code of a scenario: the name of its folder or workbook."""
    path = path.resolve()
    return path.stem if path.suffix.lower() == WORKBOOK else path.name


def home(path: Path) -> Path:
    """Return the folder from which a scenario's relative paths start."""
    return path.parent if path.suffix.lower() == WORKBOOK else path


def read_source(path: Path, faults: Faults) -> Source:
    """Return a scenario as written, with all that it extends.

    Parameters
    ----------
    path
        Folder or workbook.
    faults
        Grows by what is wrong with the files.
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
                    N_("name a folder with scenario.toml or a workbook, from here"),
                )
            )
            # What is missing here might be there.
            return found.over(_UNREAD)
        if here.resolve() in seen:
            faults.append(
                row.fault(
                    "extends",
                    N_("a circle of scenarios that extend each other ({value})"),
                    N_("take out extends in one of them"),
                )
            )
            return found.over(_UNREAD)
        seen.append(here.resolve())
        top = read_alone(here, root, faults)
        found = found.over(top)
    return found


def read_alone(path: Path, root: Path, faults: Faults) -> Source:
    """Return what one folder or workbook holds by itself.

    Parameters
    ----------
    path
        Folder or workbook.
    root
        Folder to which the names in messages are relative.
    faults
        Grows by what is wrong with the files.
    """
    if path.is_dir():
        try:
            return _read_folder(path, root, faults)
        except OSError as error:
            faults.append(unreadable(shown(path.name), error))
            return _UNREAD
    if path.suffix.lower() == WORKBOOK and path.is_file():
        return _read_workbook(path, root, faults)
    faults.tell(
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


def _read_folder(path: Path, root: Path, faults: Faults) -> Source:
    found = Source()
    unread: set[str] = set()
    label = relative_name(path / DOCUMENT, root)
    words = Document(refused=None)
    if not (path / DOCUMENT).exists():
        faults.tell(
            label,
            N_("missing file"),
            N_("write it with at least title, start and days"),
        )
    elif (data := read_or_tell(path / DOCUMENT, label, faults)) is not None:
        found.inputs[label] = hashlib.sha256(data).hexdigest()
        text = tables.decode(data, label, faults)
        if text is not None:
            words = document.read_toml(text, label, faults)
    for file in sorted(path.iterdir()):
        if file.suffix.lower() != ".csv" or file.name.startswith("."):
            continue
        label = relative_name(file, root)
        table = TABLES.get(file.stem)
        if table is None:
            faults.append(unknown_table(label, file.stem, N_("unknown table")))
            # What it was meant to be is not missed a second time.
            unread.update({nearest(file.stem, TABLES) or ""} & TABLES.keys())
            continue
        data = read_or_tell(file, label, faults)
        if data is None:
            unread.add(table.name)
            continue
        found.inputs[label] = hashlib.sha256(data).hexdigest()
        before = len(faults)
        found.tables[table.name] = tables.read_csv(data, table, label, faults)
        if keyless(found.tables[table.name], len(faults) > before):
            unread.add(table.name)
    if words.refused is None:
        # It may have named a scenario to extend, with the tables that are not here.
        unread |= TABLES.keys() - found.tables.keys()
    return Source(
        words, found.tables, found.inputs, frozenset(unread), homes=(home(path),)
    )


def _read_workbook(path: Path, root: Path, faults: Faults) -> Source:
    label = relative_name(path, root)
    data = read_or_tell(path, label, faults)
    if data is None:
        return _UNREAD
    inputs = {label: hashlib.sha256(data).hexdigest()}
    sheets = workbooks.read_sheets(data, label, faults)
    if not sheets:
        return replace(_UNREAD, inputs=inputs)
    labels = {name: f"{label}[{name}]" for name in (*sheets, "scenario")}
    found: dict[str, RawTable] = {}
    unread: set[str] = set()
    for name, grid in sheets.items():
        table: Table | None = TABLES.get(name)
        if name in _LOOSE_SHEETS or (table is None and _blank(grid)):
            continue
        if table is None:
            known = [*TABLES, *_LOOSE_SHEETS]
            faults.append(unknown_table(labels[name], name, N_("unknown sheet"), known))
            unread.update({nearest(name, known) or ""} & TABLES.keys())
            continue
        before = len(faults)
        found[name] = tables.to_table(grid, table, labels[name], faults)
        if keyless(found[name], len(faults) > before):
            unread.add(name)
    if "scenario" not in sheets:
        faults.tell(
            labels["scenario"],
            N_("missing sheet"),
            N_("add it with the headings key and value"),
        )
    words = document.read_sheets(sheets, labels, faults)
    return Source(words, found, inputs, frozenset(unread), label, (home(path),))


def keyless(table: RawTable, faulty: bool) -> bool:
    """Tell whether a faulty table lacks the column by which others refer to it."""
    key = table.table.key[:1]
    return faulty and not table.columns.issuperset(key)


def _blank(grid: Grid) -> bool:
    return not any(cell.strip() for row in grid for cell in row)


def unknown_table(
    label: str, name: str, message: str, known: list[str] | None = None
) -> Fault:
    """Return the fault of a table that has no such name, with the nearest one."""
    hint, more = suggestion(name, known or TABLES, N_("known tables: {known}"))
    return Fault(file=label, message=message, hint=hint, values=more)
