"""From the book to the scenario: every family in its place."""

from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Clock
from scheduler.tables import (
    agreements,
    crews,
    cycles,
    history,
    kinds,
    missions,
    people,
    places,
    requests,
    settings,
    shifts,
)
from scheduler.tables.book import Book


def to_scenario(name: str, book: Book, clock: Clock) -> Scenario:
    """Return the scenario that a book without faults describes.

    Parameters
    ----------
    name, book, clock
        Code of the scenario, its rows, and its horizon.
    """
    keys = book.settings
    mission_kinds = kinds.to_kinds(book)
    attendees = crews.to_attendees(book)
    return Scenario(
        name=name,
        title=keys.title,
        id=keys.id or "",
        tours_busy=keys.tours_busy,
        clock=clock,
        language=keys.language,
        forces=people.to_forces(book),
        regimes=settings.to_regimes(book),
        agreements=agreements.to_agreements(book),
        communes=places.to_communes(book),
        zones=places.to_zones(book),
        travel=places.to_travel(book),
        officers=people.to_officers(book),
        shifts=shifts.to_shifts(book),
        cycles=cycles.to_cycles(book),
        cycle_rests=cycles.to_cycle_rests(book),
        cycle_changes=cycles.to_cycle_changes(book, clock),
        fixed_tours=shifts.to_fixed_tours(book),
        kinds=mission_kinds,
        missions=missions.to_missions(book, mission_kinds, attendees, clock),
        absences=requests.to_absences(book, clock),
        requests=requests.to_requests(book),
        pins=requests.to_pins(book),
        history=history.to_history(book, clock),
        past_work=history.to_past_work(book),
        past_missions=history.to_past_missions(book, clock),
        fields=kinds.to_fields(book),
        permissions=places.to_permissions(book),
        pairings=crews.to_pairings(book),
        risks=places.to_risks(book, clock),
        quotas=agreements.to_quotas(book),
        shares=agreements.to_shares(book),
        suspensions=people.to_suspensions(book, clock),
        derogations=settings.to_derogations(book),
        overrides=settings.to_overrides(book),
        poolings=agreements.to_poolings(book),
        powers=kinds.to_powers(book),
        equipment=kinds.to_equipment(book),
        cover=shifts.to_cover(book, clock),
        tiers=settings.to_tiers(book),
        inputs=dict(sorted(book.inputs.items())),
        public_holidays={} if book.off is None else book.off.public,
        school_holidays=None if book.off is None else book.off.school,
        remarks=book.remarks,
    )
