"""Judicial status asked by a position."""

from collections.abc import Hashable, Iterator

from scheduler.domain.authority import Authority
from scheduler.domain.missions import Seat
from scheduler.domain.people import Judicial, Officer
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.rules._duty import duty_breach
from scheduler.rules.base import Breach, Rule
from scheduler.words import N_


class JudicialStatus(Rule):
    """A seat that requires a judicial status is filled by an officer who has it.

    Officers engaged in a constituted public-order unit have none meanwhile.
    """

    name = "judicial_status"
    title = N_("Judicial status")
    words = N_(
        "A position that requires a judicial status (OPJ, APJ, APJA) must be "
        "filled by an officer who has it."
    )
    example = N_("An APJ may not fill the OPJ position of a road-safety operation.")
    source = "CPP art. 16, 20 and 21; code de la route art. L234-9"
    authority = Authority.LAW

    def looks_at(self, scenario: Scenario, officer: Officer) -> Hashable:  # noqa: ARG002
        """Look at the judicial status."""
        return officer.judicial

    def admits(self, scenario: Scenario, officer: Officer, seat: Seat) -> bool:
        """Compare the status."""
        if not seat.position.judicial:
            return True
        suspended = any(p.suspends for p in scenario.powers_of(seat.occurrence))
        status = Judicial.NONE if suspended else officer.judicial
        return status in seat.position.judicial

    def cases(self, facts: Facts, officer: str) -> int:
        """Count the seats that require a judicial status."""
        return sum(bool(d.position.judicial) for d in facts.duties_of[officer])

    def check(self, facts: Facts) -> Iterator[Breach]:
        """Judge each assignment."""
        for duty in facts.duties:
            accepted = duty.position.judicial
            status = facts.scenario.officers[duty.officer].judicial
            for power in facts.scenario.powers_of(duty.occurrence):
                if power.suspends:
                    status = Judicial.NONE
            if accepted and not {status} & accepted:
                yield duty_breach(
                    self.name,
                    N_(
                        "{officer}: judicial status {status:word}, {mission} needs "
                        "{accepted}"
                    ),
                    duty,
                    status=status.value,
                    accepted="/".join(sorted(accepted)),
                )
