"""An OPJ can be reached at every minute of a mission that needs one."""

from collections.abc import Collection, Hashable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from scheduler.domain.authority import Authority
from scheduler.domain.contacts import reachable, unreached
from scheduler.domain.missions import Occurrence
from scheduler.domain.people import ForceKind, Judicial, Officer
from scheduler.domain.powers import OpjNeed
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.settings import Unit
from scheduler.domain.time import Span
from scheduler.rules._powers import POWER_CHOICES, seats_that_ask
from scheduler.rules.base import Breach, Rule
from scheduler.words import N_

if TYPE_CHECKING:
    from scheduler.facade import Linear, ModelFacade


class OpjReachable(Rule):
    """At every minute of a mission whose powers need an OPJ, one is on duty.

    That is an officer with the status of OPJ, of a national force competent in all
    communes of the mission, on a tour and not absent at that minute, and not engaged in
    a public-order unit meanwhile (CPP art. 16 and 20). The crew's own OPJ and those of
    the duty desk count, and so do tours that began before the horizon. In the unpaid
    break of a split shift, if it lasts an hour or more, nobody can be reached: that is
    time off duty.

    If every power concerned lets a municipal officer with a qualification stand for the
    OPJ (impounding: the head of the municipal police, code de la route art. R325-14),
    such an officer on tour is enough, of a force competent in all communes, on days
    when the qualification is valid.
    """

    name = "opj_reachable"
    title = N_("Reachable OPJ")
    words = N_(
        "Throughout a mission whose powers require an OPJ, an OPJ of the "
        "national police who is competent there must be on duty, in the crew or "
        "elsewhere."
    )
    example = N_(
        "A patrol that takes identities until 23:00 is not held when the last OPJ of "
        "the district goes off duty at 22:59."
    )
    source = (
        "CSI annexe 1 art. 13; CPP art. 16, 20, 78-2 and 78-6; code de la route art. "
        "R325-14"
    )
    authority = Authority.LAW
    choices = (
        *POWER_CHOICES,
        (
            "An OPJ can be reached while on tour and not absent, whether on another "
            "mission or not. The tour may have begun before the horizon."
        ),
        (
            "An OPJ cannot be reached during a break of an hour or more with its own "
            "time. A shorter one counts as a meal break, without effect."
        ),
        (
            "Outputs name an OPJ of the crew first, then one at the duty desk, then "
            "one on no mission."
        ),
        (
            "The version of the law in force on the day on which the mission begins "
            "applies to the whole mission."
        ),
        (
            "A mission kind lists only the powers that are its purpose. Presence "
            "patrols by one force alone list none, so that they can be held when no "
            "OPJ can be reached. Kinds that check identities, screen drivers or search "
            "list these powers and need an OPJ at every minute."
        ),
    )

    def grouping_key(
        self, scenario: Scenario, officer: Officer, slot: Span | None
    ) -> Hashable:
        """Keep apart each OPJ who may be in a public-order unit when one is needed."""
        if not _is_opj(scenario, officer):
            return None
        near = any(
            slot is None or slot.overlaps(o.span) for o in self._withdrawing(scenario)
        )
        return officer.id if near else None

    @staticmethod
    def _withdrawing(scenario: Scenario) -> Iterator[Occurrence]:
        """Yield the missions that suspend judicial powers while another needs them."""
        suspending = [
            o for o, ps in scenario.exercised.items() if any(p.suspends for p in ps)
        ]
        for away in suspending:
            if any(
                away.span.overlaps(o.span) and _chiefs(scenario, o) is not None
                for o in scenario.exercised
            ):
                yield away

    def post(self, model: "ModelFacade") -> None:
        """Forbid missions with a piece in which nobody can be reached.

        A mission is cut wherever the set of those who can be reached may change.
        """
        scenario = model.scenario
        withdrawing = list(self._withdrawing(scenario))
        for occurrence in scenario.exercised:
            chiefs = _chiefs(scenario, occurrence)
            if chiefs is None:
                continue
            able = [
                o
                for o in scenario.officers.values()
                if _competent(scenario, o, occurrence)
                and (
                    _is_opj(scenario, o)
                    or (chiefs and _is_municipal(scenario, o) and _ever(o, chiefs))
                )
            ]
            for piece in self._pieces(model, occurrence, able, withdrawing):
                answering = [
                    self._answers(model, o, piece, chiefs, withdrawing) for o in able
                ]
                model.add(model.held(occurrence) <= sum(answering))

    @staticmethod
    def _pieces(
        model: "ModelFacade",
        occurrence: Occurrence,
        able: Collection[Officer],
        withdrawing: Collection[Occurrence],
    ) -> Iterator[Span]:
        scenario, span = model.scenario, occurrence.span
        changes = [o.span for o in withdrawing]
        changes += [scenario.clock.day(d) for d in scenario.days(occurrence)]
        for officer in able:
            for tour in model.tours(officer.id):
                changes += reachable(tour)
            changes += [t.span for t in scenario.history_of.get(officer.id, ())]
            changes += _away(scenario, officer)
        cuts = {span.start, span.end}
        for change in changes:
            cuts |= {m for m in (change.start, change.end) if span.start < m < span.end}
        for start, end in pairwise(sorted(cuts)):
            yield Span(start, end)

    @staticmethod
    def _answers(
        model: "ModelFacade",
        officer: Officer,
        piece: Span,
        chiefs: Collection[str],
        withdrawing: Collection[Occurrence],
    ) -> "Linear":
        """Return 1 or more if an officer can be reached in a piece, else 0."""
        scenario = model.scenario
        if any(s.overlaps(piece) for s in _away(scenario, officer)):
            return 0
        past = scenario.history_of.get(officer.id, ())
        duty: Linear = sum(t.span.contains(piece) for t in past)
        duty += sum(
            model.works(t)
            for t in model.tours(officer.id)
            if any(part.contains(piece) for part in reachable(t))
        )
        if not _is_opj(scenario, officer):
            day = (scenario.clock.date(piece.start),)
            return duty if all(officer.holds(c, day) for c in chiefs) else 0
        engaged = [
            p
            for o in withdrawing
            if o.span.overlaps(piece)
            for p in model.placements(occurrence=o, officer=officer.id)
        ]
        if not engaged or (isinstance(duty, int) and not duty):
            return duty
        answers = model.flag()
        model.add(answers <= duty)
        for placement in engaged:
            model.add(answers + model.heads([placement]) <= 1)
        return answers

    def cases(self, facts: Facts, officer: str) -> int:
        """Count the seats in missions whose powers need an OPJ."""
        return seats_that_ask(facts, officer, lambda p: p.opj is not OpjNeed.NONE)

    def check(self, facts: Facts) -> Iterator[Breach]:
        """Look for minutes of each crew at which nobody can be reached."""
        for occurrence, crew in facts.crews.items():
            gaps = unreached(facts, occurrence)
            if gaps:
                missing = sum(gap.length for gap in gaps)
                yield Breach(
                    rule=self.name,
                    message=N_(
                        "{mission}: {missing:hm} without a reachable OPJ, from "
                        "{start:at}"
                    ),
                    values={
                        "mission": occurrence.mission,
                        "missing": missing,
                        "start": gaps[0].start,
                    },
                    officers=tuple(d.officer for d in crew),
                    mission=occurrence.mission,
                    zone=occurrence.zone,
                    when=gaps[0].start,
                    over=missing,
                    unit=Unit.MINUTES,
                )


