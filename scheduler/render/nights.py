"""Which tours are nights, as the goal that shares nights counts them."""

from scheduler.domain.scenario import Scenario
from scheduler.domain.tours import Shift
from scheduler.goals.night_fairness import NightFairness

is_night = NightFairness().is_night
"""Tells whether a tour is a night for the goal that shares nights."""


def is_night_shift(scenario: Scenario, shift: Shift) -> bool:
    """Tell whether a tour on a shift would be a night for those who may work it."""
    day = scenario.clock.start
    who = next((o for o in scenario.officers.values() if o.force == shift.force), None)
    return who is not None and is_night(scenario, scenario.tour(who.id, day, shift.id))
