"""One tour a day."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import pairwise, permutations
from typing import TYPE_CHECKING

from scheduler.domain.authority import Authority
from scheduler.domain.roster import Facts
from scheduler.domain.tours import Tour
from scheduler.rules.base import Breach, Rule
from scheduler.rules.night_worker_by_day import NightWorkerByDay
from scheduler.words import N_

if TYPE_CHECKING:
    from scheduler.facade import ModelFacade


NIGHT_WORKER = NightWorkerByDay()


class OneTourADay(Rule):
    """At most one tour of an officer begins on a local day.

    Exception: after a morning task a night worker may resume that evening
    (``night_worker_by_day``), so a morning task and a later night tour may begin on one
    day.
    """

    name = "one_tour_a_day"
    title = N_("One tour a day")
    words = N_(
        "An officer begins at most one tour a day. A night worker may begin a "
        "night tour on the evening of a morning duty."
    )
    example = N_(
        "An officer cannot work a morning tour and an evening tour on the same Monday."
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
                if self._may_resume(model, tours):
                    for clique in model.cliques(tours, self._exclude(model)):
                        model.add(sum(model.works(t) for t in clique) <= 1)
                elif len(tours) > 1:
                    worked = model.worked(officer, tours[0].day)
                    model.add(sum(model.works(t) for t in tours) == worked)

    def cases(self, facts: Facts, officer: str) -> int:
        """Count the days with a tour."""
        return len({t.day for t in facts.tours_of[officer]})

    @staticmethod
    def _may_resume(model: "ModelFacade", tours: list[Tour]) -> bool:
        return any(
            NIGHT_WORKER.resumes(model.scenario, a, b)
            for a, b in permutations(tours, 2)
        )

    @staticmethod
    def _exclude(model: "ModelFacade") -> Callable[[Tour, Tour], bool]:
        """Return whether two tours of a day exclude each other."""

        def exclude(a: Tour, b: Tour) -> bool:
            return not (
                NIGHT_WORKER.resumes(model.scenario, a, b)
                or NIGHT_WORKER.resumes(model.scenario, b, a)
            )

        return exclude

    def check(self, facts: Facts) -> Iterator[Breach]:
        """Count the tours of each day."""
        for officer, tours in facts.tours_of.items():
            for before, after in pairwise(tours):
                if before.day == after.day and not NIGHT_WORKER.resumes(
                    facts.scenario, before, after
                ):
                    yield Breach(
                        rule=self.name,
                        message=N_("{officer}: a second tour on {day:day}"),
                        values={"officer": officer, "day": after.day.isoformat()},
                        officers=(officer,),
                        when=after.span.start,
                    )
