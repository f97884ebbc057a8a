"""Mutations of what is asked of a mission: spacing, names, permissions."""

import datetime as dt
from collections import Counter
from dataclasses import replace
from typing import Any

from scheduler.domain.missions import Mission, MissionKind, PastMission
from scheduler.domain.places import Permission
from scheduler.domain.roster import Facts
from scheduler.domain.time import Span
from scheduler.domain.validity import Validity
from tests.verify.mutating import Broken, breaks, duties, seated

ONE = dt.timedelta(days=1)


def _with_mission(facts: Facts, mission: Mission, **changes: Any) -> Facts:
    missions = {**facts.scenario.missions, mission.id: mission}
    return Facts(replace(facts.scenario, missions=missions, **changes), facts.roster)


@breaks("mission_spacing")
def too_soon_after_the_last_of_the_week_before(facts: Facts) -> Broken:
    """An hour before the horizon; five minutes more were asked for."""
    occurrence = min(facts.crews, key=lambda o: o.span)
    past = PastMission(
        mission=occurrence.mission,
        kind=facts.scenario.kind(occurrence).id,
        zone=occurrence.zone,
        day=facts.scenario.clock.start - ONE,
        span=Span(-60, 0),
    )
    mission = replace(
        facts.scenario.missions[occurrence.mission],
        spacing=occurrence.proper.start + 60 + 5,
    )
    changed = _with_mission(facts, mission, past_missions=(past,))
    return Broken(changed, occurrence.mission, over=5)


@breaks("mission_spacing")
def held_again_at_the_other_place(facts: Facts) -> Broken:
    """An hour later and elsewhere, where two hours were asked for."""
    occurrence, crew = min(facts.crews.items(), key=lambda item: item[0].span)
    later = replace(
        occurrence,
        span=Span(occurrence.span.start + 60, occurrence.span.end + 60),
        zone=next(z for z in facts.scenario.zones if z != occurrence.zone),
        place=1,
    )
    mission = facts.scenario.missions[occurrence.mission]
    mission = replace(
        mission,
        occurrences=tuple(
            o
            for first in mission.occurrences
            for o in (
                first,
                replace(first, place=1, zone=later.zone),
                replace(first, span=later.span),
                replace(first, span=later.span, place=1, zone=later.zone),
            )
        ),
        spacing=120,
    )
    more = [seated(later, d.position.name, d.officer) for d in crew]
    changed = _with_mission(facts, mission)
    roster = replace(
        facts.roster, assignments=(*facts.roster.assignments, *more)
    ).sorted()
    return Broken(Facts(changed.scenario, roster), occurrence.mission, over=60)


@breaks("attendees_only")
def somebody_who_was_not_asked(facts: Facts) -> Broken:
    duty = next(duties(facts))
    asked = next(o for o in facts.scenario.officers if o != duty.officer)
    mission = replace(
        facts.scenario.missions[duty.occurrence.mission],
        attendees={duty.position.name: (asked,)},
    )
    return Broken(_with_mission(facts, mission), duty.officer, over=1)


@breaks("owner_permission")
def a_permission_that_ended_the_day_before(facts: Facts) -> Broken:
    occurrence = next(iter(facts.crews))
    kind: MissionKind = facts.scenario.kind(occurrence)
    first = facts.scenario.clock.date(occurrence.span.start)
    week = replace(
        facts.scenario,
        kinds={**facts.scenario.kinds, kind.id: replace(kind, permission=True)},
        permissions=(
            Permission(zone=occurrence.zone, validity=Validity(last=first - ONE)),
        ),
    )
    days = len(facts.scenario.days(occurrence))
    return Broken(Facts(week, facts.roster), occurrence.mission, over=days)


@breaks("missions_per_day")
def two_of_a_kind_where_one_is_allowed(facts: Facts) -> Broken:
    """Nobody is given more; the kind allows one less than somebody holds."""
    scenario = facts.scenario
    held = Counter(
        (d.officer, scenario.kind(d.occurrence).id, d.occurrence.day)
        for d in facts.duties
    )
    (officer, kind, _day), number = held.most_common(1)[0]
    limited = replace(scenario.kinds[kind], most_a_day=number - 1)
    week = replace(scenario, kinds={**scenario.kinds, kind: limited})
    return Broken(Facts(week, facts.roster), officer, over=1)
