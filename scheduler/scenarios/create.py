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
