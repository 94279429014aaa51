"""Which factors can be weighed against each other, and everything that is computed of them in one pass over the rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lifeworld.constellations.core.few_customers import Interval
from lifeworld.constellations.core.impact.intervals import coefficient_intervals, share_intervals, signs
from lifeworld.constellations.core.impact.leave_out import absences, leave_outs
from lifeworld.constellations.core.impact.moments import covariances, drawn_sums, products, standardised
from lifeworld.constellations.core.impact.noise import noise_shares
from lifeworld.constellations.core.impact.rows import Rows
from lifeworld.constellations.core.impact.shapley import effective_rows, shares_from
from lifeworld.kit.streams import stream_keys
from lifeworld.voices.core.codebook import DRIVERS

Floats = NDArray[np.float64]

ROWS_PER_COLUMN = 5
"""Fewer rows for each column of the full model and no shares are computed; intervals were measured down to here."""
DIFFERING_MIN = 10
"""A factor in which fewer rows differ from its most common value is not in the model."""
DRAWS = 256


@dataclass(frozen=True)
class Weighed:
    """What the rows say of p factors.

    differing: int64[p], rows whose value is not the most common one. in_model: bool[p]. needed: rows needed for all factors
    that differ enough. shares: adjusted shares of the factors in the model and, last, R2 of all; noise: one interval, the
    share of a random column; coefficient: those of the factors in the model; all None where the rows do not suffice. sign:
    int64[p], that of the coefficient. leave_out: float64[p] each.
    rank: columns of the model that say something of their own. constant: the outcome is the same everywhere.
    """

    differing: NDArray[np.int64]
    in_model: NDArray[np.bool_]
    needed: int
    shares: Interval | None
    noise: Interval | None
    coefficient: Interval | None
    sign: NDArray[np.int64]
    leave_out: Interval
    rank: int
    constant: bool

    @property
    def above_noise(self) -> NDArray[np.bool_]:
        """Factors whose share lies above what a random column takes, interval against interval: bool[p]."""
        above = np.zeros(len(self.in_model), bool)
        if self.shares is not None and self.noise is not None:
            above[self.in_model] = self.shares.low[:-1] > max(float(self.noise.high[0]), 0.0)
        return above


def differing_rows(carried: Floats) -> NDArray[np.int64]:
    """How many rows differ from the most common value of each column: int64[p].

    >>> differing_rows(np.array([[0.0, 1.0], [0.5, 1.0], [0.0, 1.0]])).tolist()
    [1, 0]
    """
    most = [np.unique(column, return_counts=True)[1].max(initial=0) for column in carried.T]
    return len(carried) - np.array(most, np.int64)


def chosen(rows: Rows, differing: NDArray[np.int64]) -> tuple[NDArray[np.bool_], int]:
    """The factors of the model, bool[p], and the rows needed for all that differ enough.

    Where the rows do not suffice for all, the drivers alone are weighed if they suffice for those; else none is.
    """
    usable = differing >= DIFFERING_MIN
    n, controls = effective_rows(rows.weight), int(np.ptp(rows.talk) > 0)
    needed = ROWS_PER_COLUMN * (int(usable.sum()) + controls)
    drivers = usable & np.isin(np.array(rows.factors), DRIVERS)
    for columns in (usable, drivers):
        if columns.any() and n >= ROWS_PER_COLUMN * (int(columns.sum()) + controls):
            return columns, needed
    return np.zeros(len(usable), bool), needed


def weigh(rows: Rows, seed: int) -> Weighed:
    """Weigh the factors of the rows against the outcome. Errors: ValueError without rows."""
    differing, p = differing_rows(rows.carried), len(rows.factors)
    in_model, needed = chosen(rows, differing)
    table = standardised(np.column_stack([rows.talk, rows.carried[:, in_model], rows.outcome]), rows.weight)
    constant = table.scale[-1] == 0
    m, y = table.values.shape[1], table.values[:, -1]
    moments, lacking = products(table.values), absences(rows.mentions, y)
    keys = stream_keys(seed, 62, rows.keys)

    def columns(part: slice) -> Floats:
        return np.concatenate([moments(part), lacking(part)], axis=1)

    sums = drawn_sums(columns, rows.weight, keys, DRAWS)
    spread = float(np.ptp(y)) if len(y) else 0.0
    differences = leave_outs(sums[-2 * p :], sums[0], sums[m], rows.mentions, (-spread, spread))
    scale = table.scale[-1]
    leave_out = Interval(differences.value * scale, differences.low * scale, differences.high * scale)
    sign = np.zeros(p, np.int64)
    if constant or not in_model.any():
        return Weighed(differing, in_model, needed, None, None, None, sign, leave_out, 0, bool(constant))
    found = shares_from(covariances(sums[: -2 * p], m), 1, effective_rows(rows.weight))
    random = noise_shares(table.values, 1, rows.weight, stream_keys(seed, 63, rows.keys))
    low, high = np.quantile(random, [0.05, 0.95], method="weibull")
    noise = Interval(random.mean(keepdims=True), np.array([low]), np.array([high]))
    sign[in_model] = signs(found)
    return Weighed(
        differing, in_model, needed, share_intervals(found), noise, coefficient_intervals(found), sign, leave_out, found.rank, False,
    )
