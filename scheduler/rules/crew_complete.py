"""Crews are complete."""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduler.domain.authority import Authority, Override, Scope
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.rules.base import Breach, Rule
from scheduler.words import N_

if TYPE_CHECKING:
    from scheduler.model.facade import ModelFacade


MAY_LACK = 1
"""Seats that may stay empty in a crew for which command staff set the rule aside."""


class CrewComplete(Rule):
    """A mission that is held has every seat filled, no fewer and no more."""

    name = "crew_complete"
    title = N_("Crew complete")
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
            waived = self.waived(model.scenario, mission=occurrence.mission)
            for seat in seats:
                heads = model.heads([p for p in placements if p.seat == seat])
                wanted = seat.position.count * model.held(occurrence)
                model.add(heads <= wanted if waived else heads == wanted)
            if waived:
                seated = sum(s.position.count for s in seats)
                short = model.held(occurrence) * (seated - MAY_LACK)
                model.add(model.heads(placements) >= short)

    def check(self, facts: Facts) -> Iterator[Breach]:
        """Count the seats filled in each crew."""
        for occurrence, crew in facts.crews.items():
            filled = Counter(d.position.name for d in crew)
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
                        },
                        officers=tuple(d.officer for d in crew),
                        mission=occurrence.mission,
                        zone=occurrence.zone,
                        when=occurrence.span.start,
                        over=abs(position.count - present),
                    )

    def excuse(self, scenario: Scenario, breach: Breach) -> Override | None:
        """Excuse one seat left empty; never one too many."""
        missing = int(breach.values["count"]) - int(breach.values["present"])
        if not 0 < missing <= MAY_LACK:
            return None
        return super().excuse(scenario, breach)
