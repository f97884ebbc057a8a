"""Replanning: the best repair of a published roster, from a first answer to its proof.

Tables have changed since a roster was published. Most of it still holds, so the search
begins where the change is: only officers near it may get other duties. That search is
small and gives a roster at once. What it leaves out is settled afterwards: near rows of
the model bound the number of people and tell who can be among them (``reach``), and
among rosters with as few people and changes none is better. Where near rows do not
suffice, the model of everybody is searched.

Officers are counted in groups by their seats in the published roster. Names are then
dealt so that those without a change keep their seats. Where that is impossible, the
model is built anew with every officer apart.
"""

import datetime as dt
import math
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

import numpy as np
from ortools.sat.python import cp_model

from scheduler.domain.missions import SeatKey
from scheduler.domain.patience import Stopped, heed, patience
from scheduler.domain.roster import Assignment, Facts, Roster, assigned
from scheduler.domain.run import SolveStatus, TierResult
from scheduler.domain.scenario import Scenario, Tier
from scheduler.facade import Group, Linear
from scheduler.goals import GOALS
from scheduler.goals.few_people import changed_by_officer
from scheduler.model.crews import CrewModel
from scheduler.model.naming import (
    HeldSeat,
    SeatedStint,
    TransitionTime,
    share_out,
)
from scheduler.rules import RULES
from scheduler.rules.base import Rule, is_lawful, standing
from scheduler.solve.engine import (
    FOUND,
    LAST_MOMENT,
    STATUSES,
    Interruption,
    Outcome,
    Progress,
    Search,
    run,
)
from scheduler.solve.fill import tier_value, with_breaks
from scheduler.solve.prove import hint
from scheduler.solve.reach import Reach, Row, broken
from scheduler.solve.rows import LinearModel, Matrix
from scheduler.solve.team import Knowledge, Team
from scheduler.solve.tiers import WORTH_A_TEAM, Listener, Result
from scheduler.verify.shortfalls import MISSION_GOALS

PEOPLE, CHANGES = "few_people", "few_changes"

CLAUSES = ("no_lp", "quick_restart_no_lp")
"""Strategies for rows that allow little: they learn clauses and solve no program."""

MIXED = ("no_lp", "max_lp")
"""Strategies for a good roster soon."""

FIRST_EFFORT = 2.0
"""Effort for it, in the solver's own measure: about two seconds of two threads."""

PROGRAMS = ("max_lp_sym", "objective_lb_search_max_lp")
"""Strategies for a bound on a sum."""

NO_COVER_BOUND = 5.0
"""Most seconds for the bound of a tier of cover in rosters without missions."""

GREATEST = 2**46
"""Greatest value of a weighted sum of tiers that the solver's floats still hold."""

PART = 0.6
"""Share of the time left for the last question; the rest is for bounds one by one."""

STEPS = 5
"""Most steps from the change within which the number of people is bounded."""

WIDE = 0.7
"""Share of all variables from which near rows are no smaller than the model."""

NEAR = 2.0
"""Effort for a bound from near rows, in the solver's own measure."""

MANY_PEOPLE = 4
"""People from which it pays to ask who can be among them."""

ROUNDS = 16
"""Most questions for that."""

MOST_MORE = 4
"""Most people more that an alternative may need than the first repair."""


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
    return _Repair(scenario, search, None, interruption, rules).others(first, number)


