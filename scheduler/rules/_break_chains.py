"""Chains of missions that leave no break, found before it is known who holds them."""

import weakref
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from scheduler.domain.missions import Occurrence
from scheduler.domain.patience import heed
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Minute, Span
from scheduler.rules._break_gaps import free_between


@dataclass(frozen=True, slots=True)
class Limits:
    """What a tour asks of its breaks.

    Parameters
    ----------
    pause
        Minutes of a break at least.
    stretch
        Minutes without a break at most.
    ran
        Minutes without a break before the first at which the next one may begin.
    behind, begun
        Missions held and breaks taken before that minute.
    """

    pause: int
    stretch: int
    ran: int = 0
    behind: tuple[Occurrence, ...] = ()
    begun: tuple[Span, ...] = ()

    def free_before(self, scenario: Scenario, occurrence: Occurrence) -> int | None:
        """Return the minutes that what lies behind leaves free before a mission.

        ``None`` = all. Missions that clash are judged by ``one_place_at_a_time``.
        """
        start = occurrence.span.start
        found = []
        for before in self.behind:
            free = free_between(scenario, before, occurrence)
            if free >= 0:
                between = Span(before.span.end, start)
                taken = sum(s.overlap(between) for s in self.begun)
                found.append(max(0, free - taken))
        return min(found, default=None)


@dataclass(frozen=True, slots=True)
class Chain:
    """Missions without a break between one and the next, which last too long.

    It stands for all such chains that begin after the same last break.

    Parameters
    ----------
    first
        Missions that may be the first of a chain.
    before
        By mission, in order of time: the missions that may directly precede it in a
        chain, in sets of which one person holds at most one.
    last
        Missions at whose end an officer has gone too long without a break.
    """

    first: Sequence[Occurrence]
    before: Mapping[Occurrence, Sequence[Sequence[Occurrence]]]
    last: frozenset[Occurrence]


def chains(
    scenario: Scenario,
    slot: Span,
    occurrences: Iterable[Occurrence],
    limits: Limits,
    bounded: bool = False,
) -> Iterator[Chain]:
    """Yield the chains of missions that one person could hold and that leave no break.

    The last break before a chain ends at the start of its first mission, if the tour
    has room for one by then; otherwise time counts from the start of the tour. Missions
    leave no break exactly when some of them form such a chain: where a break fits
    between two missions, those before it no longer matter.

    Parameters
    ----------
    scenario, slot, occurrences, limits
        The scenario, the span of the tour, missions during it, and what it asks for.
    bounded
        Whether other rules keep an officer from missions that clash and from holding a
        mission twice on a day. Fewer chains are then possible, and missions that clash
        share one set of ``before``.
    """
    ordered = sorted(set(occurrences), key=lambda o: (o.span, o.key))
    close = _close(scenario, ordered, limits.pause, bounded)
    first: defaultdict[Minute, list[int]] = defaultdict(list)
    for i, occurrence in enumerate(ordered):
        start = occurrence.span.start
        room = start - slot.start
        behind = limits.free_before(scenario, occurrence)
        paused = min(room, room if behind is None else behind) >= limits.pause
        first[start if paused else slot.start].append(i)
    for since, begin in sorted(first.items()):
        if since != slot.start and slot.end - since <= limits.stretch:
            return
        heed()
        ran = limits.ran if since == slot.start else 0
        left = Span(since - ran, slot.end)
        chain = _chain_since(ordered, close, left, begin, limits)
        if chain is not None:
            yield chain


def _chain_since(
    ordered: Sequence[Occurrence],
    close: Sequence[Sequence[Sequence[int]]],
    left: Span,
    begin: Sequence[int],
    limits: Limits,
) -> Chain | None:
    """Return the chains after one break; ``None`` = all of them leave another.

    Parameters
    ----------
    ordered, close
        Missions in order of time, and for each the result of `_close`.
    left
        From the last break to the end of the tour.
    begin
        Indices of the missions that may be the first after the break.
    limits
        What the tour asks for.
    """
    before: dict[int, list[list[int]]] = {i: [] for i in begin}
    last = set()
    for i in range(begin[0], len(ordered)):
        if i not in before:
            sets = [[a for a in s if a in before and a not in last] for s in close[i]]
            if not any(sets):
                continue
            before[i] = [s for s in sets if s]
        end = ordered[i].span.end
        if left.end - end < limits.pause or end > left.start + limits.stretch:
            last.add(i)
    if not last:
        return None
    leads = set(last)
    for i in sorted(before, reverse=True):
        if i in leads:
            leads.update(*before[i])
    return Chain(
        tuple(ordered[i] for i in begin if i in leads),
        {
            ordered[i]: [[ordered[a] for a in s] for s in before[i]]
            for i in sorted(leads.difference(begin))
        },
        frozenset(ordered[i] for i in last),
    )


def _close(
    scenario: Scenario, ordered: Sequence[Occurrence], pause: int, bounded: bool
) -> list[list[list[int]]]:
    """Return for each mission, in sets, the earlier ones with no break before it."""

    def one_at_most(one: Occurrence, two: Occurrence) -> bool:
        mission = scenario.missions[one.mission]
        return (one.mission, one.day) == (two.mission, two.day) and not mission.relay

    def clash(before: Occurrence, after: Occurrence) -> bool:
        between = after.span.start - before.span.end
        return between < 0 or between < scenario.transition_time(before, after)

    by_end = sorted(range(len(ordered)), key=lambda i: ordered[i].span.end)
    ends = [ordered[i].span.end for i in by_end]
    close = []
    for occurrence in ordered:
        heed()
        start = occurrence.span.start
        earliest = bisect_right(ends, start - pause - scenario.longest_transition)
        sets: list[list[int]] = []
        for i in sorted(by_end[earliest : bisect_right(ends, start)]):
            free = free_between(scenario, ordered[i], occurrence)
            if not 0 <= free < pause:
                continue
            if bounded and one_at_most(ordered[i], occurrence):
                continue
            fits = (
                s
                for s in (sets if bounded else ())
                if all(clash(ordered[a], ordered[i]) for a in s)
            )
            found = next(fits, None)
            if found is None:
                sets.append([i])
            else:
                found.append(i)
        close.append(sets)
    return close


def may_fail(
    scenario: Scenario,
    slot: Span,
    occurrences: Iterable[Occurrence],
    limits: Limits,
    bounded: bool = False,
) -> bool:
    """Tell whether one person could hold missions that leave a tour without a break."""
    return (
        slot.length < limits.pause
        or limits.ran > limits.stretch
        or any(chains(scenario, slot, occurrences, limits, bounded))
    )


class ChainCache:
    """The chains of the scenario that was asked about last."""

    def __init__(self) -> None:
        self._scenario: weakref.ref[Scenario] | None = None
        self._found: dict[Hashable, tuple[Chain, ...]] = {}

    def chains(
        self,
        scenario: Scenario,
        slot: Span,
        occurrences: Iterable[Occurrence],
        limits: Limits,
        bounded: bool,
    ) -> tuple[Chain, ...]:
        """Return the chains of some missions, found once for all officers."""
        if self._scenario is None or self._scenario() is not scenario:
            self._scenario = weakref.ref(scenario)
            self._found = {}
        key = (slot, limits, bounded, frozenset(map(id, occurrences)))
        if key not in self._found:
            found = chains(scenario, slot, occurrences, limits, bounded)
            self._found[key] = tuple(found)
        return self._found[key]
