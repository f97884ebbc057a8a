"""Maximal sets of items that conflict pairwise."""

from collections.abc import Iterator, Sequence


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
