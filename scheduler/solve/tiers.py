"""Lexicographic search: minimise each tier, hold it, go on to the next."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace

from ortools.sat.python import cp_model

from scheduler.domain.patience import Stopped, heed, patience
from scheduler.domain.roster import Facts, Roster
from scheduler.domain.run import SolveStatus, TierResult, settled
from scheduler.domain.scenario import Scenario, Tier
from scheduler.goals import GOALS, Goal
from scheduler.model.crews import CrewModel
from scheduler.model.facade import Linear
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
"""Variables from which starting another process pays."""

FILLING_IN = 10.0
"""Seconds to find the values of helping variables for a roster that is known."""

Listener = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Result:
    """How a search ended.

    Parameters
    ----------
    status
        ``OPTIMAL`` when every tier is proved; ``FEASIBLE`` when there is a roster;
        ``INFEASIBLE`` when it is proved that there is none; else ``UNKNOWN``.
    roster
        The best roster found, with its breaks placed, or ``None``.
    tiers
        One result for each tier, if there is a roster.
    seconds
        Wall time since the time limit began to count, model building included.
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
        Told of every better value and bound, from the solver's threads.
    interruption
        Lets another thread stop the search.
    rules
        Rules to obey; all unless told otherwise.
    singletons
        Name every assignment in the model instead of counting heads by group.
    """
    search = search or Search()
    interruption = interruption or Interruption()
    started = interruption.since
    rules = RULES.values() if rules is None else rules
    tiers = scenario.tiers or (Tier(name="feasibility", goals={}),)
    telling = _telling(scenario, tiers)
    roster: Roster | None = None
    results: list[TierResult] = []

    def over() -> bool:
        late = time.monotonic() - started >= search.time_limit
        return late or interruption.stopped.is_set()

    with ExitStack() as stack:
        partner: Partner | None = None
        for index, tier in enumerate(tiers):
            try:
                with patience(over):
                    heed()
                    if index == 0 or telling[index] != telling[index - 1]:
                        # Officers are told apart only once a goal asks for it: the
                        # tiers before are proved faster on larger groups, and hold for
                        # smaller ones.
                        model = CrewModel(
                            scenario, rules, goals=telling[index], singletons=singletons
                        )
                        # What tells more officers apart waits for smaller groups.
                        objectives = [
                            _objective(model, t)
                            for t, told in zip(tiers, telling, strict=True)
                            if len(told) <= len(telling[index])
                        ]
                        for objective, result in zip(objectives, results, strict=False):
                            model.add(objective <= result.value)
                        if roster is not None:
                            left = search.time_limit - (time.monotonic() - started)
                            _begin(model, roster, left, interruption)
            except Stopped:
                if roster is None:
                    seconds = time.monotonic() - started
                    return Result(SolveStatus.UNKNOWN, None, (), seconds)
                results.append(_tier_result(tier, Facts(scenario, roster), _NOTHING))
                continue
            if partner is None:
                partner = stack.enter_context(_partner(model, search))
            objective = objectives[index]
            if isinstance(objective, int) and roster is not None:
                # The same for every roster: nothing to search for, nothing to hold.
                facts = Facts(scenario, roster)
                results.append(_tier_result(tier, facts, _constant(objective)))
                continue
            model.cp.minimize(objective)
            outcome = _search(
                model,
                search,
                started,
                share=2 / (len(tiers) - index + 1),
                interruption=interruption,
                tell=_teller(listener, tier, started),
                partner=partner,
                must_find=roster is None,
            )
            if outcome.status in FOUND:
                roster = model.roster(outcome.read)
                _hint(model, outcome.solution)
            if roster is None:
                return Result(outcome.status, None, (), time.monotonic() - started)
            result = _tier_result(tier, Facts(scenario, roster), outcome)
            results.append(result)
            model.add(objective <= result.value)
    assert roster is not None
    final = _final(tiers, results, Facts(scenario, roster))
    roster = with_breaks(scenario, roster)
    goals = {goal for tier in tiers for goal in tier.goals}
    if not all(settled(tiers, final, g) for g in goals.intersection(MISSION_GOALS)):
        seconds = min(SECONDS, 1 + search.time_limit / 20)
        hurry = interruption.hurried.is_set
        roster = fill(scenario, roster, tuple(rules), seconds=seconds, hurry=hurry)
        final = _final(tiers, results, Facts(scenario, roster))
    proved = all(r.status is SolveStatus.OPTIMAL for r in final)
    status = SolveStatus.OPTIMAL if proved else SolveStatus.FEASIBLE
    return Result(status, roster, final, time.monotonic() - started)


def _objective(model: CrewModel, tier: Tier) -> Linear:
    terms = [weight * GOALS[goal].post(model) for goal, weight in tier.goals.items()]
    if terms and all(isinstance(term, int) for term in terms):
        return sum(terms)
    return cp_model.LinearExpr.sum(terms)


_NOTHING = Outcome(SolveStatus.UNKNOWN, 0, 0, 0.0, ())
"""A search for which there was no time."""


def _constant(value: int) -> Outcome:
    return Outcome(SolveStatus.OPTIMAL, value, value, 0.0, ())


@contextmanager
def _partner(model: CrewModel, search: Search) -> Iterator[Partner | None]:
    """Lend a partner to a search that is large enough to need one."""
    if search.workers < 2 or len(model.cp.proto.variables) < WORTH_A_PARTNER:
        yield None
        return
    partner = Partner()
    try:
        yield partner
    finally:
        partner.close()


def _search(
    model: CrewModel,
    search: Search,
    started: float,
    *,
    share: float,
    interruption: Interruption,
    tell: Callable[[int | None, int], None],
    partner: Partner | None,
    must_find: bool,
) -> Outcome:
    """Search one tier for its share of the time left, or all if nothing is found."""
    left = search.time_limit - (time.monotonic() - started)
    outcome = run(model.cp, search, left * share, interruption, tell, partner)
    left = search.time_limit - (time.monotonic() - started)
    if must_find and outcome.status is SolveStatus.UNKNOWN and left > 0:
        outcome = run(model.cp, search, left, interruption, tell, partner)
    return outcome


def _teller(
    listener: Listener | None, tier: Tier, started: float
) -> Callable[[int | None, int], None]:
    def tell(best: int | None, bound: int) -> None:
        if listener is not None:
            listener(Progress(tier.name, best, bound, time.monotonic() - started))

    return tell


def _telling(scenario: Scenario, tiers: Sequence[Tier]) -> tuple[tuple[Goal, ...], ...]:
    """Return for each tier the goals up to it that tell some officers apart."""
    found: list[tuple[Goal, ...]] = []
    for tier in tiers:
        before = found[-1] if found else ()
        more = tuple(
            GOALS[g]
            for g in tier.goals
            if any(
                GOALS[g].grouping_key(scenario, o, None) is not None
                for o in scenario.officers.values()
            )
        )
        found.append(before + more)
    return tuple(found)


def _hint(model: CrewModel, solution: Sequence[int]) -> None:
    """Start the next search from the roster in hand."""
    model.cp.clear_hints()  # type: ignore[no-untyped-call]
    for index, value in enumerate(solution):
        model.cp.add_hint(model.cp.get_int_var_from_proto_index(index), value)


def _begin(
    model: CrewModel, roster: Roster, left: float, interruption: Interruption
) -> None:
    """Start the search of another model from a roster, every variable filled in."""
    for variable, value in model.values(roster):
        model.cp.add_hint(variable, value)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = max(0.0, min(FILLING_IN, left))
    interruption.watch(solver)
    solver.parameters.fix_variables_to_their_hinted_value = True
    if STATUSES[solver.solve(model.cp)] in FOUND:
        _hint(model, tuple(solver.response_proto.solution))


def _tier_result(tier: Tier, facts: Facts, outcome: Outcome) -> TierResult:
    """Measure the roster itself, and hold the solver's claim against it.

    Raises
    ------
    RuntimeError
        If the solver claims an optimum that the roster does not have: a goal whose two
        halves differ.
    """
    value, goals = tier_value(tier, facts)
    # A search that ended with nothing new claims nothing.
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


def _final(
    tiers: Sequence[Tier], results: Sequence[TierResult], facts: Facts
) -> tuple[TierResult, ...]:
    """Measure every tier on the last roster: later searches may improve it."""
    final = []
    for tier, result in zip(tiers, results, strict=True):
        value, goals = tier_value(tier, facts)
        status = SolveStatus.OPTIMAL if value == result.bound else SolveStatus.FEASIBLE
        final.append(replace(result, value=value, goals=goals, status=status))
    return tuple(final)
