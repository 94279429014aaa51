"""Agreement coefficients by hand, by a slow reference, and their properties; evaluation without disputed codes."""

from __future__ import annotations

import itertools

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeworld.voices.core.agreement import MISSING, agreement
from lifeworld.voices.core.coder import Coded
from lifeworld.voices.core.evaluation import evaluate, markdown

tables = st.integers(2, 4).flatmap(
    lambda coders: st.lists(st.lists(st.integers(-1, 1), min_size=coders, max_size=coders), min_size=2, max_size=14)
)


def alpha_by_definition(table: np.ndarray) -> float:
    """Krippendorff's alpha, nominal: 1 - observed / expected disagreement over all pairable values."""
    units = [[v for v in row if v != MISSING] for row in table.tolist()]
    units = [unit for unit in units if len(unit) >= 2]
    values = [v for unit in units for v in unit]
    n = len(values)
    if n < 2:
        return float("nan")
    observed = sum(sum(a != b for a, b in itertools.permutations(unit, 2)) / (len(unit) - 1) for unit in units) / n
    expected = sum(a != b for a, b in itertools.permutations(values, 2)) / (n * (n - 1))
    return 1 - observed / expected if expected else float("nan")


def test_two_coders_by_hand() -> None:
    # 10 units: both yes 4, both no 3, one each way 2 and 1
    table = np.array([[1, 1]] * 4 + [[0, 0]] * 3 + [[1, 0]] * 2 + [[0, 1]])
    found = agreement(table, resamples=0)
    assert found.percent == pytest.approx(0.7)
    chance = 0.6 * 0.5 + 0.4 * 0.5
    assert found.kappa == pytest.approx((0.7 - chance) / (1 - chance))
    assert found.f1 == pytest.approx(8 / 11)
    assert found.pabak == pytest.approx(0.4)
    p = 0.55
    assert found.ac1 == pytest.approx((0.7 - 2 * p * (1 - p)) / (1 - 2 * p * (1 - p)))


@settings(max_examples=150, deadline=None)
@given(tables)
def test_alpha_is_krippendorffs(rows: list[list[int]]) -> None:
    table = np.array(rows)
    found, expected = agreement(table, resamples=0).alpha, alpha_by_definition(table)
    assert (np.isnan(found) and np.isnan(expected)) or found == pytest.approx(expected)


@settings(max_examples=60, deadline=None)
@given(tables, st.randoms())
def test_order_of_units_and_coders_does_not_matter(rows: list[list[int]], random) -> None:
    table = np.array(rows)
    units, coders = list(range(len(table))), list(range(table.shape[1]))
    random.shuffle(units)
    random.shuffle(coders)
    a, b = agreement(table, resamples=0), agreement(table[units][:, coders], resamples=0)
    for name in ("percent", "f1", "kappa", "alpha", "ac1", "pabak"):
        np.testing.assert_allclose(getattr(a, name), getattr(b, name), atol=1e-12)


def test_perfect_agreement_and_nothing_to_agree_on() -> None:
    perfect = agreement(np.array([[1, 1, 1], [0, 0, 0], [1, 1, MISSING]]), resamples=0)
    assert perfect.alpha == perfect.percent == perfect.f1 == 1
    same = agreement(np.zeros((5, 2), int), resamples=0)
    assert same.percent == 1
    assert np.isnan(same.alpha)


def test_intervals_resample_clusters() -> None:
    rng = np.random.default_rng(2)
    truth = rng.integers(0, 2, 40)
    unit = np.stack([truth, np.where(rng.random(40) < 0.2, 1 - truth, truth)], axis=1)
    once = agreement(unit, np.arange(40))
    ten = agreement(np.repeat(unit, 10, axis=0), np.repeat(np.arange(40), 10))
    free = agreement(np.repeat(unit, 10, axis=0))
    width = {name: found.high["percent"] - found.low["percent"] for name, found in (("once", once), ("ten", ten), ("free", free))}
    assert width["ten"] == pytest.approx(width["once"], rel=0.15)
    assert width["free"] < 0.5 * width["once"]


def test_disputed_codes_are_left_out() -> None:
    present = np.zeros((4, 12))
    present[:, 0] = [1, 1, 0, np.nan]
    coded = Coded(present.copy() * 0.9, np.nan_to_num(present, nan=1) > 0, np.zeros(4), np.zeros(4, np.int8))
    coded.probability[3, 0] = 0.99
    table = evaluate(coded, present, np.zeros(4), resamples=0)
    row = table.filter(pl.col("code") == "self").row(0, named=True)
    assert (row["n"], row["positives"], row["called"], row["f1"]) == (3, 2, 2, 1.0)
    assert markdown(table).count("\n") == len(table) + 1
