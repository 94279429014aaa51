"""A robust trend with an interval, which says «not yet distinguishable» where the interval holds 0."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lifeworld.plugin import stream_keys, student, uniforms

Floats = npt.NDArray[np.float64]
N_MIN = 6
"""Fewer values than this have no trend that could be told from chance."""
PAIRS_MAX = 5_000
"""Pairs that slopes are taken over; of more values, pairs far apart in x are taken, which carry most of the slope."""
METHOD = "Theil-Sen, bootstrap of runs, widened for neighbours that are alike"
MONTH = 30.4375
_BLOCK = 2_000_000
_ALIKE_MOST = 0.9


@dataclass(frozen=True, slots=True)
class Trend:
    """Change of y per unit of x with its interval; NaN where there is not enough, and ``n_needed`` says how much is."""

    slope: float
    low: float
    high: float
    intercept: float
    n: int
    level: float = 0.95
    method: str = METHOD
    n_needed: int = N_MIN

    @property
    def enough(self) -> bool:
        """Whether there is a slope at all."""
        return math.isfinite(self.slope)

    @property
    def distinguishable(self) -> bool:
        """Whether the interval leaves 0 out."""
        return self.enough and (self.low > 0 or self.high < 0)

    @property
    def direction(self) -> int:
        """1 rising, -1 falling, 0 not yet distinguishable."""
        return (1 if self.slope > 0 else -1) if self.distinguishable else 0

    def at(self, x: float) -> float:
        """The line's y at an x."""
        return self.intercept + self.slope * x

    def per(self, scale: float) -> tuple[float, float, float]:
        """Slope and interval per ``scale`` units of x."""
        return self.slope * scale, self.low * scale, self.high * scale

    def words(self, unit: str, *, per: str = "month", scale: float = MONTH, falls: str = "faster by", rises: str = "slower by",
              digits: int = 0) -> str:
        """The trend in words; the interval is written from small to great, its sign is in the first word.

        >>> Trend(-.2, -.3, -.1, 360, 20).words("s/km")
        'faster by 6 s/km a month (3 to 9)'
        >>> Trend(-.2, -.3, .1, 360, 20).words("s/km")
        'not yet distinguishable: between 9 s/km faster and 3 s/km slower a month (n = 20)'
        >>> Trend(float("nan"), float("nan"), float("nan"), float("nan"), 3).words("s/km")
        'not enough: n = 3, about 6 needed'
        """
        if not self.enough:
            return (f"not enough: n = {self.n}, about {self.n_needed} needed" if self.n < self.n_needed
                    else f"not enough: all {self.n} are of one day")
        slope, low, high = self.per(scale)
        down, up = falls.removesuffix(" by"), rises.removesuffix(" by")
        if self.distinguishable:
            small, great = sorted((abs(low), abs(high)))
            digits = digits if round(small, digits) > 0 else digits + 1
            return f"{falls if slope < 0 else rises} {abs(slope):.{digits}f} {unit} a {per} ({small:.{digits}f} to {great:.{digits}f})"
        return (f"not yet distinguishable: between {abs(low):.{digits}f} {unit} {down} and {abs(high):.{digits}f} {unit} {up} a {per}"
                f" (n = {self.n})")


def key_of(seed_key: str | int) -> int:
    """A stream's seed from any text: the first 8 bytes of its BLAKE2b digest."""
    return int.from_bytes(hashlib.blake2b(str(seed_key).encode(), digest_size=8).digest(), "big") >> 1


