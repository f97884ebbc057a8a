"""The model of a repair: a published roster, and what may become of it.

Officers are counted in groups by their seats in the published roster. Names are then
dealt so that those without a change keep their seats. Where that is impossible, the
model is built anew with every officer apart.
"""

import datetime as dt
import math
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet

from ortools.sat.python import cp_model

from scheduler.domain.patience import heed
from scheduler.domain.roster import Facts, Roster, assigned
from scheduler.domain.run import SolveStatus, TierResult
from scheduler.domain.scenario import Scenario, Tier
from scheduler.facade import Linear
from scheduler.goals import GOALS
from scheduler.goals.few_people import changed_by_officer
from scheduler.model.crews import CrewModel
from scheduler.rules import RULES
from scheduler.rules.base import Rule, is_lawful, standing
from scheduler.solve.engine import (
    FOUND,
    LAST_MOMENT,
    STATUSES,
    Interruption,
    Outcome,
    Search,
)
from scheduler.solve.fill import tier_value
from scheduler.solve.prove import hint
from scheduler.solve.rows import LinearModel, Terms, objective_of
from scheduler.solve.same_seats import Crews

PEOPLE, CHANGES = "few_people", "few_changes"

CLAUSES = ("no_lp", "quick_restart_no_lp")
"""Strategies for rows that allow little: they learn clauses and solve no program."""

MIXED = ("no_lp", "max_lp")
"""Strategies for a good roster soon: of two threads, one seeks rosters by itself."""

BOTH = ("no_lp", "max_lp_sym")
"""Strategies for a proof: clauses prove some sums, programs others."""

PROGRAMS = ("max_lp_sym", "objective_lb_search_max_lp")
"""Strategies for a bound on a sum."""

NO_COVER_BOUND = 5.0
"""Most seconds for the bound of a tier of cover by rows about tours alone."""

GREATEST = 2**46
"""Greatest value of a weighted sum of tiers that the solver's floats still hold."""


