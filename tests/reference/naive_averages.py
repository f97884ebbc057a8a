"""The naive verdicts on work and overtime over weeks, months and longer."""

import datetime as dt
import math
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache

from scheduler.domain.people import Officer
from scheduler.domain.tours import PastWork
from tests.reference.minutes import ONE, Minutes
from tests.reference.naive import Finding, judges

Days = frozenset[dt.date]
Allowed = tuple[Days, Fraction]
"""Some days, and the minutes of work that they may hold."""


def days_from(first: dt.date, after: dt.date) -> Days:
    """Return the days from one to another, without the last."""
    return frozenset(first + i * ONE for i in range((after - first).days))


@cache
def weeks_up_to(day: dt.date, weeks: int) -> Days:
    """Return a number of weeks, Monday to Sunday; the last contains the day."""
    monday = day + ONE
    while monday.weekday() != 0:
        monday += ONE
    return days_from(monday - 7 * weeks * ONE, monday)


@cache
def months_up_to(day: dt.date, months: int) -> Days:
    """Return a number of months; the last contains the day."""
    after = day + ONE
    while after.day != 1:
        after += ONE
    first, begun = after, 0
    while begun < months:
        first -= ONE
        begun += first.day == 1
    return days_from(first, after)


@cache
def semester_of(day: dt.date, first_month: int) -> Days:
    """Return the six months that contain a day and begin with one of two months."""

    def begins(day: dt.date) -> bool:
        return day.day == 1 and (day.month - first_month) % 6 == 0

    first = day
    while not begins(first):
        first -= ONE
    after = day + ONE
    while not begins(after):
        after += ONE
    return days_from(first, after)


@cache
def six_months_until(day: dt.date) -> Days:
    """Return the six months that end with a day, from the same day of the month on."""
    after = day + ONE
    first, passed = after, 0
    while passed < 6 or first.day > after.day:
        passed += first.day == 1
        first -= ONE
    return days_from(first, after)


@cache
def year_of(day: dt.date) -> Days:
    """Return the days of the civil year of a day."""
    return days_from(dt.date(day.year, 1, 1), dt.date(day.year + 1, 1, 1))


@cache
def days_of_stretch(stretch: PastWork) -> Days:
    """Return the days of a total of past work."""
    return days_from(stretch.first, stretch.last + ONE)


def beyond(
    m: Minutes, officer: str, allowed: Callable[[dt.date], Allowed | None]
) -> Iterator[Finding]:
    """Yield the minutes beyond the limit of the days that contain each planned day."""
    planned, past = m.planned_by_day[officer], m.past_by_day[officer]
    stretches = [p for p in m.week.past_work if p.officer == officer]
    limits: dict[Days, int] = {}
    for day in [*m.days, m.days[-1] + ONE]:
        found = allowed(day)
        if found is not None:
            days, amount = found
            whole_minutes = math.floor(amount)
            limits[days] = min(limits.get(days, whole_minutes), whole_minutes)
    for days, limit in limits.items():
        more = sum(planned[day] for day in planned if day in days)
        done = sum(past[day] for day in past if day in days)
        for stretch in stretches:
            whole = days_of_stretch(stretch)
            done += math.ceil(Fraction(stretch.work * len(whole & days), len(whole)))
        if more and done + more > limit:
            yield officer, done + more - limit


@judges("twelve_week_average")
def twelve_week_average(m: Minutes) -> Iterator[Finding]:
    for officer in m.week.officers:

        def allowed(day: dt.date, officer: str = officer) -> Allowed | None:
            maximum = m.value("twelve_week_average", "maximum", officer, day)
            weeks = m.value("twelve_week_average", "weeks", officer, day)
            if maximum is None or not weeks:
                return None
            return weeks_up_to(day, weeks), Fraction(weeks * maximum)

        yield from beyond(m, officer, allowed)


@judges("semester_average")
def semester_average(m: Minutes) -> Iterator[Finding]:
    for officer in m.week.officers:

        def allowed(day: dt.date, officer: str = officer) -> Allowed | None:
            maximum = m.value("semester_average", "maximum", officer, day)
            first_month = m.value("semester_average", "first_month", officer, day)
            if maximum is None:
                return None
            if m.value("semester_average", "rolling", officer, day):
                days = six_months_until(day)
                return days, Fraction(maximum, 7) * len(days)
            if first_month is None:
                return None
            days = semester_of(day, first_month)
            return days, Fraction(maximum, 7) * len(days)

        yield from beyond(m, officer, allowed)


