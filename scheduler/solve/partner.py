"""The partner: HiGHS in a process of its own, solving the same model as CP-SAT.

Every constraint that rules and goals post is linear once clauses are written as sums,
so a branch-and-cut solver can race CP-SAT on each tier. The first proof ends the race.
HiGHS cannot be interrupted from Python, so it runs in a process that can be killed. Its
answer counts only if every constraint holds exactly in whole numbers.
"""

import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

UNBOUNDED = 2**62
"""From this absolute value on, a bound of the CP-SAT model means "unbounded"."""

ATTEMPTS = 3
"""Searches, each with another seed, until an answer comes that breaks no row."""

HEAD_START = 1.0
"""Seconds that CP-SAT runs alone: a tier that it proves at once needs no partner."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An optimum that HiGHS claims: a value for each variable, and its dual bound."""

    solution: tuple[int, ...]
    bound: float


@dataclass
class LinearModel:
    """A CP-SAT model as rows of a linear program; it grows with the model."""

    lower: list[int] = field(default_factory=list)
    upper: list[int] = field(default_factory=list)
    row: list[int] = field(default_factory=list)
    column: list[int] = field(default_factory=list)
    factor: list[int] = field(default_factory=list)
    row_lower: list[float] = field(default_factory=list)
    row_upper: list[float] = field(default_factory=list)
    _read: int = 0

    def catch_up(self, model: cp_model.CpModel) -> None:
        """Add the variables and constraints new in the model since the last call.

        Raises
        ------
        NotImplementedError
            If a constraint is not linear: a fault of this program.
        """
        for variable in list(model.proto.variables)[len(self.lower) :]:
            domain = list(variable.domain)
            self.lower.append(domain[0])
            self.upper.append(domain[-1])
        for constraint in list(model.proto.constraints)[self._read :]:
            self._read += 1
            conditions = [~e for e in constraint.enforcement_literal]
            if constraint.has_linear() and not conditions:
                linear = constraint.linear
                # The solver's own lists take no negative index.
                domain = list(linear.domain)
                low, high = domain[0], domain[-1]
                self._add(zip(linear.vars, linear.coeffs, strict=True), low, high)
            elif constraint.has_bool_or():
                self._clause([*constraint.bool_or.literals, *conditions])
            elif constraint.has_bool_and():
                for literal in constraint.bool_and.literals:
                    self._clause([literal, *conditions])
            else:
                raise NotImplementedError(str(constraint))

    def _clause(self, literals: Sequence[int]) -> None:
        terms = [(v, 1) if v >= 0 else (~v, -1) for v in literals]
        negated = sum(v < 0 for v in literals)
        self._add(terms, 1 - negated, UNBOUNDED)

    def _add(self, terms: Iterable[tuple[int, int]], low: int, high: int) -> None:
        factors: dict[int, int] = {}
        for variable, factor in terms:
            factors[variable] = factors.get(variable, 0) + factor
        for variable in sorted(factors):
            self.row.append(len(self.row_lower))
            self.column.append(variable)
            self.factor.append(factors[variable])
        self.row_lower.append(low if low > -UNBOUNDED else -np.inf)
        self.row_upper.append(high if high < UNBOUNDED else np.inf)

    def holds(self, solution: Sequence[int]) -> bool:
        """Tell whether a solution satisfies every bound and every row exactly."""
        values = np.array(solution, dtype=np.int64)
        sums = np.zeros(len(self.row_lower), dtype=np.int64)
        np.add.at(sums, self.row, values[self.column] * np.array(self.factor))
        return bool(
            np.all(values >= self.lower)
            and np.all(values <= self.upper)
            and np.all(sums >= self.row_lower)
            and np.all(sums <= self.row_upper)
        )


class Partner:
    """A HiGHS process that solves one model after another."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._model = LinearModel()
        self._race = _Race()
        self._running()

    @property
    def process(self) -> int | None:
        """Id of the process, if it runs."""
        return self._process.pid if self._process is not None else None

    def _running(self) -> subprocess.Popen[bytes]:
        """Return the process, started anew if it has ended."""
        if self._process is None or self._process.poll() is not None:
            # A session of its own, so that Ctrl-C does not reach it.
            self._process = subprocess.Popen(
                [sys.executable, "-m", "scheduler.solve.highs"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        return self._process

    def race(
        self,
        model: cp_model.CpModel,
        seconds: float,
        won: Callable[[Answer], None],
    ) -> None:
        """Start to solve a model after ``HEAD_START``, for the rest of the seconds.

        Parameters
        ----------
        model, seconds
            What to solve, and when to give up, counted from now.
        won
            Called with an optimum, from another thread.
        """
        if seconds <= HEAD_START:
            return
        self._model.catch_up(model)
        objective = model.proto.objective
        task = {
            "lower": self._model.lower,
            "upper": self._model.upper,
            "row": self._model.row,
            "column": self._model.column,
            "factor": self._model.factor,
            "row_lower": self._model.row_lower,
            "row_upper": self._model.row_upper,
            "cost": dict(zip(objective.vars, objective.coeffs, strict=True)),
            "offset": objective.offset,
            "hint": list(model.proto.solution_hint.values),
            "seconds": seconds - HEAD_START,
        }
        self._race = _Race()
        threading.Thread(
            target=self._compete,
            args=(self._running(), self._race, task, won),
            daemon=True,
        ).start()

    def _compete(
        self,
        process: subprocess.Popen[bytes],
        race: "_Race",
        task: dict[str, Any],
        won: Callable[[Answer], None],
    ) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        if not race.begins(HEAD_START):
            return
        ends = time.monotonic() + task["seconds"]
        for seed in range(ATTEMPTS):
            task |= {"seed": seed, "seconds": ends - time.monotonic()}
            try:
                pickle.dump(task, process.stdin)
                process.stdin.flush()
                found = pickle.load(process.stdout)
            except (EOFError, OSError, ValueError, pickle.UnpicklingError):
                return  # killed, because CP-SAT was first
            if found is not None:
                solution, bound = found
                if self._model.holds(solution):
                    won(Answer(tuple(solution), bound))
                    return
            if time.monotonic() >= ends:
                return

    def give_up(self) -> None:
        """Stop the running search, and have a process ready for the next model."""
        if self._race.ends():
            self.close()
        self._running()

    def close(self) -> None:
        """End the process."""
        self._race.ends()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None:
                    try:
                        pipe.close()
                    except OSError:
                        continue
            self._process = None


class _Race:
    """The state of one race: whether the partner has joined, and whether it is over."""

    def __init__(self) -> None:
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._joined = False

    def begins(self, after: float) -> bool:
        """Wait for some seconds, then join unless the race is over; tell which."""
        if self._over.wait(after):
            return False
        with self._lock:
            self._joined = not self._over.is_set()
            return self._joined

    def ends(self) -> bool:
        """End the race, and tell whether the partner had joined."""
        with self._lock:
            self._over.set()
            return self._joined
