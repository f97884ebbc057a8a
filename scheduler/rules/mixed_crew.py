"""Joint missions have mixed crews."""

from collections.abc import Hashable, Iterator
from typing import TYPE_CHECKING

from scheduler.domain.authority import Authority
from scheduler.domain.people import ForceKind, Officer, Status
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Span
from scheduler.rules.base import Breach, Rule
from scheduler.words import N_

if TYPE_CHECKING:
    from scheduler.facade import ModelFacade


class MixedCrew(Rule):
    """The crew of a joint mission has an officer of each kind of force.

    A warden (*ASVP*) is not a police officer and does not count as municipal.
    """

    name = "mixed_crew"
    title = N_("Mixed crew")
    words = N_(
        "The crew of a joint mission must include at least one municipal and "
        "one national officer."
    )
    example = N_("Two municipal officers cannot hold a joint foot patrol between them.")
    source = "CSI annexe 1 art. 11 (functional authority over a joint mission)"
    authority = Authority.LAW

    def grouping_key(
        self,
        scenario: Scenario,  # noqa: ARG002
        officer: Officer,
        slot: Span | None,  # noqa: ARG002
    ) -> Hashable:
        """Keep wardens apart from officers."""
        return officer.status if officer.status is Status.WARDEN else None

    def post(self, model: "ModelFacade") -> None:
        """Seat an officer of each kind of force when a joint occurrence is held."""
        for occurrence in model.scenario.occurrences:
            if not model.scenario.kind(occurrence).joint:
                continue
            placements = model.placements(occurrence=occurrence)
            for kind in ForceKind:
                of_kind = [
                    p
                    for p in placements
                    if p.group.common(lambda o: model.scenario.force(o.id).kind) == kind
                    and p.group.common(lambda o: o.status is not Status.WARDEN)
                ]
                model.add(model.heads(of_kind) >= model.held(occurrence))

    def cases(self, facts: Facts, officer: str) -> int:
        """Count the seats in joint crews."""
        own = facts.duties_of[officer]
        return sum(facts.scenario.kind(d.occurrence).joint for d in own)

    def check(self, facts: Facts) -> Iterator[Breach]:
        """Look for a missing kind of force in each joint crew."""
        for occurrence, crew in facts.crews.items():
            if not facts.scenario.kind(occurrence).joint:
                continue
            officers = [
                d.officer
                for d in crew
                if facts.scenario.officers[d.officer].status is not Status.WARDEN
            ]
            present = {facts.scenario.force(o).kind for o in officers}
            for missing in (k for k in ForceKind if k not in present):
                yield Breach(
                    rule=self.name,
                    message=N_("{mission}: a joint crew without a {kind:word} officer"),
                    values={"mission": occurrence.mission, "kind": missing.value},
                    officers=tuple(d.officer for d in crew),
                    mission=occurrence.mission,
                    zone=occurrence.zone,
                    when=occurrence.span.start,
                )
