"""Breaks during long tours."""

import weakref
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from scheduler.domain.authority import Authority
from scheduler.domain.missions import Occurrence
from scheduler.domain.people import ForceKind, Officer
from scheduler.domain.places import TravelTimes
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.settings import Setting, Unit
from scheduler.domain.time import Minute, Span
from scheduler.domain.tours import Tour
from scheduler.rules._nearest import nearest
from scheduler.rules.base import Breach, Measure, Rule
from scheduler.rules.position_force import PositionForce
from scheduler.rules.qualification_valid import QualificationValid
from scheduler.words import N_

if TYPE_CHECKING:
    from scheduler.model.facade import Linear, ModelFacade, Placement

SEATING = (PositionForce(), QualificationValid())
"""Rules by which it is known, before groups form, who cannot sit where."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a tour asks for: pauses of ``pause``, stretches of at most ``stretch``."""

    pause: int
    stretch: int


class DailyBreak(Rule):
    """A tour whose work reaches 6 h has a break of 20 minutes, and again after 6 h.

    A break is a stretch of the tour without a mission and without travel between two
    missions. There is at least one, and no stretch of the tour between two breaks, or
    between a break and an end of the tour, lasts longer than 6 h. Breaks count as work.

    - Between two missions in different zones the travel is taken off the time between
      them; the way may be interrupted for the break. Before the first mission and after
      the last there is no travel.
    - An unpaid break of the shift that is long enough is such a break. Where it lies is
      not modelled: it is taken wherever it is needed.
    - Missions that nobody could hold together are judged by ``one_place_at_a_time``;
      here they count on tours where others could leave no break, and on no other tour.
    - Tours of the history have no missions and are not judged.

    Head-counts alone cannot promise a break to each of a group. So officers are kept
    apart on tours in which some chain of missions that one person could hold leaves no
    break; on all other tours there is nothing to ask.
    """

    name = "daily_break"
    title = N_("Break of the day")
    words = N_(
        "A tour with 6 h of work or more has a break of 20 minutes, free of missions "
        "and travel, and no stretch without a break is longer than 6 h."
    )
    example = N_(
        "On a tour of 7 h, missions without a pause from its 30th minute to its end "
        "are refused."
    )
    source = "décret 2000-815 art. 3; arrêté du 5 septembre 2019 art. 26"
    authority = Authority.LAW
    settings = (
        Setting(
            name="from",
            unit=Unit.MINUTES,
            words=N_("work from which a break is due, and longest stretch without one"),
            defaults={ForceKind.MUNICIPAL: 6 * 60, ForceKind.NATIONAL: 6 * 60},
            sources={
                ForceKind.MUNICIPAL: "décret 2000-815 art. 3",
                ForceKind.NATIONAL: (
                    "arrêté du 5 septembre 2019 art. 26; dir. 2003/88/CE art. 4"
                ),
            },
        ),
        Setting(
            name="minimum",
            unit=Unit.MINUTES,
            words=N_("shortest break"),
            defaults={ForceKind.MUNICIPAL: 20, ForceKind.NATIONAL: 20},
            sources={
                ForceKind.MUNICIPAL: "décret 2000-815 art. 3",
                ForceKind.NATIONAL: "arrêté du 5 septembre 2019 art. 26",
            },
        ),
    )

    def __init__(self) -> None:
        self._memo = _Memo()

    def _due(self, scenario: Scenario, tour: Tour) -> _Asked | None:
        """Return what a tour asks for, whatever unpaid break it has."""
        stretch = self.value(scenario, tour.officer, "from", tour.day)
        pause = self.value(scenario, tour.officer, "minimum", tour.day)
        if stretch is None or not pause or tour.work < stretch:
            return None
        return _Asked(pause, stretch)

    def _asked(self, scenario: Scenario, tour: Tour) -> _Asked | None:
        """Return what a tour asks of its missions; ``None`` = nothing."""
        due = self._due(scenario, tour)
        unpaid = tour.span.length - tour.work
        return None if due is None or unpaid >= due.pause else due

    # --- the model half -------------------------------------------------------------

    def distinguishes(
        self, scenario: Scenario, officer: Officer, slot: Span | None
    ) -> Hashable:
        """Keep apart officers who could be left without a break on such a tour."""
        if slot is None:
            return None
        for tour in scenario.tours[officer.id]:
            if tour.span != slot:
                continue
            asked = self._asked(scenario, tour)
            if asked is None or not self._memo.may_fail(scenario, slot, asked):
                continue
            own = [
                o
                for o in _inside(scenario, slot)
                if any(
                    all(rule.lets(scenario, officer, seat) for rule in SEATING)
                    for seat in scenario.seats[o]
                )
            ]
            if may_fail(slot, own, scenario.travel, asked):
                return officer.id
        return None

    def post(self, model: "ModelFacade") -> None:
        """Choose breaks on each tour where missions could leave none."""
        scenario = model.scenario
        for officer in scenario.officers:
            alone = [g for g in model.groups_of(officer) if g.size == 1]
            slots = {g.slot for g in alone}
            for tour in model.tours(officer):
                asked = self._asked(scenario, tour)
                if asked is None or tour.span not in slots:
                    continue
                stops: defaultdict[Occurrence, list[Placement]] = defaultdict(list)
                for group in alone:
                    for placement in model.placements(group=group):
                        if placement.seat.occurrence.span.overlaps(tour.span):
                            stops[placement.seat.occurrence].append(placement)
                if may_fail(tour.span, stops, scenario.travel, asked):
                    _Choice(model, tour, asked, stops).post()

    # --- the check half -------------------------------------------------------------

    def check(self, facts: Facts) -> Iterator[Breach]:
        """Take breaks as late as may be, and see whether the tour's end is reached."""
        for officer, tours in facts.tours_of.items():
            for tour in tours:
                asked = self._asked(facts.scenario, tour)
                if asked is None:
                    continue
                pauses = self._pauses(facts, tour, asked)
                if pauses[-1] < asked.pause and self._judged(facts, tour, asked):
                    yield Breach(
                        rule=self.name,
                        message=N_(
                            "{officer}: a break of {found:hm} at most in {stretch:hm} "
                            "on tour on {day:day}, {minimum:hm} required"
                        ),
                        values={
                            "officer": officer,
                            "found": pauses[-1],
                            "stretch": asked.stretch,
                            "day": tour.day.isoformat(),
                            "minimum": asked.pause,
                        },
                        officers=(officer,),
                        when=tour.span.start,
                        over=asked.pause - pauses[-1],
                        unit=Unit.MINUTES,
                    )

    @staticmethod
    def _judged(facts: Facts, tour: Tour, asked: _Asked) -> bool:
        """Tell whether missions are this rule's matter: if one person could hold them.

        If not, they still are where others that one person could hold leave no break.
        """
        travel = facts.scenario.travel
        stops = _stops(facts, tour)
        if all(
            a.span.end + travel.minutes(a.zone, b.zone) <= b.span.start
            for a, b in pairwise(stops)
        ):
            return True
        every = [o for o in facts.scenario.occurrences if o.span.overlaps(tour.span)]
        return may_fail(tour.span, every, travel, asked)

    def _pauses(self, facts: Facts, tour: Tour, asked: _Asked) -> list[int]:
        """Return the minutes free at each break taken; the last may be too short."""
        gaps = _gaps(facts, tour)
        taken: list[int] = []
        reached = tour.span.start
        while not taken or tour.span.end - reached > asked.stretch:
            due = reached + asked.stretch
            late = [
                (min(end - asked.pause, due) + asked.pause, free)
                for start, end, free in gaps
                if free >= asked.pause and start <= due
            ]
            until, free = max(late, default=(reached, 0))
            if until <= reached:
                short = [
                    free for start, _, free in gaps if reached <= start <= due and free
                ]
                return [*taken, max(0, min(asked.pause - 1, max(short, default=0)))]
            taken.append(free)
            reached = until
        return taken

    def measure(self, facts: Facts, officer: str) -> Iterator[Measure]:
        """Yield the shortest of the pauses that long tours rely on."""
        return nearest(self._measures(facts, officer))

    def _measures(self, facts: Facts, officer: str) -> Iterator[Measure]:
        for tour in facts.tours_of[officer]:
            due = self._due(facts.scenario, tour)
            if due is None:
                continue
            unpaid = tour.span.length - tour.work
            pauses = [unpaid] if unpaid >= due.pause else self._pauses(facts, tour, due)
            yield Measure(
                rule=self.name,
                officer=officer,
                setting="minimum",
                value=min(pauses),
                limit=due.pause,
                at_least=True,
                day=tour.day,
                source=self.value_source(facts.scenario, officer, "minimum", tour.day),
            )


