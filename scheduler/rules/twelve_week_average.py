"""Work over twelve weeks."""

import datetime as dt

from scheduler.domain.authority import Authority
from scheduler.domain.people import ForceKind
from scheduler.domain.scenario import Scenario
from scheduler.domain.settings import WEEK, Setting, Unit
from scheduler.rules._windows import Allowance, WindowLimit, weeks_until
from scheduler.words import N_


class TwelveWeekAverage(WindowLimit):
    """Work over any twelve consecutive civil weeks keeps to a weekly average.

    Every window that ends with a week of the horizon is judged, and the one that ends
    with the week of the day after, into which a tour of the last night reaches. Later
    windows hold no more work: each adds a week without known work and drops an earlier
    one. They are judged when their last week is planned.

    A week that the horizon cuts counts whole: its earlier days from the history, its
    later days as not worked. Weeks without a record count as not worked, and the
    measure says on how many days something is known.
    """

    name = "twelve_week_average"
    title = N_("Twelve-week average")
    words = N_(
        "Over any twelve consecutive civil weeks, the average work must not "
        "exceed the weekly limit of the regime."
    )
    example = N_(
        "After eleven weeks of 45 h, 495 h, a twelfth of 33 h is allowed and one of 34 "
        "h refused: 12 × 44 h = 528 h."
    )
    source = "décret 2000-815 art. 3 (44 h); décret 2001-623 art. 1"
    authority = Authority.LAW
    settings = (
        Setting(
            name="maximum",
            unit=Unit.MINUTES,
            within=(60, WEEK),
            words=N_("most work in a week, on average"),
            defaults={ForceKind.MUNICIPAL: 44 * 60, ForceKind.NATIONAL: None},
            sources={
                ForceKind.MUNICIPAL: "décret 2000-815 art. 3",
                ForceKind.NATIONAL: "none; 48 h on average over a semester",
            },
        ),
        Setting(
            name="weeks",
            unit=Unit.COUNT,
            within=(1, 53),
            words=N_("consecutive civil weeks over which the average is taken"),
            defaults={ForceKind.MUNICIPAL: 12, ForceKind.NATIONAL: 12},
            sources={
                ForceKind.MUNICIPAL: "décret 2000-815 art. 3",
                ForceKind.NATIONAL: "CHOICE",
            },
        ),
    )

    def allowance(
        self, scenario: Scenario, officer: str, day: dt.date
    ) -> Allowance | None:
        """Limit the work in the weeks that end with that of the day."""
        maximum = self.value(scenario, officer, "maximum", day)
        weeks = self.value(scenario, officer, "weeks", day)
        if maximum is None or not weeks:
            return None
        return Allowance(weeks_until(day, weeks), maximum * weeks, day)
