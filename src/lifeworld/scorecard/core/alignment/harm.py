"""Pay per harm: the share of earnings on what failed or was declined afterwards.

Earnings by the same partner and by the same customer go together, so the variance is that of both: clusters of partners plus clusters of
households less their crossings (Cameron, Gelbach & Miller 2011, doi 10.1198/jbes.2010.07136). The interval is that of a Beta distribution
for as many earnings as that variance is worth (Korn & Graubard 1998).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lifeworld.kit import quantiles

Floats = NDArray[np.float64]
HARM = ("failed", "declined")


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
    off = amount * (harm - value) / whole
    pair = partner * (int(household.max()) + 1) + household
    spread = sum(sign * _squares(code, off) for sign, code in ((1, partner), (1, household), (-1, pair)))
    spread = max(spread, _squares(household, off), _squares(partner, off))
    partners = len(np.unique(partner))
    worth = value * (1 - value) / spread if spread > 0 and 0 < value < 1 else 1 / _squares(household, np.maximum(amount, 0.0) / whole)
    if partners > 1 and 0 < value < 1:
        few = quantiles.normal((1 + level) / 2) / quantiles.student((1 + level) / 2, partners - 1)
        worth *= float(few) ** 2
    low, high = (float(quantiles.beta(p, value * worth + 0.5, (1 - value) * worth + 0.5)) for p in ((1 - level) / 2, (1 + level) / 2))
    return value, min(low, value), max(high, value)


def _squares(code: NDArray[np.int64], off: Floats) -> float:
    """Sum over clusters of the squared sums."""
    _, at = np.unique(code, return_inverse=True)
    return float((np.bincount(at, off) ** 2).sum())
