"""Trainees are accompanied."""

from collections import Counter
from collections.abc import Hashable, Iterator
from typing import TYPE_CHECKING

from scheduler.domain.authority import Authority, Override, Scope
from scheduler.domain.people import Officer, Status
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Span
from scheduler.rules.base import Breach, Rule
from scheduler.words import N_

if TYPE_CHECKING:
    from scheduler.facade import ModelFacade


class TraineeAccompanied(Rule):
    """In a crew, each trainee has a titular officer of the same force.

    The command of the trainees' own force may set this aside for a mission.
    """

    name = "trainee_accompanied"
    title = N_("Trainee supervision")
    words = N_(
        "A crew must include at least as many titular officers of a force as "
        "trainees of that force."
    )
    example = N_(
        "A municipal trainee may not be the only municipal officer in a joint patrol."
    )
    source = "CHOICE; statutes of trainees (décret 2006-1391)"
    authority = Authority.LOCAL
    scope = Scope.CREW

    def grouping_key(
        self,
        scenario: Scenario,  # noqa: ARG002
        officer: Officer,
        slot: Span | None,  # noqa: ARG002
    ) -> Hashable:
        """Tell trainees, titular officers and assistants apart."""
        return officer.status

    def post(self, model: "ModelFacade") -> None:
        """Seat no more trainees of a force than titular officers of it."""
        for occurrence in model.scenario.occurrences:
            placements = model.placements(occurrence=occurrence)
            seen = {
                p: p.group.common(lambda o: (o.force, o.status)) for p in placements
            }
            learners = {
                force for force, status in seen.values() if status is Status.TRAINEE
            }
            for force in sorted(learners):
                if self._waived_for(model.scenario, occurrence.mission, force):
                    continue
                trainees, tutors = (
                    model.heads(p for p in placements if seen[p] == (force, status))
                    for status in (Status.TRAINEE, Status.TITULAR)
                )
                model.add(trainees <= tutors)

    def _waived_for(
        self, scenario: Scenario, mission: str, force: str
    ) -> Override | None:
        """Return the override by the trainees' own command."""
        command = scenario.forces[force].kind
        return self.waived(scenario, mission=mission, command=command)

    def excuse(self, scenario: Scenario, breach: Breach) -> Override | None:
        """Excuse the trainees whose own command set the rule aside."""
        force = str(breach.values["force"])
        return self._waived_for(scenario, breach.mission or "", force)

    def cases(self, facts: Facts, officer: str) -> int:
        """Count the crews in which the officer sits as a trainee."""
        if facts.scenario.officers[officer].status is not Status.TRAINEE:
            return 0
        return super().cases(facts, officer)

    def check(self, facts: Facts) -> Iterator[Breach]:
        """Count trainees and titular officers of each crew."""
        for occurrence, crew in facts.crews.items():
            members = [facts.scenario.officers[d.officer] for d in crew]
            heads = Counter((m.force, m.status) for m in members)
            for force in sorted({m.force for m in members}):
                alone = heads[force, Status.TRAINEE] - heads[force, Status.TITULAR]
                if alone > 0:
                    yield Breach(
                        rule=self.name,
                        message=N_(
                            "{mission}: {alone} trainees of {force} without a "
                            "titular officer"
                        ),
                        values={
                            "mission": occurrence.mission,
                            "alone": alone,
                            "force": force,
                        },
                        officers=tuple(
                            m.id
                            for m in members
                            if (m.force, m.status) == (force, Status.TRAINEE)
                        ),
                        mission=occurrence.mission,
                        zone=occurrence.zone,
                        when=occurrence.span.start,
                        over=alone,
                    )
