"""Requests of officers."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduler.domain.people import Request
from scheduler.domain.roster import Facts
from scheduler.domain.settings import Unit
from scheduler.goals.base import Goal, Loss
from scheduler.words import N_

if TYPE_CHECKING:
    from scheduler.facade import Linear, ModelFacade


class Requests(Goal):
    """Sum of the weights of the requests that are not met."""

    name = "requests"
    title = N_("Officer requests")
    words = N_("Weights of officers' requests that are not met.")
    source = "CHOICE; requests of the scenario"
    unit = Unit.POINTS

    def post(self, model: "ModelFacade") -> "Linear":
        """Return the points lost."""
        return sum(r.weight * self._unmet(model, r) for r in model.scenario.requests)

    @staticmethod
    def _unmet(model: "ModelFacade", request: Request) -> "Linear":
        if request.wish == "off":
            return model.worked(request.officer, request.day)
        if request.wish == "work":
            return 1 - model.worked(request.officer, request.day)
        on_shift = sum(
            model.works(t)
            for t in model.tours(request.officer)
            if (t.day, t.shift) == (request.day, request.shift)
        )
        return on_shift if request.wish == "not_shift" else 1 - on_shift

    def score(self, facts: Facts) -> Iterator[Loss]:
        """Yield the requests not met."""
        for request in facts.scenario.requests:
            if not met(facts, request):
                yield Loss(
                    points=request.weight,
                    message=_UNMET[request.wish],
                    values={
                        "officer": request.officer,
                        "day": request.day.isoformat(),
                        "shift": request.shift or "",
                    },
                    officer=request.officer,
                    day=request.day,
                )


def met(facts: Facts, request: Request) -> bool:
    """Tell whether a roster meets a request."""
    shifts = {t.shift for t in facts.tours_of[request.officer] if t.day == request.day}
    return {
        "off": not shifts,
        "work": bool(shifts),
        "shift": request.shift in shifts,
        "not_shift": request.shift not in shifts,
    }[request.wish]


_UNMET = {
    "off": N_("{officer}: wished to be off on {day:day}"),
    "work": N_("{officer}: wished to work on {day:day}"),
    "shift": N_("{officer}: wished for {shift} on {day:day}"),
    "not_shift": N_("{officer}: wished not to have {shift} on {day:day}"),
}
