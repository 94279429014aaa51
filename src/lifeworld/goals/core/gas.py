"""Goal Attainment Scaling: one number, T, from scales that everybody chose for herself.

T = 50 + 10 sum(w x) / sqrt((1 - rho) sum(w^2) + rho (sum w)^2), with x from -2 to +2, weights w above 0 and rho = .3, the correlation that
is assumed between scales. Where every outcome is as expected, T is 50; over people its standard deviation is meant to be 10.

Source: Kiresuk & Sherman 1968, doi 10.1007/BF01530764. Turner-Stokes 2009, doi 10.1177/0269215508101742, printed the denominator wrongly
and published an erratum; formulas that leave the square root out, or square the sum of weights twice, are common copies of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lifeworld.kit.errors import InputRefused
from lifeworld.kit.ratio import ratio

Floats = NDArray[np.float64]
RHO = 0.3


@dataclass(frozen=True)
class Attained:
    """T now, at the baseline, and their difference, over the same scales. None is not known.

    ``t`` counts the scales that are known now (``n_known`` of ``n``); ``t_baseline`` and ``t_change`` those that are known at both times
    (``n_both``). ``worst`` and ``best``: T if every unknown scale were -2 or +2.
    """

    t: float | None
    t_baseline: float | None
    t_change: float | None
    worst: float
    best: float
    n: int
    n_known: int
    n_both: int


def t_score(levels: ArrayLike, weights: ArrayLike | None = None, rho: float = RHO) -> Floats:
    """T of each row of levels [..., scales]; unknown levels (NaN) drop out with their weights; a row without any known is NaN.

    ``weights``: above 0, for each scale or of the shape of levels; None: all alike. Multiplying all by one number changes nothing.
    Errors: InputRefused for a level outside -2 to +2, a weight that is not above 0, or a rho outside 0 to 1.

    >>> float(t_score([1, 1, 0], [2, 1, 1]))
    60.0
    >>> t_score([[0, 0], [1, float("nan")], [float("nan"), float("nan")]]).tolist()
    [50.0, 60.0, nan]
    """
    x = np.atleast_1d(np.asarray(levels, np.float64))
    w = np.broadcast_to(np.asarray(1.0 if weights is None else weights, np.float64), x.shape)
    known = ~np.isnan(x)
    if (np.abs(x[known]) > 2).any():
        raise InputRefused("bad_level", "A level lies outside -2 to +2.", "Judge each scale from -2 (much less than hoped) to +2.")
    if not (np.isfinite(w) & (w > 0)).all():
        raise InputRefused("bad_weight", "A weight is not above 0.", "Give every scale a weight above 0, or leave the scale out.")
    if not 0 <= rho <= 1:
        raise InputRefused("bad_rho", f"The correlation between scales cannot be {rho}.", "Give a rho from 0 to 1; .3 is usual.")
    w = np.where(known, w, 0.0)
    scale = np.max(w, axis=-1, keepdims=True, initial=0.0)
    w = np.divide(w, scale, out=np.zeros_like(w), where=scale > 0)
    top = (w * np.where(known, x, 0.0)).sum(axis=-1)
    below = np.sqrt((1 - rho) * (w**2).sum(axis=-1) + rho * w.sum(axis=-1) ** 2)
    return np.asarray(50.0 + 10.0 * ratio(top, below), np.float64)


def attained(now: ArrayLike, baseline: ArrayLike, weights: ArrayLike | None = None, rho: float = RHO) -> Attained:
    """T of one person now and at the baseline, levels [scales] each, NaN where not known.

    >>> attained([0, 1], [-1, float("nan")]).t_change
    10.0
    >>> found = attained([0, float("nan")], [-1, -1])
    >>> found.t, found.n_known, round(found.worst, 1), round(found.best, 1)
    (50.0, 1, 37.6, 62.4)
    """
    x, before = (np.atleast_1d(np.asarray(each, np.float64)) for each in (now, baseline))
    if not len(x):
        return Attained(None, None, None, np.nan, np.nan, 0, 0, 0)
    known = ~np.isnan(x)
    both = known & ~np.isnan(before)
    t = _value(t_score(x, weights, rho))
    after, start = (_value(t_score(np.where(both, each, np.nan), weights, rho)) for each in (x, before))
    worst, best = (float(t_score(np.where(known, x, end), weights, rho)) for end in (-2.0, 2.0))
    change = None if after is None or start is None else after - start
    return Attained(t, start, change, worst, best, len(x), int(known.sum()), int(both.sum()))


def _value(t: Floats) -> float | None:
    return None if np.isnan(t) else float(t)
