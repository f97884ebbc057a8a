"""Reading workbooks: each sheet as a grid of texts, as its CSV file would hold it."""

import datetime as dt
import io
import unicodedata
import warnings
from collections.abc import Mapping
from typing import Any

from scheduler.io.faults import Fault, shown
from scheduler.io.tables import Grid
from scheduler.words import N_


def read_sheets(data: bytes, file: str, faults: list[Fault]) -> Mapping[str, Grid]:
    """Return the cells of every sheet of a workbook, by name of the sheet.

    Formulas count as the value last computed; true dates, times, numbers and booleans
    become the text that a CSV file would hold.

    Parameters
    ----------
    data, file
        Bytes of the ``.xlsx`` file, and its name in messages.
    faults
        Grows by one if the bytes are no workbook.
    """
    import openpyxl

    try:
        with warnings.catch_warnings():
            # About styles and drop-downs that the library does not keep.
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(
                io.BytesIO(data), read_only=True, data_only=True
            )
            return {
                sheet.title: [
                    [cell_text(value) for value in row]
                    for row in sheet.iter_rows(values_only=True)
                ]
                for sheet in book.worksheets
            }
    # A damaged workbook makes the library fail in a dozen ways: zip, XML, types.
    except Exception as error:
        faults.append(
            Fault(
                file=file,
                message=N_("cannot be read as a workbook ({value})"),
                hint=N_("save it again as .xlsx"),
                values={"value": shown(error)},
            )
        )
        return {}


def cell_text(value: Any) -> str:
    """Return a cell of a workbook as a CSV file would hold it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
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
