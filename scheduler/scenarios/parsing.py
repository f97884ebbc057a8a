"""Parses a scenario: reads its cells into rows and looks up their references."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from zoneinfo import ZoneInfoNotFoundError, available_timezones

from scheduler.domain.time import Clock
from scheduler.io.faults import Fault, Faults, suggestion
from scheduler.io.schema import Column, Type
from scheduler.scenarios.document import Document
from scheduler.scenarios.source import Source
from scheduler.tables.catalogue import add_catalogue
from scheduler.tables.cycles import CycleRow, standard_days
from scheduler.tables.days_off import days_off, place_missions
from scheduler.tables.fixtures import plan_events
from scheduler.tables.known import Known
from scheduler.tables.missions import MissionRow
from scheduler.tables.registry import KEYS, ROWS, TABLES
from scheduler.tables.rows import Row, if_read, parse_rows
from scheduler.tables.settings import SettingsRow, TierRow
from scheduler.tables.table_set import Rows, TableSet, in_catalogue, keys
from scheduler.words import N_


def parse_tables(source: Source, known: Known, faults: Faults) -> TableSet:
    """Return the rows of every table of a scenario, with what checks need.

    Parameters
    ----------
    source
        The scenario as written.
    known
        Rules, goals and settings that may be named.
    faults
        Extended by cells that cannot be read and references to rows that do not exist.
    """
    before = len(faults)
    inputs = dict(source.inputs)
    rows = Rows()
    for of in ROWS.values():
        raw = source.tables.get(of.table.name)
        rows[of] = [] if raw is None else parse_rows(raw, of, faults)
    add_catalogue(rows, inputs, faults)
    rows[CycleRow] += standard_days(rows)
    faults.extend(_missing(source))
    settings = source.document.settings(faults)
    document = Rows()
    document[SettingsRow] = [settings]
    if source.document.tiers is not None:
        document[TierRow] = parse_rows(source.document.tiers, TierRow, faults)
    clock = _clock(source.document, settings, faults)
    off = days_off(settings, source.document.keys, clock, faults)
    listed = {*keys(rows[MissionRow])}
    planned = plan_events(rows, source.homes, clock, inputs, faults)
    placed, remarks = place_missions(rows[MissionRow], clock, off, faults)
    rows[MissionRow] = placed + planned.missions
    tables = TableSet(
        rows,
        known,
        clock,
        document,
        inputs,
        # Missions of events that could not be made are reported once, not again as
        # unknown references.
        source.unread | _absent(source) | (set() if planned.whole else {"missions"}),
        public_holidays={} if off is None else off.public,
        school_holidays=None if off is None else off.school,
        remarks=(*remarks, *planned.remarks),
        set_aside=frozenset(listed.difference(keys(rows[MissionRow]))),
    )
    faults.extend(_unknown_references(tables))
    return replace(tables, faulty=_faulty(tables.rows, faults[before:]))


def _faulty(
    rows: Rows, faults: Iterable[Fault]
) -> dict[tuple[str, int], frozenset[str]]:
    """Remove the values of faulty cells from their rows, and return their places."""
    reported: defaultdict[tuple[str, int], set[str]] = defaultdict(set)
    for fault in faults:
        if fault.row is not None:
            reported[fault.file, fault.row].add(fault.column)
    tables: defaultdict[tuple[str, int], set[str]] = defaultdict(set)
    for of, found in rows.items():
        for row in found:
            tables[row.file, row.number].add(of.table.name)
    faulty: dict[tuple[str, int], frozenset[str]] = {}
    for of, found in rows.items():
        columns = {c.name for c in of.table.columns}
        for at, row in enumerate(found):
            place = row.file, row.number
            # A column that is missing was reported in the heading, not in each row.
            lacking = reported.get(place, set()) | (columns - row.values().keys())
            if not lacking:
                continue
            # If a line became rows of several tables, all of its rows are faulty.
            if lacking <= columns and len(tables[place]) == 1:
                found[at] = row.without(lacking)
            else:
                lacking = {""}
            faulty[place] = frozenset(lacking) | faulty.get(place, frozenset())
    return faulty


def _absent(source: Source) -> frozenset[str]:
    return frozenset(t.name for t in TABLES.values() if t.required) - (
        source.tables.keys()
    )


def _missing(source: Source) -> Iterator[Fault]:
    for table in TABLES.values():
        if (
            table.required
            and table.name not in source.tables
            and table.name not in source.unread
        ):
            yield Fault(
                file=source.label(table.name),
                message=N_("missing table"),
                hint=N_("add it with the headings {headings}"),
                values={"headings": ",".join(c.name for c in table.columns)},
            )
    for column in KEYS.values():
        if column.required and source.document.lacks(column.name):
            yield Fault(
                file=source.label("scenario"),
                column=column.name,
                message=N_("missing key"),
                hint=N_("add it"),
            )


def _clock(document: Document, settings: SettingsRow, faults: Faults) -> Clock | None:
    start, days = if_read(lambda: settings.start), if_read(lambda: settings.days)
    zone = if_read(lambda: settings.timezone)
    try:
        clock = Clock(start or dt.date(2000, 1, 1), days or 1, str(zone))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        row = document.keys.get("timezone")
        if row is None:
            # The default is unknown: this machine has no time zones.
            raise
        hint, more = suggestion(
            str(zone), available_timezones(), N_("write a name such as Europe/Paris")
        )
        faults.append(
            row.fault("timezone", N_("unknown time zone ({value})"), hint, **more)
        )
        return None
    return None if start is None or days is None else clock


def _unknown_references(tables: TableSet) -> Iterator[Fault]:
    for of in ROWS.values():
        for column in of.table.columns:
            to = ROWS.get(column.refers or "")
            if to is None or not tables.knows(to):
                continue
            known = dict.fromkeys(tables.keys(to))
            for row in tables.rows[of]:
                # References of the catalogue are checked where a mission uses them.
                if row.has(column.name) and not in_catalogue(row):
                    yield from _unknown(row, column, known, tables.set_aside)


def _unknown(
    row: Row, column: Column, known: dict[str, None], set_aside: frozenset[str]
) -> Iterator[Fault]:
    value = row.read(column.name)
    if column.type is Type.QUANTITIES:
        codes = [code for code, _number in value]
    elif column.type is Type.REFS:
        codes = list(value)
    else:
        codes = [] if value is None else [value]
    for code in codes:
        if column.refers == "missions" and code in set_aside:
            yield row.fault(
                column.name,
                N_("a mission without a day in this horizon ({code})"),
                N_("remove the row, or give the mission a day"),
                code=code,
            )
        elif code not in known:
            hint, more = suggestion(code, known, N_("add it to {table}.csv"))
            yield row.fault(
                column.name,
                N_("not in the table {table} ({code})"),
                hint or N_("add it to {table}.csv"),
                **{"table": column.refers or "", "code": code, **more},
            )
