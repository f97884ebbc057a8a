"""Placing the breaks of a roster: when each officer is off work during a tour.

Tours and missions are decided before. Breaks are then placed in the time that missions
and the transition times between them leave. One roster always gets the same breaks.
"""

import datetime as dt
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from scheduler.domain.missions import Occurrence
from scheduler.domain.roster import Break, Facts, Roster
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import DAY, Clock, Minute, Span, SplitSpan
from scheduler.domain.tours import Tour

_Cost = tuple[int, int, int]
"""Cost of breaks, compared in order.

How many of them leave nobody of the unit at work; minutes shared with colleagues on
break, plus minutes outside meal times; distance from the ideal times.
"""

_Candidate = tuple[_Cost, tuple[Span, ...]]
"""The cost of some breaks, and the breaks, in order of time."""

_NO_COST: _Cost = (0, 0, 0)

MEAL = 2
"""A break outside meal times costs as much as this many colleagues on break with it."""

EDGE = 6
"""Meal times do not count in the first and last 1/6 of a tour."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """The breaks that a tour needs.

    Parameters
    ----------
    pause
        Least minutes of a break.
    stretch
        Most minutes between two breaks, or between a break and the start or end of the
        tour.
    unpaid
        Minutes of the shift's unpaid break, which is one of the breaks; 0 = none long
        enough to be one, or ``fixed``.
    fixed
        The unpaid break of a shift that gives its time: one of the breaks. The parts of
        the tour before and after it are judged separately.
    meals
        Meal times, from and to, in minutes of the local day; an end not after the start
        is on the next day.
    begun
        Breaks that stay, because they began before ``after``.
    after
        Instant before which no other break may begin; ``None`` = any time will do.
    """

    pause: int
    stretch: int
    unpaid: int = 0
    fixed: Span | None = None
    meals: tuple[tuple[int, int], ...] = ()
    begun: tuple[Span, ...] = ()
    after: Minute | None = None

    def parts(self, tour: Span) -> tuple[Span, ...]:
        """Return the parts of a tour that need breaks besides the fixed one."""
        if self.fixed is None:
            return (tour,)
        parts = SplitSpan(tour.start, tour.end, self.fixed).parts
        return tuple(part for part in parts if part.length > self.stretch)

    def left(self, part: Span) -> "tuple[Span, Need] | None":
        """Return what is left of a part of the tour, from the last break begun on.

        With what it needs; ``None`` = it needs nothing more.
        """
        if self.after is None:
            return part, self
        if part.end <= self.after:
            return None
        begun = tuple(s for s in self.begun if part.contains(s))
        taken = [s for s in begun if s.length >= self.pause]
        rest = Span(max((s.end for s in taken), default=part.start), part.end)
        unpaid = 0 if any(s.length >= self.unpaid for s in taken) else self.unpaid
        if taken and rest.length <= self.stretch and not unpaid:
            return None
        after = max((self.after, *(s.end for s in begun)))
        return rest, replace(self, unpaid=unpaid, begun=begun, after=after)


@dataclass(frozen=True, slots=True)
class _Gap:
    """Time of a tour without a mission.

    Parameters
    ----------
    span
        When.
    free
        Minutes of it that no transition time needs.
    """

    span: Span
    free: int

    @property
    def crossed(self) -> bool:
        """Whether some of it is needed to reach another mission."""
        return self.free < self.span.length


def place_breaks(
    scenario: Scenario,
    roster: Roster,
    needs: Callable[[Tour], Need | None],
    kept: Mapping[tuple[str, dt.date, str], tuple[Span, ...]] | None = None,
) -> Roster:
    """Return a roster with one break or more on each tour that needs them.

    A tour gets the fewest breaks that suffice. Among those, in this order: some
    officer of the unit stays at work; breaks lie within meal times and few of a unit
    are on break together, a meal time being worth two colleagues; breaks divide the
    tour evenly. Meal times count only in the middle two thirds of a tour, because an
    officer who has just come or soon leaves eats at home.

    Between two missions in different zones, breaks leave the transition time, before or
    after them. A tour whose missions leave no room for the breaks it needs gets none.

    A fixed break keeps its time. Others are placed before and after it where they are
    due and have room. Colleagues on a fixed break count as on break. If missions or
    transition times overlap it, the tour gets no break at all.

    Parameters
    ----------
    scenario, roster
        What is planned, and the plan; breaks in it are ignored.
    needs
        The breaks that a tour needs; ``None`` = none.
    kept
        By the key of their tour, breaks that are already known to suffice.
    """
    facts = Facts(scenario, roster)
    units: defaultdict[tuple[str, str], list[Tour]] = defaultdict(list)
    for tour in roster.tours:
        officer = scenario.officers[tour.officer]
        units[officer.force, officer.unit].append(tour)
    breaks: list[Break] = []
    for tours in units.values():
        breaks += _of_unit(facts, tours, needs, kept or {})
    return replace(roster, breaks=tuple(sorted(breaks)))


def _of_unit(
    facts: Facts,
    tours: Sequence[Tour],
    needs: Callable[[Tour], Need | None],
    kept: Mapping[tuple[str, dt.date, str], tuple[Span, ...]],
) -> Iterator[Break]:
    """Place the breaks of a unit, those with the fewest possible times first."""
    start = min(t.span.start for t in tours)
    length = max(t.span.end for t in tours) - start
    presence = _Presence(start, [0] * length, [0] * length)
    for tour in tours:
        presence.count(presence.on_tour, tour.span)
    waiting = []
    for tour in tours:
        need = None if tour.key in kept else needs(tour)
        for span in kept.get(tour.key, need.begun if need else ()):
            presence.count(presence.on_break, span)
            yield Break(*tour.key, span)
        if need is None:
            continue
        if need.fixed is not None and need.fixed not in need.begun:
            if not _fits(facts, tour, need):
                continue
            presence.count(presence.on_break, need.fixed)
            yield Break(*tour.key, need.fixed)
        for part in need.parts(tour.span):
            left = need.left(part)
            if left is None:
                continue
            rest, own = left
            gaps = [g for g in _gaps_in(facts, tour, rest, own) if g.free >= own.pause]
            starts = sum(g.span.length - own.pause + 1 for g in gaps)
            waiting.append((starts, rest, tour.key, own, gaps))
    for _starts, span, key, need, gaps in sorted(waiting, key=lambda w: w[:3]):
        meals = list(_meals(facts.scenario.clock, span, need))
        for placed in _place(span, need, gaps, presence.costs(span, meals)):
            presence.count(presence.on_break, placed)
            yield Break(*key, placed)


def _fits(facts: Facts, tour: Tour, need: Need) -> bool:
    """Tell whether missions and transition times leave a break at a fixed time."""
    fixed = need.fixed
    # Other breaks leave the transition times by themselves.
    alone = replace(need, begun=())
    return fixed is not None and any(
        gap.span.contains(fixed) and gap.free >= fixed.length
        for gap in _gaps_in(facts, tour, tour.span, alone)
    )


def _gaps_in(facts: Facts, tour: Tour, part: Span, need: Need) -> Iterator[_Gap]:
    """Yield the time of a part of a tour in which its officer may take a break.

    It is on no mission, and not before the first instant at which a break may begin.
    """
    duties = facts.duties_of[tour.officer]
    # Missions before the part matter for the transition time after them.
    around = part if need.after is None else tour.span
    held = [d.occurrence for d in duties if d.occurrence.span.overlaps(around)]
    for gap in _gaps(around, held, facts.scenario.transition_time):
        if need.after is None:
            yield gap
            continue
        span = Span(max(gap.span.start, part.start, need.after), gap.span.end)
        taken = sum(s.overlap(gap.span) for s in need.begun)
        if span.start < min(span.end, part.end):
            span = Span(span.start, min(span.end, part.end))
            yield _Gap(span, min(span.length, gap.free - taken))


def _gaps(
    tour: Span,
    held: Sequence[Occurrence],
    transition_time: Callable[[Occurrence, Occurrence], Minute],
) -> Iterator[_Gap]:
    """Yield the time before, between and after missions."""
    ordered = sorted(held, key=lambda o: o.span)
    start = tour.start
    for i in range(len(ordered) + 1):
        end = ordered[i].span.start if i < len(ordered) else tour.end
        if start < end:
            left = (
                b.span.start - a.span.end - transition_time(a, b)
                for a in ordered[:i]
                for b in ordered[i:]
            )
            yield _Gap(Span(start, end), min(left, default=end - start))
        if i < len(ordered):
            start = max(start, ordered[i].span.end)


def _meals(clock: Clock, tour: Span, need: Need) -> Iterator[Span]:
    """Yield the meal times that overlap a tour."""
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
class _Presence:
    """How many of a unit are on tour, and how many on break, minute by minute."""

    start: Minute
    on_tour: list[int]
    on_break: list[int]

    def count(self, heads: list[int], span: Span) -> None:
        """Count one more officer during a span, within the time of the unit's tours."""
        first = max(0, span.start - self.start)
        for i in range(first, min(len(heads), span.end - self.start)):
            heads[i] += 1

    def costs(
        self, tour: Span, meals: Sequence[Span]
    ) -> Callable[[Span, Minute], _Cost]:
        """Return the cost of a break of a tour, given twice its ideal middle."""
        here = slice(tour.start - self.start, tour.end - self.start)
        on_break = self.on_break[here]
        # Minutes in which a break would leave nobody of several at work.
        last = [
            int(present > 1 and away >= present - 1)
            for present, away in zip(self.on_tour[here], on_break, strict=True)
        ]
        shared = list(accumulate(on_break, initial=0))
        alone = list(accumulate(last, initial=0))
        # By minute: the latest end of a meal time that has begun.
        latest = [0] * tour.length
        edge = tour.length // EDGE
        for meal in meals:
            first, end = (at - tour.start for at in (meal.start, meal.end))
            end = min(end, tour.length - edge)
            for i in range(max(first, edge), end):
                latest[i] = max(latest[i], end)

        def cost(span: Span, middle: Minute) -> _Cost:
            a, b = span.start - tour.start, span.end - tour.start
            return (
                int(alone[b] > alone[a]),
                shared[b] - shared[a] + (0 if b <= latest[a] else MEAL * (b - a)),
                abs(span.start + span.end - middle),
            )

        return cost


