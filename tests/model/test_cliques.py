"""Maximal cliques: all of them, each once."""

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.model.cliques import (
    clash_sets,
    edge_cover,
    maximal_cliques,
    near_cliques,
)


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


@settings(max_examples=200)
@given(data=st.data())
def test_a_cover_holds_every_vertex_and_edge_in_maximal_cliques(
    data: st.DataObject,
) -> None:
    size = data.draw(st.integers(1, 9))
    pairs = [(i, j) for j in range(size) for i in range(j)]
    edges = data.draw(st.sets(st.sampled_from(pairs))) if pairs else set()
    adjacent = adjacency(size, edges)
    found = list(edge_cover(adjacent))
    every = list(maximal_cliques(adjacent))
    assert all(clique in every for clique in found)
    assert {v for clique in found for v in clique} == set(range(size))
    held = {(i, j) for c in found for i in c for j in c if i < j}
    assert held == {(min(e), max(e)) for e in edges}


def test_very_many_cliques_are_not_listed() -> None:
    """30 pairs of strangers who know everybody else: 2 ** 30 maximal cliques."""
    everybody = (1 << 60) - 1
    adjacent = [everybody & ~(1 << i) & ~(1 << (i ^ 1)) for i in range(60)]
    found = clash_sets(adjacent)
    assert len(found) <= 60 * 60
    held = {(i, j) for c in found for i in c for j in c if i < j}
    assert len(held) == 60 * 59 // 2 - 30


@settings(max_examples=100)
@given(data=st.data())
def test_cliques_near_one_are_cliques_and_one_holds_it(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 9))
    pairs = [(i, j) for j in range(size) for i in range(j)]
    edges = data.draw(st.sets(st.sampled_from(pairs))) if pairs else set()
    adjacent = adjacency(size, edges)
    members = data.draw(st.sampled_from(list(maximal_cliques(adjacent))))
    found = [set(clique) for clique in near_cliques(adjacent, members)]
    assert any(clique >= set(members) for clique in found)
    for clique in found:
        assert all(adjacent[i] >> j & 1 for i in clique for j in clique if i != j)
