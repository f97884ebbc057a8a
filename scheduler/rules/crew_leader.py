"""Who may lead a crew."""

from collections.abc import Hashable, Iterator

from scheduler.domain.authority import Authority, Scope
from scheduler.domain.missions import Occurrence, Seat
from scheduler.domain.people import Officer, Status
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.rules._duty import duty_breach
from scheduler.rules._places import touched
from scheduler.rules.base import Breach, Rule
from scheduler.words import N_


class CrewLeader(Rule):
    """The leader is titular; in a joint crew, from the force that the agreement names.

    The agreement is one in force that provides for such missions, in every commune and
    on every day that the mission touches. If there is none, ``joint_mission_agreed``
    keeps everyone out.
    """

    name = "crew_leader"
    title = N_("Crew leader")
    words = N_(
        "The leader of a crew may be neither a trainee nor a policier adjoint. "
        "A joint crew is led by the force that the applicable agreement names."
    )
    example = N_(
        "A municipal officer may not lead a joint patrol if the agreement gives "
        "the lead to the national force."
    )
    source = "CSI annexe 1 art. 11; CSI R515-5; status: CHOICE"
    authority = Authority.AGREEMENT
    scope = Scope.SEAT

    def looks_at(self, scenario: Scenario, officer: Officer) -> Hashable:  # noqa: ARG002
        """Look at force and status."""
        return officer.force, officer.status

    def admits(self, scenario: Scenario, officer: Officer, seat: Seat) -> bool:
        """Keep leading seats for titular officers of a force that may lead there."""
        if not seat.position.leads:
            return True
        if officer.status is not Status.TITULAR:
            return False
        if not scenario.kind(seat.occurrence).joint:
            return True
        kind = scenario.kind(seat.occurrence).id
        for commune in scenario.communes_of(seat.occurrence):
            for day in scenario.days(seat.occurrence):
                leaders = [
                    a.lead_force
                    for a in scenario.agreements.values()
                    if a.provides(kind) and a.covers(commune, day)
                ]
                if leaders and officer.force not in leaders:
                    return False
        return True

    def cases(self, facts: Facts, officer: str) -> int:
        """Count the crews that the officer leads."""
        return sum(d.position.leads for d in facts.duties_of[officer])

    def check(self, facts: Facts) -> Iterator[Breach]:
        """Judge each leader."""
        for duty in facts.duties:
            if not duty.position.leads:
                continue
            leader = facts.scenario.officers[duty.officer]
            if leader.status in (Status.TRAINEE, Status.ASSISTANT, Status.WARDEN):
                yield duty_breach(
                    self.name,
                    N_("{officer}: a {status:word} officer leads {mission}"),
                    duty,
                    status=leader.status.value,
                )
            if facts.scenario.kind(duty.occurrence).joint:
                leading = self._leading_forces(facts, duty.occurrence)
                if leader.force not in leading:
                    yield duty_breach(
                        self.name,
                        N_(
                            "{officer}: the agreement in force there does not let "
                            "{force} lead {mission}"
                        ),
                        duty,
                        force=leader.force,
                    )

    @staticmethod
    def _leading_forces(facts: Facts, occurrence: Occurrence) -> set[str]:
        kind = facts.scenario.kind(occurrence).id
        leading = set(facts.scenario.forces)
        for commune, day in touched(facts.scenario, occurrence):
            named = {
                a.lead_force
                for a in facts.scenario.agreements.values()
                if commune in a.communes
                and day in a.in_force
                and (kind in a.kinds or not a.kinds)
            }
            leading &= named or leading
        return leading
