"""The whole answer to “why, and what to decide”: causes with repairs that help."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import combinations

from scheduler.domain.roster import Roster
from scheduler.domain.run import TierResult
from scheduler.explain.asking import Answer, Ask
from scheduler.explain.base import Ground, Lack, Repair
from scheduler.explain.causes import Cause, grouped, lacks, proposals
from scheduler.explain.gains import SECONDS, Gain, gain

EACH = 3
"""Repairs that help, after which no more are tried for a cause. CHOICE."""

TRIED = 8
"""Most repairs tried for a cause. CHOICE."""

PAIRS = 4
"""Most pairs of repairs tried for what none repairs alone. CHOICE."""

Tell = Callable[[int, int], None]
"""Told after each repair tried: how many were, and how many may be."""


@dataclass(frozen=True)
class Step:
    """Several decisions together, one for each of some causes, and what they gain."""

    repairs: tuple[Repair, ...]
    gain: Gain


@dataclass
class Explanation:
    """What is missing, by cause, and what would help.

    Parameters
    ----------
    ground
        The week and its roster.
    found
        What is missing.
    proposed
        Each repair with the lacks that it is proposed for.
    gains
        By repair that was tried, what it gains; ``None`` = no roster was found.
    steps
        The best decisions together: for one cause, for two, and so on.
    costs
        By repair, all tiers of the best roster that was found with it.
    nearby
        By repair, a roster that gains as much with few changes.
    complete
        Whether time was sufficient for all that was to be tried.
    """

    ground: Ground
    found: tuple[Lack, ...]
    proposed: dict[Repair, frozenset[str]]
    gains: dict[Repair, Gain | None] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    costs: dict[Repair, tuple[TierResult, ...]] = field(default_factory=dict)
    nearby: dict[Repair, Roster] = field(default_factory=dict)
    complete: bool = False

    @classmethod
    def of(cls, ground: Ground, only: str | None = None) -> "Explanation":
        """Return what is missing and what is proposed, before any trial.

        Parameters
        ----------
        ground
            The week and its roster.
        only
            A mission: what else is missing is left out; ``None`` = everything.
        """
        found = tuple(
            lack
            for lack in lacks(ground.facts, ground.run)
            if only is None or lack.mission == only
        )
        return cls(ground, found, dict(proposals(ground, found)))

    @property
    def causes(self) -> tuple[Cause, ...]:
        """The causes by what helps, and by what is proposed as far as it is not tried.

        What is known to help comes first: a cause is uncertain only for what nothing
        tried helps.
        """
        made = grouped(self.found, self._known)
        sure = [cause for cause in made if cause.main is not None]
        left = [lack for c in made if c.main is None for lack in c.lacks]
        both = [*sure, *grouped(left, self._open)]
        both.sort(key=lambda cause: (-cause.points, cause.lacks[0].span))
        return tuple(both)

    @property
    def _known(self) -> dict[Repair, frozenset[str]]:
        """What each repair serves that was tried and helps."""
        return {
            repair: own & found.served
            for repair, own in self.proposed.items()
            if (found := self.gains.get(repair)) is not None and found.helps
        }

    @property
    def _open(self) -> dict[Repair, frozenset[str]]:
        """What each repair is proposed for that is not known to gain nothing."""
        return {
            repair: own
            for repair, own in self.proposed.items()
            if repair not in self.gains
            or ((found := self.gains[repair]) is not None and not found.proved)
        }

    @property
    def _untried(self) -> dict[Repair, frozenset[str]]:
        """What each repair is proposed for that was not tried."""
        return {r: own for r, own in self.proposed.items() if r not in self.gains}

    def repairs(self, cause: Cause) -> tuple[Repair, ...]:
        """Return what helps a cause, or may: of each remedy what nothing beats."""
        kept: list[Repair] = []
        for repair in cause.repairs:
            mine = self.gains.get(repair)
            beaten = mine is not None and any(
                # What nothing need be decided for beats every remedy.
                (other.remedy == repair.remedy or not other.price)
                and (theirs := self.gains.get(other)) is not None
                and theirs.points >= mine.points
                for other in kept
            )
            if not beaten:
                kept.append(repair)
        return tuple(kept)

    def untried(self) -> Iterator[Repair]:
        """Yield what is to be tried next: what may serve most, then the cheapest."""
        # As if everything that is not tried served all that it is proposed for.
        hoped = grouped(self.found, {**self._untried, **self._known})
        mains = [c.main for c in hoped if c.main is not None]
        yield from (repair for repair in mains if repair not in self.gains)
        for cause in hoped:
            tried = [self.gains[r] for r in cause.repairs if r in self.gains]
            helped = sum(found is not None and found.helps for found in tried)
            if helped < EACH and len(tried) < TRIED:
                yield from (r for r in cause.repairs if r not in self.gains)


def explain(
    ground: Ground,
    ask: Ask,
    *,
    seconds: float,
    only: str | None = None,
    tell: Tell = lambda _done, _all: None,
    over: Callable[[], bool] = lambda: False,
) -> Explanation:
    """Return why missions are not held and heads missing, and what would help.

    Parameters
    ----------
    ground
        The week and its roster.
    ask
        The solver.
    seconds
        Time for all repairs; 0 = nothing is tried.
    only
        A mission: what else is missing is left out; ``None`` = everything.
    tell
        Told of the progress.
    over
        Whether to end now, with what is known.
    """
    until = time.monotonic() + seconds
    made = Explanation.of(ground, only)
    most = len(made.proposed)

    def left() -> float:
        return 0.0 if over() else until - time.monotonic()

    def tried(repair: Repair) -> None:
        made.gains[repair] = gain(ground, [repair], ask, min(SECONDS, left()))
        if left() > 0:
            _cost_nearby(made, repair, ask)
        tell(len(made.gains), most)

    # What is to be tried depends on what has helped.
    while (repair := next(made.untried(), None)) is not None:
        if left() <= 0:
            return made
        tried(repair)
    for pair, own in _pairs(made):
        if left() <= 0:
            return made
        made.proposed[pair] = own
        tried(pair)
    for repairs in _together(made):
        known = made.gains.get(repairs[0]) if len(repairs) == 1 else None
        if known is None and left() <= 0:
            return made
        best = known or gain(ground, repairs, ask, min(SECONDS, left()))
        if best is not None:
            made.steps.append(Step(repairs, best))
    for cause in made.causes:
        for repair in made.repairs(cause)[:1]:
            if left() <= 0:
                return made
            _cost(made, repair, ask, min(SECONDS, left()))
    made.complete = True
    return made


def _pairs(made: Explanation) -> Iterator[tuple[Repair, frozenset[str]]]:
    """Yield two repairs of different kinds for what none repairs alone."""
    for lack in made.found:
        own = [r for r, ids in made.proposed.items() if lack.id in ids and not r.parts]
        pairs = sorted(
            (
                (one, other)
                for one, other in combinations(sorted(own, key=_cheapest), 2)
                if one.remedy != other.remedy
            ),
            key=lambda pair: pair[0].price + pair[1].price,
        )
        for one, other in pairs[:PAIRS]:
            if any(_helps(made, r, lack.id) for r in made.proposed):
                break
            yield one + other, made.proposed[one] & made.proposed[other]


def _cheapest(repair: Repair) -> tuple[int, object]:
    return repair.price, repair.words


def _helps(made: Explanation, repair: Repair, lack: str) -> bool:
    best = made.gains.get(repair)
    return (
        best is not None
        and best.helps
        and lack in best.served
        and lack in made.proposed[repair]
    )


def _together(made: Explanation) -> Iterator[tuple[Repair, ...]]:
    """Yield the cheapest of the causes' main repairs, then two of them, and so on."""
    helping = {r for r, g in made.gains.items() if g is not None and g.helps}
    mains = {cause.main for cause in made.causes} & helping
    chosen = sorted((r for r in mains if r), key=lambda r: (r.price, r.words))
    for count in range(1, len(chosen) + 1):
        yield tuple(chosen[:count])


