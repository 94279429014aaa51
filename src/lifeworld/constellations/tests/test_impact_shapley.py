"""Shapley shares of R2: against brute force and by hand, and what must not change them."""

from __future__ import annotations

from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeworld.constellations.core.impact.shapley import Shares, shares_of
from lifeworld.constellations.core.impact.subsets import shapley_weights, unexplained
from lifeworld.kit.streams import stream_keys


def keys(n: int) -> np.ndarray:
    return stream_keys(0, np.arange(n, dtype=np.uint64))


def shares(x: np.ndarray, y: np.ndarray, talk: np.ndarray | None = None, weight: np.ndarray | None = None, draws: int = 0) -> Shares:
    n = len(y)
    controls = np.zeros((n, 0)) if talk is None else talk[:, None]
    return shares_of(x, y, controls, np.ones(n) if weight is None else weight, keys(n), draws)


def r2(x: np.ndarray, y: np.ndarray) -> float:
    design = np.column_stack([np.ones(len(y)), x])
    left = y - design @ np.linalg.lstsq(design, y, rcond=None)[0]
    return float(1 - left @ left / ((y - y.mean()) ** 2).sum())


def world(seed: int, n: int = 60, p: int = 4) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, p)) + rng.normal(size=(n, 1))
    return x, x @ rng.normal(size=p) + rng.normal(size=n), rng.normal(size=n) + 0.5 * x[:, 0]


@pytest.mark.parametrize("seed", range(3))
def test_every_order_of_regressions_gives_the_same(seed: int) -> None:
    x, y, talk = world(seed)
    p = x.shape[1]
    brute = np.zeros(p)
    for order in permutations(range(p)):
        for k, column in enumerate(order):
            before, after = [talk, *x[:, order[:k]].T], [talk, *x[:, order[:k]].T, x[:, column]]
            brute[column] += (r2(np.column_stack(after), y) - r2(np.column_stack(before), y)) / 24
    assert shares(x, y, talk).plain == pytest.approx(brute, abs=1e-10)


def test_all_subsets_are_those_of_least_squares() -> None:
    x, y, _ = world(9, p=5)
    left, rank = unexplained(np.corrcoef(np.column_stack([x, y]).T)[:, :, None])
    for k in range(1, 6):
        for columns in combinations(range(5), k):
            subset = sum(1 << column for column in columns)
            assert 1 - left[subset, 0] == pytest.approx(r2(x[:, columns], y))
            assert rank[subset, 0] == k


def test_by_hand_columns_that_do_not_overlap_take_their_squared_correlations() -> None:
    a = np.array([1.0, 1, 1, 1, -1, -1, -1, -1])
    b = np.array([1.0, 1, -1, -1, 1, 1, -1, -1])
    rest = np.array([1.0, -1, 1, -1, 1, -1, 1, -1])
    y = 2 * a - b + 2 * rest  # variance 4 + 1 + 4
    assert shares(np.column_stack([a, b]), y).plain == pytest.approx([4 / 9, 1 / 9])


def test_shares_add_up_to_r2_beyond_the_control_adjusted_and_not() -> None:
    x, y, talk = world(4, n=50)
    found = shares(x, y, talk)
    both, alone = r2(np.column_stack([talk, x]), y), r2(talk[:, None], y)
    assert found.plain.sum() == pytest.approx(both - alone)
    assert found.adjusted.sum() == pytest.approx((1 - alone) * 49 / 48 - (1 - both) * 49 / 44)


def test_weights_of_all_subsets_share_out_everything() -> None:
    for p in (1, 3, 12):
        weights = shapley_weights(p)
        assert weights[:, -1] == pytest.approx(np.full(p, 1 / p))
        assert weights.sum(axis=1) == pytest.approx(np.zeros(p), abs=1e-12)


def test_twins_share_equally_and_a_constant_column_takes_nothing() -> None:
    x, y, talk = world(5)
    alone = shares(x[:, :1], y, talk)
    found = shares(np.column_stack([x[:, 0], 3 * x[:, 0] + 1, np.full(len(y), 7.0)]), y, talk, draws=20)
    assert found.plain == pytest.approx([alone.plain[0] / 2, alone.plain[0] / 2, 0.0])
    assert found.rank == 1
    assert found.coefficient[0] == pytest.approx(found.coefficient[1])
    assert np.isfinite(found.draws).all()


def test_a_column_that_is_the_sum_of_others_changes_no_r2() -> None:
    x, y, talk = world(6)
    found = shares(np.column_stack([x, x.sum(axis=1)]), y, talk)
    assert found.r2 == pytest.approx(shares(x, y, talk).r2)
    assert found.rank == x.shape[1]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.01, 1000), st.floats(-50, 50))
def test_units_do_not_matter_and_a_flipped_outcome_flips_signs(seed: int, scale: float, shift: float) -> None:
    x, y, talk = world(seed, n=40, p=3)
    one = shares(x, y, talk, draws=8)
    other = shares(x * np.array([scale, 1, 1 / scale]) + shift, -scale * y + shift, 2 * talk, draws=8)
    assert other.plain == pytest.approx(one.plain, abs=1e-7)
    assert other.draws == pytest.approx(one.draws, abs=1e-7)
    assert other.coefficient == pytest.approx(-one.coefficient, abs=1e-7)


def test_a_weight_of_three_is_three_rows() -> None:
    x, y, talk = world(8, n=30)
    weight = np.random.default_rng(1).integers(1, 4, 30)
    many = np.repeat(np.arange(30), weight)
    assert shares(x, y, talk, weight.astype(float)).plain == pytest.approx(shares(x[many], y[many], talk[many]).plain)


def test_more_columns_than_can_be_shared_exactly_are_refused() -> None:
    with pytest.raises(ValueError, match="14 columns"):
        unexplained(np.eye(15)[:, :, None])
