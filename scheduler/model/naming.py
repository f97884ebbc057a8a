"""From head-counts to names: assign missions to the officers of a group."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import networkx as nx

from scheduler.domain.missions import Occurrence, OccurrenceKey, SeatKey
from scheduler.domain.time import Minute, Span


@dataclass(frozen=True, slots=True)
class HeldSeat:
    """One place in a crew: an occurrence that is held, and a position in it."""

    occurrence: Occurrence
    position: str

    @property
    def key(self) -> SeatKey:
        """The key of the seat."""
        return (*self.occurrence.key, self.position)


@dataclass(frozen=True, slots=True)
class SeatedStint:
    """A stint with its positions: one mission, or several of an equipage in a row."""

    seats: tuple[HeldSeat, ...]

    @property
    def first(self) -> Occurrence:
        """Its first occurrence."""
        return self.seats[0].occurrence

    @property
    def last(self) -> Occurrence:
        """Its last occurrence."""
        return self.seats[-1].occurrence

    @property
    def order(self) -> tuple[Span, tuple[SeatKey, ...]]:
        """Sort key of stints: their time, then their seats."""
        seats = tuple(s.key for s in self.seats)
        return Span(self.first.span.start, self.last.span.end), seats

    @property
    def work(self) -> Minute:
        """Minutes of its missions."""
        return sum(s.occurrence.span.length for s in self.seats)


@dataclass(frozen=True, slots=True)
class NamedCrews:
    """The crews named so far, and how often two officers are in one crew.

    Parameters
    ----------
    crews
        Officers named, by the key of their occurrence.
    together
        Number of crews that two officers share.
    """

    crews: defaultdict[OccurrenceKey, list[str]] = field(
        default_factory=lambda: defaultdict(list)
    )
    together: Counter[frozenset[str]] = field(default_factory=Counter)

    def shared(self, officer: str, stint: SeatedStint) -> int:
        """Return how many crews an officer shares with those named in a stint."""
        return sum(
            self.together[frozenset((officer, mate))]
            for seat in stint.seats
            for mate in self.crews[seat.occurrence.key]
        )

    def join(self, officer: str, stint: SeatedStint) -> None:
        """Add an officer to the crews of a stint."""
        for seat in stint.seats:
            crew = self.crews[seat.occurrence.key]
            self.together.update(frozenset((officer, mate)) for mate in crew)
            crew.append(officer)

    def copy(self) -> "NamedCrews":
        """Return an independent copy."""
        crews = {key: list(crew) for key, crew in self.crews.items()}
        return NamedCrews(defaultdict(list, crews), self.together.copy())


class TooFewError(ValueError):
    """Stints cannot be shared out: more of them clash than there are officers.

    Parameters
    ----------
    clash
        Stints of which any two clash, more than there are officers.
    officers
        How many officers there are.
    """

    def __init__(self, clash: Sequence[SeatedStint], officers: int) -> None:
        super().__init__(f"{len(clash)} officers needed, {officers} present")
        self.clash = tuple(clash)


TransitionTime = Callable[[Occurrence, Occurrence], Minute]
"""Gives the least minutes from the end of one occurrence to another's start."""

Follows = Callable[[SeatedStint, SeatedStint], bool]
"""Tells whether one officer can hold the second stint after the first."""


def share_out(
    stints: Sequence[SeatedStint],
    officers: Sequence[str],
    transition_time: TransitionTime,
    named: NamedCrews | None = None,
) -> dict[str, list[SeatKey]]:
    """Assign every stint to one officer who can be there on time.

    First, in order of time, each stint goes to the officer with the least work among
    those who can be there, and among equals to the one who shares most crews with the
    officers already named in it. If some stint finds nobody, the stints are covered
    with the fewest chains instead. By Dilworth's theorem this needs no more officers
    than the largest set of stints that clash pairwise.

    Parameters
    ----------
    stints
        What must be held.
    officers
        Officers on tour who can hold it.
    transition_time
        Least minutes between two missions.
    named
        Crews named so far; the officers are added to it.

    Raises
    ------
    TooFewError
        If there are too few officers.
    """
    named = NamedCrews() if named is None else named
    ordered = sorted(stints, key=lambda s: s.order)

    def follows(before: SeatedStint, after: SeatedStint) -> bool:
        ready = before.last.span.end + transition_time(before.last, after.first)
        return ready <= after.first.span.start

    shared = _least_work(ordered, officers, follows, named.copy())
    if shared is None:
        chains, clash = _fewest_chains(ordered, follows)
        if len(chains) > len(officers):
            raise TooFewError(clash, len(officers))
        shared = dict(zip(officers, chains, strict=False))
    for officer, chain in shared.items():
        for stint in chain:
            named.join(officer, stint)
    return {
        o: [s.key for stint in own for s in stint.seats] for o, own in shared.items()
    }


def _least_work(
    ordered: Sequence[SeatedStint],
    officers: Sequence[str],
    follows: Follows,
    named: NamedCrews,
) -> dict[str, list[SeatedStint]] | None:
    """Assign each stint to the officer with least work; ``None`` = one finds nobody."""
    shared: dict[str, list[SeatedStint]] = {o: [] for o in officers}
    for stint in ordered:
        able = [o for o, own in shared.items() if not own or follows(own[-1], stint)]
        if not able:
            return None
        work = {o: sum(s.work for s in shared[o]) for o in able}
        best = min(able, key=lambda o: (work[o], -named.shared(o, stint)))
        shared[best].append(stint)
        named.join(best, stint)
    return shared


def _fewest_chains(
    ordered: Sequence[SeatedStint], follows: Follows
) -> tuple[list[list[SeatedStint]], list[SeatedStint]]:
    """Cover the stints with the fewest chains, by a maximum bipartite matching.

    Returns the chains, and as many stints of which any two clash (König: those that a
    smallest vertex cover leaves out).
    """
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
    cover = nx.bipartite.to_vertex_cover(graph, match, top_nodes=range(size))
    clash = [s for i, s in enumerate(ordered) if not cover & {i, size + i}]
    return chains, clash
