"""Cycles, day by day or by a pattern, and recorded changes of them."""

import contextlib
import datetime as dt
from collections import Counter
from collections.abc import Iterator

from scheduler.domain.cycles import parse_pattern
from scheduler.domain.people import ForceKind
from scheduler.domain.time import WEEKDAYS, Clock
from scheduler.domain.tours import Change, CycleChange, Rest
from scheduler.io.faults import Fault
from scheduler.tables.columns import (
    CODE,
    DATE,
    LINES,
    TEXT,
    TIME,
    choice,
    column,
    duration,
    ref,
    refs,
    whole,
)
from scheduler.tables.people import ForceRow, OfficerRow
from scheduler.tables.rows import LackingError, Row, table
from scheduler.tables.shifts import FixedTourRow, ShiftRow
from scheduler.tables.table_set import Rows, TableSet, keys
from scheduler.tables.times import moment
from scheduler.words import N_


@table(
    "cycles",
    N_("Cycles: one row for each day of the pattern, which then repeats."),
    key=("cycle", "day"),
)
class CycleRow(Row):
    cycle: str = column(CODE, N_("Code of the cycle."))
    day: int = column(
        whole(1, 366, N_("days")), N_("Day of the pattern, from 1 without gaps.")
    )
    shift: str | None = column(
        ref("shifts"), N_("Shift worked; empty = day off."), default=None
    )
    rest: Rest | None = column(
        choice(Rest),
        N_(
            "Kind of rest of a day off: RC, RL or DN (arrêté of 5 September 2019, "
            "art. 28 to 30)."
        ),
        default=None,
    )


@table(
    "standard_cycles",
    N_(
        "Cycles in one line: a pattern, and the shifts that its numbers stand "
        "for. An officer may follow one as if it were written in cycles."
    ),
    key=("cycle",),
)
class StandardCycleRow(Row):
    cycle: str = column(CODE, N_("Code of the cycle."))
    pattern: str = column(
        ref("cycle_patterns"),
        N_("Pattern, of this scenario or of the built-in catalogue."),
    )
    shifts: tuple[str, ...] = column(
        refs("shifts"), N_("Shifts that the numbers 1, 2 … of the pattern stand for.")
    )


@table(
    "cycle_patterns",
    N_(
        "Patterns of cycles that extend the built-in catalogue, or replace an "
        "entry of it."
    ),
    key=("pattern",),
)
class CyclePatternRow(Row):
    pattern: str = column(CODE, N_("Code of the pattern."))
    name_fr: str = column(TEXT, N_("French name."))
    name_en: str = column(TEXT, N_("English name."))
    days: str = column(
        TEXT,
        N_(
            "One mark a day, with spaces between: the number of a shift, or RC, RL or "
            "DN."
        ),
    )
    tour: int | None = column(
        duration(1, 24 * 60, N_("hours")),
        N_("Usual work of a tour; empty = it varies."),
        default=None,
    )
    source: str = column(LINES, N_("Where the facts come from."), default="")


@table(
    "cycle_changes",
    N_(
        "Recorded changes of days of the cycle. A roster that departs from its cycle "
        "without one is refused."
    ),
    key=("officer", "date"),
)
class CycleChangeRow(Row):
    officer: str = column(ref("officers"), N_("Who."))
    date: dt.date = column(DATE, N_("Day changed."))
    change: Change = column(
        choice(Change),
        N_(
            "recall = called back on a rest day; postponement = rest put off; shifted "
            "= other hours; exchange = exchanged, or granted on request."
        ),
        private=True,
    )
    told_date: dt.date | None = column(
        DATE, N_("Day on which the officer was told."), default=None, private=True
    )
    told_time: int | None = column(
        TIME,
        N_("Local time at which the officer was told."),
        default=None,
        private=True,
    )
    reason: str = column(LINES, N_("Reason; never printed."), default="", private=True)


def check_cycles(tables: TableSet) -> Iterator[Fault]:
    """Look for days left out of a cycle."""
    written = Counter(r.cells.get("cycle") for r in tables.rows[CycleRow])
    for cycle, rows in tables.groups(CycleRow, lambda r: r.cycle).items():
        days = {r.day for r in rows}
        if len(rows) < written[cycle]:
            continue
        for row in rows:
            before = row.day - 1
            if before and before not in days:
                yield row.fault(
                    "day",
                    N_("day {before} of the cycle {cycle} is missing ({value})"),
                    N_(
                        "number its days 1, 2, 3 … without gaps; a day off has no shift"
                    ),
                    before=before,
                    cycle=cycle,
                )


