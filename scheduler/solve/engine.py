"""One search with CP-SAT: parameters, progress, interruption."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from scheduler.domain.run import SolveStatus
from scheduler.solve.prove import Callback, solver_of
from scheduler.solve.race import Knowledge, Race, State, rounded_up
from scheduler.solve.team import Team

STATUSES = {
    cp_model.OPTIMAL: SolveStatus.OPTIMAL,
    cp_model.FEASIBLE: SolveStatus.FEASIBLE,
    cp_model.INFEASIBLE: SolveStatus.INFEASIBLE,
    cp_model.UNKNOWN: SolveStatus.UNKNOWN,
}

FOUND = (SolveStatus.OPTIMAL, SolveStatus.FEASIBLE)

LAST_MOMENT = 0.01
"""Seconds for a search after an interruption: enough for an obvious solution."""

TOO_SHORT = 0.5
"""Seconds in which a team could not even be told its task."""

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
    team: Team | None = None,
    known: Knowledge | None = None,
) -> Outcome:
    """Search a model for a number of seconds, here or with a team of processes.

    Parameters
    ----------
    model, search, seconds
        What to solve, and how long.
    interruption
        Stops the search from another thread.
    report
        Called with each better value and bound.
    team
        Searches in processes of its own, which end on time; ``None`` = CP-SAT alone, in
        this process: for small models.
    known
        For a team: what else is known of the model.

    Raises
    ------
    RuntimeError
        If the model itself is malformed, which is a fault of this program.
    """
    started = time.monotonic()
    if interruption.stopped.is_set():
        seconds = LAST_MOMENT
    if team is not None and seconds < TOO_SHORT:
        return Outcome(SolveStatus.UNKNOWN, 0, 0, 0.0, ())
    if team is not None and known is not None:
        task = {"workers": search.workers, "seed": search.seed, "gap": search.gap}
        race = Race(
            team,
            model,
            task,
            seconds,
            interruption.stopped.is_set,
            report,
            known,
        )
        return _outcome(race.run(), time.monotonic() - started)
    state = State()

    def solution(_values: "np.ndarray[Any, Any]") -> None:
        state.value = round(callback.objective_value)
        report(state.value, state.bound)

    def bound(value: float) -> None:
        state.bound = max(state.bound, rounded_up(value))
        report(state.value, state.bound)

    solver = solver_of(
        max(LAST_MOMENT, seconds), search.workers, search.seed, search.gap
    )
    callback = Callback(solution, bound, len(model.proto.variables))
    solver.best_bound_callback = bound
    interruption.watch(solver)
    code = solver.solve(model, callback)
    if code == cp_model.MODEL_INVALID:
        raise RuntimeError(model.validate())
    status = STATUSES[code]
    found: tuple[int, ...] = ()
    value = 0
    if status in FOUND:
        found = tuple(solver.response_proto.solution)
        value = round(solver.objective_value)
    last = rounded_up(solver.best_objective_bound)
    return Outcome(status, value, last, time.monotonic() - started, found)


def _outcome(state: State, seconds: float) -> Outcome:
    if state.solution is None or state.value is None:
        return Outcome(state.status, 0, state.bound, seconds, ())
    proved = state.status is SolveStatus.OPTIMAL or state.bound >= state.value
    return Outcome(
        SolveStatus.OPTIMAL if proved else SolveStatus.FEASIBLE,
        state.value,
        min(state.bound, state.value),
        seconds,
        tuple(state.solution.tolist()),
    )
