"""Checks across rows and tables, one file a family of tables.

Each yields every fault that it finds, and all of them together in one order.

A row with a cell that cannot be read, or that names what is not there, is left out of
those checks alone that need this cell.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace

from scheduler.io.book import Book
from scheduler.io.checks import (
    agreements,
    attendees,
    company,
    cycles,
    history,
    kinds,
    missions,
    people,
    periods,
    places,
    requests,
    rules,
    tours,
)
from scheduler.io.faults import Fault
from scheduler.io.tables import LackingError

Check = Callable[[Book], Iterator[Fault]]


def check(book: Book, known: Collection[Fault] = ()) -> list[Fault]:
    """Return every fault of a scenario as a whole.

    Parameters
    ----------
    book
        The scenario.
    known
        Faults of single rows: those of the same cell are left out.
    """
    told = {(f.file, f.row, f.column) for f in known}
    return [
        fault
        for look in CHECKS
        for fault in _found(look, book)
        if (fault.file, fault.row, fault.column) not in told
    ]


def _found(look: Check, book: Book) -> list[Fault]:
    """Return what a check finds, however many cells cannot be read.

    It begins with all rows. Where it needs a cell that could not be read, it begins
    anew without the rows that lack this column: once a column, not once a row.
    """
    found: list[Fault] = []
    while True:
        try:
            for fault in look(book):
                found.append(fault)  # noqa: PERF402 (kept if the next one fails)
        except LackingError as cell:
            lacking = (cell.file, cell.column)
            if lacking in book.unseen:
                return found
            book = replace(book, unseen=book.unseen | {lacking})
        else:
            return found


CHECKS: tuple[Check, ...] = (
    periods.periods,
    people.forces,
    rules.regimes,
    agreements.agreements,
    agreements.poolings,
    places.travel,
    people.officers,
    people.arms,
    cycles.cycles,
    cycles.cycle_rests,
    cycles.standard_cycles,
    cycles.cycle_changes,
    tours.shifts,
    tours.units,
    tours.fixed_tours,
    kinds.kinds,
    kinds.fallbacks,
    missions.missions,
    missions.crowded_days,
    attendees.attendees,
    company.equipages,
    company.pairings,
    missions.event_plans,
    requests.absences,
    requests.choices,
    requests.wishes,
    requests.pins,
    history.history,
    periods.backwards,
    history.past_work,
    history.past_missions,
    places.risk,
    agreements.quotas,
    agreements.shares,
    rules.derogations,
    rules.overrides,
    kinds.powers,
    kinds.suspended,
    tours.cover,
    rules.tiers,
)
"""Every check, in the order of the manual."""
