"""Queues: recorded probabilities are those of the draw, weighted shares have no bias, the active queue is diverse."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lifeworld.voices.core.heads.queue import diverse, drawn, inclusion, queue_of, uncertainty, weighted_share

N = 400
KEY = np.arange(N, dtype=np.uint64) * np.uint64(2654435761)


def world(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Truth of a rare code, and what a coder that is often wrong says."""
    rng = np.random.default_rng(seed)
    truth = rng.random(N) < 0.06
    return truth, np.where(truth, rng.random(N) < 0.7, rng.random(N) < 0.03)


@given(st.integers(1, 500), st.integers(1, 300), st.integers(0, 2**20))
def test_probabilities_add_up_to_the_size_of_the_draw(n: int, draws: int, seed: int) -> None:
    positive = np.random.default_rng(seed).random((n, 3)) < 0.05
    chance = inclusion(n, draws, positive)
    assert ((chance > 0) & (chance <= 1)).all()
    np.testing.assert_allclose(chance.sum(), min(n, draws))
    chosen = drawn(chance, np.arange(n, dtype=np.uint64), seed)
    assert len(chosen) == min(n, draws) == len(set(chosen.tolist()))


def test_statements_are_drawn_as_often_as_is_recorded() -> None:
    _, said = world(1)
    chance = inclusion(N, 40, said[:, None])
    assert chance[said].mean() > 2 * chance[~said].mean()
    often = np.zeros(N)
    for seed in range(1500):
        often[drawn(chance, KEY, seed)] += 1
    spread = np.sqrt(chance * (1 - chance) / 1500)
    assert (np.abs(often / 1500 - chance) < 5 * spread + 1e-9).all()


def test_weighted_shares_of_the_random_queue_have_no_bias_and_plain_ones_do() -> None:
    truth, said = world(2)
    total, plain, share = [], [], []
    for seed in range(1500):
        none, vectors = np.zeros(N, np.bool_), np.zeros((N, 1), np.float32)
        found = queue_of(KEY, none, none, vectors, 80, positive=said[:, None], seed=seed)
        total.append((truth[found.random] / found.inclusion).sum() / N)
        share.append(weighted_share(truth[found.random], found.inclusion))
        plain.append(truth[found.random].mean())
    for estimates, slack in ((total, 0.0), (share, 0.002)):  # a ratio has a bias of the order of 1 / n
        error = np.std(estimates) / np.sqrt(len(estimates))
        assert abs(np.mean(estimates) - truth.mean()) < 4 * error + slack
    assert np.mean(plain) > truth.mean() + 0.02


@given(st.randoms(use_true_random=False))
def test_the_draw_does_not_depend_on_the_order_of_statements(random: object) -> None:
    order = list(range(N))
    random.shuffle(order)
    at = np.array(order)
    _, said = world(3)
    none, vectors = np.zeros(N, np.bool_), np.random.default_rng(0).normal(size=(N, 6)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    doubt = np.random.default_rng(1).random(N)
    first = queue_of(KEY, none, none, vectors, 30, doubt=doubt, positive=said[:, None], seed=5)
    other = queue_of(KEY[at], none, none, vectors[at], 30, doubt=doubt[at], positive=said[at, None], seed=5)
    assert first.random.tolist() == at[other.random].tolist()
    assert first.active.tolist() == at[other.active].tolist()
    assert not set(first.random) & set(first.active)


def test_coded_statements_may_be_drawn_again_but_are_never_in_the_active_queue() -> None:
    coded, before = np.arange(N) < 200, np.arange(N) < 50
    found = queue_of(KEY, coded, before, np.eye(N, dtype=np.float32), 200, seed=1)
    assert not before[found.random].any()
    assert coded[found.random].any()
    assert not coded[found.active].any()


def test_doubt_is_greatest_at_the_threshold_and_repetitions_are_left_for_later() -> None:
    doubt = uncertainty(np.array([[0.3], [0.9], [0.05]]), np.array([0.3]))
    assert doubt.argmax() == 0
    vectors = np.array([[1, 0], [1, 0], [0, 1]], np.float32)
    chosen = diverse(np.array([1.0, 0.99, 0.6]), vectors, np.arange(3), np.zeros(0, np.int64), 2, np.arange(3, dtype=np.uint64))
    assert chosen.tolist() == [0, 2]
