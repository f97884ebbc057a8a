"""Missions on private ground are held with the owner's permission."""

import datetime as dt
from collections.abc import Hashable, Iterator, Mapping, Sequence

from scheduler.domain.authority import Authority
from scheduler.domain.missions import Seat
from scheduler.domain.people import Officer
from scheduler.domain.places import Permission
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.rules.base import Breach, Rule
from scheduler.words import N_


class OwnerPermission(Rule):
    """A mission that needs the owner's permission has one on each of its days."""

    name = "owner_permission"
    title = N_("Owner's permission")
    words = N_(
        "A mission in the common parts of buildings or elsewhere on private "
        "property requires the owner's permission, in force on every day of the "
        "mission."
    )
    example = N_(
        "With a permission that ends on Tuesday, a patrol of the entrance halls "
        "on Tuesday from 23:00 to 01:00 is refused."
    )
    source = (
        "CCH art. L126-1 to L126-3 (numbers before the recodification); CSI art. L511-1"
    )
    authority = Authority.LAW
    choices = (
        (
            "The permission must be in force on every local day on which the crew is "
            "present, briefing included."
        ),
        (
            "The permission is looked up for the kind in which the mission is held; a "
            "fallback needs one for its own kind."
        ),
    )

    def looks_at(self, scenario: Scenario, officer: Officer) -> Hashable:  # noqa: ARG002
        """Look at the mission alone."""
        return None

    def admits(self, scenario: Scenario, officer: Officer, seat: Seat) -> bool:  # noqa: ARG002
        """Leave the seats empty if the permission is missing on a day."""
        occurrence = seat.occurrence
        kind = scenario.kind(occurrence)
        return not kind.permission or all(
            any(p.allows(occurrence.zone, kind.id, day) for p in scenario.permissions)
            for day in scenario.days(occurrence)
        )

    def because(
        self, scenario: Scenario, seat: Seat
    ) -> tuple[str, Mapping[str, str | int]] | None:
        """Tell which permission has ended or not begun, or that there is none."""
        occurrence = seat.occurrence
        kind = scenario.kind(occurrence)
        if not kind.permission:
            return None
        meant = [
            p
            for p in scenario.permissions
            if p.zone == occurrence.zone and (not p.kinds or kind.id in p.kinds)
        ]
        for day in scenario.days(occurrence):
            if not any(p.allows(p.zone, kind.id, day) for p in meant):
                message, values = _why(meant, day)
                zone = scenario.zones[occurrence.zone].name
                return message, {**values, "zone": zone, "day": day.isoformat()}
        return None

    def cases(self, facts: Facts, officer: str) -> int:
        """Count the seats in missions that need a permission."""
        return sum(
            facts.scenario.kind(d.occurrence).permission
            for d in facts.duties_of[officer]
        )

    def check(self, facts: Facts) -> Iterator[Breach]:
        """Look for a permission for each day of each crew that needs one."""
        scenario = facts.scenario
        for occurrence, crew in facts.crews.items():
            kind = scenario.kind(occurrence)
            if not kind.permission:
                continue
            first = scenario.clock.date(occurrence.span.start)
            last = scenario.clock.date(occurrence.span.end - 1)
            lacking = [
                day
                for day in map(
                    first.fromordinal, range(first.toordinal(), last.toordinal() + 1)
                )
                if not any(
                    p.zone == occurrence.zone
                    and (not p.kinds or kind.id in p.kinds)
                    and day in p.validity
                    for p in scenario.permissions
                )
            ]
            if lacking:
                yield Breach(
                    rule=self.name,
                    message=N_(
                        "{mission}: no permission of the owner of {zone} on {day:day}"
                    ),
                    values={
                        "mission": occurrence.mission,
                        "zone": occurrence.zone,
                        "day": lacking[0].isoformat(),
                    },
                    officers=tuple(d.officer for d in crew),
                    mission=occurrence.mission,
                    zone=occurrence.zone,
                    when=occurrence.span.start,
                    over=len(lacking),
                )


def _why(meant: Sequence[Permission], day: dt.date) -> tuple[str, dict[str, str]]:
    """Return why none of some permissions is in force on a day."""
    ended = [p for p in meant if p.validity.ended_before(day)]
    if ended:
        last = max(ended, key=lambda p: str(p.validity.last))
        return N_(
            "no permission of the owner at {zone} on {day:day}: it ended on "
            "{ended:day}{reference}"
        ), {"ended": str(last.validity.last), "reference": _reference(last)}
    later = [p for p in meant if p.validity.starts_after(day)]
    if later:
        first = min(later, key=lambda p: str(p.validity.first))
        return N_(
            "no permission of the owner at {zone} on {day:day}: it begins on "
            "{begins:day}{reference}"
        ), {"begins": str(first.validity.first), "reference": _reference(first)}
    return N_("no permission of the owner at {zone} on {day:day}"), {}


def _reference(permission: Permission) -> str:
    return f" ({permission.reference})" if permission.reference else ""
