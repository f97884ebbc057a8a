"""A baseline roster: read from the folder of a solved week, kept beside the new one.

Nothing that it names need be there still. What is kept is one table, so that the new
folder says by itself what it was measured against.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from scheduler.domain.baseline import Baseline
from scheduler.domain.run import Run
from scheduler.domain.scenario import Scenario, Tier
from scheduler.io.faults import Faults, refusal
from scheduler.io.tables import render_csv
from scheduler.rosters.roster_files import ROSTER_FILE, TOURS_FILE, read_rows
from scheduler.tables.rosters import BaselineRow, SeatRow, TourRow
from scheduler.words import N_

BASELINE_FILE = "baseline.csv"
TIER = Tier(name="few changes", goals={"few_changes": 1})
"""The tier that a baseline roster adds."""

_BEFORE = ("mandatory_missions", "minimum_cover", "missions_by_priority")
"""Goals that come before it: what is to be done, before by whom."""


def near(scenario: Scenario, folder: Path | str) -> Scenario:
    """Return a scenario that is to stay near the roster of a solved folder.

    The part of that roster that lies in the horizon is the baseline; unless the
    scenario's tiers hold ``few_changes`` already, a tier for it follows those about
    missions.

    Raises
    ------
    InputFaults
        If the folder holds no readable roster, or none of these days.
    """
    folder = Path(folder)
    faults = Faults()
    tours = read_rows(folder / TOURS_FILE, TourRow, faults)[0]
    seats = read_rows(folder / ROSTER_FILE, SeatRow, faults)[0]
    faults.stop()
    clock = scenario.clock
    baseline = Baseline(
        frozenset((r.officer, r.date, r.shift) for r in tours if r.date in clock.dates),
        frozenset(
            (r.mission, clock.from_datetime(r.start), r.officer)
            for r in seats
            if r.date in clock.dates
        ),
    )
    if not baseline.tours:
        raise refusal(
            TOURS_FILE,
            N_("no tour of this roster lies in the horizon"),
            N_("name the folder of a roster from {first} to {last}"),
            first=clock.dates[0].isoformat(),
            last=clock.dates[-1].isoformat(),
        )
    return _with(scenario, baseline)


def as_solved(scenario: Scenario, folder: Path | str, run: Run) -> Scenario:
    """Return a scenario with the baseline that the run of a folder names, if any.

    Raises
    ------
    InputFaults
        If the table of the baseline roster cannot be read.
    """
    if BASELINE_FILE not in run.inputs or scenario.baseline is not None:
        return scenario
    faults = Faults()
    rows, _columns = read_rows(Path(folder) / BASELINE_FILE, BaselineRow, faults)
    faults.stop()
    baseline = Baseline(
        frozenset((r.officer, r.date, r.shift) for r in rows if r.date and r.shift),
        frozenset(
            (r.mission, scenario.clock.from_datetime(r.start), r.officer)
            for r in rows
            if r.mission and r.start
        ),
    )
    return _with(scenario, baseline)


def render_baseline(scenario: Scenario, baseline: Baseline) -> bytes:
    """Return ``baseline.csv``: one row a tour, then one row a seat."""
    clock = scenario.clock
    rows = [
        BaselineRow(officer=officer, date=day, shift=shift)
        for officer, day, shift in sorted(baseline.tours)
    ]
    rows += [
        BaselineRow(officer=officer, mission=mission, start=clock.local(start))
        for mission, start, officer in sorted(baseline.seats)
    ]
    return render_csv(BaselineRow.table, [row.texts() for row in rows])


def _with(scenario: Scenario, baseline: Baseline) -> Scenario:
    digest = hashlib.sha256(render_baseline(scenario, baseline)).hexdigest()
    inputs = dict(sorted({**scenario.inputs, BASELINE_FILE: digest}.items()))
    tiers = _tiers(scenario.tiers)
    return replace(scenario, baseline=baseline, inputs=inputs, tiers=tiers)


def _tiers(tiers: Iterable[Tier]) -> tuple[Tier, ...]:
    tiers = tuple(tiers)
    if any(goal in tier.goals for tier in tiers for goal in TIER.goals):
        return tiers
    last = [n for n, t in enumerate(tiers, 1) if not t.goals.keys().isdisjoint(_BEFORE)]
    place = max(last, default=0)
    return (*tiers[:place], TIER, *tiers[place:])
