"""Shifts, fixed tours, and the cover wanted on shifts."""

import contextlib
import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator

from scheduler.domain.missions import Cover
from scheduler.domain.time import Clock
from scheduler.domain.tours import FixedTour, Shift
from scheduler.io.cells import render_time
from scheduler.io.faults import Fault, suggestion
from scheduler.io.schema import MIDNIGHT
from scheduler.tables.columns import (
    CODE,
    CODES,
    DATE,
    END_TIME,
    TEXT,
    TIME,
    WEEKDAYS,
    column,
    ref,
    whole,
)
from scheduler.tables.common import FOREIGN, horizon
from scheduler.tables.people import OfficerRow
from scheduler.tables.rows import LackingError, Row, table
from scheduler.tables.table_set import TableSet
from scheduler.tables.times import wall
from scheduler.words import N_


@table(
    "shifts",
    N_("Templates of tours of duty (vacations)."),
    key=("shift",),
    required=True,
)
class ShiftRow(Row):
    shift: str = column(CODE, N_("Code of the shift."))
    name: str = column(TEXT, N_("Name that people read."))
    force: str = column(ref("forces"), N_("Force that works it."))
    units: tuple[str, ...] = column(
        CODES, N_("Units that may work it; empty = all of the force."), default=""
    )
    start: int = column(TIME, N_("Local time at which it begins."))
    end: int = column(
        END_TIME,
        N_("Local time at which it ends; not after the start = on the next day."),
    )
    days: frozenset[int] = column(
        WEEKDAYS, N_("Days on which it may begin."), default="mon-sun"
    )
    unpaid_break: int = column(
        whole(0, 240, N_("minutes")),
        N_("Minutes of the tour that do not count as work."),
        default="0",
    )
    break_from: int | None = column(
        TIME,
        N_(
            "Local time at which the unpaid break begins, for split shifts: the "
            "officer is then off duty, without missions; empty = wherever the missions "
            "leave room."
        ),
        default=None,
    )


@table(
    "fixed_tours",
    N_(
        "Days of officers with fixed tours, from the force's own roster; a row "
        "replaces the cycle on its day. A night worker with a task in the morning and "
        "the night tour of the same day has two rows."
    ),
    key=("officer", "date", "shift"),
)
class FixedTourRow(Row):
    officer: str = column(ref("officers"), N_("Who."))
    date: dt.date = column(DATE, N_("Day on which the tour begins."))
    shift: str | None = column(
        ref("shifts"), N_("Shift worked; empty = day off."), default=None
    )


@table(
    "cover",
    N_("Head-count wanted on shifts."),
    key=("force", "unit", "shift", "days", "date", "qualification"),
)
class CoverRow(Row):
    force: str = column(ref("forces"), N_("Force concerned."))
    unit: str | None = column(
        CODE, N_("Unit concerned; empty = the whole force."), default=None
    )
    shift: str = column(ref("shifts"), N_("Shift concerned."))
    days: frozenset[int] = column(
        WEEKDAYS,
        N_("Days of the week concerned, where the shift may begin on them."),
        default="mon-sun",
    )
    date: dt.date | None = column(
        DATE, N_("Only this day; empty = every such day of the horizon."), default=None
    )
    minimum: int = column(whole(0, 10_000, N_("heads")), N_("Heads wanted."))
    qualification: str | None = column(
        CODE, N_("Counts only holders of this qualification."), default=None
    )
    weight: int = column(
        whole(1, 1000, N_("points")),
        N_("Points lost for each head missing."),
        default="1",
    )


def break_faults(row: ShiftRow, length: int) -> Iterator[Fault]:
    """Yield what is wrong with the time of the unpaid break of a shift.

    Parameters
    ----------
    row, length
        The shift, and the minutes that it lasts.
    """
    unpaid = row.unpaid_break
    if row.break_from is None:
        return
    if not unpaid:
        yield row.fault(
            "break_from",
            N_("the time of an unpaid break of 0 minutes ({value})"),
            N_("write how long it lasts in unpaid_break, or leave this empty"),
        )
    elif (row.break_from - row.start) % MIDNIGHT + unpaid > length:
        yield row.fault(
            "break_from",
            N_("a break of {minutes} minutes from {value} on is not inside the shift"),
            N_("from {first} at the earliest to {last} at the latest"),
            minutes=unpaid,
            first=render_time(row.start),
            last=render_time((row.start + length - unpaid) % MIDNIGHT),
        )


