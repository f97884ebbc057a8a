"""Municipal missions at night need a clause of the agreement."""

from collections.abc import Hashable, Iterator, Mapping

from scheduler.domain.authority import Authority
from scheduler.domain.missions import Occurrence, Seat
from scheduler.domain.nights import night_minutes
from scheduler.domain.people import ForceKind, Officer
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.settings import Setting, Unit
from scheduler.rules._clauses import lapse
from scheduler.rules._duty import duty_breach
from scheduler.rules._places import standing
from scheduler.rules.base import Breach, Rule
from scheduler.words import N_


class NightClause(Rule):
    """Municipal officers hold missions at night only under a clause of the agreement.

    The clause is that of an agreement between their force and the national one, in
    force on every day and in every commune that the mission touches; officers lent to
    a commune act under the agreement of that commune. Kinds that the law exempts
    (static guard of municipal buildings, ceremonies and festivities of the commune)
    need none.
    """

    name = "night_clause"
    title = N_("Night clause")
    words = N_(
        "Municipal officers may have a mission at night only if the agreement "
        "has a night clause or the kind of mission needs none."
    )
    example = N_(
        "A joint patrol from 22:15 to 23:15 may not include municipal officers "
        "of a town whose agreement has no night clause."
    )
    source = "CSI art. L512-4 to L512-6"
    authority = Authority.LAW
    settings = (
        Setting(
            name="night_from",
            unit=Unit.TIME,
            words=N_("start of the hours that need the clause"),
            defaults={ForceKind.MUNICIPAL: 23 * 60, ForceKind.NATIONAL: None},
            sources={
                ForceKind.MUNICIPAL: "CSI art. L512-6",
                ForceKind.NATIONAL: "CSI art. L512-6",
            },
        ),
        Setting(
            name="night_to",
            unit=Unit.TIME,
            words=N_("end of the hours that need the clause"),
            defaults={ForceKind.MUNICIPAL: 6 * 60, ForceKind.NATIONAL: None},
            sources={
                ForceKind.MUNICIPAL: "CSI art. L512-6",
                ForceKind.NATIONAL: "CSI art. L512-6",
            },
        ),
    )

    def looks_at(self, scenario: Scenario, officer: Officer) -> Hashable:  # noqa: ARG002
        """Look at the force."""
        return officer.force

    def admits(self, scenario: Scenario, officer: Officer, seat: Seat) -> bool:
        """Require the clause if a minute of the mission is at night."""
        occurrence = seat.occurrence
        if scenario.kind(occurrence).night_exempt:
            return True
        if not self._night(scenario, officer.id, occurrence):
            return True
        return all(
            any(
                a.night_clause
                and scenario.acts_under(a, officer.force, occurrence, commune, day)
                for a in scenario.agreements.values()
            )
            for commune in scenario.communes_of(occurrence)
            for day in scenario.days(occurrence)
        )

    def because(
        self, scenario: Scenario, seat: Seat
    ) -> tuple[str, Mapping[str, str | int]] | None:
        """Name the agreement that ended, or that has no night clause."""
        if scenario.kind(seat.occurrence).night_exempt:
            return None
        return lapse(
            scenario,
            seat.occurrence,
            lambda a: a.night_clause,
            (
                N_("agreement “{agreement}” has no night clause ({source})"),
                {"source": "CSI art. L512-6"},
            ),
        )

    def _night(self, scenario: Scenario, officer: str, occurrence: Occurrence) -> int:
        start = self.value(scenario, officer, "night_from", occurrence.day)
        end = self.value(scenario, officer, "night_to", occurrence.day)
        if start is None or end is None:
            return 0
        return night_minutes(scenario.clock, occurrence.span, start, end)

    def cases(self, facts: Facts, officer: str) -> int:
        """Count the missions at night that are not exempt."""
        return sum(
            not facts.scenario.kind(d.occurrence).night_exempt
            and self._night(facts.scenario, officer, d.occurrence) > 0
            for d in facts.duties_of[officer]
        )

    def check(self, facts: Facts) -> Iterator[Breach]:
        """Judge each assignment by the clauses of its place and days."""
        for duty in facts.duties:
            kind = facts.scenario.kind(duty.occurrence)
            night = self._night(facts.scenario, duty.officer, duty.occurrence)
            if kind.night_exempt or night == 0:
                continue
            force = facts.scenario.officers[duty.officer].force
            clauses = [a for a in facts.scenario.agreements.values() if a.night_clause]
            places = standing(facts.scenario, duty.occurrence, [force], clauses)
            if not all(any(force in p for p in found) for found in places.values()):
                yield duty_breach(
                    self.name,
                    N_(
                        "{officer}: {night:hm} of {mission} at night without a night "
                        "clause in force"
                    ),
                    duty,
                    night=night,
                )
