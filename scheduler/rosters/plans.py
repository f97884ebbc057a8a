"""Plans from the folders of solved weeks: what officers are to do, as the tables say.

The tables alone are read, so that a folder can be compared whatever became of its
scenario. Nothing of it is judged.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

from scheduler.domain.plans import OfficerPlan, Plan, PlannedSeat, PlannedTour
from scheduler.domain.time import Clock
from scheduler.io.faults import Faults, InputFaults, refusal
from scheduler.rosters.roster_files import (
    BREAKS,
    ROSTER_FILE,
    TOURS_FILE,
    read_rows,
)
from scheduler.tables.rosters import SeatRow, TourRow
from scheduler.words import N_


def plan_in(folder: Path | str, clock: Clock | None = None) -> Plan:
    """Return the plan that the folder of a solved week holds.

    Officers without any duty are not in it, because the tables do not name them.

    Parameters
    ----------
    folder
        The folder.
    clock
        Days that count, and local time; a seat in a tour counts with the tour. If not
        given, all days count, and the tables must be in the local time that is usual.

    Raises
    ------
    InputFaults
        If the tables cannot be read, or hold nothing of these days: all faults, with
        the folder in the name of each file.
    """
    folder = Path(folder)
    faults = Faults()
    rows, columns = read_rows(folder / TOURS_FILE, TourRow, faults)
    seat_rows = read_rows(folder / ROSTER_FILE, SeatRow, faults)[0]
    forces: dict[str, str] = {}
    every: list[TourRow | SeatRow] = [*rows, *seat_rows]
    for one in every:
        _check(one, forces, faults)
    try:
        faults.stop()
        clock = clock or _clock_of(every)
    except InputFaults as error:
        raise InputFaults(
            replace(f, file=str(folder / f.file)) for f in error.faults
        ) from None
    placed = bool(columns.intersection(BREAKS))
    days = frozenset(clock.dates)
    tours: defaultdict[str, list[PlannedTour]] = defaultdict(list)
    seats: defaultdict[str, list[PlannedSeat]] = defaultdict(list)
    for row in rows:
        if row.date in days:
            tours[row.officer].append(_tour(row, placed=placed))
    for seat_row in seat_rows:
        seat = _seat(seat_row)
        inside = (
            t.start <= seat.start and seat.end <= t.end for t in tours[seat_row.officer]
        )
        if seat.day in days or any(inside):
            seats[seat_row.officer].append(seat)
    if not any(tours.values()) and not any(seats.values()):
        raise refusal(
            str(folder / TOURS_FILE),
            N_("no tour of this roster lies in the horizon"),
            N_("name the folder of a roster from {first} to {last}"),
            first=clock.dates[0].isoformat(),
            last=clock.dates[-1].isoformat(),
        )
    return Plan(
        clock.start,
        clock.days,
        clock.timezone,
        {
            code: OfficerPlan(
                code,
                forces[code],
                tuple(sorted(tours[code], key=lambda t: (t.start, t.end, t.shift))),
                tuple(sorted(seats[code])),
            )
            for code in sorted(forces)
            if tours[code] or seats[code]
        },
    )


def _check(row: TourRow | SeatRow, forces: dict[str, str], faults: Faults) -> None:
    """Look for what no roster says, and note the officer's force."""
    if row.end <= row.start:
        faults.append(
            row.fault(
                "end", N_("not after the start ({value})"), N_("correct one of the two")
            )
        )
    if isinstance(row, TourRow) and len(row.break_start) != len(row.break_end):
        faults.append(
            row.fault(
                "break_end",
                N_("not as many ends as starts ({value})"),
                N_("write one end for each start, in the same order"),
            )
        )
    if forces.setdefault(row.officer, row.force) != row.force:
        faults.append(
            row.fault(
                "force",
                N_("not the force of this officer in another row ({value})"),
                N_("it says {meant}"),
                meant=forces[row.officer],
            )
        )


def _clock_of(rows: Sequence[TourRow | SeatRow]) -> Clock:
    """Return the days of some rows, in the local time that is usual."""
    days = [row.date for row in rows]
    if not days:
        raise refusal(
            TOURS_FILE,
            N_("no tour"),
            N_("name the folder of a solved week, or its scenario with --scenario"),
        )
    zone = ZoneInfo(Clock.timezone)
    for row in rows:
        if row.start.utcoffset() != row.start.astimezone(zone).utcoffset():
            raise InputFaults(
                [
                    row.fault(
                        "start",
                        N_("not in the local time of {zone} ({value})"),
                        N_("name the scenario of the roster with --scenario"),
                        zone=zone.key,
                    )
                ]
            )
    return Clock(min(days), (max(days) - min(days)).days + 1)


def _tour(row: TourRow, *, placed: bool) -> PlannedTour:
    spans = zip(row.break_start, row.break_end, strict=True)
    return PlannedTour(
        start=row.start.astimezone(dt.UTC),
        end=row.end.astimezone(dt.UTC),
        day=row.date,
        shift=row.shift,
        work=row.work_minutes,
        breaks=tuple((a.astimezone(dt.UTC), b.astimezone(dt.UTC)) for a, b in spans)
        if placed
        else None,
    )


def _seat(row: SeatRow) -> PlannedSeat:
    return PlannedSeat(
        start=row.start.astimezone(dt.UTC),
        end=row.end.astimezone(dt.UTC),
        day=row.date,
        mission=row.mission,
        kind=row.kind,
        zone=row.zone,
        position=row.position,
        leads=row.leads,
    )
