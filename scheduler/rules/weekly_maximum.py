"""Work in a week."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduler.domain.authority import Authority
from scheduler.domain.people import ForceKind
from scheduler.domain.roster import Facts
from scheduler.domain.settings import WEEK, Setting, Unit
from scheduler.rules._nearest import nearest
from scheduler.rules.base import Breach, Measure, Rule
from scheduler.words import N_

if TYPE_CHECKING:
    from scheduler.facade import ModelFacade


class WeeklyMaximum(Rule):
    """Work inside a civil week does not exceed the weekly maximum of the regime.

    A week runs from Monday 00:00 to Sunday 24:00 local time. A tour across its end
    counts in each week for the elapsed part that falls there. An unpaid break lies at
    its time, or at the start of the tour if the shift gives none. Tours of the history
    count.
    """

    name = "weekly_maximum"
    title = N_("Weekly maximum")
    words = N_(
        "Work in a civil week, Monday to Sunday, must not exceed the weekly "
        "maximum of the regime."
    )
    example = N_(
        "Five tours of 10 h in one week, 50 h, are refused to a municipal officer."
    )
    source = (
        "décret 2000-815 art. 3 (48 h); décret 2002-1279 art. 1 (average over a "
        "semester)"
    )
    authority = Authority.LAW
    settings = (
        Setting(
            name="maximum",
            unit=Unit.MINUTES,
            within=(60, WEEK),
            words=N_("most work in a civil week"),
            defaults={ForceKind.MUNICIPAL: 48 * 60, ForceKind.NATIONAL: None},
            sources={
                ForceKind.MUNICIPAL: "décret 2000-815 art. 3",
                ForceKind.NATIONAL: (
                    "none for one week; 48 h on average over a semester"
                ),
            },
        ),
    )
    choices = (
        "Weekly work is counted by civil week for both forces.",
        "The value in force on the Monday of a week applies to the whole week.",
        (
            "If the history alone already exceeds the maximum of a week, the horizon "
            "may add no work to that week, and the excess is not reported again."
        ),
    )

    def post(self, model: "ModelFacade") -> None:
        """Bound the sum of work of each officer and week."""
        horizon = model.scenario.clock.span
        for officer in model.scenario.officers:
            past = model.scenario.history_of.get(officer, ())
            for week in model.scenario.clock.weeks(horizon.start, horizon.end):
                day = model.scenario.clock.date(week.start)
                maximum = self.value(model.scenario, officer, "maximum", day)
                if maximum is None:
                    continue
                done = sum(t.work_within(week) for t in past)
                planned = [(t, t.work_within(week)) for t in model.tours(officer)]
                if done + sum(minutes for _tour, minutes in planned) > maximum:
                    work = sum(
                        minutes * model.works(t) for t, minutes in planned if minutes
                    )
                    model.add(work <= max(0, maximum - done))

    def check(self, facts: Facts) -> Iterator[Breach]:
        """Add up the work of each officer and week."""
        clock = facts.scenario.clock
        for officer, record in facts.record_of.items():
            past = facts.scenario.history_of.get(officer, ())
            for week in clock.weeks(clock.span.start, clock.span.end):
                monday = clock.date(week.start)
                maximum = self.value(facts.scenario, officer, "maximum", monday)
                work = sum(t.work_within(week) for t in record)
                done = sum(t.work_within(week) for t in past)
                if maximum is not None and work > max(maximum, done):
                    yield Breach(
                        rule=self.name,
                        message=N_(
                            "{officer}: {work:hm} of work in the week of "
                            "{day:day}, {maximum:hm} allowed"
                        ),
                        values={
                            "officer": officer,
                            "work": work,
                            "day": monday.isoformat(),
                            "maximum": maximum,
                        },
                        officers=(officer,),
                        when=week.start,
                        over=work - maximum,
                        unit=Unit.MINUTES,
                    )

    def measure(self, facts: Facts, officer: str) -> Iterator[Measure]:
        """Yield the fullest week of the horizon."""
        return nearest(self._measures(facts, officer))

    def _measures(self, facts: Facts, officer: str) -> Iterator[Measure]:
        scenario = facts.scenario
        for week in scenario.clock.weeks(0, scenario.clock.span.end):
            monday = scenario.clock.date(week.start)
            maximum = self.value(scenario, officer, "maximum", monday)
            if maximum is not None:
                yield Measure(
                    rule=self.name,
                    officer=officer,
                    setting="maximum",
                    value=sum(t.work_within(week) for t in facts.record_of[officer]),
                    limit=maximum,
                    day=monday,
                    source=self.value_source(scenario, officer, "maximum", monday),
                )
