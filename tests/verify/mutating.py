"""Breaking a solved week: what mutations are made of."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from scheduler.domain.missions import Occurrence
from scheduler.domain.people import Status
from scheduler.domain.roster import Assignment, Duty, Facts, Roster
from scheduler.domain.tours import Tour

# --- changing a roster ----------------------------------------------------------------


@dataclass(frozen=True)
class Broken:
    """A roster that breaks a rule.

    Parameters
    ----------
    facts
        What is on disk, and what it is judged against.
    culprit
        Officer or mission that a breach has to name.
    over
        By how much, where it is worth knowing.
    """

    facts: Facts
    culprit: str
    over: int | None = None


Mutation = Callable[[Facts], Broken]
MUTATIONS: dict[str, list[Mutation]] = {}


def breaks(rule: str) -> Callable[[Mutation], Mutation]:
    """Say which rule a mutation breaks."""

    def note(mutation: Mutation) -> Mutation:
        MUTATIONS.setdefault(rule, []).append(mutation)
        return mutation

    return note


def with_tours(facts: Facts, officer: str, tours: Iterable[Tour]) -> Facts:
    """Give an officer these tours, and no mission, so that only tours are at fault."""
    others = tuple(t for t in facts.roster.tours if t.officer != officer)
    seats = tuple(a for a in facts.roster.assignments if a.officer != officer)
    return Facts(facts.scenario, Roster((*others, *tours), seats).sorted())


def with_seats(
    facts: Facts, *, less: Iterable[Assignment] = (), more: Iterable[Assignment] = ()
) -> Facts:
    """Take assignments away and add others."""
    gone = set(less)
    kept = tuple(a for a in facts.roster.assignments if a not in gone)
    assert len(kept) == len(facts.roster.assignments) - len(gone)
    return Facts(facts.scenario, Roster(facts.roster.tours, (*kept, *more)).sorted())


def seat(duty: Duty, officer: str | None = None) -> Assignment:
    """Return a duty as the file has it, with another officer if one is given."""
    return seated(duty.occurrence, duty.position.name, officer or duty.officer)


def seated(occurrence: Occurrence, position: str, officer: str) -> Assignment:
    """Return an officer in a position of an occurrence."""
    mission, start, fallback, place = occurrence.key
    return Assignment(mission, start, position, officer, fallback, place)


def instead(facts: Facts, duty: Duty, officer: str) -> Facts:
    """Seat another officer in the place of a duty's."""
    return with_seats(facts, less=[seat(duty)], more=[seat(duty, officer)])


def free_officers(facts: Facts, *, present: bool = True) -> Iterator[str]:
    """Yield the free titular officers of Clermont-Ferrand, without absences."""
    for officer in facts.scenario.officers.values():
        if officer.force == "CF" and officer.free and officer.status is Status.TITULAR:
            absent = officer.id in facts.scenario.absences_of
            if absent is not present:
                yield officer.id


def offered(facts: Facts, officer: str, day: int, shift: str) -> Tour:
    """Return a tour that an officer may choose; day 0 is Monday."""
    date = facts.scenario.clock.dates[day]
    return next(
        t for t in facts.scenario.tours[officer] if (t.day, t.shift) == (date, shift)
    )


def mornings(facts: Facts) -> str:
    """Return an officer who may work ``CF-M`` Monday to Saturday, ``CF-DM`` Sunday."""
    pinned = facts.scenario.pins_of
    for officer in free_officers(facts):
        shifts = {t.shift for t in facts.scenario.tours[officer]}
        if {"CF-M", "CF-A", "CF-DM"} <= shifts and officer not in pinned:
            return officer
    raise LookupError


def duties(facts: Facts, force: str | None = None) -> Iterator[Duty]:
    """Yield the duties of complete crews, those of one force if wanted."""
    for duty in facts.duties:
        if force in (None, facts.scenario.officers[duty.officer].force):
            yield duty


def on_tour(facts: Facts, occurrence: Occurrence) -> set[str]:
    """Return who is on a tour that holds an occurrence."""
    return {t.officer for t in facts.roster.tours if t.span.contains(occurrence.span)}
