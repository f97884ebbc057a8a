"""No missions while the approval is suspended."""

from collections.abc import Hashable, Iterator

from scheduler.domain.arms import suspended
from scheduler.domain.authority import Authority
from scheduler.domain.missions import Seat
from scheduler.domain.people import ForceKind, Officer
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.rules._duty import duty_breach
from scheduler.rules.base import Breach, Rule
from scheduler.words import N_


class ApprovalSuspended(Rule):
    """A municipal officer holds no mission while approval or oath is suspended."""

    name = "approval_suspended"
    title = N_("Suspended approval")
    words = N_(
        "A municipal officer whose approval or oath is suspended has no mission "
        "during the suspension."
    )
    example = N_(
        "An officer whose approval is suspended until Tuesday may not join a "
        "patrol that begins on Tuesday evening, and may join one on Wednesday."
    )
    source = "CSI art. L511-2"
    authority = Authority.LAW

    def looks_at(self, scenario: Scenario, officer: Officer) -> Hashable:
        """Look at the force and the suspensions."""
        return officer.force, scenario.suspensions_of.get(officer.id, ())

    def admits(self, scenario: Scenario, officer: Officer, seat: Seat) -> bool:
        """Compare the mission with the suspensions of municipal officers."""
        if scenario.forces[officer.force].kind is ForceKind.NATIONAL:
            return True
        return not suspended(scenario, officer.id, "approval", seat.occurrence.span)

    def cases(self, facts: Facts, officer: str) -> int:
        """Count the missions of a municipal officer."""
        municipal = facts.scenario.force(officer).kind is ForceKind.MUNICIPAL
        return len(facts.duties_of[officer]) if municipal else 0

    def check(self, facts: Facts) -> Iterator[Breach]:
        """Look for missions that overlap a suspension."""
        for duty in facts.duties:
            if facts.scenario.force(duty.officer).kind is not ForceKind.MUNICIPAL:
                continue
            span = duty.occurrence.span
            if any(
                (s.officer, s.what) == (duty.officer, "approval")
                and min(s.span.end, span.end) > max(s.span.start, span.start)
                for s in facts.scenario.suspensions
            ):
                yield duty_breach(
                    self.name,
                    N_("{officer}: on {mission} while the approval is suspended"),
                    duty,
                )
