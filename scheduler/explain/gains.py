"""What repairs gain: found, and proved, by solving the changed week."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from scheduler.domain.roster import Facts, Roster
from scheduler.domain.run import SolveStatus, TierResult
from scheduler.domain.scenario import Scenario, Tier
from scheduler.explain.asking import Ask
from scheduler.explain.base import Ground, Repair
from scheduler.explain.causes import Cause, changed, lacks
from scheduler.goals import GOALS
from scheduler.io.faults import InputFaults
from scheduler.rules import RULES
from scheduler.rules.base import is_lawful

GAINING = frozenset({"mandatory_missions", "minimum_cover", "missions_by_priority"})
"""Goals in which a repair may gain."""

SECONDS = 20.0
"""Most seconds for one repair. CHOICE."""


@dataclass(frozen=True)
class Gain:
    """What some repairs together gain, found by solving the changed week.

    Parameters
    ----------
    tiers
        The tiers up to the last one of missions and cover, in the changed week.
    before
        What each of them loses now.
    missions, heads
        Missions and heads fewer that are missing in the roster found.
    served
        Ids of the lacks that are no longer there.
    roster
        The roster found.
    """

    tiers: tuple[TierResult, ...]
    before: tuple[int, ...]
    missions: int
    heads: int
    served: frozenset[str]
    roster: Roster

    @property
    def points(self) -> tuple[int, ...]:
        """By tier, how much less is lost."""
        values = (result.value for result in self.tiers)
        return tuple(b - v for b, v in zip(self.before, values, strict=True))

    @property
    def most(self) -> tuple[int, ...]:
        """By tier, the most that could be gained if earlier tiers are proved."""
        bounds = (result.bound for result in self.tiers)
        return tuple(b - v for b, v in zip(self.before, bounds, strict=True))

    @property
    def proved(self) -> bool:
        """Whether no roster of the changed week gains more."""
        return all(r.status is SolveStatus.OPTIMAL for r in self.tiers)

    @property
    def helps(self) -> bool:
        """Whether anything is gained, in the order of the tiers."""
        return self.points > (0,) * len(self.points)


def tiers_that_gain(tiers: Sequence[Tier]) -> int:
    """Return how many tiers there are up to the last one of missions or cover."""
    own = [n for n, tier in enumerate(tiers, 1) if GAINING & tier.goals.keys()]
    return max(own, default=0)


def losses(facts: Facts, count: int) -> tuple[int, ...]:
    """Return what a roster loses in the first tiers."""
    return tuple(
        sum(
            weight * sum(loss.points for loss in GOALS[goal].score(facts))
            for goal, weight in tier.goals.items()
        )
        for tier in facts.scenario.tiers[:count]
    )


def gain(
    ground: Ground, repairs: Sequence[Repair], ask: Ask, seconds: float = SECONDS
) -> Gain | None:
    """Return what some repairs gain together; ``None`` = no roster, or none in time.

    Parameters
    ----------
    ground
        The week and its roster.
    repairs
        What is changed.
    ask
        The solver.
    seconds
        Most time.
    """
    try:
        facts = changed(ground, repairs)
    except InputFaults:
        return None
    count = tiers_that_gain(ground.scenario.tiers)
    start = facts.roster if is_lawful(facts, RULES.values()) else None
    answer = ask(facts.scenario, tiers=count, seconds=seconds, start=start)
    if answer.roster is None:
        return None
    return _measured(ground, facts.scenario, answer.roster, tuple(answer.tiers))


def _measured(
    ground: Ground, week: Scenario, roster: Roster, tiers: tuple[TierResult, ...]
) -> Gain:
    before = {lack.id: lack for lack in lacks(ground.facts)}
    after = {lack.id: lack for lack in lacks(Facts(week, roster))}

    def fewer(covers: bool) -> int:
        return sum(
            sign * lack.missing
            for sign, found in ((1, before), (-1, after))
            for lack in found.values()
            if (lack.cover is not None) is covers
        )

    return Gain(
        tiers=tiers,
        before=losses(ground.facts, len(tiers)),
        missions=fewer(covers=False),
        heads=fewer(covers=True),
        served=frozenset(before.keys() - after.keys()),
        roster=roster,
    )


@dataclass(frozen=True)
class Finding:
    """A repair of a cause, and what it gains alone."""

    cause: Cause
    repair: Repair
    gain: Gain | None


def findings(
    ground: Ground,
    causes: Sequence[Cause],
    ask: Ask,
    *,
    until: float,
    each: int,
    over: Callable[[], bool] = lambda: False,
) -> Iterator[Finding]:
    """Yield what repairs gain, the first repair of every cause, then the second ones.

    Parameters
    ----------
    ground
        The week and its roster.
    causes
        Whose repairs.
    ask
        The solver.
    until
        When to end, by the monotonic clock.
    each
        Most repairs that help, for a cause; those that do not help are told too.
    over
        Whether to end now.
    """
    known: dict[Repair, Gain | None] = {}
    helped = dict.fromkeys(range(len(causes)), 0)
    for rank in range(max((len(c.repairs) for c in causes), default=0)):
        for number, cause in enumerate(causes):
            if helped[number] >= each or rank >= len(cause.repairs):
                continue
            repair = cause.repairs[rank]
            if repair not in known:
                left = until - time.monotonic()
                if left <= 0 or over():
                    return
                known[repair] = gain(ground, [repair], ask, min(SECONDS, left))
            found = known[repair]
            helped[number] += found is not None and found.helps
            yield Finding(cause, repair, found)
