"""Writing scenarios: canonical CSV and TOML, or a workbook with its drop-downs.

What is written is the text of cells, so that a scenario survives any number of copies
from one form to the other, byte for byte once it is canonical.
"""

import csv
import datetime as dt
import io
import json
import os
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from scheduler.io.cells import CellError, parse, render
from scheduler.io.faults import Faults, InputFaults, shown
from scheduler.io.files import (
    Modes,
    narrowest,
    new_file,
    new_folder,
    read_bounded,
    refuse_existing,
    unreadable,
    write_new,
)
from scheduler.io.manual import TYPE_WORDS, column_facts
from scheduler.io.schema import Column, Table, Type
from scheduler.io.source import (
    DOCUMENT,
    WORKBOOK,
    Source,
    home,
    read_alone,
    read_source,
)
from scheduler.io.tables import RawTable
from scheduler.tables.cycles import CyclePatternRow
from scheduler.tables.fixtures import plain_name
from scheduler.tables.kinds import KindRow
from scheduler.tables.opening import built_in
from scheduler.tables.registry import KEYS, TABLES, TIERS
from scheduler.tables.settings import DEFAULT_TIERS
from scheduler.tables.table_set import keys
from scheduler.words import LANGUAGES, _, use_language

Rows = Sequence[Mapping[str, str]]
"""Rows of a table: texts by heading, empty cells left out."""

ROWS = 5000
"""Rows of a sheet that get drop-downs."""

KINDS = "H"
"""Column of the help sheet that lists the mission kinds."""

_CREATED = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
"""Stamp of every workbook, so that the same scenario gives the same bytes."""


@dataclass(frozen=True, slots=True)
class Tables:
    """A scenario to write.

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
        Permissions of what is written: never more than those of what was read.
    """

    keys: Mapping[str, str]
    tables: Mapping[str, Rows] = field(default_factory=dict)
    tiers: Rows = ()
    calendars: Mapping[str, bytes] = field(default_factory=dict)
    modes: Modes = field(default_factory=Modes)

    @property
    def language(self) -> str:
        """The language in which comments are written: that of the scenario."""
        language = self.keys.get("language") or KEYS["language"].default
        return language if language in LANGUAGES else "en"


def read_tables(path: Path | str) -> Tables:
    """Return what one folder or workbook holds by itself, ready to be written.

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
    """Return a scenario as written, ready to be written again; without calendars."""
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
    """Return the calendars that belong to a scenario, as they are.

    Of a folder all of them; of a workbook, beside which others may lie, those that its
    fixtures name, inherited ones too.

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
        If the path is taken.
    """
    with new_folder(Path(folder), tables.modes) as inside:
        write_new(inside / DOCUMENT, render_document(tables), tables.modes)
        for name, rows in tables.tables.items():
            data = render_csv(TABLES[name], rows)
            write_new(inside / f"{name}.csv", data, tables.modes)
        for name, data in tables.calendars.items():
            write_new(inside / name, data, tables.modes)


def write_workbook(tables: Tables, path: Path | str, language: str) -> None:
    """Write a new workbook: the tables as sheets, with drop-downs and a help sheet.

    Parameters
    ----------
    tables, path
        What to write, and where.
    language
        Language of the words, ``fr`` or ``en``.

    Raises
    ------
    InputFaults
        If the path is taken.
    """
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

    refuse_existing(Path(path))
    _write_beside(tables, Path(path).parent)
    with new_file(Path(path)) as beside, use_language(language):
        buffer = io.BytesIO()
        book = Workbook(buffer, {"in_memory": True, "strings_to_urls": False})
        book.set_properties({"created": _CREATED})
        _Sheets(book, tables).write()
        book.close()
        write_new(beside, buffer.getvalue(), tables.modes)


def _write_beside(tables: Tables, folder: Path) -> None:
    """Write the calendars of a workbook; one that is there with the same bytes stays.

    Raises
    ------
    InputFaults
        If another file has the name of one of them: nothing is written then.
    """
    missing = {}
    for name, data in tables.calendars.items():
        path = folder / name
        if not (path.is_file() and path.read_bytes() == data):
            refuse_existing(path)
            missing[name] = data
    for name, data in missing.items():
        with new_file(folder / name) as beside:
            write_new(beside, data, tables.modes)


def copy_scenario(
    source: Path | str, target: Path | str, *, as_xlsx: bool = False
) -> Path:
    """Copy a scenario to a new folder or workbook, and return where it is.

    Tables are copied as they are, faulty cells included; so are calendars, beside a
    workbook. What the source extends, the copy extends.

    Raises
    ------
    InputFaults
        If the source cannot be read or the target is taken.
    """
    source = Path(source)
    tables = read_tables(source)
    target = _named(Path(target), as_xlsx)
    if base := tables.keys.get("extends"):
        moved = os.path.relpath(home(source) / base, home(target))
        keys = {**tables.keys, "extends": Path(moved).as_posix()}
        tables = replace(tables, keys=keys)
    return _write(tables, target, as_xlsx, tables.language)


def new_scenario(
    target: Path | str,
    *,
    start: dt.date,
    as_xlsx: bool = False,
    language: str = "fr",
) -> Path:
    """Write an empty scenario, every table with its headings; return where it is.

    It has an identity of its own, which copies and the weeks that follow keep.

    Parameters
    ----------
    target
        Folder or workbook.
    start
        First day planned; a week follows.
    as_xlsx
        Whether to write a workbook.
    language
        Language of the words in it.

    Raises
    ------
    InputFaults
        If the target is taken.
    """
    target = _named(Path(target), as_xlsx)
    keys = {
        "title": target.stem if as_xlsx else target.name,
        "id": str(uuid.uuid4()),
        "start": start.isoformat(),
        "days": "7",
        "language": language,
    }
    return _write(Tables(keys, dict.fromkeys(TABLES, ())), target, as_xlsx, language)


def _named(target: Path, as_xlsx: bool) -> Path:
    if as_xlsx and target.suffix.lower() != WORKBOOK:
        return target.with_name(target.name + WORKBOOK)
    return target


def _write(tables: Tables, target: Path, as_xlsx: bool, language: str) -> Path:
    if as_xlsx:
        write_workbook(tables, target, language)
    else:
        write_tables(tables, target)
    return target


def canonical_rows(raw: RawTable) -> Rows:
    """Return rows as they would be written; cells that cannot be read as they are."""
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


def render_csv(table: Table, rows: Rows) -> bytes:
    """Return a table as canonical CSV: all columns, commas, UTF-8, line feeds."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([c.name for c in table.columns])
    writer.writerows([row.get(c.name, "") for c in table.columns] for row in rows)
    return text.getvalue().encode()


