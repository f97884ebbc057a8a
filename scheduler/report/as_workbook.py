"""The report as a spreadsheet: the headline, then one sheet for each figure."""

import io
import re
from typing import TYPE_CHECKING, Any

from scheduler.domain.time import DAY
from scheduler.render.palette import INK
from scheduler.render.text import plain
from scheduler.report._show import NOT_KNOWN, duration, show
from scheduler.report.base import Column, Figure, Label, Sort, Unknown, Value
from scheduler.report.compiled import Report
from scheduler.words import N_, _

if TYPE_CHECKING:
    import datetime as dt

STATES = {
    "kept": N_("kept"),
    "attention": N_("to see to"),
    "unknown": NOT_KNOWN,
}
_LONGEST_NAME = 31
_WIDEST = 60
_FORMATS = {
    Sort.MINUTES: "[h]:mm",
    Sort.SHARE: "0.0 %",
    Sort.MEAN: "0.0#",
    Sort.DATE: "yyyy-mm-dd",
}


def render(report: Report) -> bytes:
    """Return ``report.xlsx``, in the current language."""
    # Imported late: only this output needs it.
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

    buffer = io.BytesIO()
    # Text stays text: a name that begins with "=" must never run as a formula.
    book: Any = Workbook(
        buffer,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
    )
    title = _("Periodic report of the coordination")
    book.set_properties({"title": title, "created": report.as_of.replace(tzinfo=None)})
    taken: set[str] = set()
    _summary(book, report, taken)
    for figure in report.figures:
        _sheet(book, figure, taken)
    book.close()
    return buffer.getvalue()


def _summary(book: Any, report: Report, taken: set[str]) -> None:
    bold = book.add_format({"bold": True, "font_color": INK})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    top = book.add_format({"valign": "top"})
    sheet = book.add_worksheet(_name(_("Summary"), taken))
    head = report.headline
    lines: list[tuple[str, str | int]] = [
        (_("Period"), f"{report.first.isoformat()} – {report.last.isoformat()}"),
        (_("Days covered"), report.days),
        (_("Joint missions planned"), head.planned),
        (_("Joint missions held"), head.held),
        (_("Person-hours in joint missions"), duration(head.joint_minutes)),
        (_("Meetings due"), head.meetings_due),
        (_("Meetings due that were held"), head.meetings_kept),
        (_("Share of the night"), show(head.night_share, Sort.SHARE)),
        (_("Overrides used"), head.overrides),
        (_("Derogations used"), head.derogations),
    ]
    for row, (what, value) in enumerate(lines):
        sheet.write_string(row, 0, what, bold)
        sheet.write(row, 1, value, top)
    row = len(lines) + 1
    for point in report.points:
        names = ", ".join(plain(n.text) for n in point.names)
        words = f"{point.text} {names}".strip()
        sheet.write_string(row, 0, _(STATES[point.state.value]), bold)
        sheet.write_string(row, 1, words, wrap)
        sheet.write_string(row, 2, _(point.source), top)
        row += 1
    row += 1
    sheet.write_string(row, 0, _("Rosters"), bold)
    for part in report.parts:
        sheet.write_string(row, 1, plain(part.title), wrap)
        sheet.write_string(
            row, 2, f"{part.first.isoformat()} – {part.last.isoformat()}"
        )
        row += 1
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 80)
    sheet.set_column(2, 2, 34)
    _paper(sheet)


def _sheet(book: Any, figure: Figure, taken: set[str]) -> None:
    sheet = book.add_worksheet(_name(_(figure.title), taken))
    bold = book.add_format({"bold": True, "font_color": INK, "font_size": 13})
    soft = book.add_format({"font_color": "#4A5672"})
    sheet.write_string(0, 0, _(figure.title), bold)
    sheet.write_string(1, 0, _(figure.source), soft)
    if figure.words:
        sheet.write_string(2, 0, _(figure.words), soft)
    head = book.add_format(
        {"bold": True, "bg_color": "#E9EDF6", "font_color": INK, "bottom": 1}
    )
    first = 4
    for place, column in enumerate(figure.columns):
        sheet.write_string(first, place, _(column.title), head)
        shown = [show(row[place], column.sort) for row in figure.rows]
        longest = max(map(len, shown), default=0)
        width = min(_WIDEST, max(10, len(_(column.title)) + 3, longest + 2))
        sheet.set_column(place, place, width)
    for number, row in enumerate(figure.rows):
        last = figure.total and number == len(figure.rows) - 1
        for place, (column, value) in enumerate(zip(figure.columns, row, strict=True)):
            _write(book, sheet, first + 1 + number, place, column, value, bold=last)
    sheet.freeze_panes(first + 1, 1)
    rows = len(figure.rows) - figure.total
    if rows:
        sheet.autofilter(first, 0, first + rows, len(figure.columns) - 1)
    _paper(sheet)


def _write(
    book: Any,
    sheet: Any,
    row: int,
    place: int,
    column: Column,
    value: Value,
    *,
    bold: bool,
) -> None:
    look: dict[str, Any] = {"bold": True, "top": 1} if bold else {}
    if isinstance(value, Unknown):
        style = book.add_format({**look, "italic": True, "font_color": "#8F3D00"})
        words = f"{_(NOT_KNOWN)} ({value.text})"
        sheet.write_string(row, place, words, style)
        return
    if value is None or isinstance(value, Label):
        shown = show(value, column.sort)
        sheet.write_string(row, place, shown, book.add_format(look))
        return
    look["num_format"] = _FORMATS.get(column.sort, "#,##0")
    style = book.add_format(look)
    if isinstance(value, int | float):
        # A spreadsheet counts times in days.
        number = value / DAY if column.sort is Sort.MINUTES else value
        sheet.write_number(row, place, number, style)
    else:
        day: dt.date = value
        sheet.write_datetime(row, place, day, style)


def _paper(sheet: Any) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)


def _name(title: str, taken: set[str]) -> str:
    """Return a name that a sheet may have, and no other has."""
    wanted = re.sub(r"[\[\]:*?/\\']", " ", plain(title)).strip()
    name = wanted[:_LONGEST_NAME].rstrip()
    if len(wanted) > _LONGEST_NAME:
        name = f"{wanted[: _LONGEST_NAME - 1].rstrip()}…"
    number = 1
    while name.casefold() in taken:
        number += 1
        tail = f" {number}"
        name = f"{wanted[: _LONGEST_NAME - len(tail)].rstrip()}{tail}"
    taken.add(name.casefold())
    return name
