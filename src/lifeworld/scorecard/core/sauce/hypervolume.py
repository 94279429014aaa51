"""Hypervolume: how much of what could be wanted a set of designs reaches, from a reference point on.

The volume of everything that is no better than some design and no worse than the reference (Zitzler & Thiele 1998). Exact for up to
three measures by sweeping the last one, for all sets of a stack at once; for more by slicing along the last measure (Knowles 2002) as
long as that takes fewer than ``CELLS_MAX`` cells, and by drawing points beyond, whose standard error is then told.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from lifeworld.kit import streams
from lifeworld.tools.core.fronts import nondominated

Floats = NDArray[np.float64]
CELLS_MAX = 20_000_000
DRAWS = 40_000
_CHUNK = 4_000_000


def hypervolumes(points: Floats, reference: Floats) -> Floats:
    """Volumes of a stack of sets, float64[s] of float64[s, n, k] with k of 1 to 3; less is better, NaN and what is beyond is no point.

    ``reference``: float64[k], beyond which nothing counts.

    >>> hypervolumes(np.array([[[1., 2.], [2., 1.]], [[1., 2.], [np.nan, 0.]]]), np.array([3., 3.])).tolist()
    [3.0, 2.0]
    """
    inside = np.isfinite(points).all(axis=2, keepdims=True) & (points < reference).all(axis=2, keepdims=True)
    points = np.where(inside, points, reference)
    sets, n, k = points.shape
    if not n:
        return np.zeros(sets)
    if k == 1:
        return np.asarray(reference[0] - points[:, :, 0].min(axis=1))
    found = np.empty(sets)
    step = max(1, _CHUNK // (n if k == 2 else n * n))
    for first in range(0, sets, step):
        part = slice(first, first + step)
        found[part] = _swept(points[part], reference) if k == 2 else _sliced(points[part], reference)
    return found


def _swept(points: Floats, reference: Floats) -> Floats:
    """Two measures: strips between neighbours by the first, as high as the best second one so far."""
    order = np.argsort(points[:, :, 0], axis=1, kind="stable")
    first, second = (np.take_along_axis(points[:, :, j], order, axis=1) for j in (0, 1))
    high = reference[1] - np.minimum.accumulate(second, axis=1)
    return np.asarray((np.diff(first, axis=1, append=reference[0]) * high).sum(axis=1))


def _sliced(points: Floats, reference: Floats) -> Floats:
    """Three measures: slabs between neighbours by the last, each as large as what the points below it reach in the other two."""
    sets, n = points.shape[:2]
    by_first = np.argsort(points[:, :, 0], axis=1, kind="stable")
    first, second, third = (np.take_along_axis(points[:, :, j], by_first, axis=1) for j in (0, 1, 2))
    levels = np.sort(third, axis=1)
    width, thick = np.diff(first, axis=1, append=reference[0]), np.diff(levels, axis=1, append=reference[2])
    found = np.zeros(sets)
    step = max(1, _CHUNK // max(sets * n, 1))
    for start in range(0, n, step):
        level = levels[:, start:start + step, None]
        best = np.minimum.accumulate(np.where(third[:, None, :] <= level, second[:, None, :], reference[1]), axis=2)
        area = ((reference[1] - best) * width[:, None, :]).sum(axis=2)
        found += (area * thick[:, start:start + step]).sum(axis=1)
    return found


def hypervolume(points: Floats, reference: Floats) -> tuple[float, float]:
    """The volume of one set float64[n, k] of any k, and its standard error: 0 where it is exact.

    >>> hypervolume(np.array([[0.5, 0.5, 0.5, 0.5], [0.9, 0.2, 0.5, 0.5]]), np.ones(4))
    (0.07, 0.0)
    """
    inside = points[np.isfinite(points).all(axis=1) & (points < reference).all(axis=1)]
    front = np.unique(inside[nondominated(inside)], axis=0) if len(inside) else inside
    k = points.shape[1]
    if not len(front):
        return 0.0, 0.0
    if k <= 3 or float(len(front)) ** (k - 1) <= CELLS_MAX:
        return _exact(front, reference), 0.0
    return _drawn(front, reference)


def _exact(front: Floats, reference: Floats) -> float:
    if front.shape[1] <= 3:
        return float(hypervolumes(front[None], reference)[0])
    ordered = front[np.argsort(front[:, -1], kind="stable")]
    thick = np.diff(ordered[:, -1], append=reference[-1])
    found = 0.0
    for at in np.flatnonzero(thick > 0):
        below = ordered[: at + 1, :-1]
        found += float(thick[at]) * _exact(np.unique(below[nondominated(below)], axis=0), reference[:-1])
    return found


def _drawn(front: Floats, reference: Floats) -> tuple[float, float]:
    """The share of drawn points of the box around the front that some design beats."""
    low = front.min(axis=0)
    box = float(np.prod(reference - low))
    drawn = low + streams.uniforms(streams.stream_keys(17, np.arange(DRAWS, dtype=np.uint64)), front.shape[1]) * (reference - low)
    hit = np.zeros(DRAWS, np.bool_)
    for point in front[np.argsort(-np.prod(reference - front, axis=1), kind="stable")]:
        left = np.flatnonzero(~hit)
        hit[left[(drawn[left] >= point).all(axis=1)]] = True
    share = float(hit.mean())
    return box * share, box * math.sqrt(share * (1 - share) / DRAWS)
