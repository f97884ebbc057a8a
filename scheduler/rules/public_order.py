"""No municipal officer takes part in public-order policing."""

from collections.abc import Hashable, Iterator

from scheduler.domain.authority import Authority
from scheduler.domain.missions import Seat
from scheduler.domain.people import ForceKind, Officer
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.rules._duty import duty_breach
from scheduler.rules._powers import POWER_CHOICES, seats_that_ask
from scheduler.rules.base import Breach, Rule
from scheduler.words import N_


class PublicOrder(Rule):
    """Municipal officers sit in no crew that exercises a power closed to them.

    The model agreement closes public-order policing to them; the table of powers may
    close others.
    """

    name = "public_order"
    title = N_("No public-order policing by municipal officers")
    words = N_(
        "Municipal officers may not have a mission whose powers are closed to "
        "them, such as public-order policing."
    )
    example = N_(
        "A municipal officer may not join the crew that holds back a crowd at a "
        "stadium."
    )
    source = "CSI annexe 1 preamble"
    authority = Authority.LAW
    choices = POWER_CHOICES

    def looks_at(self, scenario: Scenario, officer: Officer) -> Hashable:
        """Look at the kind of force."""
        return scenario.forces[officer.force].kind

    def admits(self, scenario: Scenario, officer: Officer, seat: Seat) -> bool:
        """Keep municipal officers out of missions closed to them."""
        if scenario.forces[officer.force].kind is ForceKind.NATIONAL:
            return True
        return all(p.municipal for p in scenario.powers_of(seat.occurrence))

    def cases(self, facts: Facts, officer: str) -> int:
        """Count the seats of a municipal officer in missions closed to them."""
        if facts.scenario.force(officer).kind is not ForceKind.MUNICIPAL:
            return 0
        return seats_that_ask(facts, officer, lambda p: not p.municipal)

    def check(self, facts: Facts) -> Iterator[Breach]:
        """Judge each municipal assignment."""
        for duty in facts.duties:
            if facts.scenario.force(duty.officer).kind is not ForceKind.MUNICIPAL:
                continue
            for power in facts.scenario.powers_of(duty.occurrence):
                if not power.municipal:
                    yield duty_breach(
                        self.name,
                        N_(
                            "{officer}: a municipal officer on {mission}, whose power "
                            "{power} is closed to municipal officers"
                        ),
                        duty,
                        power=power.id,
                    )
