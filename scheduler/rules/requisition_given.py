"""Missions that need the prosecutor's requisition have one."""

from collections.abc import Hashable, Iterator

from scheduler.domain.authority import Authority
from scheduler.domain.missions import Seat
from scheduler.domain.people import Officer
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.rules._powers import POWER_CHOICES, seats_that_ask
from scheduler.rules.base import Breach, Rule
from scheduler.words import N_


class RequisitionGiven(Rule):
    """A mission whose powers need a requisition is held only with its reference.

    Which powers need one on which day is a value of the table of powers.
    """

    name = "requisition_given"
    title = N_("Prosecutor's requisition")
    words = N_(
        "A mission whose powers require a requisition of the prosecutor is held "
        "only if the reference of the requisition is given."
    )
    example = N_(
        "Roadside drug screening without the reference of a requisition is refused."
    )
    source = "CPP art. 78-2; code de la route art. L235-2"
    authority = Authority.LAW
    choices = POWER_CHOICES

    def looks_at(self, scenario: Scenario, officer: Officer) -> Hashable:  # noqa: ARG002
        """Look at the mission alone."""
        return None

    def admits(self, scenario: Scenario, officer: Officer, seat: Seat) -> bool:  # noqa: ARG002
        """Leave the seats empty while the reference is missing."""
        return bool(scenario.missions[seat.occurrence.mission].requisition) or not any(
            p.requisition for p in scenario.powers_of(seat.occurrence)
        )

    def cases(self, facts: Facts, officer: str) -> int:
        """Count the seats in missions whose powers need a requisition."""
        return seats_that_ask(facts, officer, lambda p: p.requisition)

    def check(self, facts: Facts) -> Iterator[Breach]:
        """Look for the reference of each crew that needs one."""
        for occurrence, crew in facts.crews.items():
            if facts.scenario.missions[occurrence.mission].requisition:
                continue
            for power in facts.scenario.powers_of(occurrence):
                if power.requisition:
                    yield Breach(
                        rule=self.name,
                        message=N_(
                            "{mission}: {power} without the reference of a requisition"
                        ),
                        values={"mission": occurrence.mission, "power": power.id},
                        officers=tuple(d.officer for d in crew),
                        mission=occurrence.mission,
                        zone=occurrence.zone,
                        when=occurrence.span.start,
                    )
