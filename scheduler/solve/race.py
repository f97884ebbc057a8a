"""One search of a model by a team: who joins when, and what is found.

The helpers search side by side. A solution counts only if every row of the model holds
exactly in whole numbers. The first proof ends the race.
"""

import math
import queue
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from scheduler.domain.run import SolveStatus
from scheduler.model.hulls import Hull
from scheduler.solve import prove, team
from scheduler.solve.helper import ATTEMPTS, HIGHS
from scheduler.solve.rows import Matrix, Numbers, objective_of
from scheduler.solve.team import Team
from scheduler.solve.text import UNBOUNDED

WITH_HULLS = {"highs": 0.0, "improve": 0.5, "cp_sat": 5.0}
"""``HEAD_STARTS`` where HiGHS has rows of hulls: local search finds better solutions.

CP-SAT begins with the best of them. For one tier it only raises the bound (``prove``).
A row that states the bound of HiGHS would take away the steps in which it learns.
"""

LOWER = {"highs": 0, "cp_sat": 3, "improve": 0}
"""How much lower the priority of each is: by 3 for half a share for each thread."""

LOWER_WITH_HULLS = {"highs": 0, "second": 3, "cp_sat": 9, "improve": 6}
"""The same with rows of hulls: HiGHS, of one thread, has a processor for itself."""

PROVING = ("second", "cp_sat")
"""Those that wait, with rows of hulls, while local search finds much better solutions.

They would take its processor. But they wait no longer than half of the time.
"""

CALM, MUCH = 2.0, 0.01
"""Seconds in which no tier has fallen by this share of it: they wait no more."""

CHOICE = 10.0
"""Seconds after which, of two searches of HiGHS, the one with the better bound goes on.

Where rows of hulls are known in half of them, a second one will begin with another
seed: what some seeds leave open after a while is six times what others do.
"""

MOST_TWICE = 30_000
"""Most variables of a model that HiGHS searches twice, for its memory."""

SETTLED = 1.5
"""Seconds without a better solution after which the best one is judged."""

JUDGING = 3.0
"""The same, as a multiple of what the judgement before took."""

AT_LEAST = 5.0
"""Seconds after which a best solution is judged though it keeps getting better."""

LAST_ANSWER = 1.0
"""Seconds before the end at which HiGHS must stop to tell its bound in time."""

EPSILON, MOST_ROUNDED = 1e-6, 0.25
"""Error allowed for in a bound, and the most of it, where bounds are large."""

PAUSE = 0.05
"""Most seconds between two looks at the clock."""

NOTHING = ("nothing",)
"""A finding that says nothing."""

STATUSES = {
    int(cp_model.OPTIMAL): SolveStatus.OPTIMAL,
    int(cp_model.FEASIBLE): SolveStatus.FEASIBLE,
    int(cp_model.INFEASIBLE): SolveStatus.INFEASIBLE,
    int(cp_model.UNKNOWN): SolveStatus.UNKNOWN,
}


def rounded_up(bound: float) -> int:
    """Round up a bound of an objective that is a whole number of at least 0.

    The bound is lowered by ``EPSILON`` first, against the solver's rounding; relative
    to it, where it is large.
    """
    if not math.isfinite(bound):
        return 0
    error = min(EPSILON * max(1.0, abs(bound) / 1000), MOST_ROUNDED)
    return max(0, math.ceil(bound - error))


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """What a team is told of a model besides its rows.

    Parameters
    ----------
    tags
        What each variable is about (``CrewModel.tags``).
    hulls
        Hulls of which HiGHS chooses rows (``CrewModel.hulls``); those used are removed,
        and the rows added to the model.
    tightened
        The costs of which the model has such rows (``CrewModel.tightened``): a race
        adds those that it used.
    loose, loosely
        Indices of constraints (``CrewModel.loose``), and whether they are left out.
    weights
        What a loss of 1 costs in each of the tiers that the cost is a sum of; with
        several tiers CP-SAT seeks solutions too.
    judge
        Called in the thread of the race with the best solution, and whether it has not
        changed for ``SETTLED`` seconds: tells whether to go on.
    """

    tags: Mapping[str, Any]
    hulls: list[Hull] = field(default_factory=list)
    tightened: set[int] = field(default_factory=set)
    loose: Collection[int] = frozenset()
    loosely: bool = False
    weights: Sequence[int] = (1,)
    judge: Callable[[Numbers, bool], bool] | None = None


@dataclass
class State:
    """What a race has found so far.

    Parameters
    ----------
    value, solution
        The best solution and its value; ``None`` = none.
    bound
        Best bound proved.
    status
        What CP-SAT concluded, if it has.
    """

    value: int | None = None
    solution: Numbers | None = None
    bound: int = 0
    status: SolveStatus = SolveStatus.UNKNOWN

    def closed(self, gap: float) -> bool:
        """Tell whether nothing is left to search for."""
        if self.status in (SolveStatus.INFEASIBLE, SolveStatus.OPTIMAL):
            return True
        if self.value is None:
            return False
        return self.value - self.bound <= gap * max(self.value, 1)


