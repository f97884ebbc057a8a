"""Day duty of night workers."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler.domain.authority import Authority
from scheduler.domain.cycles import change_on
from scheduler.domain.nights import night_minutes
from scheduler.domain.people import ForceKind
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.settings import WEEK, Setting, Unit
from scheduler.domain.time import DAY, Minute
from scheduler.domain.tours import Change, Tour
from scheduler.rules._nearest import nearest
from scheduler.rules.base import Breach, Measure, Rule
from scheduler.words import N_

if TYPE_CHECKING:
    from scheduler.facade import ModelFacade

ARTICLE = "arrêté du 5 septembre 2019 art. 70"


@dataclass(frozen=True, slots=True)
class _Hours:
    """The settings in force on one day, all of them set."""

    night_from: int
    night_to: int
    night_minutes: int
    morning_until: int


class NightWorkerByDay(Rule):
    """A night worker on day duty is exempt from the night before, or from the next.

    A tour of a night worker with too few minutes in the night window to be a night tour
    is a *day task*. A *morning* task ends by 13:00 of the day on which it begins, an
    *afternoon* task begins at 13:00 or later, any other lasts the *whole day*.

    - A morning or whole-day task begins at least 24 h after the last night tour.
    - The night after an afternoon or whole-day task is free: no night tour begins
      between the start of the task and the end of the first night window after it
      (06:00 of the next day).

    Only night tours shorter than 11 h 08 count. The article names the mean length of
    the cycle's tours; the length of the night tour itself is compared instead (CHOICE),
    as officers with free tours have no cycle. Two tours of the history are not judged.

    A task on a day with a recorded recall may follow the night at once. The night after
    it is judged as after any other task.

    ``resumes``, ``recovers``, ``recalled`` and ``exempts`` tell other rules what the
    article allows beyond them.
    """

    name = "night_worker_by_day"
    title = N_("Day duty of night workers")
    words = N_(
        "A night worker on day duty must have rested for 24 h since the last "
        "night tour if the duty begins before 13:00 and is not a recorded "
        "recall. If the duty ends after 13:00, the following night must be "
        "free."
    )
    example = N_(
        "A training from 08:00 to 12:00 on the day on which a night tour ended at "
        "06:00 is refused."
    )
    source = f"{ARTICLE} (challenged in CE 472381, outcome to be checked)"
    authority = Authority.LAW
    settings = (
        Setting(
            name="night_from",
            unit=Unit.TIME,
            words=N_("start of the night window"),
            defaults={ForceKind.MUNICIPAL: None, ForceKind.NATIONAL: 21 * 60},
            sources={
                ForceKind.MUNICIPAL: "not in the text",
                ForceKind.NATIONAL: "arrêté du 5 septembre 2019 art. 10",
            },
        ),
        Setting(
            name="night_to",
            unit=Unit.TIME,
            words=N_("end of the night window"),
            defaults={ForceKind.MUNICIPAL: None, ForceKind.NATIONAL: 6 * 60},
            sources={
                ForceKind.MUNICIPAL: "not in the text",
                ForceKind.NATIONAL: "arrêté du 5 septembre 2019 art. 10",
            },
        ),
        Setting(
            name="night_minutes",
            unit=Unit.MINUTES,
            words=N_("minutes in the night window that make a night tour"),
            defaults={ForceKind.MUNICIPAL: None, ForceKind.NATIONAL: 180},
            sources={
                ForceKind.MUNICIPAL: "not in the text",
                ForceKind.NATIONAL: "arrêté du 5 septembre 2019 art. 10 (3 h)",
            },
        ),
        Setting(
            name="shorter_than",
            unit=Unit.MINUTES,
            words=N_("length from which a night tour is exempt from this rule"),
            defaults={ForceKind.MUNICIPAL: None, ForceKind.NATIONAL: 11 * 60 + 8},
            sources={
                ForceKind.MUNICIPAL: "not in the text",
                ForceKind.NATIONAL: ARTICLE,
            },
        ),
        Setting(
            name="morning_until",
            unit=Unit.TIME,
            words=N_("time by which a morning duty ends"),
            defaults={ForceKind.MUNICIPAL: None, ForceKind.NATIONAL: 13 * 60},
            sources={
                ForceKind.MUNICIPAL: "not in the text",
                ForceKind.NATIONAL: ARTICLE,
            },
        ),
        Setting(
            name="rest_before",
            unit=Unit.MINUTES,
            within=(0, WEEK),
            words=N_(
                "shortest rest between a night tour and a morning or whole-day duty"
            ),
            defaults={ForceKind.MUNICIPAL: None, ForceKind.NATIONAL: DAY},
            sources={
                ForceKind.MUNICIPAL: "not in the text",
                ForceKind.NATIONAL: ARTICLE,
            },
        ),
    )
    choices = (
        (
            "The length of the night tour is compared with 11 h 08 instead of the mean "
            "length of the tours of the cycle (arrêté art. 70), because officers with "
            "free tours have no cycle."
        ),
        (
            "The night that follows a task ends at the end of the first night window "
            "after the task: at 06:00 of the next day by default."
        ),
        (
            "A recorded recall of a night worker by day is judged by arrêté art. 70: "
            "it may follow the night tour at once, and the night after it is free if "
            "the recall ends after 13:00."
        ),
    )

    # --- what a tour is -------------------------------------------------------------

    def _hours(self, scenario: Scenario, tour: Tour) -> _Hours | None:
        """Return the settings for a tour; ``None`` = the rule does not apply."""
        if not scenario.officers[tour.officer].night_worker:
            return None
        found = [
            self.value(scenario, tour.officer, name, tour.day)
            for name in ("night_from", "night_to", "night_minutes", "morning_until")
        ]
        values = [v for v in found if v is not None]
        return _Hours(*values) if len(values) == len(found) else None

    def is_night(self, scenario: Scenario, tour: Tour) -> bool:
        """Tell whether a tour is a night tour short enough for the rule to apply."""
        hours = self._hours(scenario, tour)
        if hours is None or not _at_night(scenario, tour, hours):
            return False
        longest = self.value(scenario, tour.officer, "shorter_than", tour.day)
        return longest is None or tour.span.length < longest

    def is_task(self, scenario: Scenario, tour: Tour) -> bool:
        """Tell whether a tour is a day task of a night worker."""
        hours = self._hours(scenario, tour)
        return hours is not None and not _at_night(scenario, tour, hours)

    def in_the_morning(self, scenario: Scenario, task: Tour) -> bool:
        """Tell whether a day task ends by 13:00."""
        return task.span.end <= self._noon(scenario, task)

    def in_the_afternoon(self, scenario: Scenario, task: Tour) -> bool:
        """Tell whether a day task begins at 13:00 or later."""
        return task.span.start >= self._noon(scenario, task)

    def _noon(self, scenario: Scenario, task: Tour) -> Minute:
        hours = self._hours(scenario, task)
        assert hours is not None  # it is a task
        return _instant(scenario, task.day, hours.morning_until)

    def _night_after(self, scenario: Scenario, task: Tour) -> Minute:
        """Return the end of the first night window that ends after a day task."""
        hours = self._hours(scenario, task)
        assert hours is not None  # it is a task
        day = scenario.clock.date(task.span.end)
        morning = _instant(scenario, day, hours.night_to)
        if morning > task.span.end:
            return morning
        return _instant(scenario, day + dt.timedelta(days=1), hours.night_to)

    # --- what the article allows ----------------------------------------------------

    def resumes(self, scenario: Scenario, before: Tour, after: Tour) -> bool:
        """Tell whether a night tour begins on the evening of a morning task."""
        return (
            scenario.officers[before.officer].night_worker
            and before.day == after.day
            and before.span.end <= after.span.start
            and self.is_task(scenario, before)
            and self.in_the_morning(scenario, before)
            and self.is_night(scenario, after)
        )

    def recovers(self, scenario: Scenario, before: Tour, after: Tour) -> bool:
        """Tell whether an afternoon task follows a night tour."""
        return (
            scenario.officers[before.officer].night_worker
            and self.is_night(scenario, before)
            and self.is_task(scenario, after)
            and self.in_the_afternoon(scenario, after)
        )

    def recalled(self, scenario: Scenario, before: Tour, after: Tour) -> bool:
        """Tell whether a day task after a night tour is a recorded recall."""
        return (
            self._recall(scenario, after)
            and before.span.end <= after.span.start
            and self.is_night(scenario, before)
            and self.is_task(scenario, after)
        )

    def exempts(self, scenario: Scenario, task: Tour, night: Tour) -> bool:
        """Tell whether a day task leaves no room for a night tour."""
        return (
            self.is_task(scenario, task)
            and self.is_night(scenario, night)
            and self._clash(scenario, night, task)
        )

    @staticmethod
    def _recall(scenario: Scenario, tour: Tour) -> bool:
        change = change_on(scenario, tour.officer, tour.day)
        return change is not None and change.change is Change.RECALL

    # --- the two halves -------------------------------------------------------------

    def post(self, model: "ModelFacade") -> None:
        """Exclude each night tour with each day task that it is too close to."""
        scenario = model.scenario
        for officer in scenario.officers.values():
            if not officer.night_worker:
                continue
            past = scenario.history_of.get(officer.id, ())
            options = [*past, *model.tours(officer.id)]
            nights = [t for t in options if self.is_night(scenario, t)]
            for task in options:
                if not self.is_task(scenario, task):
                    continue
                close = [n for n in nights if self._clash(scenario, n, task)]
                for night in close:
                    new = [t for t in (night, task) if t not in past]
                    if new:
                        room = len(new) - 1
                        model.add(sum(model.works(t) for t in new) <= room)

    def _clash(self, scenario: Scenario, night: Tour, task: Tour) -> bool:
        if night.span.start < task.span.start:
            if self._recall(scenario, task):
                return night.span.end > task.span.start
            rest = self.value(scenario, task.officer, "rest_before", task.day) or 0
            return (
                not self.in_the_afternoon(scenario, task)
                and task.span.start < night.span.end + rest
            )
        return not self.in_the_morning(
            scenario, task
        ) and night.span.start < self._night_after(scenario, task)

    def check(self, facts: Facts) -> Iterator[Breach]:
        """Follow the tours of each night worker in order of time."""
        scenario = facts.scenario
        for officer, record in facts.record_of.items():
            if not scenario.officers[officer].night_worker:
                continue
            past = scenario.history_of.get(officer, ())
            last: Tour | None = None  # the night tour that ended last
            free: tuple[Minute, Tour] | None = None  # end of the free night, task
            for tour in sorted(record, key=lambda t: (t.span.start, t.span.end)):
                judged = tour not in past
                if self.is_night(scenario, tour):
                    if judged and free is not None and tour.span.start < free[0]:
                        yield self._next_night(tour, free[1])
                    if last is None or tour.span.end > last.span.end:
                        last = tour
                elif self.is_task(scenario, tour):
                    short = self._short(scenario, last, tour)
                    if judged and last is not None and short > 0:
                        yield self._night_before(tour, last, short)
                    if not self.in_the_morning(scenario, tour):
                        until = self._night_after(scenario, tour)
                        if free is None or until > free[0]:
                            free = (until, tour)

    def _short(self, scenario: Scenario, night: Tour | None, task: Tour) -> int:
        """Return the minutes of rest missing between a night tour and a task."""
        if night is None or self.in_the_afternoon(scenario, task):
            return 0
        minimum = self.value(scenario, task.officer, "rest_before", task.day) or 0
        if self._recall(scenario, task):
            minimum = 0
        return minimum - (task.span.start - night.span.end)

    def _night_before(self, task: Tour, night: Tour, short: int) -> Breach:
        rest = task.span.start - night.span.end
        return Breach(
            rule=self.name,
            message=N_(
                "{officer}: {rest:hm} of rest between the night tour of {night:day} "
                "and the day duty of {day:day}, {minimum:hm} required"
            ),
            values={
                "officer": task.officer,
                "rest": rest,
                "night": night.day.isoformat(),
                "day": task.day.isoformat(),
                "minimum": rest + short,
            },
            officers=(task.officer,),
            when=task.span.start,
            over=short,
            unit=Unit.MINUTES,
        )

    def _next_night(self, night: Tour, task: Tour) -> Breach:
        return Breach(
            rule=self.name,
            message=N_(
                "{officer}: a night tour on {night:day}, although the night after the "
                "day duty of {day:day} must be free"
            ),
            values={
                "officer": night.officer,
                "night": night.day.isoformat(),
                "day": task.day.isoformat(),
            },
            officers=(night.officer,),
            when=night.span.start,
        )

    def cases(self, facts: Facts, officer: str) -> int:
        """Count the day tasks of a night worker, and the nights that may follow one."""
        scenario = facts.scenario
        if not scenario.officers[officer].night_worker:
            return 0
        if not any(self.is_task(scenario, t) for t in facts.record_of[officer]):
            return 0
        return sum(
            self.is_task(scenario, t) or self.is_night(scenario, t)
            for t in facts.tours_of[officer]
        )

    def measure(self, facts: Facts, officer: str) -> Iterator[Measure]:
        """Yield the shortest rest before a morning or whole-day task."""
        if facts.scenario.officers[officer].night_worker:
            yield from nearest(self._measures(facts, officer))

    def _measures(self, facts: Facts, officer: str) -> Iterator[Measure]:
        scenario = facts.scenario
        record = facts.record_of[officer]
        for task in facts.tours_of[officer]:
            if not self.is_task(scenario, task) or self.in_the_afternoon(
                scenario, task
            ):
                continue
            ends = [
                t.span.end
                for t in record
                if t.span.start < task.span.start and self.is_night(scenario, t)
            ]
            minimum = self.value(scenario, officer, "rest_before", task.day)
            if ends and minimum and not self._recall(scenario, task):
                yield Measure(
                    rule=self.name,
                    officer=officer,
                    setting="rest_before",
                    value=task.span.start - max(ends),
                    limit=minimum,
                    at_least=True,
                    day=task.day,
                    source=self.value_source(
                        scenario, officer, "rest_before", task.day
                    ),
                )


def _at_night(scenario: Scenario, tour: Tour, hours: _Hours) -> bool:
    found = night_minutes(scenario.clock, tour.span, hours.night_from, hours.night_to)
    return found >= max(1, hours.night_minutes)


def _instant(scenario: Scenario, day: dt.date, time: int) -> Minute:
    """Return the instant of a time of day; 24:00 is the end of the day."""
    days, rest = divmod(time, DAY)
    wall = dt.time(rest // 60, rest % 60)
    return scenario.clock.minute(day + dt.timedelta(days=days), wall)
