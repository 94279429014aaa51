"""Relevance, drivers and rows against a slow reference that reads like method.md, section 5."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeworld.constellations.core.constellate import constellate
from lifeworld.constellations.core.rows import Facts, Rows, rows_of
from lifeworld.constellations.core.said import CodedStatements, NamedMentions, said_shares
from lifeworld.constellations.core.settings import Settings
from lifeworld.engines.core import LocalEngine

N_NAMES = 4


def make(n_customers: int, n_statements: int, seed: int, *, facts: bool = False):
    rng = np.random.default_rng(seed)
    probability = rng.random((n_statements, 12), dtype=np.float32)
    probability[probability < 0.7] = 0
    statements = CodedStatements(
        np.sort(rng.integers(0, n_customers, n_statements)), rng.integers(0, 2**63, n_statements).astype(np.uint64),
        probability, rng.random(n_statements, dtype=np.float32) * 2 - 1,
        rng.integers(1, 4, n_statements).astype(np.float32),
    )
    m = n_statements * 2
    mentions = NamedMentions(
        rng.integers(0, n_statements, m), rng.integers(0, 6, m).astype(np.int8), rng.integers(1, N_NAMES, m)
    )
    done = drawn = Facts.none()
    if facts:
        k = n_customers * 2
        cells = rng.choice(n_customers * 5 * N_NAMES, size=k, replace=False)
        customer, category, name = cells // (5 * N_NAMES), (cells // N_NAMES % 5 + 1).astype(np.int8), cells % N_NAMES
        done = Facts(customer, category, name, rng.integers(1, 30, k).astype(float), np.ones(k))
        some = customer % 2 == 0
        drawn = Facts(customer[some], category[some], name[some], rng.integers(1, 9, some.sum()).astype(float),
                      np.full(some.sum(), 0.5))
    return statements, mentions, done, drawn


def rows_for(statements, mentions, done, drawn, n_customers, config=None) -> Rows:
    config = config or Settings()
    said = said_shares(statements, mentions, config.rho)
    rows, _ = rows_of(n_customers, N_NAMES, said, statements.customer, done, drawn, config)
    return replace(
        rows, customer_key=np.arange(n_customers).astype(np.uint64) * np.uint64(77),
        key=(rows.category.astype(np.uint64) * np.uint64(1000) + rows.name.astype(np.uint64)),
    )


def reference(statements, mentions, done, drawn, u, config):
    """Posterior mean of relevance of one customer, written as the method page reads."""
    said, seen = defaultdict(float), {(0, 0)}
    for s in np.flatnonzero(statements.customer == u):
        present = {c: statements.probability[s, c] for c in range(6) if statements.probability[s, c] > 0}
        for c, p in present.items():
            unit = p / sum(present.values()) / (1 + (statements.units[s] - 1) * config.rho)
            named = [int(n) for i, n in enumerate(mentions.name)
                     if mentions.statement[i] == s and mentions.category[i] == c and c != 0]
            for name in named or [0]:
                said[c, name] += unit / max(len(named), 1)
    events = {(int(c), int(n)): a for v, c, n, a in zip(done.customer, done.category, done.name, done.amount) if v == u}
    mass = 2 * min(1, sum(events.values()) / 20)
    logs = {k: np.log1p(a) for k, a in events.items()}
    map_ = {(int(c), int(n)): a for v, c, n, a in zip(drawn.customer, drawn.category, drawn.name, drawn.amount) if v == u}
    keys = seen | set(said) | set(events) | set(map_)
    prior = 1 / (len(keys) + 1)
    base = {k: prior + said[k] + (mass * logs[k] / sum(logs.values()) if k in logs else 0) for k in keys}
    full = 10 * 0.5
    split = {k: base[k] + (full * map_[k] / sum(map_.values()) if k in map_ else 0) for k in keys if k != (0, 0)}
    rest_base = sum(base[k] for k in keys if k != (0, 0)) + prior
    self_share = base[0, 0] / (base[0, 0] + rest_base)
    total = sum(split.values()) + prior
    mean = {k: (1 - self_share) * v / total for k, v in split.items()}
    mean[0, 0] = self_share
    return mean, (1 - self_share) * prior / total


@pytest.mark.parametrize("facts", [False, True])
def test_means_are_those_of_the_method_page(facts: bool) -> None:
    config = Settings()
    world = make(6, 30, 3, facts=facts)
    rows = rows_for(*world, 6)
    found = constellate(rows, world[0], config)
    for u in range(6):
        mean, unmentioned = reference(*world, u, config)
        span = slice(rows.ptr[u], rows.ptr[u + 1])
        keys = list(zip(rows.category[span].tolist(), rows.name[span].tolist()))
        assert keys == sorted(mean)
        # gifts are float32, so the sums agree to seven digits
        np.testing.assert_allclose(found.relevance[span], [mean[k] for k in keys], rtol=2e-6)
        np.testing.assert_allclose(found.unmentioned[u], unmentioned, rtol=2e-6)
        assert found.relevance[span].sum() + found.unmentioned[u] == pytest.approx(1, abs=1e-6)


def test_draws_have_the_posterior_means() -> None:
    world = make(4, 40, 5, facts=True)
    config = Settings(draws=4000)
    rows = rows_for(*world, 4, config)
    found = constellate(rows, world[0], config)
    # the median of a Beta lies inside its 90 % interval and the interval is neither empty nor everything
    assert (found.relevance_low <= found.relevance).all()
    assert (found.relevance <= found.relevance_high).all()
    big = found.relevance > 0.1
    assert (found.relevance_high[big] - found.relevance_low[big] > 0.02).all()
    assert (found.relevance_high - found.relevance_low < 0.9).all()


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000), cut=st.integers(1, 6))
def test_partition_of_the_customers_changes_nothing(seed: int, cut: int) -> None:
    n = 7
    world = make(n, 25, seed, facts=True)
    rows = rows_for(*world, n)
    whole = constellate(rows, world[0], Settings())
    for first, last in ((0, cut), (cut, n)):
        s = (world[0].customer >= first) & (world[0].customer < last)
        at = np.cumsum(s) - 1
        part = replace(world[0], customer=world[0].customer[s] - first, key=world[0].key[s],
                       probability=world[0].probability[s], valence=world[0].valence[s], units=world[0].units[s])
        m = s[world[1].statement]
        mentions = NamedMentions(at[world[1].statement[m]], world[1].category[m], world[1].name[m])
        facts = []
        for f in world[2:]:
            k = (f.customer >= first) & (f.customer < last)
            facts.append(Facts(f.customer[k] - first, f.category[k], f.name[k], f.amount[k], f.full[k]))
        own = rows_for(part, mentions, *facts, last - first)
        own = replace(own, customer_key=rows.customer_key[first:last])
        found = constellate(own, part, Settings())
        span = slice(rows.ptr[first], rows.ptr[last])
        np.testing.assert_allclose(found.relevance, whole.relevance[span], rtol=0, atol=1e-9)
        np.testing.assert_allclose(found.relevance_low, whole.relevance_low[span], rtol=0, atol=1e-9)
        np.testing.assert_allclose(found.p, whole.p[first:last], rtol=0, atol=1e-9)
        np.testing.assert_allclose(found.stability, whole.stability[first:last], rtol=0, atol=1e-9)


def test_threads_change_nothing() -> None:
    world = make(1500, 6000, 9)
    rows = rows_for(*world, 1500)
    one = constellate(rows, world[0], Settings())
    two = constellate(rows, world[0], Settings(), run=LocalEngine(2).map)
    np.testing.assert_array_equal(one.p, two.p)
    np.testing.assert_array_equal(one.relevance_high, two.relevance_high)


def test_customer_without_a_word_stays_in_and_is_undetermined() -> None:
    statements = CodedStatements(np.zeros(0, np.int64), np.zeros(0, np.uint64), np.zeros((0, 12), np.float32),
                                 np.zeros(0, np.float32), np.zeros(0, np.float32))
    rows = rows_for(statements, NamedMentions.none(), Facts.none(), Facts.none(), 2)
    found = constellate(rows, statements, Settings())
    assert found.label.tolist() == [-1, -1]
    assert found.size.tolist() == [0, 0]
    np.testing.assert_allclose(found.relevance, 0.5)
    np.testing.assert_allclose(found.drivers, 1 / 6)


def test_more_talk_of_one_kind_narrows_the_interval() -> None:
    def width(n: int) -> float:
        p = np.zeros((n, 12), np.float32)
        p[:, 0] = p[:, 3] = 0.9
        s = CodedStatements(np.zeros(n, np.int64), np.arange(n).astype(np.uint64), p, np.zeros(n, np.float32),
                            np.ones(n, np.float32))
        rows = rows_for(s, NamedMentions.none(), Facts.none(), Facts.none(), 1)
        found = constellate(rows, s, Settings())
        return float(found.relevance_high[0] - found.relevance_low[0])

    assert width(60) < width(12) < width(3)
