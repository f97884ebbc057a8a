"""The OPJ that the crew of a mission can reach, at each minute.

CSI annexe 1 art. 13: the municipal police must be able to reach a competent judicial
police officer (OPJ) at any time.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scheduler.domain.missions import Occurrence
from scheduler.domain.people import ForceKind, Judicial, Officer
from scheduler.domain.powers import OpjNeed
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import HOUR, Span
from scheduler.domain.tours import Tour

AWAY = HOUR
"""Least minutes of an unpaid break at a fixed time during which nobody is reachable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """The officer to contact during a part of a mission.

    Parameters
    ----------
    officer
        Who.
    span
        When, inside the mission.
    in_crew
        Whether the officer is in the crew.
    stands_in
        Whether it is a municipal officer who replaces the OPJ (code de la route art.
        R325-14).
    """

    officer: str
    span: Span
    in_crew: bool = False
    stands_in: bool = False


def contacts(facts: Facts, occurrence: Occurrence) -> tuple[Contact, ...]:
    """Return the contacts of a crew, in order of time; empty if no power needs an OPJ.

    A contact stays until no longer reachable; then the next is chosen. The order of
    preference is: an OPJ of the crew; one at the duty desk; one without another mission
    at that time; the lowest number. A municipal officer replaces the OPJ only when no
    OPJ is reachable. Minutes during which nobody is reachable are in no span.
    """
    reach = {o: spans for o, spans in _reach(facts, occurrence).items() if spans}
    found = []
    now = occurrence.span.start
    while now < occurrence.span.end:
        there = {
            o: Span(now, s.end)
            for o, spans in reach.items()
            for s in spans
            if s.start <= now < s.end
        }
        if there:
            ranks = [_rank(facts, occurrence, o, s) for o, s in there.items()]
            stands_in, elsewhere, *_, officer = min(ranks)
            contact = Contact(
                officer=officer,
                span=there[officer],
                in_crew=not elsewhere,
                stands_in=stands_in,
            )
            found.append(contact)
            now = contact.span.end
        else:
            later = [s.start for spans in reach.values() for s in spans]
            now = min((m for m in later if m > now), default=occurrence.span.end)
    return tuple(found)


def unreached(facts: Facts, occurrence: Occurrence) -> tuple[Span, ...]:
    """Return when a mission whose powers need an OPJ can reach none."""
    if not needs_opj(facts.scenario, occurrence):
        return ()
    return _without(occurrence.span, [c.span for c in contacts(facts, occurrence)])


def needs_opj(scenario: Scenario, occurrence: Occurrence) -> bool:
    """Tell whether a power that an occurrence exercises needs an OPJ."""
    return any(p.opj is not OpjNeed.NONE for p in scenario.powers_of(occurrence))


def _rank(
    facts: Facts, occurrence: Occurrence, officer: str, span: Span
) -> tuple[bool, bool, bool, bool, str]:
    who = facts.scenario.officers[officer]
    duties = facts.duties_of[officer]
    return (
        facts.scenario.force(officer).kind is ForceKind.MUNICIPAL,
        all(d.occurrence != occurrence for d in duties),
        not who.desk,
        any(d.occurrence.span.overlaps(span) for d in duties),
        officer,
    )


def _reach(facts: Facts, occurrence: Occurrence) -> dict[str, tuple[Span, ...]]:
    """Return when each competent officer is reachable, inside the mission."""
    scenario = facts.scenario
    needs = [p for p in scenario.powers_of(occurrence) if p.opj is not OpjNeed.NONE]
    if not needs:
        return {}
    codes = {p.chief for p in needs}
    communes = scenario.communes_of(occurrence)
    reach = {}
    for officer in scenario.officers.values():
        force = scenario.forces[officer.force]
        if not communes <= force.communes:
            continue
        if force.kind is ForceKind.NATIONAL and officer.judicial is Judicial.OPJ:
            engaged = _suspended(facts, officer.id)
            reach[officer.id] = _on_duty(facts, officer, occurrence.span, engaged)
        elif force.kind is ForceKind.MUNICIPAL and "" not in codes:
            lacking = _not_holding(scenario, officer, codes, occurrence)
            reach[officer.id] = _on_duty(facts, officer, occurrence.span, lacking)
    return reach


def reachable(tour: Tour) -> tuple[Span, ...]:
    """Return when an officer on a tour is reachable.

    This is the whole tour, less an unpaid break at a fixed time of an hour or more:
    during it the officer is off duty.
    """
    if tour.pause is None or tour.pause.length < AWAY:
        return (tour.span,)
    return tour.slot.parts


def _on_duty(
    facts: Facts, officer: Officer, span: Span, otherwise: Iterable[Span]
) -> tuple[Span, ...]:
    """Return when an officer is reachable inside a span, less the spans ``otherwise``.

    Absences and suspensions of the approval are left out too.
    """
    scenario = facts.scenario
    record = facts.record_of[officer.id]
    off = _without(span, [part for tour in record for part in reachable(tour)])
    return _without(
        span,
        [
            *off,
            *(a.span for a in scenario.absences_of.get(officer.id, ())),
            *(
                s.span
                for s in scenario.suspensions_of.get(officer.id, ())
                if s.what == "approval"
            ),
            *otherwise,
        ],
    )


def _suspended(facts: Facts, officer: str) -> Iterator[Span]:
    """Yield the missions during which an officer has no judicial status.

    CPP art. 16 and 20.
    """
    for duty in facts.duties_of[officer]:
        if any(p.suspends for p in facts.scenario.powers_of(duty.occurrence)):
            yield duty.occurrence.span


def _not_holding(
    scenario: Scenario, officer: Officer, codes: Iterable[str], occurrence: Occurrence
) -> Iterator[Span]:
    """Yield the days of a mission on which an officer lacks a qualification."""
    for day in scenario.days(occurrence):
        if not all(officer.holds(code, (day,)) for code in codes):
            yield scenario.clock.day(day)


def _without(span: Span, holes: Iterable[Span]) -> tuple[Span, ...]:
    """Return the parts of a span outside some other spans, in order of time."""
    left, start = [], span.start
    for hole in sorted(holes):
        if hole.start > start:
            left.append(Span(start, min(hole.start, span.end)))
        start = max(start, hole.end)
        if start >= span.end:
            break
    else:
        left.append(Span(start, span.end))
    return tuple(left)
