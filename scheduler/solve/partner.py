"""A second opinion: HiGHS, in a process of its own, on the same linear model.

Every constraint that rules and goals post is linear once clauses are written as sums,
so a branch-and-cut solver can race CP-SAT on each tier; whoever proves first ends it.
HiGHS cannot be interrupted from Python, hence the process, which can be killed. Its
answers are taken only if every constraint holds in whole numbers.
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
"""Beyond this, a bound of the CP-SAT model means none."""

ATTEMPTS = 3
"""Searches with a seed each, while an answer is none or breaks a row by rounding."""

HEAD_START = 1.0
"""Seconds that CP-SAT has for itself: what it proves at once needs no partner."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An optimum that HiGHS claims: a value for each variable, and its dual bound."""

    solution: tuple[int, ...]
    bound: float


@dataclass
class LinearModel:
    """A CP-SAT model as rows of a linear program; rows are added as the model grows."""

    lower: list[int] = field(default_factory=list)
    upper: list[int] = field(default_factory=list)
    row: list[int] = field(default_factory=list)
    column: list[int] = field(default_factory=list)
    factor: list[int] = field(default_factory=list)
    row_lower: list[float] = field(default_factory=list)
    row_upper: list[float] = field(default_factory=list)
    _read: int = 0

    def catch_up(self, proto: cp_model.CpModel) -> None:
        """Read what the model has gained since the last call.

        Raises
        ------
        NotImplementedError
            If a constraint is not linear: a fault of this program.
        """
        model = proto.proto
        for variable in list(model.variables)[len(self.lower) :]:
            domain = list(variable.domain)
            self.lower.append(domain[0])
            self.upper.append(domain[-1])
        for constraint in list(model.constraints)[self._read :]:
            self._read += 1
            conditions = [~e for e in constraint.enforcement_literal]
            if constraint.has_linear() and not conditions:
                linear = constraint.linear
                # The solver's own lists do not count from the end.
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
        """Tell whether a solution keeps every bound and every row exactly."""
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
    """A HiGHS process that takes one model after the other."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._model = LinearModel()
        self._race = _Race()
        self._wake()

    @property
    def process(self) -> int | None:
        """Number of the process, if there is one."""
        return self._process.pid if self._process is not None else None

    def _wake(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            # A session of its own: Ctrl-C is for us to hear, not for it.
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
        proto: cp_model.CpModel,
        seconds: float,
        won: Callable[[Answer], None],
    ) -> None:
        """Start on a model after ``HEAD_START``, for the seconds that are left then.

        ``won`` is called from another thread with an optimum.
        """
        if seconds <= HEAD_START:
            return
        self._model.catch_up(proto)
        objective = proto.proto.objective
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
            "hint": list(proto.proto.solution_hint.values),
            "seconds": seconds - HEAD_START,
        }
        self._race = _Race()
        threading.Thread(
            target=self._wait, args=(self._wake(), self._race, task, won), daemon=True
        ).start()

    def _wait(
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
        """Stop what is running; a process stands ready for the next model."""
        if self._race.ends():
            self.close()
        self._wake()

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
    """Whether a race is called off before or after the partner joins it."""

    def __init__(self) -> None:
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._joined = False

    def begins(self, after: float) -> bool:
        """Wait, then tell whether the partner joins: not if the race is over."""
        if self._over.wait(after):
            return False
        with self._lock:
            self._joined = not self._over.is_set()
            return self._joined

    def ends(self) -> bool:
        """Call the race off, and tell whether the partner had joined."""
        with self._lock:
            self._over.set()
            return self._joined
