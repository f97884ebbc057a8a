"""Breaks counted by group: what head-counts can say of breaks without names.

Each officer on tour takes a break early enough and one late enough, perhaps the same.
A break is taken directly after a mission, or at the start of the tour, and makes that
mission longer. So missions and breaks together form clash sets, which those on tour
bound. Of several officers, one could still have two breaks and another none: the rows
are necessary, not sufficient.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler.domain.missions import Occurrence
from scheduler.domain.time import Minute, Span
from scheduler.rules._break_chains import Limits

if TYPE_CHECKING:
    from scheduler.facade import Group, Linear, ModelFacade, Stint


@dataclass(frozen=True, slots=True, eq=False)
class _Item:
    """A stint, alone or with a break directly after it.

    Parameters
    ----------
    stint
        The stint; ``None`` = a break at the start of the tour.
    start, end
        From its start to its end, break included.
    pause
        Minutes of the break; 0 = none.
    until
        Before this minute no other mission begins, so that the break is late enough.
    early, late
        Whether the break is one of the early ones, and of the late ones.
    """

    stint: "Stint | None"
    start: Minute
    end: Minute
    pause: int
    until: Minute
    early: bool = False
    late: bool = False


def post_counts(
    model: "ModelFacade", group: "Group", part: Span, limits: Limits
) -> None:
    """Bound missions and breaks of a group together, in a part of its tours.

    Nothing is posted about tours of which some breaks are known already.
    """
    if limits.ran or limits.behind or limits.begun or group.slot is None:
        return
    present = model.on_tour(group)
    items = _items(model.stints(group), part, limits)
    taken: dict[_Item, Linear] = {}
    by_stint: defaultdict[Stint, list[_Item]] = defaultdict(list)
    for item in items:
        if item.stint is None:
            taken[item] = model.count(group.size)
        elif item.pause:
            taken[item] = model.count(group.size)
            by_stint[item.stint].append(item)
    for stint, variants in by_stint.items():
        model.add(sum(taken[v] for v in variants) <= model.number([stint]))
    between = [s for s in model.stints(group) if _pauses_inside(model, s, limits)]
    inside = model.number(between)
    for wanted in ("early", "late"):
        breaks = [n for item, n in taken.items() if getattr(item, wanted)]
        model.add(sum(breaks) + inside >= present)
    clash = _clash(model.time_between(group.slot))
    for clique in model.cliques(items, clash, lazily=True):
        whole = [i.stint for i in clique if i.stint is not None and not i.pause]
        parts = [
            taken[i]
            for i in clique
            if (i.pause or i.stint is None) and i.stint not in whole
        ]
        if parts:
            model.add(model.number(whole) + sum(parts) <= present)


def _items(stints: "Sequence[Stint]", part: Span, limits: Limits) -> list[_Item]:
    pause, first = limits.pause, part.start + limits.stretch
    last = part.end - limits.stretch
    begin = part.start
    found = [
        _Item(None, begin, max(begin + pause, last), pause, last, early=True, late=True)
    ]
    if last > begin + pause:
        found.append(_Item(None, begin, begin + pause, pause, begin, early=True))
    for stint in stints:
        start, end = stint.first.span.start, stint.last.span.end
        if not Span(start, end).overlaps(part):
            continue
        found.append(_Item(stint, start, end, 0, start))
        if end + pause > part.end:
            continue
        if end <= first:
            found.append(_Item(stint, start, end, pause, last, early=True, late=True))
            if last > end + pause:
                found.append(_Item(stint, start, end, pause, start, early=True))
        else:
            found.append(_Item(stint, start, end, pause, last, late=True))
    return found


def _clash(
    between: Callable[[Occurrence, Occurrence], Minute],
) -> Callable[[_Item, _Item], bool]:
    def clash(one: _Item, two: _Item) -> bool:
        if (one.start, one.stint is not None) > (two.start, two.stint is not None):
            one, two = two, one
        if two.stint is None:
            return True
        if one.stint is None:
            return two.start < one.end
        free = two.start - one.end
        return (
            free < 0
            or two.start < one.until
            or free < one.pause + between(one.stint.last, two.stint.first)
        )

    return clash


def _pauses_inside(model: "ModelFacade", stint: "Stint", limits: Limits) -> bool:
    """Tell whether a stint of several missions may leave a break between them."""
    transition = model.scenario.transition_time
    return any(
        b.span.start - a.span.end - transition(a, b) >= limits.pause
        for before, after in zip(stint.missions, stint.missions[1:], strict=False)
        for a in before
        for b in after
    )
