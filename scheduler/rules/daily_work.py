"""Work in a day."""

from scheduler.domain.authority import Authority
from scheduler.domain.people import ForceKind
from scheduler.domain.settings import DAY, Setting, Unit
from scheduler.domain.tours import Tour
from scheduler.rules._tour_limit import TourLimit
from scheduler.words import N_


class DailyWork(TourLimit):
    """The work of a tour does not exceed the daily maximum of the regime.

    Work is the elapsed time of the tour less unpaid breaks.
    """

    name = "daily_work"
    title = N_("Daily work")
    words = N_("The work in a tour must not exceed the daily work of the regime.")
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
            within=(60, DAY),
            words=N_("longest work in a tour"),
            defaults={ForceKind.MUNICIPAL: 10 * 60, ForceKind.NATIONAL: None},
            sources={
                ForceKind.MUNICIPAL: "décret 2000-815 art. 3",
                ForceKind.NATIONAL: "none; the cycle sets the tour (12 h 08)",
            },
        ),
    )
    message = N_("{officer}: {work:hm} of work on {day:day}, {maximum:hm} allowed")
    amount = "work"

    def minutes(self, tour: Tour) -> int:
        """Return the work of a tour."""
        return tour.work
