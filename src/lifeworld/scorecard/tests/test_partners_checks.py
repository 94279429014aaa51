"""Concentration, order of uses, single points of failure and partners' health, beside independent computations."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from lifeworld.scorecard.core.partners import contributions, partners_score
from lifeworld.scorecard.core.partners.blocks import blocks, shares
from lifeworld.scorecard.core.partners.concentration import concentrated, concentration, hhi, hhi_of_counts, hhi_unbiased, shannon_number
from lifeworld.scorecard.core.partners.health import health
from lifeworld.scorecard.core.partners.leaving import attained_customers, out_of_reach
from lifeworld.scorecard.core.partners.titles import titles
from lifeworld.scorecard.core.partners.touches import chain, removal, removal_intervals
from lifeworld.scorecard.core.simulation.partners import UsePlan, partner_frames
from lifeworld.scorecard.core.values import Asked, FactorScore

ASKED = Asked(as_of="2026-06-30", since="2026-04-01", permutations=200, replicates=60)


def test_goldens_of_concentration() -> None:
    """reference/six-factors.md, F4: shares 50/20/15/10/5."""
    amounts = np.array([50.0, 20, 15, 10, 5])
    assert round(float(hhi(amounts)), 3) == 0.325
    assert round(1 / float(hhi(amounts)), 2) == 3.08
    assert round(float(shannon_number(amounts)), 2) == 3.79
    assert hhi_of_counts([3, 2]) == pytest.approx((3 * 2 + 2 * 1) / (5 * 4))
    assert [concentrated(one) for one in (0.181, 0.18, 0.10, 0.099)] == [
        "highly concentrated", "moderately concentrated", "moderately concentrated", "not concentrated"]


def test_the_index_without_bias_is_right_on_average() -> None:
    rng = np.random.default_rng(2)
    truth = np.array([4.0, 2, 2, 1, 1])
    drawn = truth + rng.normal(0, 0.5, (4000, 5))
    plain = float(hhi(drawn).mean())
    corrected = np.mean([hhi_unbiased(one, np.full(5, 0.25), 1.25) for one in drawn])
    assert abs(corrected - float(hhi(truth))) < 0.004 < abs(plain - float(hhi(truth)))
    many = np.array([1.0] * 10 + [0.0] * 30)  # most add nothing: the halves of their errors above 0 are no shares
    drawn = many + rng.normal(0, 0.2, (4000, 40))
    corrected = np.mean([hhi_unbiased(one, np.full(40, 0.04), 1.6) for one in drawn])
    assert abs(corrected - 0.1) < 0.01 < abs(float(hhi(drawn).mean()) - 0.1)


@pytest.mark.parametrize(("idle", "helping", "spread"), [(30, 10, 0.2), (30, 10, 0.5), (0, 12, 0.2), (500, 500, 0.5)])
def test_the_interval_of_the_index_covers(idle: int, helping: int, spread: float) -> None:
    rng, held, known = np.random.default_rng(3), 0, 0
    truth = np.array([0.0] * idle + [1.0] * helping)
    for _ in range(200):
        phi = truth + spread * rng.normal(size=len(truth))
        index = concentration(phi, np.zeros(len(phi)), phi + spread * rng.normal(size=(100, len(phi))), 0.9).index
        known += not np.isnan(index[0])
        held += bool(index[1] <= 1 / helping <= index[2])
    assert known >= 60
    assert held / known >= 0.84


def test_the_index_is_not_known_where_all_contributions_may_be_nothing() -> None:
    rng = np.random.default_rng(4)
    known = 0
    for _ in range(100):
        phi = rng.normal(size=20)
        known += not np.isnan(concentration(phi, np.zeros(20), phi + rng.normal(size=(100, 20)), 0.9).index[0])
    assert known <= 10


def test_shannon_is_known_only_where_few_may_add_nothing() -> None:
    rng = np.random.default_rng(5)
    for truth, told in ((np.ones(12), True), (np.array([1.0] * 4 + [0.0] * 20), False)):
        phi = truth + 0.1 * rng.normal(size=len(truth))
        shannon = concentration(phi, np.zeros(len(phi)), phi + 0.1 * rng.normal(size=(200, len(phi))), 0.9).shannon
        assert np.isnan(shannon[0]) != told
        assert not told or shannon[1] <= 12 <= shannon[2] + 1e-9


def test_negative_contributions_have_no_share_and_are_counted() -> None:
    phi = np.array([3.0, 1.0, -2.0])
    found = concentration(phi, np.zeros(3), np.tile(phi, (5, 1)), 0.9, phi < 0)
    assert found.raw == pytest.approx(0.625)
    assert found.index[0] == pytest.approx(0.625)
    assert (found.n_positive, found.n_negative) == (2, 1)
    assert np.isnan(concentration(-phi[:2], np.zeros(2), np.tile(-phi[:2], (5, 1)), 0.9).index[0])


def walked(customer: np.ndarray, partner: np.ndarray, attained: np.ndarray, partners: int, gone: int | None) -> float:
    """Chance to attain, by walking the chain step by step until nothing is left; a partner that is gone leads nowhere."""
    start, end, lost = partners, partners + 1, partners + 2
    steps = np.zeros((partners + 3, partners + 3))
    for one in np.unique(customer):
        path = [start, *partner[customer == one].tolist(), end if attained[customer == one][0] else lost]
        for a, b in pairwise(path):
            steps[a, b] += 1
    steps /= np.maximum(steps.sum(axis=1, keepdims=True), 1)
    if gone is not None:
        steps[gone] = 0
    steps[end, end] = steps[lost, lost] = 1
    now = np.zeros(partners + 3)
    now[start] = 1
    for _ in range(3000):
        now = now @ steps
    return float(now[end])


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 5))
def test_removal_effects_are_those_of_the_chain_walked(seed: int, partners: int) -> None:
    rng = np.random.default_rng(seed)
    customer = np.sort(rng.integers(0, 25, 60))
    partner, good = rng.integers(0, partners, 60), rng.random(25)[customer] < 0.6
    whole = walked(customer, partner, good, partners, None)
    found = removal(chain(customer, partner, good, partners))
    if whole == 0:
        assert np.isnan(found).all()
        return
    without = [walked(customer, partner, good, partners, at) for at in range(partners)]
    np.testing.assert_allclose(found, 1 - np.array(without) / whole, atol=1e-6)


def test_removal_intervals_hold_their_values() -> None:
    rng = np.random.default_rng(1)
    customer = np.sort(rng.integers(0, 200, 500))
    value, low, high = removal_intervals(customer, rng.integers(0, 6, 500), rng.random(200)[customer] < 0.5, customer % 20, 6, 0.9)
    assert ((low <= value) & (value <= high)).all()
    assert (high - low > 0).all()


def reach_of(rows: list[tuple[str, str, str | None, str | None]], attained: int) -> dict[str, float]:
    uses = pl.DataFrame(rows, schema={"customer": pl.String, "partner": pl.String, "role": pl.String, "job": pl.String}, orient="row")
    who = pl.Series("customer", [f"c{at}" for at in range(attained)])
    drawn = blocks(pl.DataFrame({"customer": who}).with_columns(household=pl.lit(None, pl.String)), [uses["customer"]], 4, 1)
    found = out_of_reach(uses, who, drawn, 0.9)
    return dict(zip(found["partner"], found["value"].round(3)))


def test_out_of_reach_is_what_nobody_else_served() -> None:
    rows = [("c0", "a", "ship", "j"), ("c1", "a", "ship", "j"), ("c2", "b", "ship", "j"), ("c3", "a", "print", "j"), ("c3", "a", "print",
                                                                      "j"),
            ("c4", "b", "pay", "j"), ("x", "b", "print", "j")]
    # Both ship; only a prints for one who attained (x did not); only b is paid.
    assert reach_of(rows, 10) == {"a": 0.1, "b": 0.1}


def test_roles_that_are_not_told_say_nothing() -> None:
    assert reach_of([("c0", "a", None, None), ("c1", "b", None, None)], 2) == {}
    assert reach_of([("c0", "a", None, None), ("c1", "b", "ship", None)], 2) == {"b": 0.5}
    assert reach_of([("c0", "a", "print", None), ("c1", "b", "ship", None)], 2) == {"a": 0.5, "b": 0.5}


def test_a_rival_must_have_served_some() -> None:
    """Of 100 customers whom a served, one used a rival, too: a is alone with 99. Five rivals' customers of 100 make it one of several."""
    def rows(rivals: int) -> list[tuple[str, str, str | None, str | None]]:
        return [(f"c{at}", "b" if at < rivals else "a", "ship", "j") for at in range(100)]

    assert reach_of([*rows(0), ("c0", "b", "ship", "j")], 100) == {"a": 0.99}
    assert reach_of(rows(4), 100) == {"a": 0.96}
    assert reach_of(rows(5), 100) == {}


