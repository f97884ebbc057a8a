"""Wardens are not police officers."""

from collections.abc import Hashable, Iterator

from scheduler.domain.authority import Authority
from scheduler.domain.missions import Seat
from scheduler.domain.people import Officer, Status
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.rules._duty import duty_breach
from scheduler.rules.base import Breach, Rule
from scheduler.words import N_


class WardensNotOfficers(Rule):
    """A parking warden (*ASVP*) sits only in positions that are open to wardens.

    A warden does not count as an officer elsewhere: in a mixed crew, in the cover of
    a shift, in the list of those on duty, or as the titular officer beside a trainee.
    """

    name = "wardens_not_officers"
    title = N_("Wardens")
    words = N_(
        "A warden (ASVP) may fill only positions open to wardens and never "
        "counts as a police officer."
    )
    example = N_(
        "A warden may not fill the municipal position of a joint foot patrol "
        "and does not count as its municipal officer."
    )
    source = (
        "CPP art. 21 and CSI art. L511-1 (wardens are not among those they name); no "
        "other seat open to them: CHOICE"
    )
    authority = Authority.LAW

    def looks_at(self, scenario: Scenario, officer: Officer) -> Hashable:  # noqa: ARG002
        """Look at the status."""
        return officer.status

    def admits(self, scenario: Scenario, officer: Officer, seat: Seat) -> bool:  # noqa: ARG002
        """Keep wardens to the positions open to them."""
        return officer.status is not Status.WARDEN or seat.position.wardens

    def cases(self, facts: Facts, officer: str) -> int:
        """Count the missions of a warden."""
        warden = facts.scenario.officers[officer].status is Status.WARDEN
        return len(facts.duties_of[officer]) if warden else 0

    def check(self, facts: Facts) -> Iterator[Breach]:
        """Look for wardens in seats of officers."""
        wardens = {
            o.id for o in facts.scenario.officers.values() if o.status == "warden"
        }
        for duty in facts.duties:
            if duty.officer in wardens and not duty.position.wardens:
                yield duty_breach(
                    self.name,
                    N_("{officer}: a warden in position {position} of {mission}"),
                    duty,
                )
