"""Searches near a known solution: some variables are free, all others as they are.

The rows that touch free variables are a small model, so that its presolve takes
milliseconds.
"""

import math
import time
from collections.abc import Collection, Sequence

import numpy as np
from ortools.sat.python import cp_model

from scheduler.model.crews import CrewModel
from scheduler.solve.engine import FOUND, STATUSES, Interruption
from scheduler.solve.part import Part
from scheduler.solve.prove import hint
from scheduler.solve.rows import Matrix, Numbers

SAME_TOURS = 0.25
"""Share of the seconds and the work of a repair for one that keeps all tours."""

WORK = 3.0
"""Most work for one search, in the solver's own measure (about seconds).

Not a time, so that one worker and one seed give one roster.
"""

WITH_DAYS = 0.25
"""Share of it to search days beside what differs between two solutions."""


def cost(model: cp_model.CpModel, solution: Sequence[int]) -> int:
    """Return the value of the objective of a model."""
    objective = model.proto.objective
    terms = zip(objective.vars, objective.coeffs, strict=True)
    return round(float(sum(c * solution[v] for v, c in terms) + objective.offset))


def completed(
    model: cp_model.CpModel,
    matrix: Matrix,
    seconds: float,
    interruption: Interruption,
) -> tuple[int, ...] | None:
    """Search with all variables that have a hint fixed to it; the result is a hint.

    Parameters
    ----------
    model, matrix
        A model and its rows.
    seconds, interruption
        Most seconds, and what stops the search.
    """
    hints = model.proto.solution_hint
    known, values = list(hints.vars), np.zeros(matrix.width, dtype=np.int64)
    values[known] = list(hints.values)
    free = np.setdiff1d(np.arange(matrix.width), known)
    found = _searched(model, matrix, free, values, seconds, interruption)
    if found is not None:
        hint(model, found)
    return found


def repaired(
    model: CrewModel,
    matrix: Matrix,
    solution: Sequence[int],
    days: Collection[int],
    seconds: float,
    enough: int,
    interruption: Interruption,
) -> tuple[int, ...] | None:
    """Search some days of a solution anew; the result is a hint.

    First with the tours as they are, which costs no hours; then, if that does not reach
    a value that is ``enough``, with other tours too.

    Parameters
    ----------
    model, matrix
        A model and its rows.
    solution
        Values of its first variables: it may have grown since, and need not hold.
    days
        Ordinals of the days.
    seconds, enough, interruption
        Most seconds, the value looked for, and what stops the search.
    """
    tags = model.tags()
    values = np.zeros(matrix.width, dtype=np.int64)
    values[: len(solution)] = solution
    on_days = np.isin(tags["day"], list(days))
    costs = _costs(model.cp, matrix)
    best = None
    for tours in (True, False):
        chosen = np.flatnonzero(on_days & ~tags["tour"] if tours else on_days)
        free = matrix.with_auxiliaries(chosen, tags["day"] < 0, costs)
        free = np.union1d(free, np.arange(len(solution), matrix.width))
        began = time.monotonic()
        share = SAME_TOURS if tours else 1.0
        own, work = seconds * share, WORK * share
        found = _searched(model.cp, matrix, free, values, own, interruption, work)
        seconds -= time.monotonic() - began
        if best is None or (
            found is not None and cost(model.cp, found) < cost(model.cp, best)
        ):
            best = found
        if best is not None and cost(model.cp, best) <= enough:
            break
    if best is not None:
        hint(model.cp, best)
    return best


def crossed(
    model: CrewModel,
    matrix: Matrix,
    one: Sequence[int],
    two: Sequence[int],
    days: Collection[int],
    seconds: float,
    interruption: Interruption,
) -> tuple[int, ...] | None:
    """Search with what two solutions have in common as it is.

    Then with some days free too, if that is no better than the first of them.

    Parameters
    ----------
    model, matrix
        A model and its rows.
    one
        A solution that holds.
    two
        Values of the first variables of another, which need not hold.
    days
        Ordinals of the days.
    seconds, interruption
        Most seconds, and what stops the search.
    """
    ends, tags = time.monotonic() + seconds, model.tags()
    values, best = np.array(one, dtype=np.int64), None
    differ = np.zeros(matrix.width, dtype=bool)
    differ[: len(two)] = values[: len(two)] != np.array(two, dtype=np.int64)
    costs = _costs(model.cp, matrix)
    before = int(costs @ values)
    with_days = differ | np.isin(tags["day"], list(days))
    for wanted, share in ((differ, 1.0), (with_days, WITH_DAYS)):
        chosen = np.flatnonzero(wanted & (tags["day"] >= 0))
        free = matrix.with_auxiliaries(chosen, tags["day"] < 0, costs)
        left = ends - time.monotonic()
        work = share * WORK
        found = _searched(
            model.cp, matrix, free, values, left, interruption, work, hinted=True
        )
        if found is not None:
            best, values = found, np.array(found, dtype=np.int64)
        if int(costs @ values) < before:
            break
    return best


def _searched(
    model: cp_model.CpModel,
    matrix: Matrix,
    free: Numbers,
    values: Numbers,
    seconds: float,
    interruption: Interruption,
    work: float = math.inf,
    *,
    hinted: bool = False,
) -> tuple[int, ...] | None:
    """Return the best solution with all variables but some as they are."""
    if len(free):
        if seconds <= 0 or interruption.stopped.is_set():
            return None
        part = Part(matrix, free, values, _costs(model, matrix))
        if not part.possible:
            return None
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.max_time_in_seconds = seconds
        if hinted:
            # Between two good solutions clauses do, without linear programs.
            solver.parameters.linearization_level = 0
        if work < math.inf:
            solver.parameters.max_deterministic_time = work
        # What they find seldom pays in a model that is solved once, in a moment.
        solver.parameters.cp_model_probing_level = 0
        solver.parameters.symmetry_level = 0
        # Else the solver takes Ctrl-C from Python, and leaves it with nobody.
        solver.parameters.catch_sigint_signal = False
        interruption.watch(solver)
        if STATUSES[solver.solve(part.model(hinted=hinted))] not in FOUND:
            return None
        values = part.whole(np.array(solver.response_proto.solution, dtype=np.int64))
    return tuple(values.tolist()) if matrix.holds(values) else None


def _costs(model: cp_model.CpModel, matrix: Matrix) -> Numbers:
    costs = np.zeros(matrix.width, dtype=np.int64)
    objective = model.proto.objective
    np.add.at(costs, list(objective.vars), list(objective.coeffs))
    return costs
