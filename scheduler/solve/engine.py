"""One search with CP-SAT: parameters, progress, interruption."""

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from scheduler.domain.run import SolveStatus

STATUSES = {
    cp_model.OPTIMAL: SolveStatus.OPTIMAL,
    cp_model.FEASIBLE: SolveStatus.FEASIBLE,
    cp_model.INFEASIBLE: SolveStatus.INFEASIBLE,
    cp_model.UNKNOWN: SolveStatus.UNKNOWN,
}

PORTFOLIO = ("max_lp_sym", "objective_lb_search_max_lp")
"""Strategies that proved most, soonest: benchmarks/README.md has the figures."""

EPSILON = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """Parameters of a search.

    Parameters
    ----------
    time_limit
        Seconds for all tiers together.
    workers
        Threads of the solver; one worker and one seed give one roster.
    seed
        Seed of the solver's random choices.
    gap
        Relative gap at which a tier may stop early; 0 = prove.
    """

    time_limit: float = 60.0
    workers: int = 2
    seed: int = 0
    gap: float = 0.0


@dataclass(frozen=True, slots=True)
class Progress:
    """News of a running search: the tier, its best value and bound, seconds so far."""

    tier: str
    best: int | None
    bound: int
    seconds: float

    @property
    def gap(self) -> float:
        """Share of the best value not yet proved necessary, from 0 to 1."""
        best = self.best or 0
        return max(0, best - self.bound) / max(best, 1)


@dataclass
class Interruption:
    """Lets another thread stop the search; the best roster found is kept."""

    stopped: threading.Event = field(default_factory=threading.Event)
    _solvers: list[cp_model.CpSolver] = field(default_factory=list)

    def stop(self) -> None:
        """Stop the running search and all that would follow."""
        self.stopped.set()
        for solver in self._solvers:
            solver.stop_search()

    def watch(self, solver: cp_model.CpSolver) -> None:
        """Have this solver stopped too."""
        self._solvers[:] = [solver]


class _News(cp_model.CpSolverSolutionCallback):
    """Collects solutions and passes on what changes."""

    def __init__(self, tell: Callable[[int | None, int], None]) -> None:
        super().__init__()
        self._tell = tell
        self._best: int | None = None
        self._bound = 0

    def on_solution_callback(self) -> None:
        """Pass on a better value."""
        self._best = round(self.objective_value)
        self._bound = max(self._bound, _up(self.best_objective_bound))
        self._tell(self._best, self._bound)

    def on_bound(self, bound: float) -> None:
        """Pass on a better bound."""
        self._bound = max(self._bound, _up(bound))
        self._tell(self._best, self._bound)


def _up(bound: float) -> int:
    """Round a bound of an integer objective of at least 0 up, safely."""
    return max(0, math.ceil(bound - EPSILON)) if math.isfinite(bound) else 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one search ended, with the solver to read values from."""

    status: SolveStatus
    value: int
    bound: int
    seconds: float
    solver: cp_model.CpSolver


def run(
    proto: cp_model.CpModel,
    search: Search,
    seconds: float,
    interruption: Interruption,
    tell: Callable[[int | None, int], None],
) -> Outcome:
    """Search a model for the seconds given.

    Raises
    ------
    RuntimeError
        If the model itself is malformed, which is a fault of this program.
    """
    solver = cp_model.CpSolver()
    parameters = solver.parameters
    parameters.max_time_in_seconds = max(0.01, seconds)
    parameters.num_workers = search.workers
    parameters.random_seed = search.seed
    parameters.relative_gap_limit = search.gap
    parameters.catch_sigint_signal = False
    parameters.linearization_level = 2
    if search.workers > 1:
        parameters.subsolvers.extend(PORTFOLIO)
    news = _News(tell)
    solver.best_bound_callback = news.on_bound
    interruption.watch(solver)
    started = time.monotonic()
    if interruption.stopped.is_set():
        parameters.max_time_in_seconds = 0.01
    code = solver.solve(proto, news)
    if code == cp_model.MODEL_INVALID:
        raise RuntimeError(proto.validate())
    status = STATUSES[code]
    value, bound = round(solver.objective_value), _up(solver.best_objective_bound)
    return Outcome(status, value, bound, time.monotonic() - started, solver)
