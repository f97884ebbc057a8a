"""Breaks counted by group: what head-counts can say of breaks without names.

On tour an officer passes through states: *fresh* without a break, *rested* after one
that is early enough, *done* after one that is late enough too; one break can be both.
Missions are counted by the state in which they are held. A break is taken directly
after a mission, or at the start of the tour. Each officer takes one break that ends the
fresh state, and one that leads to *done*. So whoever is in a state has had, or will
have, a break of their own.

Missions and breaks of each state are a partial order, so by Dilworth these rows leave
only rosters that have names; but an early break may be too long before a late one.
"""

from abc import ABC, abstractmethod
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, TypeAlias

from scheduler.domain.missions import Occurrence
from scheduler.domain.time import Minute, Span
from scheduler.rules._break_chains import Limits

if TYPE_CHECKING:
    from scheduler.facade import Group, Linear, ModelFacade, Stint

_Between: TypeAlias = Callable[[Occurrence, Occurrence], Minute]


class _State(Enum):
    """The breaks that an officer has had."""

    FRESH = 0
    RESTED = 1
    DONE = 2


@dataclass(frozen=True, slots=True, eq=False)
class _Break:
    """A break in or directly after a stint, and the stint.

    Parameters
    ----------
    stint
        The stint; ``None`` = the break is at the start of the tour.
    start, end
        From the start of the stint to the end of the break.
    before, after
        The states before and after it.
    begins
        When the break can begin at the earliest.
    until
        Before this minute no other mission begins, so that the break is late enough.
    """

    stint: "Stint | None"
    start: Minute
    end: Minute
    before: _State
    after: _State
    begins: Minute
    until: Minute = 0

    @property
    def ready(self) -> Minute:
        """Minute from which the next mission may begin, without travel."""
        return max(self.end, self.until)

    def follows(self, stint: "Stint", between: _Between) -> bool:
        """Tell whether it can be taken by one who has held a stint."""
        free = self.start - stint.last.span.end
        if self.stint is None or free < 0:
            return False
        return free >= between(stint.last, self.stint.first)

    def leaves(self, stint: "Stint", between: _Between) -> bool:
        """Tell whether one who has taken it can hold a stint."""
        start = stint.first.span.start
        if self.stint is None or start < self.ready:
            return start >= self.ready
        return start >= self.end + between(self.stint.last, stint.first)


def post_counts(
    model: "ModelFacade", group: "Group", part: Span, limits: Limits
) -> None:
    """Bound missions and breaks of a group together, in a part of its tours."""
    if not _plain(group, part, limits):
        return
    stints = [s for s in model.stints(group) if _span(s).overlaps(part)]
    breaks = _useful(_breaks(model, stints, part, limits), limits)
    taken = {b: model.count(group.size) for b in breaks}
    held: dict[tuple[Stint, _State], Linear] = {}
    at: defaultdict[Stint | None, list[Linear]] = defaultdict(list)
    for found, number in taken.items():
        at[found.stint].append(number)
    for stint in stints:
        states = list(_states(stint, breaks, part, limits))
        whole = model.number([stint])
        if len(states) == 1 and not at[stint]:
            held[stint, states[0]] = whole
            continue
        held |= {(stint, s): model.count(group.size) for s in states}
        model.add(sum((held[stint, s] for s in states), sum(at[stint])) == whole)
    present = model.on_tour(group)
    for ends in ((_State.FRESH,), (_State.FRESH, _State.RESTED)):
        passed = [
            n for b, n in taken.items() if b.before in ends and b.after not in ends
        ]
        model.add(sum(passed) == present)
    _post_states(model, group, stints, taken, held)


def _post_states(
    model: "ModelFacade",
    group: "Group",
    stints: "Sequence[Stint]",
    taken: "dict[_Break, Linear]",
    held: "dict[tuple[Stint, _State], Linear]",
) -> None:
    """Bound those in missions at one time and in one state by breaks before and after.

    Missions at one time are a clash set: each officer holds at most one of them.
    """
    between = model.time_between(group.slot)

    def clash(one: "Stint", two: "Stint") -> bool:
        if _span(one).start > _span(two).start:
            one, two = two, one
        free = _span(two).start - _span(one).end
        return free < between(one.last, two.first)

    cliques = [frozenset(c) for c in model.cliques(stints, clash, lazily=True)]
    for state in _State:
        inside = {s: n for (s, held_in), n in held.items() if held_in is state}
        near = dict.fromkeys(clique.intersection(inside) for clique in cliques)
        sets = [own for own in near if own]
        after = {b: n for b, n in taken.items() if b.before is state}
        before = {b: n for b, n in taken.items() if b.after is state}
        if state is not _State.DONE:
            _Later(model, after, group.size, between).post(inside, sets)
        if state is not _State.FRESH:
            _Earlier(model, before, group.size, between).post(inside, sets)


