"""Days worked in a row."""

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduler.domain.authority import Authority, Scope
from scheduler.domain.people import ForceKind
from scheduler.domain.roster import Facts
from scheduler.domain.settings import Setting, Unit
from scheduler.rules._nearest import nearest
from scheduler.rules.base import Breach, Measure, Rule
from scheduler.words import N_

if TYPE_CHECKING:
    from scheduler.facade import ModelFacade


class ConsecutiveDays(Rule):
    """An officer does not begin tours on more than a given number of days in a row.

    Days of the history count.
    """

    name = "consecutive_days"
    title = N_("Consecutive days")
    words = N_("An officer works at most the given number of days in a row.")
    example = N_(
        "Six days of the week before, then Monday: a seventh day in a row is refused."
    )
    source = "CHOICE, from the weekly rest of décret 2000-815 art. 3"
    authority = Authority.LOCAL
    scope = Scope.TOUR
    settings = (
        Setting(
            name="maximum",
            unit=Unit.DAYS,
            words=N_("most days in a row on which a tour begins"),
            defaults={ForceKind.MUNICIPAL: 6, ForceKind.NATIONAL: None},
            sources={
                ForceKind.MUNICIPAL: "CHOICE",
                ForceKind.NATIONAL: "none; the cycle sets the days",
            },
        ),
    )

    def post(self, model: "ModelFacade") -> None:
        """Leave a day free in each run of days that is one longer than the maximum."""
        for officer in model.scenario.officers:
            past = {t.day for t in model.scenario.history_of.get(officer, ())}
            for last in model.scenario.clock.dates:
                maximum = self.value(model.scenario, officer, "maximum", last)
                if maximum is None or self.waived(model.scenario, officer, day=last):
                    continue
                stretch = [last - dt.timedelta(days=i) for i in range(maximum + 1)]
                before = [d for d in stretch if d < model.scenario.clock.start]
                if all(d in past for d in before):
                    within = [d for d in stretch if d >= model.scenario.clock.start]
                    worked = sum(model.worked(officer, d) for d in within)
                    model.add(worked <= len(within) - 1)

    def check(self, facts: Facts) -> Iterator[Breach]:
        """Follow each run of days."""
        for officer, record in facts.record_of.items():
            worked = {t.day for t in record}
            for last in facts.scenario.clock.dates:
                maximum = self.value(facts.scenario, officer, "maximum", last)
                run = 0
                while last - dt.timedelta(days=run) in worked:
                    run += 1
                if maximum is not None and run > maximum:
                    yield Breach(
                        rule=self.name,
                        message=N_(
                            "{officer}: {run} days in a row up to {day:day}, {maximum} "
                            "allowed"
                        ),
                        values={
                            "officer": officer,
                            "run": run,
                            "day": last.isoformat(),
                            "maximum": maximum,
                        },
                        officers=(officer,),
                        when=facts.scenario.clock.midnight(last),
                        over=run - maximum,
                        unit=Unit.DAYS,
                    )

    def measure(self, facts: Facts, officer: str) -> Iterator[Measure]:
        """Yield the run of days with the least margin."""
        return nearest(self._runs(facts, officer))

    def _runs(self, facts: Facts, officer: str) -> Iterator[Measure]:
        """Yield the length of the run up to each day worked, longest first."""
        worked = {t.day for t in facts.record_of[officer]}
        runs: dict[dt.date, int] = {}
        for day in sorted(worked):
            runs[day] = runs.get(day - dt.timedelta(days=1), 0) + 1
        for day in sorted(runs, key=lambda d: (-runs[d], d)):
            if day in facts.scenario.clock.dates:
                yield Measure(
                    rule=self.name,
                    officer=officer,
                    setting="maximum",
                    value=runs[day],
                    limit=self.value(facts.scenario, officer, "maximum", day),
                    unit=Unit.DAYS,
                    day=day,
                    source=self.value_source(facts.scenario, officer, "maximum", day),
                )
