"""Intervals of one customer: quantiles, what a statement is worth, and what they may never do."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse, special

from lifeworld.constellations.core.beta_quantiles import beta_quantiles
from lifeworld.constellations.core.constellate import Constellated, constellate
from lifeworld.constellations.core.rows import Facts, Rows, rows_of
from lifeworld.constellations.core.said import CodedStatements, NamedMentions, said_shares
from lifeworld.constellations.core.settings import Settings
from lifeworld.constellations.core.spread import Spread, draws_per_statement, statement_spread


@settings(max_examples=60, deadline=None)
@given(a=st.floats(0.02, 2000), b=st.floats(0.3, 2000), p=st.sampled_from([0.05, 0.95]))
def test_quantiles_are_the_exact_ones(a: float, b: float, p: float) -> None:
    assert beta_quantiles(np.array([a]), np.array([b]), p)[0] == pytest.approx(special.betaincinv(a, b, p), abs=3e-3)


@settings(max_examples=30, deadline=None)
@given(k=st.integers(1, 5), seed=st.integers(0, 1000))
def test_a_statement_that_shares_among_k_is_worth_about_k_draws(k: int, seed: int) -> None:
    """k independent draws averaged vary k times less than one."""
    rng = np.random.default_rng(seed)
    gifts = rng.multinomial(k, np.full(6, 1 / 6), 4000) / k
    found = draws_per_statement(np.repeat(np.arange(400), 10), sparse.csr_matrix(gifts))
    assert found == pytest.approx(min(k, 4), rel=0.12)


def test_a_study_in_which_nobody_speaks_twice_is_worth_plain_counts() -> None:
    assert draws_per_statement(np.arange(5), sparse.csr_matrix(np.eye(5))) == 1
    assert draws_per_statement(np.zeros(0, np.int64), sparse.csr_matrix((0, 6))) == 1


def study(seed: int, n: int = 12) -> tuple[Rows, CodedStatements, tuple[Facts, Facts]]:
    rng = np.random.default_rng(seed)
    probability = rng.random((8 * n, 12), dtype=np.float32)
    probability[probability < 0.7] = 0
    statements = CodedStatements(
        np.repeat(np.arange(n), 8), rng.integers(0, 2**63, 8 * n).astype(np.uint64), probability,
        np.zeros(8 * n, np.float32), np.ones(8 * n, np.float32))
    mentions = NamedMentions(rng.integers(0, 8 * n, 5 * n), rng.integers(1, 6, 5 * n).astype(np.int8), rng.integers(1, 4, 5 * n))
    drawn = Facts(np.zeros(1, np.int64), np.full(1, 3, np.int8), np.ones(1, np.int64), np.ones(1), np.ones(1))
    rows, _ = rows_of(n, 4, said_shares(statements, mentions, 0.3), statements.customer, Facts.none(), drawn, Settings())
    return replace(rows, customer_key=np.arange(n).astype(np.uint64), key=rows.category.astype(np.uint64)), statements, (drawn, drawn)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000), worth=st.floats(0.25, 4))
def test_spread_changes_intervals_and_nothing_else(seed: int, worth: float) -> None:
    rows, statements, _ = study(seed)
    plain = constellate(rows, statements, Settings())
    found = constellate(rows, statements, Settings(), spread=Spread(worth, worth))
    for name in ("relevance", "drivers", "unmentioned", "p", "label", "stability", "size"):
        np.testing.assert_array_equal(getattr(found, name), getattr(plain, name))
    for part in ("relevance", "drivers", "unmentioned"):
        value, low, high = (getattr(found, part + end) for end in ("", "_low", "_high"))
        assert ((low <= value) & (value <= high) & (low >= 0) & (high <= 1)).all()


def test_more_worth_is_narrower() -> None:
    rows, statements, _ = study(3)

    def width(worth: float) -> float:
        found: Constellated = constellate(rows, statements, Settings(), spread=Spread(worth, worth))
        return float((found.drivers_high - found.drivers_low).mean())

    assert width(3.0) < width(1.5) < width(0.5)


def test_a_map_keeps_the_interval_of_its_draws() -> None:
    rows, statements, _ = study(4)
    few, many = (constellate(rows, statements, Settings(), spread=Spread(w, w)) for w in (0.5, 4.0))
    drew = rows.customer == 0
    np.testing.assert_array_equal(few.relevance_low[drew], many.relevance_low[drew])
    assert (few.relevance_high[~drew] > many.relevance_high[~drew]).any()


def test_order_of_customers_and_empty_studies_do_not_matter() -> None:
    rows, statements, _ = study(5)
    worth = statement_spread(rows, statements)
    assert 1 < worth.actors < 4
    assert 1 < worth.drivers < 4
    silent = replace(statements, probability=np.zeros_like(statements.probability))
    said = said_shares(silent, NamedMentions.none(), 0.3)
    nothing, _ = rows_of(12, 4, said, silent.customer, Facts.none(), Facts.none(), Settings())
    assert statement_spread(nothing, silent) == Spread(1.0, 1.0)


def test_what_was_seen_once_tells_of_the_unseen() -> None:
    """Eight statements about one peer leave less unseen than eight about eight peers."""
    def unseen(names: np.ndarray) -> float:
        p = np.zeros((8, 12), np.float32)
        p[:, 3] = 0.9
        statements = CodedStatements(np.zeros(8, np.int64), np.arange(8).astype(np.uint64), p, np.zeros(8, np.float32),
                                     np.ones(8, np.float32))
        mentions = NamedMentions(np.arange(8), np.full(8, 3, np.int8), names)
        rows, _ = rows_of(1, 9, said_shares(statements, mentions, 0.3), statements.customer, Facts.none(), Facts.none(), Settings())
        rows = replace(rows, customer_key=np.zeros(1, np.uint64), key=np.arange(len(rows.key)).astype(np.uint64))
        return float(constellate(rows, statements, Settings()).unmentioned_high[0])

    assert unseen(np.ones(8, np.int64)) < 0.3
    assert unseen(np.arange(1, 9)) > 0.9
