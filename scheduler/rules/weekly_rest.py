"""Weekly rest."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scheduler.domain.authority import Authority
from scheduler.domain.people import ForceKind
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.settings import WEEK, Setting, Unit
from scheduler.domain.time import Minute, Span
from scheduler.domain.tours import Tour
from scheduler.rules._nearest import nearest
from scheduler.rules.base import Breach, Measure, Rule
from scheduler.words import N_

if TYPE_CHECKING:
    from scheduler.facade import ModelFacade

MUNICIPAL, NATIONAL = ForceKind.MUNICIPAL, ForceKind.NATIONAL
DAY = dt.timedelta(days=1)
SEVEN_DAYS = 7 * DAY
NEVER: Minute = -(10**9)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Due:
    """A weekly rest that an officer is owed.

    Parameters
    ----------
    monday
        First of the seven days.
    week
        The seven days.
    minimum, setting
        Shortest rest in minutes, at least 1, and the setting that asks for it.
    within
        Where the whole rest must lie.
    alone
        Whether the rest may serve other weeks too.
    """

    monday: dt.date
    week: Span
    minimum: int
    setting: str
    within: Span
    alone: bool = False


class WeeklyRest(Rule):
    """Each civil week has an uninterrupted weekly rest of its own.

    A week runs from Monday 00:00 to Sunday 24:00 local time. Its rest overlaps it by at
    least a minute, and may begin before it or end after it. A rest serves one week. A
    rest that can be cut into several weekly rests serves several weeks, so that two
    weeks of leave leave no week without rest.

    Weeks of the history are served first. Time without a record in the weeks judged
    counts as rest. Nothing is known of the time beyond them: a rest may reach there,
    except for the 24 h that make a day off. A week whose history alone leaves no such
    rest is not judged: it can no longer be corrected. The reduced rest is enough in a
    week with a derogation recorded for the officer on one of its days.

    Two stricter readings are settings: the rest lies inside the civil week; or every
    seven consecutive days hold a rest.
    """

    name = "weekly_rest"
    title = N_("Weekly rest")
    words = N_(
        "Every civil week, Monday to Sunday, must include one uninterrupted "
        "rest of at least the weekly rest of the regime, or of the reduced rest "
        "if a derogation is recorded. The rest may begin before the week or end "
        "after it and counts for one week only. A rest long enough for two "
        "counts for two weeks."
    )
    example = N_(
        "Tours from Tuesday to Saturday, 07:00 to 14:00, leave 65 h from Saturday to "
        "Tuesday and are allowed; tours on all seven days of two weeks are refused."
    )
    source = (
        "décret 2000-815 art. 3 (35 h); décret 2002-1279 art. 1 (24 h + 11 h); dir. "
        "2003/88/CE art. 5; CJEU C-306/16 (within each period of seven days)"
    )
    authority = Authority.LAW
    settings = (
        Setting(
            name="minimum",
            unit=Unit.MINUTES,
            within=(0, WEEK),
            words=N_("shortest weekly rest, without interruption"),
            defaults={MUNICIPAL: 35 * 60, NATIONAL: 35 * 60},
            sources={
                MUNICIPAL: "décret 2000-815 art. 3",
                NATIONAL: "décret 2002-1279 art. 1",
            },
        ),
        Setting(
            name="reduced",
            unit=Unit.MINUTES,
            within=(0, WEEK),
            words=N_("shortest weekly rest in a week with a recorded derogation"),
            defaults={MUNICIPAL: 24 * 60, NATIONAL: 24 * 60},
            sources={
                MUNICIPAL: (
                    "CHOICE; dir. 2003/88/CE art. 5 (24 h), décret 2000-815 art. 3 II"
                ),
                NATIONAL: "décret 2002-1279 art. 1 (24 h)",
            },
        ),
        Setting(
            name="known",
            unit=Unit.MINUTES,
            within=(0, WEEK),
            words=N_(
                "part of a weekly rest that must lie in the weeks planned or recorded"
            ),
            defaults={MUNICIPAL: 24 * 60, NATIONAL: 24 * 60},
            sources={
                MUNICIPAL: "CHOICE, after dir. 2003/88/CE art. 5 (24 h, and 11 h)",
                NATIONAL: "CHOICE, after décret 2002-1279 art. 1 (24 h + 11 h)",
            },
        ),
        Setting(
            name="civil_week",
            unit=Unit.YES_NO,
            words=N_("whether the rest must lie inside the civil week"),
            defaults={MUNICIPAL: 0, NATIONAL: 0},
            sources={
                MUNICIPAL: "CHOICE; CJEU C-306/16",
                NATIONAL: "CHOICE; CJEU C-306/16",
            },
        ),
        Setting(
            name="rolling",
            unit=Unit.YES_NO,
            words=N_(
                "whether every seven consecutive days, from midnight to midnight, "
                "must hold a rest"
            ),
            defaults={MUNICIPAL: 0, NATIONAL: 0},
            sources={
                MUNICIPAL: "CHOICE; CJEU C-306/16",
                NATIONAL: "CHOICE; CJEU C-306/16",
            },
        ),
    )
    choices = (
        "The week is the civil week, for both forces.",
        (
            "A weekly rest serves one civil week that it touches by a minute or more, "
            "wherever it begins and ends. A rest that can be cut into several rests of "
            "the length due serves several weeks, so that leave over whole weeks "
            "leaves none of them without a rest."
        ),
        (
            "Weeks are served in order of time, those of the history first, each by "
            "the earliest rest that remains."
        ),
        (
            "Two stricter readings are settings: the rest lies inside the civil week "
            "(`civil_week`); every seven days in a row have a rest (`rolling`), which "
            "forbids an ordinary Monday-to-Friday week."
        ),
        (
            "Time outside the horizon and the history counts as rest, within the weeks "
            "that they touch. Of a rest of 35 h, 24 h lie within those weeks "
            "(`known`); the remaining 11 h, a daily rest, may lie beyond them. "
            "Otherwise the plan of a single week would need no weekly rest at all."
        ),
        (
            "A week in which the history alone leaves no room for the rest is not "
            "judged again."
        ),
    )

    # --- what is owed ---------------------------------------------------------------

    def _dues(self, scenario: Scenario, officer: str) -> list[_Due]:
        """Return the rests owed to an officer, in order of time."""
        start, last = scenario.clock.start, scenario.clock.dates[-1]
        force = scenario.officers[officer].force
        since = _monday(scenario.first_known.get(force, start))
        dues, day = [], min(since, start - 6 * DAY)
        while day <= last:
            rolling = bool(self.value(scenario, officer, "rolling", day))
            civil = day.weekday() == 0 and day >= since
            if start - SEVEN_DAYS < day if rolling else civil:
                due = self._due(scenario, officer, day, since)
                if due is not None:
                    dues.append(due)
            day += DAY
        return dues

    def _due(
        self, scenario: Scenario, officer: str, day: dt.date, since: dt.date
    ) -> _Due | None:
        """Return the rest owed for seven days; ``None`` = no limit."""

        def value(setting: str) -> int:
            return self.value(scenario, officer, setting, day) or 0

        setting, minimum = "minimum", value("minimum")
        if scenario.derogated(self.name, officer, day, day + 6 * DAY):
            reduced = self.value(scenario, officer, "reduced", day)
            if reduced is not None and reduced < minimum:
                setting, minimum = "reduced", reduced
        if not minimum:
            return None
        clock = scenario.clock
        week = within = Span(clock.midnight(day), clock.midnight(day + SEVEN_DAYS))
        if not (value("rolling") or value("civil_week")):
            beyond = max(0, minimum - value("known"))
            end = clock.midnight(_monday(clock.dates[-1]) + SEVEN_DAYS)
            within = Span(clock.midnight(since) - beyond, end + beyond)
        return _Due(
            monday=day,
            week=week,
            minimum=minimum,
            setting=setting,
            within=within,
            alone=bool(value("rolling")),
        )

    # --- the model ------------------------------------------------------------------

    def post(self, model: "ModelFacade") -> None:
        """Choose a stretch for each rest owed and keep its tours unworked."""
        for officer in model.scenario.officers:
            dues = self._dues(model.scenario, officer)
            for due in dues:
                if due.alone:
                    _Rests(model, officer).post([due])
            _Rests(model, officer).post([due for due in dues if not due.alone])

    # --- the check ------------------------------------------------------------------

    def check(self, facts: Facts) -> Iterator[Breach]:
        """Give each week the earliest rest that serves it."""
        for officer in facts.scenario.officers:
            dues = self._dues(facts.scenario, officer)
            for due, rest in _judged(facts, officer, dues):
                if rest < due.minimum:
                    yield Breach(
                        rule=self.name,
                        message=N_(
                            "{officer}: the longest rest for the week of {day:day} is "
                            "{rest:hm}, {minimum:hm} required"
                        ),
                        values={
                            "officer": officer,
                            "rest": rest,
                            "day": due.monday.isoformat(),
                            "minimum": due.minimum,
                        },
                        officers=(officer,),
                        when=due.week.start,
                        over=due.minimum - rest,
                        unit=Unit.MINUTES,
                        setting=due.setting,
                    )

    def measure(self, facts: Facts, officer: str) -> Iterator[Measure]:
        """Yield the longest rest of the week of the horizon with the least margin."""
        dues = self._dues(facts.scenario, officer)
        return nearest(
            Measure(
                rule=self.name,
                officer=officer,
                setting=due.setting,
                value=rest,
                limit=due.minimum,
                at_least=True,
                day=due.monday,
                source=self.value_source(
                    facts.scenario, officer, due.setting, due.monday
                ),
            )
            for due, rest in _judged(facts, officer, dues)
            if due.week.end > 0
        )


def _monday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


# --- in the model ---------------------------------------------------------------------


class _Rests:
    """Rests of one officer, one for each rest owed; no two of them overlap.

    A rest for a week cannot lie before one for an earlier week, so it is enough that
    each begins after the previous one. Each can be moved earlier until it begins at its
    earliest time, or at the end of the previous rest or of a tour: few starts remain.
    """

    def __init__(self, model: "ModelFacade", officer: str) -> None:
        self.model = model
        self.officer = officer
        self.past = model.scenario.history_of.get(officer, ())
        self.tours = model.tours(officer)
        # Possible ends of the previous rest, each with its literal.
        self.before: list[tuple[Minute, Any]] = []
        # Earliest start of the next rest, whatever is worked.
        self.least = NEVER

    def post(self, dues: Sequence[_Due]) -> None:
        """Require the rests owed, in order of time."""
        for i, due in enumerate(dues):
            blocked = self._stretches(due)
            if not blocked:
                continue  # The history can no longer be corrected.
            later = min((_earliest(d) for d in dues[i + 1 :]), default=None)
            self._choose(due, self._needed(due, blocked, later))
            self.least = min(blocked) + due.minimum

    def _choose(self, due: _Due, blocked: Mapping[Minute, frozenset[Tour]]) -> None:
        """Require one of some stretches, after the previous rest."""
        if len(blocked) == 1 and not any(blocked.values()):
            self.before = []
            return
        model = self.model
        chosen = {start: model.flag() for start in blocked}
        model.add(sum(chosen.values()) == 1)
        for start, rest in chosen.items():
            self._keep_free(rest, blocked[start])
        for end, rest in self.before:
            sooner = [other for start, other in chosen.items() if start < end]
            if sooner:
                model.add(rest + sum(sooner) <= 1)
        self.before = [(start + due.minimum, rest) for start, rest in chosen.items()]

    def _stretches(self, due: _Due) -> dict[Minute, frozenset[Tour]]:
        """Return where the rest may begin, and the tours that would break it."""
        minimum = due.minimum
        earliest = max(_earliest(due), self.least)
        latest = min(due.within.end - minimum, due.week.end - 1)
        reach = Span(earliest, latest + minimum)
        past = [t.span for t in self.past if t.span.overlaps(reach)]
        near = [t for t in self.tours if t.span.overlaps(reach)]
        starts = {
            earliest,
            *(span.end for span in past),
            *(t.span.end for t in near),
            *(end for end, _rest in self.before),
        }
        found = {}
        for start in sorted(starts):
            rest = Span(start, start + minimum)
            if earliest <= start <= latest and not any(map(rest.overlaps, past)):
                found[start] = frozenset(t for t in near if t.span.overlaps(rest))
        return found

    def _needed(
        self,
        due: _Due,
        blocked: Mapping[Minute, frozenset[Tour]],
        later: Minute | None,
    ) -> dict[Minute, frozenset[Tour]]:
        """Leave out each stretch that another one can replace.

        The other is broken by no other tours, cannot overlap the previous rest, and
        ends as early or before any later rest can begin.
        """
        clear = max((end for end, _rest in self.before), default=NEVER)
        kept = dict(blocked)
        for one in sorted(blocked, key=lambda s: (len(blocked[s]), s)):
            if one not in kept or one < clear:
                continue
            over = later is None or one + due.minimum <= later
            for other in [s for s in kept if s != one and (over or one < s)]:
                if blocked[one] <= blocked[other]:
                    del kept[other]
        return kept

    def _keep_free(self, rest: Any, blocked: Iterable[Tour]) -> None:
        by_day: defaultdict[dt.date, list[Tour]] = defaultdict(list)
        for tour in sorted(blocked):
            by_day[tour.day].append(tour)
        for day, tours in by_day.items():
            if len(tours) == sum(t.day == day for t in self.tours):
                self.model.add(rest + self.model.worked(self.officer, day) <= 1)
            else:
                for tour in tours:
                    self.model.add(rest + self.model.works(tour) <= 1)


def _earliest(due: _Due) -> Minute:
    """Return the earliest start of a rest that overlaps its week."""
    return max(due.within.start, due.week.start - due.minimum + 1)


# --- in a roster ----------------------------------------------------------------------


def _judged(
    facts: Facts, officer: str, dues: Sequence[_Due]
) -> Iterator[tuple[_Due, int]]:
    """Yield the rests owed that the past leaves room for, and their lengths."""
    past = facts.scenario.history_of.get(officer, ())
    open_ = [due for due, rest in _longest(dues, past) if rest >= due.minimum]
    return _longest(open_, facts.record_of[officer])


def _longest(dues: Iterable[_Due], tours: Iterable[Tour]) -> Iterator[tuple[_Due, int]]:
    """Yield the longest rest left to each week after the weeks before it."""
    free, reached = [], NEVER
    for tour in sorted(tours, key=lambda t: t.span):
        free.append(Span(reached, tour.span.start))
        reached = max(reached, tour.span.end)
    free.append(Span(reached, -NEVER))
    taken = NEVER
    for due in dues:
        since = due.within.start if due.alone else max(due.within.start, taken)
        longest, served = 0, None
        for rest in free:
            start, end = max(rest.start, since), min(rest.end, due.within.end)
            if start < due.week.end and due.week.start < end:
                longest = max(longest, end - start)
                if served is None and end - start >= due.minimum:
                    served = max(start, due.week.start - due.minimum + 1)
        if served is not None and not due.alone:
            taken = served + due.minimum
        yield due, longest
