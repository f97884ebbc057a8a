"""Fair shares of a burden as squares of counts, for nights and weekends."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.tours import Tour
from scheduler.goals.base import Loss

if TYPE_CHECKING:
    from scheduler.facade import Linear, ModelFacade

Burden = Callable[[Scenario, Tour], bool]
"""Tells whether a tour counts as the burden."""


def post_squares(model: "ModelFacade", burden: Burden) -> "Linear":
    """Return the sum of the squared burdens of officers with free tours.

    The square of the history alone is left out. The sum is smallest when the burden is
    shared as evenly as the history allows.
    """
    terms = []
    for officer in model.scenario.officers.values():
        heavy = [t for t in model.tours(officer.id) if burden(model.scenario, t)]
        if not officer.free or not heavy:
            continue
        past = model.scenario.history_of.get(officer.id, ())
        carried = sum(burden(model.scenario, t) for t in past)
        costs = [(k, (carried + k) ** 2 - carried**2) for k in range(len(heavy) + 1)]
        terms.append(model.convex(sum(model.works(t) for t in heavy), costs))
    return sum(terms)


def score_squares(facts: Facts, burden: Burden, message: str) -> Iterator[Loss]:
    """Yield what each officer with free tours adds to the sum of squares."""
    for officer, tours in facts.tours_of.items():
        if not facts.scenario.officers[officer].free:
            continue
        past = facts.scenario.history_of.get(officer, ())
        carried = sum(burden(facts.scenario, t) for t in past)
        total = carried + sum(burden(facts.scenario, t) for t in tours)
        if total > carried:
            yield Loss(
                points=total * total - carried * carried,
                message=message,
                values={"officer": officer, "total": total, "carried": carried},
                officer=officer,
            )
