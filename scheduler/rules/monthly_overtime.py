"""Overtime in a month."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler.domain.authority import Authority
from scheduler.domain.cycles import usual_tour
from scheduler.domain.people import ForceKind
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.settings import DAY, Setting, Unit
from scheduler.domain.time import Minute
from scheduler.domain.tours import Tour
from scheduler.rules._windows import (
    ONE,
    Window,
    days_reached,
    known_days,
    months_until,
    weeks_until,
    works_in,
)
from scheduler.rules.base import Breach, Measure, Rule
from scheduler.rules.weekly_maximum import WeeklyMaximum
from scheduler.words import N_

if TYPE_CHECKING:
    from scheduler.facade import Linear, ModelFacade

MONTH = 31 * DAY
THURSDAY = 3
WEEKLY_MAXIMUM = WeeklyMaximum()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Month:
    """The overtime that an officer may do in a month.

    Parameters
    ----------
    weeks
        Civil weeks that count in the month, in order of time.
    limit
        Minutes of overtime; ``None`` = no limit.
    setting, day
        Setting that holds the limit, and the day whose values were applied.
    """

    weeks: tuple[Window, ...]
    limit: int | None
    setting: str
    day: dt.date

    @property
    def window(self) -> Window:
        """All days of the weeks."""
        return Window(self.weeks[0].first, self.weeks[-1].last)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """A week in which planned tours may cause overtime.

    Parameters
    ----------
    tours
        Tours that may be worked, with their minutes in the week.
    free
        Minutes that may be planned before overtime begins.
    most
        The most overtime that they can cause, in minutes.
    """

    tours: tuple[tuple[Tour, int], ...]
    free: int
    most: int


class MonthlyOvertime(Rule):
    """Overtime of an officer in a month does not exceed the limit of the regime.

    Overtime is the work of a civil week, Monday 00:00 to Sunday 24:00 local time,
    beyond the bounds of the work cycle (décret 2002-60 art. 4). The bounds are the
    weekly contract or, for an officer on a cycle, the hours of the cycle in that week:
    a long week of the cycle is not overtime. Without contract hours and without a cycle
    there are no bounds, and no overtime is counted.

    Absences and public holidays do not change the bounds of a week: only effective work
    counts.

    A week counts whole and once, in the month of its Thursday, which has most of its
    days (as ISO 8601 assigns weeks to years). Overtime is defined for whole weeks, and
    no text says how to divide it at the end of a month.

    The history counts, and so do stretches of past work, spread evenly over their days;
    for a given total, even weeks have the least overtime. Days without a record count
    as not worked. If the past alone exceeds the limit, the horizon may add no overtime,
    since the past can no longer be corrected.

    The months judged are those of the weeks that the horizon touches, and of the week
    of the day after it. The strictest value of these days applies. A derogation
    recorded for the officer on a day of the calendar month raises the limit to
    ``reduced``. The decree names no number, so by default there is then no limit;
    weekly maximum, averages and rests still apply.
    """

    name = "monthly_overtime"
    title = N_("Monthly overtime")
    choices = (
        (
            "Overtime is the work of a civil week beyond the weekly contract, or "
            "beyond the hours of the officer's cycle in that week. Absences and "
            "public holidays change neither."
        ),
        (
            "A week counts once, in the month of its Thursday, which has most of its "
            "days."
        ),
        (
            "A derogation on one day of a calendar month lifts the limit of that "
            "month. The decree gives no other number, so `reduced` is no limit by "
            "default."
        ),
        "Without contract hours and without a cycle no overtime is counted.",
    )
    words = N_(
        "Work beyond the weekly contract, or beyond the hours of the cycle, must not "
        "exceed the monthly overtime of the regime, or the higher limit if a "
        "derogation is recorded. A week counts in the month that has most of its days."
    )
    example = N_(
        "Three weeks of 42 h 30 in October on a contract of 35 h make 22 h 30 of "
        "overtime: a fourth of 37 h 30 is allowed, and a minute more refused."
    )
    source = "décret 2002-60 art. 4 and 6"
    authority = Authority.LAW
    settings = (
        Setting(
            name="maximum",
            unit=Unit.MINUTES,
            within=(0, MONTH),
            words=N_("most overtime in a calendar month"),
            defaults={ForceKind.MUNICIPAL: 25 * 60, ForceKind.NATIONAL: None},
            sources={
                ForceKind.MUNICIPAL: "décret 2002-60 art. 6",
                ForceKind.NATIONAL: "none; overtime is counted, not limited",
            },
        ),
        Setting(
            name="reduced",
            unit=Unit.MINUTES,
            within=(0, MONTH),
            words=N_("most overtime in a calendar month with a recorded derogation"),
            defaults={ForceKind.MUNICIPAL: None, ForceKind.NATIONAL: None},
            sources={
                ForceKind.MUNICIPAL: "décret 2002-60 art. 6: no number",
                ForceKind.NATIONAL: "none; overtime is counted, not limited",
            },
        ),
    )

    # --- the limit ------------------------------------------------------------------

    def _months(self, scenario: Scenario, officer: str) -> list[_Month]:
        """Return the months judged, in order of time, each with its strictest limit."""
        who = scenario.officers[officer]
        if not who.contract and who.cycle is None:
            return []
        strictest: dict[dt.date, _Month] = {}
        for day in days_reached(scenario.clock):
            thursday = day + (THURSDAY - day.weekday()) * ONE
            month = months_until(thursday, 1)
            setting, limit = self._limit(scenario, officer, day, month)
            found = strictest.get(month.first)
            if found is None or (
                limit is not None and (found.limit is None or limit < found.limit)
            ):
                strictest[month.first] = _Month(
                    weeks=_weeks_of(month), limit=limit, setting=setting, day=day
                )
        return [strictest[first] for first in sorted(strictest)]

    def _limit(
        self, scenario: Scenario, officer: str, day: dt.date, month: Window
    ) -> tuple[str, int | None]:
        """Return the limit of a month by the values of a day, and the setting used."""
        maximum = self.value(scenario, officer, "maximum", day)
        if maximum is not None and scenario.derogated(
            self.name, officer, month.first, month.last
        ):
            reduced = self.value(scenario, officer, "reduced", day)
            if reduced is None or reduced > maximum:
                return "reduced", reduced
        return "maximum", maximum

    # --- the model ------------------------------------------------------------------

    def post(self, model: "ModelFacade") -> None:
        """Bound the overtime that planned tours add, where a limit can be exceeded."""
        for officer in model.scenario.officers:
            for month in self._months(model.scenario, officer):
                if month.limit is not None:
                    self._bound(model, officer, month.weeks, month.limit)

    def _bound(
        self,
        model: "ModelFacade",
        officer: str,
        weeks: tuple[Window, ...],
        limit: int,
    ) -> None:
        scenario, room, plans = model.scenario, limit, []
        horizon = scenario.clock.span
        for week in weeks:
            span = week.span(scenario.clock)
            bound = _bound_of(scenario, officer, week)
            before = sum(
                t.work_within(span) for t in scenario.history_of.get(officer, ())
            )
            done = before + sum(
                p.share(p.work, week.first, week.last)
                for p in scenario.past_work_of.get(officer, ())
            )
            room -= max(0, done - bound)
            tours = [(t, t.work_within(span)) for t in model.tours(officer)]
            planned = sum(minutes for _tour, minutes in tours)
            maximum = None
            if model.obeys(WEEKLY_MAXIMUM.name) and span.start < horizon.end:
                maximum = WEEKLY_MAXIMUM.value(scenario, officer, "maximum", week.first)
            if maximum is not None:
                # Then most months cannot exceed the limit and need no constraint.
                planned = min(planned, max(0, maximum - before))
            free = max(0, bound - done)
            if planned > free:
                some = tuple(pair for pair in tours if pair[1])
                plans.append(_Plan(tours=some, free=free, most=planned - free))
        room = max(0, room)
        if sum(plan.most for plan in plans) <= room:
            return
        if len(plans) == 1:
            model.add(_work(model, plans[0]) <= plans[0].free + room)
            return
        # Each shortage is at least the overtime of its week.
        model.add(
            sum(model.shortage(0, p.free - _work(model, p), most=p.most) for p in plans)
            <= room
        )

    # --- the check ------------------------------------------------------------------

    def check(self, facts: Facts) -> Iterator[Breach]:
        """Add up the overtime of each officer, week by week."""
        for officer in facts.scenario.officers:
            for month in self._months(facts.scenario, officer):
                done, overtime, when = self._overtime(facts, officer, month)
                if month.limit is not None and overtime > max(month.limit, done):
                    yield Breach(
                        rule=self.name,
                        message=N_(
                            "{officer}: {work:hm} of overtime in the weeks from "
                            "{day:day} to {last:day}, {maximum:hm} allowed in a month"
                        ),
                        values={
                            "officer": officer,
                            "work": overtime,
                            "day": month.window.first.isoformat(),
                            "last": month.window.last.isoformat(),
                            "maximum": month.limit,
                        },
                        officers=(officer,),
                        when=when,
                        over=overtime - month.limit,
                        unit=Unit.MINUTES,
                        setting=month.setting,
                    )

    def _overtime(
        self, facts: Facts, officer: str, month: _Month
    ) -> tuple[int, int, Minute | None]:
        """Return the overtime of a month: past minutes, all minutes, and when.

        The last is the first minute planned in the first week to which the plan adds
        overtime.
        """
        past = total = 0
        first: Minute | None = None
        works = works_in(facts, officer, month.weeks)
        for week, (done, work) in zip(month.weeks, works, strict=True):
            bound = _bound_of(facts.scenario, officer, week)
            before, after = max(0, done - bound), max(0, work - bound)
            if after > before and first is None:
                span = week.span(facts.scenario.clock)
                first = min(
                    max(t.span.start, span.start)
                    for t in facts.tours_of[officer]
                    if t.work_within(span)
                )
            past += before
            total += after
        return past, total, first

    def measure(self, facts: Facts, officer: str) -> Iterator[Measure]:
        """Yield the overtime of each month, limited or not.

        The month of the day after the horizon is left out if it has no overtime.
        """
        scenario = facts.scenario
        for month in self._months(scenario, officer):
            _done, overtime, _when = self._overtime(facts, officer, month)
            if overtime or month.window.first <= scenario.clock.dates[-1]:
                yield Measure(
                    rule=self.name,
                    officer=officer,
                    setting=month.setting,
                    value=overtime,
                    limit=month.limit,
                    day=month.window.first,
                    source=self.value_source(
                        scenario, officer, month.setting, month.day
                    ),
                    days=month.window.days,
                    known=known_days(scenario, officer, month.window),
                )


def _weeks_of(month: Window) -> tuple[Window, ...]:
    """Return the civil weeks of which a calendar month has most days."""
    days = (month.first + i * ONE for i in range(month.days))
    return tuple(weeks_until(day, 1) for day in days if day.weekday() == THURSDAY)


def _bound_of(scenario: Scenario, officer: str, week: Window) -> int:
    """Return the minutes of work beyond which a week has overtime."""
    who = scenario.officers[officer]
    if who.cycle is None:
        return who.contract
    span = week.span(scenario.clock)
    # A tour of the Sunday before may reach into the week.
    days = (week.first + i * ONE for i in range(-1, week.days))
    usual = (usual_tour(scenario, officer, day) for day in days)
    return sum(tour.work_within(span) for tour in usual if tour is not None)


def _work(model: "ModelFacade", plan: _Plan) -> "Linear":
    return sum(minutes * model.works(tour) for tour, minutes in plan.tours)
