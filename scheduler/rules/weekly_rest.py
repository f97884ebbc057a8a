"""Weekly rest."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from scheduler.domain.authority import Authority
from scheduler.domain.people import ForceKind
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.settings import WEEK, Setting, Unit
from scheduler.domain.time import Span
from scheduler.domain.tours import Tour
from scheduler.rules._nearest import nearest
from scheduler.rules.base import Breach, Measure, Rule
from scheduler.words import N_

if TYPE_CHECKING:
    from scheduler.model.facade import ModelFacade


class WeeklyRest(Rule):
    """Each civil week holds one uninterrupted weekly rest.

    A week runs from Monday 00:00 to Sunday 24:00 local time; the rest lies inside it.
    Time outside the horizon on which nothing is recorded counts as rest. A week whose
    history alone leaves no such rest is past mending and is not judged. In a week with
    a derogation recorded for the officer, on one of its days or more, the reduced rest
    is enough.
    """

    name = "weekly_rest"
    title = N_("Weekly rest")
    words = N_(
        "Every civil week, Monday to Sunday, holds one uninterrupted rest of at "
        "least the weekly rest of the regime; of the reduced rest where a derogation "
        "is recorded."
    )
    example = N_("Tours on all seven days leave no stretch of 35 h and are refused.")
    source = (
        "décret 2000-815 art. 3 (35 h); décret 2002-1279 art. 1 (24 h + 11 h); dir. "
        "2003/88/CE art. 5"
    )
    authority = Authority.LAW
    settings = (
        Setting(
            name="minimum",
            unit=Unit.MINUTES,
            within=(0, WEEK),
            words=N_("shortest weekly rest, without interruption"),
            defaults={ForceKind.MUNICIPAL: 35 * 60, ForceKind.NATIONAL: 35 * 60},
            sources={
                ForceKind.MUNICIPAL: "décret 2000-815 art. 3",
                ForceKind.NATIONAL: "décret 2002-1279 art. 1",
            },
        ),
        Setting(
            name="reduced",
            unit=Unit.MINUTES,
            within=(0, WEEK),
            words=N_("shortest weekly rest in a week with a recorded derogation"),
            defaults={ForceKind.MUNICIPAL: 24 * 60, ForceKind.NATIONAL: 24 * 60},
            sources={
                ForceKind.MUNICIPAL: (
                    "CHOICE; dir. 2003/88/CE art. 5 (24 h), décret 2000-815 art. 3 II"
                ),
                ForceKind.NATIONAL: "décret 2002-1279 art. 1 (24 h)",
            },
        ),
    )

    def _limit(
        self, scenario: Scenario, officer: str, monday: dt.date
    ) -> tuple[str, int]:
        """Return the setting that rules an officer's week, and the rest it asks for."""
        minimum = self.value(scenario, officer, "minimum", monday) or 0
        sunday = monday + dt.timedelta(days=6)
        if scenario.derogated(self.name, officer, monday, sunday):
            reduced = self.value(scenario, officer, "reduced", monday)
            if reduced is not None and reduced < minimum:
                return "reduced", reduced
        return "minimum", minimum

    def post(self, model: "ModelFacade") -> None:
        """Choose one possible rest of each week and keep its tours unworked."""
        horizon = model.scenario.clock.span
        for officer in model.scenario.officers:
            for week in model.scenario.clock.weeks(horizon.start, horizon.end):
                day = model.scenario.clock.date(week.start)
                _, minimum = self._limit(model.scenario, officer, day)
                rests = self._rests(model, officer, week, minimum)
                if not minimum or not rests or frozenset() in rests:
                    continue
                chosen = []
                for blocked in rests:
                    rest = model.flag()
                    chosen.append(rest)
                    self._keep_free(model, officer, rest, blocked)
                model.at_least_one(chosen)

    def _rests(
        self, model: "ModelFacade", officer: str, week: Span, minimum: int
    ) -> list[frozenset[Tour]]:
        """Return the tours that would break each possible rest; least sets only.

        A rest can be moved forward until the week or a tour begins it.
        """
        past = model.scenario.history_of.get(officer, ())
        options = model.tours(officer)
        starts = {week.start, *(t.span.end for t in (*past, *options))}
        found: set[frozenset[Tour]] = set()
        for start in starts:
            rest = Span(start, start + minimum)
            if week.contains(rest) and not any(t.span.overlaps(rest) for t in past):
                found.add(frozenset(t for t in options if t.span.overlaps(rest)))
        least = [s for s in found if not any(other < s for other in found)]
        return sorted(least, key=sorted)

    @staticmethod
    def _keep_free(
        model: "ModelFacade", officer: str, rest: object, blocked: Iterable[Tour]
    ) -> None:
        by_day: defaultdict[object, list[Tour]] = defaultdict(list)
        for tour in blocked:
            by_day[tour.day].append(tour)
        for tours in by_day.values():
            day = tours[0].day
            whole = [t for t in model.tours(officer) if t.day == day]
            if len(whole) == len(tours):
                model.add(rest + model.worked(officer, day) <= 1)
            else:
                for tour in tours:
                    model.add(rest + model.works(tour) <= 1)

    def check(self, facts: Facts) -> Iterator[Breach]:
        """Find the longest stretch without a tour in each week."""
        clock = facts.scenario.clock
        for officer, record in facts.record_of.items():
            past = facts.scenario.history_of.get(officer, ())
            for week in clock.weeks(clock.span.start, clock.span.end):
                monday = clock.date(week.start)
                setting, minimum = self._limit(facts.scenario, officer, monday)
                rest = _longest_rest(week, record)
                if rest < minimum <= _longest_rest(week, past):
                    yield Breach(
                        rule=self.name,
                        message=N_(
                            "{officer}: longest rest {rest:hm} in the week of "
                            "{day:day}, "
                            "{minimum:hm} required"
                        ),
                        values={
                            "officer": officer,
                            "rest": rest,
                            "day": monday.isoformat(),
                            "minimum": minimum,
                        },
                        officers=(officer,),
                        when=week.start,
                        over=minimum - rest,
                        unit=Unit.MINUTES,
                        setting=setting,
                    )

    def measure(self, facts: Facts, officer: str) -> Iterator[Measure]:
        """Yield the longest rest of the week where least is to spare."""
        return nearest(self._measures(facts, officer))

    def _measures(self, facts: Facts, officer: str) -> Iterator[Measure]:
        clock = facts.scenario.clock
        past = facts.scenario.history_of.get(officer, ())
        for week in clock.weeks(clock.span.start, clock.span.end):
            monday = clock.date(week.start)
            setting, minimum = self._limit(facts.scenario, officer, monday)
            if minimum and _longest_rest(week, past) >= minimum:
                yield Measure(
                    rule=self.name,
                    officer=officer,
                    setting=setting,
                    value=_longest_rest(week, facts.record_of[officer]),
                    limit=minimum,
                    at_least=True,
                    day=monday,
                    source=self.value_source(facts.scenario, officer, setting, monday),
                )


def _longest_rest(week: Span, tours: Iterable[Tour]) -> int:
    """Return the longest stretch of a week without any of the tours, in minutes."""
    longest, free_from = 0, week.start
    for tour in tours:
        longest = max(longest, min(tour.span.start, week.end) - free_from)
        free_from = max(free_from, tour.span.end)
    return max(longest, week.end - free_from)
