"""Required qualifications are valid on the days of the mission."""

import datetime as dt
from collections.abc import Hashable, Iterator

from scheduler.domain.authority import Authority, Scope
from scheduler.domain.missions import Seat
from scheduler.domain.people import Officer
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.rules._duty import duty_breach
from scheduler.rules.base import Breach, Rule
from scheduler.words import N_


class QualificationValid(Rule):
    """An officer holds every qualification of the seat on each day of the mission."""

    name = "qualification_valid"
    title = N_("Valid qualification")
    words = N_(
        "An officer must hold every qualification that the position requires, "
        "valid on every day of the mission."
    )
    example = N_(
        "A bike qualification that ends on Tuesday is not valid for a mission "
        "on Wednesday."
    )
    source = "CSI R511-18 to R511-21 (weapons); national and local habilitations"
    authority = Authority.LOCAL
    scope = Scope.SEAT

    def looks_at(self, scenario: Scenario, officer: Officer) -> Hashable:  # noqa: ARG002
        """Look at the qualifications."""
        return officer.qualifications

    def admits(self, scenario: Scenario, officer: Officer, seat: Seat) -> bool:
        """Ask for each qualification."""
        days = scenario.days(seat.occurrence)
        return all(officer.holds(code, days) for code in seat.position.qualifications)

    def cases(self, facts: Facts, officer: str) -> int:
        """Count the seats that need a qualification."""
        own = facts.duties_of[officer]
        return sum(bool(d.position.qualifications) for d in own)

    def check(self, facts: Facts) -> Iterator[Breach]:
        """Judge each assignment by the dates of what its officer holds."""
        clock = facts.scenario.clock
        for duty in facts.duties:
            papers = facts.scenario.officers[duty.officer].qualifications
            first = clock.date(duty.occurrence.span.start)
            last = clock.date(duty.occurrence.span.end - 1)
            touched = [
                first + dt.timedelta(days=i) for i in range((last - first).days + 1)
            ]
            for code in duty.position.qualifications:
                lacking = [
                    day
                    for day in touched
                    if not any(q.code == code and day in q.validity for q in papers)
                ]
                if lacking:
                    yield duty_breach(
                        self.name,
                        N_("{officer}: no valid qualification {code} for {mission}"),
                        duty,
                        code=code,
                    )
