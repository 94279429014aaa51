"""Betweenness of many small graphs at once: Brandes' two sweeps as products of dense batches of equal size."""

from __future__ import annotations

import numpy as np

from lifeworld.constellations.core.ego.arrays import F64, I64

CELLS_MAX = 2_000_000
"""Cells of one batch of adjacency matrices: bounds memory to a few times 16 MB however many egos there are."""


def betweenness(u: I64, v: I64, labels: I64) -> F64:
    """Betweenness of every node over unordered pairs, not normalised (Freeman 1977; sweeps of Brandes 2001).

    ``u``, ``v``: ends of T undirected ties, each pair once; ``labels`` [A]: component of every node, 0 .. C-1.

    >>> betweenness(np.array([0, 1]), np.array([1, 2]), np.array([0, 0, 0])).tolist()
    [0.0, 1.0, 0.0]
    """
    result = np.zeros(labels.size)
    if u.size == 0:
        return result
    size = np.bincount(labels)
    n_ties = np.bincount(labels[u], minlength=size.size)
    # Nobody lies between others in a complete component, which covers those of one and two nodes.
    wanted = np.flatnonzero(n_ties < size * (size - 1) // 2)
    by_size = wanted[np.argsort(size[wanted], kind="stable")]
    rank = np.full(size.size, by_size.size, np.int64)
    rank[by_size] = np.arange(by_size.size)
    nodes = np.argsort(rank[labels], kind="stable")
    edges = np.argsort(rank[labels[u]], kind="stable")
    first_node = np.concatenate([[0], np.cumsum(size[by_size])])
    first_edge = np.concatenate([[0], np.cumsum(n_ties[by_size])])
    place = np.empty(labels.size, np.int64)
    place[nodes] = np.arange(labels.size)
    start = 0
    while start < by_size.size:
        s = int(size[by_size[start]])
        same = int(np.searchsorted(size[by_size], s, side="right"))
        stop = min(same, start + max(1, CELLS_MAX // (s * s)))
        chosen = edges[first_edge[start] : first_edge[stop]]
        a, b = place[u[chosen]] - first_node[start], place[v[chosen]] - first_node[start]
        adjacent = np.zeros((stop - start, s, s))
        adjacent[a // s, a % s, b % s] = 1.0
        adjacent[a // s, b % s, a % s] = 1.0
        result[nodes[first_node[start] : first_node[stop]]] = _batch(adjacent).ravel()
        start = stop
    return result


def _batch(adjacent: F64) -> F64:
    """Betweenness in each of B connected graphs of s nodes: [B, s, s] in, [B, s] out."""
    s = adjacent.shape[1]
    # layers[d][g, i, j] = number of shortest paths from i to j when their distance is d, else 0
    layers = [np.broadcast_to(np.eye(s), adjacent.shape), adjacent]
    unseen = (adjacent == 0.0) & (np.eye(s) == 0.0)
    while unseen.any():
        reached = (layers[-1] @ adjacent) * unseen
        unseen &= reached == 0.0
        layers.append(reached)
    depends = np.zeros_like(adjacent)
    for d in range(len(layers) - 1, 1, -1):
        share = np.zeros_like(adjacent)
        np.divide(1.0 + depends, layers[d], out=share, where=layers[d] > 0.0)
        depends += layers[d - 1] * (share @ adjacent)
    result: F64 = depends.sum(axis=1) / 2.0  # every unordered pair was walked from both of its ends
    return result
