"""Alignment: rank correlations equal to scipy's, the gradient, pay per harm, the curve, and what is said of too little."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Literal

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from lifeworld.kit.figure import Figure
from lifeworld.scorecard.core.alignment import alignment, curve
from lifeworld.scorecard.core.alignment.agreement import agreement
from lifeworld.scorecard.core.alignment.gradient import gradient, month_of, months
from lifeworld.scorecard.core.alignment.harm import aftermath, pay_per_harm
from lifeworld.scorecard.core.alignment.ranks import spearman, tau_b, weighted_tau
from lifeworld.scorecard.core.alignment.score import AXIS, CHOSEN, HARMED, TAU
from lifeworld.scorecard.core.frames import Frames
from lifeworld.scorecard.core.partners import contributions
from lifeworld.scorecard.core.simulation.alignment import PayPlan, earned
from lifeworld.scorecard.core.simulation.partners import UsePlan, partner_frames
from lifeworld.scorecard.core.values import Asked, FactorScore

ASKED = Asked(as_of="2026-06-30", since="2026-04-01", permutations=60, replicates=100)


def paid_worlds(customers: int, partners: int, seed: int, *pays: PayPlan, plan: UsePlan | None = None) -> list[Frames]:
    """The same ecosystem with each of the ways to pay."""
    frames, made = partner_frames(customers, partners, seed, plan=plan)
    t = frames["customers"].select("customer").join(frames["goals"], on="customer", how="left", maintain_order="left")["t"]
    known = t.fill_null(float("nan")).to_numpy()
    return [Frames({**frames.by_name, "earnings": earned(made, known, seed, plan=pay)}, simulated=True) for pay in pays]


def paid_world(customers: int, partners: int, seed: int, pay: PayPlan, plan: UsePlan | None = None) -> Frames:
    return paid_worlds(customers, partners, seed, pay, plan=plan)[0]


def aligned(frames: Frames) -> FactorScore:
    return alignment(frames, ASKED, contributions(frames, ASKED))


@settings(max_examples=150, deadline=None)
@given(st.integers(2, 40), st.integers(1, 12), st.integers(0, 10_000))
def test_coefficients_are_those_of_scipy(n: int, kinds: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, y = rng.integers(0, kinds, n).astype(float), rng.integers(0, kinds, n).astype(float)
    constant = len(set(x)) < 2 or len(set(y)) < 2
    if constant:
        assert all(np.isnan(one(x, y)[0]) for one in (tau_b, weighted_tau, spearman))
        return
    assert tau_b(x, y)[0] == pytest.approx(stats.kendalltau(x, y).statistic, abs=1e-12)
    assert weighted_tau(x, y)[0] == pytest.approx(stats.weightedtau(x, y).statistic, abs=1e-9)
    assert spearman(x, y)[0] == pytest.approx(stats.spearmanr(x, y).statistic, abs=1e-9)


def test_rows_are_correlated_each_alone() -> None:
    rng = np.random.default_rng(3)
    x, y = rng.normal(size=(5, 300)), rng.normal(size=(5, 300))
    for of in (tau_b, weighted_tau, spearman):
        np.testing.assert_allclose(of(x, y), [of(a, b)[0] for a, b in zip(x, y)], atol=1e-12)


def test_errors_of_contributions_and_earnings_are_given_back_to_the_interval() -> None:
    """Normal values with a correlation of .8 (tau .59), errors as large as .7 of their spread, alike to .5 in both: tau is seen as .43."""
    rng, held, seen = np.random.default_rng(7), 0, []
    common = 0.7 * np.linalg.cholesky(np.array([[1.0, 0.5], [0.5, 1.0]]))
    for study in range(24):
        true = rng.multivariate_normal([9, 9], [[1, 0.8], [0.8, 1]], size=40)
        earned_, phi = (true + rng.normal(size=(40, 2)) @ common.T).T
        off = rng.normal(size=(60, 40, 2)) @ common.T
        blocks = np.concatenate([earned_[:, None], np.zeros((40, 40)), off[:, :, 0].T], axis=1)
        weights = np.concatenate([np.ones((1, 60)), np.zeros((40, 60)), np.eye(60)]).astype(np.float32)
        blocks[:, 1:41] = np.diag(-off[:, :, 0].sum(axis=0))  # earnings as they are, whatever their replicates add
        found = agreement(blocks, phi, phi + off[:, :, 1], weights, replace(ASKED, seed=study)).coefficients[0]
        held += found[1] <= 2 / np.pi * np.arcsin(0.8) <= found[2]
        seen.append(found[0])
    assert held >= 17
    assert np.mean(seen) < 0.53


def test_partners_of_one_order_agree_wholly() -> None:
    amounts = np.arange(1.0, 41)
    found = agreement(amounts[:, None], amounts, np.tile(amounts, (50, 1)), np.ones((1, 50), np.float32), ASKED)
    assert all(one == (1.0, pytest.approx(1.0, abs=0.03), 1.0) for one in found.coefficients)
    assert found.lost == pytest.approx(0.0, abs=0.03)


def r2(y: np.ndarray, design: np.ndarray, without: np.ndarray) -> float:
    """What a column adds, by least squares with and without it."""
    left, before = (float(((y - one @ np.linalg.lstsq(one, y, rcond=None)[0]) ** 2).sum()) for one in (design, without))
    return 1 - left / before


def test_the_gradient_is_that_of_dummies() -> None:
    """Against least squares with a column for each partner and each month; some partner-months are not there."""
    rng = np.random.default_rng(4)
    there = rng.random(75) < 0.9
    who, when = np.repeat(np.arange(15), 5)[there], np.tile(np.arange(5), 15)[there]
    k = len(who)
    n, good = rng.poisson(30, k).astype(float), rng.poisson(10, k).astype(float)
    y = 3 * good + 0.5 * n + 10 * who + 40 * rng.normal(size=5)[when] + rng.normal(0, 20, k)
    found = gradient(who, when, y, good, n, 0.9, seed=1, replicates=200)
    level = (who[:, None] == np.arange(15)).astype(float)
    design = np.column_stack([good, n, level, when[:, None] == np.arange(1, 5)])
    whole, *_ = np.linalg.lstsq(design, y, rcond=None)
    assert found.slope is not None
    assert found.explained is not None
    assert found.partial is not None
    assert found.slope[0] == pytest.approx(whole[0])
    assert found.partial[0] == pytest.approx(r2(y, design, design[:, 1:]))
    assert found.explained[0] == pytest.approx(r2(y, np.column_stack([good, level]), level))
    again = [np.linalg.lstsq(design[who != one], y[who != one], rcond=None)[0][0] for one in range(15)]
    spread = np.sqrt(14 / 15 * ((again - np.mean(again)) ** 2).sum())
    assert found.slope[2] - found.slope[0] == pytest.approx(float(stats.t.ppf(0.95, 14)) * spread)


@pytest.mark.parametrize("season", [0.0, 1.0])
def test_the_gradient_is_silent_where_only_volume_and_season_pay(season: float) -> None:
    """Nobody is paid by outcomes; in a good season everybody attains more and every order is dearer."""
    rng, held = np.random.default_rng(5), 0
    for _ in range(200):
        who, when, n = np.repeat(np.arange(15), 4), np.tile(np.arange(4), 15), rng.poisson(40, 60)
        shock = season * rng.normal(size=4)[when]
        good = rng.binomial(n, 1 / (1 + np.exp(0.4 - 0.4 * shock)))
        paid = (2.0 * n + 5 * who * rng.normal(size=60)) * (1 + 0.15 * shock)
        found = gradient(who, when, paid, good.astype(float), n.astype(float), 0.9, seed=1, replicates=5)
        assert found.slope is not None
        held += found.slope[1] <= 0 <= found.slope[2]
    assert 0.84 <= held / 200 <= 0.96


def test_the_gradient_needs_three_months() -> None:
    rng = np.random.default_rng(6)
    who, when, n = np.repeat(np.arange(20), 2), np.tile(np.arange(2), 20), rng.poisson(40, 40).astype(float)
    assert gradient(who, when, 2 * n, n, n, 0.9, seed=1, replicates=5).slope is None


def test_months_are_summed_by_partner() -> None:
    whose, when, sums = months(np.array([1, 0, 1]), np.array([5, 5, 5]), np.array([1.0, 2.0, 4.0]))
    assert (whose.tolist(), when.tolist()) == ([0, 1], [5, 5])
    assert sums[:, 0].tolist() == [2.0, 5.0]
    at = pl.Series(["2026-04-30T23:59:00", None]).str.to_datetime(time_unit="us", time_zone="UTC")
    assert month_of(at).tolist() == [2026 * 12 + 3, -1]


def test_pay_per_harm_counts_clusters() -> None:
    ones, few = np.ones(400), np.repeat(np.arange(10), 40)
    apart = pay_per_harm(ones, np.arange(400) % 10 == 0, few, np.arange(400), 0.9)
    together = pay_per_harm(ones, few == 3, few, np.arange(400), 0.9)
    assert apart[0] == together[0] == pytest.approx(0.1)
    assert together[2] - together[1] > 2 * (apart[2] - apart[1])
    none = pay_per_harm(ones, np.zeros(400, np.bool_), few, np.arange(400), 0.9)
    assert none[:2] == (0.0, 0.0)
    assert 0 < none[2] < 0.02
    assert np.isnan(pay_per_harm(ones[:0], few[:0] > 0, few[:0], few[:0], 0.9)[0])
    back = pay_per_harm(np.array([10.0, 10.0, -10.0]), np.array([False, True, True]), few[:3], np.arange(3), 0.9)
    assert back[0] == 0.0  # what was paid back is not earned by harm


def test_pay_per_harm_covers() -> None:
    rng, held = np.random.default_rng(6), 0
    for _ in range(200):
        partner, who = rng.integers(0, 25, 600), rng.integers(0, 250, 600)
        chance = 0.1 * np.exp(rng.normal(0, 0.5, 25) - 0.125)
        amount = rng.exponential(20, 600)
        found = pay_per_harm(amount, rng.random(600) < chance[partner], partner, who, 0.9)
        held += found[1] <= 0.1 <= found[2]
    assert 0.84 <= held / 200 <= 0.96


def harmed(frames: Frames, **asked: int) -> Figure:
    how = replace(ASKED, **asked)
    figure = alignment(frames, how, contributions(frames, how)).figure(HARMED)
    assert figure is not None
    return figure


def test_the_days_after_which_an_outcome_counts_change_the_share() -> None:
    """What failed later than the days asked is not held against an earning; without days nothing is claimed of them."""
    frames = paid_world(400, 12, 1, PayPlan(harm=0.3))
    rows = frames["earnings"]
    seen = {days: harmed(frames, harm_days=days) for days in (1, 10, 30)}
    end = datetime(2026, 7, 1, tzinfo=UTC)
    for days, figure in seen.items():
        kept = rows.filter(pl.col("outcome").is_not_null(), pl.col("at") <= end - timedelta(days=days))
        harm = kept.filter(pl.col("outcome") != "attained", pl.col("outcome_days") <= days)
        assert figure.value == pytest.approx(harm["amount"].sum() / kept["amount"].sum())
        assert figure.n == kept.height
        assert f"within {days} days" in figure.method
    assert (seen[1].value or 0) < (seen[10].value or 0) < (seen[30].value or 0)
    untimed = Frames({**frames.by_name, "earnings": rows.with_columns(outcome_days=pl.lit(None, pl.Int64))})
    assert "does not say" in harmed(untimed).method
    longer = harmed(frames, harm_days=365)
    assert not longer.enough
    assert "are not over" in longer.warnings[-1]


def test_earnings_whose_days_are_not_over_do_not_raise_the_share() -> None:
    """Failures are known within 20 days, the rest within 28: the newest earnings tell of failures first."""
    told, naive = [], []
    for seed in range(12):
        rows = paid_world(400, 12, seed, PayPlan(harm=0.1, noise=0.1))["earnings"]
        after, known = aftermath(rows, ASKED), rows["outcome"].is_not_null().to_numpy()
        told.append(after.harm.sum() / after.told.sum())
        naive.append((rows["outcome"].fill_null("attained") != "attained").to_numpy().sum() / known.sum())
    assert abs(np.mean(told) - 0.1) < 0.01 < np.mean(naive) - 0.1


def test_earnings_of_partners_whom_nobody_used_count_as_harm() -> None:
    frames = paid_world(300, 12, 1, PayPlan(harm=0.0))
    rows = frames["earnings"]
    strange = rows.head(200).with_columns(partner=pl.lit("stranger"), earning="s" + pl.col("earning"), outcome=pl.lit("failed"),
                                          outcome_days=pl.lit(1, pl.Int64))
    with_ = Frames({**frames.by_name, "earnings": pl.concat([rows, strange])})
    assert harmed(frames).value == 0
    assert (harmed(with_).value or 0) > 0.05


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(1, 1000), min_size=2, max_size=20), st.integers(1, 1000))
def test_the_curve_is_the_diagonal_where_pay_is_contribution(phi: list[int], times: int) -> None:
    amounts = np.array([phi], np.float64)
    assert abs(float(curve.area(amounts * times, amounts)[0])) < 1e-9
    assert float(curve.moved(amounts * times, amounts)[0]) < 1e-9
    assert -1 <= float(curve.area(amounts[:, ::-1], amounts)[0]) <= 1


def test_below_thirty_partners_pairs_are_shown_and_no_coefficient() -> None:
    score = aligned(paid_world(300, 12, 1, PayPlan()))
    tau = score.figure(TAU)
    assert tau is not None
    assert not tau.enough
    assert tau.n_needed == 30
    assert "pairs are in the table" in tau.warnings[0]
    assert not score.axis.enough
    assert len(score.tables[0].rows) == 12
    for at, by in ((3, 2), (4, 1)):  # a place has an interval, and is that of the value beside it
        places = [cell for row in score.tables[0].rows if isinstance(cell := row[at], Figure)]
        beside = [cell.value for row in score.tables[0].rows if isinstance(cell := row[by], Figure)]
        assert [one.value for one in places] == [1 + sum(other > own for other in beside) for own in beside]
        assert all(1 <= one.low <= one.value <= one.high <= 12 for one in places) and any(one.low < one.high for one in places)
    assert len(next(one for one in score.charts if one.key == "pairs").series) == 12


def test_without_earnings_nothing_is_said() -> None:
    frames, _ = partner_frames(300, 12, 1)
    for given_ in (Frames({}), Frames({name: frames[name] for name in ("customers", "goals", "uses")})):
        score = aligned(given_)
        assert not score.axis.enough
        assert not score.findings
        assert "nothing can be said" in score.warnings[0]


def test_choices_are_counted_by_who_made_them() -> None:
    score = aligned(paid_world(300, 12, 1, PayPlan(), UsePlan(by_customer=0.2)))
    figure = score.figure(CHOSEN)
    assert figure is not None
    assert figure.high is not None
    assert figure.high < 0.3
    assert "not_chosen" in [one.key for one in score.findings]


def test_the_order_of_rows_changes_nothing() -> None:
    frames = paid_world(250, 32, 2, PayPlan())
    mixed = Frames({name: table.sample(fraction=1, shuffle=True, seed=3) for name, table in frames.by_name.items()}, simulated=True)
    a, b = aligned(frames), aligned(mixed)
    assert (a.axis, a.figures, a.tables, a.charts, a.findings) == (b.axis, b.figures, b.tables, b.charts, b.findings)


def test_what_is_planted_is_found_and_nothing_else() -> None:
    found = {"aligned": 0, "misaligned": 0, "harm": 0, "silent": 0}
    pays: tuple[Literal["aligned", "reversed", "unrelated"], ...] = ("aligned", "reversed", "unrelated")
    for seed in range(12):
        worlds = paid_worlds(300, 36, seed, *(PayPlan(pay=pay) for pay in pays))
        seen = contributions(worlds[0], ASKED)  # the same whatever is paid
        kinds = {pay: [one.key for one in alignment(each, ASKED, seen).findings] for pay, each in zip(pays, worlds, strict=True)}
        found["aligned"] += "aligned" in kinds["aligned"] and "misaligned" not in kinds["aligned"]
        found["misaligned"] += "misaligned" in kinds["reversed"]
        found["silent"] += not kinds["unrelated"]
    for seed in range(12):
        score = aligned(paid_world(150, 10, seed, PayPlan(harm=0.3)))
        found["harm"] += "pay_per_harm" in [one.key for one in score.findings]
        assert score.figure(HARMED) is not None
    assert all(found[key] >= 11 for key in ("aligned", "misaligned", "harm"))
    assert found["silent"] >= 9


def test_the_axis_is_tau_from_0_on() -> None:
    score = aligned(paid_world(300, 36, 1, PayPlan(pay="reversed")))
    assert score.axis.name == AXIS
    assert score.axis.value == 0.0
    assert score.axis.low == 0.0


def test_names_of_figures_are_unique() -> None:
    score = aligned(paid_world(300, 36, 1, PayPlan()))
    cells = [cell for table in score.tables for row in table.rows for cell in row if not isinstance(cell, str)]
    names = [one.name for one in (score.axis, *score.figures, *cells)]
    assert len(names) == len(set(names))
    assert all(name in names for finding in score.findings for name in finding.figures)


@pytest.mark.parametrize("fee", [0.0, 5.0])
def test_where_all_but_one_earn_alike_there_is_no_order(fee: float) -> None:
    """Leaving that one out leaves ties alone: no interval, and no fault that loses the other five factors."""
    frames = paid_world(900, 32, 3, PayPlan())
    one = frames["partners"]["partner"].sort()[0]
    paid = frames["earnings"].with_columns(amount=pl.when(pl.col("partner") == one).then(100.0).otherwise(pl.lit(fee))).unique("partner")
    score = aligned(Frames({**frames.by_name, "earnings": paid}))
    assert not score.axis.enough and any("alike" in words for words in score.axis.warnings)