@pytest.mark.parametrize("told", [True, False])
def test_nothing_is_called_diverse_where_nobody_says_what_partners_do(told: bool) -> None:
    frames, _ = partner_frames(1500, 20, 1, plan=UsePlan(told=told, spread=0.2))
    score = partners_score(frames, ASKED, contributions(frames, ASKED))
    assert ("diverse" in [one.key for one in score.findings]) == told


def critical_of(plan: UsePlan, seed: int) -> tuple[FactorScore, list[str]]:
    frames, _ = partner_frames(600, 12, seed, plan=plan)
    score = partners_score(frames, ASKED, contributions(frames, ASKED))
    return score, [one.about for one in score.findings if one.key == "critical_partner"]


@pytest.mark.parametrize("seed", range(3))
def test_near_misses_of_the_critical_partner(seed: int) -> None:
    """A rival in two of a hundred uses hides nobody; one in a quarter of them can stand in; without roles nothing is known."""
    assert critical_of(UsePlan("critical", rival=0.02), seed)[1] == ["partner-0001"]
    several, about = critical_of(UsePlan("critical", rival=0.25), seed)
    figure = several.figure("critical partners")
    assert not about
    assert figure is not None
    assert figure.value == 0
    untold, about = critical_of(UsePlan("critical", told=False), seed)
    figure = untold.figure("critical partners")
    assert figure is not None
    assert figure.value is None
    assert "role" in figure.warnings[0]
    assert not about
    assert "diverse" not in [one.key for one in untold.findings]
    assert {row[-1] for row in untold.tables[0].rows} == {"not known"}


