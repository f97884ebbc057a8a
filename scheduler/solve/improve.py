"""Large-neighbourhood search: most of the best roster stays, the rest is solved anew.

A neighbourhood is a set of tours and head-counts to free. The rows that touch them,
with all other variables as they are, are a small model, which CP-SAT solves with one
thread.
"""

import random
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from ortools.sat.python import cp_model

from scheduler.solve.part import Part
from scheduler.solve.prove import solver_of
from scheduler.solve.rows import Matrix, Numbers

if TYPE_CHECKING:
    from scheduler.solve.orders import Orders, Tell

WORK = 0.2
"""Most work for one neighbourhood, in the solver's own measure (about seconds)."""

WORK_ON_HOURS = 0.05
"""The same where HiGHS has rows of hulls."""

IN_VAIN = 50
"""Neighbourhoods in a row without a gain, after which the next get twice the work."""

MOST_WORK = 0.4
"""Most work that they get."""

SECONDS = 2.0
"""Most seconds for one, which count where the machine is busy."""

QUICK = 0.25
"""Share of that work below which the next neighbourhood is larger."""

FAVOUR = 5.0
"""Most by which a kind of neighbourhood is favoured for what it has gained of late."""

SOME = 3
"""Most costs that a neighbourhood begins with."""

SMALLEST, LARGEST = 60, 12_000
"""Bounds of the number of tours and head-counts freed at once."""


def improve(task: dict[str, Any], tell: "Tell", orders: "Orders") -> None:
    """Tell each better solution found near the best one, until stopped."""
    search = Neighbourhoods(task)
    while search.best is None:
        better = orders.better()
        if better is not None:
            search.take(np.frombuffer(better, dtype=np.int64))
        elif orders.stopped.wait(0.05) or time.monotonic() >= search.ends:
            return
    while time.monotonic() < search.ends and not orders.stopped.is_set():
        better = orders.better()
        if better is not None:
            search.take(np.frombuffer(better, dtype=np.int64))
        found = search.step(orders)
        if found is not None:
            tell("solution", found.tobytes())


