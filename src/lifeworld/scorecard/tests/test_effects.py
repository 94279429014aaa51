"""Effects of arms: they equal independent implementations, and keep what they promise whatever the rows."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from lifeworld.audiences.core.sample_size import customers_needed
from lifeworld.kit.figure import Evidence, Figure, estimate
from lifeworld.scorecard.core.effects import always_valid, complier, effect, superiority, verdict
from lifeworld.scorecard.core.effects.cells import cells, spread
from lifeworld.scorecard.core.effects.complying import anderson_rubin
from lifeworld.scorecard.core.effects.difference import contrast, household_likeness
from lifeworld.scorecard.core.values import Asked

ONCE, AGAIN = Asked(looks="once"), Asked(looks="again")


def arms(n: int = 200, seed: int = 1, lift: float = 0.0, rho: float = 0.6, missing: float = 0.0) -> pl.DataFrame:
    """Customers alone in two arms, with a covariate from before."""
    drawn = np.random.default_rng(seed)
    before, served = drawn.normal(50, 10, n), drawn.random(n) < 0.4
    value = 50 + rho * (before - 50) + np.sqrt(1 - rho**2) * drawn.normal(0, 10, n) + lift * served
    before[drawn.random(n) < missing] = np.nan
    return pl.DataFrame({
        "customer": [f"c{i:05}" for i in range(n)], "household": pl.Series([None] * n, dtype=pl.String),
        "arm": np.where(served, "served", "held"), "value": value, "before": pl.Series(before).fill_nan(None)})


def test_alone_and_looked_at_once_it_is_welchs_interval() -> None:
    rows = arms()
    found = effect(rows, name="effect", unit="T", asked=ONCE, query="q").difference
    held, served = (rows.filter(pl.col("arm") == arm)["value"].to_numpy() for arm in ("held", "served"))
    peer = stats.ttest_ind(served, held, equal_var=False).confidence_interval(0.9)
    assert [found.value, found.low, found.high] == pytest.approx([served.mean() - held.mean(), peer.low, peer.high], rel=1e-9)


def test_the_adjustment_is_the_coefficient_of_the_arm_beside_the_time_before() -> None:
    rows = arms(400, missing=0.2)
    found = effect(rows, name="effect", unit="T", asked=ONCE, query="q")
    before = rows["before"].fill_null(np.nan).to_numpy()
    lost = np.isnan(before)
    design = np.column_stack([np.ones(400), (rows["arm"] == "served").to_numpy(), np.where(lost, np.nanmean(before), before), lost])
    coefficient = np.linalg.lstsq(design.astype(float), rows["value"].to_numpy(), rcond=None)[0][1]
    assert found.adjusted.value == pytest.approx(coefficient, rel=1e-9)
    wide, narrow = (one.high - one.low for one in (found.difference, found.adjusted))
    assert narrow / wide == pytest.approx(np.sqrt(1 - found.rho**2), rel=0.05)


def test_nobody_is_lost_whose_time_before_is_not_known() -> None:
    rows = arms(400, missing=0.3)
    found = effect(rows, name="effect", unit="T", asked=ONCE, query="q")
    assert found.adjusted.n == found.difference.n == 400


def test_clusters_are_summed_before_they_are_squared() -> None:
    drawn = np.random.default_rng(3)
    house, served = drawn.integers(0, 40, 150), drawn.random(150) < 0.5
    value = drawn.normal(0, 1, 150) + house % 5
    found = spread(contrast(value, served).influence[:, None], house.astype(np.int64), served).covariance[0, 0]
    total = 0.0
    sizes = {arm: len({h for h, s in zip(house, served, strict=True) if s == arm}) for arm in (True, False)}
    for one in range(40):
        part = 0.0
        for arm, sign in ((True, 1), (False, -1)):
            mean, n = value[served == arm].mean(), (served == arm).sum()
            inner = sum(v - mean for v, h, s in zip(value, house, served, strict=True) if h == one and s == arm) / n
            part += sign * inner * np.sqrt(sizes[arm] / (sizes[arm] - 1))
        total += part**2
    assert found == pytest.approx(total, rel=1e-9)


def instrument() -> pl.DataFrame:
    """A made study of 240 customers in households of two."""
    i = np.arange(240)
    offered, drive = i * 7 % 13 < 6, (i * 5 % 11) / 11
    used = (0.15 + 0.6 * offered) > (i * 3 % 17) / 17
    return pl.DataFrame({
        "customer": [f"c{k:03}" for k in i], "household": [f"h{k // 2:03}" for k in i], "arm": np.where(offered, "served", "held"),
        "used": used, "value": 10 + 2 * used + 3 * drive + (i * i % 29) / 29 * 4})


def test_the_complier_effect_is_two_stage_least_squares() -> None:
    """Peer: linearmodels 7.1, IV2SLS with clustered covariance, not debiased; ours counts households of each arm once less."""
    found = complier(instrument(), name="users", unit="T", asked=ONCE, query="q")
    assert found.effect.value == pytest.approx(LINEARMODELS[0], rel=1e-9)
    assert (found.effect.high - found.effect.low) / 2 / 1.65 == pytest.approx(LINEARMODELS[1], rel=0.02)
    assert not found.weak
    assert found.anderson_rubin is not None
    assert found.anderson_rubin[0] < found.effect.value < found.anderson_rubin[1]


LINEARMODELS = (1.9083289492563078, 0.32362366996430164)


def test_a_weak_instrument_gives_no_number_and_says_so() -> None:
    rows = instrument().with_columns(used=pl.int_range(pl.len()) % 3 == 0)
    found = complier(rows, name="users", unit="T", asked=ONCE, query="q")
    assert found.weak
    assert found.effect.value is None
    assert found.f is not None
    assert found.f <= 10
    assert "Anderson & Rubin" in found.warnings[0]


def test_the_ends_of_anderson_and_rubin_are_where_the_test_passes() -> None:
    about = spread(np.random.default_rng(2).normal(0, 0.02, (100, 2)), np.arange(100), np.arange(100) % 2 == 0)
    ends = anderson_rubin(1.5, 0.8, about, 1.7)
    assert ends is not None
    v = about.covariance
    for end in ends:
        z2 = (1.5 - end * 0.8) ** 2 / (v[0, 0] - 2 * end * v[0, 1] + end**2 * v[1, 1])
        assert np.sqrt(z2) == pytest.approx(1.7, rel=1e-6)


def test_superiority_and_its_spread_are_brunner_and_munzels() -> None:
    rows = arms(120, lift=4.0).with_columns(pl.col("value").round(0))
    found = superiority(rows, name="better", asked=ONCE, query="q")
    held, served = (rows.filter(pl.col("arm") == arm)["value"].to_numpy() for arm in ("held", "served"))
    u = stats.mannwhitneyu(served, held).statistic / (len(held) * len(served))
    assert found.value == pytest.approx(u)
    odds = [np.log(end / (1 - end)) for end in (found.low, found.high)]
    peer = stats.brunnermunzel(held, served)
    degrees = 2 * 60
    se = (odds[1] - odds[0]) / 2 / stats.t.ppf(0.95, degrees) * u * (1 - u)
    assert abs(u - 0.5) / se == pytest.approx(abs(peer.statistic), rel=0.02)


def test_always_valid_widths_are_the_mixture_boundary() -> None:
    """The boundary of the normal mixture itself: the mixture of likelihood ratios there is 1 / alpha."""
    n, tuned, alpha = 700.0, 1000.0, 0.1
    k = always_valid(n, 0.9, tuned)
    rho2 = 6.6384 / tuned
    mixture = np.exp((k * np.sqrt(n)) ** 2 * rho2 / (2 * (1 + n * rho2))) / np.sqrt(1 + n * rho2)
    assert mixture == pytest.approx(1 / alpha, rel=1e-3)


def test_too_few_customers_give_no_number_and_say_how_many_are_needed() -> None:
    found = effect(arms(50), name="effect", unit="T", asked=AGAIN, query="q")
    assert found.difference.value is None
    assert found.verdict == "unknown"
    assert "At least 30 customers" in found.warnings[0]


@pytest.mark.parametrize(("low", "high", "said"), [(0.5, 3.0, "found"), (-3.0, -0.5, "found"), (-1.0, 3.0, "silent"), (-1.0, 1.0, "nil"),
                                                   (0.1, 1.0, "nil")])
def test_what_an_interval_says(low: float, high: float, said: str) -> None:
    figure = estimate("x", (low + high) / 2, low, high, method="m", n=100, evidence=Evidence("q", 100))
    assert verdict(figure, 2.0) == said


def test_unlike_shares_of_unknown_outcomes_are_warned_of() -> None:
    rows = arms(600)
    lost = rows.with_columns(value=pl.when((pl.col("arm") == "held") & (pl.int_range(pl.len()) % 3 == 0)).then(None).otherwise("value"))
    assert any("unlike shares" in one for one in effect(lost, name="effect", unit="T", asked=ONCE, query="q").warnings)
    assert not effect(rows, name="effect", unit="T", asked=ONCE, query="q").warnings


def test_households_in_both_arms_are_as_alike_as_they_were_made() -> None:
    drawn = np.random.default_rng(5)
    house = np.repeat(np.arange(4000), 2)
    value = np.sqrt(0.4) * drawn.normal(0, 1, 4000)[house] + np.sqrt(0.6) * drawn.normal(0, 1, 8000)
    rows = pl.DataFrame({"customer": np.arange(8000), "household": house, "arm": np.where(house % 2, "served", "held"), "value": value})
    alike, together = household_likeness(cells(rows, ("value",)))
    assert alike == pytest.approx(0.4, abs=0.05)
    assert together == 2.0


def test_as_many_are_needed_as_correlation_and_households_say_and_more_where_one_looks_again() -> None:
    rows = arms(2000, rho=0.7).with_columns(household=pl.format("h{}", pl.int_range(pl.len()) // 2))
    once, again = (effect(rows, name="e", unit="T", asked=asked, query="q", worthwhile=1.0) for asked in (ONCE, AGAIN))
    assert once.needed is not None
    assert again.needed is not None
    sd = float(np.sqrt(np.mean([rows.filter(pl.col("arm") == arm)["value"].var() for arm in ("held", "served")])))
    peer = customers_needed(1.0 / sd, share=once.n_held / 2000, alpha=0.1, rho=once.rho, cluster=once.cluster, icc=once.icc)
    assert once.needed.n == pytest.approx(peer.n, rel=0.02)
    assert once.rho == pytest.approx(0.7, abs=0.05)
    assert again.needed.n > 2 * once.needed.n


def test_households_that_are_large_numbers_are_households() -> None:
    rows = arms(100).with_columns(household=pl.int_range(pl.len(), dtype=pl.Int64) // 2 * 10**12)
    other = rows.with_columns(household=pl.format("h{}", pl.col("household") + 10**15))
    one, two = (effect(each, name="e", unit="T", asked=ONCE, query="q").difference for each in (rows, other))
    assert ends(one) == pytest.approx(ends(two))


numbers = st.lists(st.integers(-40, 40), min_size=70, max_size=120)


def of(values: list[int]) -> pl.DataFrame:
    """Rows whose values Hypothesis chose; some customers share a household."""
    n = len(values)
    return pl.DataFrame({
        "customer": [f"c{i:03}" for i in range(n)], "household": [f"h{i // 3}" if i % 2 else None for i in range(n)],
        "arm": ["held" if i % 2 else "served" for i in range(n)], "value": [float(v) for v in values],
        "before": [float((v * 7 + i) % 11) if i % 4 else None for i, v in enumerate(values)]})


def ends(one: Figure) -> list[float]:
    """Value and interval."""
    return [float("nan") if end is None else end for end in (one.value, one.low, one.high)]


@settings(max_examples=25, deadline=None)
@given(numbers, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(values: list[int], chance: object) -> None:
    rows = of(values)
    order = list(range(rows.height))
    chance.shuffle(order)
    for asked in (ONCE, AGAIN):
        assert effect(rows, name="e", unit="", asked=asked, query="q") == effect(rows[order], name="e", unit="", asked=asked, query="q")


@settings(max_examples=25, deadline=None)
@given(numbers, st.floats(0.1, 50), st.floats(-100, 100))
def test_effects_move_with_the_unit_and_not_with_the_origin(values: list[int], times: float, more: float) -> None:
    rows = of(values)
    plain, moved = (effect(one, name="e", unit="", asked=AGAIN, query="q")
                    for one in (rows, rows.with_columns(pl.col("value") * times + more)))
    for one, other in ((plain.difference, moved.difference), (plain.adjusted, moved.adjusted)):
        assert ends(other) == pytest.approx([end * times for end in ends(one)], rel=1e-6, abs=1e-6, nan_ok=True)


@settings(max_examples=25, deadline=None)
@given(numbers)
def test_other_arms_turn_an_effect_around_and_looking_again_never_narrows_it(values: list[int]) -> None:
    rows = of(values)
    turned = rows.with_columns(arm=pl.when(pl.col("arm") == "held").then(pl.lit("served")).otherwise(pl.lit("held")))
    one, other = (effect(each, name="e", unit="", asked=AGAIN, query="q").difference for each in (rows, turned))
    assert ends(other) == pytest.approx([-end for end in (ends(one)[0], ends(one)[2], ends(one)[1])], abs=1e-9)
    once = effect(rows, name="e", unit="", asked=ONCE, query="q").difference
    assert one.low <= once.low <= once.high <= one.high
    chances = [superiority(each, name="s", asked=AGAIN, query="q").value for each in (rows, turned)]
    assert sum(chances) == pytest.approx(1.0)
