"""Simulated earnings: partners are paid for every use, by what they contribute, against it, or without regard to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.kit import quantiles, streams
from lifeworld.kit.ids import hash64
from lifeworld.scorecard.core.simulation.partners import Used
from lifeworld.scorecard.core.simulation.people import AS_OF, PARTS

Floats = NDArray[np.float64]
_DAY_US = 86_400_000_000


@dataclass(frozen=True)
class PayPlan:
    """What is planted. ``pay``: "aligned" (a partner's earnings are its contribution times lognormal noise), "reversed" (who contributes
    least earns most) or "unrelated". ``noise``: standard deviation of the logarithm of earnings; ``per_use``: mean amount of a use;
    ``harm``: share of uses that a failed or declined outcome follows; ``unknown``: share of which nothing is known; ``follows``: how much
    more is paid where the customer attained, as a share of the amount, where pay is aligned. Failures are known within 20 days, the rest
    within 28; what is known only after the day that the ecosystem is seen from is not known.
    """

    pay: Literal["aligned", "reversed", "unrelated"] = "aligned"
    noise: float = 0.6
    per_use: float = 20.0
    harm: float = 0.02
    unknown: float = 0.05
    follows: float = 0.5


def earned(used: Used, t: Floats, seed: int, *, plan: PayPlan | None = None) -> pl.DataFrame:
    """The frame of earnings, one a use; ``t`` float64[C]: T of each customer of ``used``, NaN where not known.

    >>> from lifeworld.scorecard.core.simulation.partners import used
    >>> earned(used(pl.Series(["a", "b", "c"]), 4, 1), np.array([40.0, 60.0, np.nan]), 1).columns
    ['earning', 'partner', 'customer', 'at', 'amount', 'outcome', 'outcome_days']
    """
    plan = plan or PayPlan()
    partners = len(used.keys)
    n_uses = np.maximum(np.bincount(used.partner, minlength=partners), 1)
    own = streams.stream_keys(seed, PARTS["earnings"], hash64(used.keys))
    drawn = np.asarray(quantiles.normal(streams.uniforms(own, 2)))
    helped = used.worth * n_uses
    if plan.pay == "unrelated" or not helped.any():
        target = np.exp(drawn[:, 1])
    elif plan.pay == "aligned":
        target = helped
    else:
        target = np.sort(helped)[::-1][np.argsort(np.argsort(helped, kind="stable"), kind="stable")]
    target = target * np.exp(plan.noise * drawn[:, 0])
    rate = plan.per_use * target / target.sum() * len(used.partner) / n_uses
    uses = used.uses.height
    each = streams.uniforms(streams.stream_keys(seed, PARTS["earnings"], 2, np.arange(uses, dtype=np.uint64)), 4)
    amount = rate[used.partner] * np.exp(0.3 * np.asarray(quantiles.normal(each[:, 0])))
    if plan.pay == "aligned":
        amount *= 1 + plan.follows * (np.nan_to_num(t)[used.customer] >= 50)
    outcome = np.where(each[:, 2] < plan.unknown, 3, np.where(each[:, 1] >= plan.harm, 0, np.where(each[:, 1] < 0.8 * plan.harm, 1, 2)))
    words = pl.Series(["attained", "failed", "declined", None])
    days = np.floor(np.where((outcome == 1) | (outcome == 2), 1 + 20 * each[:, 3], 21 + 8 * each[:, 3])).astype(np.int64)
    seen = int(np.datetime64(AS_OF, "us").astype(np.int64)) + _DAY_US
    outcome = np.where(used.uses["at"].dt.epoch("us").to_numpy() + days * _DAY_US > seen, 3, outcome)
    return pl.DataFrame({
        "earning": "earning-" + pl.Series(np.arange(1, uses + 1)).cast(pl.String).str.zfill(8), "partner": used.uses["partner"],
        "customer": used.uses["customer"], "at": used.uses["at"], "amount": np.round(amount, 2), "outcome": words.gather(outcome),
        "outcome_days": pl.select(pl.when(pl.Series(outcome < 3)).then(pl.Series(days))).to_series()})
