"""Demand of random weeks: places, spacing, named officers, permissions."""

import datetime as dt
from dataclasses import replace
from random import Random

from scheduler.domain.missions import Mission, PastMission
from scheduler.domain.places import Permission
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Span
from scheduler.domain.validity import Validity

ONE = dt.timedelta(days=1)


def demanding(random: Random, week: Scenario) -> Scenario:
    """Return a week with alternative places or named officers in some missions."""
    missions = {k: _mission(random, week, m) for k, m in week.missions.items()}
    halls = random.sample(sorted(week.kinds), 2)
    return replace(
        week,
        missions=missions,
        kinds={
            k: replace(kind, permission=True) if k in halls else kind
            for k, kind in week.kinds.items()
        },
        permissions=tuple(
            _permission(random, week) for _ in range(random.choice((1, 3, 6)))
        ),
        past_missions=tuple(
            _past(random, week, m) for m in missions.values() if random.random() < 0.3
        ),
    )


def limited(random: Random, week: Scenario) -> Scenario:
    """Return a week whose kinds have a limit of missions per officer and day."""
    limits = (None, 1, 1, 2)
    kinds = {
        name: replace(kind, most_a_day=random.choice(limits))
        for name, kind in week.kinds.items()
    }
    return replace(week, kinds=kinds)


def _mission(random: Random, week: Scenario, mission: Mission) -> Mission:
    if mission.relay is not None:
        return mission
    if random.random() < 0.3:
        other = random.choice(sorted(week.zones))
        mission = replace(
            mission,
            occurrences=tuple(
                replace(o, place=place, zone=zone)
                for o in mission.occurrences
                for place, zone in enumerate(dict.fromkeys((o.zone, other)))
            ),
        )
    if random.random() < 0.5:
        starts = [o.proper.start for o in mission.occurrences]
        gap = max(starts) - min(starts) or 1440
        spacing = random.choice((gap, gap, gap + 1, gap + 60, 2880))
        mission = replace(mission, spacing=spacing)
    if random.random() < 0.2:
        staff = sorted(week.officers)
        names = {p.name for o in mission.occurrences for p in week.kind(o).positions}
        mission = replace(
            mission,
            attendees={
                n: tuple(random.sample(staff, random.randint(1, len(staff))))
                for n in sorted(names)
            },
        )
    return mission


def _permission(random: Random, week: Scenario) -> Permission:
    day = random.choice([o.day for o in week.occurrences])
    first, last = random.choice(((None, None), (None, None), (day, None), (None, day)))
    return Permission(
        zone=random.choice(sorted(week.zones)), validity=Validity(first, last)
    )


def _past(random: Random, week: Scenario, mission: Mission) -> PastMission:
    first = min(o.proper.start for o in mission.occurrences)
    start = min(first - mission.spacing + random.choice((-1, 0, 1, 60)), -1)
    return PastMission(
        mission=mission.id,
        kind=mission.kind,
        zone=mission.zone,
        day=week.clock.date(start),
        span=Span(start, start + 60),
    )