class _Choice:
    """The breaks that one officer may take on one tour, as literals."""

    def __init__(
        self,
        model: "ModelFacade",
        tour: Tour,
        asked: _Asked,
        stops: "dict[Occurrence, list[Placement]]",
    ) -> None:
        self.model = model
        self.tour = tour
        self.asked = asked
        self.stops = stops

    def post(self) -> None:
        """Post the chain of breaks, and what each excludes."""
        model, asked, span = self.model, self.asked, self.tour.span
        seated = {o: self._seated(o) for o in self.stops}
        breaks = {s: model.flag() for s in self._starts()}
        tight = self._tight()
        first = [y for s, y in breaks.items() if s <= span.start + asked.stretch]
        model.add(sum(first) >= model.works(self.tour))
        for start, chosen in breaks.items():
            end = start + asked.pause
            if span.end - end > asked.stretch:
                after = [
                    y for s, y in breaks.items() if start < s <= end + asked.stretch
                ]
                model.add(sum(after) >= chosen)
            pause = Span(start, end)
            for stop in self.stops:
                if stop.span.overlaps(pause):
                    model.add(chosen + seated[stop] <= 1)
            for one, two in tight:
                if one.span.end <= start and end <= two.span.start:
                    model.add(chosen + seated[one] + seated[two] <= 2)

    def _starts(self) -> list[Minute]:
        """Return where breaks may be taken to begin.

        A break can be put off until a mission or the end of the tour follows it, or
        until the longest stretch is used up.
        """
        span, asked = self.tour.span, self.asked
        last = span.end - asked.pause
        found = {span.start + asked.stretch, last}
        found |= {o.span.start - asked.pause for o in self.stops}
        found = new = {s for s in found if span.start <= s <= last}
        while new:
            later = {s + asked.pause + asked.stretch for s in new}
            new = {s for s in later if s <= last} - found
            found = found | new
        return sorted(found)

    def _seated(self, stop: Occurrence) -> "Linear":
        """Return a literal that is 1 if the officer has a seat."""
        seats = self.stops[stop]
        if len(seats) == 1:
            return self.model.heads(seats)
        seated = self.model.flag()
        for placement in seats:
            self.model.add(self.model.heads([placement]) <= seated)
        return seated

    def _tight(self) -> list[tuple[Occurrence, Occurrence]]:
        """Return pairs of missions between which the way leaves no break."""
        travel = self.model.scenario.travel
        return [
            (a, b)
            for a in self.stops
            for b in self.stops
            if b.span.start - a.span.end - travel.minutes(a.zone, b.zone)
            < self.asked.pause
            <= b.span.start - a.span.end
        ]