def check_cycle_rests(tables: TableSet) -> Iterator[Fault]:
    """Look for rests on working days, and for weekly rest not on a Sunday."""
    for row in tables.good(CycleRow):
        if row.shift is not None and row.rest is not None:
            yield row.fault(
                "rest",
                N_("a rest on a working day ({value})"),
                N_("leave the shift or the rest empty"),
            )
    cycles, forces = tables.groups(CycleRow, lambda r: r.cycle), tables.by_key(ForceRow)
    for officer in tables.good(OfficerRow):
        force, start = forces.get(officer.force), officer.cycle_start
        days = cycles.get(officer.cycle or "", ())
        if force is None or force.kind != ForceKind.NATIONAL or start is None:
            continue
        for day in days if len(days) == _WEEK else ():
            falls = start + dt.timedelta(days=day.day - 1)
            if day.rest == Rest.STATUTORY and falls.weekday() != _SUNDAY:
                yield officer.fault(
                    "cycle_start",
                    N_("puts the RL of the weekly cycle {cycle} on a {weekday}"),
                    N_("its RL is on Sunday: begin it on another day"),
                    cycle=day.cycle,
                    weekday=WEEKDAYS[falls.weekday()],
                )
                break


_WEEK, _SUNDAY = 7, 6


def check_standard_cycles(tables: TableSet) -> Iterator[Fault]:
    """Look for unreadable patterns, and for another number of shifts than theirs."""
    marks = {}
    for pattern in tables.good(CyclePatternRow):
        try:
            marks[pattern.pattern] = parse_pattern(pattern.days)
        except ValueError as error:
            yield pattern.fault(
                "days",
                N_("an unknown mark, or a number left out ({mark})"),
                N_("write 1, 2 … for shifts, without gaps, and RC, RL or DN for rests"),
                mark=str(error),
            )
    by_day = {r.cycle for r in tables.good(CycleRow) if not _one_line(r)}
    for row in tables.good(StandardCycleRow):
        if row.cycle in by_day:
            yield row.fault(
                "cycle",
                N_("also written day by day in the table cycles ({value})"),
                N_("keep one of the two"),
            )
        wanted = len({m for m in marks.get(row.pattern, ()) if isinstance(m, int)})
        if row.pattern in marks and len(row.shifts) != wanted:
            yield row.fault(
                "shifts",
                N_("{number} shifts for a pattern that has {wanted} ({value})"),
                N_("name one shift for each number of the pattern"),
                number=len(row.shifts),
                wanted=wanted,
            )


def _one_line(row: CycleRow) -> bool:
    """Tell whether a row of ``cycles`` was written as a standard cycle."""
    return "pattern" in row.cells


def check_cycle_changes(tables: TableSet) -> Iterator[Fault]:
    """Look for changes that the cycle of the officer contradicts."""
    officers, cycles = (
        tables.by_key(OfficerRow),
        tables.groups(CycleRow, lambda r: r.cycle),
    )
    for row in tables.good(CycleChangeRow):
        if row.told_date is None and row.told_time is not None:
            yield row.fault(
                "told_time",
                N_("a time without a day ({value})"),
                N_("write the day in told_date, or leave this empty"),
            )
        officer = officers.get(row.officer)
        if officer is None:
            continue
        if officer.cycle is None and officer.cycle_start is None:
            yield row.fault(
                "officer",
                N_("a change of the cycle of an officer without one ({value})"),
                N_("name the cycle in officers.csv, or remove the row"),
            )
            continue
        days = {d.day: d for d in cycles.get(officer.cycle or "", ())}
        if not days or not tables.whole(CycleRow) or officer.cycle_start is None:
            continue
        place = (row.date - officer.cycle_start).days % max(days) + 1
        off = place in days and days[place].shift is None
        if row.change == Change.SHIFTED and off:
            yield row.fault(
                "change",
                N_("shifted hours on a day off of the cycle ({date})"),
                N_("write recall, postponement or exchange, or correct the date"),
                date=str(row.date),
            )
        elif row.change == Change.RECALL and not off:
            yield row.fault(
                "change",
                N_("a recall on a working day of the cycle ({date})"),
                N_("write shifted or exchange, or correct the date"),
                date=str(row.date),
            )


