"""The team that searches a large model: CP-SAT, HiGHS and local search, side by side.

Each works in a process of its own. A process can be killed, so a search ends on time
whatever the solver is doing; and the first proof ends the work of all. A solution
counts only if every row of the model holds exactly in whole numbers.
"""

import math
import os
import pickle
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from scheduler.domain.run import SolveStatus
from scheduler.model.hulls import Hull
from scheduler.solve import prove
from scheduler.solve.rows import (
    UNBOUNDED,
    LinearModel,
    Matrix,
    Numbers,
    objective_of,
)

HEAD_STARTS = {"highs": 0.0, "cp_sat": 0.3, "improve": 6.0}
"""Seconds until each joins: what HiGHS proves at once needs no others."""

WITH_HULLS = {"highs": 0.0, "improve": 0.5, "cp_sat": 5.0}
"""The same where HiGHS has rows of hulls: local search finds the better solutions.

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
"""Seconds in which the value has not fallen by this share of it: they wait no more."""

LOADING = 1.0
"""Seconds before a helper joins at which its process starts, to load until then."""

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

HIGHS = ("highs", "second")
"""The helpers that run HiGHS: they cannot be told to stop, and are killed at once."""

ATTEMPTS = 2
"""Processes tried for one task."""

GRACE = 0.3
"""Seconds that a helper has to end when told to, before its process is killed."""

LAST_ANSWER = 1.0
"""Seconds before the end at which HiGHS must stop to tell its bound in time."""

EPSILON, MOST_ROUNDED = 1e-6, 0.25
"""Error allowed for in a bound, and the most of it, where bounds are large."""

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
    loose, loosely
        Indices of constraints (``CrewModel.loose``), and whether they are left out.
    several
        Whether the cost is a sum of several tiers: then CP-SAT seeks solutions too.
    judge
        Called in the thread of the race with the best solution, and whether it has not
        changed for ``SETTLED`` seconds: tells whether to go on.
    """

    tags: Mapping[str, Any]
    hulls: list[Hull] = field(default_factory=list)
    loose: Collection[int] = frozenset()
    loosely: bool = False
    several: bool = False
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


def _environment() -> dict[str, str]:
    """Return the environment of a helper: it imports this very package."""
    place = str(Path(__file__).parents[2])
    known = os.environ.get("PYTHONPATH")
    return {
        **os.environ,
        "PYTHONPATH": f"{place}{os.pathsep}{known}" if known else place,
    }


class Helper:
    """A process that does one task after the other; see ``child.py``.

    Parameters
    ----------
    work
        What it does.
    findings
        Queue that gets (work, number of the task, finding).
    """

    def __init__(self, work: str, findings: "queue.SimpleQueue[Any]") -> None:
        self.work = work
        self._findings = findings
        self._number = self._lower = 0
        self._done = threading.Event()
        self._done.set()
        self._process: subprocess.Popen[bytes] | None = None
        self._gone: subprocess.Popen[bytes] | None = None
        self._start()

    @property
    def process(self) -> int | None:
        """Id of the process, if it runs."""
        return self._process.pid if self._process is not None else None

    @property
    def busy(self) -> bool:
        """Whether it has not yet ended its last task."""
        return not self._done.is_set()

    def _start(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._gone is self._process:
            self.close()
        if self._process is None:
            # A group of its own, so that Ctrl-C does not reach it. Not a session:
            # Linux would then share the processors by session, not by priority.
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "scheduler.solve.child", self.work],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                process_group=0,
                env=_environment(),
            )
            self._done = threading.Event()
            self._done.set()
            threading.Thread(target=self._listen, args=(self._process,)).start()
        return self._process

    def _listen(self, process: "subprocess.Popen[bytes]") -> None:
        """Pass on what a process tells, until it ends."""
        assert process.stdout is not None
        done = self._done
        while True:
            try:
                number, *finding = pickle.load(process.stdout)
            except (EOFError, OSError, ValueError, pickle.UnpicklingError):
                break
            if finding[0] == "done" and number == self._number:
                done.set()
            self._findings.put((self.work, number, finding))
        process.stdout.close()
        # First this, then the number: `begin` sees the one or is told of the other.
        self._gone = process
        done.set()
        self._findings.put((self.work, self._number, ["ended"]))

    def begin(self, task: Mapping[str, Any]) -> int:
        """Start a task, after the one before has ended or was killed.

        Returns the number of the task.
        """
        # What has been lowered cannot be raised again.
        if not self._done.wait(GRACE) or task["lower"] < self._lower:
            self.close()
        self._lower = task["lower"]
        self._number += 1
        order = {**task, "work": self.work, "number": self._number}
        for _attempt in range(ATTEMPTS):
            process = self._start()
            self._done.clear()
            if self._send(process, order):
                break
            # It died before it was asked.
            self.close()
        return self._number

    def tell(self, solution: Numbers) -> None:
        """Tell a running task a better solution."""
        if self.busy and self._process is not None:
            self._send(self._process, solution.tobytes())

    def stop(self) -> None:
        """End a running task: ``begin`` kills one that does not heed this."""
        if not self.busy or self._process is None:
            return
        if self.work in HIGHS:
            self.close()
            self._start()
        else:
            self._send(self._process, "stop")

    def _send(self, process: "subprocess.Popen[bytes]", order: object) -> bool:
        """Send an order, and tell whether the process was there to read it."""
        assert process.stdin is not None
        try:
            pickle.dump(order, process.stdin)
            process.stdin.flush()
        except (OSError, ValueError):
            return False
        return True

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            if self._process.stdin is not None:
                with suppress(OSError):
                    self._process.stdin.close()
            self._process = None
        self._done.set()


