"""Plans from the folders of solved weeks, and rosters from plans.

Of a folder the tables alone are read, so that it can be compared whatever became of its
scenario. Nothing of it is judged.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

from scheduler.domain.plans import OfficerPlan, Plan, PlannedSeat, PlannedTour
from scheduler.domain.roster import Assignment, Break, Roster, assigned
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Clock, Span
from scheduler.domain.tours import Tour
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


def roster_of(plan: Plan, scenario: Scenario, name: str) -> Roster:
    """Return a plan as a roster of the scenario that it was made for.

    Parameters
    ----------
    plan
        The duties.
    scenario
        What was planned; its tours are those that officers may work.
    name
        What faults call the plan.

    Raises
    ------
    InputFaults
        If the plan is of other days, or the scenario lacks an officer, a tour or a seat
        of it: all that it lacks.
    """
    clock, faults = scenario.clock, Faults()
    if (plan.first, plan.days) != (clock.start, clock.days):
        raise refusal(
            name,
            N_("plans {first} to {last}, and the scenario other days"),
            N_("name the scenario of these days"),
            first=plan.first.isoformat(),
            last=plan.last.isoformat(),
        )
    tours: list[Tour] = []
    breaks: list[Break] = []
    assignments: list[Assignment] = []
    offered = {
        (t.officer, t.shift, t.span, t.work): t
        for own in scenario.tours.values()
        for t in own
    }
    seats = {
        (s.occurrence.mission, s.occurrence.span, scenario.kind(o).id, o.zone,
         s.position.name): s
        for o, of in scenario.seats.items()
        for s in of
    }  # fmt: skip
    for own in plan.officers.values():
        for planned in own.tours:
            span = _span(clock, planned.start, planned.end)
            tour = offered.get((own.officer, planned.shift, span, planned.work))
            if tour is None:
                faults.add(
                    name,
                    N_("{officer}: the scenario offers no tour {shift} from {start}"),
                    N_("put the officer, the shift and its hours back into the tables"),
                    officer=own.officer,
                    shift=planned.shift,
                    start=_local(clock, planned.start),
                )
                continue
            tours.append(tour)
            breaks += [Break(*tour.key, _span(clock, *b)) for b in planned.breaks or ()]
        for placed in own.seats:
            span = _span(clock, placed.start, placed.end)
            key = (placed.mission, span, placed.kind, placed.zone, placed.position)
            seat = seats.get(key)
            if seat is None or own.officer not in scenario.officers:
                faults.add(
                    name,
                    N_(
                        "{officer}: the scenario has no place {position} in {mission} "
                        "({kind}, {zone}) from {start}"
                    ),
                    N_("put the officer and the mission back into the tables"),
                    officer=own.officer,
                    position=placed.position,
                    mission=placed.mission,
                    kind=placed.kind,
                    zone=placed.zone,
                    start=_local(clock, placed.start),
                )
                continue
            assignments.append(assigned(seat, own.officer))
    faults.stop()
    known = any(t.breaks is not None for p in plan.officers.values() for t in p.tours)
    said = tuple(breaks) if known else None
    return Roster(tuple(tours), tuple(assignments), said).sorted()


def _span(clock: Clock, start: dt.datetime, end: dt.datetime) -> Span:
    return Span(clock.from_datetime(start), clock.from_datetime(end))


def _local(clock: Clock, instant: dt.datetime) -> str:
    return instant.astimezone(clock.zone).isoformat(timespec="minutes")


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
