"""Weighted covariances of a table over bootstrap draws of its rows, in one pass and in bounded memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lifeworld.constellations.core.impact.subsets import PIVOT_MIN
from lifeworld.kit import streams
from lifeworld.kit.ratio import ratio

Floats = NDArray[np.float64]
Keys = NDArray[np.uint64]

ROWS_PER_PASS = 8192


def drawn_sums(columns: Callable[[slice], Floats], weight: Floats, keys: Keys, draws: int) -> Floats:
    """Sums of columns over rows, float64[k, 1 + draws]: first as weighted, then with Exp(1) weights on top (Rubin 1981).

    ``columns(part)`` gives float64[rows of the part, k]. ``keys`` are one stream a row; rows come in a canonical order.
    """
    total = np.zeros(0)
    for first in range(0, len(keys), ROWS_PER_PASS):
        part = slice(first, min(first + ROWS_PER_PASS, len(keys)))
        weights = np.ones((part.stop - first, 1 + draws))
        weights[:, 1:] = -np.log(streams.uniforms(keys[part], draws))
        weights *= weight[part, None]
        sums = columns(part).T @ weights
        total = total + sums if total.size else sums
    return total


@dataclass(frozen=True)
class Standard:
    """Columns on one scale: ``values`` float64[n, m] of weighted mean 0 and variance 1 (0 where constant), ``scale`` [m]."""

    values: Floats
    scale: Floats


def standardised(columns: Floats, weight: Floats) -> Standard:
    """Columns float64[n, m] less their weighted mean, over their weighted standard deviation.

    >>> standardised(np.array([[1.0], [3.0]]), np.ones(2)).values.ravel().tolist()
    [-1.0, 1.0]
    """
    share = weight / weight.sum()
    centred = columns - share @ columns
    scale = np.sqrt(share @ centred**2)
    # Rounding leaves a trace of variance in a column that has none.
    scale[scale <= 1e-12 * np.abs(columns).max(axis=0, initial=0.0)] = 0.0
    return Standard(centred * ratio(np.ones_like(scale), scale, unknown=0.0), scale)


def products(values: Floats) -> Callable[[slice], Floats]:
    """For each row its weight's 1, its m values and their m (m + 1) / 2 products: what covariances are made of."""
    i, j = np.triu_indices(values.shape[1])

    def columns(part: slice) -> Floats:
        rows = values[part]
        return np.concatenate([np.ones((len(rows), 1)), rows, rows[:, i] * rows[:, j]], axis=1)

    return columns


def covariances(sums: Floats, m: int) -> Floats:
    """Covariance matrices float64[m, m, D] from the sums of ``products``, float64[1 + m + m (m + 1) / 2, D]."""
    mean = sums[1 : 1 + m] / sums[0]
    i, j = np.triu_indices(m)
    found = np.empty((m, m, sums.shape[1]))
    found[i, j] = sums[1 + m : 1 + m + len(i)] / sums[0] - mean[i] * mean[j]
    found[j, i] = found[i, j]
    return found


def partialled(covariance: Floats, controls: int) -> tuple[Floats, int]:
    """The matrices with their first columns partialled out of the others, and how many of those took anything.

    All columns come back in units of their own total standard deviation, so the last entry of the diagonal is the part of
    the outcome's variance that the controls leave.
    """
    deviation = np.sqrt(np.maximum(np.einsum("iid->id", covariance), 0.0))
    inverse = ratio(np.ones_like(deviation), deviation, unknown=0.0)
    state, rank = covariance * inverse[:, None] * inverse[None], 0
    for _ in range(controls):
        pivot, row = state[0, 0], state[0, 1:]
        good = pivot > PIVOT_MIN
        rank += int(good[0])
        scaled = row * np.where(good, 1 / np.where(good, pivot, 1.0), 0.0)
        state = state[1:, 1:] - row[:, None] * scaled[None]
    return state, rank
