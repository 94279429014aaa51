"""Coefficients as Figures: value, interval, what they rest on, and a warning where the interval is wide."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lifeworld.kit import quantiles
from lifeworld.kit.figure import LEVEL, Evidence, Figure, estimate
from lifeworld.voices.core.agreement import Agreement, agreements, width_warning
from lifeworld.voices.core.agreement.resamples import MANY
from lifeworld.voices.core.coder_comparison.values import COEFFICIENTS

METHODS: Mapping[str, str] = {
    "percent": "share of agreeing pairs of codings", "f1": "F1 of «present»", "kappa": "Cohen's kappa",
    "alpha": "Krippendorff's alpha, nominal", "ac1": "Gwet's AC1", "pabak": "prevalence- and bias-adjusted kappa",
    "prevalence": "share of judged statements",
}
RESAMPLES, RESAMPLES_OF_MANY = 1000, 200
"""Beyond MANY clusters an interval is narrow, and 200 resamples tell its ends."""


@dataclass(frozen=True)
class Basis:
    """What all figures of a comparison share: the seed and whether customers are known."""

    seed: int
    by_customer: bool
    level: float = LEVEL

    @property
    def unit(self) -> str:
        """What is resampled."""
        return "customers" if self.by_customer else "statements"


def measured(tables: Sequence[NDArray[np.int8]], customers: NDArray[np.int64] | None, basis: Basis) -> list[Agreement]:
    """Agreement in each of the tables int8[statements, coders] over the same statements."""
    clusters = len(tables[0]) if customers is None else len(np.unique(customers))
    resamples = RESAMPLES_OF_MANY if clusters >= MANY else RESAMPLES
    return agreements(tables, customers, resamples=resamples, level=basis.level, seed=basis.seed)


def coefficient_figures(found: Agreement, name: str, evidence: Evidence, basis: Basis, *, two: bool) -> dict[str, Figure]:
    """A Figure for each coefficient; ``two`` says that it is of two coders, so that there is a kappa."""
    figures = {}
    for coefficient in COEFFICIENTS:
        if coefficient != "kappa" or two:
            value, low, high = getattr(found, coefficient), found.low[coefficient], found.high[coefficient]
            figures[coefficient] = figure(f"agreement/{name}/{coefficient}", coefficient, value, low, high, found, evidence, basis)
    return figures


def prevalence_figure(values: NDArray[np.int8], found: Agreement, name: str, basis: Basis) -> Figure:
    """Share of "present" among the statements that one coder judged, int8[statements].

    Where it is none or all, every resample says the same; the interval is then Jeffreys' over customers, as many as may differ unseen.
    """
    judged, present = int((values >= 0).sum()), int((values > 0).sum())
    low, high, n = found.low["prevalence"], found.high["prevalence"], found.n_clusters
    if n and present in {0, judged}:
        unseen = float(quantiles.beta((1 + basis.level) / 2, 0.5, n + 0.5))
        low, high = (0.0, unseen) if present == 0 else (1 - unseen, 1.0)
    return figure(f"prevalence/{name}", "prevalence", found.prevalence, low, high, found,
                  Evidence(f"codings of {name} that say present", present), basis, n=judged)


def figure(name: str, kind: str, value: float, low: float, high: float, found: Agreement, evidence: Evidence, basis: Basis,
           n: int | None = None) -> Figure:
    """One figure; without a value or an interval it says how much would be enough."""
    n = found.n_units if n is None else n
    known = not (math.isnan(value) or math.isnan(low) or math.isnan(high))
    warning = width_warning(n, low, high) if known and kind not in {"prevalence", "percent"} else ""
    method = f"{METHODS[kind]}; {100 * basis.level:.0f} % interval by resampling {basis.unit}"
    return estimate(
        name, value if known else None, low, high, method=method, n=n, n_unit="statements", evidence=evidence, level=basis.level,
        n_customers=found.n_clusters if basis.by_customer else None, unit="share" if kind in {"prevalence", "percent"} else "",
        warnings=(warning,) if warning else (),
    )
