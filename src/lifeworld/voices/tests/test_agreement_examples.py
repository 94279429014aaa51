"""Coefficients against published examples and independent implementations; what is enough of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeworld.voices.core.agreement import MISSING, agreement, guessing, pair_table, resampled, stability, verdict, width_warning
from lifeworld.voices.core.agreement.resamples import MANY, Sums, resampled_sums
from lifeworld.voices.core.agreement.scales import SCALES

FOUR_OBSERVERS = np.array([
    [1, 2, 3, 3, 2, 1, 4, 1, 2, 0, 0, 0], [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, 0, 3],
    [0, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 0], [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, 0],
]).T - 1
"""Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability", example C; 0 - 1 = missing."""

MIXED = np.array([
    [3, -1, 2, 1], [2, 2, 3, 2], [1, 1, -1, 1], [2, 2, -1, 2], [0, -1, 2, 2], [3, 2, 2, -1], [3, 1, 3, 3], [0, 2, -1, 0], [2, 2, 2, 3],
    [2, 1, 1, 1], [-1, 0, 1, 1], [3, 0, 0, 0], [0, -1, 0, -1], [1, 1, 1, 3], [3, 3, 3, 2], [0, -1, 0, 0], [3, -1, 1, -1], [-1, -1, -1, 3],
    [3, 3, 1, 3], [2, 3, 2, 0], [2, -1, 0, 0], [2, 2, 3, -1], [0, 2, 0, 0], [1, 1, 0, -1], [2, 2, 1, 1], [3, 1, 2, 2], [0, 0, 2, 1],
    [2, 1, 2, 2], [2, -1, 2, 2], [0, 0, 0, 0],
])
ELSEWHERE = {  # alpha: krippendorff 0.9.0; AC1/AC2 and PABAK (Brennan-Prediger): irrCAC 0.4.4; kappa: scikit-learn
    "nominal": (0.30634662327095186, 0.3206263732, 0.3180076628, 0.42024539877300604),
    "ordinal": (0.40220826810872357, 0.4529964112, 0.4390804598, 0.36105476673427983),
    "interval": (0.4125409618280046, 0.4822337459, 0.4666666667, 0.3134160091),
}


@pytest.mark.parametrize(("scale", "expected"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)])
def test_krippendorffs_four_observers(scale: str, expected: float) -> None:
    assert agreement(FOUR_OBSERVERS, n_values=5, resamples=0, scale=scale).alpha == pytest.approx(expected, abs=5e-4)


def test_gwets_coefficient_of_the_four_observers() -> None:
    assert agreement(FOUR_OBSERVERS, n_values=5, resamples=0).ac1 == pytest.approx(0.77544, abs=5e-6)  # irrCAC's documentation


@pytest.mark.parametrize("scale", SCALES)
def test_against_independent_implementations(scale: str) -> None:
    alpha, ac, pabak, kappa = ELSEWHERE[scale]
    found = agreement(MIXED, n_values=4, resamples=0, scale=scale)
    assert (found.alpha, found.ac1, found.pabak) == pytest.approx((alpha, ac, pabak), abs=1e-9)
    assert agreement(MIXED[:, :2], n_values=4, resamples=0, scale=scale).kappa == pytest.approx(kappa, abs=1e-9)


def table(both: int, first: int, second: int, neither: int) -> np.ndarray:
    return np.repeat([[1, 1], [1, 0], [0, 1], [0, 0]], [both, first, second, neither], axis=0)


@pytest.mark.parametrize(("cells", "expected"), [
    ((5, 4, 4, 87), (0.92, 0.51, 0.51, 0.90, 0.84, 0.56)), ((40, 10, 10, 40), (0.80, 0.60, 0.60, 0.60, 0.60, 0.80)),
])
def test_why_several_coefficients_are_printed(cells: tuple[int, ...], expected: tuple[float, ...]) -> None:
    found = agreement(table(*cells), resamples=0)
    assert (found.percent, found.kappa, found.alpha, found.ac1, found.pabak, found.f1) == pytest.approx(expected, abs=6e-3)