class Race:
    """A search of a model until a proof, an interruption or the end of the time.

    Parameters
    ----------
    helpers
        Who searches.
    model
        What to solve; it may have grown since the last race.
    task
        ``workers``, ``seed``, ``gap``.
    seconds
        Most seconds.
    over
        Tells whether to stop at once.
    report
        Called with each better value and bound.
    known
        What else is known of the model.
    """

    def __init__(
        self,
        helpers: Team,
        model: cp_model.CpModel,
        task: Mapping[str, Any],
        seconds: float,
        over: Callable[[], bool],
        report: Callable[[int | None, int], None],
        known: Knowledge,
    ) -> None:
        self._began = time.monotonic()
        self._team, self._model, self._task = helpers, model, task
        self._seconds, self._over = seconds, over
        self._report, self._known = report, known
        rows = helpers.rows(model, known.loose)
        self._partly = known.loosely and bool(rows.loose)
        # Judging may make the model grow: the race is about what it was.
        self._rows = rows.without_loose() if self._partly else rows.with_rows(())
        self._cost, self._offset = objective_of(model)
        self._matrix: Matrix = self._rows.matrix()
        self._hint = _told(model, self._matrix, self._cost)
        with_hulls = "highs" in helpers.helpers
        self._hulls = [h for h in known.hulls if with_hulls and h.cost in self._cost]
        # Whether the cost has rows of hulls, or will have.
        tightened = any(v in self._cost for v in known.tightened)
        self._convex = with_hulls and (bool(self._hulls) or tightened)
        starts = WITH_HULLS if self._convex else team.HEAD_STARTS
        starts = {w: s for w, s in starts.items() if w in helpers.works}
        first = min(starts.values(), default=0.0)
        self._waiting = {w: s - first for w, s in starts.items()}
        if self._convex and not self._hulls:
            self._call_second(0.0)
        self._running: dict[str, int] = {}
        self._again: set[str] = set()
        self._bounds: dict[str, float] = {}
        self._choice = math.inf
        self._noted: list[int] = []
        self._since = self._asked = self._took = self._falling = 0.0
        self.state = State()
        self._take("hint", self._hint)
        self._judged = self._last = self.state.solution

    def run(self) -> State:
        """Run the race; return what it found.

        Raises
        ------
        RuntimeError
            If the model itself is malformed, which is a fault of this program.
        """
        while self._goes_on() and self._judge():
            self._choose()
            self._begin()
            self._heed(*self._next(PAUSE))
        for helper in self._team.helpers.values():
            helper.stop()
        # What came while the last solution was judged.
        while not self.state.closed(0.0):
            work, told = self._next(0.0)
            if told == NOTHING:
                break
            self._heed(work, told)
        return self.state

    def _spent(self) -> float:
        return time.monotonic() - self._began

    def _goes_on(self) -> bool:
        late = self._over() or self._spent() >= self._seconds
        return not late and not self.state.closed(self._task["gap"])

    # --- what becomes of solutions ----------------------------------------------------

    def _take(self, work: str, solution: Numbers) -> bool:
        """Keep a solution if it holds and is better; tell whether it is."""
        if len(solution) != self._matrix.width:
            return False
        best = self.state.value
        value = sum(c * int(solution[v]) for v, c in self._cost.items()) + self._offset
        if (best is not None and value >= best) or not self._matrix.holds(solution):
            return False
        self.state.value, self.state.solution = value, solution
        improver = self._team.helpers.get("improve")
        if improver is not None and work != "improve":
            improver.tell(solution)
        return True

    def _judge(self) -> bool:
        """Have the best solution judged if it is time; tell whether to go on."""
        spent, best, judge = self._spent(), self.state.solution, self._known.judge
        if best is not self._last:
            self._last, self._since = best, spent
        if judge is None or best is None or best is self._judged:
            return True
        rest = JUDGING * self._took
        settled = spent - self._since >= max(SETTLED, rest)
        due = settled or spent - self._asked >= max(AT_LEAST, rest)
        if not due or spent + self._took >= self._seconds:
            return True
        self._judged = best if settled else self._judged
        goes_on = judge(best, settled)
        self._asked = self._spent()
        self._took = self._asked - spent
        return goes_on

    # --- who searches -----------------------------------------------------------------

    def _call_second(self, spent: float) -> None:
        """Have a second HiGHS begin with the rows of hulls, if there is memory."""
        if self._matrix.width <= MOST_TWICE and "highs" in self._team.works:
            self._team.add("second")
            self._waiting["second"] = spent

    def _choose(self) -> None:
        """End the worse of two searches of HiGHS when it is time."""
        if self._spent() >= self._choice and self._running.keys() >= set(HIGHS):
            worse = min(reversed(HIGHS), key=lambda w: self._bounds.get(w, 0.0))
            del self._running[worse]
            self._team.helpers[worse].stop()

    def _calm(self) -> bool:
        """Tell whether those that only prove need wait no longer."""
        spent, values = self._spent(), self._values()
        pairs = zip(values, self._noted, strict=False)
        if values and (not self._noted or any(v < (1 - MUCH) * n for v, n in pairs)):
            self._noted, self._falling = values, spent
        falling = spent - self._falling < CALM and spent < self._seconds / 2
        return not (self._convex and falling)

    def _values(self) -> list[int]:
        """Return what the best solution loses in each tier; nothing without one."""
        rest, values = self.state.value, []
        for weight in self._known.weights if rest is not None else ():
            assert rest is not None
            values.append(rest // weight)
            rest %= weight
        return values

    def _begin(self) -> None:
        """Start the helpers whose time has come."""
        spent, calm = self._spent(), self._calm()
        for work, after in self._waiting.items():
            if spent >= after - team.LOADING:
                self._team.add(work)
        ready = [w for w, after in self._waiting.items() if spent >= after]
        lower = LOWER_WITH_HULLS if self._convex else LOWER
        for work in [w for w in ready if calm or w not in PROVING]:
            del self._waiting[work]
            left = self._seconds - self._spent()
            left -= LAST_ANSWER if work in HIGHS else 0.0
            task = {**self._task_of(work), "seconds": max(0.01, left)}
            number = self._team.helpers[work].begin({**task, "lower": lower[work]})
            self._running[work] = number

    def _task_of(self, work: str) -> dict[str, Any]:
        """Return the task of a helper, with the best solution."""
        best = self._hint if self.state.solution is None else self.state.solution
        task = {**self._task, "tags": self._known.tags, "hint": best.tobytes()}
        if work == "cp_sat":
            bounding = self._convex and len(self._known.weights) == 1
            return {**task, "model": self._text(best), "bounding": bounding}
        task |= {"rows": self._rows, "cost": self._cost, "offset": self._offset}
        task |= {"hulls": self._hulls, "convex": self._convex}
        if work == "second":
            self._choice = self._spent() + CHOICE
            task |= {"hulls": [], "seed": task["seed"] + ATTEMPTS}
        return task

    def _text(self, best: Numbers) -> str:
        """Return the model of the race as text, with the best solution as a hint."""
        # The model itself may have grown by rows that are not for this race.
        if self._partly or len(self._model.proto.variables) > self._matrix.width:
            return self._matrix.whole(best, self._cost, self._offset)
        if len(best):
            prove.hint(self._model, best.tolist())
        return str(self._model.proto)

    # --- what they tell ---------------------------------------------------------------

    def _next(self, seconds: float) -> "tuple[str, Sequence[Any]]":
        """Wait for a finding of this race: who tells it, and what."""
        while True:
            try:
                work, number, told = self._team.findings.get(timeout=seconds)
            except queue.Empty:
                return "", NOTHING
            if self._running.get(work) == number:
                return work, told

    def _heed(self, work: str, told: Sequence[Any]) -> None:
        """Note what a helper tells."""
        kind, *content = told
        better = False
        if kind == "solution":
            better = self._take(work, np.frombuffer(content[0], dtype=np.int64))
        elif kind == "bound":
            self._bounds[work] = max(content[0], self._bounds.get(work, 0.0))
            bound = rounded_up(content[0])
            if bound > self.state.bound:
                self.state.bound, better = bound, True
        elif kind == "status":
            status = STATUSES[content[0]]
            if status is not SolveStatus.INFEASIBLE or self.state.solution is None:
                self.state.status = status
        elif kind == "rows":
            self._tighten(content[0])
        elif kind == "fault":
            raise RuntimeError(content[0])
        elif kind == "ended" and work not in self._again:
            # Its process died: once more.
            self._again.add(work)
            self._waiting[work] = self._spent()
        if better:
            self._report(self.state.value, self.state.bound)

    def _tighten(self, more: Sequence[Any]) -> None:
        """Add the rows of hulls that HiGHS has chosen."""
        prove.add_rows(self._model, more)
        rows = ((row.terms, row.least, UNBOUNDED) for row in more)
        self._rows = self._rows.with_rows(rows)
        self._matrix = self._rows.matrix()
        used, hulls = self._hulls, self._known.hulls
        hulls[:] = [hull for hull in hulls if hull not in used]
        self._known.tightened.update(hull.cost for hull in used)
        if self._spent() < CHOICE / 2:
            self._call_second(self._spent())


def _told(model: cp_model.CpModel, rows: Matrix, cost: Mapping[int, int]) -> Numbers:
    """Return the hint of a model, with its costs lowered; empty if it is not whole."""
    hint = np.array(list(model.proto.solution_hint.values), dtype=np.int64)
    if 0 < len(hint) < rows.width:
        # The model may have grown by loose rows, with variables of their own.
        hint = np.concatenate([hint, rows.lower[len(hint) :]])
        hint = hint if rows.holds(hint) else hint[:0]
    if len(hint) != rows.width:
        return hint[:0]
    lowered = rows.lowered(hint, cost)
    if not np.array_equal(lowered, hint):
        prove.hint(model, lowered.tolist())
    return lowered
