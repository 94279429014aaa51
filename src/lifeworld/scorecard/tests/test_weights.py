"""Weights: shares of those who weighed all six, with an interval that holds what all customers would say."""

from __future__ import annotations

from collections import Counter

import numpy as np
import polars as pl
import pytest

from lifeworld.kit.quantiles import binomial
from lifeworld.scorecard.core.frames import Frames, checked
from lifeworld.scorecard.core.values import FACTORS, Asked
from lifeworld.scorecard.core.weights import weighed

KEYS = [factor.key for factor in FACTORS]
ASKED = Asked(as_of="2026-06-30")


def stated(who: str, table: np.ndarray, households: bool = False) -> Frames:
    n = len(table)
    keys = [f"c{at:04d}" for at in range(n)]
    customer = np.repeat(keys, 6) if who == "customer" else None
    rows = {"who": [who] * 6 * n, "customer": customer, "factor": KEYS * n, "weight": table.ravel()}
    weights = checked("weights", pl.DataFrame(rows))
    home = [f"h{at // 2}" if households else None for at in range(n)]
    return Frames({"weights": weights, "customers": checked("customers", pl.DataFrame({"customer": keys, "household": home}))})


def test_the_owners_shares_are_what_was_stated() -> None:
    found, warnings = weighed(stated("owner", np.array([[4, 2, 4, 2, 1, 3.0]])), ASKED)
    assert [found["owner"].shares[key].value for key in KEYS] == pytest.approx([0.25, 0.125, 0.25, 0.125, 0.0625, 0.1875])
    assert not warnings
    assert {share.kind for share in found["owner"].shares.values()} == {"reading"}  # nothing about them is uncertain
    assert found["owner"].shares["success"].text() == "25 % (the owner, 2026-06-30 00:00)"


def test_customers_shares_are_means_of_each_ones_shares() -> None:
    table = np.random.default_rng(1).integers(1, 5, (60, 6)).astype(float)
    found, _ = weighed(stated("customer", table), ASKED)
    each = table / table.sum(axis=1, keepdims=True)
    shares = found["customers"].shares
    assert [shares[key].value for key in KEYS] == pytest.approx(each.mean(axis=0).tolist())
    assert sum(share.value or 0 for share in shares.values()) == pytest.approx(1)
    assert all(share.low <= share.value <= share.high for share in shares.values())


def test_who_left_a_factor_out_or_weighed_all_as_nothing_is_not_counted() -> None:
    table = np.full((40, 6), 2.0)
    table[:3] = 0
    frames = stated("customer", table)
    one = (pl.col("customer") == "c0010") & (pl.col("factor") == "sauce")
    less = Frames({**frames.by_name, "weights": frames["weights"].filter(~one)})
    found, warnings = weighed(less, ASKED)
    assert found["customers"].n == 36 and any(warning.startswith("Some of those") for warning in warnings)
    partly, said = weighed(Frames({"weights": stated("owner", np.full((1, 6), 2.0))["weights"].head(5)}), ASKED)
    assert partly["owner"].shares["success"].value is None and said


def test_few_customers_give_no_shares_but_what_is_needed() -> None:
    found, warnings = weighed(stated("customer", np.full((29, 6), 2.0)), ASKED)
    assert all(share.value is None and share.n_needed == 30 for share in found["customers"].shares.values())
    assert all(share.n == 29 for share in found["customers"].shares.values())
    assert any("there are fewer" in warning for warning in warnings)


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    hits: Counter[str] = Counter()
    chances = np.array([0.5, 0.3, 0.4, 0.2, 0.1, 0.3])
    generator = np.random.default_rng(5)

    def drawn(n: int) -> np.ndarray:
        pair = generator.random((n // 2, 1, 6)) < chances  # households of two who are alike
        own = generator.random((n // 2, 2, 6)) < 0.3
        return 1 + 3.0 * (pair ^ own).reshape(-1, 6)

    large = drawn(400_000)
    truth = (large / large.sum(axis=1, keepdims=True)).mean(axis=0)
    for _ in range(200):
        shares = weighed(stated("customer", drawn(80), households=True), ASKED)[0]["customers"].shares
        for key, true in zip(KEYS, truth, strict=True):
            hits[key] += (shares[key].low or 0) <= true <= (shares[key].high or 0)
    low, high = binomial([0.005, 0.995], 200, 0.9)
    assert all(low <= n <= high for n in hits.values()), hits
