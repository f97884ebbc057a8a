"""Lexicographic search: minimise each tier, then hold its value for the next."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import cached_property

from ortools.sat.python import cp_model

from scheduler.domain.patience import Stopped, heed, patience
from scheduler.domain.roster import Facts, Roster, assigned
from scheduler.domain.run import SolveStatus, TierResult, settled
from scheduler.domain.scenario import Scenario, Tier
from scheduler.facade import Linear
from scheduler.goals import GOALS, Goal
from scheduler.model.crews import CrewModel
from scheduler.rules import RULES
from scheduler.rules.base import Rule
from scheduler.solve.engine import (
    FOUND,
    STATUSES,
    Interruption,
    Outcome,
    Progress,
    Search,
    run,
)
from scheduler.solve.fill import SECONDS, fill, tier_value, with_breaks
from scheduler.solve.partner import Partner
from scheduler.verify.shortfalls import MISSION_GOALS

WORTH_A_PARTNER = 2000
"""Least number of variables for which the partner is started."""

COMPLETING = 10.0
"""Most seconds to compute the auxiliary variables of a known roster."""

Listener = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Result:
    """The result of a solve.

    Parameters
    ----------
    status
        ``OPTIMAL`` if every tier is proved; ``FEASIBLE`` if there is a roster;
        ``INFEASIBLE`` if it is proved that there is none; else ``UNKNOWN``.
    roster
        The best roster found, with its breaks placed, or ``None``.
    tiers
        One result for each tier, if there is a roster.
    seconds
        Wall time since the start of the time limit, model building included.
    """

    status: SolveStatus
    roster: Roster | None
    tiers: tuple[TierResult, ...]
    seconds: float


def solve(
    scenario: Scenario,
    search: Search | None = None,
    *,
    listener: Listener | None = None,
    interruption: Interruption | None = None,
    rules: Iterable[Rule] | None = None,
    singletons: bool = False,
) -> Result:
    """Search for the best roster of a scenario.

    Parameters
    ----------
    scenario
        What is planned.
    search
        Limits and seeds.
    listener
        Called with every better value and bound, from the solver's threads.
    interruption
        Lets another thread stop the search.
    rules
        Rules to obey; ``None`` = all.
    singletons
        Whether each assignment has its own variable, instead of head-counts by group.
    """
    work = _Work(
        scenario=scenario,
        search=search or Search(),
        interruption=interruption or Interruption(),
        listener=listener,
        rules=tuple(RULES.values() if rules is None else rules),
        tiers=scenario.tiers or (Tier(name="feasibility", goals={}),),
        singletons=singletons,
    )
    roster: Roster | None = None
    results: list[TierResult] = []
    with ExitStack() as stack:
        partner: Partner | None = None
        for index, tier in enumerate(work.tiers):
            try:
                with patience(work.over):
                    heed()
                    if index == 0 or work.keyed[index] != work.keyed[index - 1]:
                        model, objectives = work.build(results, roster)
            except Stopped:
                if roster is None:
                    return Result(SolveStatus.UNKNOWN, None, (), work.seconds())
                facts = Facts(scenario, roster)
                results.append(_tier_result(tier, facts, _NOT_SEARCHED))
                continue
            if partner is None:
                partner = stack.enter_context(_partner(model, work.search))
            objective = objectives[index]
            if isinstance(objective, int) and roster is not None:
                # The same for every roster: nothing to search for, nothing to hold.
                facts = Facts(scenario, roster)
                results.append(_tier_result(tier, facts, _constant(objective)))
                continue
            model.cp.minimize(objective)
            outcome = work.search_tier(index, model, partner, must_find=roster is None)
            if outcome.status in FOUND:
                roster = model.roster(outcome.read)
                _hint(model, outcome.solution)
            if roster is None:
                return Result(outcome.status, None, (), work.seconds())
            result = _tier_result(tier, Facts(scenario, roster), outcome)
            results.append(result)
            model.add(objective <= result.value)
    assert roster is not None
    return work.finish(results, roster)


@dataclass(frozen=True, kw_only=True)
class _Work:
    """What one call of ``solve`` is given, and its steps."""

    scenario: Scenario
    search: Search
    interruption: Interruption
    listener: Listener | None
    rules: tuple[Rule, ...]
    tiers: tuple[Tier, ...]
    singletons: bool

    def seconds(self) -> float:
        """Return the seconds since the start of the time limit."""
        return time.monotonic() - self.interruption.since

    def left(self) -> float:
        """Return the seconds left; negative when the time limit has passed."""
        return self.search.time_limit - self.seconds()

    def over(self) -> bool:
        """Tell whether the time limit has passed or the search is stopped."""
        return self.left() <= 0 or self.interruption.stopped.is_set()

    @cached_property
    def keyed(self) -> tuple[tuple[Goal, ...], ...]:
        """For each tier, the goals up to it that give some officer a grouping key."""
        found: list[tuple[Goal, ...]] = []
        for tier in self.tiers:
            before = found[-1] if found else ()
            more = tuple(
                GOALS[g]
                for g in tier.goals
                if any(
                    GOALS[g].grouping_key(self.scenario, o, None) is not None
                    for o in self.scenario.officers.values()
                )
            )
            found.append(before + more)
        return tuple(found)

    def build(
        self, results: Sequence[TierResult], roster: Roster | None
    ) -> tuple[CrewModel, list[Linear]]:
        """Build the model of the next tier, which holds the tiers before it.

        Officers are kept apart for a goal only from its tier on: earlier tiers are
        proved faster on larger groups, and their values hold for smaller ones. So the
        model gets the tiers up to the last one that needs no smaller groups.

        Parameters
        ----------
        results
            The results of the tiers before.
        roster
            The best roster so far, from which the search starts unless it can start
            from the baseline.

        Returns
        -------
        tuple of CrewModel and list of Linear
            The model, and the objective of each of its tiers, in order.
        """
        goals = self.keyed[len(results)]
        model = CrewModel(
            self.scenario, self.rules, goals=goals, singletons=self.singletons
        )
        objectives = [
            _objective(model, tier)
            for tier, own in zip(self.tiers, self.keyed, strict=True)
            if len(own) <= len(goals)
        ]
        for objective, result in zip(objectives, results, strict=False):
            model.add(objective <= result.value)
        # The baseline has the fewest changes, if it is as good in the tiers before.
        for start in (_known(self.scenario), roster):
            if start is not None and _start_from(
                model, start, self.left(), self.interruption
            ):
                break
        return model, objectives

    def search_tier(
        self,
        index: int,
        model: CrewModel,
        partner: Partner | None,
        *,
        must_find: bool,
    ) -> Outcome:
        """Search a tier for a share of the time left; if it must find, for all of it.

        Parameters
        ----------
        index, model
            Which tier, and the model that minimises it.
        partner
            Races CP-SAT, if given.
        must_find
            Whether no roster is known yet.
        """

        def report(best: int | None, bound: int) -> None:
            if self.listener is not None:
                name = self.tiers[index].name
                self.listener(Progress(name, best, bound, self.seconds()))

        def search(seconds: float) -> Outcome:
            stop = self.interruption
            return run(model.cp, self.search, seconds, stop, report, partner)

        outcome = search(self.left() * 2 / (len(self.tiers) - index + 1))
        left = self.left()
        if must_find and outcome.status is SolveStatus.UNKNOWN and left > 0:
            outcome = search(left)
        return outcome

    def finish(self, results: Sequence[TierResult], roster: Roster) -> Result:
        """Place breaks, and fill open missions if a tier of missions is unproved."""
        final = _measured(self.tiers, results, Facts(self.scenario, roster))
        roster = with_breaks(self.scenario, roster)
        goals = {goal for tier in self.tiers for goal in tier.goals}
        own = goals.intersection(MISSION_GOALS)
        if not all(settled(self.tiers, final, goal) for goal in own):
            roster = fill(
                self.scenario,
                roster,
                self.rules,
                seconds=min(SECONDS, 1 + self.search.time_limit / 20),
                hurry=self.interruption.hurried.is_set,
            )
            final = _measured(self.tiers, results, Facts(self.scenario, roster))
        proved = all(r.status is SolveStatus.OPTIMAL for r in final)
        status = SolveStatus.OPTIMAL if proved else SolveStatus.FEASIBLE
        return Result(status, roster, final, self.seconds())


def _known(scenario: Scenario) -> Roster | None:
    """Return what of the baseline roster the scenario still has; ``None`` = none."""
    baseline = scenario.baseline
    if baseline is None:
        return None
    keys = baseline.tours_by_key
    tours = (t for own in scenario.tours.values() for t in own if t.key in keys)
    seats = ((scenario.known_seat(known), known.officer) for known in baseline.seats)
    assignments = (assigned(s, who) for s, who in seats if s is not None)
    return Roster(tuple(tours), tuple(assignments)).sorted()


def _objective(model: CrewModel, tier: Tier) -> Linear:
    terms = [weight * GOALS[goal].post(model) for goal, weight in tier.goals.items()]
    if terms and all(isinstance(term, int) for term in terms):
        return sum(terms)
    return cp_model.LinearExpr.sum(terms)


_NOT_SEARCHED = Outcome(SolveStatus.UNKNOWN, 0, 0, 0.0, ())
"""The outcome of a tier for which there was no time."""


def _constant(value: int) -> Outcome:
    """Return the outcome of a tier whose value is the same for every roster."""
    return Outcome(SolveStatus.OPTIMAL, value, value, 0.0, ())


@contextmanager
def _partner(model: CrewModel, search: Search) -> Iterator[Partner | None]:
    """Give a partner to a search that is large enough, and end it afterwards."""
    if search.workers < 2 or len(model.cp.proto.variables) < WORTH_A_PARTNER:
        yield None
        return
    partner = Partner()
    try:
        yield partner
    finally:
        partner.close()


def _hint(model: CrewModel, solution: Sequence[int]) -> None:
    """Make the next search start from a solution."""
    model.cp.clear_hints()  # type: ignore[no-untyped-call]
    for index, value in enumerate(solution):
        model.cp.add_hint(model.cp.get_int_var_from_proto_index(index), value)


def _start_from(
    model: CrewModel, roster: Roster, left: float, interruption: Interruption
) -> bool:
    """Make the search of a new model start from a roster, with all its variables.

    Returns whether the roster keeps the rules and the values of the tiers before. If
    not, the search starts from what can be kept of it.
    """
    model.cp.clear_hints()  # type: ignore[no-untyped-call]
    for variable, value in model.values(roster):
        model.cp.add_hint(variable, value)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = max(0.0, min(COMPLETING, left))
    interruption.watch(solver)
    solver.parameters.fix_variables_to_their_hinted_value = True
    found = STATUSES[solver.solve(model.cp)] in FOUND
    if found:
        _hint(model, tuple(solver.response_proto.solution))
    return found


def _tier_result(tier: Tier, facts: Facts, outcome: Outcome) -> TierResult:
    """Measure the roster itself, and compare it with what the solver claims.

    Raises
    ------
    RuntimeError
        If the solver claims an optimum that the roster does not have: ``post`` and
        ``score`` of a goal differ.
    """
    value, goals = tier_value(tier, facts)
    # A search that found no roster claims nothing.
    proved = outcome.status in FOUND and outcome.value == outcome.bound
    if proved and outcome.value != value:
        raise RuntimeError(
            f"tier {tier.name!r}: the solver claims {outcome.value}, "
            f"the roster has {value}"
        )
    bound = min(outcome.bound, value)
    status = SolveStatus.OPTIMAL if bound == value else SolveStatus.FEASIBLE
    return TierResult(
        name=tier.name,
        value=value,
        bound=bound,
        status=status,
        seconds=outcome.seconds,
        goals=goals,
    )


def _measured(
    tiers: Sequence[Tier], results: Sequence[TierResult], facts: Facts
) -> tuple[TierResult, ...]:
    """Measure every tier on the last roster, which may be better than in its search."""
    final = []
    for tier, result in zip(tiers, results, strict=True):
        value, goals = tier_value(tier, facts)
        status = SolveStatus.OPTIMAL if value == result.bound else SolveStatus.FEASIBLE
        final.append(replace(result, value=value, goals=goals, status=status))
    return tuple(final)
