"""Work over a semester."""

import datetime as dt

from scheduler.domain.agreements import months_later
from scheduler.domain.authority import Authority
from scheduler.domain.people import ForceKind
from scheduler.domain.scenario import Scenario
from scheduler.domain.settings import WEEK, Setting, Unit
from scheduler.rules._windows import (
    ONE,
    Allowance,
    Window,
    WindowLimit,
    months_until,
)
from scheduler.words import N_

SEMESTER = 6
"""Months of a semester."""


class SemesterAverage(WindowLimit):
    """Work over any six consecutive months keeps to an average in seven days.

    The six months judged are those that end with a day of the horizon, or with the day
    after it. Their work must not exceed the weekly limit times their number of days,
    divided by seven and rounded down to the minute: 1,261 h 42 for the 184 days from
    July to December. Work across an end of the six months is divided at local midnight,
    by elapsed minutes.

    A setting selects fixed half-years instead. They are judged whole; the days after
    the horizon count as not worked.
    """

    name = "semester_average"
    title = N_("Semester average")
    words = N_(
        "Over any six consecutive months, the average work in seven days must "
        "not exceed the weekly limit of the regime."
    )
    example = N_(
        "From July to December, 184 days, 48 h in seven days make 1,261 h 42: an hour "
        "of work more is refused."
    )
    source = (
        "décret 2002-1279 art. 1 (48 h on average over a semester); CE 24 July 2019 "
        "n° 409340; CJEU C-254/18 (rolling)"
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
            name="rolling",
            unit=Unit.YES_NO,
            words=N_(
                "whether the semester is any six consecutive months, and not a fixed "
                "half-year"
            ),
            defaults={ForceKind.MUNICIPAL: 1, ForceKind.NATIONAL: 1},
            sources={
                ForceKind.MUNICIPAL: "CHOICE",
                ForceKind.NATIONAL: (
                    "CE 24 July 2019 n° 409340 (the civil half-year annulled); CJEU "
                    "C-254/18"
                ),
            },
        ),
        Setting(
            name="first_month",
            unit=Unit.COUNT,
            within=(1, 12),
            words=N_(
                "month of the year with which a fixed half-year begins (1 = January); "
                "the other begins six months later"
            ),
            defaults={ForceKind.MUNICIPAL: 1, ForceKind.NATIONAL: 1},
            sources={
                ForceKind.MUNICIPAL: "CHOICE",
                ForceKind.NATIONAL: "décret 2002-1279 art. 1 before CE n° 409340",
            },
        ),
    )
    choices = (
        *WindowLimit.choices,
        (
            "The semester of the national force is any six months in a row that end "
            "with a day of the horizon or with the day after it. Fixed half-years are "
            "a setting (`rolling`)."
        ),
    )

    def allowance(
        self, scenario: Scenario, officer: str, day: dt.date
    ) -> Allowance | None:
        """Allow a seventh of a week's work for each day of the day's semester."""
        maximum = self.value(scenario, officer, "maximum", day)
        if maximum is None:
            return None
        if self.value(scenario, officer, "rolling", day):
            first = months_later(day + ONE, -SEMESTER)
            window = Window(first, day)
            return Allowance(window, maximum * window.days, day, parts=7)
        first_month = self.value(scenario, officer, "first_month", day)
        if first_month is None:
            return None
        gone = (day.month - first_month) % SEMESTER
        last_month = months_later(day.replace(day=1), SEMESTER - 1 - gone)
        window = months_until(last_month, SEMESTER)
        return Allowance(window, maximum * window.days, day, parts=7)
