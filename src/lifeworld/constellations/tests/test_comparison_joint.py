"""The joint bootstrap: what its intervals hold, for different, the same and partly the same customers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from lifeworld.constellations.core.comparison.contrasts import holding, pairs
from lifeworld.constellations.core.comparison.joint import differences, drawn, freedom
from lifeworld.constellations.core.comparison.sample import Sample
from lifeworld.constellations.core.comparison.trends import trend
from lifeworld.kit.figure import Evidence, Figure, estimate
from lifeworld.kit.streams import stream_keys

STUDIES = 320
"""Studies in columns: each column of a sample is a study of its own."""

BINOMIAL_99 = stats.binom.ppf([0.005, 0.995], STUDIES, 0.90)


def sample(speaker: np.ndarray, top: np.ndarray, prior: float, content: int, bottom: np.ndarray | None = None) -> Sample:
    k = top.shape[1]
    full = np.full(k, prior)
    below = np.ones_like(top) if bottom is None else bottom
    keys = stream_keys(3, speaker.astype(np.uint64))
    return Sample(speaker, keys, top, below, full, full, np.zeros(k), content)


def customers(design: str, n: int) -> tuple[np.ndarray, np.ndarray]:
    start = {"different": n, "half": n // 2, "the same": 0}[design]
    return np.arange(n), np.arange(start, start + n)


def hits(first: Sample, second: Sample, truth: float) -> int:
    k = first.top.shape[1]
    found = differences(drawn(first, 0), drawn(second, 0), (np.full(k, -1.0), np.full(k, 1.0)))
    assert (found.low <= found.value).all()
    assert (found.value <= found.high).all()
    outside = (found.low > 0) | (found.high < 0)
    assert (outside == (found.p < 0.1)).mean() > 0.995  # a value on the border may fall on either side
    return int(((found.low <= truth) & (truth <= found.high)).sum())


@pytest.mark.parametrize("design", ["different", "half", "the same"])
@pytest.mark.parametrize(("n", "p"), [(30, (0.3, 0.5)), (200, (0.1, 0.1))])
def test_intervals_of_differences_of_shares_cover(design: str, n: int, p: tuple[float, float]) -> None:
    rng = np.random.default_rng(n)
    one, two = customers(design, n)
    own = rng.normal(size=(2 * n, STUDIES))
    says = [own * 0.75 + rng.normal(size=own.shape) * np.sqrt(1 - 0.75**2) < stats.norm.ppf(share) for share in p]
    found = hits(sample(one, says[0][one].astype(float), 0.5, 1), sample(two, says[1][two].astype(float), 0.5, 2), p[1] - p[0])
    # The bounds are widened by one in a hundred: one bootstrap serves all columns, so studies are not quite independent.
    assert BINOMIAL_99[0] - 3 <= found <= BINOMIAL_99[1] + 3


@pytest.mark.parametrize("design", ["different", "half", "the same"])
@pytest.mark.parametrize("n", [12, 60])
def test_intervals_of_differences_of_means_cover(design: str, n: int) -> None:
    rng = np.random.default_rng(7 + n)
    one, two = customers(design, n)
    own = rng.gamma(1.0, size=(2 * n, STUDIES))
    values = [(own + rng.gamma(0.5, size=own.shape)) / (own + rng.gamma(4.0, size=own.shape) + 3) for _ in range(2)]
    found = hits(sample(one, np.minimum(values[0][one], 1), 0.0, 1), sample(two, np.minimum(values[1][two], 1), 0.0, 2), 0.0)
    assert BINOMIAL_99[0] - 3 <= found <= BINOMIAL_99[1] + 3


@pytest.mark.parametrize("p", [0.02, 0.98])
def test_shares_near_nought_and_one_cover_at_least_as_they_say(p: float) -> None:
    rng = np.random.default_rng(4)
    one, two = customers("different", 12)
    says = (rng.random((24, STUDIES)) < p).astype(float)
    assert hits(sample(one, says[one], 0.5, 1), sample(two, says[two], 0.5, 2), 0.0) >= 0.9 * STUDIES


def test_equal_data_do_not_differ_and_equal_shares_of_other_words_may() -> None:
    rng = np.random.default_rng(5)
    who, says = np.arange(40), (rng.random((40, 3)) < 0.4).astype(float)
    bounds = np.full(3, -1.0), np.full(3, 1.0)
    same = differences(drawn(sample(who, says, 0.5, 9), 0), drawn(sample(who, says, 0.5, 9), 0), bounds)
    assert not same.value.any()
    assert not same.low.any()
    assert not same.high.any()
    assert (same.p == 1).all()
    other = differences(drawn(sample(who, says, 0.5, 9), 0), drawn(sample(who, says, 0.5, 8), 0), bounds)
    assert not other.value.any()
    assert (other.low < 0).all()
    assert (other.high > 0).all()


def test_degrees_of_freedom_are_students_and_welchs() -> None:
    rng = np.random.default_rng(6)
    a, b = rng.normal(size=(12, 1)), rng.normal(size=(40, 1)) * 3
    paired = freedom(sample(np.arange(12), a, 0, 1), sample(np.arange(12), b[:12], 0, 2))
    assert paired[0] == pytest.approx(11)
    welch = freedom(sample(np.arange(12), a, 0, 1), sample(np.arange(20, 60), b, 0, 2))
    v = a.var() / 12, b.var() / 40
    assert welch[0] == pytest.approx((v[0] + v[1]) ** 2 / (v[0] ** 2 / 11 + v[1] ** 2 / 39))


def test_paired_customers_are_surer_than_different_ones() -> None:
    rng = np.random.default_rng(8)
    own = rng.normal(0.5, 0.1, size=(40, 1))
    first, second = own + rng.normal(0, 0.01, own.shape), own + rng.normal(0, 0.01, own.shape)
    bounds = np.full(1, -1.0), np.full(1, 1.0)
    one = drawn(sample(np.arange(40), first, 0, 1), 0)
    same = differences(one, drawn(sample(np.arange(40), second, 0, 2), 0), bounds)
    others = differences(one, drawn(sample(np.arange(40, 80), second, 0, 2), 0), bounds)
    assert (same.high - same.low)[0] < 0.25 * (others.high - others.low)[0]


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_what_holds_is_what_benjamini_and_hochberg_reject(p: list[float]) -> None:
    values = np.array(p)
    assert holding(values).tolist() == (stats.false_discovery_control(values) <= 0.10 + 1e-12).tolist() or np.isclose(
        stats.false_discovery_control(values), 0.10).any()
    assert holding(np.append(values, np.nan))[:-1].tolist() == holding(values).tolist()


def test_waves_are_held_against_the_one_before_and_the_first() -> None:
    assert pairs(["1", "2", "3"], "wave") == [("1", "2"), ("2", "3"), ("1", "3")]
    assert pairs(["1", "2"], "wave") == [("1", "2")]
    assert len(pairs(list("abcd"), "brand")) == 6
    assert pairs(list("abcde"), "brand") == [("the others", x) for x in "abcde"]


def point(value: float, n: int) -> Figure:
    return estimate("p", value, 0.0, 1.0, unit="share", method="m", n=n, evidence=Evidence("q", 1))


def test_limits_are_wider_where_customers_are_fewer_and_a_wave_beyond_them_is_outside() -> None:
    own = np.full(4, 0.05)
    points = (point(0.2, 400), point(0.21, 400), point(0.30, 40), point(0.35, 400))
    found = trend("types/x", "share", points, own, (0.0, 1.0))
    assert found.centre == pytest.approx((0.2 * 400 + 0.21 * 400 + 0.30 * 40 + 0.35 * 400) / 1240)
    assert found.outside == (False, False, False, True)
    widths = [high - low for low, high in zip(found.low, found.high, strict=True) if low is not None and high is not None]
    assert widths[2] > 2 * widths[0]
    rare = trend("types/x", "share", (point(0.0, 40), point(0.0, 40), point(0.05, 40)), own[:3], (0.0, 1.0))
    assert rare.outside == (False, False, False)


def test_a_wave_without_enough_customers_has_no_limits() -> None:
    few = estimate("p", 0.9, 0.0, 1.0, unit="share", method="m", n=3, evidence=Evidence("q", 1))
    found = trend("k", "mean", (point(0.2, 50), few, point(0.2, 50), point(0.2, 50)), np.full(4, 0.01), (0.0, 1.0))
    assert found.low[1] is None
    assert found.outside == (False, False, False, False)
    assert trend("k", "mean", (point(0.2, 50), few, point(0.2, 50)), np.full(3, 0.01), (0.0, 1.0)).centre is None
