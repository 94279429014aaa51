"""Pools of a study: everybody, the customers of each focal provider, and each group of customers."""

from __future__ import annotations

import numpy as np
import polars as pl

from lifeworld.constellations.core.few_customers import Interval
from lifeworld.constellations.core.gather import Gathered, Said, gather, tie_valence
from lifeworld.constellations.core.pooled import Pooled, pool
from lifeworld.constellations.core.said import driver_counts
from lifeworld.constellations.core.schemas import POOLED, empty
from lifeworld.constellations.core.settings import Settings
from lifeworld.kit.ids import hash64
from lifeworld.kit.ratio import ratio
from lifeworld.voices.core.codebook import ACTORS, DRIVERS

ACTORS_PER_POOL = 200
"""Actors listed for one pool, the most relevant first; categories add all of them up."""

POOLS_PER_KIND = 50
CUSTOMERS_MIN = 10
"""A pool of fewer customers is not shown: not enough."""


def speakers(statements: pl.DataFrame) -> pl.Series:
    """Who made each statement: a customer, or the row itself where it has none (never the same key)."""
    customer, row = pl.concat_str(pl.lit("customer "), "customer"), pl.concat_str(pl.lit("row "), "id")
    return statements.select(pl.coalesce(customer, row).alias("speaker")).to_series()


def _part(part: str, names: pl.Series, category: pl.Series, found: Interval, valence: np.ndarray,
          n_statements: np.ndarray) -> pl.DataFrame:
    """Rows of one part (actor, category or driver) of a pool."""
    return pl.DataFrame({
        "part": pl.Series([part] * len(names), dtype=pl.String), "name": names, "category": category,
        "share": found.value, "low": found.low, "high": found.high,
        "valence": pl.Series(valence, dtype=pl.Float64).fill_nan(None),
        "n_statements": pl.Series(n_statements, dtype=pl.Int32),
    })


def _means(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Weighted mean of values [S] for each column of weights [S, k]; NaN where no weight is."""
    return ratio((weights * values[:, None].astype(np.float64)).sum(axis=0), weights.sum(axis=0))


def _pool_frame(gathered: Gathered, found: Pooled, drivers: np.ndarray) -> pl.DataFrame:
    """The three parts of one pool as one frame."""
    actors, rows = gathered.actors(), gathered.rows
    top = np.lexsort((actors["actor"].to_numpy(), -found.actors.value))[:ACTORS_PER_POOL]
    said = rows.n_said
    valence = tie_valence(gathered)
    present = gathered.coded.probability > 0
    by_category = _means(gathered.coded.valence, present[:, :6])
    by_driver = _means(gathered.coded.valence, present[:, 6:])
    codes = pl.Series(list(ACTORS))
    none = pl.Series([None] * len(DRIVERS), dtype=pl.String)
    a = found.actors
    return pl.concat([
        _part("actor", actors["name"].gather(top), actors["category"].gather(top),
              Interval(a.value[top], a.low[top], a.high[top]), valence[top], said[top]),
        _part("category", codes, codes, found.categories, by_category, present[:, :6].sum(axis=0)),
        _part("driver", pl.Series(list(DRIVERS)), none, found.drivers, by_driver, (drivers > 0).sum(axis=0)),
    ])


def _one_pool(said: Said, name: str, kind: str, settings: Settings) -> pl.DataFrame:
    """The pool of all statements of ``said``."""
    group = pl.Series([name], dtype=pl.String).new_from_index(0, len(said.statements))
    gathered = gather(said, group, settings)
    who = speakers(said.statements).gather(gathered.statement)
    table = who.unique().sort()
    drivers = driver_counts(gathered.coded, settings.rho)
    found = pool(gathered.rows, drivers, table.search_sorted(who).to_numpy().astype(np.int64), hash64(table),
                 seed=settings.seed, level=settings.level)
    return _pool_frame(gathered, found, drivers).with_columns(
        pool=pl.lit(name), pool_kind=pl.lit(kind), n_customers=pl.lit(len(table), dtype=pl.Int32)
    ).select(list(POOLED))


def pools_of(statements: pl.DataFrame) -> tuple[list[tuple[str, str]], tuple[str, ...]]:
    """(kind, name) of the pools to show, and sentences on those that are not.

    Each focal provider and each group is a pool, unless it holds every statement (the pool of everybody says the same),
    has fewer than ten customers, or is not among the fifty largest of its kind.
    """
    chosen, notes = [], []
    whole = statements.with_columns(speakers(statements))
    for kind, plural in (("focal", "focal provider(s)"), ("group", "group(s)")):
        sizes = (
            whole.filter(pl.col(kind).is_not_null()).group_by(kind)
            .agg(pl.len(), pl.col("speaker").n_unique().alias("customers"))
            .filter(pl.col("len") < len(statements)).sort("len", kind, descending=[True, False])
        )
        small = sizes.filter(pl.col("customers") < CUSTOMERS_MIN)
        large = sizes.filter(pl.col("customers") >= CUSTOMERS_MIN)
        if len(small):
            notes.append(f"No pool of their own, because they have fewer than {CUSTOMERS_MIN} customers: {len(small):,} {plural}.")
        if len(large) > POOLS_PER_KIND:
            notes.append(f"Of {len(large):,} {plural} the {POOLS_PER_KIND} with most statements are shown.")
        chosen += [(kind, name) for name in large.head(POOLS_PER_KIND)[kind].sort()]
    return chosen, tuple(notes)


def pooled_frame(said: Said, settings: Settings) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Pooled constellations of everybody, of each focal provider and of each group, and sentences on what is left out."""
    statements = said.statements
    n_speakers = speakers(statements).n_unique()
    if n_speakers < CUSTOMERS_MIN:
        return empty(POOLED), (f"No pooled constellation: not enough, n = {n_speakers} speakers, {CUSTOMERS_MIN} are needed.",)
    chosen, notes = pools_of(statements)
    frames = [_one_pool(said, "all customers", "all", settings)]
    for kind, name in chosen:
        rows = (statements[kind] == name).fill_null(False).arg_true().to_numpy().astype(np.int64)
        frames.append(_one_pool(said.only(rows), name, kind, settings))
    return pl.concat(frames), notes
