"""Writes a scenario as a workbook: its tables as sheets, with drop-downs and help."""

import datetime as dt
import io
from functools import cached_property
from pathlib import Path
from typing import Any

from scheduler.io.files import new_file, refuse_existing, write_new
from scheduler.io.schema import Column, Table, Type
from scheduler.io.tables import Rows
from scheduler.scenarios.manual import TYPE_WORDS, column_facts
from scheduler.scenarios.write import Tables
from scheduler.tables.catalogue import built_in
from scheduler.tables.cycles import CyclePatternRow
from scheduler.tables.kinds import KindRow
from scheduler.tables.registry import KEYS, TABLES, TIERS
from scheduler.tables.table_set import keys
from scheduler.words import _, use_language

ROWS = 5000
"""Rows of a sheet that get drop-downs."""

KINDS = "H"
"""Column of the help sheet that lists the mission kinds."""

_CREATED = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
"""Stamp of every workbook, so that the same scenario gives the same bytes."""


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