class Team:
    """The helpers of one solve.

    Parameters
    ----------
    workers
        Threads of CP-SAT; with one, it works alone, so that one seed gives one result.
    """

    def __init__(self, workers: int) -> None:
        self._findings: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self.helpers: dict[str, Helper] = {}
        self._works = tuple(HEAD_STARTS) if workers > 1 else ("cp_sat",)
        for work in self._works:
            if HEAD_STARTS[work] < LOADING:
                self._add(work)
        self._rows = LinearModel()
        self._of: cp_model.CpModel | None = None

    def _add(self, work: str) -> None:
        """Start a helper, unless there is one for that work."""
        if work not in self.helpers:
            self.helpers[work] = Helper(work, self._findings)

    def rows(
        self, model: cp_model.CpModel, loose: Collection[int] = frozenset()
    ) -> LinearModel:
        """Return the rows of a model; those of the last one asked about are known."""
        if self._of is not model:
            self._rows, self._of = LinearModel(), model
        self._rows.catch_up(model, loose)
        return self._rows

    def race(
        self,
        model: cp_model.CpModel,
        task: Mapping[str, Any],
        seconds: float,
        over: Callable[[], bool],
        report: Callable[[int | None, int], None],
        known: Knowledge,
    ) -> State:
        """Search a model until a proof, an interruption or the end of the time.

        Parameters
        ----------
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

        Raises
        ------
        RuntimeError
            If the model itself is malformed, which is a fault of this program.
        """
        began = time.monotonic()
        rows = self.rows(model, known.loose)
        partly = known.loosely and bool(rows.loose)
        # Judging may make the model grow: the race is about what it was.
        rows = rows.without_loose() if partly else rows.with_rows(())
        cost, offset = objective_of(model)
        matrix = rows.matrix()
        hint = _told(model, matrix, cost)
        common = {**task, "tags": known.tags, "hint": hint.tobytes()}
        on_rows = {**common, "rows": rows, "cost": cost, "offset": offset}
        useful = [h for h in known.hulls if h.cost in cost and "highs" in self.helpers]
        on_rows["hulls"] = useful
        state = State()

        def value_of(solution: Numbers) -> int:
            return sum(c * int(solution[v]) for v, c in cost.items()) + offset

        def take(work: str, solution: Numbers) -> bool:
            if len(solution) != matrix.width:
                return False
            value = value_of(solution)
            if (state.value is None or value < state.value) and matrix.holds(solution):
                state.value, state.solution = value, solution
                improver = self.helpers.get("improve")
                if improver is not None and work != "improve":
                    improver.tell(solution)
                return True
            return False

        take("hint", hint)
        starts = WITH_HULLS if useful else HEAD_STARTS
        lower = LOWER_WITH_HULLS if useful else LOWER
        waiting = {w: s for w, s in starts.items() if w in self._works}
        waiting = {w: s - min(waiting.values()) for w, s in waiting.items()}
        running: dict[str, int] = {}
        bounds: dict[str, float] = {}
        again: set[str] = set()
        judged = last = state.solution
        since = asked = took = falling = 0.0
        noted = choice = math.inf
        while True:
            spent = time.monotonic() - began
            if over() or spent >= seconds or state.closed(task["gap"]):
                break
            if state.solution is not last:
                last, since = state.solution, spent
            if known.judge and last is not None and last is not judged:
                rest = JUDGING * took
                settled = spent - since >= max(SETTLED, rest)
                due = settled or spent - asked >= max(AT_LEAST, rest)
                if due and spent + took < seconds:
                    judged = last if settled else judged
                    if not known.judge(last, settled):
                        break
                    asked = time.monotonic() - began
                    took = asked - spent
            if spent >= choice and running.keys() >= set(HIGHS):
                worse = min(reversed(HIGHS), key=lambda w: bounds.get(w, 0.0))
                del running[worse]
                self.helpers[worse].stop()
            for work in [w for w, after in waiting.items() if spent >= after - LOADING]:
                self._add(work)
            if state.value is not None and state.value < (1 - MUCH) * noted:
                noted, falling = state.value, spent
            calm = not useful or spent - falling >= CALM or spent >= seconds / 2
            ready = [w for w, after in waiting.items() if spent >= after]
            for work in [w for w in ready if calm or w not in PROVING]:
                del waiting[work]
                left = seconds - spent
                own = on_rows
                if work == "cp_sat":
                    best = hint if state.solution is None else state.solution
                    text: object = model.proto
                    if partly or len(model.proto.variables) > matrix.width:
                        text = matrix.whole(best, cost, offset)
                    elif len(best):
                        prove.hint(model, best.tolist())
                    bounding = bool(useful) and not known.several
                    own = {**common, "model": str(text), "bounding": bounding}
                if work == "second":
                    choice = spent + CHOICE
                    seed = task["seed"] + ATTEMPTS
                    own = {**own, "rows": rows, "hulls": [], "seed": seed}
                if work in HIGHS:
                    left -= LAST_ANSWER
                if state.solution is not None:
                    own = {**own, "hint": state.solution.tobytes()}
                number = self.helpers[work].begin(
                    {**own, "seconds": max(0.01, left), "lower": lower[work]}
                )
                running[work] = number
            work, told = self._next(running, 0.05)
            if told[0] == "ended" and work not in again:
                # Its process died: once more.
                again.add(work)
                waiting[work] = spent
            if told[0] == "rows":
                prove.add_rows(model, told[1])
                rows = rows.with_rows((r.terms, r.least, UNBOUNDED) for r in told[1])
                matrix = rows.matrix()
                known.hulls[:] = [h for h in known.hulls if h not in useful]
                if spent < CHOICE / 2 and matrix.width <= MOST_TWICE:
                    self._add("second")
                    waiting["second"] = spent
            if told[0] == "bound":
                bounds[work] = max(told[1], bounds.get(work, 0.0))
            self._heed(told, work, state, take, report)
        for helper in self.helpers.values():
            helper.stop()
        # What came while the last solution was judged.
        while not state.closed(0.0):
            work, told = self._next(running, 0.0)
            if told == NOTHING:
                break
            self._heed(told, work, state, take, report)
        return state

    def _next(
        self, running: Mapping[str, int], seconds: float
    ) -> "tuple[str, Sequence[Any]]":
        """Wait for a finding of the race: who tells it, and what."""
        while True:
            try:
                work, number, told = self._findings.get(timeout=seconds)
            except queue.Empty:
                return "", NOTHING
            if running.get(work) == number:
                return work, told

    def _heed(
        self,
        told: Sequence[Any],
        work: str,
        state: State,
        take: Callable[[str, Numbers], bool],
        report: Callable[[int | None, int], None],
    ) -> None:
        """Note what a helper tells."""
        kind, *content = told
        better = False
        if kind == "solution":
            better = take(work, np.frombuffer(content[0], dtype=np.int64))
        elif kind == "bound":
            bound = rounded_up(content[0])
            if bound > state.bound:
                state.bound, better = bound, True
        elif kind == "status":
            status = STATUSES[content[0]]
            if status is not SolveStatus.INFEASIBLE or state.solution is None:
                state.status = status
        elif kind == "fault":
            raise RuntimeError(content[0])
        if better:
            report(state.value, state.bound)

    def close(self) -> None:
        """End every process."""
        for helper in self.helpers.values():
            helper.close()


class Standby:
    """A team that serves several solves, one after the other.

    Its processes load once, when the first solve needs them.

    Parameters
    ----------
    workers
        As for a team.
    """

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._team: Team | None = None

    def team(self) -> Team:
        """Return the team."""
        if self._team is None:
            self._team = Team(self._workers)
        return self._team

    def close(self) -> None:
        """End its processes, if there are any."""
        if self._team is not None:
            self._team.close()
            self._team = None


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
