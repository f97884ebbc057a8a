"""Time and duties minute by minute."""

import datetime as dt
from collections import Counter, defaultdict
from functools import cache, cached_property
from typing import NamedTuple
from zoneinfo import ZoneInfo

from scheduler.domain.baseline import KnownTour
from scheduler.domain.missions import Occurrence, Position
from scheduler.domain.people import Force, Officer
from scheduler.domain.roster import Assignment, Roster
from scheduler.domain.scenario import Scenario
from scheduler.domain.settings import value_in_force
from scheduler.domain.time import Span
from scheduler.domain.tours import Tour
from scheduler.goals import GOALS
from scheduler.rules import RULES

BEFORE = 40 * 1440
AFTER = 20 * 1440
ONE = dt.timedelta(days=1)


class Wall(NamedTuple):
    """A local day, and a local time in minutes."""

    day: dt.date
    minute: int


@cache
def walls(start: dt.date, timezone: str) -> dict[int, Wall]:
    """Return the local day and time of every minute around a horizon."""
    zone = ZoneInfo(timezone)
    first = dt.datetime.combine(start, dt.time(), zone).astimezone(dt.UTC)
    shown = {}
    for minute in range(-BEFORE, AFTER):
        local = (first + dt.timedelta(minutes=minute)).astimezone(zone)
        shown[minute] = Wall(local.date(), local.hour * 60 + local.minute)
    return shown


@cache
def minutes_by_day(start: dt.date, timezone: str) -> dict[dt.date, list[int]]:
    """Return the minutes of every local day around a horizon."""
    days: defaultdict[dt.date, list[int]] = defaultdict(list)
    for minute, wall in walls(start, timezone).items():
        days[wall.day].append(minute)
    return days


@cache
def week_from(monday: dt.date, start: dt.date, timezone: str) -> list[int]:
    """Return the minutes of the seven days from a Monday on."""
    days = minutes_by_day(start, timezone)
    return [m for i in range(7) for m in days[monday + dt.timedelta(days=i)]]


class Seated(NamedTuple):
    """An officer in a seat."""

    officer: Officer
    occurrence: Occurrence
    position: Position