class Neighbourhoods:
    """The state of a large-neighbourhood search on the rows of a model.

    Parameters
    ----------
    task
        ``rows``, ``cost`` and ``offset`` (objective), ``hint`` (a solution, or
        nothing), ``convex`` (whether the cost has rows of hulls, or will have),
        ``tags`` (see ``CrewModel.tags``),
        ``seed``, ``seconds``.
    """

    def __init__(self, task: dict[str, Any]) -> None:
        rows = task["rows"]
        self.ends = time.monotonic() + task["seconds"]
        self._draw = random.Random(task["seed"])
        self._work = WORK_ON_HOURS if task["convex"] else WORK
        self._in_vain = 0
        self._rows: Matrix = rows.matrix()
        self._cost = np.zeros(self._rows.width, dtype=np.int64)
        for variable, cost in task["cost"].items():
            self._cost[variable] += cost
        self._day, self._force = task["tags"]["day"], task["tags"]["force"]
        self._owners = task["tags"]["owners"]
        self._core = np.flatnonzero(self._day >= 0)
        self._auxiliary = self._day < 0
        self._forces = np.unique(self._force[self._core])
        self._kinds = dict.fromkeys(("days", "force", "officers", "cost"), 1.0)
        self._size = dict.fromkeys(self._kinds, 0.0)
        for kind in self._kinds:
            self._size[kind] = min(LARGEST, max(SMALLEST, len(self._core) / 10))
        self.best: Numbers | None = None
        hint = np.frombuffer(task["hint"], dtype=np.int64)
        if len(hint) == self._rows.width and self._rows.holds(hint):
            self.best = hint

    def value(self, solution: Numbers) -> int:
        """Return the cost of a solution, without the constant part."""
        return int(self._cost @ solution)

    def take(self, solution: Numbers) -> None:
        """Go on from a solution if it is better."""
        if self.best is None or self.value(solution) < self.value(self.best):
            self.best = solution

    def step(self, orders: "Orders") -> Numbers | None:
        """Solve one neighbourhood; return a better solution, or ``None``."""
        assert self.best is not None
        kinds = list(self._kinds)
        kind = self._draw.choices(kinds, [self._kinds[k] for k in kinds])[0]
        chosen = self._chosen(kind)
        free = self._rows.with_auxiliaries(chosen, self._auxiliary, self._cost)
        seconds = min(SECONDS, self.ends - time.monotonic())
        if seconds <= 0 or not len(free):
            return None
        began = time.monotonic()
        code, found, work = self._solve(free, seconds, orders)
        took = time.monotonic() - began
        gain = 0
        if found is not None:
            gain = self.value(self.best) - self.value(found)
            # Another solution of equal cost is a new place to look from.
            self.best = found if gain >= 0 else self.best
        self._in_vain = 0 if gain > 0 else self._in_vain + 1
        if self._in_vain >= IN_VAIN:
            self._in_vain, self._work = 0, min(MOST_WORK, 2 * self._work)
        rate = gain / max(took, 0.05) / max(1, self.value(self.best))
        worth = min(FAVOUR, 1 + 100 * rate)
        self._kinds[kind] = max(0.1, 0.8 * self._kinds[kind] + 0.2 * worth)
        proved = code in (cp_model.OPTIMAL, cp_model.INFEASIBLE)
        change = 0.8 if not proved else 1.2 if work < QUICK * self._work else 1.0
        self._size[kind] = min(LARGEST, max(SMALLEST, self._size[kind] * change))
        return found if gain > 0 else None

    # --- what is freed ----------------------------------------------------------------

    def _chosen(self, kind: str) -> Numbers:
        """Return the tours and head-counts of a neighbourhood."""
        size = self._size[kind]
        if kind == "officers":
            return self._gathered(self._some_officers(), size)
        if kind == "cost":
            return self._near_a_cost(size)
        pool = self._core
        if kind == "force":
            force = self._draw.choice(self._forces.tolist())
            pool = pool[self._force[pool] == force]
        days = np.unique(self._day[pool]).tolist()
        first = self._draw.randrange(len(days))
        mask = np.zeros(self._rows.width, dtype=bool)
        count = 0
        # Days in a row; in turns from the end of the horizon to its start.
        for day in days[first:] + days[:first]:
            own = pool[self._day[pool] == day]
            if count and count + len(own) > size:
                break
            mask[own] = True
            count += len(own)
        chosen = np.flatnonzero(mask)
        if len(chosen) > size:
            keep = self._draw.sample(range(len(chosen)), int(size))
            chosen = chosen[np.sort(np.array(keep))]
        return chosen

    def _some_officers(self) -> Iterator[Numbers]:
        """Yield the variables of officers, half the time of one force, in any order."""
        owners = [o for o in self._owners if len(o)]
        self._draw.shuffle(owners)
        if owners and self._draw.random() < 0.5:
            force = self._force[owners[0][0]]
            owners.sort(key=lambda o: self._force[o[0]] != force)
        yield from owners

    def _gathered(self, parts: Iterator[Numbers], size: float) -> Numbers:
        mask = np.zeros(self._rows.width, dtype=bool)
        count = 0
        for part in parts:
            if count and count + len(part) > size:
                break
            mask[part] = True
            count += len(part)
        return np.flatnonzero(mask)

    def _near_a_cost(self, size: float) -> Numbers:
        """Return what is linked to some variables that cost points now."""
        assert self.best is not None
        costly = np.flatnonzero((self._cost > 0) & (self.best > self._rows.lower))
        if not len(costly):
            return self._gathered(self._some_officers(), size)
        reached = np.zeros(self._rows.width, dtype=bool)
        if self._draw.random() < 0.5:
            # A tier that weighs more counts first, few as its costs may be.
            points = self._cost[costly] * (self.best - self._rows.lower)[costly]
            some = self._draw.choices(costly.tolist(), points.tolist(), k=SOME)
            some = list(dict.fromkeys(some))
        else:
            some = self._draw.sample(costly.tolist(), min(SOME, len(costly)))
        edge = np.array(some, dtype=np.int64)
        reached[edge] = True
        while len(edge) and np.count_nonzero(reached & ~self._auxiliary) < size:
            near = self._rows.near(edge)
            edge = near[~reached[near]]
            room = int(size - np.count_nonzero(reached & ~self._auxiliary))
            if len(edge) > max(room, 1):
                picked = self._draw.sample(edge.tolist(), max(room, 1))
                edge = np.array(sorted(picked), dtype=np.int64)
            reached[edge] = True
        return np.flatnonzero(reached & ~self._auxiliary)

    # --- the small model --------------------------------------------------------------

    def _solve(
        self, free: Numbers, seconds: float, orders: "Orders"
    ) -> tuple[Any, Numbers | None, float]:
        """Solve the rows that touch some variables, all others as they are.

        Returns the solver's conclusion, its solution and its work.
        """
        assert self.best is not None
        part = Part(self._rows, free, self.best, self._cost)
        solver = solver_of(seconds, 1, self._draw.randrange(2**31), 0.0)
        solver.parameters.max_deterministic_time = self._work
        # What they find seldom pays in a model that is solved once, in a moment.
        solver.parameters.cp_model_probing_level = 0
        solver.parameters.symmetry_level = 0
        orders.on_stop(solver.stop_search)
        code = solver.solve(part.model(hinted=True))
        work = solver.response_proto.deterministic_time
        if code not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return code, None, work
        solution = np.array(solver.response_proto.solution, dtype=np.int64)
        return code, part.whole(solution), work
