"""What goes with an outcome when the codes are mismeasured: as the model coded, corrected, and as people coded.

A model's errors pull shares and coefficients towards 0 (attenuation). Every sum that the regression is made of (means, squares,
products) is corrected by the human sample, as a share is: that of the model's labels over all statements, plus the mean
difference between people's and the model's in the sample, each statement weighed by the inverse of its probability (the
design-based idea of Egami, Hinck, Stewart & Wei 2023, arXiv 2306.04746). How far the model's sum is trusted is tuned sum by
sum, so a bad model costs nothing (Angelopoulos, Duchi & Zrnic 2023, arXiv 2311.01453).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.constellations.core.few_customers import kish
from lifeworld.constellations.core.impact.moments import covariances, drawn_sums, products, standardised
from lifeworld.constellations.core.impact.shapley import Shares, shares_from
from lifeworld.constellations.core.shares.read import Population, Read
from lifeworld.kit.ratio import ratio
from lifeworld.kit.streams import stream_keys

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ROWS_PER_COLUMN = 5
DIFFERING_MIN = 10
DRAWS = 256


@dataclass(frozen=True, eq=False)
class Coded:
    """N statements with an outcome: labels float64[N, p] of the model, outcome and length float64[N], customer int64[N], keys
    uint64[N] (one stream a customer); people read ``rows`` int64[n] and found ``true`` float64[n, p], drawn with ``inclusion``.
    """

    labels: Floats
    outcome: Floats
    length: Floats
    customer: Ints
    keys: NDArray[np.uint64]
    rows: Ints
    true: Floats
    inclusion: Floats


@dataclass(frozen=True)
class ThreeTimes:
    """Shapley shares by the model's labels, corrected, and by people."""

    model: Shares
    corrected: Shares
    people: Shares


def _whole(covariance: Floats) -> Floats:
    """Covariances float64[m, m, D] without the negative directions that a correction may leave."""
    stacked = np.moveaxis(covariance, 2, 0)
    values, vectors = np.linalg.eigh((stacked + stacked.transpose(0, 2, 1)) / 2)
    mended = (vectors * np.maximum(values, 0.0)[:, None, :]) @ vectors.transpose(0, 2, 1)
    return np.moveaxis(mended, 0, 2)


def trust(of_people: Floats, of_model: Floats, weight: Floats, part: float) -> Floats:
    """How far the model's sum is used, float64[k] from 0 to 1: the regression of people's columns [n, k] on the model's.

    ``part`` is n over all statements.

    >>> trust(np.array([[0.0], [1.0], [2.0]]), np.array([[0.0], [1.0], [2.0]]), np.ones(3), 0.0).tolist()
    [1.0]
    """
    share = weight / weight.sum()
    a, b = of_people - share @ of_people, of_model - share @ of_model
    return np.asarray(np.clip(ratio(share @ (a * b), share @ (b * b), unknown=0.0) / (1 + part), 0.0, 1.0))


def weighed(data: Coded, seed: int, draws: int = DRAWS) -> ThreeTimes:
    """Exact Shapley shares of adjusted R2, each statement weighing as one of its customer's; draws resample customers.

    Three times the same statements, outcome and customers: only the codes differ. Errors: ValueError where people read nothing.
    """
    if not len(data.rows):
        raise ValueError("nobody read a statement, so nothing is corrected")
    weight = (1 / np.bincount(data.customer))[data.customer]
    table = standardised(np.column_stack([data.length, data.labels, data.outcome]), weight)
    m, rows = table.values.shape[1], data.rows
    centre = (weight / weight.sum()) @ data.labels
    scale = ratio(np.ones(m - 2), table.scale[1:-1], unknown=0.0)
    truth = np.column_stack([table.values[rows, 0], (data.true - centre) * scale, table.values[rows, -1]])
    of_people, of_model = products(truth)(slice(None)), products(table.values[rows])(slice(None))
    d = weight[rows] / data.inclusion
    keys = stream_keys(seed, 64, data.keys)
    everywhere = drawn_sums(products(table.values), weight, keys, draws)
    both = drawn_sums(lambda part: np.concatenate([of_people[part], of_model[part]], axis=1), d, keys[rows], draws)
    sample, mirrored = both[: len(both) // 2] / both[0], both[len(both) // 2 :] / both[0]
    everywhere = everywhere / everywhere[0]
    used = trust(of_people, of_model, d, len(rows) / len(weight))[:, None]
    corrected = sample + used * (everywhere - mirrored)
    xy = 1 + m + np.flatnonzero(np.triu_indices(m)[1] == m - 1)[1:-1]
    n_all = float(len(np.unique(data.customer)))
    n_read = float(kish(np.bincount(data.customer[rows], d).astype(np.float64)[:, None])[0])
    gain = np.median(ratio(corrected[xy, 1:].var(axis=1), sample[xy, 1:].var(axis=1), unknown=1.0))
    n_corrected = min(n_read / max(float(gain), 1e-3), n_all)
    found = [
        shares_from(_whole(covariances(sums, m)), 1, n) for sums, n in ((everywhere, n_all), (corrected, n_corrected), (sample, n_read))
    ]
    return ThreeTimes(*found)


def coded_rows(statements: pl.DataFrame, population: Population, read: Read) -> tuple[Coded, tuple[str, ...]] | None:
    """The statements with an outcome (their own, else the mean of their customer's) and the codes that can be weighed.

    None where no outcome is known, or where people read too little. A code is weighed where people read it in the whole sample
    and at least ten statements of the sample, and of all, differ in it.
    """
    if "outcome" not in statements.columns or not read.codes:
        return None
    outcome = pl.DataFrame({"outcome": statements["outcome"].fill_nan(None), "customer": population.customer}).select(
        pl.coalesce("outcome", pl.col("outcome").mean().over("customer"))).to_series()
    known = np.flatnonzero(outcome.is_not_null().to_numpy())
    place = np.full(len(outcome), -1)
    place[known] = np.arange(len(known))
    rows = read.rows[place[read.rows] >= 0]
    found = {code: one.true[place[one.rows] >= 0] for code, one in read.codes.items()}
    codes = tuple(code for code, true in found.items() if len(true) == len(rows) and _differs(true)
                  and _differs(population.found[code][known]))
    if not codes or len(rows) < ROWS_PER_COLUMN * (len(codes) + 1):
        return None
    first = read.codes[codes[0]]
    sentences = statements["n_segments"].to_numpy() if "n_segments" in statements.columns else np.ones(len(outcome))
    data = Coded(
        np.stack([population.found[code][known].astype(np.float64) for code in codes], axis=1),
        outcome.to_numpy()[known].astype(np.float64), np.log(np.maximum(sentences[known].astype(np.float64), 1.0)),
        np.unique(population.customer[known], return_inverse=True)[1].ravel().astype(np.int64),
        population.keys[population.customer[known]], place[rows], np.stack([found[code] for code in codes], axis=1),
        first.inclusion[place[first.rows] >= 0],
    )
    return data, codes


def _differs(values: Floats | NDArray[np.bool_]) -> bool:
    return bool(min(values.sum(), len(values) - values.sum()) >= DIFFERING_MIN)