class _Side(ABC):
    """The breaks that whoever is in a state has had before, or will have later.

    Their running sums are variables: each needs only what the last one lacks.

    Parameters
    ----------
    model, taken, most, between
        The model, how often each break is taken, the size of the group, and the least
        minutes between two missions.
    """

    def __init__(
        self,
        model: "ModelFacade",
        taken: "dict[_Break, Linear]",
        most: int,
        between: _Between,
    ) -> None:
        self._model, self._most, self._between = model, most, between
        self._taken = sorted(taken.items(), key=lambda each: self._place(each[0]))
        self._places = [self._place(b) for b, _ in self._taken]
        self._sums: dict[int, Linear] = {0: 0}
        self._known: dict[tuple[_Break, Stint], bool] = {}

    @abstractmethod
    def _place(self, one: _Break) -> Minute:
        """Return where a break stands in the order of the sums."""

    @abstractmethod
    def _reach(self, stint: "Stint") -> Minute:
        """Return the last place of a break that an officer of a stint can have."""

    def _fits(self, one: _Break, stint: "Stint") -> bool:
        """Tell whether an officer of a stint can have a break."""
        key = one, stint
        if key not in self._known:
            self._known[key] = self._can_have(one, stint)
        return self._known[key]

    @abstractmethod
    def _can_have(self, one: _Break, stint: "Stint") -> bool:
        """Tell the same, from their times."""

    def post(
        self, inside: "dict[Stint, Linear]", sets: "Sequence[frozenset[Stint]]"
    ) -> None:
        """Bound those in the stints of each set by the breaks that some can have.

        A break that only some of a set can have bounds the others by themselves.
        """
        seen: set[frozenset[Stint]] = set()
        for whole in sets:
            last = max(self._reach(s) for s in whole)
            near = [b for b, _ in self._taken[: bisect_right(self._places, last)]]
            parts = [frozenset(s for s in whole if not self._fits(b, s)) for b in near]
            for own in dict.fromkeys((whole, *parts)):
                if own and own not in seen:
                    seen.add(own)
                    self._post_set(own, sum(inside[s] for s in own))

    def _post_set(self, own: "frozenset[Stint]", number: "Linear") -> None:
        count = bisect_right(self._places, max(self._reach(s) for s in own))
        if count not in self._sums:
            near = max(c for c in self._sums if c < count)
            more = [n for _, n in self._taken[near:count]]
            found = self._model.count(self._most)
            self._model.add(self._sums[near] + sum(more) == found)
            self._sums[count] = found
        lacks = [
            n for b, n in self._taken[:count] if not any(self._fits(b, s) for s in own)
        ]
        self._model.add(number + sum(lacks) <= self._sums[count])


class _Later(_Side):
    """Breaks after a stint, the last one first."""

    def _place(self, one: _Break) -> Minute:
        return -one.start

    def _reach(self, stint: "Stint") -> Minute:
        return -_span(stint).end

    def _can_have(self, one: _Break, stint: "Stint") -> bool:
        return one.follows(stint, self._between)


class _Earlier(_Side):
    """Breaks before a stint, in order of time."""

    def _place(self, one: _Break) -> Minute:
        return one.ready

    def _reach(self, stint: "Stint") -> Minute:
        return _span(stint).start

    def _can_have(self, one: _Break, stint: "Stint") -> bool:
        return one.leaves(stint, self._between)


def post_pairs(
    model: "ModelFacade", group: "Group", part: Span, limits: Limits
) -> None:
    """Bound missions of which nobody can hold two and have a break, by those on tour.

    No variable is needed. Of several officers each holds at most one of a set in which
    any two clash or leave no break.
    """
    if not _plain(group, part, limits):
        return
    stints = [
        s
        for s in model.stints(group)
        if _span(s).overlaps(part) and not _pauses_inside(model, s, limits)
    ]
    stints.sort(key=lambda s: (_span(s).start, _span(s).end))
    near = _exclusive(model, group, stints, part, limits)
    if near is None:
        return
    place = {s: i for i, s in enumerate(stints)}

    def excluded(one: "Stint", two: "Stint") -> bool:
        return place[two] in near[place[one]]

    for clique in model.cliques(stints, excluded, lazily=True):
        # Where all overlap, ``one_place_at_a_time`` says the same.
        if min(_span(s).end for s in clique) <= max(_span(s).start for s in clique):
            model.add(model.number(clique) <= model.on_tour(group))


