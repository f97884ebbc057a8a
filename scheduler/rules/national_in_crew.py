"""Powers of the national police need a national officer in the crew."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduler.domain.authority import Authority
from scheduler.domain.people import ForceKind
from scheduler.domain.roster import Facts
from scheduler.rules._powers import POWER_CHOICES, seats_that_ask
from scheduler.rules.base import Breach, Rule
from scheduler.words import N_

if TYPE_CHECKING:
    from scheduler.facade import ModelFacade


class NationalInCrew(Rule):
    """A crew with a power that municipal officers lack includes a national officer."""

    name = "national_in_crew"
    title = N_("National officer in the crew")
    words = N_(
        "A mission that uses a power reserved to national officers, such as "
        "identity checks or narcotics, must include at least one of them in its "
        "crew."
    )
    example = N_(
        "Two municipal officers may not carry out identity checks by themselves."
    )
    source = (
        "CPP art. 78-2; Conseil constitutionnel (no identity checks by municipal "
        "officers); code de la route art. L234-4"
    )
    authority = Authority.LAW
    choices = POWER_CHOICES

    def post(self, model: "ModelFacade") -> None:
        """Seat a national officer when such an occurrence is held."""
        for occurrence, powers in model.scenario.exercised.items():
            if any(p.national for p in powers):
                national = [
                    p
                    for p in model.placements(occurrence=occurrence)
                    if p.group.common(lambda o: model.scenario.force(o.id).kind)
                    is ForceKind.NATIONAL
                ]
                model.add(model.heads(national) >= model.held(occurrence))

    def cases(self, facts: Facts, officer: str) -> int:
        """Count the seats in missions whose powers need a national officer."""
        return seats_that_ask(facts, officer, lambda p: p.national)

    def check(self, facts: Facts) -> Iterator[Breach]:
        """Look for a national officer in each crew that needs one."""
        for occurrence, crew in facts.crews.items():
            kinds = {facts.scenario.force(d.officer).kind for d in crew}
            if ForceKind.NATIONAL in kinds:
                continue
            for power in facts.scenario.powers_of(occurrence):
                if power.national:
                    yield Breach(
                        rule=self.name,
                        message=N_(
                            "{mission}: {power} without a national officer in the crew"
                        ),
                        values={"mission": occurrence.mission, "power": power.id},
                        officers=tuple(d.officer for d in crew),
                        mission=occurrence.mission,
                        zone=occurrence.zone,
                        when=occurrence.span.start,
                    )
