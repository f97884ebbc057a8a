"""Mutations of territory and agreements."""

import datetime as dt
from dataclasses import replace
from typing import Any

from scheduler.domain.missions import Occurrence
from scheduler.domain.roster import Duty, Facts
from scheduler.domain.scenario import Scenario
from tests.builders import redated
from tests.verify.mutating import Broken, breaks, duties


def crews_past_eleven(facts: Facts) -> Occurrence:
    """Return a joint mission of Clermont-Ferrand that is held past 23:00."""
    clock = facts.scenario.clock
    return next(
        o
        for o in facts.crews
        if facts.scenario.kind(o).joint
        and facts.scenario.commune(o) == "63113"
        and clock.local(o.span.end).hour in (23, 0)
        and clock.local(o.span.end).minute
    )


def with_agreements(week: Scenario, code: str, **changes: Any) -> Scenario:
    """Return a week in which one agreement is another."""
    changed = replace(week.agreements[code], **changes)
    return replace(week, agreements={**week.agreements, code: changed})


def led_in_clermont(facts: Facts) -> Duty:
    """Return the leader of a joint crew in Clermont-Ferrand alone."""
    week = facts.scenario
    return next(
        d
        for d in duties(facts, "PN")
        if d.position.leads
        and week.kind(d.occurrence).joint
        and week.communes_of(d.occurrence) == {"63113"}
    )


@breaks("joint_mission_agreed")
def the_agreement_had_expired(facts: Facts) -> Broken:
    week = facts.scenario
    duty = next(
        d
        for d in duties(facts, "PN")
        if d.position.leads
        and week.kind(d.occurrence).joint
        and week.commune(d.occurrence) == "63113"
        and d.occurrence.day == week.clock.dates[3]
    )
    agreements = {
        k: redated(a, valid_to=week.clock.dates[2]) if k == "AG-CF-2025" else a
        for k, a in week.agreements.items()
    }
    expired = replace(week, agreements=agreements)
    return Broken(Facts(expired, facts.roster), duty.occurrence.mission)


@breaks("joint_mission_agreed")
def notice_had_been_given(facts: Facts) -> Broken:
    """Six months before the first day of the week: the last day is the day before."""
    duty = led_in_clermont(facts)
    given = dt.date(2026, 5, 23)
    week = with_agreements(facts.scenario, "AG-CF-2025", denounced=given)
    return Broken(Facts(week, facts.roster), duty.officer, over=1)


@breaks("joint_mission_agreed")
def the_agreement_leaves_the_kind_out(facts: Facts) -> Broken:
    duty = led_in_clermont(facts)
    others = frozenset(facts.scenario.kinds) - {facts.scenario.kind(duty.occurrence).id}
    week = with_agreements(facts.scenario, "AG-CF-2025", kinds=others)
    return Broken(Facts(week, facts.roster), duty.officer, over=1)


@breaks("joint_mission_agreed")
def the_mission_reaches_into_the_next_town(facts: Facts) -> Broken:
    """Its officers have an agreement there, yet not those of Clermont-Ferrand."""
    week = facts.scenario
    duty = next(
        d
        for d in duties(facts, "CF")
        if week.kind(d.occurrence).joint and week.communes_of(d.occurrence) == {"63113"}
    )
    zone = replace(week.zones[duty.occurrence.zone], also_in=frozenset({"63014"}))
    moved = replace(week, zones={**week.zones, zone.id: zone})
    return Broken(Facts(moved, facts.roster), duty.officer, over=1)


@breaks("crew_leader")
def the_town_was_to_lead(facts: Facts) -> Broken:
    duty = led_in_clermont(facts)
    week = with_agreements(facts.scenario, "AG-CF-2025", lead_force="CF")
    return Broken(Facts(week, facts.roster), duty.officer, over=1)


@breaks("night_clause")
def the_clause_was_not_renewed(facts: Facts) -> Broken:
    occurrence = crews_past_eleven(facts)
    officer = next(
        d.officer
        for d in facts.crews[occurrence]
        if facts.scenario.officers[d.officer].force == "CF"
    )
    week = with_agreements(facts.scenario, "AG-CF-2025", night_clause=False)
    return Broken(Facts(week, facts.roster), officer, over=1)


@breaks("territory")
def the_pooling_of_the_tram_had_ended(facts: Facts) -> Broken:
    week = facts.scenario
    duty = next(
        d
        for d in facts.duties
        if len(week.communes_of(d.occurrence)) > 1
        and week.officers[d.officer].force in ("CF", "AU")
    )
    ended = tuple(
        redated(p, valid_to=duty.occurrence.day - dt.timedelta(days=1))
        if p.id == "TRAM-A"
        else p
        for p in week.poolings
    )
    return Broken(
        Facts(replace(week, poolings=ended), facts.roster), duty.officer, over=1
    )
