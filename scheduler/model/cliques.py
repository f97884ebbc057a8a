"""Maximal sets of items that conflict pairwise: all, or enough for each pair."""

from collections.abc import Iterator, Sequence
from itertools import islice

ENOUGH = 8
"""Maximal sets by item above which only a cover of the pairs is kept."""


def clash_sets(adjacent: Sequence[int]) -> list[list[int]]:
    """Return the maximal cliques of a graph, or only some of them if there are many.

    There may be exponentially many. If there are more than ``ENOUGH`` by vertex, the
    sets returned hold every edge at least once. They bound officers taken one by one
    exactly, and a head-count nearly.

    Parameters
    ----------
    adjacent
        For each vertex the bit set of its neighbours, without the vertex itself.
    """
    most = ENOUGH * len(adjacent)
    found = list(islice(maximal_cliques(adjacent), most + 1))
    return found if len(found) <= most else list(edge_cover(adjacent))


def near_cliques(
    adjacent: Sequence[int], members: Sequence[int]
) -> Iterator[list[int]]:
    """Yield maximal cliques among what conflicts with most members of a clique.

    At most ``ENOUGH`` by vertex. A set that was found to be missing has many like it.
    """
    mask = sum(1 << v for v in members)
    near = [
        v
        for v in range(len(adjacent))
        if mask >> v & 1 or 2 * (adjacent[v] & mask).bit_count() > len(members)
    ]
    inside = [
        sum(1 << i for i, w in enumerate(near) if adjacent[v] >> w & 1) for v in near
    ]
    for clique in islice(maximal_cliques(inside), ENOUGH * len(near)):
        yield [near[i] for i in clique]


def edge_cover(adjacent: Sequence[int]) -> Iterator[list[int]]:
    """Yield maximal cliques that together hold every vertex and every edge of a graph.

    Each grows from a vertex by its neighbours, those with most edges left first.
    """
    left = list(adjacent)
    for v in range(len(adjacent)):
        first = True
        while first or left[v]:
            first = False
            clique, choices = [v], adjacent[v]
            while choices:
                fresh = choices & left[clique[-1]] or choices & left[v] or choices
                best = max(
                    islice(_bits(fresh), 16),
                    key=lambda w: (choices & adjacent[w]).bit_count(),
                )
                clique.append(best)
                choices &= adjacent[best]
            mask = sum(1 << w for w in clique)
            for w in clique:
                left[w] &= ~mask
            yield sorted(clique)


def maximal_cliques(adjacent: Sequence[int]) -> Iterator[list[int]]:
    """Yield the maximal cliques of a graph, each in order of its vertices.

    The algorithm of Bron and Kerbosch with pivots, on bit sets. Vertices adjacent to
    all remaining ones are added together, because missions at one time form large sets
    of this sort.

    Parameters
    ----------
    adjacent
        For each vertex the bit set of its neighbours, without the vertex itself.
    """
    if adjacent:
        for clique in _expand(adjacent, 0, (1 << len(adjacent)) - 1, 0):
            yield list(_bits(clique))


def _expand(adjacent: Sequence[int], taken: int, left: int, done: int) -> Iterator[int]:
    """Yield the maximal cliques of ``taken`` and part of ``left``.

    They are those to which no vertex of ``done`` can be added.
    """
    universal, best, pivot = 0, -1, 0
    for v in _bits(left):
        near = left & adjacent[v]
        if near | 1 << v == left:
            universal |= 1 << v
        elif near.bit_count() > best:
            best, pivot = near.bit_count(), near
    for v in _bits(universal):
        done &= adjacent[v]
    taken, left = taken | universal, left & ~universal
    if not left:
        if not done:
            yield taken
        return
    for v in _bits(done):
        near = left & adjacent[v]
        if near == left:
            return
        if near.bit_count() > best:
            best, pivot = near.bit_count(), near
    for v in _bits(left & ~pivot):
        bit, near = 1 << v, adjacent[v]
        yield from _expand(adjacent, taken | bit, left & near, done & near)
        left, done = left & ~bit, done | bit


def _bits(number: int) -> Iterator[int]:
    while number:
        lowest = number & -number
        yield lowest.bit_length() - 1
        number ^= lowest
