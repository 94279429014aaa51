"""Agreement of any two or more coders on one code, people and models alike.

Every coefficient is a function of sums over units, so its interval resamples whole clusters (customers, or statements)
by re-weighting those sums; sentences of one customer never count as independent. Missing codings are left out, not
read as "absent". Sources: Krippendorff 2019, *Content Analysis*, ch. 12; Cohen 1960, doi 10.1177/001316446002000104;
Gwet 2008, doi 10.1348/000711006X126600; Byrt, Bishop & Carlin 1993, doi 10.1016/0895-4356(93)90018-V.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lifeworld.kit import quantiles
from lifeworld.kit.streams import stream_keys, uniforms

MISSING = -1
COEFFICIENTS = ("prevalence", "percent", "f1", "kappa", "alpha", "ac1", "pabak")
_CELLS_PER_BLOCK = 1 << 22

Float = NDArray[np.float64]


@dataclass(frozen=True)
class Agreement:
    """Coefficients of one code with their intervals; a coefficient that is undefined is nan, and so is its interval.

    ``prevalence`` is the share of codings that say "present" (value 1 or more), ``percent`` the share of agreeing
    pairs, ``f1`` that of "present", ``kappa`` Cohen's (two coders only), ``alpha`` Krippendorff's for nominal data,
    ``ac1`` Gwet's, ``pabak`` the prevalence- and bias-adjusted kappa. ``n_units`` counts units with two codings or
    more; ``low`` and ``high`` are by the coefficient's name.
    """

    n_units: int
    n_clusters: int
    prevalence: float
    percent: float
    f1: float
    kappa: float
    alpha: float
    ac1: float
    pabak: float
    low: dict[str, float]
    high: dict[str, float]


def agreement(
    codings: NDArray[np.integer], clusters: NDArray[np.integer] | None = None, *, n_values: int = 2,
    resamples: int = 1000, level: float = 0.90, seed: int = 0,
) -> Agreement:
    """Agreement on one code.

    ``codings`` int[units, coders]: values 0 to ``n_values - 1``, ``MISSING`` where a coder did not code the unit;
    ``clusters`` int[units]: the customer of each unit (each unit its own cluster when None). The order of units and of
    coders does not matter, except that an interval is drawn anew from other cluster numbers. ``resamples=0`` leaves
    the intervals out (nan). Errors: ValueError for other values.

    >>> both = np.array([[1, 1], [0, 0], [1, 0], [0, 0]])
    >>> found = agreement(both, resamples=0)
    >>> round(found.alpha, 3), found.kappa, round(found.f1, 3)
    (0.533, 0.5, 0.667)
    """
    if codings.ndim != 2 or (codings.size and not MISSING <= codings.min() <= codings.max() < n_values):
        raise ValueError(f"codings must be a table of units by coders with values from -1 to {n_values - 1}")
    sums, layout = _sums_per_cluster(codings, clusters, n_values)
    point = _coefficients(sums.sum(axis=0, keepdims=True), layout)
    at = {name: float(point[name][0]) for name in COEFFICIENTS}
    low, high = _intervals(_resampled(sums, layout, resamples, seed), at, len(sums), level)
    nan = {name: float("nan") for name in COEFFICIENTS}
    return Agreement(
        n_units=int(((codings != MISSING).sum(axis=1) >= 2).sum()), n_clusters=len(sums),
        **{name: float(point[name][0]) for name in COEFFICIENTS}, low=nan | low, high=nan | high,
    )


def resampled(
    codings: NDArray[np.integer], clusters: NDArray[np.integer] | None = None, *, n_values: int = 2,
    resamples: int = 1000, seed: int = 0,
) -> dict[str, Float]:
    """Every coefficient in each of the resamples, float64[resamples]; nan where undefined.

    For the same seed and clusters the resamples are the same for every code, so that means over codes have intervals.
    """
    sums, layout = _sums_per_cluster(codings, clusters, n_values)
    return _resampled(sums, layout, resamples, seed)


@dataclass(frozen=True)
class _Layout:
    n_values: int
    two_coders: bool


def _sums_per_cluster(
    codings: NDArray[np.integer], clusters: NDArray[np.integer] | None, n_values: int
) -> tuple[Float, _Layout]:
    number = np.arange(len(codings)) if clusters is None else np.unique(clusters, return_inverse=True)[1].ravel()
    per_unit, layout = _sums_per_unit(codings, n_values)
    sums = np.zeros((int(number.max(initial=-1)) + 1, per_unit.shape[1]))
    np.add.at(sums, number, per_unit)
    return sums, layout


def _resampled(sums: Float, layout: _Layout, resamples: int, seed: int) -> dict[str, Float]:
    """Coefficients over clusters drawn with replacement, as many as there are."""
    n = len(sums)
    drawn: dict[str, list[Float]] = {name: [np.zeros(0)] for name in COEFFICIENTS}
    block = max(1, _CELLS_PER_BLOCK // max(n, 1))
    for first in range(0, resamples if n else 0, block):
        keys = stream_keys(seed, np.arange(first, min(first + block, resamples), dtype=np.uint64))
        picks = (uniforms(keys, n) * n).astype(np.int64)
        cells = picks + n * np.arange(len(keys))[:, None]
        weights = np.bincount(cells.ravel(), minlength=n * len(keys)).reshape(len(keys), n)
        for name, values in _coefficients(weights @ sums, layout).items():
            drawn[name].append(values)
    return {name: np.concatenate(parts) for name, parts in drawn.items()}


def _sums_per_unit(codings: NDArray[np.integer], q: int) -> tuple[Float, _Layout]:
    """What the coefficients are made of, per unit, all additive.

    Columns: is pairable, is rated, its codings m, its disagreement over m - 1, its share of agreeing pairs, (m, n_1
    and agreeing pairs of "present" for F1), then per value: codings in pairable units, share among its codings, and,
    for two coders, whether the first and whether the second gave it (both having coded).
    """
    counts = (codings[:, :, None] == np.arange(q)).sum(axis=1).astype(np.float64)
    m = counts.sum(axis=1)
    pairable, rated = (m >= 2).astype(np.float64), (m >= 1).astype(np.float64)
    others = np.maximum(m - 1, 1)
    agreeing = (counts * (counts - 1)).sum(axis=1) * pairable
    disagreeing = (m * m - (counts * counts).sum(axis=1)) / others * pairable
    present = counts[:, 1:].sum(axis=1)
    base = [
        pairable, rated, m * pairable, disagreeing, agreeing / (np.maximum(m, 1) * others),
        present * pairable, present * (present - 1) / others * pairable, present / np.maximum(m, 1),
    ]
    columns = [np.stack(base, axis=1), counts * pairable[:, None], counts / np.maximum(m, 1)[:, None]]
    two = codings.shape[1] == 2
    if two:
        columns += [(codings[:, [k]] == np.arange(q)) * pairable[:, None] for k in (0, 1)]
    return np.concatenate(columns, axis=1), _Layout(q, two)


def _coefficients(sums: Float, layout: _Layout) -> dict[str, Float]:
    """Coefficients of each row of sums, float64[rows] each; nan where undefined."""
    q = layout.n_values
    pairable, rated, n, disagreeing, agreeing, present, both_present, share = sums[:, :8].T
    values, shares = sums[:, 8 : 8 + q], sums[:, 8 + q : 8 + 2 * q]
    with np.errstate(divide="ignore", invalid="ignore"):
        percent = agreeing / pairable
        expected = n * n - (values * values).sum(axis=1)
        alpha = 1 - (n - 1) * disagreeing / expected
        pi = shares / rated[:, None]
        by_chance = (pi * (1 - pi)).sum(axis=1) / (q - 1)
        kappa = np.full(len(sums), np.nan)
        if layout.two_coders:
            first, second = sums[:, 8 + 2 * q : 8 + 3 * q], sums[:, 8 + 3 * q : 8 + 4 * q]
            chance = (first * second).sum(axis=1) / (pairable * pairable)
            kappa = (percent - chance) / (1 - chance)
        found = {
            "prevalence": share / rated, "percent": percent, "f1": both_present / present, "kappa": kappa,
            "alpha": alpha, "ac1": (percent - by_chance) / (1 - by_chance), "pabak": (q * percent - 1) / (q - 1),
        }
    return {name: np.where(np.isfinite(value), value, np.nan) for name, value in found.items()}


def _intervals(drawn: dict[str, Float], point: dict[str, float], n: int, level: float) -> tuple[dict[str, float], dict[str, float]]:
    """Percentile intervals, stretched about the point for few clusters; undefined resamples are left out.

    Resampling n clusters varies as if the divisor were n, and knows no Student's t: with 60 clusters plain percentiles held the
    truth in some 86 % instead of 90 % (docs/proof.md).
    """
    low, high = {}, {}
    wider = quantiles.student((1 + level) / 2, n - 1) / quantiles.normal((1 + level) / 2) * (n / (n - 1)) ** 0.5 if n > 1 else np.inf
    for name, values in drawn.items():
        finite, at = values[np.isfinite(values)], point[name]
        if not len(finite) or not np.isfinite(at):
            continue
        ends = np.quantile(finite, [(1 - level) / 2, (1 + level) / 2], method="weibull")
        least = 0.0 if name in {"prevalence", "percent", "f1"} else -1.0
        low[name] = float(max(least, at - wider * max(at - ends[0], 0.0)))
        high[name] = float(min(1.0, at + wider * max(ends[1] - at, 0.0)))
    return low, high
