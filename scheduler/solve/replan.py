"""Replanning: the best repair of a published roster, from a first answer to its proof.

Tables have changed since a roster was published. Most of it still holds, so the search
begins where the change is: only officers near it may get other duties. That search is
small and gives a roster at once. What it leaves out is settled afterwards: near rows of
the model bound the number of people and tell who can be among them (``reach``), and the
least weighted sum of the other tiers proves them together. Where near rows do not
suffice, the model of everybody is searched.
"""

import datetime as dt
import time
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

import numpy as np
from ortools.sat.python import cp_model

from scheduler.domain.patience import Stopped, heed, patience
from scheduler.domain.roster import Facts
from scheduler.domain.run import SolveStatus
from scheduler.domain.scenario import Scenario
from scheduler.rules.base import Rule
from scheduler.solve.engine import (
    FOUND,
    Interruption,
    Outcome,
    Progress,
    Search,
    run,
)
from scheduler.solve.fill import tier_value, with_breaks
from scheduler.solve.prove import hint
from scheduler.solve.race import Knowledge
from scheduler.solve.reach import Reach, broken
from scheduler.solve.repair_model import (
    BOTH,
    MIXED,
    PEOPLE,
    PROGRAMS,
    RepairModel,
    tier_result,
)
from scheduler.solve.rows import Told
from scheduler.solve.team import Team
from scheduler.solve.tiers import WORTH_A_TEAM, Listener, Result

FIRST_EFFORT = 2.0
"""Effort for a first roster, in the solver's own measure: about two seconds."""

PART = 0.6
"""Share of the time left for a sum of tiers; the rest is for bounds one by one."""

STEPS = 5
"""Most steps from the change within which the number of people is bounded."""

WIDE = 0.7
"""Share of all variables from which near rows are no smaller than the model."""

NEAR = 2.0
"""Effort for a bound from near rows, in the solver's own measure."""

ONLY_WHO = 1.0
"""The same where the number is proved, and only who can change is still unknown."""

MANY_PEOPLE = 3
"""People from which it pays to ask who can be among them."""

ROUNDS = 4
"""Most questions for that."""


def replan(
    scenario: Scenario,
    search: Search | None = None,
    *,
    listener: Listener | None = None,
    interruption: Interruption | None = None,
    rules: Iterable[Rule] | None = None,
) -> Result:
    """Search for the roster that repairs a published one with the fewest people.

    Parameters
    ----------
    scenario
        What is planned, with the published roster as its baseline. One of its tiers is
        ``few_people`` alone, the next one ``few_changes`` alone.
    search
        Limits and seeds; the gap is not used.
    listener
        Called with every better value and bound.
    interruption
        Lets another thread stop the search.
    rules
        Rules to obey; ``None`` = all.

    Raises
    ------
    ValueError
        If the scenario has no baseline, or lacks one of the two tiers.
    """
    return _Repair(scenario, search, listener, interruption, rules).result()


