"""``tours.csv`` and ``roster.csv``: a roster as files, and back.

The reader trusts nothing: whatever a row says beside naming a tour or an assignment
must agree with the scenario. Whether the roster keeps the rules is for the checker to
say. The kind of a row tells whether a mission is held as asked, or by one force alone
as the fallback of its kind.
"""

import datetime as dt
from dataclasses import replace
from pathlib import Path

from scheduler.domain.missions import Occurrence, OccurrenceKey
from scheduler.domain.roster import Assignment, Break, Facts, Roster
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import DAY, Clock, Minute, Span
from scheduler.domain.tours import Tour
from scheduler.io.cells import render
from scheduler.io.faults import Fault, Faults, suggestion
from scheduler.io.files import read_or_report
from scheduler.io.tables import read_csv, render_csv
from scheduler.tables.rosters import BaselineRow, SeatRow, TourRow
from scheduler.tables.rows import R, Row, parse_rows
from scheduler.words import N_

TOURS_FILE = "tours.csv"
ROSTER_FILE = "roster.csv"

BREAKS = ("break_start", "break_end")
"""Columns of ``tours.csv`` that only a roster with its breaks placed has."""

BESIDE = 7 * DAY
"""Minutes before and after the horizon within which a tour can be judged."""

_Placed = dict[OccurrenceKey, Occurrence]


def render_tours(scenario: Scenario, roster: Roster) -> bytes:
    """Return ``tours.csv``: one row a tour, by officer and day.

    The columns of breaks are left out if the roster does not say when they are.
    """
    clock = scenario.clock
    breaks = Facts(scenario, roster).breaks_of
    columns = tuple(
        c
        for c in TourRow.table.columns
        if roster.breaks is not None or c.name not in BREAKS
    )
    rows = (
        TourRow(
            officer=tour.officer,
            force=scenario.officers[tour.officer].force,
            date=tour.day,
            shift=tour.shift,
            start=clock.local(tour.span.start),
            end=clock.local(tour.span.end),
            work_minutes=tour.work,
            fixed=tour.fixed,
            break_start=tuple(clock.local(s.start) for s in breaks.get(tour.key, ())),
            break_end=tuple(clock.local(s.end) for s in breaks.get(tour.key, ())),
        )
        for tour in sorted(roster.tours)
    )
    table = replace(TourRow.table, columns=columns)
    return render_csv(table, [row.texts() for row in rows])


def render_roster(scenario: Scenario, roster: Roster) -> bytes:
    """Return ``roster.csv``: one row an assignment, by mission, start and seat."""
    placed = _occurrences(scenario)
    rows = (_seat(scenario, placed[a.placing], a) for a in sorted(roster.assignments))
    return render_csv(SeatRow.table, [row.texts() for row in rows])


def read_roster(scenario: Scenario, folder: Path | str) -> Roster:
    """Return the roster that a folder holds.

    A tour and its breaks may start and end at any time: whether they were offered, and
    whether breaks are where they may be, is for the checker to say. An assignment must
    be to a seat that exists. A file without the columns of breaks does not say when
    they are.

    Raises
    ------
    InputFaults
        If anything is wrong with the two files, all of it.
    """
    folder = Path(folder)
    faults = Faults()
    rows, columns = read_rows(folder / TOURS_FILE, TourRow, faults)
    tours: list[Tour] = []
    breaks: list[Break] = []
    for row in rows:
        tour = _tour(scenario, row, faults)
        if tour is not None:
            tours.append(tour)
            spans = break_spans(scenario.clock, row, faults)
            breaks += [Break(*tour.key, span) for span in spans]
    placed = _occurrences(scenario)
    assignments = [
        assignment
        for row in read_rows(folder / ROSTER_FILE, SeatRow, faults)[0]
        if (assignment := _assignment(scenario, placed, row, faults)) is not None
    ]
    faults.stop()
    said = tuple(breaks) if columns.intersection(BREAKS) else None
    return Roster(tuple(tours), tuple(assignments), said).sorted()


def _seat(
    scenario: Scenario, occurrence: Occurrence, assignment: Assignment
) -> SeatRow:
    kind = scenario.kind(occurrence)
    leads = {p.name: p.leads for p in kind.positions}
    return SeatRow(
        mission=assignment.mission,
        kind=kind.id,
        zone=occurrence.zone,
        commune=scenario.commune(occurrence),
        date=occurrence.day,
        start=scenario.clock.local(occurrence.span.start),
        end=scenario.clock.local(occurrence.span.end),
        position=assignment.position,
        officer=assignment.officer,
        force=scenario.officers[assignment.officer].force,
        leads=leads[assignment.position],
    )


def _occurrences(scenario: Scenario) -> _Placed:
    return {o.key: o for o in scenario.occurrences}


def read_rows(
    path: Path, of: type[R], faults: Faults
) -> tuple[list[R], frozenset[str]]:
    """Return the rows of a table of a solved week, and the columns that are there.

    Parameters
    ----------
    path, of
        File, and what its rows are.
    faults
        Grows by what is wrong; rows in which something is are left out.
    """
    data = read_or_report(path, path.name, faults)
    if data is None:
        return [], frozenset()
    raw = read_csv(data, of.table, path.name, faults)
    return [r for r in parse_rows(raw, of, faults) if r.complete], raw.columns


