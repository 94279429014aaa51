"""Drawn maps: a customer places actors on concentric rings around the self (after Kahn & Antonucci 1980).

Proximity is closeness to the thing being done (method.md, section 4), so the wording of a ring is kept beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from lifeworld.kit.errors import InputRefused

DRAWN_COLUMNS: Mapping[str, str] = MappingProxyType({
    "customer": "who drew the map",
    "actor": "the name of the drawn actor; empty in the one row of a map that shows nobody but the self",
    "category": "one of the six actor categories, or the name of the study's focal provider; may be empty for the "
                "focal provider; rows of «self» say only that a map was drawn",
    "ring": "the ring of the actor, 1 is the inner one; may be empty where x and y are given",
    "rings": "how many rings the map has, the same for all actors of a map",
    "x": "where the actor stands, 0 (left) to 1 (right) of the drawing area; optional, kept as it is",
    "y": "the same from 0 (top) to 1 (bottom)",
    "skewed": "true (default) where the rings are spaced as Network Canvas spaces them by default, false where they "
              "are evenly spaced; used only to find the ring from x and y",
    "width": "width of the drawing area in any unit, where it is not square; used only to find the ring from x and y",
    "height": "height of the drawing area in the same unit",
    "size": "how large the actor was drawn, more than 0, any unit; optional, then all actors of the map are equal",
    "wording": "what the ring meant to the person who drew, in the words of the study; optional",
    "completeness": "0 to 1, how complete the drawing is; optional, 1 is a full drawing; the same for a whole map",
})
"""Columns of a file of drawn maps, one row per drawn actor. ``customer``, ``actor``, ``category`` and ``rings`` are
needed, and either ``ring`` or ``x`` and ``y``."""

DRAWN_SCHEMA: Mapping[str, type[pl.DataType]] = MappingProxyType({
    "customer": pl.String, "actor": pl.String, "category": pl.String, "ring": pl.Int32, "rings": pl.Int32,
    "x": pl.Float64, "y": pl.Float64, "size": pl.Float64, "wording": pl.String, "completeness": pl.Float64,
})
"""What ``read_drawn`` returns. A map without actors is one row in which only customer, perhaps rings, and completeness
are set."""

ALTER_TIE_SCHEMA: Mapping[str, type[pl.DataType]] = MappingProxyType({
    "customer": pl.String, "source": pl.String, "target": pl.String, "weight": pl.Float64,
})
"""What ``read_alter_ties`` returns: ties among the actors around one customer, by the names that the map uses."""


def ring_of(
    x: ArrayLike, y: ArrayLike, rings: ArrayLike, *, skewed: ArrayLike = True, width: ArrayLike = 1.0,
    height: ArrayLike = 1.0,
) -> NDArray[np.int64]:
    """The ring (1 = inner) on which a point lies; ``x`` and ``y`` run from 0 to 1 over the drawing area.

    The rings of Network Canvas (Fresco, Radar.js): in a box of 100 the k-th of n has the radius 50 k/n, or, skewed (its
    default), (150 sqrt(k/n) + 50 k/n) / 4. Rings are circles that fit the shorter side of an area that is not square
    (inferred, not documented there). A point on a border belongs to the inner ring; one outside all rings, in a corner,
    to the outer ring.

    >>> ring_of([0.5, 0.7, 0.7], [0.5, 0.5, 0.5], 4, skewed=[True, True, False]).tolist()
    [1, 1, 2]
    """
    across, down = np.asarray(width, np.float64), np.asarray(height, np.float64)
    dx, dy = (np.asarray(x, np.float64) - 0.5) * across, (np.asarray(y, np.float64) - 0.5) * down
    radius = 100.0 * np.hypot(dx, dy) / np.minimum(across, down)
    # the skewed radius is a quadratic in sqrt(k/n): 50 s^2 + 150 s - 4 r = 0
    skewed_part = np.square((np.sqrt(22500.0 + 800.0 * radius) - 150.0) / 100.0)
    n = np.asarray(rings, np.float64)
    place = n * np.where(np.asarray(skewed, np.bool_), skewed_part, radius / 50.0)
    return np.clip(np.ceil(place - 1e-9), 1, n).astype(np.int64)


def drawn_ties(drawn: pl.DataFrame) -> pl.DataFrame:
    """The drawn actors with their proximity: 1 - (ring - .5) / rings, between the borders of the ring.

    ``drawn`` has the columns of ``DRAWN_SCHEMA``; ``actor`` becomes ``name`` and the rest stays, in the order customer,
    category, name, ring, rings, x, y, size, wording, completeness, proximity, proximity_low, proximity_high. Sorted by
    customer, category and name. A map without actors stays as a row whose category, name and proximity are null.

    >>> map_ = pl.DataFrame({"customer": ["c"], "actor": ["club"], "category": ["peers"], "ring": [1], "rings": [3],
    ...     "x": [None], "y": [None], "size": [1.0], "wording": [None], "completeness": [1.0]}, schema=DRAWN_SCHEMA)
    >>> drawn_ties(map_).select("name", "proximity_low", "proximity_high").row(0)
    ('club', 0.6666666666666667, 1.0)
    """
    ring, rings = pl.col("ring").cast(pl.Float64), pl.col("rings").cast(pl.Float64)
    return drawn.select(
        "customer", "category", pl.col("actor").alias("name"), "ring", "rings", "x", "y", "size", "wording",
        "completeness", proximity=1.0 - (ring - 0.5) / rings, proximity_low=1.0 - ring / rings,
        proximity_high=1.0 - (ring - 1.0) / rings,
    ).sort("customer", "category", "name", nulls_last=True)


def alter_tie_keys(alter_ties: pl.DataFrame, ties: pl.DataFrame) -> pl.DataFrame:
    """Ties among actors with the study's keys instead of names: columns ego, source, target, weight.

    ``alter_ties`` (customer, source, target, weight) names actors as the map does, or by their key; ``ties`` has
    customer, actor, name, category. Case does not matter.
    Errors: InputRefused where a name belongs to no actor of the customer, or to several.
    """
    others = ties.filter(pl.col("category") != "self")
    labels = pl.concat([
        others.select("customer", "actor", label=pl.col(column).str.to_lowercase()) for column in ("actor", "name")
    ]).group_by("customer", "label").agg(pl.col("actor").min(), several=pl.col("actor").n_unique() > 1)
    found = alter_ties
    for end in ("source", "target"):
        found = found.with_columns(label=pl.col(end).str.to_lowercase()).join(
            labels.rename({"actor": f"{end}_key", "several": f"{end}_several"}), on=["customer", "label"], how="left",
            maintain_order="left",
        )
        for problem, says, hint in (
            (pl.col(f"{end}_key").is_null(), "is no actor of that customer", "Use a name from that customer's map."),
            (pl.col(f"{end}_several"), "is the name of several actors of that customer",
             "Use the key of the actor, for example «peers:Anna»."),
        ):
            wrong = found.filter(problem)
            if wrong.height:
                raise InputRefused("unknown_alter", f"In the ties among actors, «{wrong[end][0]}» of customer "
                                   f"«{wrong['customer'][0]}» {says}.", hint)
        found = found.drop("label")
    return found.select(pl.col("customer").alias("ego"), pl.col("source_key").alias("source"),
                        pl.col("target_key").alias("target"), "weight")
