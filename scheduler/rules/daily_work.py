"""Work in a day."""

from collections.abc import Iterator

from scheduler.domain.authority import Authority
from scheduler.domain.people import ForceKind
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.settings import Setting, Unit
from scheduler.domain.tours import Tour
from scheduler.rules.base import Breach, Rule
from scheduler.words import N_


class DailyWork(Rule):
    """The work of a tour does not exceed the daily maximum of the regime.

    Work is the elapsed time of the tour less unpaid breaks.
    """

    name = "daily_work"
    title = N_("Daily work")
    words = N_("A tour holds at most the daily work of the regime.")
    example = N_(
        "A municipal tour from 07:00 to 17:30 without unpaid break, 10 h 30 of "
        "work, is refused."
    )
    source = "décret 2000-815 art. 3 (10 h)"
    authority = Authority.LAW
    settings = (
        Setting(
            name="maximum",
            unit=Unit.MINUTES,
            words=N_("longest work in a tour"),
            defaults={ForceKind.MUNICIPAL: 10 * 60, ForceKind.NATIONAL: None},
            sources={
                ForceKind.MUNICIPAL: "décret 2000-815 art. 3",
                ForceKind.NATIONAL: "none; the cycle sets the tour (12 h 08)",
            },
        ),
    )

    def admits_tour(self, scenario: Scenario, tour: Tour) -> bool:
        """Leave out tours that are too long."""
        maximum = self.value(scenario, tour.officer, "maximum", tour.day)
        return maximum is None or tour.work <= maximum

    def check(self, facts: Facts) -> Iterator[Breach]:
        """Measure each tour."""
        for tour in facts.roster.tours:
            maximum = self.value(facts.scenario, tour.officer, "maximum", tour.day)
            if maximum is not None and tour.work > maximum:
                yield Breach(
                    rule=self.name,
                    message=N_(
                        "{officer}: {work:hm} of work on {day:day}, {maximum:hm} "
                        "allowed"
                    ),
                    values={
                        "officer": tour.officer,
                        "work": tour.work,
                        "day": tour.day.isoformat(),
                        "maximum": maximum,
                    },
                    officers=(tour.officer,),
                    when=tour.span.start,
                    over=tour.work - maximum,
                    unit=Unit.MINUTES,
                )
