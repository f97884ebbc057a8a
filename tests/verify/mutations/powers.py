"""Mutations of judicial powers: OPJs, desks, pat-downs, public order, requisitions."""

from dataclasses import replace

from scheduler.domain.missions import Occurrence
from scheduler.domain.people import Absence, ForceKind, Judicial, Sex
from scheduler.domain.roster import Facts
from scheduler.domain.time import Span
from tests.verify.mutating import (
    Broken,
    breaks,
    duties,
    instead,
    on_tour,
    seat,
    with_seats,
)


def held_of(facts: Facts, kind: str) -> Occurrence:
    """Return a mission of a kind that is held."""
    return next(o for o in facts.crews if facts.scenario.kind(o).id == kind)


def with_powers(facts: Facts, kind: str, *powers: str) -> Facts:
    """Give a kind of mission other powers."""
    kinds = dict(facts.scenario.kinds)
    kinds[kind] = replace(kinds[kind], powers=powers)
    return Facts(replace(facts.scenario, kinds=kinds), facts.roster)


def opjs(facts: Facts) -> set[str]:
    """Return all OPJs of the national force."""
    return {
        o.id
        for o in facts.scenario.officers.values()
        if o.force == "PN" and o.judicial is Judicial.OPJ
    }


@breaks("opj_reachable")
def every_opj_away_for_the_last_minute(facts: Facts) -> Broken:
    occurrence = held_of(facts, "evening_patrol")
    last = Span(occurrence.span.end - 1, occurrence.span.end)
    away = tuple(Absence(officer=o, span=last, reason="X") for o in sorted(opjs(facts)))
    absences = (*facts.scenario.absences, *away)
    week = replace(facts.scenario, absences=absences)
    return Broken(Facts(week, facts.roster), occurrence.mission, over=1)


@breaks("opj_reachable")
def all_opjs_in_a_public_order_unit(facts: Facts) -> Broken:
    """The road operation becomes one, and nobody but its leader is left an OPJ."""
    occurrence = held_of(facts, "joint_road_safety_operation")
    kept = {d.officer for d in facts.crews[occurrence] if d.position.leads}
    officers = {
        k: replace(o, judicial=Judicial.APJ) if k in opjs(facts) - kept else o
        for k, o in facts.scenario.officers.items()
    }
    kind = "joint_road_safety_operation"
    powers = (*facts.scenario.kinds[kind].powers, "public_order")
    broken = with_powers(facts, kind, *powers)
    week = replace(broken.scenario, officers=officers)
    length = occurrence.span.length
    return Broken(Facts(week, facts.roster), occurrence.mission, over=length)


@breaks("opj_in_crew")
def an_apj_in_the_place_of_the_opj_on_site(facts: Facts) -> Broken:
    occurrence = held_of(facts, "joint_road_safety_operation")
    crew = facts.crews[occurrence]
    there = on_tour(facts, occurrence) - {d.officer for d in crew}
    apj = min(
        o
        for o in there - opjs(facts)
        if facts.scenario.force(o).kind is ForceKind.NATIONAL
    )
    broken = facts
    for duty in crew:
        if duty.officer in opjs(facts):
            broken = instead(broken, duty, apj)
    return Broken(broken, occurrence.mission)


@breaks("national_in_crew")
def identity_checks_by_a_municipal_crew(facts: Facts) -> Broken:
    occurrence = held_of(facts, "evening_patrol")
    broken = with_powers(facts, "evening_patrol", "identity_check")
    return Broken(broken, occurrence.mission)


@breaks("patdown_both_sexes")
def men_alone_at_the_gates(facts: Facts) -> Broken:
    occurrence = held_of(facts, "football_entry")
    officers = dict(facts.scenario.officers)
    for duty in facts.crews[occurrence]:
        officers[duty.officer] = replace(officers[duty.officer], sex=Sex.MALE)
    week = replace(facts.scenario, officers=officers)
    return Broken(Facts(week, facts.roster), occurrence.mission, over=1)


@breaks("public_order")
def a_municipal_officer_holds_back_the_crowd(facts: Facts) -> Broken:
    occurrence = held_of(facts, "football_match")
    municipal = next(
        d.officer
        for d in facts.crews[occurrence]
        if facts.scenario.force(d.officer).kind is ForceKind.MUNICIPAL
    )
    broken = with_powers(facts, "football_match", "public_order")
    return Broken(broken, municipal)


@breaks("judicial_status")
def the_opj_leads_a_public_order_unit(facts: Facts) -> Broken:
    occurrence = held_of(facts, "joint_road_safety_operation")
    leader = next(d.officer for d in facts.crews[occurrence] if d.position.leads)
    broken = with_powers(facts, "joint_road_safety_operation", "public_order")
    return Broken(broken, leader)


@breaks("requisition_given")
def drugs_without_a_requisition(facts: Facts) -> Broken:
    occurrence = held_of(facts, "joint_road_safety_operation")
    powers = ("alcohol_screening", "drug_screening")
    broken = with_powers(facts, "joint_road_safety_operation", *powers)
    return Broken(broken, occurrence.mission)


@breaks("desk_kept")
def an_officer_of_the_desk_goes_on_patrol(facts: Facts) -> Broken:
    desk = {o.id for o in facts.scenario.officers.values() if o.desk}
    duty = next(d for d in duties(facts, "PN") if desk & on_tour(facts, d.occurrence))
    officer = min(desk & on_tour(facts, duty.occurrence))
    added = with_seats(facts, less=[seat(duty)], more=[seat(duty, officer)])
    return Broken(added, officer)
