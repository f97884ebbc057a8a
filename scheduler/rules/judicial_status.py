"""Judicial status asked by a position."""

from collections.abc import Iterator

from scheduler.domain.authority import Authority
from scheduler.domain.missions import Seat
from scheduler.domain.people import Officer
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.rules._duty import duty_breach
from scheduler.rules.base import Breach, Rule
from scheduler.words import N_


class JudicialStatus(Rule):
    """A seat that asks for a judicial status is filled by one of those it accepts."""

    name = "judicial_status"
    title = N_("Judicial status")
    words = N_(
        "A position that asks for a judicial status (OPJ, APJ, APJA) is filled by "
        "an officer who has it."
    )
    example = N_("The OPJ seat of a road-safety operation is not filled by an APJ.")
    source = "CPP art. 16, 20 and 21; code de la route art. L234-9"
    authority = Authority.LAW

    def admits(self, scenario: Scenario, officer: Officer, seat: Seat) -> bool:  # noqa: ARG002
        """Compare the status."""
        return not seat.position.judicial or officer.judicial in seat.position.judicial

    def cases(self, facts: Facts, officer: str) -> int:
        """Count the seats that ask for a judicial status."""
        return sum(bool(d.position.judicial) for d in facts.duties_of[officer])

    def check(self, facts: Facts) -> Iterator[Breach]:
        """Judge each assignment."""
        for duty in facts.duties:
            accepted = duty.position.judicial
            status = facts.scenario.officers[duty.officer].judicial
            if accepted and not {status} & accepted:
                yield duty_breach(
                    self.name,
                    N_("{officer}: is {status:word} where {mission} needs {accepted}"),
                    duty,
                    status=status.value,
                    accepted="/".join(sorted(accepted)),
                )
