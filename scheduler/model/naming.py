"""From head-counts to names: share missions out among interchangeable officers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import networkx as nx

from scheduler.domain.missions import Occurrence, SeatKey
from scheduler.domain.time import Minute, Span


@dataclass(frozen=True, slots=True)
class Unit:
    """One head wanted: at what, and in which position."""

    occurrence: Occurrence
    position: str

    @property
    def seat(self) -> SeatKey:
        """Names the seat."""
        return (*self.occurrence.key, self.position)

    @property
    def span(self) -> Span:
        """When."""
        return self.occurrence.span


Way = Callable[[Occurrence, Occurrence], Minute]
"""Gives the least minutes from the end of one occurrence to another's start."""

Follows = Callable[[Unit, Unit], bool]
"""Tells whether one officer can do the second unit after the first."""


def share_out(
    units: Sequence[Unit], officers: Sequence[str], way: Way
) -> dict[str, list[SeatKey]]:
    """Give every unit to one officer who can be there on time.

    Each unit first goes to whoever has least to do among those who can make it. Should
    that run dry, the units are covered by the fewest possible chains instead, which by
    Dilworth's theorem needs no more officers than the largest set that clashes
    pairwise.

    Raises
    ------
    ValueError
        If there are too few officers.
    """
    ordered = sorted(units, key=lambda u: (u.span, u.seat))

    def follows(before: Unit, after: Unit) -> bool:
        ready = before.span.end + way(before.occurrence, after.occurrence)
        return ready <= after.span.start

    chains = _evenly(ordered, len(officers), follows) or _fewest(ordered, follows)
    if len(chains) > len(officers):
        raise ValueError(f"{len(chains)} officers needed, {len(officers)} present")
    return {
        o: [u.seat for u in chain] for o, chain in zip(officers, chains, strict=False)
    }


def _evenly(
    ordered: Sequence[Unit], count: int, follows: Follows
) -> list[list[Unit]] | None:
    chains: list[list[Unit]] = [[] for _ in range(count)]
    for unit in ordered:
        able = [c for c in chains if not c or follows(c[-1], unit)]
        if not able:
            return None
        min(able, key=lambda c: sum(u.span.length for u in c)).append(unit)
    return chains


def _fewest(ordered: Sequence[Unit], follows: Follows) -> list[list[Unit]]:
    graph: nx.Graph[int] = nx.Graph()
    size = len(ordered)
    graph.add_nodes_from(range(2 * size))
    graph.add_edges_from(
        (i, size + j)
        for i in range(size)
        for j in range(size)
        if follows(ordered[i], ordered[j])
    )
    match = nx.bipartite.maximum_matching(graph, top_nodes=range(size))
    heads = [j for j in range(size) if size + j not in match]
    chains = []
    for head in heads:
        chain = [head]
        while chain[-1] in match:
            chain.append(match[chain[-1]] - size)
        chains.append([ordered[i] for i in chain])
    return chains
