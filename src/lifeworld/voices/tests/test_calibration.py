"""Calibration and thresholds: probabilities that mean what they say, and that rarity does not bend."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit, softmax

from lifeworld.kit.streams import stream_keys, uniforms
from lifeworld.voices.core.calibration import POSITIVES_MIN, brier, calibration_error, platt, temperature, threshold


def drawn(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Scores that are twice the true log odds plus one, and what happened."""
    u = uniforms(stream_keys(seed, np.arange(2, dtype=np.uint64)), n)
    odds = 6 * (u[0] - 0.6)
    return 2 * odds + 1, u[1] < expit(odds)


def test_platt_finds_slope_and_offset_and_improves_the_probabilities() -> None:
    score, present = drawn(20_000, 1)
    slope, offset = platt(score, present)
    assert slope == pytest.approx(0.5, abs=0.03) and offset == pytest.approx(-0.5, abs=0.06)
    before, after = expit(score), expit(slope * score + offset)
    assert brier(after, present) < brier(before, present)
    assert calibration_error(after, present) < 0.02 < calibration_error(before, present)


def test_without_evidence_scores_stay_as_they_are() -> None:
    assert platt(np.zeros(0), np.zeros(0, bool)) == (1, 0)
    slope, offset = platt(np.array([3.0]), np.array([True]))
    assert 1 < slope < 1.2 and 0 < offset < 0.1  # one text moves both a little, towards itself


def test_few_positives_choose_no_threshold() -> None:
    present = np.arange(100) < POSITIVES_MIN - 1
    assert threshold(np.linspace(1, 0, 100), present) == 0.5
    assert threshold(np.ones(20), np.ones(20, bool)) == 0.5


def test_a_threshold_lies_between_clear_cases() -> None:
    probability = np.concatenate([np.linspace(0.7, 0.95, 20), np.linspace(0.01, 0.2, 200)])
    assert 0.2 < threshold(probability, np.arange(220) < 20) < 0.7


@given(st.integers(0, 1000), st.randoms())
@settings(max_examples=20, deadline=None)
def test_a_threshold_does_not_depend_on_the_order_of_texts(seed: int, random) -> None:
    score, present = drawn(120, seed)
    order = list(range(120))
    random.shuffle(order)
    a, b = threshold(expit(score), present), threshold(expit(score)[order], present[order])
    assert a == pytest.approx(b)


def test_temperature_recovers_the_classes() -> None:
    u = uniforms(stream_keys(3, np.arange(4, dtype=np.uint64)), 8_000)
    score = 4 * (u[:3].T - 0.5)
    label = (softmax(score / 2, axis=1).cumsum(axis=1) < u[3][:, None]).sum(axis=1)
    slope, offset = temperature(score, label)
    assert slope == pytest.approx(0.5, abs=0.05) and np.abs(offset).max() < 0.1


def test_error_measures_by_hand() -> None:
    assert brier(np.array([1.0, 0.0]), np.array([True, False])) == 0
    assert brier(np.array([0.5, 0.5]), np.array([True, False])) == 0.25
    assert calibration_error(np.array([0.5, 0.5]), np.array([True, False]), bins=1) == 0
    assert np.isnan(brier(np.zeros(0), np.zeros(0, bool))) and np.isnan(calibration_error(np.zeros(0), np.zeros(0, bool)))
