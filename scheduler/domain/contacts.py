"""The OPJ that the crew of a mission can reach, at each minute.

CSI annexe 1 art. 13: the municipal police must be able to reach a competent judicial
police officer (OPJ) at any time.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from scheduler.domain.kept import kept_for_latest
from scheduler.domain.missions import Occurrence
from scheduler.domain.people import Force, ForceKind, Judicial, Officer
from scheduler.domain.powers import OpjNeed
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import HOUR, Span
from scheduler.domain.tours import Tour

AWAY = HOUR
"""Least minutes of an unpaid break at a fixed time during which nobody is reachable."""

MOST_KNOWN = 20_000
"""Most weeks of officers for which it is kept when they are reachable."""


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


class _OnDuty:
    """When officers are reachable, in order of time.

    Parameters
    ----------
    spans
        When each one is.
    """

    def __init__(self, spans: Mapping[str, Iterable[Span]]) -> None:
        self._parts = sorted((p, o) for o, parts in spans.items() for p in parts)
        self._longest = max((p.length for p, _o in self._parts), default=0)

    def during(self, span: Span) -> Iterator[tuple[str, Span]]:
        """Yield who is reachable in a span, and during what part of it."""
        first = bisect_left(
            self._parts, span.start - self._longest, key=lambda part: part[0].start
        )
        for part, officer in self._parts[first:]:
            if part.start >= span.end:
                break
            if part.end > span.start:
                inside = Span(max(part.start, span.start), min(part.end, span.end))
                yield officer, inside


class _Reach:
    """When the officers of each force are reachable, whatever the mission."""

    def __init__(self) -> None:
        self.found: dict[Occurrence, tuple[Contact, ...]] = {}
        self._of_force: dict[str, _OnDuty] = {}

    def of_force(self, facts: Facts, force: Force) -> _OnDuty:
        """Return when the officers of a force are reachable."""
        if force.id not in self._of_force:
            own = _who_answer(facts.scenario)[force.id]
            spans = {o.id: _known_on_duty(facts, o, force.kind) for o in own}
            self._of_force[force.id] = _OnDuty(spans)
        return self._of_force[force.id]


def _officers_who_answer(scenario: Scenario) -> dict[str, list[Officer]]:
    """Return by force who may answer: of a national one its OPJs, else everybody."""
    found: dict[str, list[Officer]] = {force: [] for force in scenario.forces}
    for officer in scenario.officers.values():
        national = scenario.force(officer.id).kind is ForceKind.NATIONAL
        if not national or officer.judicial is Judicial.OPJ:
            found[officer.force].append(officer)
    return found


_reach: Callable[[Facts], _Reach] = kept_for_latest(lambda _facts: _Reach())
_who_answer = kept_for_latest(_officers_who_answer)
_spans: Callable[[Scenario], dict[object, tuple[Span, ...]]] = kept_for_latest(
    lambda _scenario: {}
)


def contacts(facts: Facts, occurrence: Occurrence) -> tuple[Contact, ...]:
    """Return the contacts of a crew, in order of time; empty if no power needs an OPJ.

    A contact stays until no longer reachable; then the next is chosen. The order of
    preference is: an OPJ of the crew; one at the duty desk; one without another mission
    at that time; the lowest number. A municipal officer replaces the OPJ only when no
    OPJ is reachable. Minutes during which nobody is reachable are in no span.
    """
    known = _reach(facts).found
    if occurrence not in known:
        known[occurrence] = _contacts(facts, occurrence)
    return known[occurrence]


def _contacts(facts: Facts, occurrence: Occurrence) -> tuple[Contact, ...]:
    reach = reachable_during(facts, occurrence)
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
    crew = facts.crews.get(occurrence, ())
    return (
        facts.scenario.force(officer).kind is ForceKind.MUNICIPAL,
        all(d.officer != officer for d in crew),
        not who.desk,
        any(d.occurrence.span.overlaps(span) for d in facts.duties_of[officer]),
        officer,
    )


def reachable_during(
    facts: Facts, occurrence: Occurrence
) -> Mapping[str, Sequence[Span]]:
    """Return when each competent officer is reachable, inside the mission."""
    scenario = facts.scenario
    needs = [p for p in scenario.powers_of(occurrence) if p.opj is not OpjNeed.NONE]
    if not needs:
        return {}
    codes = {p.chief for p in needs}
    communes = scenario.communes_of(occurrence)
    reach: defaultdict[str, list[Span]] = defaultdict(list)
    for force in scenario.forces.values():
        national = force.kind is ForceKind.NATIONAL
        if communes <= force.communes and (national or "" not in codes):
            on_duty = _reach(facts).of_force(facts, force)
            for officer, span in on_duty.during(occurrence.span):
                who = scenario.officers[officer]
                lacks = (
                    () if national else _not_holding(scenario, who, codes, occurrence)
                )
                reach[officer] += _without(span, lacks)
    return reach


def reachable(tour: Tour) -> tuple[Span, ...]:
    """Return when an officer on a tour is reachable.

    This is the whole tour, less an unpaid break at a fixed time of an hour or more:
    during it the officer is off duty.
    """
    if tour.pause is None or tour.pause.length < AWAY:
        return (tour.span,)
    return tour.slot.parts


def _known_on_duty(facts: Facts, officer: Officer, kind: ForceKind) -> tuple[Span, ...]:
    """Return the same as ``_on_duty``, computed once for the same tours and missions.

    Rosters that differ by a move are asked about one after the other.
    """
    known = _spans(facts.scenario)
    own = (officer.id, facts.record_of[officer.id], facts.duties_of[officer.id])
    found = known.get(own)
    if found is None:
        found = _on_duty(facts, officer, kind)
        if len(known) >= MOST_KNOWN:
            known.clear()
        known[own] = found
    return found


def _on_duty(facts: Facts, officer: Officer, kind: ForceKind) -> tuple[Span, ...]:
    """Return when an officer of a kind of force is reachable.

    Absences and suspensions of the approval are left out, and missions during which an
    OPJ has no judicial status.
    """
    scenario = facts.scenario
    tours = [p for tour in facts.record_of[officer.id] for p in reachable(tour)]
    if not tours:
        return ()
    whole = Span(min(p.start for p in tours), max(p.end for p in tours))
    return _without(
        whole,
        [
            *_without(whole, tours),
            *(a.span for a in scenario.absences_of.get(officer.id, ())),
            *(
                s.span
                for s in scenario.suspensions_of.get(officer.id, ())
                if s.what == "approval"
            ),
            *(_suspended(facts, officer.id) if kind is ForceKind.NATIONAL else ()),
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
