"""What the intervals of shares cover, and that nothing stands out where nothing goes with the outcome.

``benchmarks/impact.py`` does the same at scale, with twelve factors.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from lifeworld.constellations.core.impact.intervals import from_zero, share_intervals, signs
from lifeworld.constellations.core.impact.model import weigh
from lifeworld.constellations.core.impact.rows import Rows
from lifeworld.constellations.core.impact.shapley import Shares, shares_of
from lifeworld.kit.streams import stream_keys
from lifeworld.voices.core.codebook import CODES

STUDIES = 200
EFFECTS = np.array([0.6, -0.4, 0.3, 0.0, 0.0])


def study(rng: np.random.Generator, n: int, effects: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Correlated leanings, of which each of a few statements tells something, and an outcome with noise."""
    lean = rng.normal(size=(n, len(effects))) + 0.5 * rng.normal(size=(n, 1))
    talk = rng.integers(3, 12, n)
    x = rng.binomial(talk[:, None], 1 / (1 + np.exp(-lean))) / talk[:, None]
    return x, 4 * x @ effects + rng.normal(size=n), np.log(talk)


def weighed(x: np.ndarray, y: np.ndarray, talk: np.ndarray, seed: int, draws: int = 256) -> Shares:
    keys = stream_keys(seed, np.arange(len(y), dtype=np.uint64))
    return shares_of(x, y, talk[:, None], np.ones(len(y)), keys, draws)


def rows_of(factors: tuple[str, ...], x: np.ndarray, y: np.ndarray, talk: np.ndarray) -> Rows:
    n = len(y)
    counts = (x > 0).sum(axis=0)
    return Rows(factors, x, y, talk, np.ones(n), np.arange(n, dtype=np.uint64), counts, "customers", "statements")


@pytest.mark.once
def test_intervals_of_shares_and_of_r2_cover_as_they_say() -> None:
    """200 studies of 80 customers: the 99 % binomial band around .90 for what goes with the outcome; the rest may over-cover."""
    rng = np.random.default_rng(31)
    truth = weighed(*study(rng, 200_000, EFFECTS), 0, 0).plain
    truth = np.append(truth, truth.sum())
    hits, zero, flipped = np.zeros(6), 0, 0
    for number in range(STUDIES):
        found = weighed(*study(rng, 80, EFFECTS), number)
        shown = from_zero(share_intervals(found))
        hits += (shown.low <= truth + 1e-4) & (truth <= shown.high)
        zero += int((shown.low[3:5] == 0).sum())
        flipped += int((signs(found)[:3] == [-1, 1, -1]).sum())
    low, high = stats.binom.ppf([0.005, 0.995], STUDIES, 0.90)
    assert (hits[[0, 1, 2, 5]] >= low).all()
    assert (hits[[0, 1, 2, 5]] <= high).all()
    assert (hits[3:5] >= low).all()
    assert zero > 0.9 * 2 * STUDIES
    assert flipped <= 3


@pytest.mark.once
def test_intervals_of_leave_out_differences_cover_as_they_say() -> None:
    """400 studies of 40 customers, 30 % or 70 % of whom mention a factor; the truth is known: share times effect."""
    rng = np.random.default_rng(35)
    hits = np.zeros(2)
    for number in range(400):
        x = (rng.random((40, 2)) < [0.35, 0.65]).astype(float)
        y = x @ [1.0, -2.0] + rng.gamma(2.0, 1.0, 40)
        found = weigh(rows_of(("mood", "peers"), x, y, np.zeros(40)), number)
        truth = np.array([0.35, -2 * 0.65])
        assert np.isfinite(found.leave_out.value[(x.sum(axis=0) >= 10) & (x.sum(axis=0) <= 30)]).all()
        unknown = np.isnan(found.leave_out.value)
        hits += ((found.leave_out.low <= truth) & (truth <= found.leave_out.high)) | unknown
    low, high = stats.binom.ppf([0.005, 0.995], 400, 0.90)
    assert (hits >= low).all()
    assert (hits <= high).all()


def test_adjusted_shares_are_right_on_average_and_plain_ones_are_not() -> None:
    rng = np.random.default_rng(32)
    adjusted = plain = np.zeros(5)
    for _ in range(STUDIES):
        found = weighed(*study(rng, 60, np.zeros(5)), 0, 0)
        adjusted, plain = adjusted + found.adjusted / STUDIES, plain + found.plain / STUDIES
    assert np.abs(adjusted).max() < 0.004
    assert plain.min() > 0.012


@pytest.mark.once
def test_in_a_null_world_hardly_anything_stands_out() -> None:
    """30 studies with twelve factors that go with nothing: at most one factor of 360 is above the noise floor."""
    rng = np.random.default_rng(33)
    above = signed = 0
    for number in range(30):
        x, y, talk = study(rng, 150, np.zeros(12))
        found = weigh(rows_of(CODES, x, y, talk), number)
        assert found.in_model.all()
        above += int(found.above_noise.sum())
        signed += int(np.abs(found.sign).sum())
    assert above <= 1
    low, high = stats.binom.ppf([0.005, 0.995], 360, 0.10)
    assert low <= signed <= high


def test_what_goes_with_the_outcome_stands_out_and_has_its_sign() -> None:
    rng = np.random.default_rng(34)
    effects = np.zeros(12)
    effects[[2, 8]] = 1.0, -1.0
    x, y, talk = study(rng, 300, effects)
    found = weigh(rows_of(CODES, x, y, talk), 0)
    assert np.flatnonzero(found.above_noise).tolist() == [2, 8]
    assert found.sign[[2, 8]].tolist() == [1, -1]
