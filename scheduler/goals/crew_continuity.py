"""Equipages stay together."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from scheduler.domain.missions import Mission
from scheduler.domain.roster import Facts
from scheduler.domain.settings import Unit
from scheduler.goals.base import Goal, Loss
from scheduler.words import N_, n_

if TYPE_CHECKING:
    from scheduler.facade import Linear, ModelFacade


class CrewContinuity(Goal):
    """Sum, over the missions of each equipage, of the officers new in its crew.

    The first mission of an equipage forms it. In each later one an officer is new who
    was not in the crew of the mission just before, or who held another mission or began
    another tour in between. If the mission just before is not held, all officers are
    new: the equipage forms again.
    """

    name = "crew_continuity"
    title = N_("Crew continuity")
    words = N_(
        "Officers who join an equipage after its first mission, counted from "
        "one of its missions to the next."
    )
    source = "CHOICE; equipages of the scenario"
    unit = Unit.COUNT
    choices = (
        (
            "An equipage forms in its first mission. After a mission that is not held "
            "it forms anew, and every member counts as new. This keeps the goal linear "
            "and does not reward holding missions with gaps."
        ),
        "A newcomer weighs as much as 30 minutes of deviation from the contract.",
    )

    def counted(self, number: int) -> str:
        """Return a value with its unit."""
        return n_("{n} newcomer", "{n} newcomers", number)

    def post(self, model: "ModelFacade") -> "Linear":
        """Return how many stints begin after the first mission of an equipage."""
        equipages = model.scenario.equipages.values()
        if not equipages:
            return 0
        for officer in model.scenario.officers:
            for missions in equipages:
                for before, after in pairwise(missions):
                    self._keep_solid(model, officer, before, after)
        later = {m.id for missions in equipages for m in missions[1:]}
        stints = [s for group in model.groups for s in model.stints(group)]
        return model.number(s for s in stints if s.first.mission in later)

    @staticmethod
    def _keep_solid(
        model: "ModelFacade", officer: str, before: Mission, after: Mission
    ) -> None:
        """Let an officer stay only without another mission or tour in between.

        For groups of one officer. For larger groups ``one_place_at_a_time`` bounds the
        missions that clash with a stint.
        """
        alone = [g for g in model.groups_of(officer, shared=True) if g.size == 1]
        stays = [
            s
            for group in alone
            for s in model.stints(group)
            if s.holds(before.id) and s.holds(after.id)
        ]
        if not stays:
            return
        first, last = (m.occurrences[0].span.start for m in (before, after))
        placements = [p for group in alone for p in model.placements(group=group)]
        most = sum(p.seat.occurrence.mission == after.id for p in placements)
        other = [
            model.heads([p])
            for p in placements
            if first <= p.seat.occurrence.span.start <= last
            and p.seat.occurrence.mission not in (before.id, after.id)
        ]
        tours = model.tours(officer)
        other += [model.works(t) for t in tours if first < t.span.start <= last]
        for literal in other:
            model.add(model.number(stays) <= most - most * literal)

    def score(self, facts: Facts) -> Iterator[Loss]:
        """Yield the missions of equipages with new officers."""
        for missions in facts.scenario.equipages.values():
            for before, after in pairwise(missions):
                stayed = Counter(
                    o
                    for o in _crew(facts, before)
                    if not _elsewhere(facts, o, before, after)
                )
                new = Counter(_crew(facts, after)) - stayed
                if new:
                    yield Loss(
                        points=new.total(),
                        message=N_(
                            "{mission}: {officers} new in the equipage since {before}"
                        ),
                        values={
                            "mission": after.id,
                            "before": before.id,
                            "officers": ", ".join(sorted(new)),
                        },
                        mission=after.id,
                        zone=after.zone,
                        day=after.occurrences[0].day,
                    )


def _crew(facts: Facts, mission: Mission) -> list[str]:
    return [d.officer for o in facts.held[mission.id] for d in facts.crews[o]]


def _elsewhere(facts: Facts, officer: str, before: Mission, after: Mission) -> bool:
    """Tell whether an officer did something else between two missions."""
    first, last = (m.occurrences[0].span.start for m in (before, after))
    return any(
        first <= d.occurrence.span.start <= last
        for d in facts.duties_of[officer]
        if d.occurrence.mission not in (before.id, after.id)
    ) or any(first < t.span.start <= last for t in facts.tours_of[officer])
