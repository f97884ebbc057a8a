"""Checks across rows and tables, one file a family of tables.

Each yields every fault that it finds, and all of them together in one order.

They look at sound rows only: a row with a cell that cannot be read, or with a reference
to what is not there, is judged again once that is mended.
"""

from collections.abc import Callable, Iterator

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


def check(book: Book) -> list[Fault]:
    """Return every fault of a scenario as a whole."""
    return [fault for look in CHECKS for fault in look(book)]


CHECKS: tuple[Callable[[Book], Iterator[Fault]], ...] = (
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