def render_document(tables: Tables) -> bytes:
    """Return ``scenario.toml``: every key under its words, defaults commented out."""
    with use_language(tables.language):
        lines: list[str] = []
        for column in KEYS.values():
            text = tables.keys.get(column.name, "")
            lines.append(f"# {_(column.words)}")
            value = _toml_value(column, text or column.default)
            lines += [f"{'' if text else '# '}{column.name} = {value}", ""]
        lines.append(f"# {_(TIERS.words)}")
        if tables.tiers:
            lines += _toml_tiers(tables.tiers, "")
        else:
            rows = [
                {"tier": t.name, "goal": g, "weight": str(w)}
                for t in DEFAULT_TIERS
                for g, w in t.goals.items()
            ]
            lines += _toml_tiers(rows, "# ")
        return ("\n".join(lines).rstrip() + "\n").encode()


def _toml_tiers(rows: Rows, comment: str) -> list[str]:
    tiers: dict[str, list[str]] = {}
    for row in rows:
        weight = row.get("weight", "1")
        tiers.setdefault(row.get("tier", ""), []).append(
            f"{row.get('goal', '')} = {weight}"
        )
    lines: list[str] = []
    for name, goals in tiers.items():
        lines += [
            f"{comment}[[tiers]]",
            f"{comment}name = {_toml_text(name)}",
            f"{comment}goals = {{ {', '.join(goals)} }}",
            "",
        ]
    return lines


def _toml_value(column: Column, text: str) -> str:
    if column.type in (Type.DATE, Type.INTEGER, Type.YES_NO):
        try:
            written = render(column, parse(column, text))
            return {"yes": "true", "no": "false"}.get(written, written)
        except CellError:
            pass
    return _toml_text(text)


def _toml_text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