@judges("night_average")
def night_average(m: Minutes) -> Iterator[Finding]:
    for officer in m.week.officers.values():
        if not officer.night_worker:
            continue

        def allowed(day: dt.date, officer: str = officer.id) -> Allowed | None:
            maximum = m.value("night_average", "maximum", officer, day)
            months = m.value("night_average", "months", officer, day)
            counted = m.value("night_average", "days_in_seven", officer, day)
            if maximum is None or not months or counted is None:
                return None
            days = months_up_to(day, months)
            return days, maximum * Fraction(counted, 7) * len(days)

        yield from beyond(m, officer.id, allowed)


@judges("annual_hours")
def annual_hours(m: Minutes) -> Iterator[Finding]:
    for officer in m.week.officers:

        def allowed(day: dt.date, officer: str = officer) -> Allowed | None:
            maximum = m.value("annual_hours", "maximum", officer, day)
            return None if maximum is None else (year_of(day), Fraction(maximum))

        yield from beyond(m, officer, allowed)


# --- overtime -------------------------------------------------------------------------


@judges("monthly_overtime")
def monthly_overtime(m: Minutes) -> Iterator[Finding]:
    for officer in m.week.officers.values():
        if not officer.contract and not officer.cycle:
            continue
        limits: dict[tuple[int, int], float] = {}
        for day in [*m.days, m.days[-1] + ONE]:
            month = _month_of(days_of_week(day))
            limit = _most_overtime(m, officer.id, day, month)
            limits[month] = min(limits.get(month, math.inf), limit)
        for month, limit in limits.items():
            before, after = 0, 0
            # Long enough before and after the horizon to meet every week of a month.
            for back in range(-7, 8):
                days = days_of_week(m.days[0] + 7 * back * ONE)
                if _month_of(days) == month:
                    past, all_in_all = _work_of_week(m, officer.id, days)
                    if all_in_all:
                        bounds = _bounds(m, officer, days)
                        before += max(0, past - bounds)
                        after += max(0, all_in_all - bounds)
            if after > before and after > limit:
                yield officer.id, after - int(limit)


def days_of_week(day: dt.date) -> Days:
    """Return the seven days, Monday to Sunday, of the week of a day."""
    return weeks_up_to(day, 1)


def _month_of(days: Days) -> tuple[int, int]:
    """Return the month that contains most days of a week."""
    months = [(day.year, day.month) for day in days]
    return max(months, key=months.count)


def _most_overtime(
    m: Minutes, officer: str, day: dt.date, month: tuple[int, int]
) -> float:
    maximum = m.value("monthly_overtime", "maximum", officer, day)
    if maximum is None:
        return math.inf
    for d in m.week.derogations:
        if (d.officer, d.rule) == (officer, "monthly_overtime"):
            covered = days_from(d.validity.first, d.validity.last + ONE)
            if month in {(x.year, x.month) for x in covered}:
                reduced = m.value("monthly_overtime", "reduced", officer, day)
                return math.inf if reduced is None else max(maximum, reduced)
    return maximum


def _work_of_week(m: Minutes, officer: str, days: Days) -> tuple[int, int]:
    """Return the minutes of work before the horizon, and with the roster."""
    past = sum(m.past_by_day[officer][day] for day in days)
    for stretch in m.week.past_work:
        if stretch.officer == officer:
            whole = days_of_stretch(stretch)
            past += math.ceil(Fraction(stretch.work * len(whole & days), len(whole)))
    return past, past + sum(m.planned_by_day[officer][day] for day in days)


def _bounds(m: Minutes, officer: Officer, days: Days) -> int:
    """Return the minutes beyond which a week has overtime: contract, or cycle."""
    if not officer.cycle or officer.cycle_start is None:
        return officer.contract
    pattern, usual = m.week.cycles[officer.cycle], 0
    for day in {*days, min(days) - ONE}:
        shift = pattern[(day - officer.cycle_start).days % len(pattern)]
        if shift is not None:
            tour = m.week.tour(officer.id, day, shift, fixed=True)
            usual += sum(m.day(i) in days for i in m.at_work(tour, usual=True))
    return usual