def test_attained_is_a_t_of_fifty_or_more() -> None:
    known = pl.DataFrame({"customer": ["a", "b", "c"], "t": [49.9, 50.0, 60.0]})
    assert attained_customers(known).to_list() == ["b", "c"]


def test_shares_of_blocks_are_wider_where_blocks_differ() -> None:
    even, clustered = np.tile([3.0, 2.0], 20)[None], np.tile([5.0, 0.0], 20)[None]
    bottom = np.full(40, 5.0)
    widths = [float(high[0] - low[0]) for _, low, high in (shares(one, bottom, 0.9) for one in (even, clustered))]
    assert widths[1] > 3 * widths[0]
    value, low, high = shares(np.zeros((1, 40)), bottom, 0.9)
    assert (float(value[0]), float(low[0])) == (0.0, 0.0)
    assert 0 < float(high[0]) < 0.1


def test_titles_are_unique() -> None:
    table = pl.DataFrame({"partner": ["a", "b", "c"], "title": ["Sun", "Sun", None]})
    assert titles(table, ["a", "b", "c"]) == {"a": "Sun (a)", "b": "Sun (b)", "c": "c"}


def test_health_tells_who_stays_and_what_is_filled() -> None:
    frames, _ = partner_frames(400, 40, 3, plan=UsePlan())
    score = partners_score(frames, ASKED, contributions(frames, ASKED))
    for name, low, high in (("partners still there after a year", 0.7, 1.0), ("orders that partners filled whole", 0.9, 1.0),
                            ("orders of partners that were disputed", 0.0, 0.05)):
        figure = score.figure(name)
        assert figure is not None
        assert figure.value is not None
        assert low <= figure.value <= high
    late = score.figure("days until a new partner's first customer attains")
    assert late is not None
    assert not late.enough  # no partner came in the window


@pytest.mark.parametrize("level", [0.9, 0.8])
def test_where_no_partner_left_the_interval_is_that_of_the_level_asked(level: float) -> None:
    frames, _ = partner_frames(60, 12, 3)
    old = frames["partners"].with_columns(joined_at=pl.lit("2020-01-01").str.to_datetime(time_unit="us", time_zone="UTC"),
                                          left_at=pl.lit(None, pl.Datetime("us", "UTC")))
    figures, _ = health(old, frames["uses"], pl.Series("customer", [], pl.String), replace(ASKED, level=level))
    assert (figures[0].value, figures[0].high) == (1.0, 1.0)
    assert figures[0].low == pytest.approx(float(stats.binomtest(12, 12).proportion_ci(level).low))
