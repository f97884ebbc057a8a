"""Qualifications are valid at the time."""

from collections.abc import Iterator

from scheduler.domain.missions import Seat
from scheduler.domain.people import Officer
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.rules._duty import duty_breach
from scheduler.rules.base import Breach, Rule
from scheduler.words import N_


class QualificationValid(Rule):
    """An officer holds what the seat needs on every day the mission touches."""

    name = "qualification_valid"
    title = N_("Qualification valid")
    words = N_(
        "An officer holds every qualification that the position needs, valid on all days of the mission."
    )
    example = N_(
        "A bike qualification that ends on Tuesday does not serve on Wednesday."
    )
    source = "CSI R511-18 to R511-21 (weapons); national and local habilitations"

    def admits(self, scenario: Scenario, officer: Officer, seat: Seat) -> bool:
        """Ask for each qualification."""
        first, last = scenario.days(seat.occurrence)
        return all(
            officer.holds(code, first, last) for code in seat.position.qualifications
        )

    def check(self, facts: Facts) -> Iterator[Breach]:
        """Judge each assignment by the dates of what its officer holds."""
        for duty in facts.duties:
            papers = facts.scenario.officers[duty.officer].qualifications
            start = facts.scenario.clock.date(duty.occurrence.span.start)
            end = facts.scenario.clock.date(duty.occurrence.span.end - 1)
            for code in duty.position.qualifications:
                valid = [
                    q
                    for q in papers
                    if q.code == code
                    and not (q.valid_from and q.valid_from > start)
                    and not (q.valid_to and q.valid_to < end)
                ]
                if not valid:
                    yield duty_breach(
                        self.name,
                        N_("{officer}: no valid qualification {code} for {mission}"),
                        duty,
                        code=code,
                    )
