"""Patrols do not start at the same time week after week."""

import datetime as dt
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from scheduler.domain.authority import Authority, Scope
from scheduler.domain.missions import Occurrence, Seat
from scheduler.domain.people import ForceKind, Officer
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.settings import Setting, Unit
from scheduler.domain.spread import off
from scheduler.rules.base import Breach, Rule
from scheduler.words import N_

if TYPE_CHECKING:
    from scheduler.facade import ModelFacade, Placement

_MINUTE = dt.timedelta(minutes=1)
_WEEK = dt.timedelta(days=7)


class StartSpread(Rule):
    """Patrols of one kind in one zone begin at other times than in the weeks before.

    Starts are wall-clock times without the briefing, so that a week has 7 × 24 hours
    even when the clocks change. They are compared modulo a week: 23:50 on a Monday and
    00:10 on the Tuesday of the next week are 20 minutes apart. Only kinds marked as
    unpredictable are judged, each form of a mission by its own kind. The values are
    those of the crew's forces on the day on which the later patrol begins; the
    strictest applies. A patrol is compared with earlier ones only, so an override names
    the mission of the later one.
    """

    name = "start_spread"
    title = N_("Unpredictable start times")
    words = N_(
        "A patrol marked as unpredictable must not begin near the weekday and "
        "time at which a patrol of its kind began at the same place in the "
        "weeks before."
    )
    example = N_(
        "After a patrol on Monday at 21:00, that of the next Monday does not begin "
        "between 20:16 and 21:44."
    )
    source = "CHOICE; CSI art. L512-6 (prior safety diagnosis)"
    authority = Authority.LOCAL
    scope = Scope.CREW
    settings = (
        Setting(
            name="minutes",
            unit=Unit.MINUTES,
            words=N_("least time between the two starts in the week"),
            defaults={ForceKind.MUNICIPAL: 45, ForceKind.NATIONAL: 45},
            sources={ForceKind.MUNICIPAL: "CHOICE", ForceKind.NATIONAL: "CHOICE"},
        ),
        Setting(
            name="weeks",
            unit=Unit.COUNT,
            within=(1, 53),
            words=N_("weeks during which an earlier start counts"),
            defaults={ForceKind.MUNICIPAL: 1, ForceKind.NATIONAL: 1},
            sources={ForceKind.MUNICIPAL: "CHOICE", ForceKind.NATIONAL: "CHOICE"},
        ),
    )
    choices = (
        (
            "A patrol is compared with earlier patrols of the same kind and zone by "
            "wall-clock time, modulo seven days, across midnight."
        ),
        "A fallback is held as another kind, so it belongs to another series.",
        "An override names the mission of the later patrol.",
    )

    def _values(
        self, scenario: Scenario, officer: str, day: dt.date
    ) -> tuple[int, int]:
        """Return minutes and weeks; 0 = not limited."""
        minutes = self.value(scenario, officer, "minutes", day)
        weeks = self.value(scenario, officer, "weeks", day)
        return minutes or 0, weeks or 0

    def looks_at(self, scenario: Scenario, officer: Officer) -> Hashable:  # noqa: ARG002
        """Look at the force."""
        return officer.force

    def admits(self, scenario: Scenario, officer: Officer, seat: Seat) -> bool:
        """Seat nobody in a patrol too close to one before the horizon."""
        return self._too_close(scenario, officer, seat.occurrence) is None

    def because(
        self, scenario: Scenario, seat: Seat
    ) -> tuple[str, Mapping[str, str | int]] | None:
        """Name the patrol before the horizon that this one would repeat."""
        for officer in scenario.officers.values():
            before = self._too_close(scenario, officer, seat.occurrence)
            if before is not None:
                return (
                    N_("a patrol of this kind began there on {day:day} at {time}"),
                    {"day": before.date().isoformat(), "time": f"{before:%H:%M}"},
                )
        return None

    def _too_close(
        self, scenario: Scenario, officer: Officer, occurrence: Occurrence
    ) -> dt.datetime | None:
        """Return a start before the horizon that keeps an officer out of a crew."""
        kind = scenario.kind(occurrence)
        past = scenario.past_starts.get((kind.id, occurrence.zone), ())
        if not kind.unpredictable or not past or self._waived(scenario, occurrence):
            return None
        minutes, weeks = self._values(scenario, officer.id, occurrence.day)
        start = scenario.wall(occurrence.proper.start)
        return next(
            (
                before
                for before in past
                for week in range(1, weeks + 1)
                if abs(off(start, before, week)) < minutes
            ),
            None,
        )

    def _waived(self, scenario: Scenario, occurrence: Occurrence) -> bool:
        return self.waived(scenario, mission=occurrence.mission) is not None

    def post(self, model: "ModelFacade") -> None:
        """Hold at most one of two patrols of the horizon that are too close."""
        scenario = model.scenario
        series: defaultdict[tuple[str, str], list[Occurrence]] = defaultdict(list)
        for occurrence in scenario.occurrences:
            kind = scenario.kind(occurrence)
            if kind.unpredictable:
                series[kind.id, occurrence.zone].append(occurrence)
        for same in series.values():
            same.sort(key=lambda o: o.proper)
            walls = {o: scenario.wall(o.proper.start) for o in same}
            for after in same:
                asking = self._asking(model, after)
                for before in same if asking else ():
                    if before.proper < after.proper:
                        kept_out = [
                            p
                            for (minutes, weeks), own in asking.items()
                            if any(
                                abs(off(walls[after], walls[before], w)) < minutes
                                for w in range(1, weeks + 1)
                            )
                            for p in own
                        ]
                        _keep_out(model, kept_out, before, after)

    def _asking(
        self, model: "ModelFacade", occurrence: Occurrence
    ) -> Mapping[tuple[int, int], Sequence["Placement"]]:
        """Return who might sit in a crew, by the minutes and weeks required."""
        scenario = model.scenario
        asking: dict[tuple[int, int], list[Placement]] = {}
        if not self._waived(scenario, occurrence):
            for placement in model.placements(occurrence=occurrence):
                values = placement.group.common(
                    lambda o: self._values(scenario, o.id, occurrence.day)
                )
                asking.setdefault(values, []).append(placement)
        return asking

    def cases(self, facts: Facts, officer: str) -> int:
        """Count the crews of patrols that must be unpredictable."""
        return len(
            {
                d.occurrence
                for d in facts.duties_of[officer]
                if facts.scenario.kind(d.occurrence).unpredictable
            }
        )

    def check(self, facts: Facts) -> Iterator[Breach]:
        """Compare each patrol with every earlier one of its kind and zone."""
        scenario = facts.scenario
        starts: dict[tuple[str, str], list[tuple[dt.datetime, str]]] = {}
        for past in scenario.past_missions:
            local = scenario.clock.local(past.span.start).replace(tzinfo=None)
            starts.setdefault((past.kind, past.zone), []).append((local, past.mission))
        for occurrence in sorted(facts.crews, key=lambda o: o.proper):
            kind = scenario.kind(occurrence)
            if not kind.unpredictable:
                continue
            local = scenario.clock.local(occurrence.proper.start).replace(tzinfo=None)
            earlier = starts.setdefault((kind.id, occurrence.zone), [])
            for other, mission in earlier:
                yield from self._judge(facts, occurrence, local, other, mission)
            earlier.append((local, occurrence.mission))

    def _judge(
        self,
        facts: Facts,
        occurrence: Occurrence,
        start: dt.datetime,
        other: dt.datetime,
        mission: str,
    ) -> Iterator[Breach]:
        """Yield the breach of a patrol that repeats an earlier one."""
        strictest: dict[str, tuple[int, int]] = {}
        for officer in dict.fromkeys(d.officer for d in facts.crews[occurrence]):
            minutes, weeks = self._values(facts.scenario, officer, occurrence.day)
            apart = min(_apart(start - other, weeks), default=minutes)
            if apart < minutes:
                strictest[officer] = minutes - apart, minutes
        if strictest:
            over, minutes = max(strictest.values())
            yield Breach(
                rule=self.name,
                message=N_(
                    "{mission}: begins {apart:hm} from the weekday and time at which "
                    "{other} began on {day:day}, {minutes:hm} required"
                ),
                values={
                    "mission": occurrence.mission,
                    "apart": minutes - over,
                    "other": mission,
                    "day": other.date().isoformat(),
                    "minutes": minutes,
                },
                officers=tuple(strictest),
                mission=occurrence.mission,
                zone=occurrence.zone,
                when=occurrence.span.start,
                over=over,
                unit=Unit.MINUTES,
                setting="minutes",
            )


def _apart(later: dt.timedelta, weeks: int) -> Iterable[int]:
    """Yield the minutes from a start to an earlier one moved by 1, 2, … weeks."""
    for week in range(1, weeks + 1):
        yield abs(later - week * _WEEK) // _MINUTE


def _keep_out(
    model: "ModelFacade",
    placements: Sequence["Placement"],
    before: Occurrence,
    after: Occurrence,
) -> None:
    """Keep officers out of the later of two patrols if the earlier one is held."""
    if not placements:
        return
    held = model.held(before)
    if len(placements) == len(model.placements(occurrence=after)):
        model.add(held + model.held(after) <= 1)
    else:
        most = sum(p.group.size for p in placements)
        model.add(model.heads(placements) <= most - most * held)
