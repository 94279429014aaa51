"""Pay per harm: the share of earnings on what failed or was declined within some days.

Earnings by the same partner and by the same customer go together, so the variance is that of both: clusters of partners plus clusters of
households less their crossings (Cameron, Gelbach & Miller 2011, doi 10.1198/jbes.2010.07136). The interval is that of a Beta distribution
for as many earnings as that variance is worth (Korn & Graubard 1998).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.kit import quantiles
from lifeworld.scorecard.core.values import Asked

Floats = NDArray[np.float64]
HARM = ("failed", "declined")
_DAY_US = 86_400_000_000


@dataclass(frozen=True, eq=False)
class Aftermath:
    """What came of earnings within the days that were asked: ``told``: those that count, bool[n]; ``harm``: that failed or were declined
    within these days, bool[n]; ``n_young`` and ``n_unknown``: left out because the days are not over, or because nothing is known.

    ``method``: what that is, in words.
    """

    told: NDArray[np.bool_]
    harm: NDArray[np.bool_]
    n_young: int
    n_unknown: int
    method: str


def aftermath(rows: pl.DataFrame, asked: Asked) -> Aftermath:
    """The aftermath of rows of the frame ``earnings``. What came later than the days asked is not held against an earning; an earning of
    which these days are not over yet is left out, because failures are known before the rest. The days end with ``as_of``, else with the
    window, else with the newest earning.
    """
    at = rows["at"].dt.epoch("us").to_numpy()
    day = asked.as_of or asked.until
    end = int(np.datetime64(day, "us").astype(np.int64)) + _DAY_US if day else int(at.max(initial=0))
    young = at > end - asked.harm_days * _DAY_US
    known, timed = rows["outcome"].is_not_null().to_numpy(), rows["outcome_days"].is_not_null()
    late = (rows["outcome_days"].fill_null(0) > asked.harm_days).to_numpy()
    harm = rows["outcome"].is_in(HARM).fill_null(False).to_numpy() & ~late
    within = f"within {asked.harm_days} days" if timed.any() else "within as many days as the source looks (it does not say how many)"
    return Aftermath(known & ~young, harm & ~young, int(young.sum()), int((~known & ~young).sum()),
                     f"outcome {within}; of earnings at least {asked.harm_days} days old")


def pay_per_harm(amount: Floats, harm: NDArray[np.bool_], partner: NDArray[np.int64], household: NDArray[np.int64],
                 level: float) -> tuple[float, float, float]:
    """Share of amounts float64[n] of which ``harm`` is true, with its interval; all NaN where nothing was earned. Paid back counts below 0.

    >>> rng = np.random.default_rng(1)
    >>> found = pay_per_harm(np.ones(400), np.arange(400) % 10 == 0, rng.integers(0, 20, 400), np.arange(400), 0.9)
    >>> found[0], 0.05 < found[1] < 0.1 < found[2] < 0.15
    (0.1, True)
    """
    whole = float(amount.sum())
    if not len(amount) or whole <= 0:
        return (float("nan"),) * 3
    value = float(np.clip(amount[harm].sum() / whole, 0.0, 1.0))
    pair = partner * (int(household.max()) + 1) + household
    by_pair, by_house, by_partner = (_squares(code, amount * harm, amount, value) / whole**2 for code in (pair, household, partner))
    spread = max(by_partner + by_house - by_pair, by_house, by_partner)
    partners = len(np.unique(partner))
    worth = value * (1 - value) / spread if spread > 0 and 0 < value < 1 else whole**2 / _squares(household, np.maximum(amount, 0.0))
    if partners > 1 and 0 < value < 1:
        few = quantiles.normal((1 + level) / 2) / quantiles.student((1 + level) / 2, partners - 1)
        worth *= float(few) ** 2
    low, high = (float(quantiles.beta(p, value * worth + 0.5, (1 - value) * worth + 0.5)) for p in ((1 - level) / 2, (1 + level) / 2))
    return value, min(low, value), max(high, value)


def _squares(code: NDArray[np.int64], top: Floats, bottom: Floats | None = None, value: float = 0.0) -> float:
    """Sum over clusters of the squared sums of top - value * bottom; whole amounts are summed exactly, in any order."""
    _, at = np.unique(code, return_inverse=True)
    sums = np.bincount(at, top)
    return float(((sums if bottom is None else sums - value * np.bincount(at, bottom)) ** 2).sum())
