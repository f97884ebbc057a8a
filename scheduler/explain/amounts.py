"""Tiers that count missions, and how amounts of a tier are written."""

from scheduler.domain.scenario import Scenario, Tier
from scheduler.domain.settings import Unit
from scheduler.verify.shortfalls import MISSION_GOALS
from scheduler.verify.units import loss_unit
from scheduler.words import n_
from scheduler.words.render import hours_minutes, whole


def tiers_of_missions(scenario: Scenario) -> int:
    """Return how many tiers there are up to the last one that counts missions."""
    places = [
        i for i, t in enumerate(scenario.tiers, 1) if set(MISSION_GOALS) & set(t.goals)
    ]
    return max(places, default=len(scenario.tiers))


def amount(tier: Tier, value: int) -> str:
    """Return an amount of a tier with its unit: ``19 points``, ``3 h 20``."""
    if loss_unit(tier.goals) is Unit.MINUTES:
        return hours_minutes(value)
    return n_("{number} point", "{number} points", value, number=whole(value))