def _stops(facts: Facts, tour: Tour) -> list[Occurrence]:
    """Return the missions of an officer during a tour, in order of time."""
    duties = facts.duties_of[tour.officer]
    found = [d.occurrence for d in duties if d.occurrence.span.overlaps(tour.span)]
    return sorted(found, key=lambda o: o.span)


def _gaps(facts: Facts, tour: Tour) -> list[tuple[Minute, Minute, int]]:
    """Return the times between missions: from, to, and the minutes free of travel."""
    stops = _stops(facts, tour)
    travel = facts.scenario.travel
    found = []
    start = tour.span.start
    for end in (*(s.span.start for s in stops), tour.span.end):
        ways = [
            b.span.start - a.span.end - travel.minutes(a.zone, b.zone)
            for a in stops
            for b in stops
            if a.span.end <= start and end <= b.span.start
        ]
        if start < end:
            found.append((start, end, min([end - start, *ways])))
        start = max([start, *(s.span.end for s in stops if s.span.start == end)])
    return found


def may_fail(
    slot: Span, stops: Iterable[Occurrence], travel: TravelTimes, asked: _Asked
) -> bool:
    """Tell whether one person could hold missions that leave a tour without a break.

    For each mission taken as the last so far: the earliest moment up to which breaks
    may have led, whatever came before. The earlier, the worse for all that follows.
    """
    ordered = sorted(set(stops), key=lambda o: o.span)
    led: list[Minute] = []

    def lost(free_from: Minute, since: Minute) -> bool:
        if slot.end - free_from >= asked.pause and free_from <= since + asked.stretch:
            return False
        return since == slot.start or slot.end - since > asked.stretch

    if lost(slot.start, slot.start):
        return True
    for i, stop in enumerate(ordered):
        start = stop.span.start
        worst = start if start - slot.start >= asked.pause else slot.start
        for before, since in zip(ordered[:i], led, strict=True):
            free = start - before.span.end - travel.minutes(before.zone, stop.zone)
            if free < 0 or since >= worst:
                continue
            paused = free >= asked.pause and before.span.end <= since + asked.stretch
            if not paused:
                worst = since
        led.append(worst)
        if lost(stop.span.end, worst):
            return True
    return False


def _inside(scenario: Scenario, slot: Span) -> Sequence[Occurrence]:
    return [o for o in scenario.occurrences if slot.contains(o.span)]


class _Memo:
    """What was found for one scenario, the last one asked about."""

    def __init__(self) -> None:
        self._scenario: weakref.ref[Scenario] | None = None
        self._found: dict[tuple[Span, _Asked], bool] = {}

    def may_fail(self, scenario: Scenario, slot: Span, asked: _Asked) -> bool:
        """Tell whether any missions inside a tour could leave it without a break."""
        if self._scenario is None or self._scenario() is not scenario:
            self._scenario = weakref.ref(scenario)
            self._found = {}
        key = (slot, asked)
        if key not in self._found:
            missions = _inside(scenario, slot)
            self._found[key] = may_fail(slot, missions, scenario.travel, asked)
        return self._found[key]
