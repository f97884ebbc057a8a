"""The tiers of a week that is to stay near a baseline roster: where nearness stands."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from scheduler.domain.scenario import Tier

DUTIES = ("mandatory_missions", "minimum_cover", "missions_by_priority")
"""Goals about what is to be done; a week planned anew has them before by whom."""

TIER = Tier(name="few changes", goals={"few_changes": 1})
"""The tier that a baseline roster adds."""

PEOPLE_FIRST = (
    Tier(name="mandatory missions", goals={"mandatory_missions": 1}),
    Tier(name="minimum cover", goals={"minimum_cover": 1}),
    Tier(name="few people", goals={"few_people": 1}),
    TIER,
)
"""The tiers with which a repair begins; the first two if the scenario has them."""

_NEAR = frozenset(goal for tier in PEOPLE_FIRST[2:] for goal in tier.goals)


def tiers_with_baseline(tiers: Iterable[Tier]) -> tuple[Tier, ...]:
    """Return the tiers of a week that is to stay near a baseline roster.

    Unless they hold ``few_changes`` already, a tier for it follows those about duties.
    """
    tiers = tuple(tiers)
    if any(goal in tier.goals for tier in tiers for goal in TIER.goals):
        return tiers
    place = after_duties(tiers)
    return (*tiers[:place], TIER, *tiers[place:])


def tiers_of_repair(tiers: Iterable[Tier]) -> tuple[Tier, ...]:
    """Return the tiers of a repair: few people and few changes before all but duty.

    Mandatory missions and minimum cover come first, with the weights that the tiers
    give them, if they have them. What is left of the tiers follows in its order.
    """
    tiers = tuple(tiers)
    weights = {goal: weight for tier in tiers for goal, weight in tier.goals.items()}
    first = []
    for tier in PEOPLE_FIRST:
        (goal,) = tier.goals
        if goal in weights and tier in PEOPLE_FIRST[:2]:
            first.append(replace(tier, goals={goal: weights[goal]}))
        elif tier in PEOPLE_FIRST[2:]:
            first.append(tier)
    moved = {goal for tier in PEOPLE_FIRST for goal in tier.goals}
    taken = {tier.name for tier in first}
    for tier in tiers:
        goals = {g: w for g, w in tier.goals.items() if g not in moved}
        if goals:
            # A tier that shares its name with one of the first gets another.
            name = tier.name
            while name in taken:
                name += " *"
            taken.add(name)
            first.append(replace(tier, name=name, goals=goals))
    return tuple(first)


def missions_first(tiers: Sequence[Tier]) -> tuple[Tier, ...]:
    """Return the tiers with missions before people and changes.

    The tiers of a repair have few people and few changes before the missions that are
    not mandatory. Here these follow the last tier about missions or cover.
    """
    last = after_duties(tiers)
    first = [t for t in tiers[:last] if not t.goals.keys() <= _NEAR]
    near = [t for t in tiers[:last] if t.goals.keys() <= _NEAR]
    return (*first, *near, *tiers[last:])


def after_duties(tiers: Sequence[Tier]) -> int:
    """Return how many tiers there are up to the last one of missions or cover."""
    own = [n for n, tier in enumerate(tiers, 1) if tier.goals.keys() & {*DUTIES}]
    return max(own, default=0)
