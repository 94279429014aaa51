"""Assignment by chance, sample sizes and balance: what holds whatever the order, the batch and the day."""

from __future__ import annotations

import math

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeworld.audiences.core.balance import of_means, of_shares
from lifeworld.audiences.core.holdout import assigned, assigned_later, draws
from lifeworld.audiences.core.sample_size import customers_needed, smallest_effect
from lifeworld.kit.errors import InputRefused

SHARES = st.floats(0.01, 0.5)


@st.composite
def people(draw: st.DrawFn) -> pl.DataFrame:
    keys = draw(st.lists(st.text(min_size=1, max_size=6), unique=True, max_size=60))
    return pl.DataFrame({"key": keys, "stratum": [draw(st.sampled_from("abc")) for _ in keys]},
                        schema={"key": pl.String, "stratum": pl.String})


@given(people(), SHARES, st.randoms())
def test_the_share_is_kept_to_within_one_in_every_stratum_whatever_the_order(customers: pl.DataFrame, share: float, random) -> None:
    made = assigned("salt", customers, share)
    assert made["key"].to_list() == customers["key"].to_list()
    for stratum in made.partition_by("stratum"):
        assert abs((stratum["arm"] == "held").sum() - share * stratum.height) < 1.000001
    order = list(range(customers.height))
    random.shuffle(order)
    again = assigned("salt", customers[order], share)
    assert dict(again.select("key", "arm").iter_rows()) == dict(made.select("key", "arm").iter_rows())


@given(people(), SHARES, st.integers(0, 60))
def test_newcomers_get_the_same_arm_in_any_batch(customers: pl.DataFrame, share: float, cut: int) -> None:
    whole = assigned_later("salt", customers, share)
    parts = pl.concat([assigned_later("salt", customers[:cut], share), assigned_later("salt", customers[cut:], share)])
    assert whole.equals(parts)


def test_draws_are_even_and_holdouts_do_not_know_each_other() -> None:
    keys = pl.Series([f"c{at}" for at in range(20_000)])
    a, b = draws("one", keys), draws("two", keys)
    assert abs(np.histogram(a, 10, (0, 1))[0] - 2000).max() < 5 * math.sqrt(2000 * 0.9)
    assert abs(np.corrcoef(a, b)[0, 1]) < 5 / math.sqrt(20_000)


def test_small_strata_are_held_out_at_the_right_rate_on_average() -> None:
    customers = pl.DataFrame({"key": [f"c{at}" for at in range(3000)], "stratum": [str(at // 3) for at in range(3000)]})
    n_held = (assigned("salt", customers, 0.1)["arm"] == "held").sum()
    assert abs(n_held - 300) < 5 * math.sqrt(1000 * 0.3 * 0.7)


@pytest.mark.parametrize("share", [0.0, 0.6, math.nan, -1])
def test_a_share_that_cannot_be_is_refused(share: float) -> None:
    with pytest.raises(InputRefused, match="share"):
        assigned("s", pl.DataFrame({"key": ["a"], "stratum": [""]}), share)


@pytest.mark.parametrize(("delta", "rho", "published"), [
    (0.05, 0, 6279), (0.1, 0, 1570), (0.2, 0, 392), (0.05, 0.7, 3202), (0.1, 0.7, 801), (0.2, 0.7, 200)])
def test_sizes_are_those_of_the_published_table_rounded_up(delta: float, rho: float, published: int) -> None:
    needed = customers_needed(delta, rho=rho)
    assert needed.held == needed.served
    assert 0 <= needed.held - published <= 1


def test_households_need_more_and_a_small_arm_makes_both_larger() -> None:
    alone = customers_needed(0.1)
    assert customers_needed(0.1, cluster=3, icc=0.2).held == math.ceil(1569.776 * 1.4)
    uneven = customers_needed(0.1, share=0.1)
    assert uneven.held < alone.held
    assert uneven.n > 2 * alone.n
    assert uneven.served == pytest.approx(9 * uneven.held, rel=0.01)


@given(st.floats(0.02, 2), st.floats(0.05, 0.5), st.floats(0, 0.9), st.floats(1, 4), st.floats(0, 0.5))
def test_what_is_needed_for_an_effect_can_show_it(delta: float, share: float, rho: float, cluster: float, icc: float) -> None:
    needed = customers_needed(delta, share=share, rho=rho, cluster=cluster, icc=icc)
    shown = smallest_effect(needed.n, share=needed.held / needed.n, rho=rho, cluster=cluster, icc=icc)
    assert shown <= delta * 1.000001
    assert smallest_effect(needed.n + 10, share=share) < smallest_effect(needed.n, share=share)


def test_experiments_that_cannot_be_are_refused() -> None:
    for wrong in ({"share": 0.0}, {"power": 1.0}, {"alpha": 0.0}, {"rho": 1.0}, {"cluster": 0.5}, {"icc": 2.0}):
        with pytest.raises(InputRefused):
            customers_needed(0.1, **wrong)
    for delta in (0.0, -1.0, math.nan, math.inf, 1e-9):
        with pytest.raises(InputRefused):
            customers_needed(delta)
    assert smallest_effect(1) == math.inf


def test_arms_without_anybody_have_no_difference() -> None:
    assert of_shares("x", 0, 0, 1, 2).difference is None
    assert of_means("x", (0, None, None), (2, 1.0, 0.5)).standardised is None
    assert of_shares("x", 2, 2, 3, 3).standardised is None
    assert of_means("x", (5, 2.0, 2.0), (5, 1.0, 2.0)).standardised == 0.5
