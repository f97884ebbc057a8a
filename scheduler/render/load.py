"""What each officer carries in a roster, counted as the goals count it."""

from collections.abc import Iterable
from dataclasses import dataclass

from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.tours import Shift, Tour
from scheduler.goals.hours_near_contract import HoursNearContract
from scheduler.goals.night_fairness import NightFairness
from scheduler.goals.weekend_fairness import SATURDAY

is_night = NightFairness().is_night
"""Tells whether a tour is a night for the goal that shares nights."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """Totals of one officer over the horizon.

    Parameters
    ----------
    work, contract
        Minutes of work, and those of the contract for the days of presence.
    nights, nights_before
        Night tours, and those of the history.
    weekends, weekends_before
        Tours that begin on a Saturday or a Sunday, and those of the history.
    missions
        Seats taken.
    """

    work: int
    contract: int
    nights: int
    nights_before: int
    weekends: int
    weekends_before: int
    missions: int


def loads(facts: Facts) -> dict[str, Load]:
    """Return the load of every officer, in the order of the scenario."""
    scenario = facts.scenario
    found = {}
    for officer in scenario.officers.values():
        tours = facts.tours_of[officer.id]
        past = scenario.history_of.get(officer.id, ())
        found[officer.id] = Load(
            work=sum(t.work for t in tours),
            contract=HoursNearContract().target(scenario, officer),
            nights=_nights(scenario, tours),
            nights_before=_nights(scenario, past),
            weekends=_weekends(tours),
            weekends_before=_weekends(past),
            missions=len(facts.duties_of[officer.id]),
        )
    return found


def is_night_shift(scenario: Scenario, shift: Shift) -> bool:
    """Tell whether a tour on a shift would be a night for those who may work it."""
    day = scenario.clock.start
    who = next((o for o in scenario.officers.values() if o.force == shift.force), None)
    return who is not None and is_night(scenario, scenario.tour(who.id, day, shift.id))


def _nights(scenario: Scenario, tours: Iterable[Tour]) -> int:
    return sum(is_night(scenario, t) for t in tours)


def _weekends(tours: Iterable[Tour]) -> int:
    return sum(t.day.weekday() >= SATURDAY for t in tours)
