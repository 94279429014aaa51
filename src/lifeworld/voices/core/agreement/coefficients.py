"""Agreement of any two or more coders on one code, people and models alike.

Every coefficient is a function of sums over units, so its interval resamples whole clusters (customers, or statements)
by re-weighting those sums; sentences of one customer never count as independent. Missing codings are left out, not
read as "absent". Sources: Krippendorff 2019, *Content Analysis*, ch. 12; Cohen 1960, doi 10.1177/001316446002000104;
Gwet 2008, doi 10.1348/000711006X126600; Byrt, Bishop & Carlin 1993, doi 10.1016/0895-4356(93)90018-V; for rankings and scales
Cohen 1968, doi 10.1037/h0026256 (weighted kappa) and Gwet 2014, *Handbook of Inter-Rater Reliability* (AC2).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lifeworld.voices.core.agreement.intervals import percentile_interval
from lifeworld.voices.core.agreement.resamples import MANY, Sums, resampled_sums
from lifeworld.voices.core.agreement.scales import SCALES, Scale, agreement_weights, alpha_distance, kappa_weights

MISSING = -1
_TOGETHER_MAX = 1 << 24
"""Sums of so many cells are held at once."""
_KINDS_MAX = 1 << 20
"""Ways in which all coders together may code a unit, up to which they are told apart by number."""

COEFFICIENTS = ("prevalence", "percent", "f1", "kappa", "alpha", "ac1", "pabak")

Float = NDArray[np.float64]


@dataclass(frozen=True)
class Agreement:
    """Coefficients of one code with their intervals; a coefficient that is undefined is nan, and so is its interval.

    ``prevalence`` is the share of codings that say "present" (value 1 or more), ``percent`` the share of agreeing
    pairs, ``f1`` that of "present", ``kappa`` Cohen's (two coders only), ``alpha`` Krippendorff's,
    ``ac1`` Gwet's, ``pabak`` the prevalence- and bias-adjusted kappa. On an ordinal or interval scale ``kappa``, ``ac1`` (then AC2)
    and ``pabak`` are the weighted ones. ``n_units`` counts units with two codings or
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
    resamples: int = 1000, level: float = 0.90, seed: int = 0, scale: Scale = "nominal",
) -> Agreement:
    """Agreement on one code.

    ``codings`` int[units, coders]: values 0 to ``n_values - 1``, ``MISSING`` where a coder did not code the unit;
    ``clusters`` int[units]: the customer of each unit (each unit its own cluster when None). ``scale`` says how far apart two
    values are: "nominal" (names), "ordinal" (ranks) or "interval" (steps of one size). Where nobody ever disagreed, the low end
    is what as many clusters may have missed, for a resample of perfect agreement is perfect. The order of units and of
    coders does not matter, except that an interval is drawn anew from other cluster numbers. ``resamples=0`` leaves
    the intervals out (nan). Errors: ValueError for other values or another scale.

    >>> both = np.array([[1, 1], [0, 0], [1, 0], [0, 0]])
    >>> found = agreement(both, resamples=0)
    >>> round(found.alpha, 3), found.kappa, round(found.f1, 3)
    (0.533, 0.5, 0.667)
    """
    if codings.ndim != 2 or (codings.size and not MISSING <= codings.min() <= codings.max() < n_values):
        raise ValueError(f"codings must be a table of units by coders with values from -1 to {n_values - 1}")
    if scale not in SCALES:
        raise ValueError(f"the scale must be one of {SCALES}, not {scale}")
    sums, layout = _sums_per_cluster(codings, clusters, n_values, scale)
    return _measured(sums, layout, _resampled(sums, layout, resamples, seed), sums.n, level)


def agreements(
    tables: Sequence[NDArray[np.integer]], clusters: NDArray[np.integer] | None = None, *, resamples: int = 1000,
    level: float = 0.90, seed: int = 0,
) -> list[Agreement]:
    """Agreement in each of several tables int[units, coders] over the same units (1, 0, MISSING), drawn together.

    One draw of clusters serves all of them, as for all pairs of coders on one code. ``n_clusters`` counts those in which a table
    has something to compare (something judged, for the table of one coder).

    >>> both = np.array([[1, 1], [0, 0], [1, 0], [0, 0]] * 10)
    >>> agreements([both, both[:, :1]])[0] == agreement(both)
    True
    """
    made = [_sums_per_cluster(table, clusters, 2, "nominal") for table in tables]
    parts = [part for group in _groups(made) for part in _drawn_together(group, resamples, seed)]
    found = []
    for (sums, layout), part, table in zip(made, parts, tables, strict=True):
        n = sums.n_with(0 if table.shape[1] > 1 else 1)
        found.append(_measured(sums, layout, _coefficients(part, layout), n, level))
    return found


def _groups(made: Sequence[tuple[Sums, _Layout]]) -> list[list[Sums]]:
    """The sums in their order, as many together as may be held at once: the draws are the same for all of them."""
    groups: list[list[Sums]] = []
    cells = 0
    for sums, _ in made:
        cells += sums.rows.size
        if not groups or cells > _TOGETHER_MAX or sums.counts is not None or groups[-1][-1].counts is not None:
            groups.append([])
            cells = sums.rows.size
        groups[-1].append(sums)
    return groups


