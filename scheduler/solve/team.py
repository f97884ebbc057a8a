"""The team that searches a large model: CP-SAT, HiGHS and local search, side by side.

Each works in a process of its own (``helper``). A process can be killed, so a search
ends on time whatever the solver is doing. Searches of it are races (``race``).
"""

import queue
from collections.abc import Collection
from typing import Any

from ortools.sat.python import cp_model

from scheduler.solve.helper import Helper
from scheduler.solve.rows import LinearModel

HEAD_STARTS = {"highs": 0.0, "cp_sat": 0.3, "improve": 6.0}
"""Seconds until each joins: what HiGHS proves at once needs no others."""

LOADING = 1.0
"""Seconds before a helper joins at which its process starts, to load until then."""


class Team:
    """The helpers of one solve.

    Parameters
    ----------
    workers
        Threads of CP-SAT; with one, it works alone, so that one seed gives one result.
    """

    def __init__(self, workers: int) -> None:
        self.findings: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self.helpers: dict[str, Helper] = {}
        self.works = tuple(HEAD_STARTS) if workers > 1 else ("cp_sat",)
        for work in self.works:
            if HEAD_STARTS[work] < LOADING:
                self.add(work)
        self._rows = LinearModel()
        self._of: cp_model.CpModel | None = None

    def add(self, work: str) -> None:
        """Start a helper, unless there is one for that work."""
        if work not in self.helpers:
            self.helpers[work] = Helper(work, self.findings)

    def rows(
        self, model: cp_model.CpModel, loose: Collection[int] = frozenset()
    ) -> LinearModel:
        """Return the rows of a model; those of the last one asked about are known."""
        if self._of is not model:
            self._rows, self._of = LinearModel(), model
        self._rows.catch_up(model, loose)
        return self._rows

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
