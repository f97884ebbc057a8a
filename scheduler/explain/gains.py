"""What repairs gain: found, and proved, by solving the changed week."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from scheduler.domain.near import DUTIES, after_duties
from scheduler.domain.roster import Facts, Roster
from scheduler.domain.run import SolveStatus, TierResult
from scheduler.domain.scenario import Scenario, Tier
from scheduler.explain.asking import Ask
from scheduler.explain.base import Ground, Repair
from scheduler.explain.causes import changed, lacks
from scheduler.goals import GOALS
from scheduler.io.faults import InputFaults
from scheduler.rules import RULES
from scheduler.rules.base import is_lawful

SECONDS = 20.0
"""Most seconds for one repair. CHOICE."""

_NO_TOURS = frozenset(
    {"agreements", "equipment", "missions", "permissions", "poolings"}
)
"""Tables that say nothing of tours, nor of who counts as cover."""


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
    week, roster
        The changed week, and the roster found.
    start
        What the changed week keeps of the present roster, if it is lawful there.
    """

    tiers: tuple[TierResult, ...]
    before: tuple[int, ...]
    missions: int
    heads: int
    served: frozenset[str]
    week: Scenario
    roster: Roster
    start: Roster | None = None

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


def losses(facts: Facts, tiers: Iterable[Tier]) -> tuple[int, ...]:
    """Return what a roster loses in some tiers."""
    return tuple(
        sum(
            weight * sum(loss.points for loss in GOALS[goal].score(facts))
            for goal, weight in tier.goals.items()
        )
        for tier in tiers
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
    count = after_duties(facts.scenario.tiers)
    start = facts.roster if is_lawful(facts, RULES.values()) else None
    answer = ask(
        facts.scenario,
        tiers=count,
        seconds=seconds,
        start=start,
        former=_still_proved(ground, repairs),
    )
    if answer.roster is None:
        return None
    found = _measured(ground, facts.scenario, answer.roster, tuple(answer.tiers))
    return replace(found, start=start)


def _still_proved(ground: Ground, repairs: Sequence[Repair]) -> tuple[TierResult, ...]:
    """Return the first tiers whose bounds hold in the changed week too.

    Cover depends on tours alone, so a repair of missions changes nothing of it, if no
    mission is mandatory and so comes before it. More starts of some missions gain at
    most their points: without what is held at them, a roster is one of the week as it
    is.
    """
    tables = {edit.table for repair in repairs for edit in repair.edits}
    missions = ground.scenario.missions
    if (
        ground.run is None
        or not tables <= _NO_TOURS
        or any(mission.mandatory for mission in missions.values())
    ):
        return ()
    of_tours = {"mandatory_missions", "minimum_cover"}
    known: list[TierResult] = []
    # A repaired week is asked with missions first: the tiers before people hold.
    for tier, result in zip(ground.scenario.tiers, ground.run.tiers, strict=True):
        if tier.goals.keys() <= of_tours:
            known.append(result)
        elif tier.goals.keys() <= {*DUTIES} and tables == {"missions"}:
            rows = dict(ground.desk.rows("missions"))
            moved = {
                rows[e.row]["mission"]
                for r in repairs
                for e in r.edits
                if e.row is not None
            }
            points = sum(missions[m].priority * missions[m].times for m in moved)
            weight = tier.goals["missions_by_priority"]
            least = max(0, result.bound - weight * points)
            known.append(replace(result, bound=least))
            break
        else:
            break
    return tuple(known)


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
        before=losses(ground.facts, week.tiers[: len(tiers)]),
        missions=fewer(covers=False),
        heads=fewer(covers=True),
        served=frozenset(before.keys() - after.keys()),
        week=week,
        roster=roster,
    )
