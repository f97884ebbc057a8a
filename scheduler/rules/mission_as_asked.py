"""Missions are held as often as asked."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from scheduler.domain.authority import Authority
from scheduler.domain.missions import Occurrence
from scheduler.domain.roster import Facts
from scheduler.rules.base import Breach, Rule
from scheduler.words import N_

if TYPE_CHECKING:
    from scheduler.model.facade import ModelFacade


class MissionAsAsked(Rule):
    """A mission is held at most as often as it is wanted, and at most once a day."""

    name = "mission_as_asked"
    title = N_("Mission as asked")
    words = N_(
        "A mission is held at most as often as it is wanted, and at most once a day, "
        "whether by a joint crew or by one force alone."
    )
    example = N_("A patrol that may start at 14:00 or at 15:00 is not held at both.")
    source = "CHOICE; demand of the scenario"
    authority = Authority.LOGIC

    def post(self, model: "ModelFacade") -> None:
        """Bound the occurrences held, in all and by day."""
        for mission in model.scenario.missions.values():
            days: defaultdict[object, list[Occurrence]] = defaultdict(list)
            for occurrence in mission.occurrences:
                days[occurrence.day].append(occurrence)
            for same_day in days.values():
                if len(same_day) > 1:
                    model.add(sum(model.held(o) for o in same_day) <= 1)
            # On fewer days than asked for, once a day is never too often.
            if len(days) > mission.times:
                model.add(
                    sum(model.held(o) for o in mission.occurrences) <= mission.times
                )

    def check(self, facts: Facts) -> Iterator[Breach]:
        """Count the occurrences held."""
        for mission, held in facts.held.items():
            wanted = facts.scenario.missions[mission].times
            if len(held) > wanted:
                yield Breach(
                    rule=self.name,
                    message=N_("{mission}: held {held} times, {wanted} wanted"),
                    values={"mission": mission, "held": len(held), "wanted": wanted},
                    mission=mission,
                    zone=held[-1].zone,
                    when=held[-1].span.start,
                    over=len(held) - wanted,
                )
            for before, after in pairwise(held):
                if before.day == after.day:
                    both = before.fallback != after.fallback
                    yield Breach(
                        rule=self.name,
                        message=_BOTH_FORMS if both else _TWICE,
                        values={"mission": mission, "day": after.day.isoformat()},
                        mission=mission,
                        zone=after.zone,
                        when=after.span.start,
                    )


_TWICE = N_("{mission}: held twice on {day:day}")
_BOTH_FORMS = N_(
    "{mission}: held twice on {day:day}, by a joint crew and by one force alone"
)
