"""Officers of the duty desk stay at the desk."""

from collections.abc import Hashable, Iterator

from scheduler.domain.authority import Authority, Scope
from scheduler.domain.missions import Seat
from scheduler.domain.people import Officer
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.rules._duty import duty_breach
from scheduler.rules.base import Breach, Rule
from scheduler.words import N_


class DeskKept(Rule):
    """An officer of the duty desk sits in no crew."""

    name = "desk_kept"
    title = N_("Duty desk")
    words = N_(
        "An officer on the duty desk has no mission, so that the desk can be "
        "reached at all times."
    )
    example = N_("The OPJ on the night desk may not leave it to lead a patrol.")
    source = "CHOICE; CSI annexe 1 art. 13 (an OPJ can be reached at any time)"
    authority = Authority.LOCAL
    scope = Scope.SEAT

    def looks_at(self, scenario: Scenario, officer: Officer) -> Hashable:  # noqa: ARG002
        """Look at the desk."""
        return officer.desk

    def admits(self, scenario: Scenario, officer: Officer, seat: Seat) -> bool:  # noqa: ARG002
        """Leave out officers of the desk."""
        return not officer.desk

    def cases(self, facts: Facts, officer: str) -> int:
        """Count the tours at the desk, and the missions held."""
        if not facts.scenario.officers[officer].desk:
            return 0
        return len(facts.tours_of[officer]) + len(facts.duties_of[officer])

    def check(self, facts: Facts) -> Iterator[Breach]:
        """Judge each assignment."""
        for duty in facts.duties:
            if facts.scenario.officers[duty.officer].desk:
                yield duty_breach(
                    self.name,
                    N_("{officer}: on {mission}, away from the duty desk"),
                    duty,
                )
