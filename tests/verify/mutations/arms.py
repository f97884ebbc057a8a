"""Mutations of permits, suspensions and wardens."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from scheduler.domain.authority import Suspension
from scheduler.domain.people import ForceKind, Officer, Status, WeaponPermit
from scheduler.domain.roster import Duty, Facts
from scheduler.domain.time import Span
from tests.builders import redated
from tests.verify.mutating import Broken, breaks, duties, instead


def armed(facts: Facts) -> Duty:
    """Return a duty in an armed seat."""
    return next(d for d in duties(facts, "CF") if d.position.armed)


def with_permits(
    facts: Facts, officer: str, change: Callable[[WeaponPermit], WeaponPermit]
) -> Facts:
    """Change every permit of an officer."""
    found = facts.scenario.officers[officer]
    assert found.weapons
    changed = replace(found, weapons=tuple(map(change, found.weapons)))
    return with_officer(facts, officer, changed)


def with_officer(facts: Facts, officer: str, changed: Officer) -> Facts:
    """Put another officer in the place of one of the same number."""
    officers = {**facts.scenario.officers, officer: changed}
    return Facts(replace(facts.scenario, officers=officers), facts.roster)


def suspend(facts: Facts, officer: str, what: str, span: Span) -> Facts:
    """Suspend an officer during a span."""
    suspensions = (Suspension(officer=officer, what=what, span=span),)
    return Facts(replace(facts.scenario, suspensions=suspensions), facts.roster)


@breaks("armed_permitted")
def armed_without_a_permit(facts: Facts) -> Broken:
    """PM-054, the trainee of the brigade, holds none."""
    duty = armed(facts)
    return Broken(instead(facts, duty, "PM-054"), "PM-054")


@breaks("armed_permitted")
def the_permit_ended_the_day_before(facts: Facts) -> Broken:
    duty = armed(facts)
    eve = duty.occurrence.day - dt.timedelta(days=1)
    changed = with_permits(facts, duty.officer, lambda p: redated(p, valid_to=eve))
    return Broken(changed, duty.officer)


@breaks("armed_permitted")
def a_session_a_day_too_old(facts: Facts) -> Broken:
    duty = armed(facts)
    day = duty.occurrence.day
    old = dt.date(day.year - 1, day.month, day.day) - dt.timedelta(days=1)
    changed = with_permits(
        facts, duty.officer, lambda p: replace(p, sessions=(old, p.sessions[-1]))
    )
    return Broken(changed, duty.officer, over=1)


@breaks("armed_permitted")
def the_last_minute_of_a_suspension_of_arms(facts: Facts) -> Broken:
    duty = armed(facts)
    start = duty.occurrence.span.start
    span = Span(start - 1440, start + 1)
    return Broken(suspend(facts, duty.officer, "arms", span), duty.officer)


@breaks("armed_permitted")
def the_agreement_says_nothing_of_arms(facts: Facts) -> Broken:
    agreements = {
        k: replace(a, arms=False) for k, a in facts.scenario.agreements.items()
    }
    week = replace(facts.scenario, agreements=agreements)
    return Broken(Facts(week, facts.roster), armed(facts).officer)


@breaks("approval_suspended")
def on_patrol_in_the_last_minute_of_a_suspension(facts: Facts) -> Broken:
    duty = next(duties(facts, "CF"))
    start = duty.occurrence.span.start
    span = Span(start - 1440, start + 1)
    return Broken(suspend(facts, duty.officer, "approval", span), duty.officer)


@breaks("approval_suspended")
def suspended_after_all(facts: Facts) -> Broken:
    duty = next(duties(facts, "CF"))
    end = duty.occurrence.span.end
    changed = suspend(facts, duty.officer, "approval", Span(end - 1, end + 30))
    return Broken(changed, duty.occurrence.mission)


def _a_lone_municipal_seat(facts: Facts) -> Duty:
    """Return the only municipal officer of a joint crew."""
    week = facts.scenario
    for crew in facts.crews.values():
        own = [d for d in crew if week.force(d.officer).kind is ForceKind.MUNICIPAL]
        if len(own) == 1 and week.kind(own[0].occurrence).joint:
            return own[0]
    raise LookupError


@breaks("wardens_not_officers")
def a_warden_in_the_seat_of_an_officer(facts: Facts) -> Broken:
    duty = next(duties(facts, "CF"))
    officer = facts.scenario.officers[duty.officer]
    warden = replace(officer, status=Status.WARDEN)
    return Broken(with_officer(facts, officer.id, warden), officer.id)


@breaks("mixed_crew")
def a_warden_makes_no_crew_municipal(facts: Facts) -> Broken:
    duty = _a_lone_municipal_seat(facts)
    officer = facts.scenario.officers[duty.officer]
    warden = replace(officer, status=Status.WARDEN)
    changed = with_officer(facts, officer.id, warden)
    return Broken(changed, duty.occurrence.mission)
