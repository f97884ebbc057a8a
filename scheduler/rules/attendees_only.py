"""Positions kept for named officers are held by them."""

from collections.abc import Hashable, Iterator

from scheduler.domain.authority import Authority, Scope
from scheduler.domain.missions import Mission, Position, Seat
from scheduler.domain.people import Officer
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Span
from scheduler.rules._duty import duty_breach
from scheduler.rules.base import Breach, Rule
from scheduler.words import N_


class AttendeesOnly(Rule):
    """A position of a mission for which officers are named is held by one of them.

    Positions for which nobody is named stay open to all who are qualified.
    """

    name = "attendees_only"
    title = N_("Named attendees")
    words = N_(
        "If officers are named for a position of a mission, such as the heads "
        "of service and their alternates at a meeting, only they may hold it."
    )
    example = N_(
        "If the chief and the deputy are named for a meeting, no third officer "
        "of their force may attend in their place."
    )
    source = "CSI annexe 1 art. 10; attendees of the scenario"
    authority = Authority.LOCAL
    scope = Scope.SEAT

    def looks_at(self, scenario: Scenario, officer: Officer) -> Hashable:
        """Look at the officer's id, if a mission names the officer."""
        named = (n for m in scenario.meetings for n in m.attendees.values())
        return officer.id if any(officer.id in n for n in named) else None

    def admits(self, scenario: Scenario, officer: Officer, seat: Seat) -> bool:
        """Look the officer up among those named, if there are any."""
        named = scenario.missions[seat.occurrence.mission].attendees
        asked = named.get(seat.position.name)
        return asked is None or officer.id in asked

    def grouping_key(
        self, scenario: Scenario, officer: Officer, slot: Span | None
    ) -> Hashable:
        """Keep apart, near a meeting, officers whose attendance costs differ.

        ``admits`` keeps out those who are not named, unless an override admits them.
        """
        marks = [
            (mission.id, position.name, later)
            for mission in scenario.meetings
            if slot is None or any(slot.overlaps(o.span) for o in mission.occurrences)
            for position in _asked(scenario, mission)
            if officer.id in mission.attendees[position.name]
            or self.waived(scenario, officer.id, mission.id) is not None
            if (later := mission.asked_before(position, officer.id))
        ]
        return tuple(marks) or None

    def cases(self, facts: Facts, officer: str) -> int:
        """Count the seats for which officers are named."""
        missions = facts.scenario.missions
        return sum(
            d.position.name in missions[d.occurrence.mission].attendees
            for d in facts.duties_of[officer]
        )

    def check(self, facts: Facts) -> Iterator[Breach]:
        """Judge each assignment."""
        for duty in facts.duties:
            mission = facts.scenario.missions[duty.occurrence.mission]
            for position, asked in mission.attendees.items():
                if duty.position.name == position and duty.officer not in asked:
                    yield duty_breach(
                        self.name,
                        N_("{officer}: not named for position {position} of {mission}"),
                        duty,
                    )


def _asked(scenario: Scenario, mission: Mission) -> list[Position]:
    """Return the positions of a mission, in all its forms, that have attendees."""
    kinds = {scenario.kind(o).id: None for o in mission.occurrences}
    return list(
        dict.fromkeys(
            p
            for code in kinds
            for p in scenario.kinds[code].positions
            if p.name in mission.attendees
        )
    )
