"""The same numbers as scipy.stats."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from lifeworld.kit import quantiles

PROBABILITY = st.floats(0.001, 0.999)


@given(PROBABILITY, st.floats(0.5, 500), st.floats(0.5, 500))
def test_continuous_quantiles(p: float, a: float, b: float) -> None:
    np.testing.assert_allclose(quantiles.normal(p), stats.norm.ppf(p), rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(quantiles.student(p, a + 0.5), stats.t.ppf(p, a + 0.5), rtol=1e-6, atol=1e-8)
    np.testing.assert_allclose(quantiles.beta(p, a, b), stats.beta.ppf(p, a, b), rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(quantiles.normal_tail(3 * p), stats.norm.sf(3 * p), rtol=1e-9)
    np.testing.assert_allclose(quantiles.student_tail(3 * p, a), stats.t.sf(3 * p, a), rtol=1e-9)


@given(PROBABILITY, st.integers(1, 500), st.floats(1e-9, 1 - 1e-9) | st.sampled_from([0.0, 1.0]), st.floats(0.01, 50))
def test_counts(p: float, n: int, share: float, mean: float) -> None:
    found = float(quantiles.binomial(p, n, share))
    assert stats.binom.cdf(found, n, share) >= p - 1e-9
    assert found == 0 or stats.binom.cdf(found - 1, n, share) <= p + 1e-9
    found = float(quantiles.poisson(p, mean))
    assert stats.poisson.cdf(found, mean) >= p - 1e-9
    assert found == 0 or stats.poisson.cdf(found - 1, mean) <= p + 1e-9
