"""Weekly rest on Sundays."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduler.domain.people import ForceKind
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.settings import Setting, Unit
from scheduler.domain.tours import Tour
from scheduler.goals.base import Goal, Loss
from scheduler.words import N_

if TYPE_CHECKING:
    from scheduler.facade import Linear, ModelFacade

SIX_DAYS = dt.timedelta(days=6)


class SundayRest(Goal):
    """Number of Sundays taken by tours, over all officers with free tours.

    A tour takes a Sunday if it overlaps it, 00:00 to 24:00 local time, wherever it
    begins or ends. A Sunday that the history has already taken does not count: it can
    no longer be avoided.
    """

    name = "sunday_rest"
    title = N_("Sunday rest")
    words = N_(
        "Officers with free tours who work on a Sunday, counted for each week, "
        "unless their force is exempt. The weekly rest includes Sunday in "
        "principle."
    )
    source = "décret 2000-815 art. 3 (35 h, Sunday included in principle)"
    unit = Unit.POINTS
    settings = (
        Setting(
            name="exempt",
            unit=Unit.YES_NO,
            words=N_("whether the force works on Sundays as on other days"),
            defaults={ForceKind.MUNICIPAL: 0, ForceKind.NATIONAL: None},
            sources={
                ForceKind.MUNICIPAL: "décret 2000-815 art. 3",
                ForceKind.NATIONAL: (
                    "arrêté du 5 septembre 2019 (cycles, Sundays included): not counted"
                ),
            },
        ),
    )

    def _counts(self, scenario: Scenario, officer: str, sunday: dt.date) -> bool:
        """Tell whether a Sunday of an officer counts."""
        exempt = self.value(scenario, officer, "exempt", sunday)
        return scenario.officers[officer].free and exempt == 0

    def post(self, model: "ModelFacade") -> "Linear":
        """Return the number of literals of Sundays taken."""
        clock = model.scenario.clock
        terms = []
        for officer in model.scenario.officers:
            past = model.scenario.history_of.get(officer, ())
            for week in clock.weeks(clock.span.start, clock.span.end):
                date = clock.date(week.start) + SIX_DAYS
                sunday = clock.day(date)
                heavy = [t for t in model.tours(officer) if t.span.overlaps(sunday)]
                if (
                    heavy
                    and self._counts(model.scenario, officer, date)
                    and not any(t.span.overlaps(sunday) for t in past)
                ):
                    terms.append(_any(model, officer, heavy))
        return sum(terms)

    def score(self, facts: Facts) -> Iterator[Loss]:
        """Yield each Sunday on which an officer is on tour."""
        for officer, tours in facts.tours_of.items():
            lost = _sundays(facts.scenario, tours)
            lost -= _sundays(facts.scenario, facts.scenario.history_of.get(officer, ()))
            for sunday in sorted(lost):
                if self._counts(facts.scenario, officer, sunday):
                    yield Loss(
                        points=1,
                        message=N_(
                            "{officer}: on tour on {day:day}, day of the weekly rest"
                        ),
                        values={"officer": officer, "day": sunday.isoformat()},
                        officer=officer,
                        day=sunday,
                    )


def _any(model: "ModelFacade", officer: str, tours: list[Tour]) -> "Linear":
    """Return a literal that is 1 if an officer works one of some tours."""
    by_day: defaultdict[dt.date, list[Tour]] = defaultdict(list)
    for tour in tours:
        by_day[tour.day].append(tour)
    parts: list[Linear] = []
    for day, some in by_day.items():
        whole = [t for t in model.tours(officer) if t.day == day]
        if len(some) == len(whole):
            # This literal bounds the sum of the day's tours: a tighter relaxation.
            parts.append(model.worked(officer, day))
        else:
            parts += [model.works(t) for t in some]
    if len(parts) == 1:
        return parts[0]
    taken = model.flag()
    for part in parts:
        model.add(part <= taken)
    return taken


def _sundays(scenario: Scenario, tours: tuple[Tour, ...]) -> set[dt.date]:
    """Return every Sunday that a tour overlaps."""
    days = set()
    for tour in tours:
        day = scenario.clock.date(tour.span.start)
        while day <= scenario.clock.date(tour.span.end - 1):
            if day.isoweekday() == 7:
                days.add(day)
            day += dt.timedelta(days=1)
    return days
