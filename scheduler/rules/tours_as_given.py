"""Tours are those offered; fixed tours are all worked."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduler.domain.authority import Authority
from scheduler.domain.roster import Facts
from scheduler.rules.base import Breach, Rule
from scheduler.words import N_

if TYPE_CHECKING:
    from scheduler.facade import ModelFacade


class ToursAsGiven(Rule):
    """Free officers work shifts offered to them; fixed tours stay as they are.

    The fixed tours of an officer come from the cycle or from the force's own roster,
    less those that begin during an absence.
    """

    name = "tours_as_given"
    title = N_("Offered and fixed tours")
    words = N_(
        "An officer with free tours works only shifts offered to the unit on "
        "that day. Fixed tours are worked exactly as the cycle or the roster of "
        "the force says."
    )
    example = N_(
        "An officer on a cycle works the Tuesday night tour even if no mission "
        "needs it."
    )
    source = "arrêté du 5 septembre 2019 (APORTT), cycles; CHOICE for free tours"
    authority = Authority.LOGIC

    def post(self, model: "ModelFacade") -> None:
        """Work every fixed tour. Tours that are not offered have no variable."""
        for officer in model.scenario.officers.values():
            if not officer.free:
                for tour in model.scenario.tours[officer.id]:
                    model.add(model.works(tour) == 1)

    def cases(self, facts: Facts, officer: str) -> int:
        """Count the tours worked, and the fixed ones not worked."""
        tours = {(t.day, t.shift) for t in facts.tours_of[officer]}
        if not facts.scenario.officers[officer].free:
            tours |= {(t.day, t.shift) for t in facts.scenario.tours[officer]}
        return len(tours)

    def check(self, facts: Facts) -> Iterator[Breach]:
        """Compare the tours with those offered and with those fixed."""
        for officer, tours in facts.tours_of.items():
            offered = {(t.day, t.shift): t for t in facts.scenario.tours[officer]}
            for tour in tours:
                model = offered.get((tour.day, tour.shift))
                if model is None or (model.span, model.work) != (tour.span, tour.work):
                    yield Breach(
                        rule=self.name,
                        message=N_(
                            "{officer}: the tour {shift} of {day:day} is not offered"
                        ),
                        values={
                            "officer": officer,
                            "shift": tour.shift,
                            "day": tour.day.isoformat(),
                        },
                        officers=(officer,),
                        when=tour.span.start,
                    )
            if facts.scenario.officers[officer].free:
                continue
            worked = {(t.day, t.shift) for t in tours}
            for key, tour in offered.items():
                if key not in worked:
                    yield Breach(
                        rule=self.name,
                        message=N_(
                            "{officer}: the fixed tour {shift} of {day:day} is not "
                            "worked"
                        ),
                        values={
                            "officer": officer,
                            "shift": tour.shift,
                            "day": tour.day.isoformat(),
                        },
                        officers=(officer,),
                        when=tour.span.start,
                    )
