"""The naive verdicts on powers and on what they require of a crew."""

from collections import Counter
from collections.abc import Iterator

from scheduler.domain.missions import Mission, Occurrence, Relay
from scheduler.domain.people import ForceKind, Judicial, Officer, Sex
from scheduler.domain.powers import OpjNeed, Power
from tests.reference.minutes import Minutes, Seated
from tests.reference.naive import Finding, judges


def texts(m: Minutes, occurrence: Occurrence) -> list[Power]:
    """Return the powers of a mission as in force on the day on which it begins."""
    day = m.day(occurrence.span.start + occurrence.briefing)
    return [
        p
        for p in m.week.powers
        if p.id in m.week.kind(occurrence).powers
        and (p.validity.first is None or p.validity.first <= day)
        and (p.validity.last is None or day <= p.validity.last)
    ]


def suspended(m: Minutes, occurrence: Occurrence) -> bool:
    """Tell whether the crew of a mission has no judicial powers during it."""
    return any(p.suspends for p in texts(m, occurrence))


def _kinds(m: Minutes, crew: list[Seated]) -> set[ForceKind]:
    return {m.force(s.officer).kind for s in crew}


# --- whom the crew can reach ----------------------------------------------------------


@judges("opj_reachable")
def opj_reachable(m: Minutes) -> Iterator[Finding]:
    for occurrence in m.crews:
        needs = [p for p in texts(m, occurrence) if p.opj != OpjNeed.NONE]
        alone = [
            minute
            for minute in range(occurrence.span.start, occurrence.span.end)
            if not any(
                _answers(m, o, minute, occurrence, needs)
                for o in m.week.officers.values()
            )
        ]
        if needs and alone:
            yield occurrence.mission, len(alone)


def _answers(
    m: Minutes,
    officer: Officer,
    minute: int,
    occurrence: Occurrence,
    needs: list[Power],
) -> bool:
    """Tell whether an officer is reachable as OPJ at a minute of a mission."""
    on_tour = any(
        t.span.start <= minute < t.span.end
        and not (minute in m.off_duty(t) and len(m.off_duty(t)) >= 60)
        for t in (*m.past[officer.id], *m.planned[officer.id])
    )
    if not on_tour or not m.week.communes_of(occurrence) <= m.force(officer).communes:
        return False
    away = [a.span for a in m.week.absences if a.officer == officer.id]
    away += [
        s.span
        for s in m.week.suspensions
        if s.officer == officer.id and s.what == "approval"
    ]
    if any(span.start <= minute < span.end for span in away):
        return False
    if m.force(officer).kind == ForceKind.MUNICIPAL:
        return all(p.chief and _valid(m, officer, p.chief, minute) for p in needs)
    return officer.judicial == Judicial.OPJ and not any(
        s.officer == officer
        and s.occurrence.span.start <= minute < s.occurrence.span.end
        and suspended(m, s.occurrence)
        for s in m.seated
    )


def _valid(m: Minutes, officer: Officer, code: str, minute: int) -> bool:
    day = m.day(minute)
    return any(q.code == code and day in q.validity for q in officer.qualifications)


# --- who is in the crew ---------------------------------------------------------------


@judges("opj_in_crew")
def opj_in_crew(m: Minutes) -> Iterator[Finding]:
    for occurrence, crew in m.crews.items():
        for power in texts(m, occurrence):
            if power.opj == OpjNeed.PRESENT and not any(
                _serves(m, s.officer, power, occurrence) for s in crew
            ):
                yield occurrence.mission, None


def _serves(m: Minutes, officer: Officer, power: Power, occurrence: Occurrence) -> bool:
    if m.force(officer).kind == ForceKind.NATIONAL:
        return officer.judicial == Judicial.OPJ and not suspended(m, occurrence)
    if not power.chief:
        return False
    minutes = range(occurrence.span.start, occurrence.span.end)
    return all(_valid(m, officer, power.chief, minute) for minute in minutes)


@judges("national_in_crew")
def national_in_crew(m: Minutes) -> Iterator[Finding]:
    for occurrence, crew in m.crews.items():
        asked = any(p.national for p in texts(m, occurrence))
        if asked and ForceKind.NATIONAL not in _kinds(m, crew):
            yield occurrence.mission, None


@judges("patdown_both_sexes")
def patdown_both_sexes(m: Minutes) -> Iterator[Finding]:
    for occurrence, crew in m.crews.items():
        women = sum(s.officer.sex == Sex.FEMALE for s in crew)
        men = sum(s.officer.sex == Sex.MALE for s in crew)
        asked = any(p.both_sexes for p in texts(m, occurrence))
        if asked and (women == 0 or men == 0):
            yield occurrence.mission, None


@judges("public_order")
def public_order(m: Minutes) -> Iterator[Finding]:
    for officer, occurrence, _position in m.seated:
        closed = any(not p.municipal for p in texts(m, occurrence))
        if closed and m.force(officer).kind == ForceKind.MUNICIPAL:
            yield officer.id, None


@judges("judicial_status")
def judicial_status(m: Minutes) -> Iterator[Finding]:
    for officer, occurrence, position in m.seated:
        status = officer.judicial
        if suspended(m, occurrence):
            status = Judicial.NONE
        if position.judicial and status not in position.judicial:
            yield officer.id, None


@judges("desk_kept")
def desk_kept(m: Minutes) -> Iterator[Finding]:
    for officer, occurrence, _position in m.seated:
        if officer.desk and not _let_go(m, officer, occurrence):
            yield officer.id, None


def _let_go(m: Minutes, officer: Officer, occurrence: Occurrence) -> bool:
    """Tell whether the officer's own command has overridden the rule for a mission."""
    own = m.force(officer).kind
    return any(
        (o.rule, o.officer, o.mission) == ("desk_kept", officer.id, occurrence.mission)
        and (o.municipal_author if own == ForceKind.MUNICIPAL else o.national_author)
        for o in m.week.overrides
    )


# --- the mission itself ---------------------------------------------------------------


@judges("requisition_given")
def requisition_given(m: Minutes) -> Iterator[Finding]:
    for occurrence in m.crews:
        asked = any(p.requisition for p in texts(m, occurrence))
        if asked and not m.week.missions[occurrence.mission].requisition:
            yield occurrence.mission, None


@judges("mission_as_asked")
def mission_as_asked(m: Minutes) -> Iterator[Finding]:
    for mission in m.week.missions.values():
        held = [o for o in mission.occurrences if o in m.crews]
        if mission.relay is not None:
            yield from _post(mission, mission.relay, held)
            continue
        if len(held) > mission.times:
            yield mission.id, len(held) - mission.times
        for count in Counter(m.day(o.span.start + o.briefing) for o in held).values():
            if count > 1:
                yield mission.id, None


def _post(mission: Mission, relay: Relay, held: list[Occurrence]) -> Iterator[Finding]:
    """Count the relays of each window, and those that hold the post at each minute."""
    for window, most in zip(relay.windows, relay.most, strict=True):
        minutes = range(window.start, window.end)
        own = [o for o in held if o.span.start + o.briefing in minutes]
        if len(own) > most:
            yield mission.id, len(own) - most
        holding: Counter[int] = Counter()
        for occurrence in own:
            first = occurrence.span.start + occurrence.briefing
            last = occurrence.span.end - occurrence.debriefing
            holding.update(range(first, last))
            if last != window.end:
                holding.subtract(range(last - relay.overlap, last))
        for occurrence in own:
            crews = holding[occurrence.span.start + occurrence.briefing]
            if crews > 2:
                yield mission.id, crews - 2