def _place(
    tour: Span,
    need: Need,
    gaps: Sequence[_Gap],
    cost: Callable[[Span, Minute], _Cost],
) -> tuple[Span, ...]:
    """Return the cheapest of the smallest sets of breaks that suffice; empty = none."""
    best = _best_of(1, tour, need, gaps, cost)
    if best is None:
        count = 0
        layer = _Layer.first(tour)
        while layer.last(tour, need) is None or not count:
            count += 1
            layer = layer.next(need, gaps, tour.start, lambda _: _NO_COST)
            if not layer.ends:
                return ()
        best = _best_of(count, tour, need, gaps, cost)
    assert best is not None
    return best[1]


def _best_of(
    count: int,
    tour: Span,
    need: Need,
    gaps: Sequence[_Gap],
    cost: Callable[[Span, Minute], _Cost],
) -> _Candidate | None:
    """Return the cheapest sequence of ``count`` breaks; ``None`` = none suffices."""
    layer = _Layer.first(tour)
    step = need.stretch + max(need.pause, need.unpaid)
    for i in range(1, count + 1):
        # Twice the middle of the i-th of ``count`` breaks, evenly apart.
        middle = 2 * tour.start + 2 * tour.length * i // (count + 1)
        # The breaks after one that ends earlier could not reach the end of the tour.
        least = tour.end - need.stretch - (count - i) * step
        layer = layer.next(need, gaps, least, lambda span, m=middle: cost(span, m))  # type: ignore[misc]
    return layer.last(tour, need)