def _exclusive(
    model: "ModelFacade",
    group: "Group",
    stints: "Sequence[Stint]",
    part: Span,
    limits: Limits,
) -> list[set[int]] | None:
    """Return for each stint those that clash with it or leave no break beside it.

    Stints are given, and returned, by their places in order of time. ``None`` = no two
    of them leave no break.
    """
    between = model.time_between(group.slot)
    starts = [s.first.span.start for s in stints]
    ends = [s.last.span.end for s in stints]
    enough_before = [_one_does(part.start, s, part, limits) for s in starts]
    enough_after = [_one_does(end, part.end, part, limits) for end in ends]
    near: list[set[int]] = [set() for _ in stints]
    found = False
    for i, end in enumerate(ends):
        for j in range(i + 1, len(stints)):
            free = starts[j] - end
            if free >= 0:
                free -= between(stints[i].last, stints[j].first)
            tiring = False
            if free >= 0 and not enough_before[i] and not enough_after[j]:
                one, two = Span(starts[i], end), Span(starts[j], ends[j])
                tiring = _tiring(one, two, free, part, limits)
            if free < 0 or tiring:
                near[i].add(j)
                near[j].add(i)
                found |= tiring
    return near if found else None


def _one_does(start: Minute, end: Minute, part: Span, limits: Limits) -> bool:
    """Tell whether one break in a gap can be early and late enough."""
    pause, first = limits.pause, part.start + limits.stretch
    return max(start, part.end - limits.stretch - pause) <= min(end - pause, first)


def _tiring(one: Span, two: Span, free: Minute, part: Span, limits: Limits) -> bool:
    """Tell whether two missions, the one after the other, leave no break in time."""
    pause, first = limits.pause, part.start + limits.stretch
    last = part.end - limits.stretch
    gaps = [(part.start, one.start), (two.end, part.end)]
    if free >= pause:
        gaps.insert(1, (one.end, two.start))
    gaps = [(start, end) for start, end in gaps if end - start >= pause]
    if any(_one_does(start, end, part, limits) for start, end in gaps):
        return False
    return not any(
        a[0] <= first
        and max(b[0], last - pause) <= min(b[1] - pause, a[1] + limits.stretch)
        for a, b in combinations(gaps, 2)
    )


def _breaks(
    model: "ModelFacade", stints: "Sequence[Stint]", part: Span, limits: Limits
) -> Iterator[_Break]:
    """Yield the breaks at the start of a tour, and those in or after a stint."""
    fresh, rested, done = _State
    pause, first = limits.pause, part.start + limits.stretch
    last = part.end - limits.stretch
    begin = part.start
    yield _Break(None, begin, begin + pause, fresh, done, begin, last)
    if last > begin + pause:
        yield _Break(None, begin, begin + pause, fresh, rested, begin)
    for stint in stints:
        start, end = _span(stint).start, _span(stint).end
        if _pauses_inside(model, stint, limits):
            yield _Break(stint, start, end, fresh, done, start)
            yield _Break(stint, start, end, rested, done, start)
        if end + pause > part.end:
            continue
        if end > first:
            yield _Break(stint, start, end + pause, rested, done, end, last)
            continue
        yield _Break(stint, start, end + pause, fresh, done, end, last)
        if last > end + pause:
            yield _Break(stint, start, end + pause, fresh, rested, end)


def _useful(breaks: Iterator[_Break], limits: Limits) -> list[_Break]:
    """Return breaks without the early ones that no late one can follow in time."""
    found = list(breaks)
    late = [b for b in found if b.before is _State.RESTED]
    if not late:
        return [b for b in found if b.after is not _State.RESTED]
    since = min(b.begins for b in late) - limits.stretch
    latest = max(b.start for b in late)
    found = [replace(b, until=since) if b.after is _State.RESTED else b for b in found]
    return [b for b in found if b.after is not _State.RESTED or b.ready <= latest]


def _states(
    stint: "Stint", breaks: Sequence[_Break], part: Span, limits: Limits
) -> Iterator[_State]:
    """Yield the states in which a stint can be held without a break in or after it."""
    start, end = _span(stint).start, _span(stint).end
    if end <= part.start + limits.stretch:
        yield _State.FRESH
    rested = any(b.after is _State.RESTED and b.ready <= start for b in breaks)
    if rested and any(b.before is _State.RESTED and b.start >= end for b in breaks):
        yield _State.RESTED
    if any(b.after is _State.DONE and b.ready <= start for b in breaks):
        yield _State.DONE


def _plain(group: "Group", part: Span, limits: Limits) -> bool:
    """Tell whether no break is known yet, and each is early or late enough, or both.

    On longer tours some breaks are neither, and two can lie in one gap.
    """
    known = limits.ran or limits.behind or limits.begun
    longest = 2 * limits.stretch + limits.pause
    return group.slot is not None and not known and part.length <= longest


def _span(stint: "Stint") -> Span:
    return Span(stint.first.span.start, stint.last.span.end)


def _pauses_inside(model: "ModelFacade", stint: "Stint", limits: Limits) -> bool:
    """Tell whether a stint of several missions may leave a break between them."""
    transition = model.scenario.transition_time
    return any(
        b.span.start - a.span.end - transition(a, b) >= limits.pause
        for before, after in pairwise(stint.missions)
        for a in before
        for b in after
    )