class Minutes:
    """A week and a roster, minute by minute.

    Parameters
    ----------
    week, roster
        What is judged.
    """

    def __init__(self, week: Scenario, roster: Roster) -> None:
        self.week = week
        self.roster = roster
        self.wall = walls(week.clock.start, week.clock.timezone)
        self._days_of: dict[Occurrence, set[dt.date]] = {}

    def value(self, rule: str, setting: str, officer: str, day: dt.date) -> int | None:
        """Return the value of a setting for an officer on a day."""
        entry = RULES.get(rule) or GOALS[rule]
        declared = next(s for s in entry.settings if s.name == setting)
        return value_in_force(declared, rule, self.week.regime(officer), day)

    @cached_property
    def days(self) -> list[dt.date]:
        """The local days of the horizon."""
        first, count = self.week.clock.start, self.week.clock.days
        return [first + dt.timedelta(days=i) for i in range(count)]

    def day(self, minute: int) -> dt.date:
        """Return the local day of a minute."""
        return self.wall[minute].day

    def minutes_of(self, day: dt.date) -> list[int]:
        """Return every minute of a local day: 1380, 1440 or 1500 of them."""
        return minutes_by_day(self.week.clock.start, self.week.clock.timezone)[day]

    def week_of(self, day: dt.date) -> list[int]:
        """Return every minute of the civil week of a day, Monday to Sunday."""
        monday = day - dt.timedelta(days=day.weekday())
        return week_from(monday, self.week.clock.start, self.week.clock.timezone)

    @cached_property
    def mondays(self) -> list[dt.date]:
        """The Mondays of the weeks that overlap the horizon."""
        return sorted({d - dt.timedelta(days=d.weekday()) for d in self.days})

    @cached_property
    def planned(self) -> dict[str, list[Tour]]:
        """Tours of the roster by officer, by start."""
        tours: dict[str, list[Tour]] = {o: [] for o in self.week.officers}
        for tour in sorted(self.roster.tours, key=lambda t: (t.span, t.shift)):
            tours[tour.officer].append(tour)
        return tours

    @cached_property
    def past(self) -> dict[str, list[Tour]]:
        """Tours of the history by officer, by start."""
        tours: dict[str, list[Tour]] = {o: [] for o in self.week.officers}
        for tour in sorted(self.week.history, key=lambda t: t.span):
            tours[tour.officer].append(tour)
        return tours

    def on_duty(self, tours: list[Tour]) -> set[int]:
        """Return every minute that lies in one of some tours."""
        return {m for t in tours for m in range(t.span.start, t.span.end)}

    def at_work(self, tour: Tour, *, usual: bool = False) -> list[int]:
        """Return the minutes of a tour that count as work.

        The unpaid break is at the time given by the shift, or comes first.
        """
        every = range(tour.span.start, tour.span.end)
        off = self.off_duty(tour, usual=usual)
        if off:
            return [i for i in every if i not in off]
        return list(every[len(every) - tour.work :])

    def off_duty(self, tour: Tour, *, usual: bool = False) -> range:
        """Return the minutes of the unpaid break of a tour whose shift has a time.

        Tours of the history say none; those that a cycle has (``usual``) do on any day.
        """
        shift = self.week.shifts.get(tour.shift)
        before = tour.day < self.week.clock.start and not usual
        if before or shift is None or shift.break_from is None:
            return range(0)
        day = tour.day if shift.break_from >= shift.start else tour.day + ONE
        asked = shift.break_from.hour * 60 + shift.break_from.minute
        shown = [i for i in self.minutes_of(day) if self.wall[i].minute == asked]
        # A time that clocks skip is counted from midnight, as if they did not.
        start = shown[0] if shown else self.minutes_of(day)[0] + asked
        while start + shift.unpaid_break > tour.span.end:
            start -= 1
        return range(start, start + shift.unpaid_break)

    @cached_property
    def seated(self) -> list[Seated]:
        """Every assignment, looked up."""
        return [self._look_up(a) for a in self.roster.assignments]

    def _look_up(self, a: Assignment) -> Seated:
        for occurrence in self.week.missions[a.mission].occurrences:
            if (occurrence.span.start, occurrence.fallback, occurrence.place) == (
                a.start,
                a.fallback,
                a.place,
            ):
                for position in self.week.kind(occurrence).positions:
                    if position.name == a.position:
                        officer = self.week.officers[a.officer]
                        return Seated(officer, occurrence, position)
        raise LookupError(a)

    @cached_property
    def crews(self) -> dict[Occurrence, list[Seated]]:
        """Officers in crews, by occurrence."""
        crews: defaultdict[Occurrence, list[Seated]] = defaultdict(list)
        for seated in self.seated:
            crews[seated.occurrence].append(seated)
        return dict(crews)

    @property
    def freeze(self) -> int | None:
        """The minute before which nothing changes."""
        return self.week.baseline.freeze if self.week.baseline else None

    def begun_tour(self, officer: str, day: dt.date, shift: str) -> KnownTour | None:
        """Return a tour of the baseline roster that began before the freeze."""
        for tour in self.week.baseline.tours if self.week.baseline else ():
            if (
                (tour.officer, tour.day, tour.shift) == (officer, day, shift)
                and tour.span is not None
                and self.freeze is not None
                and tour.span.start < self.freeze
            ):
                return tour
        return None

    def begun_seats(self) -> list[tuple[str, int, str, str, str, str]]:
        """Return the seats of the baseline roster that began before the freeze.

        Mission, start, officer, kind, place and position of each.
        """
        return [
            (s.mission, s.start, s.officer, s.kind, s.zone, s.position)
            for s in (self.week.baseline.seats if self.week.baseline else ())
            if self.freeze is not None and s.start < self.freeze
        ]

    def named(self, seated: Seated) -> tuple[str, int, str, str, str, str]:
        """Return an assignment by the same words."""
        o = seated.occurrence
        return (
            o.mission,
            o.span.start,
            seated.officer.id,
            self.week.kind(o).id,
            o.zone,
            seated.position.name,
        )

    def begun_seat(self, seated: Seated) -> bool:
        """Tell whether an assignment began before the freeze and was known."""
        return self.named(seated) in self.begun_seats()

    def force(self, officer: Officer) -> Force:
        """Return the employer of an officer."""
        return self.week.forces[officer.force]

    def days_of(self, occurrence: Occurrence) -> set[dt.date]:
        """Return every local day of a mission, minute by minute."""
        if occurrence not in self._days_of:
            days = {self.day(m) for m in range(*_ends(occurrence))}
            self._days_of[occurrence] = days
        return self._days_of[occurrence]

    def at(self, day: dt.date, minute: int) -> int:
        """Return the first minute with a local time on a local day."""
        return next(i for i in self.minutes_of(day) if self.wall[i].minute == minute)

    @cached_property
    def planned_by_day(self) -> dict[str, Counter[dt.date]]:
        """Minutes of work of the roster, by officer and local day."""
        return {o: self._by_day(tours) for o, tours in self.planned.items()}

    @cached_property
    def past_by_day(self) -> dict[str, Counter[dt.date]]:
        """Minutes of work of the history, by officer and local day."""
        return {o: self._by_day(tours) for o, tours in self.past.items()}

    def _by_day(self, tours: list[Tour]) -> Counter[dt.date]:
        return Counter(self.day(i) for t in tours for i in self.at_work(t))

    def at_night(self, span: Span, start: int, end: int) -> int:
        """Return how many minutes of a span are between two local times."""
        return sum(
            (start <= self.wall[m].minute < end)
            if start < end
            else (self.wall[m].minute >= start or self.wall[m].minute < end)
            for m in range(span.start, span.end)
        )


@cache
def same_day_later(day: dt.date, months: int) -> dt.date:
    """Return the same day some months later, or the last day of a shorter month."""
    passed, found = 0, day
    while passed < months:
        found += ONE
        passed += found.day == 1
    while found.day < day.day and (found + ONE).day != 1:
        found += ONE
    return found


def _ends(occurrence: Occurrence) -> tuple[int, int]:
    return occurrence.span.start, occurrence.span.end
