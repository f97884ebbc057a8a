"""From the tables to the scenario: every family in its place."""

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
from scheduler.tables.table_set import TableSet


def to_scenario(name: str, tables: TableSet, clock: Clock) -> Scenario:
    """Return the scenario that tables without faults describe.

    Parameters
    ----------
    name, tables, clock
        Code of the scenario, its rows, and its horizon.
    """
    keys = settings.keys_of(tables)
    mission_kinds = kinds.to_kinds(tables)
    attendees = crews.to_attendees(tables)
    return Scenario(
        name=name,
        title=keys.title,
        id=keys.id or "",
        tours_busy=keys.tours_busy,
        clock=clock,
        language=keys.language,
        forces=people.to_forces(tables),
        regimes=settings.to_regimes(tables),
        agreements=agreements.to_agreements(tables),
        communes=places.to_communes(tables),
        zones=places.to_zones(tables),
        travel=places.to_travel(tables),
        officers=people.to_officers(tables),
        shifts=shifts.to_shifts(tables),
        cycles=cycles.to_cycles(tables),
        cycle_rests=cycles.to_cycle_rests(tables),
        cycle_changes=cycles.to_cycle_changes(tables, clock),
        fixed_tours=shifts.to_fixed_tours(tables),
        kinds=mission_kinds,
        missions=missions.to_missions(tables, mission_kinds, attendees, clock),
        absences=requests.to_absences(tables, clock),
        requests=requests.to_requests(tables),
        pins=requests.to_pins(tables),
        history=history.to_history(tables, clock),
        past_work=history.to_past_work(tables),
        past_missions=history.to_past_missions(tables, clock),
        fields=kinds.to_fields(tables),
        permissions=places.to_permissions(tables),
        pairings=crews.to_pairings(tables),
        risks=places.to_risks(tables, clock),
        quotas=agreements.to_quotas(tables),
        shares=agreements.to_shares(tables),
        suspensions=people.to_suspensions(tables, clock),
        derogations=settings.to_derogations(tables),
        overrides=settings.to_overrides(tables),
        poolings=agreements.to_poolings(tables),
        powers=kinds.to_powers(tables),
        equipment=kinds.to_equipment(tables),
        cover=shifts.to_cover(tables, clock),
        tiers=settings.to_tiers(tables),
        inputs=dict(sorted(tables.inputs.items())),
        public_holidays=tables.public_holidays,
        school_holidays=tables.school_holidays,
        remarks=tables.remarks,
    )
