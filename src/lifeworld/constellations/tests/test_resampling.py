"""Intervals of populations: what they cover, and that customers, not sentences, are resampled."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from lifeworld.constellations.core.resampling import jeffreys, ratios
from lifeworld.kit.streams import stream_keys


def keys(n: int, seed: int = 0) -> np.ndarray:
    return stream_keys(seed, np.arange(n, dtype=np.uint64))


def test_jeffreys_by_hand() -> None:
    found = jeffreys(np.array([0.0, 7.0]), np.array([10.0, 10.0]))
    assert found.low[0] == 0
    assert found.high[0] == pytest.approx(stats.beta.ppf(0.95, 0.5, 10.5))
    assert found.low[1] == pytest.approx(stats.beta.ppf(0.05, 7.5, 3.5))


def test_one_statement_each_gives_the_beta_posterior() -> None:
    n = 60
    says = (np.arange(n) < 18).astype(float)[:, None]
    found = ratios(says, np.ones((n, 1)), keys(n))
    exact = stats.beta(18.5, 42.5)
    assert found.value[0] == pytest.approx(0.3)
    assert found.low[0] == pytest.approx(exact.ppf(0.05), abs=0.025)
    assert found.high[0] == pytest.approx(exact.ppf(0.95), abs=0.025)


def test_repeating_statements_of_the_same_customers_adds_no_certainty() -> None:
    n = 50
    says = (np.arange(n) < 20).astype(float)[:, None]
    once = ratios(says, np.ones((n, 1)), keys(n))
    ten_times = ratios(10 * says, np.full((n, 1), 10.0), keys(n))
    assert ten_times.high[0] - ten_times.low[0] == pytest.approx(once.high[0] - once.low[0], rel=1e-6)


def test_nobody_says_it_is_not_certainty() -> None:
    found = ratios(np.zeros((30, 1)), np.full((30, 1), 4.0), keys(30))
    assert found.value[0] == 0
    assert found.low[0] == 0
    assert 0.01 < found.high[0] < 0.2


def test_a_mean_over_nothing_is_unknown() -> None:
    found = ratios(np.zeros((30, 1)), np.zeros((30, 1)), keys(30), prior=0.0)
    assert np.isnan(found.value[0])


def test_interval_of_a_share_covers_as_it_says() -> None:
    """300 studies of 40 customers with 1 to 9 correlated statements each; 99 % binomial bounds around .90."""
    rng = np.random.default_rng(11)
    truth, hits, n_studies = 0.35, 0, 300
    for study in range(n_studies):
        m = rng.integers(1, 10, 40)
        p = rng.beta(truth * 3, (1 - truth) * 3, 40)
        says = rng.binomial(m, p).astype(float)[:, None]
        found = ratios(says, m.astype(float)[:, None], keys(40, study))
        hits += bool(found.low[0] <= truth <= found.high[0])
    low, high = stats.binom.ppf([0.005, 0.995], n_studies, 0.90)
    assert low <= hits <= high


@pytest.mark.parametrize("n", [10, 30])
def test_interval_of_a_mean_covers_with_few_customers(n: int) -> None:
    """600 studies of a skewed quantity between 0 and 1; 99 % binomial bounds around .90."""
    rng = np.random.default_rng(5)
    truth, hits, n_studies = 0.3, 0, 600
    for study in range(n_studies):
        values = rng.beta(1.5, 3.5, n)[:, None]
        found = ratios(values, np.ones((n, 1)), keys(n, study), prior=0.0)
        hits += bool(found.low[0] <= truth <= found.high[0])
    low, high = stats.binom.ppf([0.005, 0.995], n_studies, 0.90)
    assert low <= hits <= high
