"""A baseline roster: read from the folder of a solved week, kept beside the new one.

Nothing that it names need be there still, except what began before the freeze. What is
kept is one table, so that the new folder says by itself what it was measured against.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from operator import attrgetter
from pathlib import Path

from scheduler.domain.baseline import Baseline, KnownSeat, KnownTour
from scheduler.domain.near import tiers_of_repair, tiers_with_baseline
from scheduler.domain.run import Run
from scheduler.domain.scenario import Scenario, Tier
from scheduler.domain.time import Clock, Minute, Span
from scheduler.io.faults import Fault, Faults, refusal, shown
from scheduler.io.tables import render_csv
from scheduler.rosters.roster_files import (
    BREAKS,
    ROSTER_FILE,
    TOURS_FILE,
    break_spans,
    read_rows,
)
from scheduler.tables.rosters import BaselineRow, SeatRow, TourRow
from scheduler.words import N_

BASELINE_FILE = "baseline.csv"


def near(
    scenario: Scenario,
    folder: Path | str,
    freeze: Minute | None = None,
    *,
    repair: bool = False,
) -> Scenario:
    """Return a scenario that is to stay near the roster of a solved folder.

    Parameters
    ----------
    scenario
        What is planned.
    folder
        Folder of the roster that people know.
    freeze
        Instant before which nothing changes; ``None`` = everything may.
    repair
        Whether few people and few changes come right after what must be held.

    Raises
    ------
    InputFaults
        If the folder holds no readable roster, or none of these days, or if the
        scenario lacks something of it that began before the freeze.
    """
    baseline = read_baseline(folder, scenario.clock)
    baseline = replace(baseline, freeze=freeze)
    return with_baseline(scenario, baseline, repair=repair)


def read_baseline(folder: Path | str, clock: Clock) -> Baseline:
    """Return the part of the roster of a solved folder that lies in a horizon.

    Raises
    ------
    InputFaults
        If the folder holds no readable roster, or none of these days.
    """
    folder = Path(folder)
    faults = Faults()
    tours, columns = read_rows(folder / TOURS_FILE, TourRow, faults)
    seats, _all = read_rows(folder / ROSTER_FILE, SeatRow, faults)
    stated = bool(columns.intersection(BREAKS))
    baseline = Baseline(
        frozenset(
            KnownTour(
                officer=r.officer,
                day=r.date,
                shift=r.shift,
                span=Span(clock.from_datetime(r.start), clock.from_datetime(r.end)),
                breaks=break_spans(clock, r, faults) if stated else None,
                row=r.number,
            )
            for r in tours
            if r.date in clock.dates
        ),
        frozenset(
            KnownSeat(
                mission=r.mission,
                start=clock.from_datetime(r.start),
                officer=r.officer,
                position=r.position,
                kind=r.kind,
                zone=r.zone,
                row=r.number,
            )
            for r in seats
            if r.date in clock.dates
        ),
    )
    faults.stop()
    if not baseline.tours:
        raise refusal(
            TOURS_FILE,
            N_("no tour of this roster lies in the horizon"),
            N_("name the folder of a roster from {first} to {last}"),
            first=clock.dates[0].isoformat(),
            last=clock.dates[-1].isoformat(),
        )
    return baseline


def with_baseline(
    scenario: Scenario, baseline: Baseline, *, repair: bool = False
) -> Scenario:
    """Return a scenario that is to stay near a baseline roster.

    Unless the scenario's tiers hold ``few_changes`` already, a tier for it follows
    those about missions. For a repair, few people and few changes come right after
    mandatory missions and minimum cover, and before all else.

    Raises
    ------
    InputFaults
        If the scenario lacks something of the baseline roster that began before the
        freeze: all of it.
    """
    content = render_baseline(scenario, baseline)
    digest = hashlib.sha256(content).hexdigest()
    tiers = (tiers_of_repair if repair else tiers_with_baseline)(scenario.tiers)
    found = _with(scenario, baseline, digest, tiers)
    faults = Faults([*_lost_tours(found), *_lost_seats(found)])
    faults.stop()
    return found


def as_solved(scenario: Scenario, folder: Path | str, run: Run) -> Scenario:
    """Return a scenario with the baseline that the run of a folder names, if any.

    Raises
    ------
    InputFaults
        If the table of the baseline roster cannot be read.
    """
    if BASELINE_FILE not in run.inputs or scenario.baseline is not None:
        return scenario
    path = Path(folder) / BASELINE_FILE
    faults = Faults()
    rows, columns = read_rows(path, BaselineRow, faults)
    stated, clock = bool(columns.intersection(BREAKS)), scenario.clock
    tours = frozenset(
        KnownTour(
            officer=r.officer,
            day=r.date,
            shift=r.shift,
            span=Span(clock.from_datetime(r.start), clock.from_datetime(r.end))
            if r.start and r.end
            else None,
            breaks=break_spans(clock, r, faults) if stated else None,
            row=r.number,
        )
        for r in rows
        if r.officer and r.date and r.shift
    )
    seats = frozenset(
        KnownSeat(
            mission=r.mission,
            start=clock.from_datetime(r.start),
            officer=r.officer,
            position=r.position or "",
            kind=r.kind or "",
            zone=r.zone or "",
            row=r.number,
        )
        for r in rows
        if r.officer and r.mission and r.start
    )
    faults.stop()
    instants = [clock.from_datetime(r.freeze) for r in rows if r.freeze]
    baseline = Baseline(tours, seats, max(instants, default=None))
    tiers, names = tiers_with_baseline(scenario.tiers), [t.name for t in run.tiers]
    repaired = tiers_of_repair(scenario.tiers)
    if names == [t.name for t in repaired]:
        tiers = repaired
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return _with(scenario, baseline, digest, tiers)


def render_baseline(scenario: Scenario, baseline: Baseline) -> bytes:
    """Return ``baseline.csv``: the freeze, if any, then the tours, then the seats.

    The columns of breaks are left out if the baseline does not say when they are.
    """
    clock = scenario.clock
    rows = []
    if baseline.freeze is not None:
        rows.append(BaselineRow(freeze=clock.local(baseline.freeze)))
    for tour in sorted(baseline.tours, key=attrgetter("key")):
        breaks = tour.breaks or ()
        rows.append(
            BaselineRow(
                officer=tour.officer,
                date=tour.day,
                shift=tour.shift,
                start=clock.local(tour.span.start) if tour.span else None,
                end=clock.local(tour.span.end) if tour.span else None,
                break_start=tuple(clock.local(s.start) for s in breaks),
                break_end=tuple(clock.local(s.end) for s in breaks),
            )
        )
    seat = attrgetter("mission", "start", "officer", "kind", "zone", "position")
    rows += [
        BaselineRow(
            officer=s.officer,
            mission=s.mission,
            start=clock.local(s.start),
            kind=s.kind or None,
            zone=s.zone or None,
            position=s.position or None,
        )
        for s in sorted(baseline.seats, key=seat)
    ]
    stated = any(t.breaks is not None for t in baseline.tours)
    columns = tuple(
        c for c in BaselineRow.table.columns if stated or c.name not in BREAKS
    )
    table = replace(BaselineRow.table, columns=columns)
    return render_csv(table, [row.texts() for row in rows])


def _with(
    scenario: Scenario, baseline: Baseline, digest: str, tiers: tuple[Tier, ...]
) -> Scenario:
    inputs = dict(sorted({**scenario.inputs, BASELINE_FILE: digest}.items()))
    return replace(scenario, baseline=baseline, inputs=inputs, tiers=tiers)


# --- what began before the freeze and is no longer there ------------------------------

_GONE = N_("no longer in the scenario ({value}), and began before the freeze")
_BRING_BACK = N_(
    "what has begun cannot be dropped: put it back into the tables, or freeze from "
    "{start} at the latest"
)


def _lost_tours(scenario: Scenario) -> Iterator[Fault]:
    """Yield the frozen tours that the scenario does not have."""
    for known in scenario.frozen_tours.values():
        assert known.span is not None
        offered = scenario.tours.get(known.officer, ())
        hours = [t.span for t in offered if t.key == known.key]
        lost = None
        if known.officer not in scenario.officers:
            lost = "officer", known.officer
        elif known.shift not in scenario.shifts:
            lost = "shift", known.shift
        elif not hours:
            lost = "date", known.day.isoformat()
        if lost is not None:
            yield _fault(scenario, TOURS_FILE, known, *lost, known.span.start)
        elif hours != [known.span]:
            yield Fault(
                file=TOURS_FILE,
                row=known.row,
                column="shift",
                message=N_(
                    "{value} now lasts from {since} to {until}, and began before the "
                    "freeze with other hours"
                ),
                hint=_BRING_BACK,
                values={
                    "value": shown(known.shift),
                    "since": _written(scenario, hours[0].start),
                    "until": _written(scenario, hours[0].end),
                    "start": _written(scenario, known.span.start),
                },
            )


def _lost_seats(scenario: Scenario) -> Iterator[Fault]:
    """Yield the frozen seats that the scenario does not have."""
    for known, seat in scenario.frozen_seats:
        start = known.start
        if known.officer not in scenario.officers:
            yield _fault(scenario, ROSTER_FILE, known, "officer", known.officer, start)
        if seat is None:
            column = _lost(scenario, known)
            text = (
                _written(scenario, start)
                if column == "start"
                else str(getattr(known, column))
            )
            yield _fault(scenario, ROSTER_FILE, known, column, text, start)


def _lost(scenario: Scenario, known: KnownSeat) -> str:
    """Return the first column of a seat that fits nothing in the scenario."""
    mission = scenario.missions.get(known.mission)
    if mission is None:
        return "mission"
    here = [o for o in mission.occurrences if o.span.start == known.start]
    if not here:
        return "start"
    here = [o for o in here if scenario.kind(o).id == known.kind]
    if not here:
        return "kind"
    return "position" if any(o.zone == known.zone for o in here) else "zone"


def _fault(
    scenario: Scenario,
    file: str,
    known: KnownTour | KnownSeat,
    column: str,
    value: str,
    start: Minute,
) -> Fault:
    return Fault(
        file=file,
        row=known.row,
        column=column,
        message=_GONE,
        hint=_BRING_BACK,
        values={"value": shown(value), "start": _written(scenario, start)},
    )


def _written(scenario: Scenario, minute: Minute) -> str:
    return scenario.clock.local(minute).isoformat(timespec="minutes")
