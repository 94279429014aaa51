"""Random streams: the right distributions, and the same draw for the same key wherever it stands."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from lifeworld.kit import streams


def keys(n: int, seed: int = 0) -> np.ndarray:
    return streams.stream_keys(seed, np.arange(n, dtype=np.uint64))


def test_splitmix64_is_the_published_generator() -> None:
    # the first three words of SplitMix64 from the state 1234567 (the reference implementation's own example)
    found = streams.words(np.array([1234567], np.uint64), 3)[0].tolist()
    assert found == [6457827717110365317, 3203168211198807973, 9817491932198370423]


def test_tiny_shapes_underflow_to_zero_and_keep_their_tail() -> None:
    draws = streams.gammas(np.full(400, 0.01), keys(400, 7), 100).ravel()
    for threshold in (1e-20, 1e-5, 0.1):
        share = stats.gamma(0.01).sf(threshold)
        assert abs((draws > threshold).mean() - share) < 4 * np.sqrt(share / len(draws))


@pytest.mark.parametrize("shape", [0.125, 0.5, 1.0, 2.3, 30.0, 4000.0])
def test_gammas_have_their_distribution(shape: float) -> None:
    draws = streams.gammas(np.full(400, shape), keys(400, 7), 100).ravel().astype(np.float64)
    assert stats.kstest(np.maximum(draws, 1e-300), stats.gamma(shape).cdf).pvalue > 1e-4


def test_uniforms_are_uniform_and_streams_independent() -> None:
    u = streams.uniforms(keys(200), 200)
    assert stats.kstest(u.ravel(), "uniform").pvalue > 1e-4
    correlation = np.corrcoef(u)
    assert np.abs(correlation[np.triu_indices(200, 1)]).max() < 0.4
    assert abs(np.corrcoef(u[:, :-1].ravel(), u[:, 1:].ravel())[0, 1]) < 0.02


def test_poisson_weights_are_poisson() -> None:
    w = streams.poisson_weights(keys(300), 101).ravel()
    observed = np.bincount(w.astype(int), minlength=6)[:6]
    expected = stats.poisson(1).pmf(range(6)) * len(w)
    assert stats.chisquare(observed, expected * observed.sum() / expected.sum()).pvalue > 1e-4


@given(st.permutations(range(9)), st.integers(0, 9))
def test_a_draw_depends_on_its_key_only(order: list[int], cut: int) -> None:
    shape = np.linspace(0.1, 5, 9)
    whole = streams.gammas(shape, keys(9), 17)
    np.testing.assert_array_equal(streams.gammas(shape[order], keys(9)[order], 17), whole[order])
    parts = [streams.gammas(shape[part], keys(9)[part], 17) for part in (slice(0, cut), slice(cut, 9))]
    np.testing.assert_array_equal(np.concatenate(parts), whole)


def test_a_shape_of_zero_gives_zero() -> None:
    assert (streams.gammas(np.zeros(3), keys(3), 50) == 0).all()


def test_seeds_and_parts_make_different_streams() -> None:
    made = {int(streams.stream_keys(seed, a, b)[0]) for seed in range(4) for a in range(4) for b in range(4)}
    assert len(made) == 64
