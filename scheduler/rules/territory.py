"""Officers act inside their territory."""

from collections.abc import Iterator

from scheduler.domain.authority import Authority
from scheduler.domain.missions import Seat
from scheduler.domain.people import Officer
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.rules._duty import duty_breach
from scheduler.rules.base import Breach, Rule
from scheduler.words import N_


class Territory(Rule):
    """An officer sits only in crews of communes where the force is competent."""

    name = "territory"
    title = N_("Territory")
    words = N_(
        "An officer is on a mission only in a commune where the officer's force is "
        "competent."
    )
    example = N_("A municipal officer of Clermont-Ferrand is not on patrol in Aubière.")
    source = "CSI art. L511-1, L512-1 to L512-3; CPP art. 18 and 21-1"
    authority = Authority.LAW

    def admits(self, scenario: Scenario, officer: Officer, seat: Seat) -> bool:
        """Compare the commune of the zone with those of the force."""
        return (
            scenario.commune(seat.occurrence) in scenario.forces[officer.force].communes
        )

    def check(self, facts: Facts) -> Iterator[Breach]:
        """Judge each assignment."""
        for duty in facts.duties:
            zone = facts.scenario.zones[duty.occurrence.zone]
            force = facts.scenario.force(duty.officer)
            if zone.commune not in force.communes:
                yield duty_breach(
                    self.name,
                    N_(
                        "{officer}: {force} is not competent in {commune} for {mission}"
                    ),
                    duty,
                    force=force.name,
                    commune=facts.scenario.communes[zone.commune].name,
                )
