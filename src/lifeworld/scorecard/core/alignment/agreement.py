"""Earnings and contributions in the same order: coefficients of a sample of partners, each known with errors from few customers.

The interval of a coefficient as it is seen is Student's on Fisher's scale, with a variance over partners: twice the jackknife's less the
bootstrap's, of which the terms of second order are once and twice too large (Efron & Stein 1981, doi 10.1214/aos/1176345462). Errors of
partners that customers have in common add to it: the variance of replicates of households, less that of the same replicates drawn for each
partner alone. A bootstrap of both at once would count every error several times (Owen & Eckles 2012, doi 10.1214/12-AOAS547).

Errors make a coefficient smaller (Spearman 1904, doi 10.2307/1412159). How much, parallel forms tell: a value plus and minus the deviation
of a replicate are two values with independent errors of twice the variance (data fission: Leiner, Duan, Wasserman & Ramdas 2023, doi
10.1080/01621459.2023.2270748). Their correlation is the reliability of a half, and Spearman and Brown's formula (1910) that of the whole;
what earnings and contributions agree more within a form than across forms is the agreement of their errors. Coefficients become
correlations by Greiner's relation, which is that of normal ranks (Kruskal 1958, doi 10.1080/01621459.1958.10501481). Both ends of the
interval are mapped. Where errors are large it is rather too wide than too narrow; that of the area and of what would move is too narrow.
``python -m benchmarks.scorecard coverage`` says how often it holds the truth.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lifeworld.kit import quantiles, streams
from lifeworld.scorecard.core.alignment import curve
from lifeworld.scorecard.core.alignment.ranks import mean_ranks, spearman, tau_b, weighted_tau
from lifeworld.scorecard.core.values import Asked

Floats = NDArray[np.float64]
Ends = tuple[float, float, float]
Coefficient = Callable[..., Floats]
Scale = Callable[[ArrayLike], Floats]
PART = 45
PARTNERS_MIN = 30
"""Partners below which pairs are shown and no coefficient (about 30 give plus or minus .25)."""
HALF_MIN = 1 / 7
"""Least reliability of a half that is reckoned with: errors are held to halve a correlation at most."""
FORMS, GROUPS = 100, 200
"""Replicates that parallel forms are made of, and groups of partners of which each is left out once (each partner, if there are fewer)."""
_EDGE = 0.999


@dataclass(frozen=True, eq=False)
class Agreement:
    """``earned`` and ``phi``: float64[p] of the partners compared; ``earned_ends``: interval of each one's earnings; ``places``: their
    places by contribution and by earnings with the ends of each, float64[3, p], 1 the largest. ``coefficients``: tau-b, Spearman's and
    weighted tau, each (value, low, high), NaN where not known; ``lost``: how much errors take from tau-b; ``area`` and ``moved``: see
    ``curve``; None where not known.
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
    unknown: Ends = (float("nan"),) * 3
    coefficients, lost = (unknown, unknown, unknown), 0.0
    drawn = _drawn(p, len(again), asked.seed)
    both = tuple(np.take_along_axis(one, drawn, 1) for one in (again, replicates)) if p else (again, replicates)
    if p >= PARTNERS_MIN:
        known = _Known(earned, phi, again, replicates, drawn, _apart(p, len(again), asked.seed))
        made = [_coefficient(name, to, back, known, asked.level) for name, to, back in (
            (tau_b, _greiner, _tau), (spearman, _pearson, _rho), (weighted_tau, _greiner, _tau))]
        coefficients, lost = (made[0][0], made[1][0], made[2][0]), made[0][1]
    area = moved = None
    if curve.known(earned, phi):
        area = _around(float(curve.area(earned[None], phi[None])[0]), curve.area(*both), asked.level, (-1.0, 1.0))
        plain, redrawn = float(curve.moved(earned[None], phi[None])[0]), curve.moved(again, replicates)
        less = float(np.clip(2 * plain - np.nanmean(redrawn), 0.0, 1.0))  # errors alone make shares differ
        moved = _around(less, redrawn, asked.level, (0.0, 1.0))
    places = (_places(phi, replicates, asked.level), _places(earned, again, asked.level))
    return Agreement(earned, phi, (earned - spread, earned + spread), places, coefficients, lost, area, moved)


def _places(values: Floats, again: Floats, level: float) -> Floats:
    """Places of partners, 1 the largest, with the ends over bootstraps, float64[3, p]."""
    p = len(values)
    value = p + 1 - mean_ranks(values[None])[0]
    if not p:
        return np.zeros((3, 0))
    low, high = np.quantile(p + 1 - mean_ranks(again), [(1 - level) / 2, (1 + level) / 2], axis=0, method="nearest")
    return np.stack([value, np.minimum(low, value), np.maximum(high, value)])


