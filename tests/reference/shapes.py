"""Posts, briefings, changeovers and reserves in random weeks."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from random import Random

from scheduler.domain.missions import Mission, MissionKind, Occurrence, OccurrenceKey
from scheduler.domain.roster import Roster
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Span
from tests import builders as b

AROUND = (0, 1, 10, 60)


def with_posts(random: Random, week: Scenario) -> Scenario:
    """Turn some missions into posts, and add briefings to others."""
    kinds = {k: _briefed(random, kind) for k, kind in week.kinds.items()}
    missions = {
        m: _post(random, week, mission)
        if random.random() < 0.2
        else _engaged(mission, kinds[mission.kind])
        for m, mission in week.missions.items()
    }
    return replace(week, kinds=kinds, missions=missions)


def _briefed(random: Random, kind: MissionKind) -> MissionKind:
    if random.random() < 0.8:
        return kind
    return replace(
        kind, briefing=random.choice(AROUND), debriefing=random.choice(AROUND)
    )


def _engaged(mission: Mission, kind: MissionKind) -> Mission:
    """Return a mission with the briefing and debriefing of the kind asked for."""
    before, after = kind.briefing, kind.debriefing
    occurrences = tuple(
        replace(
            o,
            span=Span(o.span.start - before, o.span.end + after),
            briefing=before,
            debriefing=after,
        )
        for o in mission.occurrences
    )
    return replace(mission, occurrences=occurrences)


def _post(random: Random, week: Scenario, mission: Mission) -> Mission:
    return b.post(
        mission.id,
        week.kinds[mission.kind],
        days=sorted({random.randrange(week.clock.days) for _ in range(2)}),
        hours=random.choice(
            (("08:00", "12:00"), ("22:00", "04:00"), ("00:00", "06:00"))
        ),
        minutes=random.choice((60, 90, 120)),
        step=random.choice((60, 90)),
        overlap=random.choice((0, 1, 15)),
        zone=mission.zone,
        on=week.clock,
    )


def with_transition_times(random: Random, week: Scenario, plan: Roster) -> Scenario:
    """Set changeovers and reaches close to the time that the roster leaves.

    A reserve lasts at least as long as its reach, so that “can follow” is transitive.
    """
    kinds = dict(week.kinds)
    placed = {o.key: o for o in week.occurrences}
    shortest = {
        k: min(
            (o.span.length for o in placed.values() if week.kind(o).id == k), default=1
        )
        for k in kinds
    }
    for one, two in _followed(week, plan, placed):
        kind = kinds[week.kind(two).id]
        left = two.span.start - one.span.end - week.travel.minutes(one.zone, two.zone)
        edge = left + random.choice((-1, 0, 0, 1))
        if random.random() < 0.6:
            continue
        if edge > 0:
            kinds[kind.id] = replace(kind, changeover=min(edge, 240))
        elif 0 < -edge <= shortest[kind.id]:
            kinds[kind.id] = replace(kind, reach=-edge)
    return replace(week, kinds=kinds)


def _followed(
    week: Scenario, plan: Roster, placed: Mapping[OccurrenceKey, Occurrence]
) -> list[tuple[Occurrence, Occurrence]]:
    """Return the pairs of missions that officers hold one after the other."""
    return [
        pair
        for officer in week.officers
        for pair in pairwise(
            sorted(
                (placed[a.placing] for a in plan.assignments if a.officer == officer),
                key=lambda o: o.span,
            )
        )
    ]
