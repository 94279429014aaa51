"""The figures and the curve of one saturation: over random orders, and labelled so."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from lifeworld.constellations.core.saturation.rule import NEVER, Ints, Rule
from lifeworld.constellations.core.saturation.values import CurvePoint
from lifeworld.kit import quantiles
from lifeworld.kit.figure import Evidence, Figure, Versions, estimate

OVER_ORDERS = "rule of Guest, Namey and Chen; median and 90 % of {} random orders of these customers"
SHARE = "share of random orders in which it is reached, Jeffreys interval over orders"
CURVE_POINTS = 100


@dataclass(frozen=True)
class Counted:
    """What the rule gave: ``until`` int64[orders], -1 for never; ``enough``: the rule could be applied to ``n`` customers."""

    key: str
    rule: Rule
    n: int
    enough: bool
    until: Ints
    evidence: Evidence
    versions: Versions
    warnings: tuple[str, ...]

    @property
    def share(self) -> float:
        """The share of orders in which saturation was reached."""
        return float((self.until != NEVER).mean())

    @property
    def ends(self) -> tuple[float, float, float]:
        """5 %, median and 95 % of the orders; infinite where it is not reached."""
        until = np.where(self.until == NEVER, np.inf, self.until)
        low, middle, high = np.quantile(until, (0.05, 0.5, 0.95), method="inverted_cdf")
        return float(low), float(middle), float(high)

    @property
    def _needed(self) -> int | None:
        """Customers that the rule needs where there are fewer; how many a study would have needed else, nobody knows."""
        return self.rule.customers_min if self.n < self.rule.customers_min else None

    def reached(self) -> Figure:
        """Customers until saturation; without a number where it is not reached in half of the orders."""
        low, middle, high = self.ends
        warnings = self.warnings
        if np.isinf(high) and not np.isinf(middle):
            warnings += ("In more than 5 % of the orders it is not reached; the upper end is the number of customers.",)
        known = self.enough and not np.isinf(middle)
        value = (middle, low, min(high, float(self.n))) if known else (None, None, None)
        figure = estimate(
            f"{self.key}/customers", *value, unit="customers", method=OVER_ORDERS.format(len(self.until)), n=self.n,
            n_customers=self.n, n_min=self.rule.customers_min, evidence=self.evidence, versions=self.versions, warnings=warnings,
        )
        return figure if known else replace(figure, n_needed=self._needed)

    def share_reached(self) -> Figure:
        """In what share of the orders it is reached, with the error of drawing only some orders."""
        yes, orders = int((self.until != NEVER).sum()), len(self.until)
        low, high = quantiles.beta([0.05, 0.95], yes + 0.5, orders - yes + 0.5)
        value = yes / orders
        figure = estimate(
            f"{self.key}/orders", value if self.enough else None, min(low, value), max(high, value), unit="share", n=orders,
            n_unit="random orders", method=SHARE, evidence=self.evidence, versions=self.versions, warnings=self.warnings,
        )
        return figure if self.enough else replace(figure, n=self.n, n_unit="customers", n_needed=self._needed)


def curve(counts: NDArray[np.int64]) -> tuple[CurvePoint, ...]:
    """Mean and 90 % range over the orders of ``counts`` int64[orders, n], at up to about 100 numbers of customers.

    >>> [point.found for point in curve(np.array([[2, 3], [1, 3]]))]
    [1.5, 3.0]
    """
    n = counts.shape[1]
    at = np.unique(np.round(np.geomspace(1, n, CURVE_POINTS)).astype(int)) if n > CURVE_POINTS else np.arange(1, n + 1)
    shown = counts[:, at - 1]
    low, high = np.quantile(shown, (0.05, 0.95), axis=0, method="inverted_cdf")
    mean = shown.mean(axis=0)
    rows = zip(at.tolist(), mean.tolist(), np.minimum(low, mean).tolist(), np.maximum(high, mean).tolist(), strict=True)
    return tuple(CurvePoint(*row) for row in rows)
