"""Hours near contract."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduler.domain.people import Officer
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.settings import Unit
from scheduler.domain.time import Span
from scheduler.goals.base import Goal, Loss
from scheduler.words import N_

if TYPE_CHECKING:
    from scheduler.model.facade import Linear, ModelFacade


class HoursNearContract(Goal):
    """Sum over free officers of the minutes between work and contract.

    The contract is taken for the days on which the officer is not absent all day, a
    seventh of the weekly contract each, rounded half up.
    """

    name = "hours_near_contract"
    title = N_("Hours near contract")
    words = N_(
        "Minutes of work above or below the contract, for the days on which the "
        "officer is not absent."
    )
    source = "code général de la fonction publique (1,607 h a year); CHOICE"
    unit = Unit.MINUTES

    def post(self, model: "ModelFacade") -> "Linear":
        """Return the sum of deviations."""
        terms = []
        for officer in model.scenario.officers.values():
            if not officer.free:
                continue
            target = contract_minutes(model.scenario, officer)
            tours = model.tours(officer.id)
            below, above = _neighbours([t.work for t in tours], target)
            most = max(above, sum(t.work for t in tours))
            amounts = sorted({0, below, above, most})
            worked = sum(t.work * model.works(t) for t in tours)
            terms.append(model.convex(worked, [(a, abs(a - target)) for a in amounts]))
        return sum(terms)

    def score(self, facts: Facts) -> Iterator[Loss]:
        """Yield each officer's deviation."""
        for officer in facts.scenario.officers.values():
            if not officer.free:
                continue
            target = contract_minutes(facts.scenario, officer)
            work = sum(t.work for t in facts.tours_of[officer.id])
            if work != target:
                yield Loss(
                    points=abs(work - target),
                    message=N_("{officer}: {work:hm} of work, {target:hm} of contract"),
                    values={"officer": officer.id, "work": work, "target": target},
                    officer=officer.id,
                )


def contract_minutes(scenario: Scenario, officer: Officer) -> int:
    """Return the minutes of contract of an officer in the horizon."""
    present = sum(
        not _absent_all(scenario, officer.id, scenario.clock.day(d))
        for d in scenario.clock.dates
    )
    return (2 * officer.contract * present + 7) // 14


def _absent_all(scenario: Scenario, officer: str, day: Span) -> bool:
    reached = day.start
    for absence in sorted(scenario.absences_of.get(officer, ()), key=lambda a: a.span):
        if absence.span.start > reached:
            break
        reached = max(reached, absence.span.end)
    return reached >= day.end


def _neighbours(works: list[int], target: int) -> tuple[int, int]:
    """Return the sums of tours nearest to the target: at most, and at least, it.

    Between them the deviation cannot fall below the line that joins them, which
    makes the proof short. With no sum above the target, the target itself stands in.
    """
    sums = {0}
    for work in works:
        sums |= {s + work for s in sums if s < target}
    return max(s for s in sums if s <= target), min(
        (s for s in sums if s >= target), default=target
    )
