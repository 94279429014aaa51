"""The constellations of a mapped study as networks."""

from __future__ import annotations

import polars as pl

from lifeworld.constellations.core.exchange.names import told_apart
from lifeworld.constellations.core.exchange.values import ALTER_COLUMNS, EgoNetworks, ego_networks

SELF = "self"


def study_networks(constellations: pl.DataFrame, ties: pl.DataFrame) -> EgoNetworks:
    """``constellations`` and ``ties`` of a study (columns of ``schemas.CONSTELLATIONS`` and ``TIES``), protected already, as networks.

    Every customer is an ego, also one without actors. The self is no alter: its relevance is an attribute of the ego. Alters are called
    by category and shown name, numbered where two have the same; keys of the study stay inside, because they hold names as given.

    >>> ties = pl.DataFrame({"customer": ["a"] * 2, "actor": ["self", "k"], "name": ["self", "Club"], "category": ["self", "peers"],
    ...                      "relevance": [0.5, 0.2]})
    >>> found = study_networks(pl.DataFrame({"customer": ["a", "b"], "type": ["brand-driven"] * 2}), ties)
    >>> found.egos.rows(), found.alters.select("alter", "relevance").rows()
    ([('a', 0.5, 'brand-driven'), ('b', None, 'brand-driven')], [('peers:Club', 0.2)])
    """
    lists = [name for name, kind in constellations.schema.items() if kind.is_nested()]
    own = ties.filter(pl.col("category") == SELF).group_by("customer").agg(self_relevance=pl.col("relevance").sum())
    egos = constellations.drop(lists).join(own, on="customer", how="left").rename({"customer": "ego"})
    others = ties.filter(pl.col("category") != SELF)
    label = pl.format("{}:{}", "category", pl.col("name").fill_null("(unnamed)"))
    alters = told_apart(others.rename({"customer": "ego"}).with_columns(alter=label), "alter", "actor")
    keep = [name for name in alters.columns if name in ALTER_COLUMNS or name.startswith(("relevance_", "proximity_"))]
    counts = [name for name in ("n_evidence", "said", "done", "drawn") if name in alters.columns]
    return ego_networks(egos, alters.select("ego", *(name for name in keep if name != "ego"), *counts))
