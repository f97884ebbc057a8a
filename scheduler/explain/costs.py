"""The value of each tier as a sum: by goal, officer, zone, force and day.

Each grouping adds up to the value of the tier. What belongs to no single officer, zone,
force or day is a line of its own, and so are wishes, which are counted and not told.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario, Tier
from scheduler.goals import GOALS
from scheduler.goals.base import Loss
from scheduler.verify.units import loss_of
from scheduler.words import N_, _
from scheduler.words.render import day_name

WISHES = frozenset({"requests", "pairing_wishes"})
"""Goals whose losses tell what officers wished or asked: they are counted only."""


class By(StrEnum):
    """What the value of a tier is grouped by."""

    GOAL = "goal"
    OFFICER = "officer"
    ZONE = "zone"
    FORCE = "force"
    DAY = "day"


WITHOUT = {
    By.OFFICER: N_("of no single officer"),
    By.ZONE: N_("of no single zone"),
    By.FORCE: N_("of no single force"),
    By.DAY: N_("of no single day"),
}
"""The line of what a grouping cannot place."""

COUNTED = N_("wishes of officers, counted only")

TITLES = {
    By.GOAL: N_("By goal:"),
    By.OFFICER: N_("By officer:"),
    By.ZONE: N_("By zone:"),
    By.FORCE: N_("By force:"),
    By.DAY: N_("By day:"),
}


@dataclass(frozen=True, slots=True)
class Item:
    """A part of the value of a tier.

    Parameters
    ----------
    key
        Code of the goal, officer, zone or force, or the day as in tables; empty = of no
        single one.
    points
        What it adds to the value of the tier: the weights of the goals are in it.
    parts
        How many losses it adds up.
    wishes
        Whether these are wishes, which a grouping does not place.
    """

    key: str
    points: int
    parts: int
    wishes: bool = False


@dataclass(frozen=True, slots=True)
class TierCost:
    """The value of a tier, and the items that add up to it.

    Parameters
    ----------
    tier
        Which tier.
    value
        What the roster loses in it.
    items
        For each grouping the items, the largest first; what has no key comes last.
    """

    tier: Tier
    value: int
    items: dict[By, tuple[Item, ...]]


def costs(facts: Facts) -> tuple[TierCost, ...]:
    """Return what a roster loses in each tier, item by item.

    Parameters
    ----------
    facts
        The roster.
    """
    return tuple(_cost(facts, tier) for tier in facts.scenario.tiers)


def _cost(facts: Facts, tier: Tier) -> TierCost:
    lost = [
        (goal, weight * loss.points, loss)
        for goal, weight in tier.goals.items()
        for loss in GOALS[goal].score(facts)
    ]
    return TierCost(
        tier=tier,
        value=sum(points for _goal, points, _loss in lost),
        items={by: _items(facts.scenario, by, lost) for by in By},
    )


def _items(
    scenario: Scenario, by: By, lost: list[tuple[str, int, Loss]]
) -> tuple[Item, ...]:
    sums: dict[tuple[str, bool], tuple[int, int]] = {}
    for goal, points, loss in lost:
        wishes = goal in WISHES and by is not By.GOAL
        key = "" if wishes else _key(scenario, by, goal, loss)
        before, parts = sums.get((key, wishes), (0, 0))
        sums[key, wishes] = (before + points, parts + 1)
    found = [Item(k, points, n, wishes) for (k, wishes), (points, n) in sums.items()]
    return tuple(sorted(found, key=lambda i: (not i.key, i.wishes, -i.points, i.key)))


def _key(scenario: Scenario, by: By, goal: str, loss: Loss) -> str:
    match by:
        case By.GOAL:
            return goal
        case By.OFFICER:
            return loss.officer or ""
        case By.ZONE:
            return loss.zone or ""
        case By.DAY:
            return _day(scenario, loss)
        case By.FORCE:
            return _force(scenario, loss)


def _day(scenario: Scenario, loss: Loss) -> str:
    """Return the day of the horizon that a loss concerns alone; empty = none."""
    if loss.day not in scenario.clock.dates:
        return ""
    if loss.mission is not None and loss.missing:
        mission = scenario.missions[loss.mission]
        if mission.relay is None and len({o.day for o in mission.occurrences}) > 1:
            return ""
    return loss.day.isoformat()


def _force(scenario: Scenario, loss: Loss) -> str:
    """Return the force that a loss concerns alone; empty = none, or several."""
    if loss.officer is not None:
        return scenario.officers[loss.officer].force
    if (shift := loss.values.get("shift")) in scenario.shifts:
        return scenario.shifts[str(shift)].force
    share = loss.values.get("share")
    return next((s.force for s in scenario.shares if s.id == share), "")


# --- words ----------------------------------------------------------------------------


def cost_lines(
    scenario: Scenario, found: tuple[TierCost, ...], *, command: bool = False
) -> Iterator[str]:
    """Yield what each tier costs, for people, in the current language.

    Parameters
    ----------
    scenario
        What is planned.
    found
        The costs.
    command
        Whether command staff alone reads it: only then are officers told.
    """
    for cost in found:
        lost = loss_of(cost.tier.goals)
        yield _("{tier}: {lost}", tier=_(cost.tier.name), lost=lost(cost.value))
        for by in _groupings(command=command):
            alone = by is By.GOAL and len(cost.tier.goals) == 1
            # A grouping into one item without a name says nothing.
            if alone or not any(item.key for item in cost.items[by]):
                continue
            yield "  " + _(TITLES[by])
            for item in cost.items[by]:
                name = _name(scenario, by, item)
                yield "    " + _("{name}: {lost}", name=name, lost=lost(item.points))


def costs_json(
    found: tuple[TierCost, ...], *, command: bool = False
) -> list[dict[str, Any]]:
    """Return the same as JSON: see ``cost_lines``."""
    return [
        {
            "tier": cost.tier.name,
            "value": cost.value,
            "items": {
                by.value: [
                    {
                        "key": item.key or None,
                        "points": item.points,
                        "losses": item.parts,
                        "wishes": item.wishes,
                    }
                    for item in cost.items[by]
                ]
                for by in _groupings(command=command)
            },
        }
        for cost in found
    ]


def _groupings(*, command: bool) -> list[By]:
    return [by for by in By if command or by is not By.OFFICER]


def _name(scenario: Scenario, by: By, item: Item) -> str:
    if not item.key:
        return _(COUNTED if item.wishes else WITHOUT[by])
    match by:
        case By.GOAL:
            return _(GOALS[item.key].title)
        case By.ZONE:
            return scenario.zones[item.key].name
        case By.FORCE:
            return scenario.forces[item.key].name
        case By.DAY:
            return day_name(dt.date.fromisoformat(item.key))
        case By.OFFICER:
            return item.key