class _Sheets:
    """The sheets of a workbook in the making."""

    def __init__(self, book: Any, tables: Tables) -> None:
        self.book = book
        self.tables = tables
        # Text cells: spreadsheets leave codes, dates and times in them alone.
        self.text = book.add_format({"num_format": "@"})
        self.head = book.add_format(
            {"bold": True, "num_format": "@", "bg_color": "#D9E2F3", "border": 1}
        )
        self.needed = book.add_format(
            {"bold": True, "num_format": "@", "bg_color": "#F8CBAD", "border": 1}
        )
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})

    def write(self) -> None:
        """Write every sheet: the document first, the help last."""
        self._document()
        self._table(TIERS, self.tables.tiers, "tiers")
        for name, rows in self.tables.tables.items():
            self._table(TABLES[name], rows, name)
        self._help()

    def _document(self) -> None:
        sheet = self.book.add_worksheet("scenario")
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 0, 26, self.text)
        sheet.set_column(1, 1, 50, self.text)
        sheet.write_string(0, 0, "key", self.head)
        sheet.write_string(0, 1, "value", self.head)
        for at, column in enumerate(KEYS.values(), start=1):
            text = self.tables.keys.get(column.name, "")
            sheet.write_string(at, 0, column.name, self.text)
            sheet.write_comment(at, 0, _comment(column))
            if text:
                sheet.write_string(at, 1, text, self.text)
            if column.choices:
                self._choices(sheet, at, 1, at, list(column.choices))
        sheet.ignore_errors({"number_stored_as_text": f"A1:B{len(KEYS) + 1}"})

    def _table(self, table: Table, rows: Rows, name: str) -> None:
        sheet = self.book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for at, column in enumerate(table.columns):
            width = 40 if column.type is Type.TEXT else 18
            sheet.set_column(at, at, width, self.text)
            head = self.needed if column.required else self.head
            sheet.write_string(0, at, column.name, head)
            sheet.write_comment(0, at, _comment(column))
            for down, row in enumerate(rows, start=1):
                if text := row.get(column.name, ""):
                    sheet.write_string(down, at, text, self.text)
            self._drop_down(sheet, at, table, column)
        last = chr(ord("A") + len(table.columns) - 1)
        sheet.ignore_errors({"number_stored_as_text": f"A1:{last}{len(rows) + ROWS}"})

    def _drop_down(self, sheet: Any, at: int, table: Table, column: Column) -> None:
        if column.type is Type.CHOICE:
            self._choices(sheet, 1, at, ROWS, list(column.choices))
        elif column.type is Type.YES_NO:
            self._choices(sheet, 1, at, ROWS, ["yes", "no"])
        elif table.name in ("missions", "event_plans") and column.name == "kind":
            # The built-in kinds stand in no table of the workbook.
            source = f"=help!${KINDS}$2:${KINDS}${len(self._kinds) + 1}"
            self._choices(sheet, 1, at, ROWS, source, "warning")
        elif column.refers == "cycle_patterns":
            rows = self.tables.tables.get(column.refers, ())
            own = [r["pattern"] for r in rows if "pattern" in r]
            known = [*keys(built_in(CyclePatternRow)), *own]
            self._choices(sheet, 1, at, ROWS, list(dict.fromkeys(known)), "warning")
        elif column.type is Type.REF and column.refers in self.tables.tables:
            # A cycle may stand in the table of standard cycles instead, and a mission
            # come from an event.
            loose = ("cycles", "missions")
            severity = "warning" if column.refers in loose else "stop"
            source = f"={column.refers}!$A$2:$A${ROWS}"
            self._choices(sheet, 1, at, ROWS, source, severity)

    @cached_property
    def _kinds(self) -> list[str]:
        rows = list(self.tables.tables.get("mission_kinds", ()))
        own = (r.get("kind", "") for r in rows)
        return sorted({*keys(built_in(KindRow)), *own})

    def _choices(
        self,
        sheet: Any,
        first: int,
        at: int,
        last: int,
        source: str | list[str],
        severity: str = "stop",
    ) -> None:
        rule = {"validate": "list", "source": source, "error_type": severity}
        sheet.data_validation(first, at, last, at, rule)

    def _help(self) -> None:
        sheet = self.book.add_worksheet("help")
        sheet.freeze_panes(1, 0)
        for at, width in enumerate((16, 24, 60, 50, 10, 18)):
            sheet.set_column(at, at, width, self.wrapped)
        headings = (
            _("Sheet"),
            _("Column"),
            _("Meaning"),
            _("Type"),
            _("Needed"),
            _("Default"),
        )
        for at, heading in enumerate(headings):
            sheet.write_string(0, at, heading, self.head)
        sheet.write_string(f"{KINDS}1", _("Mission kinds"), self.head)
        sheet.set_column(f"{KINDS}:{KINDS}", 30)
        for at, kind in enumerate(self._kinds, start=2):
            sheet.write_string(f"{KINDS}{at}", kind)
        down = 1
        for table in (TIERS, *TABLES.values()):
            cells: list[Any] = [table.name, "", _(table.words)]
            for at, cell in enumerate(cells):
                sheet.write_string(down, at, cell, self.wrapped)
            down += 1
            for column in table.columns:
                for at, cell in enumerate(
                    (
                        table.name,
                        column.name,
                        _(column.words),
                        f"{_(TYPE_WORDS[column.type])} {column_facts(column)}".strip(),
                        _("yes") if column.required else "",
                        column.default,
                    )
                ):
                    sheet.write_string(down, at, cell, self.wrapped)
                down += 1


def _comment(column: Column) -> str:
    facts = column_facts(column)
    return "\n".join(
        [_(column.words), _(TYPE_WORDS[column.type]), *([facts] if facts else [])]
    )
