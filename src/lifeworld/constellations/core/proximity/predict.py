"""The door: proximity of every tie, drawn, predicted or unknown, with its interval and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import expit

from lifeworld.constellations.core.proximity.design import Design, design_of
from lifeworld.constellations.core.proximity.ordinal import OrdinalFit, drawings, fit

F64 = NDArray[np.float64]

MIN_CUSTOMERS = 30
"""So many customers must have placed an actor on a map before the proximity of undrawn actors is predicted."""

LEVEL = 0.90
ROWS_AT_ONCE = 200_000
KEYS = ("customer", "actor")


@dataclass(frozen=True)
class ProximityModel:
    """The fitted regression: ``rings`` is the study's usual number of rings, on which predictions are made."""

    design: Design
    ordinal: OrdinalFit
    rings: int
    n_customers: int
    n_ties: int

    def ring_shares(self, frame: pl.DataFrame) -> F64:
        """P(ring) of every tie in ``frame`` (category and features), [n, rings], inner ring first.

        Uncertain parameters and missing features flatten them: with m and v the mean and the variance of the score of a
        border, its probability is expit(m / sqrt(1 + pi v / 8)) (MacKay 1992); a missing feature adds beta^2 to v.
        """
        x, missing = self.design.matrix(frame)
        borders = np.round(np.arange(1, self.rings) / self.rings, 12)
        cut = np.searchsorted(self.ordinal.cuts, borders)
        n_cuts, v = self.ordinal.cuts.size, self.ordinal.covariance
        beta = self.ordinal.beta
        spread = np.einsum("np,pq,nq->n", x, v[n_cuts:, n_cuts:], x, optimize=True)
        spread += missing @ np.square(beta[: missing.shape[1]])
        variance = spread[:, None] + v[cut, cut] + 2.0 * x @ v[n_cuts:, :n_cuts][:, cut]
        mean = (x @ beta)[:, None] + self.ordinal.theta[cut]
        below = np.maximum.accumulate(expit(mean / np.sqrt(1.0 + np.pi / 8.0 * np.maximum(variance, 0.0))), axis=1)
        return np.diff(below, axis=1, prepend=0.0, append=1.0)


def _matched(ties: pl.DataFrame, drawn: pl.DataFrame) -> pl.DataFrame:
    """The ties, in their order, with ring, rings and drawn proximity where the actor was drawn."""
    keys = list(KEYS) if "actor" in drawn.columns else ["customer", "category", "name"]
    placed = drawn.filter(pl.col("ring").is_not_null()).select(
        *keys, drawn_ring="ring", drawn_rings="rings", drawn_value="proximity", drawn_low="proximity_low",
        drawn_high="proximity_high",
    )
    if placed.select(keys).n_unique() < placed.height:
        raise ValueError("an actor is drawn more than once by the same customer")
    return ties.join(placed, on=keys, how="left", maintain_order="left")


def _with_features(ties: pl.DataFrame, features: pl.DataFrame | None) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """The ties with their features as ``feature <name>`` columns, sorted by name, and those columns' names."""
    if features is None:
        return ties, ()
    names = sorted(name for name in features.columns if name not in KEYS)
    for name in names:
        if not (features.schema[name].is_numeric() or features.schema[name] in {pl.Boolean, pl.Null}):
            raise ValueError(f"the feature «{name}» is not a number")
    if features.select(KEYS).n_unique() < features.height:
        raise ValueError("an actor has more than one row of features")
    named = features.select(*KEYS, *(pl.col(name).cast(pl.Float64).alias(f"feature {name}") for name in names))
    columns = tuple(f"feature {name}" for name in names)
    return ties.join(named, on=list(KEYS), how="left", maintain_order="left"), columns


def _fitted(ties: pl.DataFrame, columns: tuple[str, ...], min_customers: int) -> ProximityModel | None:
    """The model, or None where fewer than ``min_customers`` placed an actor on a map of two or more rings."""
    drawn = ties.filter((pl.col("category") != "self") & (pl.col("drawn_rings") >= 2)).sort(KEYS)
    n_customers = drawn["customer"].n_unique()
    if n_customers < max(min_customers, 2):
        return None
    maps = drawn.group_by("drawn_rings").agg(n=pl.col("customer").n_unique())
    usual = int(maps.sort("n", "drawn_rings", descending=[True, False])["drawn_rings"][0])
    categories = ties.filter(pl.col("category") != "self")["category"].cast(pl.String).drop_nulls().unique().sort()
    design = design_of(drawn, columns, tuple(categories))
    x, _ = design.matrix(drawn)
    ring, of = (drawn[name].cast(pl.Int64).to_numpy() for name in ("drawn_ring", "drawn_rings"))
    customer = drawn["customer"].rank("dense").cast(pl.Int64).to_numpy() - 1
    return ProximityModel(design, fit(drawings(x, ring, of), customer), usual, n_customers, drawn.height)


def proximity_model(
    ties: pl.DataFrame, drawn: pl.DataFrame, features: pl.DataFrame | None = None, min_customers: int = MIN_CUSTOMERS,
) -> ProximityModel | None:
    """The regression behind ``predict_proximity``, for reports; None where too few customers drew a map."""
    return _fitted(*_with_features(_matched(ties, drawn), features), min_customers)


