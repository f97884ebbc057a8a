"""What each officer carries in a roster."""

import datetime as dt
from dataclasses import dataclass

from scheduler.domain.roster import Facts
from scheduler.domain.time import Clock, Span

NIGHT_STARTS, NIGHT_ENDS = dt.time(22), dt.time(5)
NIGHT_MINUTES = 180
"""A tour is a night tour with as many minutes between 22:00 and 05:00."""

_SATURDAY = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """Totals of one officer over the horizon.

    Parameters
    ----------
    work, contract
        Minutes of work, and what the contract gives for as many days.
    nights
        Night tours.
    weekend_days
        Saturdays and Sundays on which a tour begins.
    missions
        Seats taken.
    """

    work: int
    contract: int
    nights: int
    weekend_days: int
    missions: int


def is_night(clock: Clock, span: Span) -> bool:
    """Tell whether a span holds three hours or more of one night."""
    day, last = clock.date(span.start) - dt.timedelta(days=1), clock.date(span.end)
    while day <= last:
        if span.overlap(clock.tour(day, NIGHT_STARTS, NIGHT_ENDS)) >= NIGHT_MINUTES:
            return True
        day += dt.timedelta(days=1)
    return False


def loads(facts: Facts) -> dict[str, Load]:
    """Return the load of every officer, in the order of the scenario."""
    clock = facts.scenario.clock
    return {
        officer.id: Load(
            work=sum(t.work for t in facts.tours_of[officer.id]),
            contract=round(officer.contract * clock.days / 7),
            nights=sum(is_night(clock, t.span) for t in facts.tours_of[officer.id]),
            weekend_days=len(
                {
                    t.day
                    for t in facts.tours_of[officer.id]
                    if t.day.weekday() >= _SATURDAY
                }
            ),
            missions=len(facts.duties_of[officer.id]),
        )
        for officer in facts.scenario.officers.values()
    }
