"""From draws to a type: probabilities, margin, stability and how firmly each condition holds, over one block."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from lifeworld.constellations.core import types
from lifeworld.constellations.core.posterior import N_DRIVERS, Block, group_sums, relevance_means
from lifeworld.kit import streams
from lifeworld.kit.ratio import ratio
from lifeworld.voices.core.codebook import ACTORS

Array = NDArray[np.float32]
_FOCAL = (ACTORS.index("focal_provider"),)
_PROVIDERS = (ACTORS.index("focal_provider"), ACTORS.index("other_providers"))
_SOCIAL = (ACTORS.index("peers"), ACTORS.index("family_friends"), ACTORS.index("strangers"))


@dataclass(frozen=True)
class Sums:
    """Matrices that add rows up within customers, and what is known of proximity. Each CSR is [G, R]."""

    others: sparse.csr_matrix
    focal: sparse.csr_matrix
    social: sparse.csr_matrix
    known: sparse.csr_matrix | None
    distance: Array
    """float32[R]: 1 - proximity, 0 where unknown."""
    near_brand: Array
    """float32[G, 1]: mean of p(focal) and 1 - mean p(others); NaN where either is unknown."""
    near_social: Array
    """float32[G, 1]: mean of p(social) and 1 - p(providers); NaN where either is unknown."""


def _mean_of(proximity: NDArray[np.float64], rows: NDArray[np.bool_], block: Block) -> NDArray[np.float64]:
    """Mean proximity of some rows within each customer; NaN where none is known. float64[G]"""
    rows = rows & ~np.isnan(proximity)
    n = np.bincount(block.group[rows], minlength=block.n_groups)
    total = np.bincount(block.group[rows], proximity[rows], block.n_groups)
    return ratio(total.astype(np.float64), n)


def _mean_of_both(a: NDArray[np.float64], b: NDArray[np.float64]) -> Array:
    """Mean of two columns; NaN where either is unknown, so that not knowing never helps a type. float32[G, 1]"""
    return ((a + b) / 2).astype(np.float32)[:, None]


def sums_of(block: Block, category: NDArray[np.int8], proximity: NDArray[np.float64]) -> Sums:
    """Prepare the sums of one block; ``proximity`` float64[R] with NaN where unknown (always so for the self)."""
    others = ~block.is_self
    focal, social = np.isin(category, _FOCAL), np.isin(category, _SOCIAL)
    known = others & ~np.isnan(proximity)
    return Sums(
        others=group_sums(block.group, block.n_groups, others),
        focal=group_sums(block.group, block.n_groups, focal),
        social=group_sums(block.group, block.n_groups, social),
        known=group_sums(block.group, block.n_groups, known) if known.any() else None,
        distance=np.where(known, 1 - proximity, 0).astype(np.float32),
        near_brand=_mean_of_both(
            _mean_of(proximity, focal, block), 1 - _mean_of(proximity, others & ~focal, block)
        ),
        near_social=_mean_of_both(
            _mean_of(proximity, social, block), 1 - _mean_of(proximity, np.isin(category, _PROVIDERS), block)
        ),
    )


def traits_of(relevance: Array, shares: Array, block: Block, sums: Sums, relevant_min: float) -> types.Traits:
    """What Table 5 looks at, from relevance [R, D] and driver shares [G, 6, D]."""
    relevant = (relevance >= np.float32(relevant_min)).astype(np.float32)
    near_self = np.full((block.n_groups, 1), np.nan, np.float32)
    if sums.known is not None:
        weight = sums.known @ relevance
        distance = sums.known @ (relevance * sums.distance[:, None])
        near_self = ratio(distance, weight)
    return types.Traits(
        size=sums.others @ relevant,
        role=(relevance[block.is_self], sums.focal @ relevance, sums.social @ relevance),
        drivers=(shares[:, 0] + shares[:, 1], shares[:, 2] + shares[:, 3], shares[:, 4] + shares[:, 5]),
        near=(near_self, sums.near_brand, sums.near_social),
    )


def condition_means(held: tuple[tuple[Array | None, ...], ...]) -> NDArray[np.float32]:
    """Mean of each condition over the draws, float32[G, 3, 4]; NaN where it is unknown or the row names none."""
    n = len(held[0][0]) if held[0][0] is not None else 0
    means = np.full((n, 3, len(types.CONDITIONS)), np.nan, np.float32)
    for t, row in enumerate(held):
        for k, condition in enumerate(row):
            if condition is None:
                continue
            known = ~np.isnan(condition)
            total, n_known = np.where(known, condition, 0).sum(axis=1), known.sum(axis=1)
            means[:, t, k] = ratio(total, n_known)
    return means


def bootstrap_labels(
    block: Block, sums: Sums, alphas: NDArray[np.float64], n: int, relevant_min: float
) -> NDArray[np.int8]:
    """Labels of ``n`` Poisson-weighted statement bootstraps, each from posterior means. int8[G, n]

    Events and drawings stay as they are: only statements are resampled.
    """
    weights = streams.poisson_weights(block.statement_keys, n)
    of_events = np.asarray(block.counted - np.asarray(block.said.sum(axis=1)).ravel(), np.float32)
    counted = block.said @ weights + of_events[:, None]
    mean, _ = relevance_means(block, counted)
    statement, driver = np.nonzero(block.drivers)
    cell = block.statement_group[statement] * N_DRIVERS + driver
    shape = (block.n_groups * N_DRIVERS, len(block.drivers))
    gives = sparse.csr_matrix((block.drivers[statement, driver], (cell, statement)), shape=shape)
    alpha = (gives @ weights).reshape(block.n_groups, N_DRIVERS, n) + np.float32(1.0 / N_DRIVERS)
    shares = alpha / alpha.sum(axis=1, keepdims=True)
    traits = traits_of(mean.astype(np.float32), shares, block, sums, relevant_min)
    return types.best(types.grades(types.conditions(traits)))
