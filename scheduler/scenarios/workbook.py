"""Writes a scenario as a workbook: its tables as sheets, with drop-downs and help."""

import datetime as dt
import io
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from scheduler.io.files import new_file, refuse_existing, write_new
from scheduler.io.schema import Column, Table, Type
from scheduler.io.tables import Rows
from scheduler.scenarios.manual import TYPE_WORDS, column_facts, how_to_write
from scheduler.scenarios.write import Tables
from scheduler.tables.catalogue import built_in
from scheduler.tables.cycles import CyclePatternRow
from scheduler.tables.kinds import KindRow
from scheduler.tables.registry import KEYS, TABLES, TIERS
from scheduler.tables.table_set import keys
from scheduler.words import _, use_language

ROWS = 5000
"""Rows of a sheet that have drop-downs."""

KINDS = "H"
"""Column of the help sheet that lists the mission kinds."""

_CREATED = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
"""Date of every workbook, so that the same scenario gives the same bytes."""


def write_workbook(tables: Tables, path: Path | str, language: str) -> None:
    """Write a new workbook: the tables as sheets, with drop-downs and a help sheet.

    Parameters
    ----------
    tables, path
        What to write, and where.
    language
        Language of comments and help: ``fr`` or ``en``.

    Raises
    ------
    InputFaults
        If the path exists.
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
    """Write the calendars of a workbook, except those that are there already.

    Raises
    ------
    InputFaults
        If a file of that name has other bytes; nothing is written then.
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


class _Sheets:
    """Writes the sheets of a workbook."""

    def __init__(self, book: Any, tables: Tables) -> None:
        self.book = book
        self.tables = tables
        # Spreadsheets do not change codes, dates and times in text cells.
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
                _drop_down(sheet, at, at, 1, list(column.choices))
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
            if (choices := self._choices(table, column)) is not None:
                _drop_down(sheet, 1, ROWS, at, *choices)
        last = chr(ord("A") + len(table.columns) - 1)
        sheet.ignore_errors({"number_stored_as_text": f"A1:{last}{len(rows) + ROWS}"})

    def _choices(
        self, table: Table, column: Column
    ) -> tuple[str | list[str], str] | None:
        """Return the source of a column's drop-down, and what other values do."""
        if column.type is Type.CHOICE:
            return list(column.choices), "stop"
        if column.type is Type.YES_NO:
            return ["yes", "no"], "stop"
        if table.name in ("missions", "event_plans") and column.name == "kind":
            # Built-in kinds are in no table of the workbook.
            return f"=help!${KINDS}$2:${KINDS}${len(self._kinds) + 1}", "warning"
        if column.refers == "cycle_patterns":
            rows = self.tables.tables.get(column.refers, ())
            own = [r["pattern"] for r in rows if "pattern" in r]
            known = [*keys(built_in(CyclePatternRow)), *own]
            return list(dict.fromkeys(known)), "warning"
        if column.type is Type.REF and column.refers in self.tables.tables:
            # A cycle may be in the table of standard cycles instead, and a mission may
            # come from an event.
            other = column.refers in ("cycles", "missions")
            source = f"={column.refers}!$A$2:$A${ROWS}"
            return source, "warning" if other else "stop"
        return None

    @cached_property
    def _kinds(self) -> list[str]:
        rows = list(self.tables.tables.get("mission_kinds", ()))
        own = (r.get("kind", "") for r in rows)
        return sorted({*keys(built_in(KindRow)), *own})

    def _help(self) -> None:
        sheet = self.book.add_worksheet("help")
        sheet.freeze_panes(1, 0)
        for at, width in enumerate((16, 24, 60, 50, 10, 18)):
            sheet.set_column(at, at, width, self.wrapped)
        sheet.write_string(f"{KINDS}1", _("Mission kinds"), self.head)
        sheet.set_column(f"{KINDS}:{KINDS}", 30)
        for at, kind in enumerate(self._kinds, start=2):
            sheet.write_string(f"{KINDS}{at}", kind)
        for down, (cells, style) in enumerate(self._help_rows()):
            for at, cell in enumerate(cells):
                sheet.write_string(down, at, cell, style)

    def _help_rows(self) -> Iterator[tuple[Sequence[str], Any]]:
        headings = (
            _("Sheet"),
            _("Column"),
            _("Meaning"),
            _("Type"),
            _("Needed"),
            _("Default"),
        )
        yield headings, self.head
        for table in (TIERS, *TABLES.values()):
            yield (table.name, "", _(table.words)), self.wrapped
            for column in table.columns:
                cells = (
                    table.name,
                    column.name,
                    _(column.words),
                    how_to_write(column),
                    _("yes") if column.required else "",
                    column.default,
                )
                yield cells, self.wrapped


def _drop_down(
    sheet: Any,
    first: int,
    last: int,
    at: int,
    source: str | list[str],
    severity: str = "stop",
) -> None:
    """Let cells of a column be chosen from a list; ``warning`` allows other values."""
    rule = {"validate": "list", "source": source, "error_type": severity}
    sheet.data_validation(first, at, last, at, rule)


def _comment(column: Column) -> str:
    facts = column_facts(column)
    return "\n".join(
        [_(column.words), _(TYPE_WORDS[column.type]), *([facts] if facts else [])]
    )
