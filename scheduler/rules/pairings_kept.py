"""Officers who must be in one crew, or must not."""

from collections.abc import Hashable, Iterator, Sequence
from typing import TYPE_CHECKING

from scheduler.domain.authority import Authority, Override, Scope
from scheduler.domain.missions import Occurrence, Seat
from scheduler.domain.people import ForceKind, Officer, Pairing, Together
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Span
from scheduler.rules.base import Breach, Rule
from scheduler.rules.position_force import PositionForce
from scheduler.rules.qualification_valid import QualificationValid
from scheduler.words import N_

if TYPE_CHECKING:
    from scheduler.facade import ModelFacade

SEATING = (PositionForce(), QualificationValid())
"""Rules that tell, before groups form, who cannot sit where."""


DECIDED = (Together.MUST, Together.NEVER)
"""Pairings that bind; the others are wishes."""


class PairingsKept(Rule):
    """Every crew follows what command staff decided about two officers.

    ``never``: the two are in no crew together. ``must``: the first sits only in crews
    in which the other sits too; the other may sit without the first. The goal
    ``pairing_wishes`` handles the two kinds of wish.

    Their command, or either command if they are of different kinds of force, may set
    this aside for a mission.
    """

    name = "pairings_kept"
    title = N_("Crew pairings")
    words = N_(
        "Two officers who must stay apart are never in the same crew. An "
        "officer who must be with another joins only crews that include the "
        "other."
    )
    example = N_(
        "A new officer who must be with a tutor has no mission on the tutor's days off."
    )
    source = "CHOICE; decisions of command staff"
    authority = Authority.LOCAL
    scope = Scope.CREW

    def grouping_key(
        self, scenario: Scenario, officer: Officer, slot: Span | None
    ) -> Hashable:
        """Keep apart officers of a pairing where it may matter."""
        own = scenario.pairings_of(officer.id, DECIDED)
        if own and slot is None:
            return officer.id
        for pairing in own:
            for occurrence in scenario.occurrences:
                near = slot is None or slot.overlaps(occurrence.span)
                if near and _matters(scenario, pairing, officer, occurrence):
                    return officer.id
        return None

    def keeps_apart(
        self,
        model: "ModelFacade",
        officers: Sequence[Officer],
        slot: Span,  # noqa: ARG002
        seats: Sequence[Seat],  # noqa: ARG002
    ) -> bool:
        """Keep paired officers apart if no rule forbids missions outside tours."""
        paired = {
            o
            for p in model.scenario.pairings
            if p.together in DECIDED
            for o in (p.officer, p.other)
        }
        return not model.obeys("mission_inside_tour") and any(
            o.id in paired for o in officers
        )

    def post(self, model: "ModelFacade") -> None:
        """Constrain the seats of the two in each crew."""
        for pairing in model.scenario.pairings:
            for occurrence in model.scenario.occurrences:
                if self._waived_for(model.scenario, pairing, occurrence.mission):
                    continue
                if not model.may_sit(pairing.officer, occurrence):
                    continue
                if pairing.together is Together.MUST:
                    two = model.sits(pairing.other, occurrence)
                    model.add(model.sits(pairing.officer, occurrence) <= two)
                elif pairing.together is Together.NEVER and model.may_sit(
                    pairing.other, occurrence
                ):
                    one = model.sits(pairing.officer, occurrence)
                    two = model.sits(pairing.other, occurrence)
                    model.add(one + two <= 1)

    def _waived_for(
        self, scenario: Scenario, pairing: Pairing, mission: str
    ) -> Override | None:
        """Return the override by the command of the two officers."""
        kinds = {scenario.force(o).kind for o in (pairing.officer, pairing.other)}
        command: ForceKind | None = kinds.pop() if len(kinds) == 1 else None
        return self.waived(scenario, mission=mission, command=command)

    def excuse(self, scenario: Scenario, breach: Breach) -> Override | None:
        """Excuse the two officers if their command set the rule aside."""
        one, two = (str(breach.values[name]) for name in ("officer", "other"))
        pairing = Pairing(officer=one, other=two, together=Together.NEVER)
        return self._waived_for(scenario, pairing, breach.mission or "")

    def cases(self, facts: Facts, officer: str) -> int:
        """Count the crews of an officer whom a pairing restricts."""
        bound = any(
            (p.together is Together.NEVER and officer in (p.officer, p.other))
            or (p.together is Together.MUST and officer == p.officer)
            for p in facts.scenario.pairings
        )
        return super().cases(facts, officer) if bound else 0

    def check(self, facts: Facts) -> Iterator[Breach]:
        """Look for pairs in each crew."""
        for occurrence, crew in facts.crews.items():
            accused: tuple[str, ...]
            there = {d.officer for d in crew}
            for pairing in facts.scenario.pairings:
                both = there.issuperset((pairing.officer, pairing.other))
                if pairing.together is Together.NEVER and both:
                    message = N_("{mission}: {officer} and {other} in one crew")
                    accused = (pairing.officer, pairing.other)
                elif (
                    pairing.together is Together.MUST
                    and pairing.officer in there
                    and not both
                ):
                    message = N_("{officer}: in the crew of {mission} without {other}")
                    accused = (pairing.officer,)
                else:
                    continue
                yield Breach(
                    rule=self.name,
                    message=message,
                    values={
                        "mission": occurrence.mission,
                        "officer": pairing.officer,
                        "other": pairing.other,
                    },
                    officers=accused,
                    mission=occurrence.mission,
                    zone=occurrence.zone,
                    when=occurrence.span.start,
                )


def _matters(
    scenario: Scenario, pairing: Pairing, officer: Officer, occurrence: Occurrence
) -> bool:
    """Tell whether it matters to a pairing that an officer sits in a crew."""
    if not _may_sit(scenario, officer, occurrence):
        return False
    if pairing.together is Together.MUST and pairing.officer == officer.id:
        return True
    name = pairing.other if pairing.officer == officer.id else pairing.officer
    there = any(t.span.overlaps(occurrence.span) for t in scenario.mission_tours[name])
    return there and _may_sit(scenario, scenario.officers[name], occurrence)


def _may_sit(scenario: Scenario, officer: Officer, occurrence: Occurrence) -> bool:
    return any(
        all(rule.lets(scenario, officer, seat) for rule in SEATING)
        for seat in scenario.seats[occurrence]
    )
