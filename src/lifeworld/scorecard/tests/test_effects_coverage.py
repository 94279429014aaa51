"""How often intervals hold the truth: 200 small studies each; the large runs are in ``make bench``."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from lifeworld.kit import quantiles
from lifeworld.kit.figure import Figure
from lifeworld.scorecard.core.effects import complier, effect, restricted, superiority
from lifeworld.scorecard.core.effects.cells import spread
from lifeworld.scorecard.core.effects.difference import contrast
from lifeworld.scorecard.core.effects.intervals import LOOKS as LOOKS_AGAIN
from lifeworld.scorecard.core.effects.intervals import Looking, reach
from lifeworld.scorecard.core.values import Asked

STUDIES, LOOKS = 200, 12
ONCE, AGAIN = Asked(looks="once"), Asked(looks="again")
FEWEST, MOST = (int(one) for one in quantiles.binomial([0.005, 0.995], STUDIES, 0.9))
FEWEST_ALWAYS = int(0.87 * STUDIES)


def study(number: int, n: int = 160) -> pl.DataFrame:
    """Households of up to three in two arms; the uplift is 2, outcomes are skewed, a fifth of the time before is not known."""
    drawn = np.random.default_rng([7, number])
    house = np.sort(drawn.integers(0, n // 2, n))
    shared, served = drawn.normal(0, 3, n)[house], (drawn.random(n) < 0.5)[house]
    before = 50 + shared + drawn.normal(0, 8, n)
    value = 20 + 0.6 * before + shared + drawn.gamma(2.0, 4.0, n) + 2 * served
    before[drawn.random(n) < 0.2] = np.nan
    able = drawn.normal(0, 1, n)
    used = np.where(served, able > -0.7, able > 1.5)
    hazard = np.exp(0.4 * served + 0.1 * shared) / 30
    days, open_ = drawn.exponential(1 / hazard), drawn.uniform(30, 90, n)
    return pl.DataFrame({
        "customer": np.arange(n), "household": house, "arm": np.where(served, "served", "held"), "value": value,
        "before": pl.Series(before).fill_nan(None), "used": used, "helped": value + 3 * used + 4 * able,
        "days": np.minimum(days, open_), "end": (days <= open_).astype(np.int64)})


def holds(figure: Figure, truth: float) -> bool:
    """Whether the interval holds the truth; a figure without one is an error of the test."""
    assert figure.low is not None
    assert figure.high is not None
    return figure.low <= truth <= figure.high


def test_fixed_intervals_of_differences_hold_the_truth() -> None:
    found = [effect(study(number), name="e", unit="", asked=ONCE, query="q") for number in range(STUDIES)]
    for figures in ([one.difference for one in found], [one.best for one in found]):
        assert FEWEST <= sum(holds(one, 2.0) for one in figures) <= MOST


def test_the_interval_of_the_effect_on_compliers_holds_the_truth() -> None:
    studies = (study(number, 300).with_columns(value="helped") for number in range(STUDIES))
    found = [complier(one, name="e", unit="", asked=ONCE, query="q") for one in studies]
    shown = [one.effect for one in found if not one.weak]
    assert len(shown) > 0.95 * STUDIES
    truth = 3.0 + 2.0 / COMPLIERS
    assert FEWEST - (STUDIES - len(shown)) <= sum(holds(one, truth) for one in shown) <= MOST


COMPLIERS = float(quantiles.normal_tail(-0.7) - quantiles.normal_tail(1.5))
"""Share of customers who use it where it is offered and not otherwise: the offer alone adds 2, use adds 3."""


def test_the_interval_of_superiority_holds_the_truth() -> None:
    drawn = np.random.default_rng(1)
    big = pl.concat([study(10_000 + number, 3000) for number in range(10)])
    served, held = (np.sort(big.filter(pl.col("arm") == arm)["value"].to_numpy()) for arm in ("served", "held"))
    truth = float((np.searchsorted(held, drawn.permutation(served)) / len(held)).mean())
    found = [superiority(study(number), name="s", asked=ONCE, query="q") for number in range(STUDIES)]
    assert FEWEST <= sum(holds(one, truth) for one in found) <= MOST


def test_the_interval_of_days_to_done_holds_the_truth() -> None:
    """Truth by the study's own law: exponential days whose rates are shared by households, up to each study's own horizon."""
    shared = quantiles.normal((np.arange(4000) + 0.5) / 4000) * 3
    held = 0
    for number in range(STUDIES):
        found = restricted(study(number), name="d", asked=ONCE, query="q")
        horizon = found.horizon or 0.0
        means = []
        for served in (0, 1):
            rate = np.exp(0.4 * served + 0.1 * shared) / 30
            means.append(float(((1 - np.exp(-rate * horizon)) / rate).mean()))
        held += holds(found.difference, means[1] - means[0])
    assert FEWEST <= held <= MOST


@pytest.fixture(scope="module")
def looks() -> dict[str, int]:
    """Of 200 studies that grow from 60 to 3,000 customers, how many intervals hold the truth at all of twelve looks."""
    sizes = np.unique(np.geomspace(60, 3000, LOOKS).astype(int))
    held = {"once": STUDIES, "again": STUDIES}
    for number in range(STUDIES):
        drawn = np.random.default_rng([8, number])
        served = drawn.random(3000) < 0.5
        value, house = drawn.gamma(2.0, 5.0, 3000) + served, np.arange(3000) // 2
        value += np.repeat(drawn.normal(0, 4, 1500), 2)
        missed = {"once": False, "again": False}
        for n in sizes:
            found = contrast(value[:n], served[:n])
            about = spread(found.influence[:, None], house[:n], served[:n])
            for asked in (ONCE, AGAIN):
                missed[asked.looks] |= abs(found.value - 1.0) > reach(asked, about.n, about.degrees) * about.se
        for key, one in missed.items():
            held[key] -= one
    return held


def test_always_valid_intervals_hold_the_truth_at_all_looks_together(looks: dict[str, int]) -> None:
    assert looks["again"] >= FEWEST_ALWAYS


@pytest.fixture(scope="module")
def measured_again() -> dict[int, int]:
    """Of 200 studies of 300 customers each who are measured again every week of a year, how many hold the truth at all 52 looks."""
    held = dict.fromkeys((0, LOOKS_AGAIN), STUDIES)
    for number in range(STUDIES):
        drawn = np.random.default_rng([9, number])
        served, own = drawn.random(300) < 0.5, drawn.normal(0, 5, 300)
        value = own[:, None] + drawn.gamma(4.0, 5.0, (300, LOOKS_AGAIN)) + served[:, None]
        missed = dict.fromkeys(held, False)
        for look in range(LOOKS_AGAIN):
            found = contrast(value[:, look], served)
            about = spread(found.influence[:, None], np.arange(300), served)
            for remeasured in held:
                far = reach(AGAIN, about.n, about.degrees, Looking(remeasured=remeasured)) * about.se
                missed[remeasured] |= bool(abs(found.value - 1.0) > far)
        for key, one in missed.items():
            held[key] -= one
    return held


def test_who_measures_the_same_customers_again_shares_the_level_among_the_looks(measured_again: dict[int, int]) -> None:
    assert measured_again[LOOKS_AGAIN] >= FEWEST_ALWAYS
    assert measured_again[0] < FEWEST_ALWAYS  # a confidence sequence alone holds nothing where nothing accrues


def test_intervals_for_one_look_do_not(looks: dict[str, int]) -> None:
    assert looks["once"] < FEWEST_ALWAYS
