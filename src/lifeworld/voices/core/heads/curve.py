"""The learning curve: how well heads agree with people at growing numbers of codings, and what more codings should buy.

Heads are learned from ever more customers' statements, drawn at random several times, and judged on all statements of the others. An
inverse power law (Cortes et al. 1993; Figueroa et al. 2012, doi 10.1186/1472-6947-12-8) goes through the means over codes; its band
comes from repeating the fit on resampled customers and draws.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from lifeworld.kit.streams import poisson_weights, stream_keys, uniforms
from lifeworld.voices.core.heads.learning import Ready, fitted, fold_scores, folds, of_codes
from lifeworld.voices.core.heads.scaling import scaled, scaling_of
from lifeworld.voices.core.heads.values import POSITIVES_MIN, Bool, Examples, Float, HeadSettings, Int

SHARES = (0.15, 0.3, 0.5, 0.8)
"""Parts of the customers that are learned from."""
REPEATS = 3
TRIALS = REPEATS * len(SHARES)
DRAWS = 200
TEST_MIN = 5
"""A code is judged on other customers' statements where at least this many of them have it."""
CODES_MAX = 24
"""A long codebook is judged by the codes that people found most often: the curve would take minutes otherwise."""
POINTS = {"repeat": pl.Int64, "n": pl.Int64, "code": pl.String, "positives": pl.Int64, "alpha": pl.Float64, "f1": pl.Float64}
POWERS = np.linspace(0.2, 1.2, 11)


@dataclass(frozen=True)
class Curve:
    """Points of the curve, and the law through them.

    ``points`` has the columns of POINTS, one row for each draw, size and code that could be judged; ``size`` and ``mean`` float64[S]:
    mean alpha over the codes that could be judged at every size; ``draws`` float64[B, 3]: ceiling, drop and power of each fit on
    resamples (mean alpha at n codings = ceiling - drop n^-power); ``best`` float64[3]: the fit to the points themselves.
    """

    points: pl.DataFrame
    codes: tuple[str, ...]
    size: Float
    mean: Float
    best: Float
    draws: Float

    def at(self, n: float) -> float:
        """Mean alpha that the law gives at ``n`` coded statements; nan where there is no law."""
        return float(_law(self.best[None], n)[0]) if len(self.best) else float("nan")

    def band(self, n: float, level: float = 0.90) -> tuple[float, float]:
        """Interval of ``at``; nan where there is no law."""
        if not len(self.draws):
            return float("nan"), float("nan")
        low, high = np.quantile(_law(self.draws, n), [(1 - level) / 2, (1 + level) / 2])
        return float(low), float(high)

    def lift(self, n: float, more: float, level: float = 0.90) -> tuple[float, float]:
        """Interval of what ``more`` codings add to the mean alpha at ``n``; nan where there is no law."""
        if not len(self.draws):
            return float("nan"), float("nan")
        low, high = np.quantile(_law(self.draws, n + more) - _law(self.draws, n), [(1 - level) / 2, (1 + level) / 2])
        return float(low), float(high)


def learning_curve(parts: Ready, examples: Examples, codes: tuple[str, ...], settings: HeadSettings, seed: int = 0,
                   step: Callable[[int], None] | None = None) -> Curve:
    """The curve of these codings. It has no law where fewer than three sizes, or no code, could be judged.

    ``step`` hears of each of the TRIALS that is done.
    """
    positives = np.nansum(examples.majority, axis=0)
    most = np.sort(np.argsort(-positives, kind="stable")[:CODES_MAX])
    codes, settings = tuple(codes[k] for k in most), replace(settings, folds=min(settings.folds, 3))
    examples = replace(examples, present=examples.present[:, most], coders=examples.coders[:, most])
    parts = of_codes(parts, most)
    rows: list[dict[str, object]] = []
    drawn: dict[tuple[int, int], dict[str, Float]] = {}
    sizes = np.zeros((REPEATS, len(SHARES)))
    for repeat in range(REPEATS):
        place = _places(examples, seed, repeat)
        for nth, share in enumerate(SHARES):
            chosen, rest = np.flatnonzero(place < share), np.flatnonzero(place >= share)
            sizes[repeat, nth] = len(chosen)
            called = _called(parts, examples, chosen, rest, settings, seed)
            found, draws = _judged(called, examples, rest, codes, seed + repeat)
            rows += [{"repeat": repeat, "n": len(chosen), **one} for one in found]
            drawn[repeat, nth] = draws
            if step:
                step(1)
    points = pl.DataFrame(rows, schema=POINTS)
    everywhere = tuple(code for code in codes if all(code in draws for draws in drawn.values()))
    return _curve(points, everywhere, sizes, drawn, seed)


def _places(examples: Examples, seed: int, repeat: int) -> Float:
    """A place from 0 to 1 for each statement, the same for all of a customer: those below a share are learned from."""
    known, back = np.unique(examples.customer, return_inverse=True)
    order = np.argsort(uniforms(stream_keys(seed, 23, repeat, known), 1)[:, 0], kind="stable")
    place = np.empty(len(known))
    place[order] = (np.arange(len(known)) + 0.5) / len(known)
    return place[back.ravel()]


