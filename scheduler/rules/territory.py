"""Officers act inside their territory."""

from collections.abc import Hashable, Iterator

from scheduler.domain.authority import Authority
from scheduler.domain.missions import Seat
from scheduler.domain.people import Officer
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.rules._duty import duty_breach
from scheduler.rules._places import lent_to, touched
from scheduler.rules.base import Breach, Rule
from scheduler.words import N_


class Territory(Rule):
    """An officer sits only in crews of communes where the officer is competent.

    In every commune that the mission touches, on every day: by the force's own
    territory, or, for municipal officers, by a pooling in force for such missions. A
    prefect's order for an event (CSI art. L512-3) lends officers for administrative
    police only, so not for a mission with a power of judicial police.
    """

    name = "territory"
    title = N_("Territorial competence")
    words = N_(
        "An officer must be competent in every commune of a mission on each of "
        "its days: in the communes of the officer's force, or under a pooling "
        "in force for that kind of mission."
    )
    example = N_(
        "A municipal officer of Clermont-Ferrand patrols tram line A into Aubière only "
        "under a pooling of both towns."
    )
    source = "CSI art. L511-1, L512-1 to L512-3; CPP art. 18 and 21-1"
    authority = Authority.LAW

    def looks_at(self, scenario: Scenario, officer: Officer) -> Hashable:  # noqa: ARG002
        """Look at the force."""
        return officer.force

    def admits(self, scenario: Scenario, officer: Officer, seat: Seat) -> bool:
        """Compare the communes touched with those of the force and of the poolings."""
        own = scenario.forces[officer.force].communes
        return all(
            scenario.lent(officer.force, seat.occurrence, commune, day)
            for commune in scenario.communes_of(seat.occurrence) - own
            for day in scenario.days(seat.occurrence)
        )

    def check(self, facts: Facts) -> Iterator[Breach]:
        """Judge each assignment."""
        scenario = facts.scenario
        for duty in facts.duties:
            force = scenario.force(duty.officer)
            lent = lent_to(scenario, force.id, duty.occurrence)
            for commune, day in touched(scenario, duty.occurrence):
                if commune not in force.communes and (commune, day) not in lent:
                    yield duty_breach(
                        self.name,
                        N_(
                            "{officer}: {force} is not competent in {commune} for "
                            "{mission}"
                        ),
                        duty,
                        force=force.name,
                        commune=scenario.communes[commune].name,
                    )
                    break