class _Repair(RepairModel):
    """The search for the best repair, and its proof."""

    def __init__(
        self,
        scenario: Scenario,
        search: Search | None,
        listener: Listener | None,
        interruption: Interruption | None,
        rules: Iterable[Rule] | None,
    ) -> None:
        super().__init__(scenario, search, interruption, rules)
        self._listener = listener
        self._seconds = [0.0] * len(self.tiers)
        self._large = False
        self._team: Team | None = None
        self._free: AbstractSet[str] = frozenset()
        self._inside: AbstractSet[str] | None = None
        self._close: AbstractSet[str] | None = None

    def result(self) -> Result:
        """Build, search and prove; return the best roster and what is proved of it."""
        status = SolveStatus.UNKNOWN
        try:
            with patience(self._over):
                self._build()
                large = len(self._model.cp.proto.variables) >= WORTH_A_TEAM
                self._large = large and self._search.workers > 1
                status = self._first()
                if self.best is not None:
                    self._prove()
        except Stopped:
            pass
        finally:
            if self._team is not None:
                self._team.close()
        if self.best is None:
            infeasible = status is SolveStatus.INFEASIBLE
            status = status if infeasible else SolveStatus.UNKNOWN
            return Result(status, None, (), self._passed())
        roster = with_breaks(self.scenario, self.best)
        facts = Facts(self.scenario, roster)
        results = []
        for number, tier in enumerate(self.tiers):
            value, goals = tier_value(tier, facts)
            bound = min(value, self._bounds[number])
            seconds = self._seconds[number]
            results.append(tier_result(tier, value, bound, goals, seconds))
        proved = all(r.status is SolveStatus.OPTIMAL for r in results)
        status = SolveStatus.OPTIMAL if proved else SolveStatus.FEASIBLE
        return Result(status, roster, tuple(results), self._passed())

    # --- a first roster -------------------------------------------------------------

    def _first(self) -> SolveStatus:
        """Find a roster near the change; if there is none, anywhere."""
        tried: list[AbstractSet[str]] = []
        for reach in (self._nearest, self._near, self._in_breach, self._everybody):
            free = frozenset().union(reach(), *tried)
            if free in tried:
                continue
            tried.append(free)
            self._free = free
            days = None if free == self._everybody() else self._days
            self._fewest_within(free, days)
            if self.best is not None:
                return SolveStatus.FEASIBLE
            status = self._repair_within(free, days)
            if self.best is not None:
                return status
        return status

    def _nearest(self) -> frozenset[str]:
        """Return the officers in the rows next to those that the kept duties break."""
        near = self._near()
        if self._bounded_cover() is None:
            return near
        reach = self._reach()
        reach.widen()
        return near & (reach.officers | self._unsettled)

    def _everybody(self) -> frozenset[str]:
        return frozenset(self.scenario.officers)

    def _fewest_within(
        self, free: AbstractSet[str], days: AbstractSet[dt.date] | None
    ) -> None:
        """Search for a roster with few people, the tiers before as low as is proved.

        A far easier question than a weighted sum, and most repairs lose no more there.
        Parameters as of ``_repair_within``.
        """
        model = self._within(free, days)
        self._hold(model, self._people, self._bounds)
        model.minimize(self._costs[self._people])
        seconds = self._left() / 4
        found = self._run(model, seconds, MIXED, 2 * FIRST_EFFORT, quick=True)
        if found.status in FOUND:
            self._adopt_polished(found, self._changes)

    def _adopt_polished(self, found: Outcome, after: int) -> bool:
        """Keep a roster once the people who change in it have lowered later tiers.

        Those count from the tier ``after``. It is named and measured only then.
        """
        free = frozenset(o for o, c in self._changed.items() if found.read(c))
        left = range(after, len(self.tiers)) if free else ()
        numbers = [n for n in left if not isinstance(self._costs[n], int)]
        best = found
        for part in self._parts(numbers):
            model, quick = self._least(part, free, best.solution)
            seconds = self._left() / 4
            better = self._run(model, seconds, BOTH, FIRST_EFFORT, quick=quick)
            if better.status in FOUND:
                best = better
        return self._adopt(best) or self._adopt(found)

    def _repair_within(
        self, free: AbstractSet[str], days: AbstractSet[dt.date] | None = None
    ) -> SolveStatus:
        """Search for the best roster in which only some officers have a change.

        Parameters
        ----------
        free
            Who may have other duties than in the published roster.
        days
            Days on which other tours may be worked; ``None`` = all.
        """
        whole = len(free) == len(self.scenario.officers) and days is None
        model = self._within(free, days)
        head = range(self._changes + 1)
        model.minimize(self._weighted(head, exact=True))
        outcome = self._run(model, self._left() / 2, MIXED, FIRST_EFFORT)
        if outcome.status is SolveStatus.UNKNOWN and self._large:
            # Any roster will do for a team to go on from.
            outcome = self._run(model, self._left() / 2, MIXED, 3 * FIRST_EFFORT)
        if outcome.status is SolveStatus.UNKNOWN:
            outcome = self._run(model, self._left() * (1 if whole else 0.5), MIXED)
        if outcome.status in FOUND:
            self._adopt_polished(outcome, self._changes)
        return outcome.status

    def _within(
        self, free: AbstractSet[str], days: AbstractSet[dt.date] | None
    ) -> cp_model.CpModel:
        """Return a copy of the model in which little may change."""
        everybody = len(free) == len(self.scenario.officers)
        model = self._copy(None if everybody else free)
        if days is not None:
            baseline = self.scenario.baseline
            assert baseline is not None
            known = baseline.tours_by_key
            for officer in free:
                for tour in self._model.tours(officer):
                    if tour.day not in days:
                        works = self._model.works(tour)
                        model.add(works == int(tour.key in known))
        return model

    def _adopt(self, outcome: Outcome) -> bool:
        """Keep the roster of a search if it is the best so far.

        Its values are measured on the roster with its names, never taken from the
        solver.
        """
        if outcome.status not in FOUND:
            return False
        roster, values = self._lawful(outcome)
        if roster is None or (self.best is not None and values >= self.values):
            return False
        self.best, self.values = roster, values
        # Other auxiliary variables may follow from other names: the hint is the
        # solver's own solution, without what a copy of the model has beyond it.
        self._solution = outcome.solution[: len(self._model.cp.proto.variables)]
        for number in range(len(self.tiers)):
            self._tell(number)
        return True

    def _tell(self, number: int) -> None:
        if self._listener is not None:
            name, value = self.tiers[number].name, self.values[number]
            bound = min(value, self._bounds[number])
            self._listener(Progress(name, value, bound, self._passed()))

    # --- proofs ---------------------------------------------------------------------

    def _prove(self) -> None:
        """Prove tier after tier, and improve the roster where a search finds better."""
        before = range(self._people)
        for number in before:
            self._settle(number)
        if any(self._bounds[n] < self.values[n] for n in before):
            if self._large:
                self._team = self._team or Team(self._search.workers)
                self._climb()
            else:
                for number in before:
                    self._prove_tier(number)
        self._prove_near()
        self._prove_rest()

    def _settle(self, number: int) -> None:
        """Bound a tier before the people where that needs no search of the model."""
        cost = self._costs[number]
        if isinstance(cost, int):
            self._bounds[number] = cost
        elif set(self.tiers[number].goals) == {"minimum_cover"}:
            self._bound_cover(number)

    def _climb(self) -> None:
        """Minimise each tier before the people with a team, from the best roster on.

        Its solvers work on one model, to which each value found is added as a row.
        """
        model, held = self._copy(), 0
        for number in range(self._people):
            started = time.monotonic()
            while self._bounds[number] < self.values[number]:
                heed()
                cost = self._costs[number]
                if isinstance(cost, int):
                    self._bounds[number] = cost
                    break
                for before in range(held, number):
                    if not isinstance(self._costs[before], int):
                        model.add(self._costs[before] <= self.values[before])
                held = number
                model.minimize(cost)
                outcome = self._race(model, number)
                bound = min(self.values[number], outcome.bound)
                self._bounds[number] = max(self._bounds[number], bound)
                if outcome.status not in FOUND or outcome.value >= self.values[number]:
                    break
                self._adopt(outcome)
                hint(model, self._solution)
                if self.values[number] > outcome.value:
                    # Names cannot be dealt so that nothing is lost.
                    if self._apart:
                        break
                    self._apart = True
                    self._build()
                    model, held = self._copy(), 0
                elif outcome.value > outcome.bound:
                    break
            self._seconds[number] += time.monotonic() - started
            self._tell(number)

    def _race(self, model: cp_model.CpModel, number: int) -> Outcome:
        """Search for the least value of a tier, in half of the time left."""

        def report(best: int | None, bound: int) -> None:
            if self._listener is not None:
                name, value = self.tiers[number].name, self.values[number]
                best = value if best is None else min(best, value)
                bound = min(best, max(bound, self._bounds[number]))
                self._listener(Progress(name, best, bound, self._passed()))

        known = Knowledge(tags=self._model.tags())
        stop, team = self._stop, self._team
        return run(model, self._search, self._left() / 2, stop, report, team, known)

    def _prove_near(self) -> None:
        """Bound the number of people by the rows near the change.

        Some rows require a number of people. Among officers in these rows alone, a
        search finds the fewest. Whoever does with fewer needs somebody else besides.
        When the number is proved, only officers in these rows may change at all.
        """
        number = self._people
        started = time.monotonic()
        if self._bounds[:number] != list(self.values[:number]):
            return
        reach = self._reach()
        weight = self.tiers[number].goals[PEOPLE]
        size, least = self._rows.width, 0
        for _step in range(STEPS):
            if not reach.widen() or reach.width > WIDE * size:
                break
            heed()
            proved = self._bounds[number] == self.values[number]
            effort = ONLY_WHO if proved else NEAR
            least = max(least, self._least_people(reach, effort))
            bound = min(self.values[number], weight * least)
            self._bounds[number] = max(self._bounds[number], bound)
            if weight * least >= self.values[number]:
                break
            if self._bounds[number] == self.values[number]:
                continue
            if weight * (least + 1) < self.values[number]:
                continue
            self._close = reach.officers
            if not self._search_inside(reach.officers):
                continue
            bound = min(self.values[number], weight * (least + 1))
            self._bounds[number] = max(self._bounds[number], bound)
            if weight * least >= self.values[number]:
                break
        unproved = self._bounds[number] < self.values[number]
        if unproved and self._large and self._search_inside(None):
            self._bounds[number] = self.values[number]
        if weight * least >= self.values[number]:
            self._inside = self._may_change(reach)
        self._seconds[number] += time.monotonic() - started
        self._tell(number)

    def _least_people(self, reach: Reach, effort: float) -> int:
        """Return how few people near rows require."""
        outcome = self._run(reach.fewest(), self._left() / 4, PROGRAMS, effort)
        return outcome.bound

    def _may_change(self, reach: Reach) -> frozenset[str]:
        """Return who can be among as few people as are needed, by the near rows."""
        most = self.values[self._people] // self.tiers[self._people].goals[PEOPLE]
        if most < MANY_PEOPLE:
            return reach.officers
        found: set[str] = set()
        for _round in range(ROUNDS):
            heed()
            model, others = reach.others(found, most)
            outcome = self._run(model, self._left() / 4, MIXED, NEAR, quick=True)
            if outcome.status is SolveStatus.INFEASIBLE:
                return frozenset(found)
            if outcome.status not in FOUND:
                break
            found |= {o for o, v in others.items() if outcome.read(v)}
        return reach.officers

    def _search_inside(self, free: AbstractSet[str] | None) -> bool:
        """Lower the number of people as far as some officers can; tell if it is done.

        ``None`` stands for all officers.
        """
        number = self._people
        while True:
            heed()
            value = self.values[number]
            model = self._copy(free)
            self._hold(model, number)
            model.add(self._costs[number] <= value - 1)
            model.minimize(self._costs[number])
            outcome = self._run(model, self._left() / 3, BOTH, quick=True)
            if outcome.status is SolveStatus.INFEASIBLE:
                return True
            if outcome.status not in FOUND:
                return False
            self._adopt_polished(outcome, self._changes)
            if self.values[number] == value:
                return False
            least = self.values[number] == outcome.value
            if least and outcome.status is SolveStatus.OPTIMAL:
                return True

    def _reach(self) -> Reach:
        """Return the rows that the kept duties break, with earlier tiers held."""
        rows = self._rows
        values = np.zeros(rows.width, dtype=np.int64)
        known = np.zeros(rows.width, dtype=bool)
        placed = {a.placing for a in self._kept.assignments}
        held = (
            (self._model.held(o), int(o.key in placed))
            for o in self.scenario.occurrences
        )
        for variable, value in (*self._model.values(self._kept), *held):
            values[variable.index], known[variable.index] = value, True
        # Without a roster, what earlier tiers must lose is not known.
        earlier = [
            self._as_row(number)
            for number in range(self._people if self.best is not None else 0)
            if not isinstance(self._costs[number], int)
        ]
        for variables, _factors, _most in earlier:
            for index in variables:
                # As few lost as in the best roster: the rows tell where that is hard.
                values[index], known[index] = self._solution[index], True
        changed = {o: c.index for o, c in self._changed.items()}
        return Reach(rows, broken(rows, values, known), changed, earlier)

    def _as_row(self, number: int) -> Told:
        """Return the row that a tier loses no more than in the best roster."""
        cost, least = self._terms[number]
        return list(cost), list(cost.values()), self.values[number] - least

    def _prove_rest(self) -> None:
        """Prove all tiers that are left at once: the least weighted sum of them.

        Where it is known who can change, only they may. A sum that grows too large is
        cut, and what it proves is held for the next one.
        """
        for number, cost in enumerate(self._costs):
            if isinstance(cost, int):
                self._bounds[number] = cost
        while left := self._unproved():
            heed()
            started = time.monotonic()
            proved = self._prove_together(self._parts(left)[0])
            self._seconds[left[0]] += time.monotonic() - started
            if proved is None or (not proved and self._apart):
                break
            if not proved:
                # The names cannot be dealt so that nothing is lost.
                self._apart = True
                self._build()
        for number in self._unproved():
            # A bound is better than none.
            self._prove_tier(number)

    def _unproved(self) -> list[int]:
        """Return the tiers from the first one on that is not proved."""
        known = zip(self._bounds, self.values, strict=True)
        first = next((n for n, (bound, value) in enumerate(known) if bound < value), -1)
        if first < 0:
            return []
        tiers = range(first, len(self.tiers))
        return [n for n in tiers if not isinstance(self._costs[n], int)]

    def _parts(self, numbers: Sequence[int]) -> list[list[int]]:
        """Cut some tiers into parts of which a weighted sum does not grow too large."""
        parts = []
        while numbers:
            parts.append(list(self._weights(numbers, exact=True)))
            numbers = [n for n in numbers if n > parts[-1][-1]]
        return parts

    def _least(
        self,
        part: Sequence[int],
        free: AbstractSet[str] | None,
        start: Sequence[int] = (),
    ) -> tuple[cp_model.CpModel, bool]:
        """Return the model that minimises the sum of a part, with all before held.

        Also whether to presolve little.

        Parameters
        ----------
        part
            Tiers, see ``_parts``.
        free
            Who may have a change; ``None`` = everybody.
        start
            A solution to begin with instead of the best roster.
        """
        model, values = self._copy(free), self.values
        if start:
            hint(model, start)
            values = tuple(self._value(n, start) for n in range(part[0]))
        self._hold(model, part[0], values)
        model.minimize(self._weighted(part, exact=True))
        # What few can change is soon small: presolving it pays.
        quick = free is None or 2 * len(free) > len(self.scenario.officers)
        return model, quick

    def _prove_together(self, part: Sequence[int]) -> bool | None:
        """Minimise the sum of a part; tell whether its tiers are proved now.

        ``None`` = there was no time to find the least sum.
        """
        weights, first = self._weights(part, exact=True), part[0]

        def least() -> int:
            return sum(w * self.values[n] for n, w in weights.items())

        model, quick = self._least(
            part, self._inside if first >= self._changes else None
        )
        outcome = self._run(model, self._left() * PART, BOTH, quick=quick)
        if outcome.status in FOUND and outcome.value < least():
            self._adopt_polished(outcome, part[-1] + 1)
        # The other tiers weigh less than one point of the first one.
        bound = min(self.values[first], outcome.bound // weights[first])
        self._bounds[first] = max(self._bounds[first], bound)
        if outcome.status is not SolveStatus.OPTIMAL:
            return None
        proved = least() <= outcome.value
        if proved:
            for number in part:
                self._bounds[number] = self.values[number]
        return proved

    def _prove_tier(self, number: int) -> None:
        """Prove the value of one tier, or find how far it can be lowered."""
        started = time.monotonic()
        while self._bounds[number] < self.values[number]:
            heed()
            cost, value = self._costs[number], self.values[number]
            if isinstance(cost, int):
                self._bounds[number] = cost
                break
            if set(self.tiers[number].goals) == {"minimum_cover"}:
                self._bound_cover(number)
                if self._bounds[number] == value:
                    break
            model = self._copy()
            self._hold(model, number)
            model.add(cost <= value - 1)
            model.minimize(cost)
            outcome = self._run(model, self._left() * 2 / 3)
            if outcome.status is SolveStatus.INFEASIBLE:
                self._bounds[number] = value
                break
            self._bounds[number] = max(self._bounds[number], min(value, outcome.bound))
            if outcome.status not in FOUND or not self._improve(number, outcome):
                break
        self._seconds[number] += time.monotonic() - started
        self._tell(number)

    def _improve(self, number: int, outcome: Outcome) -> bool:
        """Take over what a search found: a lower value of a tier.

        Returns whether the best roster now has a lower value there. If names cannot be
        dealt so, the model is built anew with every officer apart.
        """
        value = self.values[number]
        moved = {o for o, c in self._changed.items() if outcome.read(c)}
        self._free |= moved
        self._repair_within(self._free)
        if self.values[number] < value or self._adopt(outcome):
            return True
        if self._apart:
            return False
        self._apart = True
        self._build()
        return True
