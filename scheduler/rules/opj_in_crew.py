"""Powers that need an OPJ on site have one in the crew."""

from collections.abc import Hashable, Iterator
from typing import TYPE_CHECKING

from scheduler.domain.authority import Authority
from scheduler.domain.missions import Occurrence
from scheduler.domain.people import ForceKind, Judicial, Officer
from scheduler.domain.powers import OpjNeed, Power
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Span
from scheduler.rules._powers import POWER_CHOICES, near, seats_that_ask
from scheduler.rules.base import Breach, Rule
from scheduler.words import N_

if TYPE_CHECKING:
    from scheduler.facade import ModelFacade, Placement


class OpjInCrew(Rule):
    """A crew with a power that needs an OPJ on site has one.

    The OPJ is of a national force: the mayor's own status does not count. If the power
    lets a municipal officer with a qualification stand for the OPJ, such an officer in
    the crew is enough, with the qualification valid on all days of the mission. In a
    mission that suspends judicial powers nobody counts as an OPJ.
    """

    name = "opj_in_crew"
    title = N_("OPJ in the crew")
    words = N_(
        "A mission that uses a power requiring an OPJ on site must include an "
        "OPJ of the national police in its crew."
    )
    example = N_(
        "A crew whose OPJ stayed at the station may not carry out preventive "
        "alcohol screening."
    )
    source = (
        "code de la route art. L234-9 and L235-2; Cass. crim. 8 September 2015 n° "
        "14-85.562; on site: CHOICE, a value of the table of powers"
    )
    authority = Authority.LAW
    choices = POWER_CHOICES

    def grouping_key(
        self, scenario: Scenario, officer: Officer, slot: Span | None
    ) -> Hashable:
        """Keep apart, near missions that need an OPJ, officers who count in others."""
        if not near(scenario, slot, _on_site):
            return None
        return tuple(
            self._serves(scenario, officer, occurrence, power)
            for occurrence in scenario.exercised_near(slot)
            for power in scenario.exercised[occurrence]
            if _on_site(power)
        )

    def post(self, model: "ModelFacade") -> None:
        """Seat an OPJ, or a substitute, when such an occurrence is held."""
        for occurrence, powers in model.scenario.exercised.items():
            placements = model.placements(occurrence=occurrence)
            for power in filter(_on_site, powers):
                serving = [
                    p for p in placements if self._all_serve(model.scenario, p, power)
                ]
                model.add(model.heads(serving) >= model.held(occurrence))

    def _all_serve(
        self, scenario: Scenario, placement: "Placement", power: Power
    ) -> bool:
        at = placement.seat.occurrence
        return placement.group.common(lambda o: self._serves(scenario, o, at, power))

    @staticmethod
    def _serves(
        scenario: Scenario, officer: Officer, occurrence: Occurrence, power: Power
    ) -> bool:
        if scenario.forces[officer.force].kind is ForceKind.NATIONAL:
            return officer.judicial is Judicial.OPJ and not any(
                p.suspends for p in scenario.powers_of(occurrence)
            )
        return power.chief != "" and officer.holds(
            power.chief, scenario.days(occurrence)
        )

    def cases(self, facts: Facts, officer: str) -> int:
        """Count the seats in missions whose powers need an OPJ on site."""
        return seats_that_ask(facts, officer, lambda p: p.opj is OpjNeed.PRESENT)

    def check(self, facts: Facts) -> Iterator[Breach]:
        """Look for an OPJ, or a substitute, in each crew that needs one."""
        for occurrence, crew in facts.crews.items():
            powers = facts.scenario.powers_of(occurrence)
            members = [facts.scenario.officers[d.officer] for d in crew]
            suspended = any(p.suspends for p in powers)
            opj = not suspended and any(
                m.judicial is Judicial.OPJ
                for m in members
                if facts.scenario.force(m.id).kind is ForceKind.NATIONAL
            )
            for power in powers:
                if power.opj is not OpjNeed.PRESENT or opj:
                    continue
                days = facts.scenario.days(occurrence)
                stands_in = power.chief and any(
                    m.holds(power.chief, days)
                    for m in members
                    if facts.scenario.force(m.id).kind is ForceKind.MUNICIPAL
                )
                if not stands_in:
                    yield Breach(
                        rule=self.name,
                        message=N_("{mission}: {power} without an OPJ in the crew"),
                        values={"mission": occurrence.mission, "power": power.id},
                        officers=tuple(d.officer for d in crew),
                        mission=occurrence.mission,
                        zone=occurrence.zone,
                        when=occurrence.span.start,
                    )


def _on_site(power: Power) -> bool:
    return power.opj is OpjNeed.PRESENT
