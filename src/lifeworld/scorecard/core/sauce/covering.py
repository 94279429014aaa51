"""Few designs that reach nearly what many reach, so that a front of thousands can be kept and measured."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lifeworld.kit import streams

Floats = NDArray[np.float64]
DRAWS = 2_048
_STREAM, _WORD, _ROWS = 43, 64, 8_192


def covering(points: Floats, reference: Floats, most: int) -> NDArray[np.int64]:
    """Rows of float64[n, k] (less is better) that together reach most of what all reach up to the reference float64[k], at most ``most``.

    The best of each measure come first; then, one by one, whatever reaches most of what none before it did, of points drawn in the box
    (Nemhauser, Wolsey & Fisher 1978). They reach no more than all do. Rows with an unknown number, or beyond the reference, are not among
    them.

    >>> covering(np.array([[0., 2.], [2., 0.], [.9, .9], [2., 2.], [np.nan, 0.]]), np.array([3., 3.]), 3).tolist()
    [0, 1, 2]
    """
    inside = np.flatnonzero(np.isfinite(points).all(axis=1) & (points < reference).all(axis=1))
    if len(inside) <= most:
        return inside
    own = points[inside]
    low = own.min(axis=0)
    drawn = low + streams.uniforms(streams.stream_keys(_STREAM, np.arange(DRAWS, dtype=np.uint64)), own.shape[1]) * (reference - low)
    bits = _reached(own, drawn)
    left = np.full(DRAWS // _WORD, ~np.uint64(0))
    chosen: list[int] = []
    for row in dict.fromkeys(int(own[:, axis].argmin()) for axis in range(own.shape[1])):
        if len(chosen) < most:
            chosen.append(row)
            left &= ~bits[row]
    while len(chosen) < most:
        more = np.bitwise_count(bits & left).sum(axis=1, dtype=np.int64)
        row = int(more.argmax())
        if not more[row]:
            break
        chosen.append(row)
        left &= ~bits[row]
    return np.asarray(np.sort(inside[chosen]))


def _reached(points: Floats, drawn: Floats) -> NDArray[np.uint64]:
    """Which drawn points each point is nowhere worse than, as bits: uint64[n, words]."""
    parts = []
    for first in range(0, len(points), _ROWS):
        some = points[first:first + _ROWS]
        mask = some[:, :1] <= drawn[None, :, 0]
        for axis in range(1, points.shape[1]):
            mask &= some[:, axis, None] <= drawn[None, :, axis]
        parts.append(np.packbits(mask, axis=1).view(np.uint64))
    return np.vstack(parts)
