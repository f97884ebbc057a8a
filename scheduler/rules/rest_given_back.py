"""A shortened daily rest is compensated after the next tour."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduler.domain.authority import Authority
from scheduler.domain.people import ForceKind
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.settings import Setting, Unit
from scheduler.domain.tours import Tour
from scheduler.rules._nearest import nearest
from scheduler.rules.base import Breach, Measure, Rule
from scheduler.rules.daily_rest import DailyRest
from scheduler.rules.night_worker_by_day import NightWorkerByDay
from scheduler.words import N_

if TYPE_CHECKING:
    from scheduler.facade import ModelFacade

DAILY_REST = DailyRest()
NIGHT_WORKER = NightWorkerByDay()


class RestGivenBack(Rule):
    """After a shortened daily rest, the rest after the following tour is longer.

    A rest is short if it is less than the daily rest of the regime: in the history, or
    before a tour on whose day a derogation from ``daily_rest`` is recorded. The 8 h
    that art. 70 allows night workers are no derogation and need no compensation. The
    rest after the tour that ended the short one is at least the daily rest, plus the
    missing minutes, plus the supplement on them, rounded up to a minute.

    Art. 75 names three ways to compensate. With tours of given hours only a longer
    rest is possible. A rest that the history owed and did not give is not judged: it
    can no longer be corrected.
    """

    name = "rest_given_back"
    title = N_("Compensatory rest")
    words = N_(
        "After a daily rest shortened by a derogation, the rest after the next "
        "tour must be longer by the missing minutes plus a supplement."
    )
    example = N_(
        "After a rest of 8 h, 3 h short, the next rest lasts 11 h + 3 h + 27 min = 14 "
        "h 27."
    )
    source = (
        "décret 2002-1279 art. 1; arrêté du 5 septembre 2019 art. 73 to 75 (challenged "
        "in CE 472381, outcome to be checked)"
    )
    authority = Authority.LAW
    settings = (
        Setting(
            name="bonus_percent",
            unit=Unit.COUNT,
            words=N_("supplement to the missing minutes, in percent of them"),
            defaults={ForceKind.MUNICIPAL: None, ForceKind.NATIONAL: 15},
            sources={
                ForceKind.MUNICIPAL: "not in the text",
                ForceKind.NATIONAL: (
                    "arrêté du 5 septembre 2019 art. 73 (0.15 h per hour)"
                ),
            },
        ),
    )
    choices = (
        (
            "The rest after the next tour compensates for a short daily rest. Arrêté "
            "art. 75 also allows the next tour to be shortened, which is impossible "
            "where the hours of tours are given."
        ),
    )

    # --- what is owed ---------------------------------------------------------------

    def _usual(self, scenario: Scenario, tour: Tour) -> int:
        """Return the daily rest after a tour, without any derogation."""
        return DAILY_REST.value(scenario, tour.officer, "minimum", tour.day) or 0

    def _missed(self, scenario: Scenario, before: Tour, after: Tour) -> int:
        """Return the minutes missing between two tours; 0 if none is owed."""
        rest = after.span.start - before.span.end
        usual = self._usual(scenario, before)
        if rest >= usual:
            return 0
        allowed = (NIGHT_WORKER.resumes, NIGHT_WORKER.recovers, NIGHT_WORKER.recalled)
        if any(by_article_70(scenario, before, after) for by_article_70 in allowed):
            return 0
        past = scenario.history_of.get(after.officer, ())
        derogated = scenario.derogated(
            DAILY_REST.name, after.officer, after.day, after.day
        )
        return usual - max(0, rest) if derogated or after in past else 0

    def _owed(self, scenario: Scenario, tour: Tour, missed: int) -> int | None:
        """Return the rest due after a tour before which minutes were missing.

        ``None`` = the usual rest.
        """
        bonus = self.value(scenario, tour.officer, "bonus_percent", tour.day)
        if bonus is None or missed == 0:
            return None
        return self._usual(scenario, tour) + missed + -(-missed * bonus // 100)

    # --- the two halves -------------------------------------------------------------

    def post(self, model: "ModelFacade") -> None:
        """Exclude the tours that begin before a short rest is compensated.

        Of two tours of the plan with a short rest between them and a third that begins
        too early, at most two are worked; fewer if the history has the first ones.
        """
        scenario = model.scenario
        for officer in scenario.officers:
            past = scenario.history_of.get(officer, ())
            if not past and officer not in scenario.derogations_of:
                continue
            options = sorted([*past, *model.tours(officer)], key=_order)
            for i, middle in enumerate(options):
                later = options[i + 1 :]
                bonus = self.value(scenario, officer, "bonus_percent", middle.day)
                if bonus is None or not later or later[0] in past:
                    continue
                for first in options[:i]:
                    missed = self._missed(scenario, first, middle)
                    rest = self._owed(scenario, middle, missed)
                    if rest is None:
                        continue
                    new = [model.works(t) for t in (first, middle) if t not in past]
                    for tour in later:
                        if tour.span.start < middle.span.end + rest:
                            model.add(sum(new) + model.works(tour) <= len(new))

    def check(self, facts: Facts) -> Iterator[Breach]:
        """Follow what is owed from tour to tour."""
        for officer in facts.scenario.officers:
            for after, rest, owed, short in self._debts(facts, officer):
                if rest < owed:
                    yield Breach(
                        rule=self.name,
                        message=N_(
                            "{officer}: {rest:hm} of rest before the tour of "
                            "{day:day}, {owed:hm} required after the short rest before "
                            "the tour of {short:day}"
                        ),
                        values={
                            "officer": officer,
                            "rest": rest,
                            "day": after.day.isoformat(),
                            "owed": owed,
                            "short": short.day.isoformat(),
                        },
                        officers=(officer,),
                        when=after.span.start,
                        over=owed - rest,
                        unit=Unit.MINUTES,
                    )

    def _debts(
        self, facts: Facts, officer: str
    ) -> Iterator[tuple[Tour, int, int, Tour]]:
        """Yield tours of the plan before which rest is owed.

        With each: the rest before it, the rest owed, and the tour that ended the short
        rest.
        """
        scenario = facts.scenario
        record = sorted(facts.record_of[officer], key=_order)
        past = frozenset(scenario.history_of.get(officer, ()))
        for i in range(1, len(record) - 1):
            middle, after = record[i], record[i + 1]
            # Asked first: the history of a year is long.
            if after in past:
                continue
            missed = max(self._missed(scenario, t, middle) for t in record[:i])
            owed = self._owed(scenario, middle, missed)
            if owed is not None:
                yield after, after.span.start - middle.span.end, owed, middle

    def measure(self, facts: Facts, officer: str) -> Iterator[Measure]:
        """Yield the rest with the least margin over the rest owed."""
        return nearest(
            Measure(
                rule=self.name,
                officer=officer,
                setting="bonus_percent",
                value=rest,
                limit=owed,
                at_least=True,
                day=after.day,
                source=self.value_source(
                    facts.scenario, officer, "bonus_percent", middle.day
                ),
            )
            for after, rest, owed, middle in self._debts(facts, officer)
        )


def _order(tour: Tour) -> tuple[int, int, str]:
    return (tour.span.start, tour.span.end, tour.shift)
