"""Reading workbooks: each sheet as a grid of texts, as its CSV file would hold it."""

import datetime as dt
import io
import re
import unicodedata
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

from scheduler.io.faults import Fault, Faults, shown
from scheduler.io.tables import Grid
from scheduler.words import N_, _

_LARGEST = 2**28
"""Most bytes of an unpacked workbook; a week of 400 officers has about 2**22."""

_ONE_DAY = (dt.datetime(1900, 1, 1), dt.datetime(1904, 1, 2))  # noqa: DTZ001
"""What the number 1 is as a date, in both systems of counting days."""


def read_sheets(data: bytes, file: str, faults: Faults) -> Mapping[str, Grid]:
    """Return the cells of every sheet of a workbook, by name of the sheet.

    A formula counts as the value last computed. Dates, times, numbers and booleans
    become the text that a CSV file would hold.

    Parameters
    ----------
    data, file
        Bytes of the ``.xlsx`` file, and its name in messages.
    faults
        Extended if the bytes are no workbook, and by formulas without a value.
    """
    import openpyxl

    def load(*, values: bool) -> Any:
        return openpyxl.load_workbook(
            io.BytesIO(data), read_only=True, data_only=values
        )

    try:
        with warnings.catch_warnings():
            # The library warns of styles and drop-downs that it does not keep.
            warnings.simplefilter("ignore")
            strict, formulas = _look_inside(data)
            if strict:
                faults.append(_strict(file))
                return {}
            book = load(values=True)
            found = {sheet.title: _grid(sheet) for sheet in book.worksheets}
            if formulas:
                for sheet in load(values=False).worksheets:
                    label = f"{file}[{sheet.title}]"
                    faults.extend(_not_computed(sheet, found[sheet.title], label))
    # A damaged workbook makes the library raise many kinds of error.
    except Exception as error:
        faults.append(_unreadable(file, shown(error)))
        return {}
    if not found:
        faults.append(_unreadable(file, _("no sheet")))
    return found


def _look_inside(data: bytes) -> tuple[bool, bool]:
    """Return whether a workbook is Strict Open XML, and whether it has formulas.

    Raises
    ------
    ValueError
        If it is too large when unpacked.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(part.file_size for part in archive.infolist()) > _LARGEST:
            raise ValueError(_("too large when unpacked"))
        strict = b"purl.oclc.org/ooxml" in archive.read("xl/workbook.xml")
        sheets = [n for n in archive.namelist() if n.startswith("xl/worksheets/")]
        return strict, any(
            re.search(rb"<(\w+:)?f[ >/]", archive.read(name))
            for name in sheets
            if name.endswith(".xml")
        )


def _grid(sheet: Any) -> Grid:
    """Return the cells of a sheet; its stated size is not trusted."""
    sheet.reset_dimensions()
    blank: list[str] = []
    grid: list[list[str]] = []
    for row in sheet.iter_rows():
        cells = [_written(cell) for cell in row]
        while cells and not cells[-1].strip():
            cells.pop()
        grid.append(cells or blank)
    return grid


def _written(cell: Any) -> str:
    value = cell.value
    if isinstance(value, dt.datetime) and _hours_only(cell.number_format):
        if value in _ONE_DAY:
            return "24:00"
        value = value.time()
    return cell_text(value)


def _hours_only(number_format: str) -> bool:
    """Tell whether a format shows the time of day and no date."""
    letters = set(re.sub(r'"[^"]*"|\\[^\]]*\\]|\\.', "", number_format).casefold())
    return "h" in letters and not letters & {"y", "d", "a", "j"}


def _not_computed(sheet: Any, values: Grid, label: str) -> Iterator[Fault]:
    """Yield a fault for each formula whose value the workbook does not hold."""
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.iter_rows(), start=1):
        here = values[number - 1]
        for place, cell in enumerate(row):
            if cell.data_type == "f" and (place >= len(here) or not here[place]):
                yield Fault(
                    file=label,
                    row=number,
                    column=cell.coordinate,
                    message=N_("a formula without a value ({value})"),
                    hint=N_("open and save it in a spreadsheet, or write the value"),
                    values={"value": shown(cell.value)},
                )


def _unreadable(file: str, why: str) -> Fault:
    return Fault(
        file=file,
        message=N_("cannot be read as a workbook ({value})"),
        hint=N_("save it again as .xlsx"),
        values={"value": why},
    )


def _strict(file: str) -> Fault:
    return Fault(
        file=file,
        message=N_("a workbook in “Strict Open XML” format, which cannot be read"),
        hint=N_("save it as “Excel workbook (.xlsx)”"),
    )


def cell_text(value: Any) -> str:
    """Return a cell of a workbook as a CSV file would hold it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        text = str(int(value)) if value.is_integer() else repr(value)
        # Three decimals would look like thousands.
        return f"{text}0" if re.fullmatch(r"-?\d+\.\d{3}", text) else text
    if isinstance(value, dt.datetime):
        return _datetime_text(value)
    if isinstance(value, dt.timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
    if isinstance(value, dt.time):
        # Excel keeps times as fractions of a day, so that 8:30 may be 08:29:59.99.
        return _datetime_text(dt.datetime.combine(_DAY_ZERO, value))
    if isinstance(value, dt.date):
        return value.isoformat()
    return unicodedata.normalize("NFC", str(value))


_DAY_ZERO = dt.date(1899, 12, 30)


def _datetime_text(value: dt.datetime) -> str:
    rounded = value.replace(microsecond=0)
    if value.second >= 30:
        rounded += dt.timedelta(minutes=1)
    rounded = rounded.replace(second=0)
    days = (rounded.date() - _DAY_ZERO).days
    if days in (0, 1) and rounded.year < 1900:
        # A time alone; midnight ending the day is one whole day.
        return f"{24 if days and not rounded.hour else rounded.hour:02d}" + (
            f":{rounded.minute:02d}"
        )
    if (rounded.hour, rounded.minute) == (0, 0):
        return rounded.date().isoformat()
    return rounded.isoformat(timespec="minutes")