def _chiefs(scenario: Scenario, occurrence: Occurrence) -> frozenset[str] | None:
    """Return the qualifications with which an officer may stand for the OPJ.

    Empty = nobody may; ``None`` = no OPJ is needed.
    """
    needs = [p for p in scenario.powers_of(occurrence) if p.opj is not OpjNeed.NONE]
    if not needs:
        return None
    return frozenset(p.chief for p in needs if all(q.chief for q in needs))


def _is_opj(scenario: Scenario, officer: Officer) -> bool:
    kind = scenario.forces[officer.force].kind
    return kind is ForceKind.NATIONAL and officer.judicial is Judicial.OPJ


def _is_municipal(scenario: Scenario, officer: Officer) -> bool:
    return scenario.forces[officer.force].kind is ForceKind.MUNICIPAL


def _competent(scenario: Scenario, officer: Officer, occurrence: Occurrence) -> bool:
    communes = scenario.communes_of(occurrence)
    return communes <= scenario.forces[officer.force].communes


def _ever(officer: Officer, codes: Collection[str]) -> bool:
    """Tell whether an officer holds all of some qualifications, whatever the day."""
    return {q.code for q in officer.qualifications}.issuperset(codes)


def _away(scenario: Scenario, officer: Officer) -> list[Span]:
    """Return when an officer is absent, or without approval."""
    return [
        *(a.span for a in scenario.absences_of.get(officer.id, ())),
        *(
            s.span
            for s in scenario.suspensions_of.get(officer.id, ())
            if s.what == "approval"
        ),
    ]