def _called(parts: Ready, examples: Examples, chosen: Int, rest: Int, settings: HeadSettings, seed: int) -> Bool:
    """What heads learned from ``chosen`` call present in ``rest``: bool[len(rest), K]."""
    part = examples.rows(chosen)
    alpha, score = fitted(parts, examples, chosen, settings, folds(part.customer, settings.folds, seed))
    return scaled(fold_scores(parts, alpha, rest, settings), scaling_of(score, part.majority))[1]


def _judged(
    called: Bool, examples: Examples, rest: Int, codes: tuple[str, ...], seed: int
) -> tuple[list[dict[str, object]], dict[str, Float]]:
    """Alpha and F1 of each code that can be judged, and its alpha in DRAWS resamples of customers."""
    truth, customer = examples.majority[rest], examples.customer[rest]
    known, cluster = np.unique(customer, return_inverse=True)
    weights = poisson_weights(stream_keys(seed, np.arange(DRAWS, dtype=np.uint64)), len(known)).astype(np.float64)
    rows, draws = [], {}
    for k, code in enumerate(codes):
        judged, has = np.isfinite(truth[:, k]), truth[:, k] > 0
        positives = int(has.sum())
        if positives < TEST_MIN or positives == int(judged.sum()):
            continue
        cells = [judged, judged & has, judged & called[:, k], judged & (has != called[:, k])]
        sums = np.stack([np.bincount(cluster.ravel(), cell, len(known)) for cell in cells], axis=1)
        _, present, found, wrong = sums.sum(axis=0)
        f1 = (present + found - wrong) / max(present + found, 1)
        rows.append({"code": code, "positives": positives, "alpha": float(_alpha(sums.sum(axis=0)[None])[0]), "f1": float(f1)})
        draws[code] = _alpha(weights @ sums)
    return rows, draws


def _alpha(sums: Float) -> Float:
    """Krippendorff's alpha of two coders from rows of units, present by one, by the other, and disagreements; 0 where undefined."""
    units, one, other, wrong = sums.T
    n, ones = 2 * units, one + other
    expected = 2 * ones * (n - ones)
    return np.asarray(np.where(expected > 0, 1 - np.maximum(n - 1, 0) * 2 * wrong / np.where(expected > 0, expected, 1), 0.0))


def _curve(points: pl.DataFrame, codes: tuple[str, ...], sizes: Float, drawn: dict[tuple[int, int], dict[str, Float]], seed: int) -> Curve:
    none = np.zeros(0)
    size = sizes.mean(axis=0)
    if not codes or len(np.unique(size)) < 3:
        return Curve(points, codes, none, none, none, np.zeros((0, 3)))
    alpha = points.filter(pl.col("code").is_in(codes)).group_by("repeat", "n").agg(pl.col("alpha").mean()).sort("repeat", "n")
    mean = alpha["alpha"].to_numpy().reshape(REPEATS, len(SHARES))
    every = np.array([[np.nanmean([drawn[r, s][code] for code in codes], axis=0) for s in range(len(SHARES))] for r in range(REPEATS)])
    best = fitted_law(sizes.ravel()[None], mean.ravel()[None])[0]
    picks = (uniforms(stream_keys(seed, 29, np.arange(DRAWS, dtype=np.uint64)), REPEATS) * REPEATS).astype(np.int64)
    many = np.stack([every[picks[b], :, b] for b in range(DRAWS)])
    draws = fitted_law(sizes[picks].reshape(DRAWS, -1), many.reshape(DRAWS, -1))
    return Curve(points, codes, size, mean.mean(axis=0), best, draws)


def fitted_law(n: Float, alpha: Float) -> Float:
    """Ceiling, drop and power of the least-squares law through each row of points, float64[B, 3]; the drop is at least 0.

    >>> fitted_law(np.array([[25.0, 100.0, 400.0]]), np.array([[0.4, 0.6, 0.7]])).round(2).tolist()
    [[0.8, 2.0, 0.5]]
    """
    best, least = np.zeros((len(n), 3)), np.full(len(n), np.inf)
    for power in POWERS:
        x = n**-power
        mean_x, mean_y = x.mean(axis=1, keepdims=True), alpha.mean(axis=1, keepdims=True)
        spread = np.maximum(((x - mean_x) ** 2).sum(axis=1), 1e-300)
        drop = np.maximum(-((x - mean_x) * (alpha - mean_y)).sum(axis=1) / spread, 0)
        ceiling = mean_y[:, 0] + drop * mean_x[:, 0]
        over = ceiling > 1
        drop = np.where(over, np.maximum(((1 - alpha) * x).sum(axis=1) / (x * x).sum(axis=1), 0), drop)
        ceiling = np.where(over, 1.0, ceiling)
        error = ((alpha - ceiling[:, None] + drop[:, None] * x) ** 2).sum(axis=1)
        better = error < least - 1e-12
        best[better] = np.stack([ceiling, drop, np.full(len(n), power)], axis=1)[better]
        least = np.where(better, error, least)
    return best


def _law(draws: Float, n: float) -> Float:
    return np.asarray(draws[:, 0] - draws[:, 1] * float(n) ** -draws[:, 2])


def judged_codes(examples: Examples, codes: tuple[str, ...]) -> tuple[str, ...]:
    """Codes with enough positives, and enough statements without them, for figures of their own."""
    truth = examples.majority
    positives, judged = np.nansum(truth, axis=0), np.isfinite(truth).sum(axis=0)
    return tuple(code for k, code in enumerate(codes) if POSITIVES_MIN <= positives[k] <= judged[k] - POSITIVES_MIN)
