"""Mutations of missions that may be held by one force alone."""

from dataclasses import replace

from scheduler.domain.missions import Occurrence
from scheduler.domain.people import ForceKind
from scheduler.domain.roster import Duty, Facts
from tests.verify.mutating import (
    Broken,
    breaks,
    free_officers,
    seat,
    seated,
    with_seats,
)


def _twin(facts: Facts, occurrence: Occurrence) -> Occurrence | None:
    """Return the other form of a placing that is held as asked."""
    other = replace(occurrence, fallback=True)
    mission = facts.scenario.missions[occurrence.mission]
    return other if other in mission.occurrences and not occurrence.fallback else None


def _joint(facts: Facts) -> tuple[Occurrence, tuple[Duty, ...]]:
    """Return a joint crew whose kind has a fallback."""
    return next((o, c) for o, c in facts.crews.items() if _twin(facts, o))


@breaks("mission_as_asked")
def by_a_joint_crew_and_by_one_force(facts: Facts) -> Broken:
    occurrence, crew = _joint(facts)
    twin = replace(occurrence, fallback=True)
    here = {d.officer for d in crew}
    spare = (o for o in free_officers(facts) if o not in here)
    more = [
        seated(twin, p.name, next(spare))
        for p in facts.scenario.kind(twin).positions
        for _ in range(p.count)
    ]
    return Broken(with_seats(facts, more=more), occurrence.mission, over=1)


@breaks("mixed_crew")
def one_force_alone_in_the_crew_of_the_joint_kind(facts: Facts) -> Broken:
    """The national officers leave, and the kind stays what it was."""
    occurrence, crew = _joint(facts)
    national = [
        d for d in crew if facts.scenario.force(d.officer).kind is ForceKind.NATIONAL
    ]
    return Broken(
        with_seats(facts, less=map(seat, national)), occurrence.mission, over=1
    )


@breaks("position_force")
def a_national_officer_in_the_crew_of_one_force(facts: Facts) -> Broken:
    """The crew changes its form but keeps its national officer."""
    occurrence, crew = _joint(facts)
    twin = replace(occurrence, fallback=True)
    seats = [
        p.name for p in facts.scenario.kind(twin).positions for _ in range(p.count)
    ]
    national = next(
        d.officer
        for d in crew
        if facts.scenario.force(d.officer).kind is ForceKind.NATIONAL
    )
    others = [d.officer for d in crew if d.officer != national]
    more = [
        seated(twin, name, who)
        for name, who in zip(seats, [national, *others], strict=False)
    ]
    changed = with_seats(facts, less=map(seat, crew), more=more)
    return Broken(changed, national, over=1)
