"""Work over a semester."""

import datetime as dt

from scheduler.domain.agreements import months_later
from scheduler.domain.authority import Authority
from scheduler.domain.people import ForceKind
from scheduler.domain.scenario import Scenario
from scheduler.domain.settings import WEEK, Setting, Unit
from scheduler.rules._windows import Allowance, WindowLimit, months_until
from scheduler.words import N_

SEMESTER = 6
"""Months of a semester."""


class SemesterAverage(WindowLimit):
    """Work over a semester keeps an average for each period of seven days.

    The average over a semester of so many days is kept exactly when its work does not
    exceed the weekly limit times its days, divided by seven: the whole semester counts,
    with the days after the horizon as not worked. In whole minutes that product is
    rounded down, 1,261 h 42 for the 184 days from July to December: a minute more is
    beyond the average. The source does not say which six months make a semester; the
    civil half-years from January and from July are the default. A tour across the end
    of a semester is divided at local midnight, by elapsed minutes.
    """

    name = "semester_average"
    title = N_("Semester average")
    words = N_(
        "Over a semester, work in seven days stays on average within the weekly limit "
        "of the regime."
    )
    example = N_(
        "From July to December, 184 days, 48 h in seven days make 1,261 h 42: an hour "
        "of work more is refused."
    )
    source = "décret 2002-1279 art. 1 (48 h on average over a semester)"
    authority = Authority.LAW
    settings = (
        Setting(
            name="maximum",
            unit=Unit.MINUTES,
            within=(60, WEEK),
            words=N_("most work in seven days, on average"),
            defaults={ForceKind.MUNICIPAL: None, ForceKind.NATIONAL: 48 * 60},
            sources={
                ForceKind.MUNICIPAL: "none; 44 h on average over twelve weeks",
                ForceKind.NATIONAL: "décret 2002-1279 art. 1",
            },
        ),
        Setting(
            name="first_month",
            unit=Unit.COUNT,
            within=(1, 12),
            words=N_(
                "month of the year with which a semester begins (1 = January); the "
                "other begins six months later"
            ),
            defaults={ForceKind.MUNICIPAL: 1, ForceKind.NATIONAL: 1},
            sources={
                ForceKind.MUNICIPAL: "CHOICE",
                ForceKind.NATIONAL: "CHOICE; décret 2002-1279 art. 1 does not say",
            },
        ),
    )

    def allowance(
        self, scenario: Scenario, officer: str, day: dt.date
    ) -> Allowance | None:
        """Allow a seventh of a week's work for each day of the day's semester."""
        maximum = self.value(scenario, officer, "maximum", day)
        first_month = self.value(scenario, officer, "first_month", day)
        if maximum is None or first_month is None:
            return None
        gone = (day.month - first_month) % SEMESTER
        last_month = months_later(day.replace(day=1), SEMESTER - 1 - gone)
        window = months_until(last_month, SEMESTER)
        return Allowance(window, maximum * window.days, day, parts=7)
