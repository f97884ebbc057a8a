"""Checks across rows and tables, in the order of the manual.

Each check yields every fault that it finds.

A row with a cell that cannot be read, or that names what is not there, is left out of
those checks alone that need this cell.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace

from scheduler.io.faults import Fault
from scheduler.tables import (
    agreements,
    crews,
    cycles,
    events,
    history,
    kinds,
    missions,
    people,
    periods,
    places,
    requests,
    settings,
    shifts,
)
from scheduler.tables.rows import LackingError
from scheduler.tables.table_set import TableSet

Check = Callable[[TableSet], Iterator[Fault]]


def check(tables: TableSet, known: Collection[Fault] = ()) -> list[Fault]:
    """Return every fault of a scenario as a whole.

    Parameters
    ----------
    tables
        The scenario.
    known
        Faults of single rows: those of the same cell are left out.
    """
    reported = {(f.file, f.row, f.column) for f in known}
    return [
        fault
        for each in CHECKS
        for fault in _found(each, tables)
        if (fault.file, fault.row, fault.column) not in reported
    ]


def _found(each: Check, tables: TableSet) -> list[Fault]:
    """Return what a check finds, however many cells cannot be read.

    It begins with all rows. Where it needs a cell that could not be read, it begins
    anew without the rows that lack this column: once a column, not once a row.
    """
    found: list[Fault] = []
    while True:
        try:
            for fault in each(tables):
                found.append(fault)  # noqa: PERF402 (kept if the next one fails)
        except LackingError as cell:
            lacking = (cell.file, cell.column)
            if lacking in tables.unseen:
                return found
            tables = replace(tables, unseen=tables.unseen | {lacking})
        else:
            return found


CHECKS: tuple[Check, ...] = (
    periods.check_periods,
    settings.check_forces,
    settings.check_regimes,
    agreements.check_agreements,
    agreements.check_poolings,
    places.check_points,
    places.check_travel,
    cycles.check_officers,
    people.check_arms,
    kinds.check_wardens,
    cycles.check_cycles,
    cycles.check_cycle_rests,
    cycles.check_standard_cycles,
    cycles.check_cycle_changes,
    history.check_lengths,
    shifts.check_units,
    shifts.check_fixed_tours,
    kinds.check_kinds,
    missions.check_fallbacks,
    missions.check_missions,
    missions.check_crowded_days,
    crews.check_attendees,
    crews.check_equipages,
    crews.check_pairings,
    events.check_event_plans,
    requests.check_absences,
    requests.check_choices,
    requests.check_wishes,
    requests.check_pins,
    history.check_history,
    periods.check_backwards,
    history.check_past_work,
    history.check_past_missions,
    places.check_risk,
    agreements.check_quotas,
    agreements.check_shares,
    settings.check_derogations,
    settings.check_overrides,
    missions.check_powers,
    missions.check_suspended,
    shifts.check_cover,
    settings.check_tiers,
)
"""Every check, in the order of the manual."""
