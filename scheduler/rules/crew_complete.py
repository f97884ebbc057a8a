"""Crews are complete."""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduler.domain.authority import Authority, Override, Scope
from scheduler.domain.missions import Position
from scheduler.domain.people import ForceKind
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.rules.base import Breach, Rule
from scheduler.words import N_

if TYPE_CHECKING:
    from scheduler.facade import ModelFacade


MAY_LACK = 1
"""Seats that may stay empty in a crew for which command staff set the rule aside."""


class CrewComplete(Rule):
    """A mission that is held has every seat filled, and no officer without a seat.

    If command staff set the rule aside for a mission, one seat of its crew may stay
    empty. The command of that seat's force must have signed. The leader's seat and
    seats that require a judicial status are always filled, as the law asks.
    """

    name = "crew_complete"
    title = N_("Complete crew")
    words = N_("A mission is held with its whole crew or not at all.")
    example = N_(
        "A joint patrol of one national and one municipal officer is not held by "
        "the national officer alone."
    )
    source = "CSI annexe 1 art. 11 and 16; crews of the mission catalogue"
    authority = Authority.LOCAL
    scope = Scope.CREW

    def post(self, model: "ModelFacade") -> None:
        """Fill each position exactly when the occurrence is held."""
        for occurrence, seats in model.scenario.seats.items():
            placements = model.placements(occurrence=occurrence)
            spared = [
                s
                for s in seats
                if not _needed(s.position)
                and self.waived(
                    model.scenario,
                    mission=occurrence.mission,
                    command=s.position.force,
                )
            ]
            for seat in seats:
                heads = model.heads([p for p in placements if p.seat == seat])
                wanted = seat.position.count * model.held(occurrence)
                model.add(heads <= wanted if seat in spared else heads == wanted)
            if spared:
                seated = sum(s.position.count for s in seats)
                short = model.held(occurrence) * (seated - MAY_LACK)
                model.add(model.heads(placements) >= short)

    def check(self, facts: Facts) -> Iterator[Breach]:
        """Count the seats filled in each crew."""
        for occurrence, crew in facts.crews.items():
            filled = Counter(d.position.name for d in crew)
            empty = sum(
                max(0, p.count - filled[p.name])
                for p in facts.scenario.kind(occurrence).positions
            )
            for position in facts.scenario.kind(occurrence).positions:
                present = filled[position.name]
                if present != position.count:
                    yield Breach(
                        rule=self.name,
                        message=N_(
                            "{mission}: {present} of {count} seats filled in "
                            "position {position}"
                        ),
                        values={
                            "mission": occurrence.mission,
                            "present": present,
                            "count": position.count,
                            "position": position.name,
                            "empty": empty,
                            "needed": int(_needed(position)),
                            "force": position.force or "",
                        },
                        officers=tuple(d.officer for d in crew),
                        mission=occurrence.mission,
                        zone=occurrence.zone,
                        when=occurrence.span.start,
                        over=abs(position.count - present),
                    )

    def excuse(self, scenario: Scenario, breach: Breach) -> Override | None:
        """Excuse one empty seat of the crew, never an officer too many."""
        missing = int(breach.values["count"]) - int(breach.values["present"])
        if missing <= 0 or int(breach.values["empty"]) > MAY_LACK:
            return None
        if breach.values["needed"]:
            return None
        force = breach.values["force"]
        command = ForceKind(str(force)) if force else None
        return self.waived(scenario, mission=breach.mission, command=command)


def _needed(position: Position) -> bool:
    """Tell whether the seats of a position must always be filled."""
    return position.leads or bool(position.judicial)