class RepairModel:
    """One repair: its model, the best roster so far and what is proved of it.

    Parameters
    ----------
    scenario, search, interruption, rules
        See ``replan``.

    Raises
    ------
    ValueError
        If the scenario has no baseline, or lacks a tier for it.
    """

    def __init__(
        self,
        scenario: Scenario,
        search: Search | None,
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
        self._stop = interruption or Interruption()
        self._rules = tuple(RULES.values() if rules is None else rules)
        self._kept = _kept(scenario)
        self.best: Roster | None = None
        self.values: tuple[int, ...] = ()
        self._solution: tuple[int, ...] = ()
        self._bounds = [0] * len(self.tiers)
        self._asked: set[int] = set()
        self._apart = False
        self._days: set[dt.date] = set()
        self._start: Roster = self._kept
        self._unsettled: frozenset[str] = frozenset()

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
        self._terms = [self._terms_of(cost) for cost in self._costs]
        rows = LinearModel()
        rows.catch_up(self._model.cp)
        self._rows = rows.matrix()
        self._most = [self._greatest(terms) for terms in self._terms]
        self._solution = ()

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

    def _value(self, number: int, solution: Sequence[int]) -> int:
        """Return what a tier loses in a solution."""
        cost, least = self._terms[number]
        return least + sum(factor * solution[v] for v, factor in cost.items())

    def _hold(
        self, model: cp_model.CpModel, before: int, values: Sequence[int] | None = None
    ) -> None:
        """Hold values of the tiers before one, those of the best roster if not told."""
        values = self.values if values is None else values
        for cost, value in zip(self._costs[:before], values, strict=False):
            if not isinstance(cost, int):
                model.add(cost <= value)

    def _weighted(self, numbers: Iterable[int], *, exact: bool) -> Linear:
        """Return a sum of tiers in which the first one outweighs the others."""
        weights = self._weights(numbers, exact=exact)
        if not weights:
            return 0
        # Not added up with +=, which would change the first cost itself.
        costs = [self._costs[number] for number in weights]
        return cp_model.LinearExpr.weighted_sum(costs, list(weights.values()))

    def _weights(self, numbers: Iterable[int], *, exact: bool) -> dict[int, int]:
        """Return the weights of tiers in a sum in which the first one outweighs others.

        Exact, a tier outweighs the greatest value that those after it can have, and
        the sum ends before it grows too large, but not before the first tier. Otherwise
        it outweighs a guess, good enough to search for a better roster.
        """
        spans: dict[int, int] = {}
        size = 1
        for number in numbers:
            if isinstance(self._costs[number], int):
                continue
            span = self._most[number] + 1
            if not exact:
                span = min(span, max(20, self.values[number] // 8))
            if spans and size * span > GREATEST:
                break
            spans[number] = span
            size *= span
        for number, span in spans.items():
            size //= span
            spans[number] = size
        return spans

    def _terms_of(self, cost: Linear) -> Terms:
        """Return the cost of a tier by variable, and its constant part."""
        if isinstance(cost, int):
            return {}, cost
        self._model.cp.minimize(cost)
        terms = objective_of(self._model.cp)
        self._model.cp.clear_objective()  # type: ignore[no-untyped-call]
        return terms

    def _greatest(self, terms: Terms) -> int:
        """Return the greatest value that a tier can have."""
        cost, most = terms
        rows = self._rows
        ends = ((f, rows.upper if f > 0 else rows.lower, v) for v, f in cost.items())
        return most + sum(f * int(end[v]) for f, end, v in ends)

    def _run(
        self,
        model: cp_model.CpModel,
        seconds: float,
        strategies: Sequence[str] = PROGRAMS,
        effort: float = math.inf,
        *,
        quick: bool = False,
    ) -> Outcome:
        """Search a copy of the model for a number of seconds.

        Parameters
        ----------
        model, seconds
            What to search, and how long.
        strategies
            Strategies of the solver, if it has several threads.
        effort
            Most effort, in the solver's own measure.
        quick
            Whether to presolve little: the rows that allow little are no help to it.
        """
        started = time.monotonic()
        solver, workers = cp_model.CpSolver(), self._search.workers
        parameters = solver.parameters
        if self._stop.stopped.is_set():
            seconds = LAST_MOMENT
        parameters.max_time_in_seconds = max(LAST_MOMENT, seconds)
        if effort < math.inf:
            # Not a time, so that one worker and one seed give one roster.
            parameters.max_deterministic_time = effort
        parameters.num_workers = workers
        parameters.random_seed = self._search.seed
        parameters.catch_sigint_signal = False
        parameters.linearization_level = 2
        # A repair has few symmetries, and finding them takes a tenth of its time.
        parameters.symmetry_level = 0
        if quick:
            parameters.max_presolve_iterations = 1
        if quick or strategies is CLAUSES:
            # Probing takes long where little is allowed.
            parameters.cp_model_probing_level = 0
        if workers > 1:
            parameters.subsolvers.extend(strategies)
        if workers > 1 and strategies is BOTH:
            # Else one of two threads would seek rosters, and the second strategy rest.
            parameters.num_full_subsolvers = len(strategies)
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

    # --- who is near the change -----------------------------------------------------

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

    def _in_breach(self) -> frozenset[str]:
        """Return the officers and crews that the kept duties bring into a breach."""
        found: set[str] = set()
        facts = Facts(self.scenario, self._kept)
        for breach in standing(facts, self._rules):
            found.update(breach.officers)
            if breach.mission is not None:
                found |= self._able({breach.mission})
        return frozenset(found & self.scenario.officers.keys())

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

    def _bound_cover(self, number: int) -> None:
        """Bound a tier of cover by the rows about tours alone.

        Without the rows about seats the model allows more, so the bound holds.
        """
        if number in self._asked:
            return
        self._asked.add(number)
        cost, least = self._terms[number]
        if not cost:
            self._bounds[number] = least
            return
        tags = self._model.tags()
        seats = (tags["day"] >= 0) & ~tags["tour"]
        part = self._rows.linked(cost, without=seats)
        text, _place = self._rows.relaxation(part, cost, least)
        model = cp_model.CpModel()
        model.proto.parse_text_format(text)
        outcome = self._run(model, min(NO_COVER_BOUND, self._left() / 4))
        if outcome.status in FOUND:
            self._bounds[number] = outcome.bound

    # --- rosters --------------------------------------------------------------------

    def _named(self, outcome: Outcome) -> Roster:
        """Return the roster of a search, in which as many as can keep their seats."""
        roster = self._model.roster(outcome.read)
        same = {o for o, c in self._changed.items() if not outcome.read(c)}
        crews = Crews(self.scenario, roster, self._kept)
        for group in self._model.groups:
            if group.size > 1:
                placements = self._model.placements(group=group)
                needed = self._model.time_between(group.slot)
                seats = {p.seat.key for p in placements}
                crews.deal_anew(group, seats, same, needed)
        return crews.roster()

    def _lawful(self, outcome: Outcome) -> tuple[Roster | None, tuple[int, ...]]:
        """Return the roster of a search and its values, if it breaks no rule."""
        if outcome.status not in FOUND:
            return None, ()
        roster = self._named(outcome)
        facts = Facts(self.scenario, roster)
        if not is_lawful(facts, self._rules):
            return None, ()
        return roster, tuple(tier_value(tier, facts)[0] for tier in self.tiers)

    def _people_of(self, roster: Roster) -> frozenset[str]:
        """Return the officers with a change in a roster."""
        facts = Facts(self.scenario, roster)
        losses = GOALS[PEOPLE].score(facts)
        return frozenset(loss.officer for loss in losses if loss.officer)


def tier_result(
    tier: Tier,
    value: int,
    bound: int,
    goals: Mapping[str, int],
    seconds: float = 0.0,
) -> TierResult:
    """Return a tier with its value, the value of each of its goals and its bound."""
    optimal = bound == value
    return TierResult(
        name=tier.name,
        value=value,
        bound=bound,
        status=SolveStatus.OPTIMAL if optimal else SolveStatus.FEASIBLE,
        seconds=seconds,
        goals=goals,
    )


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
