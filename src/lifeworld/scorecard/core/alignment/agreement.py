"""Earnings and contributions in the same order: coefficients with a bootstrap of households and of partners.

Replicates redraw households, with the same weights for contributions and earnings, and partners. Errors of contributions make a coefficient
smaller; by how much, replicates of households alone tell, and the interval (on Fisher's scale) is drawn out by that, ends and all.
``python -m benchmarks.scorecard coverage`` says how often it holds the truth.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lifeworld.kit import quantiles, streams
from lifeworld.scorecard.core.alignment import curve
from lifeworld.scorecard.core.alignment.ranks import mean_ranks, spearman, tau_b, weighted_tau
from lifeworld.scorecard.core.values import Asked

Floats = NDArray[np.float64]
Ends = tuple[float, float, float]
PART = 45
PARTNERS_MIN = 30
"""Partners below which pairs are shown and no coefficient (about 30 give plus or minus .25)."""
LOST_MAX = 1.0
"""Most that errors are held to take from a coefficient, as a part of what is left of it."""
_EDGE = 0.999


@dataclass(frozen=True, eq=False)
class Agreement:
    """``earned`` and ``phi``: float64[p] of the partners compared; ``earned_ends``: interval of each one's earnings; ``places``: their
    places by contribution and by earnings, 1 the largest. ``coefficients``: tau-b, Spearman's and weighted tau, each (value, low, high),
    NaN where not known; ``lost``: how much errors of contributions take from tau-b; ``area`` and ``moved``: see ``curve``; None where not
    known.
    """

    earned: Floats
    phi: Floats
    earned_ends: tuple[Floats, Floats]
    places: tuple[Floats, Floats]
    coefficients: tuple[Ends, Ends, Ends]
    lost: float
    area: Ends | None
    moved: Ends | None

    @property
    def partners(self) -> int:
        """How many are compared."""
        return len(self.phi)


def agreement(by_block: Floats, phi: Floats, replicates: Floats, weights: NDArray[np.float32], asked: Asked) -> Agreement:
    """The agreement of partners: ``by_block`` float64[p, blocks] earnings, ``phi`` float64[p], ``replicates`` float64[B, p] of phi, and
    ``weights`` float32[blocks, B] of the same bootstraps.
    """
    earned, p = by_block.sum(axis=1), len(phi)
    again = (by_block @ weights.astype(np.float64)).T
    spread = np.sqrt(((again - earned) ** 2).mean(axis=0)) * float(quantiles.normal((1 + asked.level) / 2))
    places = tuple(p + 1 - mean_ranks(one[None])[0] for one in (phi, earned))
    unknown: Ends = (float("nan"),) * 3
    coefficients, lost = (unknown, unknown, unknown), 0.0
    drawn = _drawn(p, len(again), asked.seed)
    both = tuple(np.take_along_axis(one, drawn, 1) for one in (again, replicates)) if p else (again, replicates)
    if p >= PARTNERS_MIN:
        made = [_coefficient(name, earned, phi, again, replicates, both, asked.level) for name in (tau_b, spearman, weighted_tau)]
        coefficients, lost = (made[0][0], made[1][0], made[2][0]), made[0][1]
    area = moved = None
    if curve.known(earned, phi):
        area = _around(float(curve.area(earned[None], phi[None])[0]), curve.area(*both), asked.level, (-1.0, 1.0))
        plain, redrawn = float(curve.moved(earned[None], phi[None])[0]), curve.moved(again, replicates)
        less = float(np.clip(2 * plain - np.nanmean(redrawn), 0.0, 1.0))  # errors alone make shares differ
        moved = _around(less, redrawn, asked.level, (0.0, 1.0))
    return Agreement(earned, phi, (earned - spread, earned + spread), (places[0], places[1]), coefficients, lost, area, moved)


def _drawn(partners: int, replicates: int, seed: int) -> NDArray[np.int64]:
    """Partners drawn in each replicate, with replacement, int64[replicates, partners]."""
    keys = streams.stream_keys(seed, PART, np.arange(replicates, dtype=np.uint64))
    return np.floor(streams.uniforms(keys, partners) * partners).astype(np.int64)


def _coefficient(of: object, earned: Floats, phi: Floats, again: Floats, replicates: Floats, both: tuple[Floats, ...],
                 level: float) -> tuple[Ends, float]:
    """A coefficient with its interval, and what errors take from it."""
    assert callable(of)  # noqa: S101
    value = float(of(earned[None], phi[None])[0])
    if np.isnan(value):
        return (value, value, value), 0.0
    on_scale = _fisher(np.array([value]))[0]
    lost = float(on_scale - np.nanmean(_fisher(of(again, replicates))))
    part = float(np.clip(lost / on_scale, 0.0, LOST_MAX)) if on_scale else 0.0  # what is drawn out to be right is as much less sure
    lost = part * float(on_scale)
    reach = float(quantiles.normal((1 + level) / 2)) * float(np.nanstd(_fisher(of(*both)))) * (1 + part)
    low, high = (float(np.tanh(on_scale + lost + side * reach)) for side in (-1, 1))
    return (value, min(low, value), max(high, value)), value - float(np.tanh(on_scale - lost)) if value > 0 else 0.0


def _fisher(values: Floats) -> Floats:
    return np.arctanh(np.clip(values, -_EDGE, _EDGE))


def _around(value: float, again: Floats, level: float, bounds: tuple[float, float]) -> Ends:
    """The value with the spread of replicates around their mean."""
    told = again[np.isfinite(again)]
    if not len(told):
        return value, *bounds
    ends = np.quantile(told - told.mean(), [(1 - level) / 2, (1 + level) / 2])
    low, high = (float(np.clip(value + end, *bounds)) for end in ends)
    return value, min(low, value), max(high, value)
