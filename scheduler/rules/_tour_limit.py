"""Limits on one tour by itself."""

from abc import abstractmethod
from collections.abc import Iterator
from typing import ClassVar

from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.settings import Unit
from scheduler.domain.tours import Tour
from scheduler.rules._nearest import nearest
from scheduler.rules.base import Breach, Measure, Rule


class TourLimit(Rule):
    """A rule that limits some minutes of each tour to the setting ``maximum``.

    The value is that of the day on which the tour begins. Tours of the history are not
    judged.
    """

    message: ClassVar[str]
    """Sentence of a breach."""
    amount: ClassVar[str]
    """Its placeholder for the minutes measured."""

    @abstractmethod
    def minutes(self, tour: Tour) -> int:
        """Return what the rule measures in a tour."""

    def admits_tour(self, scenario: Scenario, tour: Tour) -> bool:
        """Leave out tours that are too long."""
        maximum = self.value(scenario, tour.officer, "maximum", tour.day)
        return maximum is None or self.minutes(tour) <= maximum

    def check(self, facts: Facts) -> Iterator[Breach]:
        """Measure each tour."""
        for tour in facts.roster.tours:
            maximum = self.value(facts.scenario, tour.officer, "maximum", tour.day)
            minutes = self.minutes(tour)
            if maximum is not None and minutes > maximum:
                yield Breach(
                    rule=self.name,
                    message=self.message,
                    values={
                        "officer": tour.officer,
                        self.amount: minutes,
                        "day": tour.day.isoformat(),
                        "maximum": maximum,
                    },
                    officers=(tour.officer,),
                    when=tour.span.start,
                    over=minutes - maximum,
                    unit=Unit.MINUTES,
                )

    def measure(self, facts: Facts, officer: str) -> Iterator[Measure]:
        """Yield the tour of the horizon that is nearest to its limit."""
        scenario = facts.scenario
        return nearest(
            Measure(
                rule=self.name,
                officer=officer,
                setting="maximum",
                value=self.minutes(tour),
                limit=maximum,
                day=tour.day,
                source=self.value_source(scenario, officer, "maximum", tour.day),
            )
            for tour in facts.tours_of[officer]
            for maximum in (self.value(scenario, officer, "maximum", tour.day),)
            if maximum is not None
        )
