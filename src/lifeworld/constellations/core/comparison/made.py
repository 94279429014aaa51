"""Constellations of the customers at one level, in columns: made anew from the level's statements, or read from frames."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.constellations.core import study, types
from lifeworld.constellations.core.constellate import Run, constellate
from lifeworld.constellations.core.gather import Gathered, Said, gather
from lifeworld.constellations.core.settings import Settings
from lifeworld.voices.core.codebook import ACTORS, DRIVERS

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Made:
    """G customers with constellations, sorted by name.

    label: int64[G], 0 to 3 in the order of TYPE_NAMES. margin: float64[G]. relevance: float64[G, 6], summed over the actors
    of each category. drivers: float64[G, 6]. size: float64[G]. n_ties: int64[6], ties of each category. typed: float64[G, 4], 1
    for the customer's label; over several drawings of statements, as everything else, the mean.
    """

    customer: pl.Series
    label: NDArray[np.int64]
    margin: Floats
    relevance: Floats
    drivers: Floats
    size: Floats
    n_ties: NDArray[np.int64]
    typed: Floats

    @staticmethod
    def none() -> Made:
        """No customer."""
        empty = np.zeros((0, len(ACTORS)))
        return Made(pl.Series("customer", [], dtype=pl.String), np.zeros(0, np.int64), np.zeros(0), empty, empty, np.zeros(0),
                    np.zeros(len(ACTORS), np.int64), np.zeros((0, 4)))

    @staticmethod
    def over(drawings: Sequence[Made]) -> Made:
        """The mean over constellations of the same customers; labels, margins and ties are those of the first."""
        if len(drawings) == 1:
            return drawings[0]
        return replace(drawings[0], **{
            name: np.mean([getattr(one, name) for one in drawings], axis=0) for name in ("relevance", "drivers", "size", "typed")
        })


def _with_proximity(gathered: Gathered, ties: pl.DataFrame | None) -> Gathered:
    """Proximity of each actor as the study's own ties have it; unknown for customers who are not in ``ties``."""
    if ties is None or ties.is_empty():
        return gathered
    known = gathered.actors().select("customer", "actor").join(
        ties.select("customer", "actor", "proximity"), on=["customer", "actor"], how="left", maintain_order="left"
    )
    proximity = known["proximity"].fill_null(float("nan")).to_numpy().astype(np.float64)
    return replace(gathered, rows=replace(gathered.rows, proximity=proximity))


def _only(frame: pl.DataFrame | None, customers: pl.Series) -> pl.DataFrame | None:
    """The rows of some customers."""
    return None if frame is None else frame.filter(pl.col("customer").is_in(customers.implode()))


def made_at(said: Said, settings: Settings, single: pl.Series, *, drawn: pl.DataFrame | None = None,
            done: pl.DataFrame | None = None, ties: pl.DataFrame | None = None, run: Run = map) -> Made:
    """Constellations from the statements of one level (``said``).

    Random streams are those of the customers, so that equal statements at two levels give equal draws. What was drawn
    and done, and the proximity that the study's ``ties`` have, counts for the customers in ``single`` only: those who
    are at no other level.
    """
    who = said.statements["customer"]
    present = who.drop_nulls().unique()
    if present.is_empty():
        return Made.none()
    here = present.filter(present.is_in(single.implode()))
    gathered = _with_proximity(
        gather(said, who, settings, _only(drawn, here), _only(done, here)), None if ties is None else _only(ties, here)
    )
    found = constellate(gathered.rows, gathered.coded, settings, run)
    rows, n = gathered.rows, gathered.rows.n_customers
    relevance = [np.bincount(rows.customer, found.relevance * (rows.category == c), n) for c in range(len(ACTORS))]
    label = np.where(found.label == types.NO_TYPE, len(types.TYPES), found.label).astype(np.int64)
    return Made(
        gathered.groups.rename("customer"), label, found.margin, np.stack(relevance, axis=1), found.drivers,
        found.size.astype(np.float64), np.bincount(rows.category, minlength=len(ACTORS)).astype(np.int64), np.eye(4)[label],
    )


def made_from(constellations: pl.DataFrame, ties: pl.DataFrame) -> Made:
    """The constellations of a mapped study, from its frames."""
    if constellations.is_empty():
        return Made.none()
    frame = constellations.sort("customer")
    of = (
        ties.group_by("customer", "category").agg(pl.col("relevance").sum())
        .pivot("category", index="customer", values="relevance")
    )
    missing = [pl.lit(0.0).alias(code) for code in ACTORS if code not in of.columns]
    relevance = frame.select("customer").join(of.with_columns(missing), on="customer", how="left", maintain_order="left")
    label = frame["type"].replace_strict(list(study.TYPE_NAMES), list(range(4)), return_dtype=pl.Int64)
    n_ties = dict(ties.group_by("category").len().rows())
    return Made(
        frame["customer"], label.to_numpy(), frame["margin"].fill_null(0.0).to_numpy(),
        relevance.select(ACTORS).fill_null(0.0).to_numpy(), frame.select(DRIVERS).to_numpy(),
        frame["size"].cast(pl.Float64).to_numpy(), np.array([n_ties.get(code, 0) for code in ACTORS], np.int64),
        np.eye(4)[label.to_numpy()],
    )
