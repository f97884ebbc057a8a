"""Daily rest between two tours."""

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
from scheduler.rules.night_worker_by_day import NightWorkerByDay
from scheduler.words import N_

if TYPE_CHECKING:
    from scheduler.facade import ModelFacade


NIGHT_WORKER = NightWorkerByDay()


class DailyRest(Rule):
    """The rest between two tours is at least the daily rest of the regime.

    Rest is elapsed time. The last tour of the history counts; two tours of the history
    are not judged. A shorter rest is enough

    - where a derogation is recorded for the officer on the day of the second tour;
    - for a night worker, between a morning task and the night tour that begins that
      evening, between a night tour and an afternoon task, and between a night tour and
      a recorded recall by day (``night_worker_by_day``).
    """

    name = "daily_rest"
    title = N_("Daily rest")
    words = N_(
        "The rest between two tours must be at least the daily rest of the "
        "regime, or the reduced rest if a derogation is recorded."
    )
    example = N_(
        "A tour that ends at 21:00 is not followed by one that starts at 05:30: 8 "
        "h 30 of rest."
    )
    source = "décret 2000-815 art. 3; décret 2002-1279 art. 1; dir. 2003/88/CE art. 3"
    authority = Authority.LAW
    settings = (
        Setting(
            name="minimum",
            unit=Unit.MINUTES,
            words=N_("shortest rest between two tours"),
            defaults={ForceKind.MUNICIPAL: 11 * 60, ForceKind.NATIONAL: 11 * 60},
            sources={
                ForceKind.MUNICIPAL: "décret 2000-815 art. 3",
                ForceKind.NATIONAL: "décret 2002-1279 art. 1",
            },
        ),
        Setting(
            name="reduced",
            unit=Unit.MINUTES,
            words=N_("shortest rest before a tour with a recorded derogation"),
            defaults={ForceKind.MUNICIPAL: None, ForceKind.NATIONAL: 8 * 60},
            sources={
                ForceKind.MUNICIPAL: "décret 2000-815 art. 3: none",
                ForceKind.NATIONAL: (
                    "CHOICE, after the 8 h of arrêté du 5 septembre 2019 art. 70; "
                    "derogations: art. 59 and 73 (challenged in CE 472381, outcome to "
                    "be checked)"
                ),
            },
        ),
        Setting(
            name="after_morning_task",
            unit=Unit.MINUTES,
            words=N_(
                "shortest rest between a night worker's morning duty and the night "
                "tour of that evening"
            ),
            defaults={ForceKind.MUNICIPAL: None, ForceKind.NATIONAL: 8 * 60},
            sources={
                ForceKind.MUNICIPAL: "not in the text",
                ForceKind.NATIONAL: "arrêté du 5 septembre 2019 art. 70",
            },
        ),
        Setting(
            name="before_afternoon_task",
            unit=Unit.MINUTES,
            words=N_("shortest rest between a night tour and an afternoon duty"),
            defaults={ForceKind.MUNICIPAL: None, ForceKind.NATIONAL: 8 * 60},
            sources={
                ForceKind.MUNICIPAL: "not in the text",
                ForceKind.NATIONAL: "arrêté du 5 septembre 2019 art. 70",
            },
        ),
        Setting(
            name="before_recall",
            unit=Unit.MINUTES,
            words=N_(
                "shortest rest between a night tour and a recorded day recall of a "
                "night worker"
            ),
            defaults={ForceKind.MUNICIPAL: None, ForceKind.NATIONAL: 0},
            sources={
                ForceKind.MUNICIPAL: "not in the text",
                ForceKind.NATIONAL: "arrêté du 5 septembre 2019 art. 70 asks for none",
            },
        ),
    )
    choices = (
        (
            "A recorded recall of a night worker by day is judged by arrêté art. 70, "
            "which asks for no rest between the night tour and the recall. If the "
            "recall ends by 13:00, 8 h of rest precede the night tour that follows; if "
            "it ends later, that night is free (`night_worker_by_day`)."
        ),
    )

    # --- the limit ------------------------------------------------------------------

    def limit(self, scenario: Scenario, before: Tour, after: Tour) -> tuple[str, int]:
        """Return the setting that applies between two tours, and its minutes."""
        officer, day = before.officer, before.day
        settings = ["minimum"]
        if scenario.derogated(self.name, officer, after.day, after.day):
            settings.append("reduced")
        if NIGHT_WORKER.resumes(scenario, before, after):
            settings.append("after_morning_task")
        if NIGHT_WORKER.recovers(scenario, before, after):
            settings.append("before_afternoon_task")
        if NIGHT_WORKER.recalled(scenario, before, after):
            settings.append("before_recall")
        values = [(self.value(scenario, officer, s, day), s) for s in settings]
        least = min(
            ((v, s) for v, s in values[1:] if v is not None),
            key=lambda pair: pair[0],
            default=None,
        )
        minimum = values[0][0] or 0
        if least is not None and least[0] < minimum:
            return least[1], least[0]
        return "minimum", minimum

    def shortest(self, scenario: Scenario, officer: str) -> int:
        """Return the least rest that any two tours of an officer must have."""
        settings = ["minimum"]
        if scenario.derogations_of.get(officer):
            settings.append("reduced")
        if scenario.officers[officer].night_worker:
            settings += [
                "after_morning_task",
                "before_afternoon_task",
                "before_recall",
            ]
        values = {
            setting: [
                self.value(scenario, officer, setting, day)
                for day in scenario.clock.dates
            ]
            for setting in settings
        }
        return min(
            v or 0
            for setting, found in values.items()
            for v in found
            if setting == "minimum" or v is not None
        )

    # --- the two halves -------------------------------------------------------------

    def post(self, model: "ModelFacade") -> None:
        """Allow one tour of each set in which any two are too close."""
        scenario = model.scenario
        for officer in scenario.officers.values():
            past = scenario.history_of.get(officer.id, ())
            options = [*past, *model.tours(officer.id)]
            usual = {
                t: self.value(scenario, officer.id, "minimum", t.day) or 0
                for t in options
            }
            shorter = officer.night_worker or bool(
                scenario.derogations_of.get(officer.id)
            )

            def near(
                a: Tour,
                b: Tour,
                usual: dict[Tour, int] = usual,
                shorter: bool = shorter,
            ) -> bool:
                before, after = (a, b) if a.span <= b.span else (b, a)
                rest = after.span.start - before.span.end
                if rest >= usual[before]:
                    return False
                return not shorter or rest < self.limit(scenario, before, after)[1]

            for clique in model.cliques(options, near):
                new = [t for t in clique if t not in past]
                if new and len(clique) > 1:
                    room = 0 if len(new) < len(clique) else 1
                    model.add(sum(model.works(t) for t in new) <= room)

    def check(self, facts: Facts) -> Iterator[Breach]:
        """Compare each tour with those before it."""
        for officer in facts.scenario.officers:
            for before, after, minimum, setting in self._rests(facts, officer):
                rest = after.span.start - before.span.end
                if rest < minimum:
                    yield Breach(
                        rule=self.name,
                        message=N_(
                            "{officer}: {rest:hm} of rest before the tour of "
                            "{day:day}, {minimum:hm} required"
                        ),
                        values={
                            "officer": officer,
                            "rest": rest,
                            "day": after.day.isoformat(),
                            "minimum": minimum,
                        },
                        officers=(officer,),
                        when=after.span.start,
                        over=minimum - rest,
                        unit=Unit.MINUTES,
                        setting=setting,
                    )

    def _rests(
        self, facts: Facts, officer: str
    ) -> Iterator[tuple[Tour, Tour, int, str]]:
        """Yield each tour with the earlier one after which the most rest is missing."""
        record = facts.record_of[officer]
        for i in range(len(record) - len(facts.tours_of[officer]), len(record)):
            after = record[i]
            worst: tuple[int, Tour, int, str] | None = None
            for before in record[:i]:
                setting, minimum = self.limit(facts.scenario, before, after)
                spare = after.span.start - before.span.end - minimum
                if worst is None or spare <= worst[0]:
                    worst = (spare, before, minimum, setting)
            if worst is not None:
                yield worst[1], after, worst[2], worst[3]

    def measure(self, facts: Facts, officer: str) -> Iterator[Measure]:
        """Yield the rest that is nearest to its limit."""
        return nearest(
            Measure(
                rule=self.name,
                officer=officer,
                setting=setting,
                value=after.span.start - before.span.end,
                limit=minimum,
                at_least=True,
                day=after.day,
                source=self.value_source(facts.scenario, officer, setting, before.day),
            )
            for before, after, minimum, setting in self._rests(facts, officer)
            # Without a minimum, only tours that overlap have too little rest.
            if minimum or after.span.start < before.span.end
        )
