"""Limits on the work of an officer over windows that reach back before the horizon."""

import datetime as dt
from abc import abstractmethod
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar

from scheduler.domain.agreements import months_later
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.settings import Unit
from scheduler.domain.time import Clock, Minute, Span
from scheduler.domain.tours import PastWork, Tour
from scheduler.rules._nearest import nearest
from scheduler.rules.base import Breach, Measure, Rule
from scheduler.words import N_

if TYPE_CHECKING:
    from scheduler.facade import ModelFacade

ONE = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """Local days in a row.

    Parameters
    ----------
    first, last
        First and last day, both included.
    """

    first: dt.date
    last: dt.date

    @property
    def days(self) -> int:
        """Number of days."""
        return (self.last - self.first).days + 1

    def __contains__(self, day: dt.date) -> bool:
        """Tell whether a day is one of them."""
        return self.first <= day <= self.last

    def span(self, clock: Clock) -> Span:
        """Return the window from local midnight to local midnight."""
        return Span(clock.midnight(self.first), clock.midnight(self.last + ONE))


@dataclass(frozen=True, slots=True)
class Allowance:
    """The work that a window may hold: ``amount / parts`` minutes.

    Parameters
    ----------
    window
        Which days.
    amount, parts
        The limit as a fraction, since averages divide. Work is counted in whole
        minutes, so a total keeps the limit exactly when it keeps the limit rounded
        down.
    day
        Day whose values of the settings were applied.
    """

    window: Window
    amount: int
    day: dt.date
    parts: int = 1

    @property
    def minutes(self) -> int:
        """The limit in whole minutes."""
        return self.amount // self.parts


def weeks_until(day: dt.date, weeks: int) -> Window:
    """Return a number of civil weeks, the last of which contains a day."""
    monday = day - dt.timedelta(days=day.weekday())
    return Window(monday - dt.timedelta(weeks=weeks - 1), monday + 6 * ONE)


def months_until(day: dt.date, months: int) -> Window:
    """Return a number of civil months, the last of which contains a day."""
    month = day.replace(day=1)
    return Window(months_later(month, 1 - months), months_later(month, 1) - ONE)


def year_of(day: dt.date) -> Window:
    """Return the civil year of a day."""
    return Window(dt.date(day.year, 1, 1), dt.date(day.year, 12, 31))


def days_reached(clock: Clock) -> tuple[dt.date, ...]:
    """Return the local days of the horizon and the one after it.

    A tour lasts less than a day, so one of the last night may end on the day after.
    """
    return (*clock.dates, clock.dates[-1] + ONE)


def known_days(scenario: Scenario, officer: str, window: Window) -> int:
    """Return on how many days of a window something is known.

    These are the days of the horizon, those of a stretch of past work, and all days
    since the first tour that the history lists for the officer's force.
    """
    clock, force = scenario.clock, scenario.officers[officer].force
    since = scenario.first_known.get(force, clock.start)
    return sum(
        since <= day <= clock.dates[-1]
        or any(p.first <= day <= p.last for p in scenario.past_work_of.get(officer, ()))
        for day in (window.first + i * ONE for i in range(window.days))
    )


