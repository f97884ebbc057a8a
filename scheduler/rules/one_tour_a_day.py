"""One tour a day."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from scheduler.domain.authority import Authority
from scheduler.domain.roster import Facts
from scheduler.domain.tours import Tour
from scheduler.rules.base import Breach, Rule
from scheduler.words import N_

if TYPE_CHECKING:
    from scheduler.model.facade import ModelFacade


class OneTourADay(Rule):
    """At most one tour of an officer begins on a local day."""

    name = "one_tour_a_day"
    title = N_("One tour a day")
    words = N_("An officer begins at most one tour on a day.")
    example = N_(
        "A morning tour and an evening tour of the same Monday cannot both be worked."
    )
    source = "CHOICE; décret 2000-815 art. 3 (one span a day)"
    authority = Authority.LOGIC

    def post(self, model: "ModelFacade") -> None:
        """Tie the tours of a day to the literal that the day is worked."""
        for officer in model.scenario.officers:
            days: defaultdict[object, list[Tour]] = defaultdict(list)
            for tour in model.tours(officer):
                days[tour.day].append(tour)
            for tours in days.values():
                if len(tours) > 1:
                    worked = model.worked(officer, tours[0].day)
                    model.add(sum(model.works(t) for t in tours) == worked)

    def cases(self, facts: Facts, officer: str) -> int:
        """Count the days with a tour."""
        return len({t.day for t in facts.tours_of[officer]})

    def check(self, facts: Facts) -> Iterator[Breach]:
        """Count the tours of each day."""
        for officer, tours in facts.tours_of.items():
            for before, after in pairwise(tours):
                if before.day == after.day:
                    yield Breach(
                        rule=self.name,
                        message=N_("{officer}: a second tour on {day:day}"),
                        values={"officer": officer, "day": after.day.isoformat()},
                        officers=(officer,),
                        when=after.span.start,
                    )
