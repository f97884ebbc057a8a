"""Span of a day."""

from collections.abc import Iterator

from scheduler.domain.authority import Authority
from scheduler.domain.people import ForceKind
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.settings import Setting, Unit
from scheduler.domain.tours import Tour
from scheduler.rules.base import Breach, Rule
from scheduler.words import N_


class DailySpan(Rule):
    """The span (*amplitude*) of a tour does not exceed the maximum of the regime.

    The span is the elapsed time from the start to the end of the tour, breaks included.
    """

    name = "daily_span"
    title = N_("Daily span")
    words = N_(
        "From its start to its end a tour lasts at most the daily span of the regime."
    )
    example = N_(
        "A municipal tour from 07:00 to 19:30, 12 h 30, is refused even with a "
        "long break."
    )
    source = "décret 2000-815 art. 3 (12 h)"
    authority = Authority.LAW
    settings = (
        Setting(
            name="maximum",
            unit=Unit.MINUTES,
            words=N_("longest time from start to end of a tour"),
            defaults={ForceKind.MUNICIPAL: 12 * 60, ForceKind.NATIONAL: None},
            sources={
                ForceKind.MUNICIPAL: "décret 2000-815 art. 3",
                ForceKind.NATIONAL: "none; the cycle sets the tour (12 h 08)",
            },
        ),
    )

    def admits_tour(self, scenario: Scenario, tour: Tour) -> bool:
        """Leave out tours that are too long."""
        maximum = self.value(scenario, tour.officer, "maximum", tour.day)
        return maximum is None or tour.span.length <= maximum

    def check(self, facts: Facts) -> Iterator[Breach]:
        """Measure each tour."""
        for tour in facts.roster.tours:
            maximum = self.value(facts.scenario, tour.officer, "maximum", tour.day)
            if maximum is not None and tour.span.length > maximum:
                yield Breach(
                    rule=self.name,
                    message=N_(
                        "{officer}: {span:hm} from start to end on {day:day}, "
                        "{maximum:hm} allowed"
                    ),
                    values={
                        "officer": tour.officer,
                        "span": tour.span.length,
                        "day": tour.day.isoformat(),
                        "maximum": maximum,
                    },
                    officers=(tour.officer,),
                    when=tour.span.start,
                    over=tour.span.length - maximum,
                    unit=Unit.MINUTES,
                )