class WindowLimit(Rule):
    """A rule that bounds the work of each officer in windows of local days.

    A tour counts in a window for the elapsed minutes that fall there between local
    midnights. An unpaid break lies at its time, or at the start of the tour if the
    shift gives none. The history counts, and so do stretches of past work, by the share
    of their days inside, rounded up. Days without a record count as not worked. If the
    past alone exceeds the limit of a window, the horizon may add nothing to it, since
    the past can no longer be corrected.

    The windows judged are those that belong, by the values then in force, to a day of
    the horizon or to the day after it. If days give one window different limits, the
    strictest applies.
    """

    choices: ClassVar[tuple[str, ...]] = (
        (
            "A window is judged whole, in local days: civil weeks, months, half-years "
            "or years. The days after the horizon count as not worked."
        ),
        (
            "A day of which nothing is known counts as not worked. The certificate "
            "states for how many days of the window something is known."
        ),
        (
            "The limit is looked up on every day of the horizon and on the day after "
            "it. The strictest value found for a window applies to it."
        ),
        (
            "If the history alone already exceeds the limit of a window, the horizon "
            "may add no work to that window, and the excess is not reported again."
        ),
    )

    @abstractmethod
    def allowance(
        self, scenario: Scenario, officer: str, day: dt.date
    ) -> Allowance | None:
        """Return the window of a day with its limit; ``None`` = no limit."""

    def allowances(self, scenario: Scenario, officer: str) -> list[Allowance]:
        """Return the limits of all windows judged, in order of time."""
        strictest: dict[Window, Allowance] = {}
        for day in days_reached(scenario.clock):
            found = self.allowance(scenario, officer, day)
            if found is not None:
                known = strictest.setdefault(found.window, found)
                if found.minutes < known.minutes:
                    strictest[found.window] = found
        return [strictest[window] for window in sorted(strictest)]

    def post(self, model: "ModelFacade") -> None:
        """Bound the sum of planned work by what the past leaves of each window."""
        scenario = model.scenario
        for officer in scenario.officers:
            for allowance in self.allowances(scenario, officer):
                window = allowance.window
                span = window.span(scenario.clock)
                done = sum(
                    t.work_within(span) for t in scenario.history_of.get(officer, ())
                ) + sum(
                    p.share(p.work, window.first, window.last)
                    for p in scenario.past_work_of.get(officer, ())
                )
                planned = [(t, t.work_within(span)) for t in model.tours(officer)]
                room = max(0, allowance.minutes - done)
                if sum(minutes for _tour, minutes in planned) > room:
                    work = sum(
                        minutes * model.works(t) for t, minutes in planned if minutes
                    )
                    model.add(work <= room)

    def check(self, facts: Facts) -> Iterator[Breach]:
        """Add up the work of each officer, day by day."""
        for officer in facts.scenario.officers:
            for allowance, work, done in self._totals(facts, officer):
                # Compared as fractions, so that rounding the limit does not matter.
                if work * allowance.parts > allowance.amount and work > done:
                    yield Breach(
                        rule=self.name,
                        message=N_(
                            "{officer}: {work:hm} of work from {day:day} to "
                            "{last:day}, {maximum:hm} allowed"
                        ),
                        values={
                            "officer": officer,
                            "work": work,
                            "day": allowance.window.first.isoformat(),
                            "last": allowance.window.last.isoformat(),
                            "maximum": allowance.minutes,
                        },
                        officers=(officer,),
                        when=_first_minute(facts, officer, allowance.window),
                        over=work - allowance.minutes,
                        unit=Unit.MINUTES,
                        setting="maximum",
                    )

    def measure(self, facts: Facts, officer: str) -> Iterator[Measure]:
        """Yield the fullest window."""
        return nearest(
            Measure(
                rule=self.name,
                officer=officer,
                setting="maximum",
                value=work,
                limit=allowance.minutes,
                day=allowance.window.first,
                days=allowance.window.days,
                known=known_days(facts.scenario, officer, allowance.window),
                source=self.value_source(
                    facts.scenario, officer, "maximum", allowance.day
                ),
            )
            for allowance, work, _done in self._totals(facts, officer)
        )

    def _totals(
        self, facts: Facts, officer: str
    ) -> Iterator[tuple[Allowance, int, int]]:
        """Yield the limit of each window, its work, and the past part of that work."""
        scenario = facts.scenario
        past = minutes_by_day(scenario.clock, scenario.history_of.get(officer, ()))
        planned = minutes_by_day(scenario.clock, facts.tours_of[officer])
        for allowance in self.allowances(scenario, officer):
            window = allowance.window
            done = _inside(past, window) + sum(
                _rounded_share(p, window)
                for p in scenario.past_work_of.get(officer, ())
            )
            yield allowance, done + _inside(planned, window), done


def _inside(worked: Mapping[dt.date, int], window: Window) -> int:
    return sum(minutes for day, minutes in worked.items() if day in window)


def work_in(facts: Facts, officer: str, window: Window) -> int:
    """Return the minutes of work of an officer in a window, day by day."""
    return next(works_in(facts, officer, [window]))[1]


def works_in(
    facts: Facts, officer: str, windows: Iterable[Window]
) -> Iterator[tuple[int, int]]:
    """Yield the minutes of an officer's work in windows: past ones, and all of them."""
    scenario = facts.scenario
    past = minutes_by_day(scenario.clock, scenario.history_of.get(officer, ()))
    planned = minutes_by_day(scenario.clock, facts.tours_of[officer])
    for window in windows:
        done = _inside(past, window) + sum(
            _rounded_share(p, window) for p in scenario.past_work_of.get(officer, ())
        )
        yield done, done + _inside(planned, window)


def minutes_by_day(clock: Clock, tours: Iterable[Tour]) -> Counter[dt.date]:
    """Return the minutes of work on each local day."""
    worked: Counter[dt.date] = Counter()
    for tour in tours:
        for day, minutes in _days_of(clock, tour.worked):
            worked[day] += minutes
    return worked


@lru_cache(maxsize=1 << 16)
def _days_of(
    clock: Clock, worked: tuple[Span, ...]
) -> tuple[tuple[dt.date, Minute], ...]:
    """Return the local days of some stretches, with the minutes on each."""
    found = []
    for stretch in worked:
        start = stretch.start
        while start < stretch.end:
            day = clock.date(start)
            midnight = min(clock.midnight(day + ONE), stretch.end)
            found.append((day, midnight - start))
            start = midnight
    return tuple(found)


def _rounded_share(stretch: PastWork, window: Window) -> int:
    days = (stretch.last - stretch.first).days + 1
    first, last = max(stretch.first, window.first), min(stretch.last, window.last)
    inside = max(0, (last - first).days + 1)
    whole, rest = divmod(stretch.work * inside, days)
    return whole + (1 if rest else 0)


def _first_minute(facts: Facts, officer: str, window: Window) -> Minute:
    """Return where the planned work of a window begins."""
    span = window.span(facts.scenario.clock)
    return min(
        max(t.span.start, span.start)
        for t in facts.tours_of[officer]
        if t.work_within(span)
    )