def _drawn_together(group: Sequence[Sums], resamples: int, seed: int) -> list[Float]:
    whole = group[0] if len(group) == 1 else Sums(np.concatenate([sums.rows for sums in group], axis=1))
    ends = np.cumsum([sums.rows.shape[1] for sums in group])
    return np.split(np.concatenate([np.zeros((0, int(ends[-1]))), *resampled_sums(whole, resamples, seed)]), ends[:-1], axis=1)


def _measured(sums: Sums, layout: _Layout, drawn: dict[str, Float], n: int, level: float) -> Agreement:
    point = _coefficients(sums.total[None, :], layout)
    at = {name: float(point[name][0]) for name in COEFFICIENTS}
    low, high = _intervals(drawn, at, n, level)
    if low and at["percent"] == 1:
        unseen = _had_some_disagreed(sums, layout, level, n)
        low |= {name: min(value, unseen[name]) for name, value in low.items() if unseen[name] == unseen[name]}
    nan = {name: float("nan") for name in COEFFICIENTS}
    return Agreement(n_units=round(float(sums.total[0])), n_clusters=n, **at, low=nan | low, high=nan | high)


def resampled(
    codings: NDArray[np.integer], clusters: NDArray[np.integer] | None = None, *, n_values: int = 2,
    resamples: int = 1000, seed: int = 0, scale: Scale = "nominal",
) -> dict[str, Float]:
    """Every coefficient in each of the resamples, float64[resamples]; nan where undefined.

    For the same seed and clusters the resamples are the same for every code, so that means over codes have intervals.
    """
    sums, layout = _sums_per_cluster(codings, clusters, n_values, scale)
    return _resampled(sums, layout, resamples, seed)


def resampled_each(tables: Sequence[NDArray[np.integer]], clusters: NDArray[np.integer] | None = None, *, resamples: int = 1000,
                   seed: int = 0) -> list[dict[str, Float]]:
    """``resampled`` for each of several tables int[units, coders] over the same units (1, 0, MISSING), from one draw of clusters."""
    made = [_sums_per_cluster(table, clusters, 2, "nominal") for table in tables]
    parts = [part for group in _groups(made) for part in _drawn_together(group, resamples, seed)]
    return [_coefficients(part, layout) for (_, layout), part in zip(made, parts, strict=True)]


@dataclass(frozen=True)
class _Layout:
    n_values: int
    two_coders: bool
    scale: Scale


def _sums_per_cluster(
    codings: NDArray[np.integer], clusters: NDArray[np.integer] | None, n_values: int, scale: Scale
) -> tuple[Sums, _Layout]:
    """Sums of each cluster. Units that were coded alike are reckoned once; without clusters, many units stay kinds and counts."""
    n, coders = codings.shape
    layout = _Layout(n_values, coders == 2, scale)
    if (n_values + 1) ** coders > min(_KINDS_MAX, max(n, 1)):
        kinds, kind = codings, np.arange(n)
    else:
        digits = (n_values + 1) ** np.arange(coders)
        kind = np.zeros(n, np.int64)
        for coder, digit in enumerate(digits):
            kind += (codings[:, coder].astype(np.int64) - MISSING) * digit
        counts = np.bincount(kind, minlength=(n_values + 1) ** coders)
        found = np.flatnonzero(counts)
        kinds = found[:, None] // digits % (n_values + 1) + MISSING
        if clusters is None and n >= MANY:
            return Sums(_sums_per_unit(kinds, layout), counts[found]), layout
        kind = (np.cumsum(counts > 0) - 1)[kind]
    per_kind = _sums_per_unit(kinds, layout)
    if clusters is None:
        return Sums(per_kind[kind]), layout
    number = np.unique(clusters, return_inverse=True)[1].ravel()
    columns = [np.bincount(number, weights=column[kind]) for column in per_kind.T]
    return Sums(np.stack(columns, axis=1) if n else per_kind), layout


def _resampled(sums: Sums, layout: _Layout, resamples: int, seed: int) -> dict[str, Float]:
    """Coefficients over clusters drawn with replacement, as many as there are."""
    drawn: dict[str, list[Float]] = {name: [np.zeros(0)] for name in COEFFICIENTS}
    for block in resampled_sums(sums, resamples, seed):
        for name, values in _coefficients(block, layout).items():
            drawn[name].append(values)
    return {name: np.concatenate(parts) for name, parts in drawn.items()}


