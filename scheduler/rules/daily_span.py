"""Span of a day."""

from scheduler.domain.authority import Authority
from scheduler.domain.people import ForceKind
from scheduler.domain.settings import DAY, Setting, Unit
from scheduler.domain.tours import Tour
from scheduler.rules._tour_limit import TourLimit
from scheduler.words import N_


class DailySpan(TourLimit):
    """The span (*amplitude*) of a tour does not exceed the maximum of the regime.

    The span is the elapsed time from the start to the end of the tour, breaks included.
    """

    name = "daily_span"
    title = N_("Daily span")
    words = N_(
        "The time from the start to the end of a tour must not exceed the daily "
        "span of the regime."
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
            within=(60, DAY),
            words=N_("longest time from start to end of a tour"),
            defaults={ForceKind.MUNICIPAL: 12 * 60, ForceKind.NATIONAL: None},
            sources={
                ForceKind.MUNICIPAL: "décret 2000-815 art. 3",
                ForceKind.NATIONAL: "none; the cycle sets the tour (12 h 08)",
            },
        ),
    )
    message = N_(
        "{officer}: {span:hm} from start to end on {day:day}, {maximum:hm} allowed"
    )
    amount = "span"

    def minutes(self, tour: Tour) -> int:
        """Return the span of a tour."""
        return tour.span.length
