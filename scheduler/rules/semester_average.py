"""Work over a semester."""

import datetime as dt

from scheduler.domain.agreements import months_later
from scheduler.domain.authority import Authority
from scheduler.domain.people import ForceKind
from scheduler.domain.scenario import Scenario
from scheduler.domain.settings import WEEK, Setting, Unit
from scheduler.rules._windows import ONE, Allowance, Window, WindowLimit, months_until
from scheduler.words import N_

SEMESTER = 6
"""Months of a civil half-year."""

WEEKS = 26
"""Weeks of a rolling semester."""


class SemesterAverage(WindowLimit):
    """Work over a semester keeps an average for each period of seven days.

    A semester is rolling: 26 weeks, 182 days, that end with each day of the horizon and
    with the day after it. The civil half-year, with which the State had replaced that,
    was annulled (CE 24 July 2019, n° 409340); it stays as a value of a setting. Windows
    that end later need no look: each day onwards adds one without any known work.

    The average over so many days is kept exactly when their work does not exceed the
    weekly limit times the days, divided by seven. In whole minutes that product is
    rounded down, 1,261 h 42 for the 184 days from July to December: a minute more is
    beyond the average. Of a civil half-year all days count, those after the horizon as
    not worked. A tour across the end is divided at local midnight, by elapsed minutes.
    """

    name = "semester_average"
    title = N_("Semester average")
    words = N_(
        "Over any 26 weeks in a row, or over a civil half-year if the regime says so, "
        "work in seven days stays on average within the weekly limit of the regime."
    )
    example = N_(
        "26 weeks of 48 h make 1,248 h: an hour of work more in any 182 days in a row "
        "is refused."
    )
    source = (
        "décret 2002-1279 art. 1 (48 h on average over a semester); CE 24 July 2019 "
        "n° 409340 (rolling)"
    )
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
            name="civil",
            unit=Unit.YES_NO,
            words=N_("whether a semester is a civil half-year instead of rolling"),
            defaults={ForceKind.MUNICIPAL: 0, ForceKind.NATIONAL: 0},
            sources={
                ForceKind.MUNICIPAL: "CHOICE",
                ForceKind.NATIONAL: (
                    "CE 24 July 2019 n° 409340; CJEU C-254/18 admits fixed periods "
                    "only if the average holds over all that straddle two of them"
                ),
            },
        ),
        Setting(
            name="first_month",
            unit=Unit.COUNT,
            within=(1, 12),
            words=N_(
                "month of the year with which a civil half-year begins (1 = January); "
                "the other begins six months later"
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
        if maximum is None:
            return None
        if not self.value(scenario, officer, "civil", day):
            window = Window(day - (WEEKS * 7 - 1) * ONE, day)
            return Allowance(window, maximum * WEEKS, day)
        first_month = self.value(scenario, officer, "first_month", day)
        if first_month is None:
            return None
        gone = (day.month - first_month) % SEMESTER
        last_month = months_later(day.replace(day=1), SEMESTER - 1 - gone)
        window = months_until(last_month, SEMESTER)
        return Allowance(window, maximum * window.days, day, parts=7)