def check_units(tables: TableSet) -> Iterator[Fault]:
    """Look for units in which the force has no officer."""
    if not tables.was_read(OfficerRow):
        return
    units: defaultdict[str, set[str]] = defaultdict(set)
    for officer in tables.rows[OfficerRow]:
        with contextlib.suppress(LackingError):
            units[officer.force].add(officer.unit or "")
    for row in tables.good(ShiftRow):
        for unit in row.units:
            yield from _check_unit(row, "units", unit, row.force, units[row.force])
    for cover in tables.good(CoverRow):
        if cover.unit is not None:
            known = units[cover.force]
            yield from _check_unit(cover, "unit", cover.unit, cover.force, known)


def _check_unit(
    row: Row, column: str, unit: str, force: str, known: set[str]
) -> Iterator[Fault]:
    if unit not in known:
        hint, more = suggestion(unit, sorted(filter(None, known)))
        yield row.fault(
            column,
            N_("no officer of {force} is in this unit ({unit})"),
            hint or N_("correct it, or leave it empty for the whole force"),
            force=force,
            unit=unit,
            **more,
        )


def check_fixed_tours(tables: TableSet) -> Iterator[Fault]:
    """Look for fixed tours of free officers, and for shifts of another force."""
    officers, shifts = tables.by_key(OfficerRow), tables.by_key(ShiftRow)
    rows = Counter((r.officer, r.date) for r in tables.good(FixedTourRow))
    for row in tables.good(FixedTourRow):
        if not row.shift and rows[row.officer, row.date] > 1:
            yield row.fault(
                "shift",
                N_("a day off on which {officer} has a tour in another row"),
                N_("remove one of the rows"),
                officer=row.officer,
            )
        officer, shift = officers.get(row.officer), shifts.get(row.shift)
        if officer is not None and officer.tours == "free":
            yield row.fault(
                "officer",
                N_("a fixed tour for an officer with free tours ({value})"),
                N_("write fixed in officers.csv, or ask for it in requests or pins"),
            )
        elif officer and shift and shift.force != officer.force:
            yield row.fault("shift", *FOREIGN, force=officer.force)


def check_cover(tables: TableSet) -> Iterator[Fault]:
    """Look for cover of a shift that is not the force's, or not on that day."""
    shifts = tables.by_key(ShiftRow)
    for row in tables.good(CoverRow):
        shift, day = shifts.get(row.shift), row.date
        if shift is not None and shift.force != row.force:
            yield row.fault("shift", *FOREIGN, force=row.force)
        elif day is not None:
            yield from horizon(tables, row, "date", [day])
            if shift is not None and day.weekday() not in shift.days & row.days:
                yield row.fault(
                    "date",
                    N_("the shift does not begin on this day of the week ({value})"),
                    N_("correct the date, or the days here or in shifts.csv"),
                )


def to_shifts(tables: TableSet) -> dict[str, Shift]:
    """Return the shifts by code."""
    return {
        r.shift: Shift(
            id=r.shift,
            name=r.name,
            force=r.force,
            units=frozenset(r.units),
            start=wall(r.start),
            end=wall(r.end),
            weekdays=r.days,
            unpaid_break=r.unpaid_break,
            break_from=None if r.break_from is None else wall(r.break_from),
        )
        for r in tables.rows[ShiftRow]
    }


def to_fixed_tours(tables: TableSet) -> tuple[FixedTour, ...]:
    """Return the tours of the forces' own rosters."""
    return tuple(
        FixedTour(officer=r.officer, day=r.date, shift=r.shift, row=r.place)
        for r in tables.rows[FixedTourRow]
    )


def to_cover(tables: TableSet, clock: Clock) -> tuple[Cover, ...]:
    """Return the cover wanted on each day on which its shift may begin."""
    begins = {r.shift: r.days for r in tables.rows[ShiftRow]}
    return tuple(
        Cover(
            force=r.force,
            shift=r.shift,
            day=day,
            minimum=r.minimum,
            unit=r.unit,
            qualification=r.qualification,
            weight=r.weight,
        )
        for r in tables.rows[CoverRow]
        for day in clock.dates
        if r.date in (None, day) and day.weekday() in r.days & begins[r.shift]
    )
