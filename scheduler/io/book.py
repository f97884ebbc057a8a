"""The book: a scenario as understood, cell by cell, before it is checked as a whole."""

import contextlib
import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from importlib import resources
from zoneinfo import ZoneInfoNotFoundError, available_timezones

from scheduler.domain.cycles import parse_pattern
from scheduler.domain.remarks import Remark
from scheduler.domain.time import Clock
from scheduler.domain.tours import Rest
from scheduler.io.days_off import DaysOff, days_off, place_missions
from scheduler.io.document import Document
from scheduler.io.faults import Fault, suggestion
from scheduler.io.fixtures import plan_events
from scheduler.io.known import Known
from scheduler.io.schema import CATALOGUE, KEYS, TABLES, Column, Type
from scheduler.io.source import Source
from scheduler.io.tables import Row, read_csv, understand
from scheduler.words import N_


@dataclass(frozen=True, slots=True)
class Book:
    """Rows of every table, with all that checks need to know.

    Parameters
    ----------
    rows
        Rows of every table, by its name, in order; those of ``CATALOGUE`` begin with
        the entries of the built-in catalogue that the scenario keeps, and ``cycles``
        ends with the days of the standard cycles.
    known
        Settings and goals that the code offers.
    clock
        Horizon; ``None`` if its keys cannot be read.
    settings
        Values of the keys of the document.
    tiers
        Rows of the tiers; ``None`` = not given.
    inputs
        SHA-256 of every file read.
    unread
        Tables about whose keys nothing is known.
    faulty
        Cells, by file, row and column, that cannot be read or name what is not there;
        without a column, the whole row. Their values are taken out of the rows.
    unseen
        Columns, by file, of which rows with a faulty cell are left out.
    off
        Holidays of the horizon; ``None`` if not known.
    remarks
        What people should know of the tables.
    set_aside
        Codes of missions that have no day in the horizon.
    """

    rows: dict[str, list[Row]]
    known: Known
    clock: Clock | None
    settings: dict[str, str | int | dt.date | None]
    tiers: list[Row] | None
    inputs: dict[str, str]
    unread: frozenset[str]
    faulty: Mapping[tuple[str, int], frozenset[str]] = field(default_factory=dict)
    unseen: frozenset[tuple[str, str]] = frozenset()
    off: DaysOff | None = None
    remarks: tuple[Remark, ...] = ()
    set_aside: frozenset[str] = frozenset()

    def good(self, table: str) -> list[Row]:
        """Return the rows of a table, less those without a column that is asked for."""
        return [r for r in self.rows[table] if self._seen(r)]

    def whole(self, table: str) -> bool:
        """Tell whether no row of a table is left out."""
        return table not in self.unread and all(map(self._seen, self.rows[table]))

    def _seen(self, row: Row) -> bool:
        lacking = self.faulty.get((row.file, row.number), ())
        return "" not in lacking and not any(
            (row.file, column) in self.unseen for column in lacking
        )

    def by_key(self, table: str) -> dict[str, Row]:
        """Return the sound rows of a table by their key."""
        key = TABLES[table].key[0]
        return {r[key]: r for r in self.good(table)}

    def groups(self, table: str, column: str) -> dict[str, list[Row]]:
        """Return the sound rows of a table by the value of a column."""
        groups: defaultdict[str, list[Row]] = defaultdict(list)
        for row in self.good(table):
            groups[row[column]].append(row)
        return groups

    def knows(self, table: str) -> bool:
        """Tell whether every key of a table could be read."""
        key = TABLES[table].key[0]
        return table not in self.unread and all(key in r for r in self.rows[table])

    def keys(self, table: str) -> list[str]:
        """Return the keys of a table, of faulty rows too."""
        key = TABLES[table].key[0]
        return list(dict.fromkeys(r[key] for r in self.rows[table] if key in r))


def in_catalogue(row: Row) -> bool:
    """Tell whether a row comes from the built-in catalogue."""
    return row.file.startswith("catalogue/")


def open_book(source: Source, known: Known, faults: list[Fault]) -> Book:
    """Return the book of a scenario.

    Parameters
    ----------
    source
        The scenario as written.
    known
        Settings and goals that the code offers.
    faults
        Grows by cells that cannot be read and by references to what is not there.
    """
    before = len(faults)
    inputs = dict(source.inputs)
    rows = {
        name: understand(source.tables[name], faults) if name in source.tables else []
        for name in TABLES
    }
    _add_catalogue(rows, inputs, faults)
    _add_standard_cycles(rows)
    faults.extend(_missing(source))
    settings = {
        name: source.document.value(name, faults)
        for name in (
            "title",
            "id",
            "start",
            "days",
            "timezone",
            "language",
            "tours_busy",
        )
    } | {"travel": source.document.value("default_travel_minutes", faults)}
    tiers = source.document.tiers
    clock = _clock(source.document, settings, faults)
    off = days_off(source.document, clock, faults)
    listed = {r["mission"] for r in rows["missions"] if "mission" in r}
    planned = plan_events(rows, source, clock, inputs, faults)
    rows["missions"], remarks = place_missions(rows["missions"], clock, off, faults)
    rows["missions"] += planned.missions
    book = Book(
        rows,
        known,
        clock,
        settings,
        None if tiers is None else understand(tiers, faults),
        inputs,
        # Missions that could not be written out are not missed a second time.
        source.unread | _absent(source) | (set() if planned.whole else {"missions"}),
        off=off,
        remarks=(*remarks, *planned.remarks),
        set_aside=frozenset(
            listed - {r["mission"] for r in rows["missions"] if "mission" in r}
        ),
    )
    faults.extend(_unknown_references(book))
    return replace(book, faulty=_faulty(book.rows, faults[before:]))


