"""Mutations of pairs of officers."""

from dataclasses import replace

from scheduler.domain.people import Pairing, Together
from scheduler.domain.roster import Duty, Facts
from tests.verify.mutating import Broken, breaks, instead, on_tour


def crew_of_several(facts: Facts) -> tuple[Duty, ...]:
    """Return a crew with somebody of its force on tour who is not in it."""
    return next(c for c in facts.crews.values() if len(c) > 1 and _spare(facts, c))


def _spare(facts: Facts, crew: tuple[Duty, ...]) -> list[str]:
    here = {d.officer for d in crew}
    force = facts.scenario.officers[crew[-1].officer].force
    return sorted(
        o
        for o in on_tour(facts, crew[0].occurrence) - here
        if facts.scenario.officers[o].force == force
    )


def saying(facts: Facts, together: Together, one: str, two: str) -> Facts:
    """Return the roster with something said of two officers."""
    said = Pairing(officer=one, other=two, together=together)
    week = replace(facts.scenario, pairings=(*facts.scenario.pairings, said))
    return replace(facts, scenario=week)


@breaks("pairings_kept")
def two_who_may_never_be_together(facts: Facts) -> Broken:
    crew = crew_of_several(facts)
    one, two = crew[0].officer, crew[1].officer
    told = saying(facts, Together.NEVER, two, one)
    return Broken(told, crew[0].occurrence.mission, over=1)


@breaks("pairings_kept")
def the_tutor_stays_away(facts: Facts) -> Broken:
    """Another takes the seat of the one with whom the first must be."""
    crew = crew_of_several(facts)
    told = saying(facts, Together.MUST, crew[0].officer, crew[-1].officer)
    return Broken(
        instead(told, crew[-1], _spare(facts, crew)[0]), crew[0].officer, over=1
    )
