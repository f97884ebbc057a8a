"""Maximal cliques: all of them, each once."""

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.model.cliques import maximal_cliques


def adjacency(size: int, edges: set[tuple[int, int]]) -> list[int]:
    adjacent = [0] * size
    for i, j in edges:
        adjacent[i] |= 1 << j
        adjacent[j] |= 1 << i
    return adjacent


@pytest.mark.parametrize(
    ("size", "edges", "cliques"),
    [
        (0, set(), []),
        (1, set(), [[0]]),
        (2, set(), [[0], [1]]),
        (3, {(0, 1), (1, 2), (0, 2)}, [[0, 1, 2]]),
        (4, {(0, 1), (1, 2), (2, 3), (0, 3)}, [[0, 1], [0, 3], [1, 2], [2, 3]]),
    ],
)
def test_by_hand(
    size: int, edges: set[tuple[int, int]], cliques: list[list[int]]
) -> None:
    assert sorted(maximal_cliques(adjacency(size, edges))) == cliques


@settings(max_examples=200)
@given(data=st.data())
def test_like_another_implementation(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 9))
    pairs = [(i, j) for j in range(size) for i in range(j)]
    edges = data.draw(st.sets(st.sampled_from(pairs))) if pairs else set()
    graph: nx.Graph[int] = nx.Graph(edges)
    graph.add_nodes_from(range(size))
    expected = sorted(sorted(c) for c in nx.find_cliques(graph))
    assert sorted(maximal_cliques(adjacency(size, edges))) == expected


def test_a_thousand_that_meet_at_one_time() -> None:
    """All pairwise adjacent: added together, whatever their number."""
    everybody = (1 << 1000) - 1
    adjacent = [everybody & ~(1 << i) for i in range(1000)]
    assert list(maximal_cliques(adjacent)) == [list(range(1000))]