def _cost_nearby(made: Explanation, repair: Repair, ask: Ask) -> None:
    """Find what a repair costs at most in other goals, by few changes of the roster."""
    known = made.gains.get(repair)
    if known is None or known.start is None or not known.helps:
        return
    answer = ask(
        known.week,
        tiers=len(known.week.tiers),
        seconds=0.0,
        start=known.start,
        former=known.tiers,
    )
    if answer.roster is not None and _gains(answer, known):
        made.costs[repair] = tuple(answer.tiers)
        made.nearby[repair] = answer.roster


def _gains(answer: Answer, known: Gain) -> bool:
    """Tell whether a roster gains all that a repair is known to gain."""
    pairs = zip(answer.tiers, known.tiers, strict=False)
    return all(mine.value <= theirs.value for mine, theirs in pairs)


def _cost(made: Explanation, repair: Repair, ask: Ask, seconds: float) -> None:
    """Find what a repair costs in the goals after those in which it gains."""
    known = made.gains.get(repair)
    if known is None or not known.helps:
        return
    answer = ask(
        known.week,
        tiers=len(known.week.tiers),
        seconds=seconds,
        start=made.nearby.get(repair, known.roster),
        former=known.tiers,
    )
    if answer.roster is not None:
        made.costs[repair] = tuple(answer.tiers)
