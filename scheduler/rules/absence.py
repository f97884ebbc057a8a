"""Nobody is on duty while absent."""

from collections.abc import Hashable, Iterator

from scheduler.domain.authority import Authority
from scheduler.domain.missions import Seat
from scheduler.domain.people import Officer
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.settings import Unit
from scheduler.domain.tours import Tour
from scheduler.rules._duty import duty_breach
from scheduler.rules.base import Breach, Rule
from scheduler.words import N_


class Absence(Rule):
    """No free tour and no mission overlaps an absence; no fixed tour begins in one.

    A fixed tour stays if the absence begins after it has begun, without missions during
    the absence: an officer may be in court for an hour.

    What began before the freeze stays whatever is recorded later; missions that begin
    after it are forbidden during the absence.
    """

    name = "absence"
    title = N_("Absence")
    words = N_(
        "An officer has no mission during an absence. No free tour may overlap "
        "the absence, and no fixed tour may begin during it. What began before the "
        "freeze stays."
    )
    example = N_(
        "With leave from Tuesday to Thursday, the officer works no tour on "
        "those days and no night tour that ends on Tuesday."
    )
    source = "décret 2000-815; arrêté du 5 septembre 2019 (leave, rest, training)"
    authority = Authority.LOGIC
    choices = (
        (
            "A fixed tour stays in the roster if an absence begins after the tour has "
            "begun. The officer holds no mission during the absence."
        ),
        (
            "A tour or mission that began before the freeze stays in the roster. The "
            "officer holds no mission that begins later during the absence."
        ),
    )

    def looks_at(self, scenario: Scenario, officer: Officer) -> Hashable:
        """Look at the absences, and at the frozen seats."""
        absences = scenario.absences_of.get(officer.id, ())
        return absences and (absences, scenario.frozen_seats_of.get(officer.id))

    def admits(self, scenario: Scenario, officer: Officer, seat: Seat) -> bool:
        """Leave out seats during an absence."""
        absences = scenario.absences_of.get(officer.id, ())
        return not any(
            a.span.overlaps(seat.occurrence.span) for a in absences
        ) or seat in scenario.frozen_seats_of.get(officer.id, ())

    def admits_tour(self, scenario: Scenario, tour: Tour) -> bool:
        """Leave out free tours that overlap an absence."""
        absences = scenario.absences_of.get(tour.officer, ())
        return (
            tour.fixed
            or tour.key in scenario.frozen_tours
            or not any(a.span.overlaps(tour.span) for a in absences)
        )

    def cases(self, facts: Facts, officer: str) -> int:
        """Count the absences that reach into the horizon."""
        absences = facts.scenario.absences_of.get(officer, ())
        return sum(a.span.end > facts.scenario.clock.span.start for a in absences)

    def check(self, facts: Facts) -> Iterator[Breach]:
        """Compare tours and assignments with the absences."""
        frozen = facts.scenario.frozen_seats_of
        for absence in facts.scenario.absences:
            free = facts.scenario.officers[absence.officer].free
            for tour in facts.tours_of[absence.officer]:
                began = absence.span.start <= tour.span.start < absence.span.end
                shared = tour.span.overlap(absence.span)
                if tour.key in facts.scenario.frozen_tours:
                    continue
                if began or (free and shared):
                    yield Breach(
                        rule=self.name,
                        message=N_(
                            "{officer}: on tour {shift} of {day:day} while absent"
                        ),
                        values={
                            "officer": tour.officer,
                            "shift": tour.shift,
                            "day": tour.day.isoformat(),
                        },
                        officers=(tour.officer,),
                        when=max(tour.span.start, absence.span.start),
                        over=max(1, shared),
                        unit=Unit.MINUTES,
                    )
            for duty in facts.duties_of[absence.officer]:
                seat = Seat(duty.occurrence, duty.position)
                stays = seat in frozen.get(duty.officer, ())
                if duty.occurrence.span.overlap(absence.span) and not stays:
                    yield duty_breach(
                        self.name, N_("{officer}: on {mission} while absent"), duty
                    )
