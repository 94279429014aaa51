"""The rows that an outcome is held against: one a customer, or one a statement where nobody is named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.kit.errors import InputRefused
from lifeworld.kit.ids import hash64

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Rows:
    """n rows with a known outcome and p factors, sorted by who speaks.

    carried: float64[n, p], the share of the row's statements that carry each factor (0 or 1 for a statement).
    outcome: float64[n], the mean of the known outcomes. talk: float64[n], the log of how much was said. weight: float64[n].
    keys: uint64[n], one stream a row. n_statements: int64[p], statements behind each factor. unit: "customers" or
    "statements". said: what ``talk`` counts, in words.
    """

    factors: tuple[str, ...]
    carried: Floats
    outcome: Floats
    talk: Floats
    weight: Floats
    keys: NDArray[np.uint64]
    n_statements: NDArray[np.int64]
    unit: str
    said: str

    @property
    def mentions(self) -> NDArray[np.bool_]:
        """Which rows mention each factor at all: bool[n, p]."""
        return np.asarray(self.carried > 0)


def outcome_rows(statements: pl.DataFrame, codings: pl.DataFrame, factors: Sequence[str],
                 weights: pl.DataFrame | None = None) -> Rows:
    """Rows from the frames of a study: ``statements`` (customer, id, outcome, perhaps n_segments), ``codings`` (statement,
    code, present).

    A customer's row holds all of the customer's statements, also those without an outcome; customers without any outcome
    are left out, and so are statements that name no customer where others do. ``weights`` (customer, weight) are those of a
    sample; a customer that it does not name has weight 1. Order of the input does not matter.
    Errors: InputRefused for a weight that is not above 0.
    """
    nobody = bool(statements["customer"].is_null().all())
    who = pl.col("id" if nobody else "customer").alias("who")
    sentences = pl.col("n_segments") if "n_segments" in statements.columns else pl.lit(1)
    table = (
        statements.select(who, "id", "outcome", sentences=sentences.cast(pl.Int64))
        .with_columns(pl.col("outcome").fill_nan(None)).drop_nulls("who").sort("who", "id", "outcome")
    )
    rows = table.group_by("who", maintain_order=True).agg(
        pl.col("outcome").mean(), n=pl.len(), sentences=pl.col("sentences").sum(),
    ).drop_nulls("outcome")
    names = rows["who"].to_list()
    at = {code: column for column, code in enumerate(factors)}
    present = (
        codings.filter(pl.col("present") & pl.col("code").is_in(list(factors))).select(id="statement", code="code").unique()
        .join(table.select("id", "who"), on="id").filter(pl.col("who").is_in(names))
    )
    row = rows["who"].search_sorted(present["who"]).to_numpy().astype(np.int64)
    column = present["code"].replace_strict(at, return_dtype=pl.Int64).to_numpy()
    n, p = len(rows), len(factors)
    counts = np.bincount(row * p + column, minlength=n * p).reshape(n, p)
    n_each = rows["n"].to_numpy().astype(np.float64)
    alike = bool((n_each == n_each[:1]).all())
    amount = rows["sentences"].to_numpy().astype(np.float64) if alike else n_each
    weight = np.ones(n)
    if weights is not None:
        given = rows.select(customer="who").join(weights, on="customer", how="left", maintain_order="left")["weight"]
        weight = given.fill_null(1.0).to_numpy().astype(np.float64)
        if not (np.isfinite(weight).all() and (weight > 0).all()):
            raise InputRefused(
                "sample_weight", "A weight of the sample is not a number above 0.", "Give every customer a positive weight, or none.",
            )
    return Rows(
        tuple(factors), counts / n_each[:, None], rows["outcome"].to_numpy().astype(np.float64), np.log(np.maximum(amount, 1.0)),
        weight, hash64(rows["who"]), counts.sum(axis=0).astype(np.int64), "statements" if nobody else "customers",
        "sentences" if alike else "statements",
    )
