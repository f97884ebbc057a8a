"""What a solve reports besides its roster."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from scheduler.domain.scenario import Tier


class SolveStatus(StrEnum):
    """The result of a search."""

    OPTIMAL = "OPTIMAL"
    """The value is proved to be the smallest possible."""
    FEASIBLE = "FEASIBLE"
    """A roster was found; its value is not proved to be the smallest possible."""
    INFEASIBLE = "INFEASIBLE"
    """It is proved that no roster exists."""
    UNKNOWN = "UNKNOWN"
    """Neither a roster nor a proof was found in the time given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TierResult:
    """One tier of the objective after the search.

    Parameters
    ----------
    name
        Name of the tier.
    value
        Points that the roster loses, recomputed from the roster itself.
    bound
        Proved: no roster that is no worse in the earlier tiers loses less.
    status
        ``OPTIMAL`` when value and bound are equal, else ``FEASIBLE``.
    seconds
        Wall time spent.
    goals
        Value of each goal of the tier, unweighted.
    """

    name: str
    value: int
    bound: int
    status: SolveStatus
    seconds: float
    goals: Mapping[str, int] = field(default_factory=dict)

    @property
    def gap(self) -> float:
        """Share of the value not yet proved necessary, from 0 to 1."""
        return (
            0.0
            if self.value == self.bound
            else (self.value - self.bound) / max(self.value, 1)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One solve: its result, parameters and inputs.

    Parameters
    ----------
    scenario
        Identity of the scenario, independent of folder names.
    status
        ``OPTIMAL`` when every tier is.
    tiers
        In order of the objective.
    seed, workers, time_limit
        Parameters of the search; seconds for the limit.
    computed_at
        UTC instant at which the roster was made, to the second.
    seconds
        Wall time of the whole search.
    interrupted
        Whether someone stopped the search early.
    versions
        Version of each package that matters, by name.
    inputs
        SHA-256 of every input file, by relative name.
    base
        Name of the published version that it was to stay near; empty = of none.
    """

    scenario: str
    status: SolveStatus
    tiers: tuple[TierResult, ...]
    seed: int
    workers: int
    time_limit: float
    computed_at: dt.datetime
    seconds: float
    interrupted: bool = False
    versions: Mapping[str, str] = field(default_factory=dict)
    inputs: Mapping[str, str] = field(default_factory=dict)
    base: str = ""


def settled(tiers: Iterable[Tier], results: Iterable[TierResult], goal: str) -> bool:
    """Tell whether the tier of a goal and all tiers before it are proved.

    Parameters
    ----------
    tiers
        The objective.
    results
        The result of each tier.
    goal
        Name of a goal; for a goal in no tier the answer is no.
    """
    status = {result.name: result.status for result in results}
    for tier in tiers:
        if status.get(tier.name) is not SolveStatus.OPTIMAL:
            return False
        if goal in tier.goals:
            return True
    return False