def test_the_kappa_paradox() -> None:
    """Feinstein & Cicchetti 1990 as in Byrt, Bishop & Carlin 1993: the same agreement, kappa .70 and .32."""
    even, odd = agreement(table(40, 9, 6, 45), resamples=0), agreement(table(80, 10, 5, 5), resamples=0)
    assert even.percent == odd.percent == pytest.approx(0.85)
    assert (even.kappa, odd.kappa) == pytest.approx((0.70, 0.32), abs=5e-3)
    assert even.pabak == odd.pabak == pytest.approx(0.70)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.integers(-1, 1), min_size=2, max_size=2), min_size=2, max_size=14), st.sampled_from(SCALES))
def test_with_two_values_every_scale_is_the_same(rows: list[list[int]], scale: str) -> None:
    plain, scaled = agreement(np.array(rows), resamples=0), agreement(np.array(rows), resamples=0, scale=scale)
    for name in ("kappa", "alpha", "ac1", "pabak"):
        np.testing.assert_allclose(getattr(plain, name), getattr(scaled, name), atol=1e-12)


def test_perfect_agreement_of_few_is_no_certainty() -> None:
    few, many = agreement(table(4, 0, 0, 16)), agreement(table(40, 0, 0, 160))
    assert few.alpha == many.alpha == 1
    assert few.low["alpha"] < 0.8 < many.low["alpha"] < 1
    assert few.low["percent"] == pytest.approx(0.05 ** (1 / 20))


def test_many_clusters_are_drawn_as_few_are() -> None:
    rng = np.random.default_rng(3)
    truth = rng.random(MANY + 1) < 0.2
    codings = np.stack([truth ^ (rng.random(len(truth)) < 0.1) for _ in range(2)], axis=1).astype(np.int8)
    many, few = (resampled(part, seed=1, resamples=300)["alpha"] for part in (codings, codings[:-2]))
    weighted = np.concatenate(list(resampled_sums(Sums(rng.random((MANY, 2))), 100, 0)))
    assert many.mean() == pytest.approx(few.mean(), abs=0.003)
    assert many.std() == pytest.approx(few.std(), rel=0.2)
    assert weighted.mean() / MANY == pytest.approx(0.5, abs=0.01)


def test_words_for_what_is_enough() -> None:
    assert verdict(0.85, 0.70) == "tentative"
    found = agreement(table(5, 2, 1, 42))
    assert "would be needed" in width_warning(50, found.low["kappa"], found.high["kappa"])
    assert width_warning(5000, 0.78, 0.82) == ""


def test_a_coder_who_guesses_is_found_out() -> None:
    rng = np.random.default_rng(5)
    truth = (rng.random(300) < 0.2).astype(int)
    good, random = np.where(rng.random(300) < 0.1, 1 - truth, truth), (rng.random(300) < 0.2).astype(int)
    assert guessing(truth, good) < 1e-6
    assert guessing(truth, random) > 0.05
    assert guessing(truth[:4], truth[:4]) is None
    # two hundred sentences of two customers are not two hundred findings
    assert guessing(np.repeat([1, 0], 100), np.repeat([1, 0], 100), np.repeat([0, 1], 100)) > 0.05


def test_guessing_by_hand() -> None:
    lady, tea = np.repeat([1, 0], 4), np.array([1, 1, 1, 0, 1, 0, 0, 0])  # Fisher's tea tasting: 17 of 70
    assert guessing(lady, tea) == pytest.approx(17 / 70)


def test_stability_of_runs() -> None:
    rng = np.random.default_rng(6)
    truth = rng.random(400) < 0.3
    runs = np.stack([truth ^ (rng.random(400) < 0.05) for _ in range(4)], axis=1).astype(int)
    found = stability(runs)
    assert found.low < 2 * 0.05 * 0.95 < found.high
    assert found.changed == pytest.approx(float((runs.min(axis=1) != runs.max(axis=1)).mean()))
    assert found.changed > found.flip_rate
    assert stability(np.repeat(runs[:, :1], 3, axis=1)).flip_rate == 0


def test_pair_tables_leave_out_what_one_did_not_judge() -> None:
    assert pair_table(np.array([1, 1, 0, MISSING]), np.array([1, 0, MISSING, 1])) == (1, 1, 0, 0)
