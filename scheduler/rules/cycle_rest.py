"""Rests of a cycle: RC, RL and DN."""

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduler.domain.authority import Authority
from scheduler.domain.cycles import (
    change_on,
    cycle_day,
    cycle_rests,
    on_cycle,
    weekly,
)
from scheduler.domain.nights import night_minutes
from scheduler.domain.people import ForceKind, Officer
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.settings import Setting, Unit
from scheduler.domain.time import Span
from scheduler.domain.tours import Change, Rest, Tour
from scheduler.rules.base import Breach, Rule
from scheduler.words import N_

if TYPE_CHECKING:
    from scheduler.facade import ModelFacade

_ART_10 = "arrêté du 5 septembre 2019 art. 10"
_SOURCES = {ForceKind.MUNICIPAL: "", ForceKind.NATIONAL: _ART_10}
_DAY = dt.timedelta(days=1)


class CycleRest(Rule):
    """No tour of a national officer on a cycle overlaps the rests of the cycle.

    After day tours RC and RL run from 00:00 to 24:00. After night tours the DN runs
    from the end of the tour to the time at which the cycle resumes, and RC and RL from
    that time to the same time of the next day. A tour begun on a day with a recorded
    recall, postponed rest or exchange may overlap them; so may shifted hours of a
    working day in the weekly regime, whose hours on a rest are credited (art. 26).
    """

    name = "cycle_rest"
    title = N_("Cycle rest days")
    words = N_(
        "No tour may fall on the rest days of a national cycle, except a "
        "recorded recall, postponed rest or exchange. After day tours RC and RL "
        "last from 00:00 to 24:00. After night tours DN lasts until the usual "
        "start time, and RC and RL last from one usual start time to the next."
    )
    example = N_(
        "After a night tour that ends at 06:58, a tour at 15:00 is refused: the DN "
        "lasts until 18:50, the usual start."
    )
    source = "arrêté du 5 septembre 2019 art. 28 to 30"
    authority = Authority.LAW
    settings = (
        Setting(
            name="night_start",
            unit=Unit.TIME,
            words=N_("start of the night window"),
            defaults={ForceKind.MUNICIPAL: 21 * 60, ForceKind.NATIONAL: 21 * 60},
            sources=_SOURCES,
        ),
        Setting(
            name="night_end",
            unit=Unit.TIME,
            words=N_("end of the night window"),
            defaults={ForceKind.MUNICIPAL: 6 * 60, ForceKind.NATIONAL: 6 * 60},
            sources=_SOURCES,
        ),
        Setting(
            name="night_minutes",
            unit=Unit.MINUTES,
            words=N_("minutes of a tour in the night window that make it a night tour"),
            defaults={ForceKind.MUNICIPAL: 3 * 60, ForceKind.NATIONAL: 3 * 60},
            sources=_SOURCES,
        ),
    )
    choices = (
        (
            "The last usual tour before a rest decides whether the rest follows day or "
            "night tours."
        ),
        (
            "After night tours, RC and RL run from the wall time at which the cycle "
            "resumes to the same wall time of the next day: 23 h or 25 h when the "
            "clocks change."
        ),
        "Each night tour has its own DN.",
        (
            "The pattern of the cycle decides whether an RC lies next to an RL; the "
            "rule does not check it."
        ),
    )

    def counts_as_night(self, scenario: Scenario, tour: Tour) -> bool:
        """Tell whether a tour is a night tour, by the settings in force on its day."""
        start, end, least = (
            self.value(scenario, tour.officer, name, tour.day)
            for name in ("night_start", "night_end", "night_minutes")
        )
        if start is None or end is None or least is None:
            return False
        return night_minutes(scenario.clock, tour.span, start, end) >= least

    def post(self, model: "ModelFacade") -> None:
        """Leave out every tour that overlaps a rest, day by day of the cycle."""
        scenario = model.scenario
        for officer in scenario.officers.values():
            if not on_cycle(scenario, officer.id):
                continue
            for tour in model.tours(officer.id):
                if self._lifted(scenario, officer, tour):
                    continue
                days = [tour.day + i * _DAY for i in (-1, 0, 1)]
                if any(
                    tour.span.overlaps(rest)
                    for day in days
                    for rest in self._kept_free(scenario, officer, day)
                ):
                    model.add(model.works(tour) == 0)

    @staticmethod
    def _lifted(scenario: Scenario, officer: Officer, tour: Tour) -> bool:
        """Tell whether a record for the day of a tour lets it overlap a rest."""
        for change in scenario.cycle_changes_of.get(officer.id, ()):
            if change.day == tour.day:
                if change.change is not Change.SHIFTED:
                    return True
                usual = cycle_day(scenario, officer.id, tour.day).shift
                return usual is not None and weekly(scenario, officer.id)
        return False

    def _kept_free(
        self, scenario: Scenario, officer: Officer, day: dt.date
    ) -> Iterator[Span]:
        """Yield the rests of a day of the cycle, by its place in the pattern."""
        assert officer.cycle is not None
        assert officer.cycle_start is not None
        shifts = scenario.cycles[officer.cycle]
        rests = scenario.cycle_rests.get(officer.cycle) or (None,) * len(shifts)
        if not any(rests):
            return
        turn = len(shifts)
        place = (day - officer.cycle_start).days % turn
        worked = [i for i in range(1, turn + 1) if shifts[(place - i) % turn]]
        clock = scenario.clock
        if not worked:
            if rests[place]:
                yield clock.day(day)
            return
        ago = worked[0]
        last = scenario.tour(
            officer.id, day - ago * _DAY, shifts[(place - ago) % turn] or ""
        )
        if not self.counts_as_night(scenario, last):
            if rests[place]:
                yield clock.day(day)
            return
        ahead = next(i for i in range(turn) if shifts[(place + i) % turn])
        wall = scenario.shifts[shifts[(place + ahead) % turn] or ""].start
        starts, ends = clock.minute(day, wall), clock.minute(day + _DAY, wall)
        if rests[place]:
            yield Span(starts, ends)
        if ago == 1:
            record = [
                *scenario.history_of.get(officer.id, ()),
                *scenario.tours[officer.id],
            ]
            nights = [
                t.span.end
                for t in record
                if t.day == day - _DAY and self.counts_as_night(scenario, t)
            ]
            until = ends if rests[place] is Rest.POST_NIGHT else starts
            if nights and max(nights) < until:
                yield Span(max(nights), until)

    def cases(self, facts: Facts, officer: str) -> int:
        """Count the rests of the cycle that overlap the horizon, or a tour of it."""
        scenario, horizon = facts.scenario, facts.scenario.clock.span
        spans = [horizon, *(t.span for t in facts.tours_of[officer])]
        rests = cycle_rests(
            scenario, officer, lambda t: self.counts_as_night(scenario, t)
        )
        return sum(any(map(rest.span.overlaps, spans)) for rest in rests)

    def check(self, facts: Facts) -> Iterator[Breach]:
        """Compare the tours with the rests."""
        scenario = facts.scenario
        for officer, tours in facts.tours_of.items():
            rests = cycle_rests(
                scenario, officer, lambda t: self.counts_as_night(scenario, t)
            )
            for tour in tours if rests else ():
                if _excused(scenario, tour):
                    continue
                for rest in rests:
                    shared = rest.span.overlap(tour.span)
                    if shared:
                        yield Breach(
                            rule=self.name,
                            message=N_(
                                "{officer}: the tour {shift} of {day:day} overlaps the "
                                "{kind} of {rest:day}"
                            ),
                            values={
                                "officer": officer,
                                "shift": tour.shift,
                                "day": tour.day.isoformat(),
                                "kind": rest.kind,
                                "rest": rest.day.isoformat(),
                            },
                            officers=(officer,),
                            when=max(tour.span.start, rest.span.start),
                            over=shared,
                            unit=Unit.MINUTES,
                        )


def _excused(scenario: Scenario, tour: Tour) -> bool:
    change = change_on(scenario, tour.officer, tour.day)
    if change is None:
        return False
    if change.change is Change.SHIFTED:
        working = cycle_day(scenario, tour.officer, tour.day).shift is not None
        return working and weekly(scenario, tour.officer)
    return True
