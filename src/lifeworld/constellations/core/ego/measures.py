"""The door of the package: one row of measures per ego."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from lifeworld.constellations.core.ego.arrays import F64
from lifeworld.constellations.core.ego.checked import alter_frame, columnar_alters, columnar_ties, ego_frame, require
from lifeworld.constellations.core.ego.columns import columns_of
from lifeworld.constellations.core.ego.composition import composition, likeness, n_per_ring, sizes
from lifeworld.constellations.core.ego.holes import holes
from lifeworld.constellations.core.ego.importance import brand_place, importance
from lifeworld.constellations.core.ego.mixing import mixing
from lifeworld.constellations.core.ego.structure import structure
from lifeworld.kit.errors import InputRefused, listed


def ego_measures(
    egos: pl.Series | pl.DataFrame, alters: pl.DataFrame, alter_ties: pl.DataFrame | None, n_categories: int,
    *, categories: Sequence[str] | None = None,
) -> pl.DataFrame:
    """Measures of every ego's network: one row per ego, in the order of ``egos``, egos without alters included.

    - ``egos``: keys, or a frame with ``ego`` and optionally ``n_asked`` (alters asked about ties; null = all, 0 =
      none), ``group`` and ``number`` (the ego's own, for homophily and distance), ``pool_same`` and ``pool_other``
      (possible alters inside and outside the ego's group, for phi_ego).
    - ``alters``: ``ego``, ``alter`` (unique inside the ego; a null or empty alter marks a map without actors),
      ``category`` (null = unknown; never "self") and optionally ``ring`` of ``rings``, ``proximity`` (0..1; else from
      the ring), ``relevance`` (>= 0), ``valence`` (-1..1), ``weight`` (> 0, strength of the ego's tie for Burt's
      measures, 1 when absent; on the same scale as the ties' weights), ``n_roles``, ``group``, ``number``, ``focal``
      (true for a focal provider; else category "focal_provider").
    - ``alter_ties``: ``ego``, ``source``, ``target`` and optionally ``weight`` (>= 0; 0 = no tie). Undirected: rows of
      one pair, whichever way round, are one tie with their mean weight. None = ties were not asked, so that everything
      about them is null; an empty frame = asked, and there are none.
    - ``n_categories``: K, the categories of the codebook that diversity divides by; ``categories``: their names, which
      fix the composition columns (default: those found in ``alters``, sorted; "self" is skipped, it is no alter).

    ``MEASURES`` documents every column: formula, when it is null, source. Undefined is null, never 0.
    Errors: InputRefused for missing columns, unknown or repeated egos and alters, unknown categories, values out of
    range.

    >>> alters = pl.DataFrame({"ego": ["a"] * 5, "alter": list("12345"), "category": ["peers"] * 4 + ["strangers"]})
    >>> ties = pl.DataFrame({"ego": ["a", "a"], "source": ["1", "3"], "target": ["2", "4"]})
    >>> row = ego_measures(pl.Series(["a", "b"]), alters, ties, 6).row(0, named=True)
    >>> row["n_alters"], row["density"], row["effective_size"], round(row["diversity"], 2)
    (5, 0.2, 4.2, 0.32)
    """
    named_egos = ego_frame(egos)
    require(alters, ["ego", "alter", "category"], "alters")
    found = sorted(alters["category"].cast(pl.String).drop_nulls().unique())
    names = [name for name in (found if categories is None else categories) if name != "self"]
    if n_categories < max(len(names), 1):
        raise InputRefused("too_few_categories", f"There are {len(names)} categories ({listed(names)}), but the "
                           f"codebook is said to have {n_categories}.", "Give the codebook's number of categories.")
    frame = alter_frame(named_egos, alters)
    network = columnar_alters(named_egos, frame, names)
    ties = columnar_ties(named_egos, frame, alter_ties)
    values: dict[str, F64] = {
        **sizes(network), **composition(network, n_categories), **likeness(network, named_egos),
        **structure(network, ties), **mixing(network, ties), **holes(network, ties),
        **importance(network), **brand_place(network),
    }
    return _framed(named_egos["ego"], n_per_ring(network), values, names)


def _framed(keys: pl.Series, rings: pl.Series, values: dict[str, F64], names: Sequence[str]) -> pl.DataFrame:
    """Columns in their documented order and type, NaN as null."""
    columns: list[pl.Series] = [keys.alias("ego")]
    for name, measure in columns_of(names):
        if measure.kind == "counts":
            columns.append(rings.alias(name))
            continue
        column = pl.Series(name, values[name], nan_to_null=True)
        if measure.kind == "count":
            column = column.cast(pl.Int32)
        elif measure.kind == "flag":
            column = column == 1.0
        columns.append(column.alias(name))
    return pl.DataFrame(columns)