def _drawn(partners: int, replicates: int, seed: int) -> NDArray[np.int64]:
    """Partners drawn in each replicate, with replacement, int64[replicates, partners]."""
    keys = streams.stream_keys(seed, PART, np.arange(replicates, dtype=np.uint64))
    return np.floor(streams.uniforms(keys, partners) * partners).astype(np.int64)


def _apart(partners: int, replicates: int, seed: int) -> NDArray[np.int64]:
    """Replicates in an order of its own for each partner, int64[replicates, partners]."""
    keys = streams.stream_keys(seed, PART, 2, np.arange(replicates, dtype=np.uint64))
    return np.argsort(streams.uniforms(keys, partners), axis=0, kind="stable")


@dataclass(frozen=True, eq=False)
class _Known:
    """Earnings and contributions float64[p] with their replicates of households float64[B, p]; ``drawn``: partners of each replicate with
    replacement, ``apart``: replicates of each partner alone, int64[B, p] each.
    """

    earned: Floats
    phi: Floats
    again: Floats
    replicates: Floats
    drawn: NDArray[np.int64]
    apart: NDArray[np.int64]

    def variance(self, of: Coefficient) -> float:
        """Variance of a coefficient on Fisher's scale."""
        p = len(self.phi)
        size = -(-p // GROUPS)
        groups = -(-p // size)
        out = (np.arange(groups)[:, None] + groups * np.arange(size)) % p
        kept = np.ones((groups, p), np.bool_)
        np.put_along_axis(kept, out, values=False, axis=1)
        rest = np.nonzero(kept)[1].reshape(groups, p - size)
        without = _fisher(of(self.earned[rest], self.phi[rest]))
        jackknife = (groups - 1) / groups * float(((without - without.mean()) ** 2).sum())
        partners = float(np.nanvar(_fisher(of(self.earned[self.drawn], self.phi[self.drawn]))))
        shared, alone = (float(np.nanvar(_fisher(of(*one)))) for one in (
            (self.again, self.replicates), [np.take_along_axis(each, self.apart, 0) for each in (self.again, self.replicates)]))
        return max(2 * jackknife - partners, jackknife / 2) + max(shared - alone, 0.0)

    def forms(self, of: Coefficient, to: Scale) -> tuple[float, float]:
        """By how much errors divide a correlation, and how much their own agreement adds to it."""
        off = (self.again - self.earned)[:FORMS], (self.replicates - self.phi)[:FORMS]
        (a, b), (c, d) = ((one + each, one - each) for one, each in zip((self.earned, self.phi), off, strict=True))
        found = [float(to(np.nanmean(of(*one)))) for one in ((a, b), (c, d), (a, c), (b, d), (a, d), (b, c))]
        half = [max(one, HALF_MIN) for one in found[:2]]
        whole = [2 * one / (1 + one) for one in half]
        by = float(np.sqrt(whole[0] * whole[1]))
        return by, float(np.mean(found[2:4]) - np.mean(found[4:])) / 2 * by / float(np.sqrt(half[0] * half[1]))


def _coefficient(of: Coefficient, to: Scale, back: Scale, known: _Known, level: float) -> tuple[Ends, float]:
    """A coefficient with its interval, and what errors take from it."""
    value = float(of(known.earned[None], known.phi[None])[0])
    if np.isnan(value):
        return (value, value, value), 0.0
    reach = float(quantiles.student((1 + level) / 2, len(known.phi) - 1)) * np.sqrt(known.variance(of))
    by, more = known.forms(of, to)
    seen = np.array([value, *np.tanh(_fisher(np.array([value])) + np.array([-reach, reach]))])
    if not np.isfinite([reach, by, more]).all():  # but for one all earn or contribute alike: there is no order to compare
        return (float("nan"),) * 3, 0.0
    true, low, high = (float(one) for one in back(np.clip((to(seen) - more) / by, -_EDGE, _EDGE)))
    return (value, min(low, value), max(high, value)), abs(true) - abs(value)


def _greiner(tau: ArrayLike) -> Floats:
    return np.asarray(np.sin(np.pi / 2 * np.asarray(tau)))


def _tau(correlation: ArrayLike) -> Floats:
    return np.asarray(2 / np.pi * np.arcsin(correlation))


def _pearson(rho: ArrayLike) -> Floats:
    return np.asarray(2 * np.sin(np.pi / 6 * np.asarray(rho)))


def _rho(correlation: ArrayLike) -> Floats:
    return np.asarray(6 / np.pi * np.arcsin(np.asarray(correlation) / 2))


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
