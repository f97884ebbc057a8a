"""Breaks during long tours."""

import weakref
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from scheduler.domain.authority import Authority
from scheduler.domain.missions import Occurrence
from scheduler.domain.people import ForceKind, Officer
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


@dataclass(frozen=True, slots=True)
class _Run:
    """Missions that follow each other without a break between them, and too long.

    Parameters
    ----------
    since
        End of the last break that there can have been before; the tour's start if none.
    first
        Those with which such runs begin.
    before
        By mission, those that may come right before it in such a run.
    last
        Those at whose end the officer has gone too long without a break.
    """

    since: Minute
    first: frozenset[Occurrence]
    before: Mapping[Occurrence, frozenset[Occurrence]]
    last: frozenset[Occurrence]


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
      this rule looks at those among them that one person could hold.
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
            if may_fail(slot, own, scenario.way, asked):
                return officer.id
        return None

    def post(self, model: "ModelFacade") -> None:
        """Keep each officer from runs of missions that leave no break."""
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
                if tour.span.length < asked.pause:
                    model.add(model.works(tour) == 0)
                seated: dict[Occurrence, Linear] = {}
                for run in runs(tour.span, stops, scenario.way, asked):
                    self._exclude(model, tour, run, stops, seated)

    @staticmethod
    def _exclude(
        model: "ModelFacade",
        tour: Tour,
        run: _Run,
        stops: "Mapping[Occurrence, list[Placement]]",
        seated: "dict[Occurrence, Linear]",
    ) -> None:
        """Follow a run from mission to mission, and keep it from its last ones."""
        for stop in (*run.first, *run.before):
            if stop not in seated:
                seated[stop] = _seated(model, stops[stop])
        reached = {stop: seated[stop] for stop in run.first}
        for stop in run.first & run.last:
            model.add(seated[stop] + model.works(tour) <= 1)
        for stop, near in run.before.items():
            if stop in run.last:
                for other in near:
                    both = reached[other] + seated[stop]
                    model.add(both + model.works(tour) <= 2)
            else:
                reached[stop] = model.flag()
                for other in near:
                    both = reached[other] + seated[stop]
                    model.add(both <= 1 + reached[stop])

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
        """Tell whether one person could hold what leaves no break.

        Missions that clash are judged by ``one_place_at_a_time``; those among them that
        do not are judged here.
        """
        way = facts.scenario.way
        stops = _stops(facts, tour)
        return all(
            a.span.end + way(a, b) <= b.span.start for a, b in pairwise(stops)
        ) or may_fail(tour.span, stops, way, asked)

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
            if pauses[-1] < due.pause and not self._judged(facts, tour, due):
                continue
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


def _seated(model: "ModelFacade", placements: "list[Placement]") -> "Linear":
    """Return a literal that is 1 if an officer has one of some seats of a mission."""
    if len(placements) == 1:
        return model.heads(placements)
    seated = model.flag()
    for placement in placements:
        model.add(model.heads([placement]) <= seated)
    return seated


Way = Callable[[Occurrence, Occurrence], Minute]
"""Gives the least minutes from the end of one occurrence to another's start."""


def _stops(facts: Facts, tour: Tour) -> list[Occurrence]:
    """Return the missions of an officer during a tour, in order of time."""
    duties = facts.duties_of[tour.officer]
    found = [d.occurrence for d in duties if d.occurrence.span.overlaps(tour.span)]
    return sorted(found, key=lambda o: o.span)


def _gaps(facts: Facts, tour: Tour) -> list[tuple[Minute, Minute, int]]:
    """Return the times between missions: from, to, and the minutes free of travel."""
    stops = _stops(facts, tour)
    way = facts.scenario.way
    found = []
    start = tour.span.start
    for end in (*(s.span.start for s in stops), tour.span.end):
        ways = [
            b.span.start - a.span.end - way(a, b)
            for a in stops
            for b in stops
            if a.span.end <= start and end <= b.span.start
        ]
        if start < end:
            found.append((start, end, min([end - start, *ways])))
        start = max([start, *(s.span.end for s in stops if s.span.start == end)])
    return found


def runs(
    slot: Span, stops: Iterable[Occurrence], way: Way, asked: _Asked
) -> Iterator[_Run]:
    """Yield the runs of missions that one person could hold and that leave no break.

    Before the first mission of a run the officer may have had a break as late as its
    beginning, if the time since the start of the tour is enough for one. Missions leave
    no break exactly when some of them make such a run: where a break fits between two
    missions, those before it do not matter any more.
    """
    ordered = sorted(set(stops), key=lambda o: o.span)
    first: defaultdict[Minute, list[Occurrence]] = defaultdict(list)
    for stop in ordered:
        start = stop.span.start
        paused = start - slot.start >= asked.pause
        first[start if paused else slot.start].append(stop)
    close = {
        b: [
            a
            for a in ordered
            if 0 <= b.span.start - a.span.end - way(a, b) < asked.pause
        ]
        for b in ordered
    }

    def lost(stop: Occurrence, since: Minute) -> bool:
        end = stop.span.end
        if slot.end - end >= asked.pause and end <= since + asked.stretch:
            return False
        return since == slot.start or slot.end - since > asked.stretch

    for since, begin in sorted(first.items()):
        before: dict[Occurrence, frozenset[Occurrence]] = {}
        last = []
        for stop in ordered:
            near = frozenset(a for a in close[stop] if a in before and a not in last)
            if stop in begin or near:
                before[stop] = frozenset() if stop in begin else near
                if lost(stop, since):
                    last.append(stop)
        leads = set(last)
        for stop in reversed(ordered):
            if stop in leads:
                leads |= before[stop]
        if last:
            yield _Run(
                since,
                frozenset(leads.intersection(begin)),
                {s: before[s] for s in ordered if s in leads and s not in begin},
                frozenset(last),
            )


def may_fail(slot: Span, stops: Iterable[Occurrence], way: Way, asked: _Asked) -> bool:
    """Tell whether one person could hold missions that leave a tour without a break."""
    return slot.length < asked.pause or any(runs(slot, stops, way, asked))


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
            self._found[key] = may_fail(slot, missions, scenario.way, asked)
        return self._found[key]