def _faulty(
    rows: Mapping[str, list[Row]], faults: Iterable[Fault]
) -> dict[tuple[str, int], frozenset[str]]:
    """Take the values of faulty cells out of their rows, and return where they are."""
    told: defaultdict[tuple[str, int], set[str]] = defaultdict(set)
    for fault in faults:
        if fault.row is not None:
            told[fault.file, fault.row].add(fault.column)
    tables: defaultdict[tuple[str, int], set[str]] = defaultdict(set)
    for name, found in rows.items():
        for row in found:
            tables[row.file, row.number].add(name)
    faulty: dict[tuple[str, int], frozenset[str]] = {}
    for name, found in rows.items():
        columns = {c.name for c in TABLES[name].columns}
        for row in found:
            place = row.file, row.number
            # A column that is missing was reported in the heading, not in each row.
            lacking = told.get(place, set()) | (columns - row.values.keys())
            if not lacking:
                continue
            # A line that was written out as rows of another table falls as a whole.
            if lacking <= columns and len(tables[place]) == 1:
                for column in lacking:
                    row.values.pop(column, None)
            else:
                lacking = {""}
            faulty[place] = frozenset(lacking) | faulty.get(place, frozenset())
    return faulty


def _add_catalogue(
    rows: dict[str, list[Row]], inputs: dict[str, str], faults: list[Fault]
) -> None:
    keys = {"fields": "field", "powers": "power", "cycle_patterns": "pattern"}
    own = {
        key: {r[key] for r in rows[table] if key in r}
        for table, key in {**keys, "mission_kinds": "kind"}.items()
    }
    for name in CATALOGUE:
        data = _catalogue_bytes(name)
        file = f"catalogue/{name}.csv"
        inputs[file] = hashlib.sha256(data).hexdigest()
        entries = understand(read_csv(data, TABLES[name], file, faults), faults)
        key = keys.get(name, "kind")
        rows[name] = [r for r in entries if r[key] not in own[key]] + rows[name]


def _add_standard_cycles(rows: dict[str, list[Row]]) -> None:
    """Write the days of standard cycles as rows of ``cycles``.

    Such a row keeps the place of the line it comes from, so that what is wrong with the
    line is wrong with its days. A line that cannot be read makes one day off: the code
    of the cycle is known all the same.
    """
    patterns = {r["pattern"]: r for r in rows["cycle_patterns"] if "pattern" in r}
    known = {r["shift"] for r in rows["shifts"] if "shift" in r}
    for line in rows["standard_cycles"]:
        if "cycle" not in line:
            continue
        marks: tuple[int | Rest, ...] = ()
        shifts = line.values.get("shifts", ())
        pattern = patterns.get(line.values.get("pattern"))
        with contextlib.suppress(ValueError):
            if pattern is not None and "days" in pattern:
                marks = parse_pattern(pattern["days"])
        for day, mark in enumerate(marks or (Rest.STATUTORY,), start=1):
            shift = rest = None
            if isinstance(mark, Rest):
                rest = mark.value
            elif mark <= len(shifts) and shifts[mark - 1] in known:
                shift = shifts[mark - 1]
            values = {
                "cycle": line["cycle"],
                "day": day,
                "shift": shift,
                "rest": rest,
            }
            rows["cycles"].append(Row(line.file, line.number, line.cells, values))


def built_in(table: str) -> list[str]:
    """Return the keys of a table of the built-in catalogue."""
    raw = read_csv(_catalogue_bytes(table), TABLES[table], table, [])
    return list(dict.fromkeys(r.cells[TABLES[table].key[0]] for r in raw.rows))


def built_in_rows(table: str) -> list[Row]:
    """Return the rows of a table of the built-in catalogue."""
    return understand(read_csv(_catalogue_bytes(table), TABLES[table], table, []), [])


def _catalogue_bytes(table: str) -> bytes:
    file = resources.files("scheduler") / "catalogue" / f"{table}.csv"
    return file.read_bytes()


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


def _clock(
    document: Document,
    settings: dict[str, str | int | dt.date | None],
    faults: list[Fault],
) -> Clock | None:
    start, days, zone = settings["start"], settings["days"], settings["timezone"]
    known = isinstance(start, dt.date) and isinstance(days, int)
    try:
        clock = Clock(
            start if isinstance(start, dt.date) else dt.date(2000, 1, 1),
            days if isinstance(days, int) else 1,
            str(zone),
        )
    except (ZoneInfoNotFoundError, ValueError, OSError):
        row = document.keys.get("timezone")
        if row is None:
            # Not the scenario's fault: this machine has no time zones.
            raise
        hint, more = suggestion(
            str(zone), available_timezones(), N_("write a name such as Europe/Paris")
        )
        faults.append(
            row.fault("timezone", N_("unknown time zone ({value})"), hint, **more)
        )
        return None
    return clock if known else None


def _unknown_references(book: Book) -> Iterator[Fault]:
    for name, table in TABLES.items():
        for column in table.columns:
            if column.refers is None or not book.knows(column.refers):
                continue
            known = dict.fromkeys(book.keys(column.refers))
            for row in book.rows[name]:
                # What a kind of the catalogue needs matters once a mission uses it.
                if column.name in row and not in_catalogue(row):
                    yield from _unknown(row, column, known, book.set_aside)


def _unknown(
    row: Row, column: Column, known: dict[str, None], set_aside: frozenset[str]
) -> Iterator[Fault]:
    value = row[column.name]
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
