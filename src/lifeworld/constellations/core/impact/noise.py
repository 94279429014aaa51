"""The noise floor: what share of R2 a column takes that goes with nothing (Tonidandel & LeBreton 2011)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lifeworld.constellations.core.impact.moments import partialled
from lifeworld.constellations.core.impact.shapley import adjusted_values, effective_rows
from lifeworld.constellations.core.impact.subsets import shapley_weights, unexplained
from lifeworld.kit.streams import stream_keys, uniforms

Floats = NDArray[np.float64]

COLUMNS = 20


def shuffled_columns(factors: Floats, keys: NDArray[np.uint64], columns: int = COLUMNS) -> Floats:
    """The factors in turn, each with its values dealt out anew to the rows: float64[n, columns].

    They look like real factors (as many zeros, as skewed) and go with nothing. Rows come in a canonical order.
    """
    order = np.argsort(uniforms(stream_keys(61, keys), columns), axis=0, kind="stable")
    source = np.arange(columns) % factors.shape[1]
    return np.asarray(factors[order, source[None, :]])


def noise_shares(values: Floats, q: int, weight: Floats, keys: NDArray[np.uint64]) -> Floats:
    """Adjusted Shapley share of each random column as a further factor beside the real ones: float64[20].

    ``values`` float64[n, q + p + 1] are controls, factors and outcome, standardised.
    """
    random = shuffled_columns(values[:, q:-1], keys)
    share = (weight / weight.sum())[:, None]
    random = random - (share * random).sum(axis=0)
    table = np.column_stack([values[:, :-1], random, values[:, -1]])
    covariance = (table * share).T @ table
    base, last = list(range(values.shape[1] - 1)), table.shape[1] - 1
    picks = np.array([[*base, values.shape[1] - 1 + k, last] for k in range(COLUMNS)])
    stacked = np.moveaxis(covariance[picks[:, :, None], picks[:, None, :]], 0, 2)
    state, taken = partialled(stacked, q)
    left, rank = unexplained(state)
    worth = adjusted_values(left, rank, effective_rows(weight), taken)
    return np.asarray((shapley_weights(len(state) - 1) @ worth)[-1])
