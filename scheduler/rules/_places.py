"""Where and when an occurrence needs competence, for the check halves of rules."""

import datetime as dt
from collections.abc import Iterable

from scheduler.domain.agreements import Agreement, Route
from scheduler.domain.missions import Occurrence
from scheduler.domain.people import ForceKind
from scheduler.domain.scenario import Scenario

PlaceAndDay = tuple[str, dt.date]
"""INSEE code of a commune, and a local day."""


def touched(scenario: Scenario, occurrence: Occurrence) -> list[PlaceAndDay]:
    """Return every commune and local day that an occurrence touches, by day."""
    zone = scenario.zones[occurrence.zone]
    clock, span = scenario.clock, occurrence.span
    found = []
    day = clock.date(span.start)
    while clock.midnight(day) < span.end:
        found += [(commune, day) for commune in sorted({zone.commune, *zone.also_in})]
        day += dt.timedelta(days=1)
    return found


def lent_to(scenario: Scenario, force: str, occurrence: Occurrence) -> set[PlaceAndDay]:
    """Return the places, among those touched, to which a pooling lends a force."""
    lender = scenario.forces[force]
    if lender.kind is ForceKind.NATIONAL:
        return set()
    judicial = {p.judicial for p in scenario.powers_of(occurrence)}
    kind = scenario.kind(occurrence).id
    found: set[PlaceAndDay] = set()
    for pooling in scenario.poolings:
        if force not in pooling.forces:
            continue
        if pooling.kinds and kind not in pooling.kinds:
            continue
        if pooling.route is Route.EVENT and True in judicial:
            continue
        found |= {
            (commune, day)
            for commune, day in touched(scenario, occurrence)
            if commune in pooling.communes - lender.communes and day in pooling.validity
        }
    return found


def standing(
    scenario: Scenario,
    occurrence: Occurrence,
    forces: Iterable[str],
    agreements: Iterable[Agreement],
) -> dict[PlaceAndDay, list[set[str]]]:
    """Return, by place touched, which forces act under each agreement in force there.

    These are its parties, and those of the forces given that a pooling lends there.
    """
    lent = {force: lent_to(scenario, force, occurrence) for force in forces}
    places: dict[PlaceAndDay, list[set[str]]] = {}
    for commune, day in touched(scenario, occurrence):
        guests = {force for force, to in lent.items() if (commune, day) in to}
        places[commune, day] = [
            {a.municipal_force, a.national_force} | guests
            for a in agreements
            if commune in a.communes and day in a.in_force
        ]
    return places
