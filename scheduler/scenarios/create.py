"""Creates scenarios: empty ones, and copies of others."""

import datetime as dt
import os
import uuid
from dataclasses import replace
from pathlib import Path

from scheduler.scenarios.source import WORKBOOK, home
from scheduler.scenarios.workbook import write_workbook
from scheduler.scenarios.write import Tables, read_tables, write_tables
from scheduler.tables.registry import TABLES


def copy_scenario(
    source: Path | str, target: Path | str, *, as_xlsx: bool = False
) -> Path:
    """Copy a scenario to a new folder or workbook, and return its path.

    Tables are copied with their faulty cells, and calendars too; those of a workbook
    lie beside it. The copy extends what the source extends.

    Raises
    ------
    InputFaults
        If the source cannot be read or the target exists.
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
    """Write an empty scenario, every table with its headings; return its path.

    It gets a new ``id``, which copies and the following weeks keep.

    Parameters
    ----------
    target
        Folder or workbook.
    start
        First of the seven days planned.
    as_xlsx
        Whether to write a workbook.
    language
        Language of comments and help: ``fr`` or ``en``.

    Raises
    ------
    InputFaults
        If the target exists.
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
