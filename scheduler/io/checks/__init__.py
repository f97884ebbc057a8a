"""Checks across rows and tables, one file a family of tables.

Each yields every fault that it finds, and all of them together in one order.

They look at sound rows. A row with a cell that cannot be read, or with a reference to
what is not there, is then looked at by itself, as far as it goes.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
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

Check = Callable[[Book], Iterator[Fault]]

LACKING = (KeyError, TypeError, AttributeError, ValueError, IndexError)
"""What comes of a cell or a row that is not there."""

MOST_ALONE = 50
"""Faulty rows that a check looks at one by one."""


def check(book: Book, known: Collection[Fault] = ()) -> list[Fault]:
    """Return every fault of a scenario as a whole.

    Parameters
    ----------
    book
        The scenario.
    known
        Faults of single rows: those of the same cell are left out.
    """
    found = [fault for look in CHECKS for fault in look(book)]
    told = {(f.file, f.row, f.column) for f in (*known, *found)}
    return found + [
        fault
        for look in (CHECKS if book.bad else ())
        for fault in _beyond(look, book)
        if (fault.file, fault.row, fault.column) not in told
    ]


def _beyond(look: Check, book: Book) -> Iterator[Fault]:
    """Yield what a check finds in rows that are faulty in themselves.

    Each is looked at beside the sound rows; where the check needs what it lacks, it
    gives up. What is found in other rows may be a mere consequence, and is left out.
    """
    for place in sorted(book.bad)[:MOST_ALONE]:
        found: list[Fault] = []
        with suppress(*LACKING):
            for fault in look(replace(book, bad=book.bad - {place})):
                found.append(fault)  # noqa: PERF402 (kept if the next one fails)
        yield from (f for f in found if (f.file, f.row) == place)


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
