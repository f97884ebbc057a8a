"""One search with CP-SAT: parameters, progress, interruption."""

import math
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from scheduler.domain.run import SolveStatus
from scheduler.solve.partner import Answer, Partner

STATUSES = {
    cp_model.OPTIMAL: SolveStatus.OPTIMAL,
    cp_model.FEASIBLE: SolveStatus.FEASIBLE,
    cp_model.INFEASIBLE: SolveStatus.INFEASIBLE,
    cp_model.UNKNOWN: SolveStatus.UNKNOWN,
}

FOUND = (SolveStatus.OPTIMAL, SolveStatus.FEASIBLE)

LAST_MOMENT = 0.01
"""Seconds for a search after an interruption: enough for an obvious solution."""

PORTFOLIO = ("max_lp_sym", "objective_lb_search_max_lp")
"""Strategies that proved most tiers soonest: figures in benchmarks/README.md."""

EPSILON = 1e-6

_BOUNDS = {
    "time_limit": (0, 1_000_000),
    "workers": (1, 64),
    "seed": (0, 2**31 - 1),
    "gap": (0, 1),
}
"""Least and greatest value of each parameter, both included; the command's too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """Parameters of a search.

    Parameters
    ----------
    time_limit
        Seconds for all tiers together.
    workers
        Threads of CP-SAT. One worker and one seed give the same roster every time. With
        more, a partner may race CP-SAT in a process of its own.
    seed
        Seed of the solver's random choices.
    gap
        Relative gap at which a tier may stop early; 0 = search for the proof.

    Raises
    ------
    ValueError
        If a number is out of its bounds.
    """

    time_limit: float = 60.0
    workers: int = 2
    seed: int = 0
    gap: float = 0.0

    def __post_init__(self) -> None:
        """Refuse numbers out of their bounds; NaN is always out of them."""
        for name, (least, most) in _BOUNDS.items():
            value = getattr(self, name)
            if not least <= value <= most:
                raise ValueError(f"{name} is {value}, not from {least} to {most}")


@dataclass(frozen=True, slots=True)
class Progress:
    """State of a running search: the tier, its best value and bound, seconds so far."""

    tier: str
    best: int | None
    bound: int
    seconds: float

    @property
    def gap(self) -> float:
        """Share of the best value that is not proved necessary, from 0 to 1."""
        best = self.best or 0
        return max(0, best - self.bound) / max(best, 1)


@dataclass
class Interruption:
    """Lets another thread stop the search; the best roster found is kept.

    Parameters
    ----------
    since
        Start of the time limit on the monotonic clock. An interruption made before the
        scenario is read applies the limit to reading and building too.
    stopped
        Set when no further search may start.
    hurried
        Set when the filling of open missions must end too.
    """

    since: float = field(default_factory=time.monotonic)
    stopped: threading.Event = field(default_factory=threading.Event)
    hurried: threading.Event = field(default_factory=threading.Event)
    _solvers: list[cp_model.CpSolver] = field(default_factory=list)

    def stop(self) -> None:
        """Stop the running search, and start no other."""
        self.stopped.set()
        for solver in self._solvers:
            solver.stop_search()

    def watch(self, solver: cp_model.CpSolver) -> None:
        """Make ``stop`` stop this solver, in place of the one before."""
        self._solvers[:] = [solver]


class _Callback(cp_model.CpSolverSolutionCallback):
    """Reports each better value and bound."""

    def __init__(self, report: Callable[[int | None, int], None]) -> None:
        super().__init__()
        self._report = report
        self._best: int | None = None
        self._bound = 0

    def on_solution_callback(self) -> None:
        """Report a better value."""
        self._best = round(self.objective_value)
        self._bound = max(self._bound, _up(self.best_objective_bound))
        self._report(self._best, self._bound)

    def on_bound(self, bound: float) -> None:
        """Report a better bound."""
        self._bound = max(self._bound, _up(bound))
        self._report(self._best, self._bound)


def _up(bound: float) -> int:
    """Round up a bound of an objective that is a whole number of at least 0.

    The bound is lowered by ``EPSILON`` first, against the solver's rounding.
    """
    return max(0, math.ceil(bound - EPSILON)) if math.isfinite(bound) else 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of one search.

    Parameters
    ----------
    status, value, bound
        Status, value of the solution (0 without one), proved bound.
    seconds
        Wall time.
    solution
        Value of each variable by index; empty if none was found.
    """

    status: SolveStatus
    value: int
    bound: int
    seconds: float
    solution: tuple[int, ...]

    def read(self, variable: cp_model.IntVar) -> int:
        """Return the value of a variable."""
        return self.solution[variable.index]


def run(
    model: cp_model.CpModel,
    search: Search,
    seconds: float,
    interruption: Interruption,
    report: Callable[[int | None, int], None],
    partner: Partner | None = None,
) -> Outcome:
    """Search a model for a number of seconds, alone or racing a partner.

    Parameters
    ----------
    model, search, seconds
        What to solve, and how long.
    interruption
        Stops the search from another thread.
    report
        Called with each better value and bound, from the solver's threads.
    partner
        Solves the same model at the same time; the first proof ends both.

    Raises
    ------
    RuntimeError
        If the model itself is malformed, which is a fault of this program.
    """
    started = time.monotonic()
    if interruption.stopped.is_set():
        seconds = LAST_MOMENT
    solver = _solver(search, max(LAST_MOMENT, seconds))
    callback = _Callback(report)
    solver.best_bound_callback = callback.on_bound
    interruption.watch(solver)
    answers: list[Answer] = []
    if partner is not None:

        def won(answer: Answer) -> None:
            answers.append(answer)
            solver.stop_search()

        partner.race(model, seconds, won)
    code = solver.solve(model, callback)
    if code == cp_model.MODEL_INVALID:
        raise RuntimeError(model.validate())
    status, bound = STATUSES[code], _up(solver.best_objective_bound)
    solution: tuple[int, ...] = ()
    if status in FOUND:
        solution = tuple(solver.response_proto.solution)
    value = round(solver.objective_value) if status in FOUND else 0
    if partner is not None:
        if not answers:
            partner.give_up()
        elif status is not SolveStatus.OPTIMAL:
            solution, status = answers[0].solution, SolveStatus.OPTIMAL
            value = _value(model, solution)
            bound = min(value, _up(answers[0].bound))
    return Outcome(status, value, bound, time.monotonic() - started, solution)


def _solver(search: Search, seconds: float) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    parameters = solver.parameters
    parameters.max_time_in_seconds = seconds
    # The partner is not deducted: one thread fewer costs more than three on two cores.
    parameters.num_workers = search.workers
    parameters.random_seed = search.seed
    parameters.relative_gap_limit = search.gap
    parameters.catch_sigint_signal = False
    parameters.linearization_level = 2
    if parameters.num_workers > 1:
        parameters.subsolvers.extend(PORTFOLIO)
    return solver


def _value(model: cp_model.CpModel, solution: Sequence[int]) -> int:
    objective = model.proto.objective
    terms = zip(objective.vars, objective.coeffs, strict=True)
    value: float = sum(factor * solution[v] for v, factor in terms) + objective.offset
    return round(value)
