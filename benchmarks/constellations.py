"""Constellations of synthetic customers against a loop over customers with networkx and NumPy."""

from __future__ import annotations

import dataclasses
import sys

import networkx as nx
import numpy as np

from benchmarks.measure import peak_mib, table, timed
from lifeworld.constellations.core.constellate import Constellated, constellate
from lifeworld.constellations.core.rows import Facts, Rows, rows_of
from lifeworld.constellations.core.said import CodedStatements, NamedMentions, said_shares
from lifeworld.constellations.core.settings import Settings
from lifeworld.engines.core import LocalEngine

STATEMENTS_EACH = 10
PEER_CUSTOMERS = 300
PARTITION = 20_000
SIZES = (10_000, 100_000, 1_000_000)


def world(n: int, seed: int = 0) -> tuple[CodedStatements, NamedMentions]:
    """Coded statements of n customers, ten each, three codes a statement on average, every second one naming somebody."""
    rng = np.random.default_rng(seed)
    size = n * STATEMENTS_EACH
    probability = rng.random((size, 12), dtype=np.float32)
    probability[probability < 0.75] = 0
    statements = CodedStatements(
        np.repeat(np.arange(n), STATEMENTS_EACH), np.arange(size).astype(np.uint64), probability,
        rng.random(size, dtype=np.float32) * 2 - 1, np.ones(size, np.float32),
    )
    m = size // 2
    return statements, NamedMentions(
        np.sort(rng.integers(0, size, m)), rng.integers(1, 6, m).astype(np.int8), rng.integers(1, 4, m)
    )


def part_of(statements: CodedStatements, mentions: NamedMentions, first: int, last: int) -> tuple[CodedStatements, NamedMentions]:
    """The statements and mentions of customers ``first`` to ``last``, as views."""
    s0, s1 = np.searchsorted(statements.customer, [first, last])
    m0, m1 = np.searchsorted(mentions.statement, [s0, s1])
    part = CodedStatements(
        statements.customer[s0:s1] - first, statements.key[s0:s1], statements.probability[s0:s1],
        statements.valence[s0:s1], statements.units[s0:s1],
    )
    return part, NamedMentions(mentions.statement[m0:m1] - s0, mentions.category[m0:m1], mentions.name[m0:m1])


def constellate_part(statements: CodedStatements, mentions: NamedMentions, first: int, last: int) -> tuple[Rows, Constellated]:
    """From coded statements to constellations, for one partition of the customers."""
    settings = Settings()
    part, named = part_of(statements, mentions, first, last)
    said = said_shares(part, named, settings.rho)
    rows, _ = rows_of(last - first, 5, said, part.customer, Facts.none(), Facts.none(), settings)
    rows = dataclasses.replace(
        rows, customer_key=np.arange(first, last).astype(np.uint64),
        key=(rows.category * 100 + rows.name).astype(np.uint64),
    )
    return rows, constellate(rows, part, settings)


def ours(statements: CodedStatements, mentions: NamedMentions, n: int, workers: int) -> Constellated:
    """All customers, partition by partition."""
    def work(first: int) -> Constellated:
        return constellate_part(statements, mentions, first, min(first + PARTITION, n))[1]

    return Constellated.joined(list(LocalEngine(workers).map(work, range(0, n, PARTITION))))


def peer(rows: Rows, statements: CodedStatements, customers: int) -> None:
    """The same quantities one customer at a time: a star graph, Dirichlet draws, 50 bootstraps of labels."""
    settings = Settings()
    for u in range(customers):
        r = slice(rows.ptr[u], rows.ptr[u + 1])
        rng = np.random.default_rng([0, u])
        graph = nx.Graph()
        alpha = rows.said[r] + 1 / (r.stop - r.start + 1)
        for key, category, weight in zip(rows.key[r], rows.category[r], alpha, strict=True):
            graph.add_edge("self", int(key), category=int(category), weight=float(weight))
        draws = rng.dirichlet(np.append(alpha, 1 / (len(alpha) + 1)), settings.draws)
        _label(draws, rows.category[r])
        s = slice(u * STATEMENTS_EACH, (u + 1) * STATEMENTS_EACH)
        drivers = statements.probability[s, 6:]
        rng.dirichlet(drivers.sum(axis=0) + 1 / 6, settings.draws)
        gifts = rows.gifts(r.start, r.stop, s.start, s.stop)
        weights = rng.poisson(1, (STATEMENTS_EACH, settings.bootstraps))
        again = (gifts @ weights + 1 / (len(alpha) + 1)).T
        _label(again / again.sum(axis=1, keepdims=True), rows.category[r])
        np.quantile(draws, [0.05, 0.95], axis=0)
        nx.effective_size(graph, ["self"])


def _label(relevance: np.ndarray, category: np.ndarray) -> np.ndarray:
    """A label for each draw from the three roles."""
    known = relevance[:, : len(category)]
    role = np.stack([known[:, category == 0].sum(1), known[:, category == 1].sum(1), known[:, category > 2].sum(1)])
    return role.argmax(axis=0)


def report(sizes: tuple[int, ...] = SIZES) -> str:
    """The table."""
    rows_out = []
    for n in sizes:
        statements, mentions = world(n)
        one = timed(lambda s=statements, m=mentions, k=n: ours(s, m, k, 1), 1)
        two = timed(lambda s=statements, m=mentions, k=n: ours(s, m, k, 2), 1)
        rows, _ = constellate_part(statements, mentions, 0, PEER_CUSTOMERS)
        loop = timed(lambda r=rows, s=statements: peer(r, s, PEER_CUSTOMERS), 1)
        each, peer_each = two.best / n, loop.best / PEER_CUSTOMERS
        rows_out.append([
            f"{n:,}", f"{one.best:.1f} s", f"{two.best:.1f} s", f"{1e6 * each:.0f} µs", f"{1e6 * peer_each:,.0f} µs",
            f"{peer_each / each:.0f}×", f"{peak_mib():,} MiB",
        ])
        sys.stderr.write(f"constellations {n:,}: {two.best:.1f} s\n")
    return table(["customers, ten coded statements each", "one worker", "two workers", "a customer, two workers",
                  "networkx + NumPy loop, a customer", "ratio", "peak memory so far"], rows_out)
