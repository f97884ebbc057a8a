"""Placing the breaks of a roster: when each officer is off work during a tour.

Who works when, and on which missions, is decided before; breaks are then put where the
missions and the ways between them leave room. Same roster, same breaks.
"""

import datetime as dt
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from scheduler.domain.missions import Occurrence
from scheduler.domain.roster import Break, Facts, Roster
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import DAY, Clock, Minute, Span, SplitSpan
from scheduler.domain.tours import Tour

_Cost = tuple[int, int, int]
"""Whole unit off at once, minutes shared or not at a meal, off the ideal time."""

_Found = tuple[_Cost, tuple[Span, ...]]
"""What some breaks cost, and the breaks, in order of time."""

_FREE: _Cost = (0, 0, 0)

MEAL = 2
"""So many colleagues of the unit off at the same time outweigh a meal time."""

EDGE = 6
"""Share of a tour at each end in which nobody waits for a meal: one in so many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """The breaks that a tour asks for.

    Parameters
    ----------
    pause
        Minutes of a break at least.
    stretch
        Minutes that may pass at most between two breaks, or between a break and an end
        of the tour.
    unpaid
        Minutes of the shift's unpaid break, which is one of the breaks; 0 = none long
        enough to be one, or ``fixed``.
    fixed
        The unpaid break of a shift that says when it is: one of the breaks, at its
        place. The parts of the tour before and after it are judged by themselves.
    meals
        Meal times, from and to, in minutes of the local day; an end not after the start
        is on the next day.
    """

    pause: int
    stretch: int
    unpaid: int = 0
    fixed: Span | None = None
    meals: tuple[tuple[int, int], ...] = ()

    def asking(self, tour: Span) -> tuple[Span, ...]:
        """Return the parts of a tour that ask for more than the fixed break."""
        if self.fixed is None:
            return (tour,)
        parts = SplitSpan(tour.start, tour.end, self.fixed).parts
        return tuple(part for part in parts if part.length > self.stretch)


@dataclass(frozen=True, slots=True)
class _Gap:
    """Time of a tour without a mission.

    Parameters
    ----------
    span
        When.
    free
        Minutes that the ways over it leave.
    """

    span: Span
    free: int

    @property
    def crossed(self) -> bool:
        """Whether some of it is needed for the way to another mission."""
        return self.free < self.span.length


def place_breaks(
    scenario: Scenario, roster: Roster, needs: Callable[[Tour], Need | None]
) -> Roster:
    """Return a roster with a break, or several, on each tour that asks for one.

    As few breaks as will do; then, in this order: not everybody of a unit who is on
    tour is off at once; breaks lie within meal times and few of a unit are off
    together, a meal time being worth two colleagues off as well; and breaks share the
    tour out evenly. Meal times count in the middle two thirds of a tour alone: who has
    just come, or soon goes, eats at home.

    Between two missions in different zones breaks leave the minutes of the way, before
    or after them. A tour whose missions leave no room for what it asks for gets none.

    A fixed break is where it is; others are placed before and after it as far as they
    are due there and have room. Colleagues on it count as off. If missions or ways take
    of it, the tour gets no break at all.

    Parameters
    ----------
    scenario, roster
        What is planned, and the plan; breaks that it has are not looked at.
    needs
        What a tour asks for; ``None`` = nothing.
    """
    facts = Facts(scenario, roster)
    units: defaultdict[tuple[str, str], list[Tour]] = defaultdict(list)
    for tour in roster.tours:
        officer = scenario.officers[tour.officer]
        units[officer.force, officer.unit].append(tour)
    breaks: list[Break] = []
    for tours in units.values():
        breaks += _of_unit(facts, tours, needs)
    return replace(roster, breaks=tuple(sorted(breaks)))


def _of_unit(
    facts: Facts, tours: Sequence[Tour], needs: Callable[[Tour], Need | None]
) -> Iterator[Break]:
    """Place the breaks of a unit, first where there is the least choice."""
    start = min(t.span.start for t in tours)
    length = max(t.span.end for t in tours) - start
    company = _Company(start, [0] * length, [0] * length)
    for tour in tours:
        company.count(company.on_tour, tour.span)
    asking = []
    for tour in tours:
        need = needs(tour)
        if need is None:
            continue
        if need.fixed is not None:
            if not _fits(facts, tour, need.fixed):
                continue
            company.count(company.on_break, need.fixed)
            yield Break(*tour.key, need.fixed)
        for part in need.asking(tour.span):
            gaps = [g for g in _free(facts, tour, part) if g.free >= need.pause]
            choice = sum(g.span.length - need.pause + 1 for g in gaps)
            asking.append((choice, part, tour.key, need, gaps))
    for _choice, span, key, need, gaps in sorted(asking, key=lambda a: a[:3]):
        meals = list(_meals(facts.scenario.clock, span, need))
        for found in _place(span, need, gaps, company.costs(span, meals)):
            company.count(company.on_break, found)
            yield Break(*key, found)


def _fits(facts: Facts, tour: Tour, fixed: Span) -> bool:
    """Tell whether missions and ways leave a break at a fixed time."""
    return any(
        gap.span.contains(fixed) and gap.free >= fixed.length
        for gap in _free(facts, tour, tour.span)
    )


def _free(facts: Facts, tour: Tour, part: Span) -> Iterator[_Gap]:
    """Yield the time of a part of a tour in which its officer is on no mission."""
    duties = facts.duties_of[tour.officer]
    stops = [d.occurrence for d in duties if d.occurrence.span.overlaps(part)]
    return _gaps(part, stops, facts.scenario.transition_time)


def _gaps(
    tour: Span,
    stops: Sequence[Occurrence],
    way: Callable[[Occurrence, Occurrence], Minute],
) -> Iterator[_Gap]:
    """Yield the time before, between and after missions."""
    ordered = sorted(stops, key=lambda o: o.span)
    start = tour.start
    for i in range(len(ordered) + 1):
        end = ordered[i].span.start if i < len(ordered) else tour.end
        if start < end:
            ways = (
                b.span.start - a.span.end - way(a, b)
                for a in ordered[:i]
                for b in ordered[i:]
            )
            yield _Gap(Span(start, end), min(ways, default=end - start))
        if i < len(ordered):
            start = max(start, ordered[i].span.end)


def _meals(clock: Clock, tour: Span, need: Need) -> Iterator[Span]:
    """Yield the meal times that a tour meets."""
    day = clock.date(tour.start) - dt.timedelta(days=1)
    while clock.midnight(day) < tour.end:
        for start, end in need.meals:
            last = end if end > start else end + DAY
            span = Span(_at(clock, day, start), _at(clock, day, last))
            if span.overlaps(tour):
                yield span
        day += dt.timedelta(days=1)


def _at(clock: Clock, day: dt.date, minutes: int) -> Minute:
    days, rest = divmod(minutes, DAY)
    wall = dt.time(rest // 60, rest % 60)
    return clock.minute(day + dt.timedelta(days=days), wall)


@dataclass(frozen=True, slots=True)
class _Company:
    """How many of a unit are on tour, and how many of them off, minute by minute."""

    start: Minute
    on_tour: list[int]
    on_break: list[int]

    def count(self, heads: list[int], span: Span) -> None:
        """Count one head more during a span, as far as the unit is on tour."""
        first = max(0, span.start - self.start)
        for i in range(first, min(len(heads), span.end - self.start)):
            heads[i] += 1

    def costs(
        self, tour: Span, meals: Sequence[Span]
    ) -> Callable[[Span, Minute], _Cost]:
        """Return what a break of a tour costs, beside the doubled ideal middle."""
        here = slice(tour.start - self.start, tour.end - self.start)
        off = self.on_break[here]
        # The others are all off where only one on tour is not.
        last = [
            int(there > 1 and away >= there - 1)
            for there, away in zip(self.on_tour[here], off, strict=True)
        ]
        shared = list(accumulate(off, initial=0))
        alone = list(accumulate(last, initial=0))
        edge = tour.length // EDGE
        inner = Span(tour.start + edge, tour.end - edge)

        def cost(span: Span, middle: Minute) -> _Cost:
            a, b = span.start - tour.start, span.end - tour.start
            eaten = inner.contains(span) and any(m.contains(span) for m in meals)
            return (
                int(alone[b] > alone[a]),
                shared[b] - shared[a] + (0 if eaten else MEAL * span.length),
                abs(span.start + span.end - middle),
            )

        return cost


def _place(
    tour: Span,
    need: Need,
    gaps: Sequence[_Gap],
    cost: Callable[[Span, Minute], _Cost],
) -> tuple[Span, ...]:
    """Return the fewest breaks that will do, the best such; empty if none will."""
    best = _so_many(1, tour, need, gaps, cost)
    if best is None:
        count = 0
        layer = _Layer.first(tour)
        while layer.last(tour, need) is None or not count:
            count += 1
            layer = layer.next(need, gaps, lambda _: _FREE)
            if not layer.ends:
                return ()
        best = _so_many(count, tour, need, gaps, cost)
    assert best is not None
    return best[1]


def _so_many(
    count: int,
    tour: Span,
    need: Need,
    gaps: Sequence[_Gap],
    cost: Callable[[Span, Minute], _Cost],
) -> _Found | None:
    """Return the best that so many breaks can do; ``None`` = they will not do."""
    layer = _Layer.first(tour)
    for i in range(1, count + 1):
        # Twice the middle of the i-th of so many breaks, evenly apart.
        middle = 2 * tour.start + 2 * tour.length * i // (count + 1)
        layer = layer.next(need, gaps, lambda span, m=middle: cost(span, m))  # type: ignore[misc]
    return layer.last(tour, need)


@dataclass(frozen=True, slots=True)
class _Layer:
    """The best ways of having taken so many breaks.

    Parameters
    ----------
    ends
        By whether the unpaid break is among them and by the end of the last one.
    """

    ends: dict[tuple[bool, Minute], _Found]

    @classmethod
    def first(cls, tour: Span) -> "_Layer":
        """Return the one way of having taken none: the tour begins."""
        return cls({(False, tour.start): (_FREE, ())})

    def next(
        self, need: Need, gaps: Sequence[_Gap], cost: Callable[[Span], _Cost]
    ) -> "_Layer":
        """Return the best ways of having taken one more."""
        found: dict[tuple[bool, Minute], _Found] = {}
        for had in (False, True):
            before = sorted((e, f) for (has, e), f in self.ends.items() if has is had)
            lengths = [(need.pause, had)]
            if need.unpaid and not had:
                lengths.append((need.unpaid, True))
            for length, has in lengths:
                for span, (worth, spans) in _follow(before, need, gaps, length):
                    total = _sum(worth, cost(span))
                    way = (total, (*spans, span))
                    key = (has, span.end)
                    if key not in found or way < found[key]:
                        found[key] = way
        return _Layer(found)

    def last(self, tour: Span, need: Need) -> _Found | None:
        """Return the best way that leads to the end of the tour; ``None`` = none."""
        enough = (
            found
            for (has, end), found in self.ends.items()
            if has is bool(need.unpaid) and tour.end - end <= need.stretch
        )
        return min(enough, default=None)


def _follow(
    before: Sequence[tuple[Minute, _Found]],
    need: Need,
    gaps: Sequence[_Gap],
    length: int,
) -> Iterator[tuple[Span, _Found]]:
    """Yield each break of a length that is not too late, with the best before it.

    Where time is needed for a way, one break at most is taken between two missions.
    """
    waiting = deque(before)
    near: deque[tuple[Minute, _Found]] = deque()
    for gap in gaps:
        if gap.free < length:
            continue
        for start in range(gap.span.start, gap.span.end - length + 1):
            latest = gap.span.start if gap.crossed else start
            while waiting and waiting[0][0] <= latest:
                end, found = waiting.popleft()
                while near and found < near[-1][1]:
                    near.pop()
                near.append((end, found))
            while near and start - near[0][0] > need.stretch:
                near.popleft()
            if near:
                yield Span(start, start + length), near[0][1]


def _sum(one: _Cost, two: _Cost) -> _Cost:
    return (one[0] + two[0], one[1] + two[1], one[2] + two[2])