def _sums_per_unit(codings: NDArray[np.integer], layout: _Layout) -> Float:
    """What the coefficients are made of, per unit, all additive.

    Columns: is pairable, is rated, its codings m, its disagreement over m - 1, its share of agreeing pairs, (m, n_1
    and agreeing pairs of "present" for F1), then per value: codings in pairable units, share among its codings, and,
    for two coders, whether the first and whether the second gave it (both having coded); for ranks and scales also the
    coincidences of every two values, over m - 1.
    """
    q, scale = layout.n_values, layout.scale
    counts = np.stack([(codings == value).sum(axis=1) for value in range(q)], axis=1).astype(np.float64)
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
    if layout.two_coders:
        columns += [(codings[:, [k]] == np.arange(q)) * pairable[:, None] for k in (0, 1)]
    if scale != "nominal":
        pairs = (counts[:, :, None] * counts[:, None, :] - counts[:, :, None] * np.eye(q)) / others[:, None, None]
        pairs = (pairs * pairable[:, None, None]).reshape(len(codings), q * q)
        columns += [pairs, pairs / np.maximum(m, 1)[:, None]]
    return np.concatenate(columns, axis=1)


def _coefficients(sums: Float, layout: _Layout) -> dict[str, Float]:
    """Coefficients of each row of sums, float64[rows] each; nan where undefined."""
    q = layout.n_values
    pairable, rated, n, disagreeing, agreeing, present, both_present, share = sums[:, :8].T
    values, shares = sums[:, 8 : 8 + q], sums[:, 8 + q : 8 + 2 * q]
    with np.errstate(divide="ignore", invalid="ignore"):
        percent = agreeing / pairable
        expected = n * n - (values * values).sum(axis=1)
        pi = shares / rated[:, None]
        by_chance = (pi * (1 - pi)).sum(axis=1) / (q - 1)
        kappa = np.full(len(sums), np.nan)
        first, second = sums[:, 8 + 2 * q : 8 + 3 * q], sums[:, 8 + 3 * q : 8 + 4 * q]
        if layout.two_coders:
            chance = (first * second).sum(axis=1) / (pairable * pairable)
            kappa = (percent - chance) / (1 - chance)
        found = {
            "prevalence": share / rated, "percent": percent, "f1": both_present / present, "kappa": kappa,
            "alpha": 1 - (n - 1) * disagreeing / expected, "ac1": (percent - by_chance) / (1 - by_chance),
            "pabak": (q * percent - 1) / (q - 1),
        }
        if layout.scale != "nominal":
            found |= _weighted(sums, layout, by_chance)
    return {name: np.where(np.isfinite(value), value, np.nan) for name, value in found.items()}


def _weighted(sums: Float, layout: _Layout, by_chance: Float) -> dict[str, Float]:
    """The coefficients that weigh how far apart two values are, float64[rows] each."""
    q, scale = layout.n_values, layout.scale
    pairable, n, values = sums[:, 0], sums[:, 2], sums[:, 8 : 8 + q]
    coincidences, pairs = sums[:, -2 * q * q : -q * q].reshape(-1, q, q), sums[:, -q * q :].reshape(-1, q, q)
    distance = alpha_distance(scale, values)
    observed = (coincidences * distance).sum(axis=(1, 2))
    expected = (values[:, :, None] * values[:, None, :] * distance).sum(axis=(1, 2)) / (n - 1)
    weights = agreement_weights(scale, q)
    percent = (pairs * weights).sum(axis=(1, 2)) / pairable
    chance = weights.sum() / q * by_chance
    even = weights.sum() / q**2
    found = {"alpha": 1 - observed / expected, "ac1": (percent - chance) / (1 - chance), "pabak": (percent - even) / (1 - even)}
    if layout.two_coders:
        first, second = sums[:, 8 + 2 * q : 8 + 3 * q], sums[:, 8 + 3 * q : 8 + 4 * q]
        apart = kappa_weights(scale, q)
        crossed = (first[:, :, None] * second[:, None, :] * apart).sum(axis=(1, 2)) / pairable
        found["kappa"] = 1 - (pairs * apart).sum(axis=(1, 2)) / crossed
    return found


def _had_some_disagreed(sums: Sums, layout: _Layout, level: float, n: int) -> dict[str, float]:
    """The coefficients if two coders differed in the largest share of units that n clusters may show none of (one-sided)."""
    total = sums.total
    common = np.argsort(-total[8 : 8 + layout.n_values], kind="stable")[:2]
    pair = np.array([common, common[::-1]])
    differing = pair if layout.two_coders else np.concatenate([pair, np.full((2, 1), MISSING)], axis=1)
    unit = _sums_per_unit(differing, layout).mean(axis=0)
    share = 1 - ((1 - level) / 2) ** (1 / max(n, 1))
    mixed = _coefficients((total * (1 - share) + unit * share * total[0])[None, :], layout)
    return {name: float(value[0]) for name, value in mixed.items() if name != "prevalence"} | {"prevalence": float("nan")}


def _intervals(drawn: dict[str, Float], point: dict[str, float], n: int, level: float) -> tuple[dict[str, float], dict[str, float]]:
    """Ends of the interval of each coefficient that is defined, within what it can be."""
    low, high = {}, {}
    for name, values in drawn.items():
        ends = percentile_interval(values, point[name], n, level)
        if ends is not None:
            low[name] = max(0.0 if name in {"prevalence", "percent", "f1"} else -1.0, ends[0])
            high[name] = min(1.0, ends[1])
    return low, high
