"""Positions are filled by the force that they name."""

from collections.abc import Hashable, Iterator

from scheduler.domain.authority import Authority, Scope
from scheduler.domain.missions import Seat
from scheduler.domain.people import Officer
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.rules._duty import duty_breach
from scheduler.rules.base import Breach, Rule
from scheduler.words import N_


class PositionForce(Rule):
    """A seat that the catalogue gives to one kind of force is filled by that kind."""

    name = "position_force"
    title = N_("Force of a position")
    words = N_(
        "A position must be filled by the kind of force that the mission "
        "catalogue names for it."
    )
    example = N_(
        "A municipal officer may not fill the national position of a joint patrol."
    )
    source = "CSI annexe 1 art. 5 and 11; crews of the mission catalogue"
    authority = Authority.AGREEMENT
    scope = Scope.SEAT

    def looks_at(self, scenario: Scenario, officer: Officer) -> Hashable:
        """Look at the kind of force."""
        return scenario.forces[officer.force].kind

    def admits(self, scenario: Scenario, officer: Officer, seat: Seat) -> bool:
        """Compare the kind of force."""
        wanted = seat.position.force
        return wanted is None or scenario.forces[officer.force].kind == wanted

    def cases(self, facts: Facts, officer: str) -> int:
        """Count the seats that name a kind of force."""
        own = facts.duties_of[officer]
        return sum(d.position.force is not None for d in own)

    def check(self, facts: Facts) -> Iterator[Breach]:
        """Judge each assignment."""
        for duty in facts.duties:
            kind = facts.scenario.force(duty.officer).kind
            if duty.position.force not in (None, kind):
                yield duty_breach(
                    self.name,
                    N_(
                        "{officer}: a {kind:word} officer in the {wanted:word} seat "
                        "{position} of {mission}"
                    ),
                    duty,
                    kind=kind.value,
                    wanted=str(duty.position.force),
                )
