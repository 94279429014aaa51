"""Estimators of corrected shares against what is known of them: exact posteriors, published formulas, edge cases."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from lifeworld.constellations.core.shares.counted import Counted, counted
from lifeworld.constellations.core.shares.customers import customers_share, none_of
from lifeworld.constellations.core.shares.elsewhere import Calibration, rogan_gladen
from lifeworld.constellations.core.shares.figures import customers_bound, upper_bound
from lifeworld.constellations.core.shares.powered import people_share, powered_share
from lifeworld.constellations.core.shares.predictive import predictive_share


def single(found: np.ndarray, rows: np.ndarray, true: np.ndarray, chance: float = 1.0) -> Counted:
    """Every statement by its own customer."""
    who = np.arange(len(found))
    return counted(who, found, who.astype(np.uint64), rows, true, np.full(len(rows), chance))


def test_with_one_statement_a_customer_the_draws_are_the_beta_posterior() -> None:
    # The model finds nothing, so the share is that of one label: 12 of 60.
    sample = single(np.zeros(60, bool), np.arange(60), np.arange(60) < 12)
    drawn = predictive_share(sample, 3, draws=20_000).draws
    exact = stats.beta(12.5, 48.5)
    assert np.quantile(drawn, [0.05, 0.5, 0.95]) == pytest.approx(exact.ppf([0.05, 0.5, 0.95]), abs=0.003)


def test_two_labels_are_weighed_by_how_often_the_model_gives_them() -> None:
    found = np.arange(1000) < 300
    rows = np.r_[np.arange(0, 300, 5), np.arange(300, 1000, 7)]
    true = (rows < 240) | (rows > 979)
    share = predictive_share(single(found, rows, true), 0)
    quiet = rows[rows >= 300]
    assert share.value == pytest.approx(0.3 * 48 / 60 + 0.7 * (quiet > 979).mean())


def test_weights_of_unequal_probabilities_are_heeded_inside_a_label() -> None:
    who = np.arange(100)
    chance = np.where(who[:20] < 10, 0.5, 0.1)
    sample = counted(who, np.zeros(100, bool), who.astype(np.uint64), who[:20], who[:20] < 10, chance)
    assert predictive_share(sample, 0).value == pytest.approx(10 * 2 / (10 * 2 + 10 * 10))


@given(st.integers(0, 10_000))
def test_the_order_of_statements_does_not_matter(seed: int) -> None:
    noise = np.random.default_rng(seed)
    customer, found = np.sort(noise.integers(0, 12, 80)), noise.random(80) < 0.4
    customer = np.unique(customer, return_inverse=True)[1]
    rows, keys = np.sort(noise.choice(80, 30, replace=False)), np.arange(customer.max() + 1).astype(np.uint64)
    true, chance = noise.random(30) < 0.5, np.full(30, 0.4)
    order = noise.permutation(80)
    place = np.argsort(order)[rows]
    first = counted(customer, found, keys, rows, true, chance)
    again = counted(customer[order], found[order], keys, place, true, chance)
    assert predictive_share(first, 1).draws == pytest.approx(predictive_share(again, 1).draws)


def test_statements_of_one_customer_widen_the_interval() -> None:
    found, true = np.zeros(200, bool), np.arange(200) % 10 < 3
    alone = predictive_share(single(found, np.arange(200), true), 0).ends()
    keys = np.arange(20).astype(np.uint64)
    grouped = np.argsort(np.argsort(~true, kind="stable")) // 10  # everybody says it always or never
    together = predictive_share(counted(grouped, found, keys, np.arange(200), true, np.ones(200)), 0).ends()
    assert together.high[0] - together.low[0] > 2 * (alone.high[0] - alone.low[0])


def test_nothing_found_in_the_sample_gives_a_bound_no_lower_than_the_exact_one() -> None:
    sample = single(np.zeros(5000, bool), np.arange(200), np.zeros(200, bool))
    bound = upper_bound(sample, 0)
    assert bound == pytest.approx(1 - 0.05 ** (1 / 200), abs=0.004)
    assert bound > 0.013


def test_a_label_of_which_nothing_was_read_may_hold_anything() -> None:
    found = np.arange(1000) < 100
    sample = single(found, np.arange(100, 400), np.zeros(300, bool))
    assert upper_bound(sample, 0) > 0.1
    assert predictive_share(sample, 0).ends().high[0] > 0.08


def test_a_bound_of_customers_is_at_least_that_of_statements() -> None:
    who = np.repeat(np.arange(100), 5)
    rows = np.arange(0, 500, 3)
    sample = counted(who, np.zeros(500, bool), np.arange(100).astype(np.uint64), rows, np.zeros(167, bool), np.full(167, 1 / 3))
    assert customers_bound(sample, 0) > 2 * upper_bound(sample, 0)


@given(st.floats(0.01, 0.99), st.floats(0.0, 0.97), st.integers(1, 40))
def test_none_of_m_falls_with_m_and_rises_with_what_goes_together(rate: float, icc: float, m: int) -> None:
    one = [float(none_of(np.array(float(k)), np.array(rate), np.array(icc))) for k in (m, m + 1)]
    assert one[1] <= one[0] + 1e-9
    assert one[0] >= (1 - rate) ** m - 1e-6
    assert one[0] <= 1 - rate + 1e-6


def test_who_says_one_thing_says_it_as_often_as_statements_carry_it() -> None:
    noise = np.random.default_rng(2)
    found = noise.random(2000) < 0.3
    true = np.where(found, noise.random(2000) < 0.8, noise.random(2000) < 0.05)
    rows = np.sort(noise.choice(2000, 300, replace=False))
    sample = single(found, rows, true[rows], 0.15)
    share = predictive_share(sample, 0)
    value, _ = customers_share(sample, share, 0)
    assert value == pytest.approx(share.value, abs=0.01)


def test_prediction_powered_is_right_and_narrower_than_people_alone_where_the_model_is_good() -> None:
    noise = np.random.default_rng(5)
    true = noise.random(5000) < 0.3
    found = np.where(true, noise.random(5000) < 0.95, noise.random(5000) < 0.03)
    rows = np.sort(noise.choice(5000, 300, replace=False))
    sample = single(found, rows, true[rows], 0.06)
    drawn = predictive_share(sample, 0)
    powered, alone, both = powered_share(sample, drawn), people_share(sample, drawn, 0), drawn.ends()
    assert float((powered.high - powered.low)[0]) < 0.6 * float((alone.high - alone.low)[0])
    assert powered.value[0] == pytest.approx(both.value[0], abs=0.01)


def test_rogan_gladen_is_the_published_formula() -> None:
    known = Calibration(100, 80, 400, 20, "an earlier study")
    found = rogan_gladen(0.2, np.full(4000, 0.2), known, 0)
    assert found.value[0] == pytest.approx((0.2 + 0.95 - 1) / (0.8 + 0.95 - 1))
    assert found.low[0] < 0.2 < found.high[0]


def test_rogan_gladen_says_nothing_where_labels_do_not_tell() -> None:
    found = rogan_gladen(0.2, np.full(100, 0.2), Calibration(100, 30, 100, 20), 0)
    assert np.isnan(found.value[0])