def _intervals(shares: F64) -> tuple[F64, F64, F64]:
    """Expected proximity and the borders of the fewest neighbouring rings that hold 90 %; the interval holds the value.

    Of several such runs of rings the one with most mass is taken, and of equal ones the inner.
    """
    n, k = shares.shape
    value = shares @ (1.0 - (np.arange(k) + 0.5) / k)
    below = np.concatenate([np.zeros((n, 1)), np.cumsum(shares, axis=1)], axis=1)
    first, last = np.zeros(n, np.int64), np.full(n, k, np.int64)
    open_ = np.ones(n, np.bool_)
    for length in range(1, k):
        mass = np.round(below[:, length:] - below[:, :-length], 12)
        best = mass.argmax(axis=1)
        done = open_ & (mass[np.arange(n), best] >= LEVEL)
        first[done], last[done] = best[done], best[done] + length
        open_ &= ~done
    return value, np.minimum(1.0 - last / k, value), np.maximum(1.0 - first / k, value)


def _predicted(model: ProximityModel, frame: pl.DataFrame) -> F64:
    """[n, 3]: value, low, high of every tie; in slices, so that memory stays bounded."""
    parts = [np.column_stack(_intervals(model.ring_shares(part))) for part in frame.iter_slices(ROWS_AT_ONCE)]
    return np.concatenate([np.zeros((0, 3)), *parts])


def predict_proximity(
    ties: pl.DataFrame, drawn: pl.DataFrame, features: pl.DataFrame | None = None, min_customers: int = MIN_CUSTOMERS,
    model: ProximityModel | None = None,
) -> pl.DataFrame:
    """``ties`` in their order with proximity, proximity_low, proximity_high and proximity_source.

    - ``ties``: customer, actor, name, category; earlier proximity columns are replaced. The self has no proximity.
    - ``drawn``: what ``drawn_ties`` returns; matched by customer and actor where it has the column ``actor``, else by
      customer, category and name. A drawn tie keeps its ring's middle and borders; its source is "drawn".
    - ``features``: customer, actor and any numeric columns (share of possessives, share of "we", log frequency,
      recency, reciprocity, ...); null is missing, and so is an actor without a row. None: the category alone predicts.
    - ``model``: the regression of the whole study, where ``ties`` are those of some customers; else it is fitted here.
    - Undrawn ties stay null until ``min_customers`` customers have placed an actor on a map. Then the value is the
      expected proximity and the interval spans the fewest neighbouring rings, on maps with the study's usual number of
      rings, that hold 90 % of the predictive mass, uncertain parameters included (see ``ordinal.fit``); the
      source is "predicted".

    Deterministic, and independent of the order of all three frames. Errors: ValueError for repeated actors, features
    that are not numbers or are infinite.

    >>> ties = pl.DataFrame({"customer": ["c"] * 2, "actor": ["peers:club", "peers:Kim"], "name": ["club", "Kim"],
    ...     "category": ["peers"] * 2})
    >>> drawn = pl.DataFrame({"customer": ["c"], "actor": ["peers:club"], "ring": [1], "rings": [2],
    ...     "proximity": [0.75], "proximity_low": [0.5], "proximity_high": [1.0]})
    >>> predict_proximity(ties, drawn).select("name", "proximity", "proximity_source").rows()
    [('club', 0.75, 'drawn'), ('Kim', None, None)]
    """
    names = ["proximity", "proximity_low", "proximity_high", "proximity_source"]
    bare = ties.drop(names, strict=False)
    if drawn.is_empty() and model is None:
        nothing = [pl.lit(None, pl.String if name == names[3] else pl.Float64).alias(name) for name in names]
        return bare.with_columns(nothing)
    frame, columns = _with_features(_matched(bare, drawn), features)
    if model is None:
        model = _fitted(frame, columns, min_customers)
    else:  # these customers may lack what others of the study have, such as events
        frame = frame.with_columns(pl.lit(None, pl.Float64).alias(name) for name in model.design.numeric if name not in columns)
    other = (frame["category"] != "self").fill_null(True).to_numpy()
    is_drawn = frame["drawn_value"].is_not_null().to_numpy() & other
    values = frame.select("drawn_value", "drawn_low", "drawn_high").cast(pl.Float64).fill_null(np.nan).to_numpy().copy()
    values[~is_drawn] = np.nan
    wanted = ~is_drawn & other
    if model is not None:
        asked = frame.filter(pl.Series(wanted))
        if columns and np.isinf(asked.select(columns).fill_null(0.0).to_numpy()).any():
            raise ValueError("a feature of a tie is infinite")
        values[wanted] = _predicted(model, asked)
    result = {name: pl.Series(name, values[:, i], nan_to_null=True) for i, name in enumerate(names[:3])}
    predicted = pl.Series(wanted if model is not None else np.zeros_like(wanted))
    source = pl.when(pl.Series(is_drawn)).then(pl.lit("drawn")).when(predicted).then(pl.lit("predicted"))
    return bare.with_columns(**result, proximity_source=source)
