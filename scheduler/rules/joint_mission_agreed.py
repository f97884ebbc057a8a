"""Joint missions are held under an agreement between the forces."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from itertools import product
from typing import TYPE_CHECKING

from scheduler.domain.authority import Authority, Override, Scope
from scheduler.domain.missions import Occurrence, Seat
from scheduler.domain.people import ForceKind, Officer
from scheduler.domain.roster import Duty, Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.settings import Setting, SupersededDefault, Unit
from scheduler.domain.time import Span
from scheduler.rules._clauses import lapse
from scheduler.rules._duty import duty_breach
from scheduler.rules._places import standing
from scheduler.rules.base import Breach, Rule
from scheduler.words import N_, language

if TYPE_CHECKING:
    from scheduler.facade import ModelFacade, Placement


class JointMissionAgreed(Rule):
    """A joint crew acts under agreements between the forces of its officers.

    On every day and in every commune that the mission touches, an agreement in force
    there provides for such missions and the officer's force is a party to it. Each
    municipal and each national officer of a crew must be parties to one and the same
    agreement there: two agreements that each bind only one of them do not bind them to
    each other. Each commune may have an agreement of its own. Two municipal forces of
    one crew need none between them: ``territory`` judges where they may act.

    Officers lent to a commune (CSI art. L512-1 to L512-3, L511-1) act there under the
    agreement of that commune: they are under the authority of its mayor, and CSI art.
    L512-4 counts officers made available to a commune in the service for which its
    agreement is made.
    """

    name = "joint_mission_agreed"
    title = N_("Joint mission under an agreement")
    words = N_(
        "A joint mission of municipal and national officers requires an "
        "agreement between their forces that provides for it and is in force on "
        "every day and in every commune of the mission."
    )
    example = N_(
        "On the day after its agreement expires, officers of a town may not "
        "hold a joint patrol with the national police."
    )
    source = "CSI art. L512-4 to L512-6; annexe 1 art. 11, 16 and 21"
    authority = Authority.AGREEMENT
    scope = Scope.SEAT
    settings = (
        Setting(
            name="threshold",
            unit=Unit.COUNT,
            words=N_(
                "officers from which a municipal police needs an agreement (noted, not "
                "enforced)"
            ),
            defaults={ForceKind.MUNICIPAL: 3, ForceKind.NATIONAL: None},
            sources={
                ForceKind.MUNICIPAL: "CSI art. L512-4 (law 2019-1461)",
                ForceKind.NATIONAL: "CSI art. L512-4",
            },
            history=(
                SupersededDefault(
                    kind=ForceKind.MUNICIPAL,
                    valid_to=dt.date(2019, 12, 27),
                    value=5,
                    source="CSI art. L512-4 (before law 2019-1461)",
                ),
            ),
        ),
        Setting(
            name="renewal",
            unit=Unit.COUNT,
            within=(0, 60),
            words=N_("months before its end in which an agreement should be renewed"),
            defaults={ForceKind.MUNICIPAL: 6, ForceKind.NATIONAL: None},
            sources={
                ForceKind.MUNICIPAL: "CSI annexe 1 art. 21",
                ForceKind.NATIONAL: "CSI annexe 1 art. 21",
            },
        ),
        Setting(
            name="duration",
            unit=Unit.COUNT,
            within=(1, 600),
            words=N_("longest term of an agreement, in months (noted, not enforced)"),
            defaults={ForceKind.MUNICIPAL: 36, ForceKind.NATIONAL: None},
            sources={
                ForceKind.MUNICIPAL: "CSI annexe 1 art. 21",
                ForceKind.NATIONAL: "CSI annexe 1 art. 21",
            },
        ),
        Setting(
            name="pooling",
            unit=Unit.COUNT,
            within=(0, 600),
            words=N_("shortest term of a pooling, in months (noted, not enforced)"),
            defaults={ForceKind.MUNICIPAL: 12, ForceKind.NATIONAL: None},
            sources={
                ForceKind.MUNICIPAL: "CSI art. R512-1 to R512-4",
                ForceKind.NATIONAL: "CSI art. R512-1 to R512-4",
            },
        ),
    )
    choices = (
        (
            "Officers made available to a commune act under the agreement of that "
            "commune, because CSI art. L512-4 counts them in its service."
        ),
        (
            "In each commune and on each day, every municipal and every national "
            "officer of a joint crew must be parties to the same agreement."
        ),
        (
            "Pooled officers (CSI art. L512-1) who are in common for less than a year "
            "are noted and not refused, because a pooling may end early by notice."
        ),
    )

    def looks_at(self, scenario: Scenario, officer: Officer) -> Hashable:  # noqa: ARG002
        """Look at the force."""
        return officer.force

    def admits(self, scenario: Scenario, officer: Officer, seat: Seat) -> bool:
        """Require in every commune an agreement that binds the officer's force."""
        occurrence = seat.occurrence
        kind = scenario.kind(occurrence)
        return not kind.joint or all(
            any(
                a.provides(kind.id)
                and scenario.acts_under(a, officer.force, occurrence, commune, day)
                for a in scenario.agreements.values()
            )
            for commune, day in _places(scenario, occurrence)
        )

    def because(
        self, scenario: Scenario, seat: Seat
    ) -> tuple[str, Mapping[str, str | int]] | None:
        """Name the agreement that ended, or that does not provide for such missions."""
        kind = scenario.kind(seat.occurrence)
        if not kind.joint:
            return None
        return lapse(
            scenario,
            seat.occurrence,
            lambda a: a.provides(kind.id),
            (
                N_("agreement “{agreement}” does not provide for {kind} ({source})"),
                {"kind": kind.name(language()), "source": "CSI annexe 1 art. 16"},
            ),
        )

    def grouping_key(
        self,
        scenario: Scenario,
        officer: Officer,
        slot: Span | None,  # noqa: ARG002
    ) -> Hashable:
        """Keep apart the officers for whom the rule is set aside."""
        own = {
            o.mission or ""
            for o in scenario.overrides
            if o.rule == self.name
            and o.officer == officer.id
            and self.waived(scenario, officer.id, o.mission) is not None
        }
        return tuple(sorted(own)) or None

    def _all_waived(self, scenario: Scenario, placement: "Placement") -> bool:
        mission = placement.seat.occurrence.mission
        return placement.group.common(
            lambda o: self.waived(scenario, o.id, mission) is not None
        )

    def post(self, model: "ModelFacade") -> None:
        """Keep forces without a common agreement out of one crew."""
        scenario = model.scenario
        for occurrence in scenario.occurrences:
            if not scenario.kind(occurrence).joint:
                continue
            by_force: defaultdict[str, list[Placement]] = defaultdict(list)
            for placement in model.placements(occurrence=occurrence):
                if not self._all_waived(scenario, placement):
                    force = placement.group.common(lambda o: o.force)
                    by_force[force].append(placement)
            for one, other in product(by_force, repeat=2):
                if (
                    scenario.forces[one].kind is ForceKind.MUNICIPAL
                    and scenario.forces[other].kind is ForceKind.NATIONAL
                    and not self._agreed(scenario, occurrence, one, other)
                ):
                    chosen = model.flag()
                    for force, allowed in ((one, chosen), (other, 1 - chosen)):
                        most = sum(p.group.size for p in by_force[force])
                        model.add(model.heads(by_force[force]) <= most * allowed)

    @staticmethod
    def _agreed(
        scenario: Scenario, occurrence: Occurrence, municipal: str, national: str
    ) -> bool:
        kind = scenario.missions[occurrence.mission].kind
        return all(
            any(
                a.provides(kind)
                and a.national_force == national
                and scenario.acts_under(a, municipal, occurrence, commune, day)
                for a in scenario.agreements.values()
            )
            for commune, day in _places(scenario, occurrence)
        )

    def cases(self, facts: Facts, officer: str) -> int:
        """Count the seats in joint missions."""
        return sum(
            facts.scenario.kind(d.occurrence).joint for d in facts.duties_of[officer]
        )

    def check(self, facts: Facts) -> Iterator[Breach]:
        """Judge each officer of a joint crew, then each mixed pair of its officers."""
        scenario = facts.scenario
        for occurrence, crew in facts.crews.items():
            kind = scenario.kind(occurrence)
            if not kind.joint:
                continue
            serving = [
                a
                for a in scenario.agreements.values()
                if not a.kinds or kind.id in a.kinds
            ]
            present = {scenario.officers[d.officer].force for d in crew}
            places = standing(scenario, occurrence, present, serving)
            bound = []
            for duty in crew:
                force = scenario.force(duty.officer).id
                missing = [
                    place
                    for place, parties in places.items()
                    if not any(force in p for p in parties)
                ]
                if missing:
                    yield self._not_a_party(scenario, duty, *missing[0])
                else:
                    bound.append(duty)
            yield from self._check_pairs(scenario, occurrence, bound, places.values())

    def _not_a_party(
        self, scenario: Scenario, duty: Duty, commune: str, day: dt.date
    ) -> Breach:
        return duty_breach(
            self.name,
            N_(
                "{officer}: no agreement in force in {commune} on {day:day} lets "
                "{force} join {mission}"
            ),
            duty,
            force=scenario.force(duty.officer).name,
            commune=scenario.communes[commune].name,
            day=day.isoformat(),
        )

    def _check_pairs(
        self,
        scenario: Scenario,
        occurrence: Occurrence,
        bound: Iterable[Duty],
        places: Collection[Iterable[Collection[str]]],
    ) -> Iterator[Breach]:
        """Yield mixed pairs of officers without a common agreement in some place."""
        for one, other in product(bound, repeat=2):
            mine, theirs = (scenario.force(d.officer) for d in (one, other))
            if (mine.kind, theirs.kind) != (ForceKind.MUNICIPAL, ForceKind.NATIONAL):
                continue
            if all(
                any(mine.id in p and theirs.id in p for p in parties)
                for parties in places
            ):
                continue
            yield Breach(
                rule=self.name,
                message=N_(
                    "{mission}: {officer} and {partner} are in one crew, but no "
                    "agreement in force there binds {force} and {other}"
                ),
                values={
                    "mission": occurrence.mission,
                    "force": mine.name,
                    "other": theirs.name,
                    "officer": one.officer,
                    "partner": other.officer,
                },
                officers=(one.officer, other.officer),
                mission=occurrence.mission,
                zone=occurrence.zone,
                when=occurrence.span.start,
            )

    def excuse(self, scenario: Scenario, breach: Breach) -> Override | None:
        """Excuse a pair if the rule was set aside for either officer."""
        found = (self.waived(scenario, o, breach.mission) for o in breach.officers)
        return next((o for o in found if o is not None), None)


def _places(
    scenario: Scenario, occurrence: Occurrence
) -> Iterator[tuple[str, dt.date]]:
    return product(scenario.communes_of(occurrence), scenario.days(occurrence))
