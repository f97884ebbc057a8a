"""The naive verdicts on agreements, communes and arms."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from scheduler.domain.agreements import Agreement, Route
from scheduler.domain.missions import Occurrence
from scheduler.domain.people import ForceKind, Officer, Status
from scheduler.domain.validity import Validity
from tests.reference.minutes import ONE, Minutes, same_day_later
from tests.reference.naive import Finding, judges


def places(m: Minutes, occurrence: Occurrence) -> set[tuple[str, dt.date]]:
    """Return every commune and local day of a mission."""
    zone = m.week.zones[occurrence.zone]
    communes = {zone.commune} | set(zone.also_in)
    return {(c, day) for c in communes for day in m.days_of(occurrence)}


def holds(day: dt.date, days: Validity) -> bool:
    """Tell whether a day is from one day to another, both included."""
    first, last = days.first, days.last
    return (first is None or first <= day) and (last is None or day <= last)


def in_force(m: Minutes, commune: str, day: dt.date) -> Iterator[Agreement]:
    """Yield the agreements in force in a commune on a day.

    After a notice of termination an agreement ends the day before the same day some
    months later.
    """
    for agreement in m.week.agreements.values():
        if commune not in agreement.communes:
            continue
        if agreement.denounced is not None:
            over = same_day_later(agreement.denounced, agreement.notice_months)
            if over <= day:
                continue
        if holds(day, agreement.validity):
            yield agreement


def lent(
    m: Minutes, force: str, occurrence: Occurrence, commune: str, day: dt.date
) -> bool:
    """Tell whether a pooling lends municipal officers to a commune not their own."""
    own = m.week.forces[force]
    if own.kind is ForceKind.NATIONAL or commune in own.communes:
        return False
    kind = m.week.kind(occurrence)
    judicial = any(
        power.judicial and holds(occurrence.day, power.validity)
        for power in m.week.powers
        if power.id in kind.powers
    )
    for pooling in m.week.poolings:
        if force not in pooling.forces or commune not in pooling.communes:
            continue
        if pooling.kinds and kind.id not in pooling.kinds:
            continue
        if not holds(day, pooling.validity):
            continue
        if pooling.route is Route.EVENT and judicial:
            continue
        return True
    return False


def bound(
    m: Minutes,
    agreement: Agreement,
    force: str,
    occurrence: Occurrence,
    place: tuple[str, dt.date],
) -> bool:
    """Tell whether officers act under an agreement: as a party to it, or lent there."""
    parties = (agreement.municipal_force, agreement.national_force)
    return force in parties or lent(m, force, occurrence, *place)


@judges("joint_mission_agreed")
def joint_mission_agreed(m: Minutes) -> Iterator[Finding]:
    for occurrence, crew in m.crews.items():
        kind = m.week.kind(occurrence)
        if not kind.joint:
            continue
        # Of each place touched, who is bound by each agreement that holds there.
        together = [
            [
                {
                    s.officer.id
                    for s in crew
                    if bound(m, a, s.officer.force, occurrence, place)
                }
                for a in in_force(m, *place)
                if not a.kinds or kind.id in a.kinds
            ]
            for place in places(m, occurrence)
        ]
        alone = {
            s.officer.id
            for s in crew
            if any(all(s.officer.id not in group for group in p) for p in together)
        }
        for officer in alone:
            yield officer, None
        for one in crew:
            for other in crew:
                mixed = m.force(one.officer).kind is ForceKind.MUNICIPAL
                mixed = mixed and m.force(other.officer).kind is ForceKind.NATIONAL
                pair = {one.officer.id, other.officer.id}
                if mixed and not pair & alone:
                    for place in together:
                        if not any(pair <= group for group in place):
                            yield one.officer.id, None


@judges("crew_leader")
def crew_leader(m: Minutes) -> Iterator[Finding]:
    for officer, occurrence, position in m.seated:
        if not position.leads:
            continue
        if officer.status is not Status.TITULAR:
            yield officer.id, None
        kind = m.week.kind(occurrence)
        if not kind.joint:
            continue
        for place in places(m, occurrence):
            leaders = [
                a.lead_force
                for a in in_force(m, *place)
                if not a.kinds or kind.id in a.kinds
            ]
            if leaders and officer.force not in leaders:
                yield officer.id, None


@judges("territory")
def territory(m: Minutes) -> Iterator[Finding]:
    for officer, occurrence, _position in m.seated:
        for commune, day in places(m, occurrence):
            if commune in m.force(officer).communes:
                continue
            if not lent(m, officer.force, occurrence, commune, day):
                yield officer.id, None


@judges("night_clause")
def night_clause(m: Minutes) -> Iterator[Finding]:
    for officer, occurrence, _position in m.seated:
        start = m.value("night_clause", "night_from", officer.id, occurrence.day)
        end = m.value("night_clause", "night_to", officer.id, occurrence.day)
        if start is None or end is None or m.week.kind(occurrence).night_exempt:
            continue
        if not m.at_night(occurrence.span, start, end):
            continue
        for place in places(m, occurrence):
            if not any(
                a.night_clause and bound(m, a, officer.force, occurrence, place)
                for a in in_force(m, *place)
            ):
                yield officer.id, None


# --- papers of officers ---------------------------------------------------------------


def municipal(m: Minutes, officer: Officer) -> bool:
    """Tell whether a commune employs an officer."""
    return m.force(officer).kind is ForceKind.MUNICIPAL


def suspended(m: Minutes, officer: str, what: str, occurrence: Occurrence) -> bool:
    """Tell whether a suspension includes a minute of a mission."""
    return any(
        (s.officer, s.what) == (officer, what) and s.span.start <= i < s.span.end
        for s in m.week.suspensions
        for i in range(occurrence.span.start, occurrence.span.end)
    )


@judges("approval_suspended")
def approval_suspended(m: Minutes) -> Iterator[Finding]:
    for officer, occurrence, _position in m.seated:
        if municipal(m, officer) and suspended(m, officer.id, "approval", occurrence):
            yield officer.id, None


@judges("wardens_not_officers")
def wardens_not_officers(m: Minutes) -> Iterator[Finding]:
    for officer, _occurrence, position in m.seated:
        if officer.status is Status.WARDEN and not position.wardens:
            yield officer.id, None


@judges("armed_permitted")
def armed_permitted(m: Minutes) -> Iterator[Finding]:
    for officer, occurrence, position in m.seated:
        if not position.armed or not municipal(m, officer):
            continue
        if suspended(m, officer.id, "arms", occurrence):
            yield officer.id, None
        for commune, day in places(m, occurrence):
            if not any(_trained(m, officer, p.weapon, day) for p in officer.weapons):
                yield officer.id, None
            if not any(
                a.arms and a.municipal_force == officer.force
                for a in in_force(m, commune, day)
            ):
                yield officer.id, None


def _trained(m: Minutes, officer: Officer, weapon: str, day: dt.date) -> bool:
    """Tell whether a permit for a weapon is valid on a day with enough sessions."""
    own = [p for p in officer.weapons if p.weapon == weapon]
    if not any(holds(day, p.validity) for p in own):
        return False
    owed = m.value("armed_permitted", "sessions", officer.id, day) or 0
    months = m.value("armed_permitted", "period", officer.id, day)
    attended = {s for p in own for s in p.sessions if s + ONE <= day}
    if m.value("armed_permitted", "civil_year", officer.id, day):
        years = Counter(s.year for s in attended)
        return owed <= max(years[day.year], years[day.year - 1])
    if months is None:
        return owed <= len(attended)
    return owed <= sum(day <= same_day_later(s, months) for s in attended)