def _tour(scenario: Scenario, row: TourRow, faults: Faults) -> Tour | None:
    before = len(faults)
    officer = scenario.officers.get(row.officer)
    if officer is None:
        faults.append(_unknown(row, "officer", list(scenario.officers)))
    elif row.force != officer.force:
        faults.append(_contradiction(row, "force", officer.force))
    if row.shift not in scenario.shifts:
        faults.append(_unknown(row, "shift", list(scenario.shifts)))
    span = Span(*map(scenario.clock.from_datetime, (row.start, row.end)))
    if span.end <= span.start:
        faults.append(
            row.fault(
                "end", N_("not after the start ({value})"), N_("correct one of the two")
            )
        )
    elif row.work_minutes > span.length:
        faults.append(
            row.fault(
                "work_minutes",
                N_("more than the tour lasts ({value})"),
                N_("{most} at most"),
                most=span.length,
            )
        )
    horizon = scenario.clock.span
    if span.start < horizon.start - BESIDE or span.end > horizon.end + BESIDE:
        faults.append(
            row.fault(
                "start",
                N_("a tour far from the days planned ({value})"),
                N_("they go from {first} to {last}"),
                first=scenario.clock.dates[0].isoformat(),
                last=scenario.clock.dates[-1].isoformat(),
            )
        )
    if len(faults) > before:
        return None
    return Tour(
        row.officer, row.date, row.shift, span, row.work_minutes,
        row.fixed, scenario.pause(row.date, row.shift),
    )  # fmt: skip


def break_spans(
    clock: Clock, row: TourRow | BaselineRow, faults: Faults
) -> tuple[Span, ...]:
    """Return the breaks that a row of a tour states, in its order.

    Parameters
    ----------
    clock, row
        The horizon, and the row.
    faults
        Grows by what is wrong with the row; it then states none.
    """
    starts, ends = (
        [clock.from_datetime(instant) for instant in instants]
        for instants in (row.break_start, row.break_end)
    )
    if len(starts) != len(ends):
        faults.append(
            row.fault(
                "break_end",
                N_("not as many ends as starts ({value})"),
                N_("write one end for each start, in the same order"),
            )
        )
        return ()
    if any(end <= start for start, end in zip(starts, ends, strict=True)):
        faults.append(
            row.fault(
                "break_end",
                N_("not after the start ({value})"),
                N_("correct one of the two"),
            )
        )
        return ()
    return tuple(map(Span, starts, ends))


def _assignment(
    scenario: Scenario, placed: _Placed, row: SeatRow, faults: Faults
) -> Assignment | None:
    before = len(faults)
    if row.officer not in scenario.officers:
        faults.append(_unknown(row, "officer", list(scenario.officers)))
    mission = scenario.missions.get(row.mission)
    if mission is None:
        faults.append(_unknown(row, "mission", list(scenario.missions)))
        return None
    forms = {scenario.kind(o).id: o.fallback for o in mission.occurrences}
    if row.kind not in forms:
        faults.append(_contradiction(row, "kind", ", ".join(forms)))
        return None
    positions = [p.name for p in scenario.kinds[row.kind].positions]
    if row.position not in positions:
        faults.append(_unknown(row, "position", positions))
    start = scenario.clock.from_datetime(row.start)
    starts = sorted({o.span.start for o in mission.starts})
    if start not in starts:
        faults.append(
            row.fault(
                "start",
                N_("{mission} does not start then ({value})"),
                N_("its starts: {starts}"),
                mission=mission.id,
                starts=", ".join(_written(scenario, s) for s in starts[:4])
                + (", …" if len(starts) > 4 else ""),
            )
        )
    places = {o.zone: o.place for o in mission.starts}
    if row.zone not in places:
        faults.append(_contradiction(row, "zone", ", ".join(places)))
    if len(faults) > before:
        return None
    assignment = Assignment(
        mission.id, start, row.position, row.officer, forms[row.kind],
        places[row.zone],
    )  # fmt: skip
    expected = _seat(scenario, placed[assignment.placing], assignment)
    for column in SeatRow.table.columns:
        said, meant = row.read(column.name), expected.read(column.name)
        if not _same(said, meant):
            faults.append(_contradiction(row, column.name, render(column, meant)))
    return assignment


def _same(said: object, meant: object) -> bool:
    """Compare two values, instants by UTC.

    A local time of the hour that comes twice equals no time of another zone in Python.
    """
    if isinstance(said, dt.datetime) and isinstance(meant, dt.datetime):
        return said.astimezone(dt.UTC) == meant.astimezone(dt.UTC)
    return said == meant


def _written(scenario: Scenario, minute: Minute) -> str:
    local: dt.datetime = scenario.clock.local(minute)
    return local.isoformat(timespec="minutes")


def _unknown(row: Row, column: str, known: list[str]) -> Fault:
    hint, more = suggestion(row.read(column), known, N_("the scenario has {known}"))
    return row.fault(column, N_("not in the scenario ({value})"), hint, **more)


def _contradiction(row: Row, column: str, meant: str) -> Fault:
    return row.fault(
        column,
        N_("contradicts the scenario ({value})"),
        N_("it says {meant}"),
        meant=meant,
    )
