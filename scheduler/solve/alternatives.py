"""Other repairs than the best one, to choose from.

First come those that do better with more people, then those with other people. None is
proved to be the best of its kind.
"""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

from ortools.sat.python import cp_model

from scheduler.domain.patience import Stopped, patience
from scheduler.domain.roster import Facts, Roster
from scheduler.domain.run import SolveStatus
from scheduler.domain.scenario import Scenario
from scheduler.rules.base import Rule
from scheduler.solve.engine import (
    Interruption,
    Search,
)
from scheduler.solve.fill import tier_value, with_breaks
from scheduler.solve.repair_model import (
    CLAUSES,
    PEOPLE,
    RepairModel,
    tier_result,
)
from scheduler.solve.tiers import Result
from scheduler.verify.shortfalls import MISSION_GOALS

MOST_MORE = 4
"""Most people more that an alternative may need than the first repair."""


def alternatives(
    scenario: Scenario,
    first: Result,
    number: int,
    search: Search | None = None,
    *,
    interruption: Interruption | None = None,
    rules: Iterable[Rule] | None = None,
) -> tuple[Result, ...]:
    """Search for other repairs: first those that do better with more people.

    Each further one loses less in cover or missions, for one or more people more. If
    there are too few of these, others follow that need as many people as the first, but
    not the same. None is proved to be the best of its kind.

    Parameters
    ----------
    scenario
        As for ``replan``.
    first
        What ``replan`` returned, with a roster.
    number
        How many others, at most.
    search, interruption, rules
        As for ``replan``; the time limit counts from here on, unless an interruption
        says since when.
    """
    return _Others(scenario, search, interruption, rules).found(first, number)


class _Others(RepairModel):
    """The search for other repairs."""

    def found(self, first: Result, number: int) -> tuple[Result, ...]:
        """Return other repairs than a first one, at most so many."""
        assert first.roster is not None
        self.best = first.roster
        self.values = tuple(t.value for t in first.tiers)
        found: list[Roster] = []
        try:
            with patience(self._over):
                self._build()
                self._free: AbstractSet[str] = (
                    self._near() | self._in_breach() | self._could_help()
                )
                self._with_more_people(found, number)
                self._with_other_people(found, number)
        except Stopped:
            pass
        return tuple(self._measured(roster, first) for roster in found)

    def _could_help(self) -> frozenset[str]:
        """Return who may take a seat in a mission that the first repair gives up."""
        assert self.scenario.baseline is not None
        assert self.best is not None
        held = {a.mission for a in self.best.assignments}
        lost = {s.mission for s in self.scenario.baseline.seats} - held
        return frozenset(self._able(lost))

    def _with_more_people(self, found: list[Roster], number: int) -> None:
        """Find repairs that lose less in cover or missions, with more people."""
        wanted = [
            n
            for n, t in enumerate(self.tiers)
            if n < self._people or not t.goals.keys().isdisjoint(MISSION_GOALS)
        ]
        least, best = self.values[self._people], self._some(self.values, wanted)
        order = [*wanted, self._people, self._changes]
        order += [n for n in range(len(self.tiers)) if n not in order]
        for more in range(1, MOST_MORE + 1):
            if len(found) == number or not any(best):
                return
            model = self._copy(self._free)
            weight = self.tiers[self._people].goals[PEOPLE]
            model.add(self._costs[self._people] <= least + weight * more)
            part = self._left() / (2 * (MOST_MORE + 1 - more))
            roster, values = self._search_in(model, order, len(wanted) + 2, part)
            if roster is not None and self._some(values, wanted) < best:
                best = self._some(values, wanted)
                found.append(roster)

    def _with_other_people(self, found: list[Roster], number: int) -> None:
        """Find repairs that need as many people as the first one, but others."""
        assert self.best is not None
        seen = [self._people_of(self.best)]
        while len(found) < number:
            model = self._copy(self._free)
            self._hold(model, self._people + 1)
            for people in seen:
                model.add(sum(self._changed[o] for o in people) <= len(people) - 1)
            order, part = range(len(self.tiers)), self._left() / (1 + number)
            roster, _values = self._search_in(model, order, self._changes + 1, part)
            if roster is None:
                return
            seen.append(self._people_of(roster))
            if seen[-1] in seen[:-1]:
                return
            found.append(roster)

    def _search_in(
        self, model: cp_model.CpModel, order: Sequence[int], head: int, seconds: float
    ) -> tuple[Roster | None, tuple[int, ...]]:
        """Search a copy of the model: its first tiers in order, then a good rest."""
        model.minimize(self._weighted(order[:head], exact=True))
        roster, values = self._lawful(self._run(model, seconds / 2))
        rest = self._weighted(order[head:], exact=False)
        if roster is None or isinstance(rest, int):
            return roster, values
        for number in order[:head]:
            if not isinstance(self._costs[number], int):
                model.add(self._costs[number] <= values[number])
        model.minimize(rest)
        better, less = self._lawful(self._run(model, seconds / 2, CLAUSES))
        before, after = self._some(values, order), self._some(less, order)
        return (better, less) if better and after < before else (roster, values)

    @staticmethod
    def _some(values: Sequence[int], numbers: Iterable[int]) -> tuple[int, ...]:
        return tuple(values[n] for n in numbers if values)

    def _measured(self, roster: Roster, first: Result) -> Result:
        """Return a repair with its values and the bounds that hold for it.

        A bound of the first repair holds as long as the tiers before it lose no more.
        """
        roster = with_breaks(self.scenario, roster)
        facts = Facts(self.scenario, roster)
        results, same = [], True
        for tier, known in zip(self.tiers, first.tiers, strict=True):
            value, goals = tier_value(tier, facts)
            bound = min(value, known.bound) if same else 0
            results.append(tier_result(tier, value, bound, goals))
            same = same and value <= known.value
        status = SolveStatus.FEASIBLE
        return Result(status, roster, tuple(results), self._passed())
