"""Limits of recalls, postponed rests and shifted hours."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduler.domain.authority import Authority
from scheduler.domain.cycles import (
    cycle_day,
    last_usual_tour,
    on_cycle,
    usual_tour,
    weekly,
)
from scheduler.domain.people import ForceKind, Status
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.settings import Setting, Unit
from scheduler.domain.time import Minute
from scheduler.domain.tours import Change, CycleChange, Tour
from scheduler.rules.base import Breach, Rule
from scheduler.words import N_

if TYPE_CHECKING:
    from scheduler.facade import ModelFacade


class RecallLimits(Rule):
    """Recorded recalls, postponed rests and shifted hours respect the text.

    - A postponed rest is announced on duty, before the end of the last tour before it,
      and never to a *policier adjoint*.
    - Shifted hours belong to the weekly regime and are announced before the end of the
      last usual tour.
    - An officer with an absence on the day, or on an adjacent day, is not recalled and
      has no rest postponed.

    A row counts for a whole day. A postponement recorded on a working day marks the day
    on which the rest is taken; nothing limits it. An announcement before the first
    recorded tour is taken as on duty. Changes of days before the horizon can no longer
    be corrected and are not judged.
    """

    name = "recall_limits"
    title = N_("Recalls, postponed rest and shifted hours")
    words = N_(
        "A postponed rest must be announced on duty, before the end of the last "
        "tour before it. Shifted hours, allowed in the weekly regime only, must "
        "be announced before the end of the last usual working day. Assistants, "
        "and officers on leave on that day or on an adjacent day, may not be "
        "recalled or have a rest postponed."
    )
    example = N_(
        "A rest on Saturday may not be postponed by a call on Friday evening, "
        "after the Friday tour has ended."
    )
    source = (
        "arrêté du 5 septembre 2019 art. 26 and its article on recalls and postponed "
        "rests; décret 95-654 art. 21"
    )
    authority = Authority.LAW
    settings = (
        Setting(
            name="assistants_recalled",
            unit=Unit.YES_NO,
            words=N_("whether assistants (policiers adjoints) may be recalled"),
            defaults={ForceKind.MUNICIPAL: 0, ForceKind.NATIONAL: 0},
            sources={
                ForceKind.MUNICIPAL: "CHOICE",
                ForceKind.NATIONAL: (
                    "CHOICE: the arrêté keeps them from postponed rests and opens "
                    "recalls to all staff"
                ),
            },
        ),
    )
    choices = (
        (
            "A cycle is the weekly regime if it lasts whole weeks and rests on every "
            "Sunday."
        ),
        (
            "The arrêté exempts policiers adjoints from postponed rests only. That "
            "they are not recalled either is a setting (`assistants_recalled`)."
        ),
        (
            "Every absence counts as leave that protects an officer from recall, "
            "because reasons are free text."
        ),
    )

    def post(self, model: "ModelFacade") -> None:
        """Make the model infeasible if a recorded change breaks the text."""
        scenario = model.scenario
        for change in scenario.cycle_changes:
            if change.day in scenario.clock.dates:
                model.add(self._lawful(scenario, change))

    def _lawful(self, scenario: Scenario, change: CycleChange) -> bool:
        who, day = change.officer, change.day
        if not on_cycle(scenario, who) or change.change is Change.EXCHANGE:
            return True
        if change.change is Change.SHIFTED:
            usual = last_usual_tour(scenario, who, day)
            on_time = usual is None or (
                change.told is not None and change.told < usual.span.end
            )
            return weekly(scenario, who) and change.told is not None and on_time
        if change.change is Change.POSTPONEMENT and usual_tour(scenario, who, day):
            return True
        span = scenario.clock.day(day)
        if any(
            a.span.start <= span.end and span.start <= a.span.end
            for a in scenario.absences_of.get(who, ())
        ):
            return False
        assistant = scenario.officers[who].status is Status.ASSISTANT
        if change.change is Change.RECALL:
            open_to_them = self.value(scenario, who, "assistants_recalled", day)
            return not assistant or bool(open_to_them)
        if assistant or change.told is None:
            return False
        record = [*scenario.history_of.get(who, ()), *scenario.tours[who]]
        earlier = [t for t in record if t.day < day]
        latest = max(earlier, key=lambda t: t.span, default=None)
        latest = latest or last_usual_tour(scenario, who, day)
        first = min((t.span.start for t in record), default=None)
        on_duty = any(t.span.start <= change.told < t.span.end for t in record)
        unknown = first is None or change.told < first
        return (latest is None or change.told < latest.span.end) and (
            on_duty or unknown
        )

    def cases(self, facts: Facts, officer: str) -> int:
        """Count the recorded changes of days of the horizon."""
        if not on_cycle(facts.scenario, officer):
            return 0
        days = facts.scenario.clock.dates
        return sum(
            c.day in days for c in facts.scenario.cycle_changes_of.get(officer, ())
        )

    def check(self, facts: Facts) -> Iterator[Breach]:
        """Look at each change of a day of the horizon."""
        scenario = facts.scenario
        for change in scenario.cycle_changes:
            if not scenario.clock.start <= change.day <= scenario.clock.dates[-1]:
                continue
            if not on_cycle(scenario, change.officer):
                continue
            rest = cycle_day(scenario, change.officer, change.day).shift is None
            if change.change is Change.SHIFTED:
                yield from self._shifted(scenario, change)
            elif change.change is Change.RECALL:
                yield from self._concerned(scenario, change)
            elif change.change is Change.POSTPONEMENT and rest:
                yield from self._concerned(scenario, change)
                yield from self._postponed(scenario, change)

    def _concerned(self, scenario: Scenario, change: CycleChange) -> Iterator[Breach]:
        """Yield what forbids to recall the officer or to postpone a rest."""
        recalled = change.change is Change.RECALL
        if scenario.officers[change.officer].status is Status.ASSISTANT:
            name = "assistants_recalled"
            allowed = self.value(scenario, change.officer, name, change.day)
            if not (recalled and allowed):
                yield self._breach(
                    scenario, change, _NO_RECALL if recalled else _NO_POSTPONEMENT
                )
        day = scenario.clock.day(change.day)
        for absence in scenario.absences_of.get(change.officer, ()):
            apart = absence.span.end < day.start or day.end < absence.span.start
            if not apart:
                yield self._breach(
                    scenario, change, _LEAVE_RECALLED if recalled else _LEAVE_POSTPONED
                )
                return

    def _postponed(self, scenario: Scenario, change: CycleChange) -> Iterator[Breach]:
        past = scenario.history_of.get(change.officer, ())
        record = sorted((*past, *scenario.tours[change.officer]), key=_span)
        last: Tour | None = last_usual_tour(scenario, change.officer, change.day)
        for tour in record:
            if tour.day < change.day:
                last = tour
        if change.told is None:
            yield self._breach(scenario, change, _UNTOLD_POSTPONED)
        elif last is not None and change.told >= last.span.end:
            yield self._late(scenario, change, _LATE_POSTPONED, last)
        elif (
            record
            and change.told >= record[0].span.start
            and not any(_during(t, change.told) for t in record)
        ):
            yield self._breach(scenario, change, _OFF_DUTY, change.told)

    def _shifted(self, scenario: Scenario, change: CycleChange) -> Iterator[Breach]:
        if not weekly(scenario, change.officer):
            yield self._breach(scenario, change, _NOT_WEEKLY)
        last = last_usual_tour(scenario, change.officer, change.day)
        if change.told is None:
            yield self._breach(scenario, change, _UNTOLD_SHIFTED)
        elif last is not None and change.told >= last.span.end:
            yield self._late(scenario, change, _LATE_SHIFTED, last)

    def _late(
        self, scenario: Scenario, change: CycleChange, message: str, last: Tour
    ) -> Breach:
        assert change.told is not None
        over = change.told - last.span.end + 1
        return self._breach(scenario, change, message, change.told, last, over)

    def _breach(
        self,
        scenario: Scenario,
        change: CycleChange,
        message: str,
        told: Minute = 0,
        last: Tour | None = None,
        over: int | None = None,
    ) -> Breach:
        return Breach(
            rule=self.name,
            message=message,
            values={
                "officer": change.officer,
                "day": change.day.isoformat(),
                "told": told,
                "last": last.span.end if last else 0,
            },
            officers=(change.officer,),
            when=scenario.clock.midnight(change.day),
            over=1 if over is None else over,
            unit=Unit.COUNT if over is None else Unit.MINUTES,
        )


def _span(tour: Tour) -> tuple[int, int]:
    return (tour.span.start, tour.span.end)


def _during(tour: Tour, instant: Minute) -> bool:
    return tour.span.start <= instant < tour.span.end


_NO_RECALL = N_("{officer}: an assistant is recalled on {day:day}")
_NO_POSTPONEMENT = N_("{officer}: the rest of {day:day} of an assistant is postponed")
_LEAVE_RECALLED = N_(
    "{officer}: recalled on {day:day}, with leave on that or an adjacent day"
)
_LEAVE_POSTPONED = N_(
    "{officer}: the rest of {day:day} is postponed, with leave on that or an adjacent "
    "day"
)
_UNTOLD_POSTPONED = N_(
    "{officer}: cycle_changes does not say when the officer was told that the rest of "
    "{day:day} is postponed"
)
_UNTOLD_SHIFTED = N_(
    "{officer}: cycle_changes does not say when the officer was informed of the "
    "shifted hours of {day:day}"
)
_LATE_POSTPONED = N_(
    "{officer}: told on {told:at} that the rest of {day:day} is postponed, after the "
    "last tour before it, which ends on {last:at}"
)
_LATE_SHIFTED = N_(
    "{officer}: told on {told:at} of the shifted hours of {day:day}, after the last "
    "usual tour before it, which ends on {last:at}"
)
_OFF_DUTY = N_(
    "{officer}: told off duty, on {told:at}, that the rest of {day:day} is postponed"
)
_NOT_WEEKLY = N_(
    "{officer}: shifted hours on {day:day}, which only the weekly regime allows"
)