def check_officers(tables: TableSet) -> Iterator[Fault]:
    """Look for fixed tours without a cycle or roster, and for unfit cycles."""
    planned = {*tables.keys(FixedTourRow)}
    shifts, cycles = tables.by_key(ShiftRow), tables.groups(CycleRow, lambda r: r.cycle)
    for row in tables.good(OfficerRow):
        fixed, cycle, first = row.tours == "fixed", row.cycle, row.cycle_start
        if fixed and cycle is None and row.officer not in planned:
            if tables.was_read(FixedTourRow):
                yield row.fault(
                    "tours",
                    N_("no cycle or roster given for fixed tours ({officer})"),
                    N_("name a cycle, or add rows to fixed_tours.csv"),
                    officer=row.officer,
                )
        elif not fixed and (cycle is not None or first is not None):
            yield row.fault(
                "cycle" if cycle is not None else "cycle_start",
                N_("a cycle for free tours ({value})"),
                N_("write fixed in the column tours, or leave the cycle empty"),
            )
        elif cycle is not None and first is None:
            yield row.fault(
                "cycle_start",
                N_("empty, yet there is a cycle ({cycle})"),
                N_("write a day that is day 1 of the cycle for this officer"),
                cycle=cycle,
            )
        elif cycle is None and first is not None:
            yield row.fault(
                "cycle_start",
                N_("a start without a cycle ({value})"),
                N_("name the cycle, or leave this empty"),
            )
        for day in cycles.get(cycle or "", ()) if fixed else ():
            shift = shifts.get(day.shift)
            if shift is not None and shift.force != row.force:
                yield row.fault(
                    "cycle",
                    N_("a cycle of another force ({value})"),
                    N_("its shift {shift} belongs to {force}"),
                    shift=shift.shift,
                    force=shift.force,
                )
                break


def standard_days(rows: Rows) -> list[CycleRow]:
    """Return the days of standard cycles as rows of ``cycles``.

    Such a row keeps the place of the line it comes from, so that what is wrong with the
    line is wrong with its days. A line that cannot be read makes one day off: the code
    of the cycle is known all the same.
    """
    patterns = {r.key: r for r in rows[CyclePatternRow] if r.has_key}
    known = {*keys(rows[ShiftRow])}
    found = []
    for line in rows[StandardCycleRow]:
        if not line.has_key:
            continue
        shifts: tuple[str, ...] = ()
        marks: tuple[int | Rest, ...] = ()
        with contextlib.suppress(LackingError):
            shifts = line.shifts
        with contextlib.suppress(LackingError, ValueError, KeyError):
            marks = parse_pattern(patterns[line.pattern].days)
        for day, mark in enumerate(marks or (Rest.STATUTORY,), start=1):
            shift = rest = None
            if isinstance(mark, Rest):
                rest = mark
            elif mark <= len(shifts) and shifts[mark - 1] in known:
                shift = shifts[mark - 1]
            found.append(
                CycleRow(
                    line.file,
                    line.number,
                    line.cells,
                    cycle=line.cycle,
                    day=day,
                    shift=shift,
                    rest=rest,
                )
            )
    return found


def to_cycles(tables: TableSet) -> dict[str, tuple[str | None, ...]]:
    """Return the shift of each day of each cycle; ``None`` = a day off."""
    return {c: tuple(r.shift for r in days) for c, days in _days(tables).items()}


def to_cycle_rests(tables: TableSet) -> dict[str, tuple[Rest | None, ...]]:
    """Return the kind of rest of each day of each cycle, as far as it is said."""
    return {c: tuple(r.rest for r in days) for c, days in _days(tables).items()}


def _days(tables: TableSet) -> dict[str, list[CycleRow]]:
    return {
        cycle: sorted(rows, key=lambda r: r.day)
        for cycle, rows in tables.groups(CycleRow, lambda r: r.cycle).items()
    }


def to_cycle_changes(tables: TableSet, clock: Clock) -> tuple[CycleChange, ...]:
    """Return the recorded departures from cycles."""
    return tuple(
        CycleChange(
            officer=r.officer,
            day=r.date,
            change=r.change,
            told=None
            if r.told_date is None
            else moment(clock, r.told_date, r.told_time or 0),
            reason=r.reason,
            row=r.place,
        )
        for r in tables.rows[CycleChangeRow]
    )
