"""From head-counts to names: share missions out among interchangeable officers."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import networkx as nx

from scheduler.domain.missions import Occurrence, OccurrenceKey, SeatKey
from scheduler.domain.time import Minute, Span


@dataclass(frozen=True, slots=True)
class Stop:
    """A mission held, and in which position."""

    occurrence: Occurrence
    position: str

    @property
    def seat(self) -> SeatKey:
        """Names the seat."""
        return (*self.occurrence.key, self.position)


@dataclass(frozen=True, slots=True)
class Unit:
    """What one officer holds at a stretch: one mission, or several of an equipage."""

    stops: tuple[Stop, ...]

    @property
    def first(self) -> Occurrence:
        """The mission with which it begins."""
        return self.stops[0].occurrence

    @property
    def last(self) -> Occurrence:
        """The mission with which it ends."""
        return self.stops[-1].occurrence

    @property
    def order(self) -> tuple[Span, tuple[SeatKey, ...]]:
        """Sorts units by time, and by seats where they begin together."""
        seats = tuple(s.seat for s in self.stops)
        return Span(self.first.span.start, self.last.span.end), seats

    @property
    def work(self) -> Minute:
        """Minutes of the missions held."""
        return sum(s.occurrence.span.length for s in self.stops)


@dataclass(frozen=True, slots=True)
class Company:
    """Who sits in which crew so far, and how often two have been in one crew."""

    crews: defaultdict[OccurrenceKey, list[str]] = field(
        default_factory=lambda: defaultdict(list)
    )
    met: Counter[frozenset[str]] = field(default_factory=Counter)

    def known(self, officer: str, unit: Unit) -> int:
        """Return how often an officer has met those in the crews of a unit."""
        return sum(
            self.met[frozenset((officer, mate))]
            for stop in unit.stops
            for mate in self.crews[stop.occurrence.key]
        )

    def join(self, officer: str, unit: Unit) -> None:
        """Seat an officer in the crews of a unit."""
        for stop in unit.stops:
            crew = self.crews[stop.occurrence.key]
            self.met.update(frozenset((officer, mate)) for mate in crew)
            crew.append(officer)

    def copy(self) -> "Company":
        """Return one to try things out on."""
        crews = {key: list(crew) for key, crew in self.crews.items()}
        return Company(defaultdict(list, crews), self.met.copy())


Way = Callable[[Occurrence, Occurrence], Minute]
"""Gives the least minutes from the end of one occurrence to another's start."""

Follows = Callable[[Unit, Unit], bool]
"""Tells whether one officer can do the second unit after the first."""


def share_out(
    units: Sequence[Unit],
    officers: Sequence[str],
    way: Way,
    company: Company | None = None,
) -> dict[str, list[SeatKey]]:
    """Give every unit to one officer who can be there on time.

    Each unit first goes to whoever has least to do among those who can make it, and
    among equals to whoever has most been in one crew with those already in its crew.
    Should that run dry, the units are covered by the fewest possible chains instead,
    which by Dilworth's theorem needs no more officers than the largest set that clashes
    pairwise.

    Parameters
    ----------
    units
        What is to be held.
    officers
        Who there is to hold it.
    way
        Least minutes between two missions.
    company
        Crews as far as they are named; the officers are added to it.

    Raises
    ------
    ValueError
        If there are too few officers.
    """
    company = Company() if company is None else company
    ordered = sorted(units, key=lambda u: u.order)

    def follows(before: Unit, after: Unit) -> bool:
        ready = before.last.span.end + way(before.last, after.first)
        return ready <= after.first.span.start

    shared = _evenly(ordered, officers, follows, company.copy())
    if shared is None:
        chains = _fewest(ordered, follows)
        if len(chains) > len(officers):
            raise ValueError(f"{len(chains)} officers needed, {len(officers)} present")
        shared = dict(zip(officers, chains, strict=False))
    for officer, chain in shared.items():
        for unit in chain:
            company.join(officer, unit)
    return {o: [s.seat for u in own for s in u.stops] for o, own in shared.items()}


def _evenly(
    ordered: Sequence[Unit],
    officers: Sequence[str],
    follows: Follows,
    company: Company,
) -> dict[str, list[Unit]] | None:
    shared: dict[str, list[Unit]] = {o: [] for o in officers}
    for unit in ordered:
        able = [o for o, own in shared.items() if not own or follows(own[-1], unit)]
        if not able:
            return None
        busy = {o: sum(u.work for u in shared[o]) for o in able}
        best = min(able, key=lambda o: (busy[o], -company.known(o, unit)))
        shared[best].append(unit)
        company.join(best, unit)
    return shared


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