class _Repair:
    """One repair: its model, the best roster so far and what is proved of it."""

    def __init__(
        self,
        scenario: Scenario,
        search: Search | None,
        listener: Listener | None,
        interruption: Interruption | None,
        rules: Iterable[Rule] | None,
    ) -> None:
        self.scenario = scenario
        self.tiers = scenario.tiers
        alone = [set(t.goals) for t in self.tiers]
        if scenario.baseline is None or {PEOPLE} not in alone or {CHANGES} not in alone:
            raise ValueError("a repair needs a baseline and tiers for it")
        self._people, self._changes = alone.index({PEOPLE}), alone.index({CHANGES})
        if self._changes != self._people + 1:
            raise ValueError("few_changes does not follow few_people")
        self._search = search or Search()
        self._listener = listener
        self._stop = interruption or Interruption()
        self._rules = tuple(RULES.values() if rules is None else rules)
        self._kept = _kept(scenario)
        self.best: Roster | None = None
        self.values: tuple[int, ...] = ()
        self._solution: tuple[int, ...] = ()
        self._bounds = [0] * len(self.tiers)
        self._seconds = [0.0] * len(self.tiers)
        self._apart = False
        self._large = False
        self._team: Team | None = None
        self._free: AbstractSet[str] = frozenset()
        self._days: set[dt.date] = set()
        self._start: Roster = self._kept
        self._unsettled: frozenset[str] = frozenset()
        self._matrix: Matrix | None = None
        self._inside: AbstractSet[str] | None = None
        self._close: AbstractSet[str] | None = None

    # --- time -----------------------------------------------------------------------

    def _passed(self) -> float:
        return time.monotonic() - self._stop.since

    def _left(self) -> float:
        return self._search.time_limit - self._passed()

    def _over(self) -> bool:
        return self._left() <= 0 or self._stop.stopped.is_set()

    # --- the model ------------------------------------------------------------------

    def _build(self) -> None:
        """Build the model of everybody, with the cost of each tier."""
        goals = {g for t in self.tiers for g in t.goals if self._apart or g != PEOPLE}
        self._model = CrewModel(
            self.scenario, self._rules, goals=[GOALS[g] for g in sorted(goals)]
        )
        self._changed = changed_by_officer(self._model)
        self._costs = [self._cost(tier) for tier in self.tiers]
        self._most = self._greatest()
        self._solution = ()
        self._matrix = None

    def _cost(self, tier: Tier) -> Linear:
        if PEOPLE in tier.goals:
            people = cp_model.LinearExpr.sum(list(self._changed.values()))
            return tier.goals[PEOPLE] * people
        terms = [w * GOALS[g].post(self._model) for g, w in tier.goals.items()]
        if all(isinstance(term, int) for term in terms):
            return sum(terms)
        return cp_model.LinearExpr.sum(terms)

    def _copy(self, free: AbstractSet[str] | None = None) -> cp_model.CpModel:
        """Return a copy of the model, in which only some officers may have a change."""
        heed()
        copy = self._model.cp.clone()
        if self._solution:
            hint(copy, self._solution)
        else:
            for variable, value in self._model.values(self.best or self._start):
                copy.add_hint(variable, value)
            if self.best is None:
                for officer, changed in self._changed.items():
                    copy.add_hint(changed, int(officer in self._unsettled))
        if free is not None:
            for officer, changed in self._changed.items():
                if officer not in free:
                    copy.add(changed == 0)
        return copy

    def _hold(self, model: cp_model.CpModel, before: int) -> None:
        """Hold the values of the tiers before one."""
        for cost, value in zip(self._costs[:before], self.values, strict=False):
            if not isinstance(cost, int):
                model.add(cost <= value)

    def _weighted(self, numbers: Iterable[int], *, exact: bool) -> Linear:
        """Return a sum of tiers in which the first one outweighs the others.

        Exact, a tier outweighs the greatest value that those after it can have, and
        the sum ends before it grows too large. Otherwise it outweighs a guess, good
        enough to search for a better roster.
        """
        costs: list[tuple[Linear, int]] = []
        size = 1
        for number in numbers:
            cost = self._costs[number]
            if isinstance(cost, int):
                continue
            span = self._most[number] + 1
            if not exact:
                span = min(span, max(20, self.values[number] // 8))
            if size * span > GREATEST:
                break
            costs.append((cost, span))
            size *= span
        if not costs:
            return 0
        weights = [size]
        for _cost, span in costs:
            weights.append(weights[-1] // span)
        # Not added up with +=, which would change the first cost itself.
        return cp_model.LinearExpr.weighted_sum([c for c, _ in costs], weights[1:])

    def _greatest(self) -> list[int]:
        """Return the greatest value that each tier can have."""
        probe = cp_model.CpModel()
        domains = [list(v.domain) for v in self._model.cp.proto.variables]
        probe.proto.variables.extend(self._model.cp.proto.variables)
        found = []
        for cost in self._costs:
            if isinstance(cost, int):
                found.append(cost)
                continue
            probe.minimize(cost)
            objective = probe.proto.objective
            most = objective.offset
            for index, factor in zip(objective.vars, objective.coeffs, strict=True):
                most += factor * domains[index][-1 if factor > 0 else 0]
            found.append(math.ceil(most))
        return found

    def _run(
        self,
        model: cp_model.CpModel,
        seconds: float,
        strategies: Sequence[str] = PROGRAMS,
        effort: float = math.inf,
        *,
        quick: bool = False,
    ) -> Outcome:
        """Search a copy of the model for a number of seconds."""
        started = time.monotonic()
        solver = cp_model.CpSolver()
        parameters = solver.parameters
        if self._stop.stopped.is_set():
            seconds = LAST_MOMENT
        parameters.max_time_in_seconds = max(LAST_MOMENT, seconds)
        if effort < math.inf:
            # Not a time, so that one worker and one seed give one roster.
            parameters.max_deterministic_time = effort
        parameters.num_workers = self._search.workers
        parameters.random_seed = self._search.seed
        parameters.catch_sigint_signal = False
        parameters.linearization_level = 2
        if quick:
            parameters.max_presolve_iterations = 1
        if quick or strategies is CLAUSES:
            # The rows that allow little are no help to probing, which takes long.
            parameters.cp_model_probing_level = 0
        if self._search.workers > 1:
            parameters.subsolvers.extend(strategies)
        self._stop.watch(solver)
        code = solver.solve(model)
        if code == cp_model.MODEL_INVALID:
            raise RuntimeError(model.validate())
        status = STATUSES[code]
        found = status in FOUND
        bound = solver.best_objective_bound
        return Outcome(
            status,
            round(solver.objective_value) if found else 0,
            max(0, math.ceil(bound - 1e-6)) if math.isfinite(bound) else 0,
            time.monotonic() - started,
            tuple(solver.response_proto.solution) if found else (),
        )

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
            status = self._repair_within(free, days)
            if self.best is not None:
                return status
        return status

    def _everybody(self) -> frozenset[str]:
        return frozenset(self.scenario.officers)

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
        self._adopt(outcome)
        if outcome.status in FOUND and self.best is not None:
            model = self._within(free, days)
            self._hold(model, self._changes + 1)
            tail = range(self._changes + 1, len(self.tiers))
            better = self._weighted(tail, exact=False)
            # A team lowers these tiers one by one, soon enough.
            if not isinstance(better, int) and not self._large:
                model.minimize(better)
                effort = 2 * FIRST_EFFORT
                better_yet = self._run(model, self._left() / 4, MIXED, effort)
                self._adopt(better_yet)
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

    # --- who is near the change -----------------------------------------------------

    def _nearest(self) -> frozenset[str]:
        """Return the officers in the rows next to those that the kept duties break."""
        near = self._near()
        if self._bounded_cover() is None:
            return near
        reach = self._reach()
        reach.widen()
        return near & (reach.officers | self._unsettled)

    def _near(self) -> frozenset[str]:
        """Return the officers whose duties the change reaches, and who could help.

        These are the officers with a duty that is no longer there or no longer allowed,
        those in a crew with them, and those who could take their place.
        """
        scenario = self.scenario
        baseline = scenario.baseline
        assert baseline is not None
        kept = {t.key: t for t in self._kept.tours}
        refused = {
            t.key
            for t in self._kept.tours
            if not all(r.admits_tour(scenario, t) for r in self._rules)
        }
        lost = [t for t in baseline.tours if t.key not in kept or t.key in refused]
        found = {t.officer for t in lost}
        slots = defaultdict(list)
        for key in refused:
            slots[key[0]].append(kept[key].slot)
        missions: set[str] = set()
        for known in baseline.seats:
            officer, seat = scenario.officers.get(known.officer), None
            seat = scenario.known_seat(known)
            if (
                officer is None
                or seat is None
                or (
                    known.officer in found
                    and any(s.overlaps(seat.occurrence.span) for s in slots[officer.id])
                )
                or not all(r.lets(scenario, officer, seat) for r in self._rules)
            ):
                missions.add(known.mission)
                found.add(known.officer)
        held = {(s.mission, s.start) for s in baseline.seats}
        missions |= {
            m.id
            for m in scenario.missions.values()
            if m.mandatory
            and sum((m.id, o.span.start) in held for o in m.starts) < m.times
        }
        found |= {s.officer for s in baseline.seats if s.mission in missions}
        # A lawful roster in most cases: the crews of these missions go home.
        self._unsettled = frozenset(found)
        self._start = Roster(
            tuple(t for t in self._kept.tours if t.key not in refused),
            tuple(a for a in self._kept.assignments if a.mission not in missions),
        )
        found |= self._able(missions)
        self._days = {t.day for t in lost}
        self._days |= {
            self.scenario.clock.date(o.span.start)
            for m in missions & self.scenario.missions.keys()
            for o in self.scenario.missions[m].occurrences
        }
        if self._bounded_cover() is None:
            found |= self._could_work({(t.day, t.shift) for t in lost})
        return frozenset(found & scenario.officers.keys())

    def _able(self, missions: AbstractSet[str]) -> set[str]:
        """Return the officers who may take a seat in some missions."""
        return {
            officer.id
            for mission in missions & self.scenario.missions.keys()
            for occurrence in self.scenario.missions[mission].occurrences
            for p in self._model.placements(occurrence=occurrence)
            for officer in p.group.officers
        }

    def _could_work(self, lost: AbstractSet[tuple[object, str]]) -> set[str]:
        """Return the officers who may work a tour of the same shift on the same day."""
        return {
            officer
            for officer in self.scenario.officers
            if any((t.day, t.shift) in lost for t in self._model.tours(officer))
        }

    def _bounded_cover(self) -> int | None:
        """Return the cover that the kept duties lose if nothing can lose less."""
        numbers = [
            n for n, t in enumerate(self.tiers) if set(t.goals) == {"minimum_cover"}
        ]
        if not numbers or not self.scenario.cover:
            return 0
        (number,) = numbers
        tours = tuple(
            t
            for t in self._kept.tours
            if all(r.admits_tour(self.scenario, t) for r in self._rules)
        )
        value = tier_value(self.tiers[number], Facts(self.scenario, Roster(tours, ())))[
            0
        ]
        self._bound_cover(number)
        return value if value == self._bounds[number] else None

    def _in_breach(self) -> frozenset[str]:
        """Return the officers and crews that the kept duties bring into a breach."""
        found: set[str] = set()
        facts = Facts(self.scenario, self._kept)
        for breach in standing(facts, self._rules):
            found.update(breach.officers)
            if breach.mission is not None:
                found |= self._able({breach.mission})
        return frozenset(found & self.scenario.officers.keys())

    # --- proofs ---------------------------------------------------------------------

    def _prove(self) -> None:
        """Prove tier after tier, and improve the roster where a search finds better."""
        self._prove_near()
        if self._bounds[: self._changes] == list(self.values[: self._changes]):
            self._prove_rest()
            return
        if self._large:
            self._team = self._team or Team(self._search.workers)
            self._climb()
            self._prove_rest()
            return
        for number in range(self._changes):
            self._prove_tier(number)
        self._prove_rest()

    def _prove_near(self) -> None:
        """Bound the number of people by the rows near the change.

        Some rows require a number of people. Among officers in these rows alone, a
        search finds the fewest. Whoever does with fewer needs somebody else besides.
        When the number is proved, only officers in these rows may change at all.
        """
        number = self._people
        started = time.monotonic()
        for before in range(number):
            self._settle(before)
        if self._bounds[:number] != list(self.values[:number]):
            return
        reach = self._reach()
        weight = self.tiers[number].goals[PEOPLE]
        size = self._rows().width
        for step in range(STEPS):
            if not reach.widen() or reach.width > WIDE * size:
                break
            heed()
            least = self._least_people(reach)
            bound = min(self.values[number], weight * least)
            self._bounds[number] = max(self._bounds[number], bound)
            if bound == self.values[number]:
                self._inside = self._may_change(reach)
                break
            if self._bounds[number] == self.values[number]:
                continue
            # Near the change, fewer may be found; later, this is for the proof.
            if step and weight * (least + 1) < self.values[number]:
                continue
            self._close = reach.officers
            if not self._search_inside(reach.officers):
                continue
            bound = min(self.values[number], weight * (least + 1))
            self._bounds[number] = max(self._bounds[number], bound)
            if weight * least == self.values[number]:
                self._inside = self._may_change(reach)
                break
        unproved = self._bounds[number] < self.values[number]
        if unproved and self._large and self._search_inside(None):
            self._bounds[number] = self.values[number]
        self._seconds[number] += time.monotonic() - started
        self._tell(number)

    def _settle(self, number: int) -> None:
        """Bound a tier before the people where that needs no search of the model."""
        cost = self._costs[number]
        if isinstance(cost, int):
            self._bounds[number] = cost
        elif set(self.tiers[number].goals) == {"minimum_cover"}:
            self._bound_cover(number)

    def _least_people(self, reach: Reach) -> int:
        """Return how few people near rows require."""
        outcome = self._run(reach.fewest(), self._left() / 4, PROGRAMS, NEAR)
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
            strategies = MIXED
            if free is None:
                # As in the last question: hints and sums are of no use for a refusal.
                strategies = CLAUSES
                model.clear_hints()  # type: ignore[no-untyped-call]
            else:
                model.minimize(self._costs[number])
            outcome = self._run(model, self._left() / 3, strategies)
            if outcome.status is SolveStatus.INFEASIBLE:
                return True
            if not self._adopt(outcome) or self.values[number] == value:
                return False

    def _rows(self) -> Matrix:
        """Return the rows of the model."""
        if self._matrix is None:
            rows = LinearModel()
            rows.catch_up(self._model.cp)
            self._matrix = rows.matrix()
        return self._matrix

    def _reach(self) -> Reach:
        """Return the rows that the kept duties break, with earlier tiers held."""
        rows = self._rows()
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

    def _as_row(self, number: int) -> Row:
        """Return the row that a tier loses no more than in the best roster."""
        probe = cp_model.CpModel()
        probe.proto.variables.extend(self._model.cp.proto.variables)
        probe.minimize(self._costs[number])
        objective = probe.proto.objective
        most = self.values[number] - int(objective.offset)
        return list(objective.vars), list(objective.coeffs), most

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

    def _climb(self) -> None:
        """Minimise each tier up to the people with a team, from the best roster on.

        Its solvers work on one model, to which each value found is added as a row.
        """
        model, held = self._copy(), 0
        for number in range(self._changes):
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
                    # Names cannot be dealt so that as few have a change.
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

    def _bound_cover(self, number: int) -> None:
        """Bound a tier of cover by rosters without missions: they can only be better.

        Without missions the rules forbid less, and cover counts tours alone.
        """
        assert self.scenario.baseline is not None
        if self._bounds[number] or not self.scenario.cover:
            return
        bare = replace(
            self.scenario,
            missions={},
            pins=tuple(p for p in self.scenario.pins if not p.mission),
            baseline=replace(self.scenario.baseline, seats=frozenset()),
        )
        model = CrewModel(bare, self._rules)
        cost = sum(
            w * GOALS[g].post(model) for g, w in self.tiers[number].goals.items()
        )
        if isinstance(cost, int):
            self._bounds[number] = cost
            return
        model.cp.minimize(cost)
        outcome = self._run(model.cp, min(NO_COVER_BOUND, self._left() / 4))
        if outcome.status in FOUND:
            self._bounds[number] = outcome.bound

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

    def _prove_rest(self) -> None:
        """Prove the changes and all later tiers at once: no roster is better.

        The question is whether a roster exists that is better in one of these tiers and
        no worse in those before it. As long as it does, it is taken.
        """
        started = time.monotonic()
        first = self._changes
        numbers = [
            n
            for n in range(first, len(self.tiers))
            if not isinstance(self._costs[n], int)
        ]
        for number, cost in enumerate(self._costs):
            if isinstance(cost, int):
                self._bounds[number] = cost
        close = self._close if self._inside is None else self._inside
        if close is not None and numbers:
            self._polish(numbers, close)
        while True:
            heed()
            model = self._copy(self._inside)
            self._hold(model, first)
            model.add(self._costs[first] <= self.values[first])
            better = []
            for place, number in enumerate(numbers):
                if not self.values[number]:
                    continue
                literal = model.new_bool_var("")
                better.append(literal)
                cost, value = self._costs[number], self.values[number]
                model.add(cost <= value - 1).only_enforce_if(literal)
                for before in numbers[:place]:
                    row = self._costs[before] <= self.values[before]
                    model.add(row).only_enforce_if(literal)
            model.add_bool_or(better)
            # A hint draws the search to the roster that the rows rule out.
            model.clear_hints()  # type: ignore[no-untyped-call]
            strategies = CLAUSES if self._inside is None else MIXED
            outcome = self._run(model, self._left() * PART, strategies)
            if outcome.status is SolveStatus.INFEASIBLE:
                for number in numbers:
                    self._bounds[number] = self.values[number]
                break
            if outcome.status not in FOUND:
                break
            if not self._adopt(outcome):
                if self._apart:
                    break
                self._apart = True
                self._build()
        self._seconds[first] += time.monotonic() - started
        for number in numbers:
            # Nothing to do for what is proved; else a bound is better than none.
            self._prove_tier(number)

    def _polish(self, numbers: Sequence[int], free: AbstractSet[str]) -> None:
        """Lower the changes and later tiers together, for a while."""
        heed()
        model = self._copy(free)
        self._hold(model, self._changes)
        model.minimize(self._weighted(numbers, exact=True))
        self._adopt(self._run(model, self._left() / 4, MIXED, FIRST_EFFORT))

    # --- names ----------------------------------------------------------------------

    def _named(self, outcome: Outcome) -> Roster:
        """Return the roster of a search, in which as many as can keep their seats."""
        roster = self._model.roster(outcome.read)
        same = {o for o, c in self._changed.items() if not outcome.read(c)}
        crews = _Crews(self.scenario, roster, self._kept)
        for group in self._model.groups:
            if group.size > 1:
                placements = self._model.placements(group=group)
                needed = self._model.time_between(group.slot)
                seats = {p.seat.key for p in placements}
                crews.deal_anew(group, seats, same, needed)
        return crews.roster()

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
            results.append(_result(tier, value, bound, goals, seconds))
        proved = all(r.status is SolveStatus.OPTIMAL for r in results)
        status = SolveStatus.OPTIMAL if proved else SolveStatus.FEASIBLE
        return Result(status, roster, tuple(results), self._passed())

    # --- other repairs --------------------------------------------------------------

    def others(self, first: Result, number: int) -> tuple[Result, ...]:
        """Return other repairs than a first one, at most so many."""
        assert first.roster is not None
        self.best = first.roster
        self.values = tuple(t.value for t in first.tiers)
        found: list[Roster] = []
        try:
            with patience(self._over):
                self._build()
                self._free = self._near() | self._in_breach() | self._could_help()
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

    def _people_of(self, roster: Roster) -> frozenset[str]:
        """Return the officers with a change in a roster."""
        facts = Facts(self.scenario, roster)
        losses = GOALS[PEOPLE].score(facts)
        return frozenset(loss.officer for loss in losses if loss.officer)

    def _lawful(self, outcome: Outcome) -> tuple[Roster | None, tuple[int, ...]]:
        """Return the roster of a search and its values, if it breaks no rule."""
        if outcome.status not in FOUND:
            return None, ()
        roster = self._named(outcome)
        facts = Facts(self.scenario, roster)
        if not is_lawful(facts, self._rules):
            return None, ()
        return roster, tuple(tier_value(tier, facts)[0] for tier in self.tiers)

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
            results.append(_result(tier, value, bound, goals))
            same = same and value <= known.value
        status = SolveStatus.FEASIBLE
        return Result(status, roster, tuple(results), self._passed())


class _Crews:
    """The crews of a roster, in which seats of a group may change hands."""

    def __init__(self, scenario: Scenario, roster: Roster, kept: Roster) -> None:
        self._scenario = scenario
        self._roster = roster
        under_way = (t for own in scenario.under_way.values() for t in own)
        self._slots = defaultdict(list)
        for tour in (*roster.tours, *under_way):
            self._slots[tour.officer].append(tour.slot)
        self._seats: defaultdict[str, list[Assignment]] = defaultdict(list)
        for assignment in roster.assignments:
            self._seats[assignment.officer].append(assignment)
        self._kept: defaultdict[str, set[SeatKey]] = defaultdict(set)
        for assignment in kept.assignments:
            self._kept[assignment.officer].add(_key(assignment))
        self._occurrences = {o.key: o for o in scenario.occurrences}

    def roster(self) -> Roster:
        """Return the roster with its crews as they are now."""
        crews = tuple(a for own in self._seats.values() for a in own)
        return Roster(self._roster.tours, crews).sorted()

    def deal_anew(
        self,
        group: Group,
        seats: AbstractSet[SeatKey],
        same: AbstractSet[str],
        needed: TransitionTime,
    ) -> None:
        """Give members without a change their seats, and the others what is left.

        Nothing happens where that is impossible. ``needed`` is the least time between
        two missions (``CrewModel.time_between``).
        """
        members = [
            o.id
            for o in group.officers
            if group.slot is None or group.slot in self._slots[o.id]
        ]
        held = {who: self._held(who, group, seats) for who in members}
        left = Counter(_key(a) for own in held.values() for a in own)
        own_seats = {who: self._kept[who] & seats for who in members if who in same}
        wanted = {
            who: {k for k in keys if self._inside(who, group, k)}
            for who, keys in own_seats.items()
        }
        if all({_key(a) for a in held[who]} == wanted[who] for who in wanted):
            return
        left.subtract(key for keys in wanted.values() for key in keys)
        moving = [who for who in members if who not in same]
        if min(left.values(), default=0) < 0 or (not moving and any(left.values())):
            return
        stints = [
            SeatedStint((HeldSeat(self._occurrences[key[:-1]], key[-1]),))
            for key in left.elements()
        ]
        try:
            dealt = share_out(stints, moving, needed)
        except ValueError:
            return
        for who in members:
            gone = held[who]
            mine = [a for a in self._seats[who] if a not in gone]
            keys = wanted[who] if who in wanted else dealt.get(who, [])
            self._seats[who] = [*mine, *(_assigned(key, who) for key in keys)]

    def _held(
        self, officer: str, group: Group, seats: AbstractSet[SeatKey]
    ) -> list[Assignment]:
        """Return the seats that an officer holds as a member of a group."""
        return [
            a
            for a in self._seats[officer]
            if _key(a) in seats and self._inside(officer, group, _key(a))
        ]

    def _inside(self, officer: str, group: Group, key: SeatKey) -> bool:
        """Tell whether a seat lies in the tour of a group; ``None`` = in no tour."""
        span = self._occurrences[key[:-1]].span
        if group.slot is not None:
            return group.slot.contains(span)
        return not any(s.contains(span) for s in self._slots[officer])


def _result(
    tier: Tier,
    value: int,
    bound: int,
    goals: Mapping[str, int],
    seconds: float = 0.0,
) -> TierResult:
    optimal = bound == value
    return TierResult(
        name=tier.name,
        value=value,
        bound=bound,
        status=SolveStatus.OPTIMAL if optimal else SolveStatus.FEASIBLE,
        seconds=seconds,
        goals=goals,
    )


def _key(assignment: Assignment) -> SeatKey:
    return (*assignment.placing, assignment.position)


def _assigned(key: SeatKey, officer: str) -> Assignment:
    mission, start, fallback, place, position = key
    return Assignment(mission, start, position, officer, fallback, place)


def _kept(scenario: Scenario) -> Roster:
    """Return what of the baseline roster the tables still have."""
    baseline = scenario.baseline
    if baseline is None:
        return Roster((), ())
    keys = baseline.tours_by_key
    tours = (t for own in scenario.tours.values() for t in own if t.key in keys)
    seats = (
        (scenario.known_seat(known), known.officer)
        for known in baseline.seats
        if known.officer in scenario.officers
    )
    assignments = (assigned(s, who) for s, who in seats if s is not None)
    return Roster(tuple(tours), tuple(assignments)).sorted()
