"""From head-counts to names: share missions out among interchangeable officers."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import networkx as nx

from scheduler.domain.missions import Occurrence, OccurrenceKey, SeatKey
from scheduler.domain.time import Minute, Span


@dataclass(frozen=True, slots=True)
class HeldSeat:
    """A mission held, and in which position."""

    occurrence: Occurrence
    position: str

    @property
    def key(self) -> SeatKey:
        """Names the seat."""
        return (*self.occurrence.key, self.position)


@dataclass(frozen=True, slots=True)
class SeatedStint:
    """What one officer holds at a stretch: one mission, or several of an equipage."""

    seats: tuple[HeldSeat, ...]

    @property
    def first(self) -> Occurrence:
        """The mission with which it begins."""
        return self.seats[0].occurrence

    @property
    def last(self) -> Occurrence:
        """The mission with which it ends."""
        return self.seats[-1].occurrence

    @property
    def order(self) -> tuple[Span, tuple[SeatKey, ...]]:
        """Sorts stints by time, and by seats where they begin together."""
        seats = tuple(s.key for s in self.seats)
        return Span(self.first.span.start, self.last.span.end), seats

    @property
    def work(self) -> Minute:
        """Minutes of the missions held."""
        return sum(s.occurrence.span.length for s in self.seats)


@dataclass(frozen=True, slots=True)
class Company:
    """Who sits in which crew so far, and how often two have been in one crew."""

    crews: defaultdict[OccurrenceKey, list[str]] = field(
        default_factory=lambda: defaultdict(list)
    )
    met: Counter[frozenset[str]] = field(default_factory=Counter)

    def known(self, officer: str, stint: SeatedStint) -> int:
        """Return how often an officer has met those in the crews of a stint."""
        return sum(
            self.met[frozenset((officer, mate))]
            for seat in stint.seats
            for mate in self.crews[seat.occurrence.key]
        )

    def join(self, officer: str, stint: SeatedStint) -> None:
        """Seat an officer in the crews of a stint."""
        for seat in stint.seats:
            crew = self.crews[seat.occurrence.key]
            self.met.update(frozenset((officer, mate)) for mate in crew)
            crew.append(officer)

    def copy(self) -> "Company":
        """Return one to try things out on."""
        crews = {key: list(crew) for key, crew in self.crews.items()}
        return Company(defaultdict(list, crews), self.met.copy())


TransitionTime = Callable[[Occurrence, Occurrence], Minute]
"""Gives the least minutes from the end of one occurrence to another's start."""

Follows = Callable[[SeatedStint, SeatedStint], bool]
"""Tells whether one officer can do the second stint after the first."""


def share_out(
    stints: Sequence[SeatedStint],
    officers: Sequence[str],
    transition_time: TransitionTime,
    company: Company | None = None,
) -> dict[str, list[SeatKey]]:
    """Give every stint to one officer who can be there on time.

    Each stint first goes to whoever has least to do among those who can make it, and
    among equals to whoever has most been in one crew with those already in its crew.
    Should that run dry, the stints are covered by the fewest possible chains instead,
    which by Dilworth's theorem needs no more officers than the largest set that clashes
    pairwise.

    Parameters
    ----------
    stints
        What is to be held.
    officers
        Who there is to hold it.
    transition_time
        Least minutes between two missions.
    company
        Crews as far as they are named; the officers are added to it.

    Raises
    ------
    ValueError
        If there are too few officers.
    """
    company = Company() if company is None else company
    ordered = sorted(stints, key=lambda s: s.order)

    def follows(before: SeatedStint, after: SeatedStint) -> bool:
        ready = before.last.span.end + transition_time(before.last, after.first)
        return ready <= after.first.span.start

    shared = _evenly(ordered, officers, follows, company.copy())
    if shared is None:
        chains = _fewest(ordered, follows)
        if len(chains) > len(officers):
            raise ValueError(f"{len(chains)} officers needed, {len(officers)} present")
        shared = dict(zip(officers, chains, strict=False))
    for officer, chain in shared.items():
        for stint in chain:
            company.join(officer, stint)
    return {
        o: [s.key for stint in own for s in stint.seats] for o, own in shared.items()
    }


def _evenly(
    ordered: Sequence[SeatedStint],
    officers: Sequence[str],
    follows: Follows,
    company: Company,
) -> dict[str, list[SeatedStint]] | None:
    shared: dict[str, list[SeatedStint]] = {o: [] for o in officers}
    for stint in ordered:
        able = [o for o, own in shared.items() if not own or follows(own[-1], stint)]
        if not able:
            return None
        busy = {o: sum(s.work for s in shared[o]) for o in able}
        best = min(able, key=lambda o: (busy[o], -company.known(o, stint)))
        shared[best].append(stint)
        company.join(best, stint)
    return shared


def _fewest(
    ordered: Sequence[SeatedStint], follows: Follows
) -> list[list[SeatedStint]]:
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
