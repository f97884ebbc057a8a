"""The naive verdicts on demand: spacing, named officers, permissions."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from tests.reference.minutes import Minutes
from tests.reference.naive import Finding, judges


@judges("mission_spacing")
def mission_spacing(m: Minutes) -> Iterator[Finding]:
    for mission in m.week.missions.values():
        begun = sorted(
            o.span.start + o.briefing for o in m.crews if o.mission == mission.id
        )
        earlier = [
            p.span.start for p in m.week.past_missions if p.mission == mission.id
        ]
        for i, start in enumerate(begun):
            before = begun[i - 1] if i else max(earlier, default=None)
            if before is None:
                continue
            passed = 0
            while before + passed < start:
                passed += 1
            if start < before:
                passed = start - before
            if passed < mission.spacing:
                yield mission.id, mission.spacing - passed


@judges("missions_per_day")
def missions_per_day(m: Minutes) -> Iterator[Finding]:
    held: Counter[tuple[str, str, dt.date]] = Counter()
    for officer, occurrence, _position in m.seated:
        begun = m.day(occurrence.span.start + occurrence.briefing)
        held[officer.id, m.week.kind(occurrence).id, begun] += 1
    for (name, kind, day), number in held.items():
        most = m.week.kinds[kind].most_a_day
        if most is None or number <= most:
            continue
        command = f"{m.force(m.week.officers[name]).kind.value}_author"
        if not any(
            (o.rule, o.officer, o.day) == ("missions_per_day", name, day)
            and getattr(o, command)
            for o in m.week.overrides
        ):
            yield name, number - most


@judges("attendees_only")
def attendees_only(m: Minutes) -> Iterator[Finding]:
    for officer, occurrence, position in m.seated:
        asked = m.week.missions[occurrence.mission].attendees
        if position.name not in asked or officer.id in asked[position.name]:
            continue
        command = f"{m.force(officer).kind.value}_author"
        if not any(
            o.rule == "attendees_only"
            and (o.officer, o.mission) == (officer.id, occurrence.mission)
            and getattr(o, command)
            for o in m.week.overrides
        ):
            yield officer.id, None


@judges("owner_permission")
def owner_permission(m: Minutes) -> Iterator[Finding]:
    for occurrence in m.crews:
        kind = m.week.kind(occurrence)
        if not kind.permission:
            continue
        without = set()
        for minute in range(occurrence.span.start, occurrence.span.end):
            day = m.day(minute)
            papers = [
                p
                for p in m.week.permissions
                if p.zone == occurrence.zone and (kind.id in p.kinds or not p.kinds)
            ]
            if not any(
                (p.validity.first is None or day >= p.validity.first)
                and (p.validity.last is None or day <= p.validity.last)
                for p in papers
            ):
                without.add(day)
        if without:
            yield occurrence.mission, len(without)