@dataclass(frozen=True, slots=True)
class _Layer:
    """The cheapest sequences of a number of breaks.

    Parameters
    ----------
    ends
        The cheapest sequence by whether the unpaid break is in it, and by the end of
        its last break.
    """

    ends: dict[tuple[bool, Minute], _Candidate]

    @classmethod
    def first(cls, tour: Span) -> "_Layer":
        """Return the layer of no breaks: the tour begins."""
        return cls({(False, tour.start): (_NO_COST, ())})

    def next(
        self,
        need: Need,
        gaps: Sequence[_Gap],
        least: Minute,
        cost: Callable[[Span], _Cost],
    ) -> "_Layer":
        """Return the cheapest sequences with one break more, which ends late enough."""
        best: dict[tuple[bool, Minute], _Candidate] = {}
        for unpaid in (False, True):
            before = sorted((e, c) for (u, e), c in self.ends.items() if u is unpaid)
            lengths = [(need.pause, unpaid)]
            if need.unpaid and not unpaid:
                lengths.append((need.unpaid, True))
            for length, unpaid_after in lengths:
                reach = _extend(before, need, gaps, least, length)
                for span, (spent, spans) in reach:
                    total = _sum(spent, cost(span))
                    candidate = (total, (*spans, span))
                    key = (unpaid_after, span.end)
                    if key not in best or candidate < best[key]:
                        best[key] = candidate
        return _Layer(best)

    def last(self, tour: Span, need: Need) -> _Candidate | None:
        """Return the cheapest sequence that suffices to the end; ``None`` = none."""
        enough = (
            candidate
            for (unpaid, end), candidate in self.ends.items()
            if unpaid is bool(need.unpaid) and tour.end - end <= need.stretch
        )
        return min(enough, default=None)


def _extend(
    before: Sequence[tuple[Minute, _Candidate]],
    need: Need,
    gaps: Sequence[_Gap],
    least: Minute,
    length: int,
) -> Iterator[tuple[Span, _Candidate]]:
    """Yield each break of a length in time, with the cheapest sequence before it.

    It ends at ``least`` or later. Where a gap is needed for a transition, at most one
    break is placed in it.
    """
    waiting = deque(before)
    near: deque[tuple[Minute, _Candidate]] = deque()
    for gap in gaps:
        if gap.free < length:
            continue
        first = max(gap.span.start, least - length)
        for start in range(first, gap.span.end - length + 1):
            latest = gap.span.start if gap.crossed else start
            while waiting and waiting[0][0] <= latest:
                end, candidate = waiting.popleft()
                while near and candidate < near[-1][1]:
                    near.pop()
                near.append((end, candidate))
            while near and start - near[0][0] > need.stretch:
                near.popleft()
            if near:
                yield Span(start, start + length), near[0][1]


def _sum(one: _Cost, two: _Cost) -> _Cost:
    return (one[0] + two[0], one[1] + two[1], one[2] + two[2])