def pairs_of(n: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Indices of pairs of n values in the order of x: all of them, or those furthest apart, evenly thinned, above ``PAIRS_MAX``."""
    if n * (n - 1) // 2 <= PAIRS_MAX:
        first, second = np.triu_indices(n, 1)
        return first.astype(np.int64), second.astype(np.int64)
    shifts = np.unique(np.linspace(n // 3, 2 * n // 3, max(1, 2 * PAIRS_MAX // n)).astype(np.int64))
    first = np.concatenate([np.arange(n - shift, dtype=np.int64) for shift in shifts])
    second = np.concatenate([np.arange(shift, n, dtype=np.int64) for shift in shifts])
    return first, second


def _weighted_medians(weights: npt.NDArray[np.float32], slopes: Floats) -> Floats:
    """Median of sorted slopes under each row of weights; NaN where a row has none."""
    totals = np.cumsum(weights, axis=1, dtype=np.float32)
    half = totals[:, -1] / 2
    at = (totals < half[:, None]).sum(axis=1)
    return np.where(half > 0, slopes[np.minimum(at, len(slopes) - 1)], np.nan)


def alike_neighbours(x: Floats, residuals: Floats) -> float:
    """By how much an interval is to be widened because runs near in time are alike: 1 where they are not.

    ``x``: float[n], rising; ``residuals``: float[n] off the line, of equal x their mean. The square root of 1 + 2 times the sum of their
    autocorrelations, the larger of two: as if only neighbours hung together (one lag, and what follows of it), and over pairs of lags as
    long as these are positive and fall (Geyer 1992, doi 10.1214/ss/1177011137). Residuals are drawn in to 2.5 robust deviations; what the
    fitted line takes from the correlations, about (2 + 4 r) / n, is given back. A bootstrap of single runs knows nothing of this: form,
    weather and courses last for weeks, and a runner who wanders about her mean would else have a trend far too often.

    >>> days = np.arange(60.0)
    >>> alike_neighbours(days, np.cos(np.pi * days)), alike_neighbours(days, np.sin(days / 5)) > 1.5
    (1.0, True)
    """
    _, which = np.unique(x, return_inverse=True)
    residuals = np.bincount(which, residuals) / np.bincount(which)
    n, middle = len(residuals), float(np.median(residuals))
    most = 2.5 * 1.4826 * float(np.median(np.abs(residuals - middle)))
    drawn_in = np.clip(residuals - middle, -most, most)
    drawn_in -= drawn_in.mean()
    total = float((drawn_in**2).sum())
    if n < 4 or total <= 1e-12:
        return 1.0
    raw = [float((drawn_in[:-lag] * drawn_in[lag:]).sum()) / total for lag in range(1, n // 3 + 1)]
    lags = [each + (2 + 4 * each) / n for each in raw]
    if lags[0] <= 0:
        return 1.0
    summed, before = lags[0], math.inf
    for one, other in zip(lags[1::2], lags[2::2], strict=False):
        before = min(one + other, before)
        if before <= 0:
            break
        summed += before
    first = min(lags[0], _ALIKE_MOST)
    return math.sqrt(max(1 + 2 * summed, (1 + first) / (1 - first), 1.0))


def trend(x: npt.ArrayLike, y: npt.ArrayLike, *, seed_key: str | int, level: float = 0.95, draws: int = 999) -> Trend:
    """Theil-Sen slope of y over x (float[n] each) with a bootstrap interval of the runs.

    The slope is the median over all pairs (Sen 1968, doi 10.1080/01621459.1968.10480934): up to 29 % of the values may be anything.
    The interval resamples the runs and is widened for small n by Student's quantile over the normal one and sqrt(n / (n - 2)) (after
    Hesterberg 2015, doi 10.1080/00031305.2015.1089789), and where neighbouring runs are alike (``alike_neighbours``). Pairs with an
    unknown value are left out: unknown narrows nothing. The order of the values does not matter, and draws come from ``seed_key`` alone.

    >>> t = trend(range(30), [360 - .2 * day for day in range(30)], seed_key="example")
    >>> round(t.slope, 6), t.direction
    (-0.2, -1)
    """
    xs, ys = np.asarray(list(x) if isinstance(x, range) else x, np.float64), np.asarray(y, np.float64)
    known = np.isfinite(xs) & np.isfinite(ys)
    order = np.lexsort((ys[known], xs[known]))
    xs, ys = xs[known][order], ys[known][order]
    n, nan = len(xs), float("nan")
    if n < N_MIN or xs[0] == xs[-1]:
        return Trend(nan, nan, nan, nan, n, level)
    first, second = pairs_of(n)
    apart = xs[second] > xs[first]
    first, second = first[apart], second[apart]
    slopes = (ys[second] - ys[first]) / (xs[second] - xs[first])
    ranks = np.argsort(slopes, kind="stable")
    first, second, slopes = first[ranks], second[ranks], slopes[ranks]
    slope = float(np.median(slopes))
    found = np.empty(draws)
    block = max(1, _BLOCK // len(slopes))
    keys = stream_keys(key_of(seed_key), np.arange(draws, dtype=np.uint64))
    for start in range(0, draws, block):
        part = keys[start:start + block]
        picked = (uniforms(part, n) * n).astype(np.int64) + np.arange(len(part))[:, None] * n
        counts = np.bincount(picked.ravel(), minlength=len(part) * n).reshape(len(part), n).astype(np.float32)
        found[start:start + block] = _weighted_medians(counts[:, first] * counts[:, second], slopes)
    found = found[np.isfinite(found)]
    if not len(found):
        return Trend(nan, nan, nan, nan, n, level)
    tails = (1 - level) / 2
    wider = float(student(1 - tails, n - 2) / student(1 - tails, 1e6)) * math.sqrt(n / (n - 2))
    wider *= alike_neighbours(xs, ys - slope * xs)
    low, high = np.quantile(found, [tails, 1 - tails])
    low, high = min(slope, slope + (float(low) - slope) * wider), max(slope, slope + (float(high) - slope) * wider)
    return Trend(slope, low, high, float(np.median(ys - slope * xs)), n, level)
