"""Pools of a study: everybody, the customers of each focal provider, and each group of customers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy import sparse

from lifeworld.constellations.core.few_customers import Interval
from lifeworld.constellations.core.gather import UNNAMED_WORDS, Said, gifts_of
from lifeworld.constellations.core.partial.values import BETWEEN, Partial, Sums, key
from lifeworld.constellations.core.pooled import Given, pool
from lifeworld.constellations.core.resampling import resampled
from lifeworld.constellations.core.said import SELF, CodedStatements, SaidShares, driver_counts
from lifeworld.constellations.core.schemas import POOLED, empty
from lifeworld.constellations.core.settings import Settings
from lifeworld.kit.ids import hash64
from lifeworld.kit.ratio import ratio
from lifeworld.kit.streams import stream_keys
from lifeworld.voices.core.codebook import ACTORS, DRIVERS

ACTORS_PER_POOL = 200
"""Actors listed for one pool, the most relevant first; categories add all of them up."""

POOLS_PER_KIND = 50
CUSTOMERS_MIN = 10
"""A pool of fewer customers is not shown: not enough."""

EVERYBODY = ("all", "all customers")
"""The kind and the name of the pool of all statements."""


def speakers(statements: pl.DataFrame) -> pl.Series:
    """Who made each statement: a customer, or the row itself where it has none (never the same key)."""
    customer, row = pl.concat_str(pl.lit("customer "), "customer"), pl.concat_str(pl.lit("row "), "id")
    return statements.select(pl.coalesce(customer, row).alias("speaker")).to_series()


def census(statements: pl.DataFrame) -> pl.DataFrame:
    """How much each focal provider and each group has: kind, name, n (statements), customers (who speak). Parts add up."""
    whole = statements.select("focal", "group").with_columns(speakers(statements))
    return pl.concat([
        whole.filter(pl.col(kind).is_not_null()).group_by(name=pl.col(kind).cast(pl.String))
        .agg(n=pl.len().cast(pl.Int64), customers=pl.col("speaker").n_unique().cast(pl.Int64))
        .select(pl.lit(kind).alias("kind"), "name", "n", "customers") for kind in ("focal", "group")
    ]).sort("kind", "name")


def pools_of(counted: pl.DataFrame, n_statements: int, n_speakers: int) -> tuple[list[tuple[str, str]], tuple[str, ...]]:
    """(kind, name) of the pools to show, everybody first, and sentences on those that are not. ``counted``: see ``census``.

    Each focal provider and each group is a pool, unless it holds every statement (the pool of everybody says the same),
    has fewer than ten customers, or is not among the fifty largest of its kind.
    """
    if n_speakers < CUSTOMERS_MIN:
        return [], (f"No pooled constellation: not enough, n = {n_speakers} speakers, {CUSTOMERS_MIN} are needed.",)
    chosen, notes = [EVERYBODY], []
    for kind, plural in (("focal", "focal provider(s)"), ("group", "group(s)")):
        sizes = counted.filter((pl.col("kind") == kind) & (pl.col("n") < n_statements)).sort("n", "name", descending=[True, False])
        small = sizes.filter(pl.col("customers") < CUSTOMERS_MIN)
        large = sizes.filter(pl.col("customers") >= CUSTOMERS_MIN)
        if len(small):
            notes.append(f"No pool of their own, because they have fewer than {CUSTOMERS_MIN} customers: {len(small):,} {plural}.")
        if len(large) > POOLS_PER_KIND:
            notes.append(f"Of {len(large):,} {plural} the {POOLS_PER_KIND} with most statements are shown.")
        chosen += [(kind, name) for name in large.head(POOLS_PER_KIND)["name"].sort()]
    return chosen, tuple(notes)


def pool_partial(said: Said, chosen: Sequence[tuple[str, str]], settings: Settings) -> Partial:
    """What the chosen pools are made of, for the customers of these statements (whole customers, whoever else there is)."""
    if not chosen or not len(said.statements):
        return Partial()
    given, names, shown = gifts_of(said, settings.rho)
    speaker = speakers(said.statements)
    table = speaker.unique().sort()
    who = table.search_sorted(speaker).to_numpy().astype(np.int64)
    found = _Found(given, names, said, who, driver_counts_of(said, settings.rho))
    parts = [found.pool(kind, name, _members(said.statements, kind, name)) for kind, name in chosen]
    matrix = sparse.hstack([part.matrix for part in parts]).tocsr()
    sums = resampled(matrix, stream_keys(settings.seed, 32, hash64(table)))
    keys = [name for part in parts for name in part.keys]
    n, valence = (np.concatenate([getattr(part, side) for part in parts]) for side in ("statements", "valence"))
    counts = {key("pool", kind, name): part.customers for (kind, name), part in zip(chosen, parts, strict=True)}
    return Partial(Sums.made(keys, sums, n, valence), counts, names=pl.DataFrame({"folded": names, "name": shown}))


def driver_counts_of(said: Said, rho: float) -> np.ndarray:
    """What each statement gives to the six drivers, float32[S, 6]."""
    zeros = np.zeros(len(said.statements), np.int64)
    return driver_counts(CodedStatements(zeros, zeros.astype(np.uint64), said.present, said.valence, np.ones(len(zeros), np.float32)), rho)


def _members(statements: pl.DataFrame, kind: str, name: str) -> np.ndarray:
    """Which statements belong to a pool: bool[S]."""
    if (kind, name) == EVERYBODY:
        return np.ones(len(statements), bool)
    return (statements[kind] == name).fill_null(False).to_numpy().astype(bool)


@dataclass(frozen=True, eq=False)
class _Columns:
    """Columns of one pool, CSR[C, k], their keys, and the statements and valence beside each."""

    keys: list[str]
    matrix: sparse.csr_matrix
    statements: np.ndarray
    valence: np.ndarray
    customers: int


@dataclass(frozen=True, eq=False)
class _Found:
    """What was found in statements: gifts, names, who said them (int64[S] of C speakers), gifts to drivers float32[S, 6]."""

    given: SaidShares
    names: pl.Series
    said: Said
    who: np.ndarray
    drivers: np.ndarray

    def pool(self, kind: str, name: str, member: np.ndarray) -> _Columns:
        """The columns of one pool: actors, categories, drivers, and all that was given to actors and to drivers."""
        n_speakers = int(self.who.max()) + 1
        mine = np.flatnonzero(member[self.given.statement])
        statement, amount = self.given.statement[mine], self.given.amount[mine]
        category = self.given.category[mine].astype(np.int64)
        cell = category * len(self.names) + np.where(category == SELF, 0, self.given.name[mine])
        actors, at = np.unique(cell, return_inverse=True)
        gift = amount.astype(np.float32).astype(np.float64)
        k = len(actors)
        by_actor = sparse.csr_matrix((gift, (self.who[statement], at)), shape=(n_speakers, k))
        rows = np.flatnonzero(member)
        adder = sparse.csr_matrix((np.ones(len(rows)), (self.who[rows], np.arange(len(rows)))), shape=(n_speakers, len(rows)))
        by_driver = sparse.csr_matrix(adder @ self.drivers[rows].astype(np.float64))
        nothing = sparse.csr_matrix((n_speakers, len(ACTORS)))
        totals = [sparse.csr_matrix(np.asarray(part.sum(axis=1)).reshape(n_speakers, 1)) for part in (by_actor, by_driver)]
        matrix = sparse.hstack([by_actor, nothing, by_driver, *totals]).tocsr()
        # A statement that names an actor twice gives two gifts but is one statement of evidence.
        once = np.unique(at * np.int64(len(self.said.statements)) + statement)
        valence = self.said.valence.astype(np.float64)
        present = self.said.present[rows] > 0
        folded = self.names.gather(actors % len(self.names)).to_list()
        codes: list[tuple[str, ...]] = [
            ("actor", ACTORS[c], word) for c, word in zip((actors // len(self.names)).tolist(), folded, strict=True)]
        codes += [("category", code) for code in ACTORS] + [("driver", code) for code in DRIVERS] + [("to", "actors"), ("to", "drivers")]
        counted = [np.bincount(once // len(self.said.statements), minlength=k), present.sum(axis=0), np.zeros(2)]
        felt = [np.bincount(at, amount * valence[statement], k), (present * valence[rows, None]).sum(axis=0), np.zeros(2)]
        return _Columns([key("pool", kind, name, *code) for code in codes], matrix, np.concatenate(counted).astype(np.float64),
                        np.concatenate(felt), len(np.unique(self.who[rows])))


def _part(part: str, names: pl.Series, category: pl.Series, found: Interval, valence: np.ndarray,
          n_statements: np.ndarray) -> pl.DataFrame:
    """Rows of one part (actor, category or driver) of a pool."""
    return pl.DataFrame({
        "part": pl.Series([part] * len(names), dtype=pl.String), "name": names, "category": category,
        "share": found.value, "low": found.low, "high": found.high,
        "valence": pl.Series(valence, dtype=pl.Float64).fill_nan(None),
        "n_statements": pl.Series(n_statements.round(), dtype=pl.Int32, strict=False),
    })


def _pool_frame(partial: Partial, keys: Sequence[str], kind: str, pool_name: str, settings: Settings) -> pl.DataFrame:
    """The three parts of one pool as one frame; ``keys`` are those of its sums."""
    myself = key("pool", kind, pool_name, "actor", "self", "")
    actors = sorted({*(name for name in keys if name.split(BETWEEN)[3] == "actor"), myself},
                    key=lambda name: (ACTORS.index(name.split(BETWEEN)[4]), name.split(BETWEEN)[5]))
    category = np.array([ACTORS.index(name.split(BETWEEN)[4]) for name in actors], np.int64)
    folded = pl.Series("folded", [name.split(BETWEEN)[5] for name in actors], dtype=pl.String)
    of_actors, of_categories, of_drivers = (partial.sums.rows(names) for names in (
        actors, [key("pool", kind, pool_name, "category", code) for code in ACTORS],
        [key("pool", kind, pool_name, "driver", code) for code in DRIVERS]))
    to = partial.sums.rows([key("pool", kind, pool_name, "to", what) for what in ("actors", "drivers")]).of
    stream = stream_keys(0, category.astype(np.uint64), hash64(folded))
    found = pool(Given(of_actors.of, of_drivers.of, to.only([0]), to.only([1]), category, stream), seed=settings.seed, level=settings.level)
    listed = _actor_names(category, folded, partial.names)
    # Sums of parts differ in their last digits, which may not decide who is listed.
    top = np.lexsort((listed["actor"].to_numpy(), -found.actors.value.round(12)))[:ACTORS_PER_POOL]
    none = pl.Series([None] * len(DRIVERS), dtype=pl.String)
    a, codes = found.actors, pl.Series(list(ACTORS))
    return pl.concat([
        _part("actor", listed["name"].gather(top), listed["category"].gather(top), Interval(a.value[top], a.low[top], a.high[top]),
              ratio(of_actors.valence, of_actors.of.total)[top], of_actors.statements[top]),
        _part("category", codes, codes, found.categories, ratio(of_categories.valence, of_categories.statements), of_categories.statements),
        _part("driver", pl.Series(list(DRIVERS)), none, found.drivers, ratio(of_drivers.valence, of_drivers.statements),
              of_drivers.statements),
    ]).with_columns(
        pool=pl.lit(pool_name), pool_kind=pl.lit(kind), n_customers=pl.lit(partial.count("pool", kind, pool_name), dtype=pl.Int32)
    ).select(list(POOLED))


def _actor_names(category: np.ndarray, folded: pl.Series, names: pl.DataFrame | None) -> pl.DataFrame:
    """Actor (key), name (as shown) and category of each actor of a pool."""
    frame = pl.DataFrame({"folded": folded, "category": pl.Series(list(ACTORS)).gather(category)})
    spelled = pl.DataFrame(schema={"folded": pl.String, "name": pl.String}) if names is None else names
    unnamed = pl.col("category").replace_strict(UNNAMED_WORDS, default="self", return_dtype=pl.String)
    named = pl.col("folded") != ""
    return frame.join(spelled, on="folded", how="left", maintain_order="left").select(
        actor=pl.when(pl.col("category") == "self").then(pl.lit("self")).when(named).then(pl.concat_str("category", pl.lit(":"), "folded"))
        .otherwise(pl.concat_str("category", pl.lit(":(unnamed)"))),
        name=pl.when(named).then("name").otherwise(unnamed), category="category")


def pools_from(partial: Partial, chosen: Sequence[tuple[str, str]], settings: Settings) -> pl.DataFrame:
    """Pooled constellations of the chosen pools from the partial result of everybody."""
    if not chosen:
        return empty(POOLED)
    by_pool: dict[tuple[str, str], list[str]] = {}
    for name in partial.sums.under("pool"):
        by_pool.setdefault((name.split(BETWEEN)[1], name.split(BETWEEN)[2]), []).append(name)
    return pl.concat([_pool_frame(partial, by_pool.get(one, []), *one, settings) for one in chosen])


def pooled_frame(said: Said, settings: Settings) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Pooled constellations of everybody, of each focal provider and of each group, and sentences on what is left out."""
    statements = said.statements
    chosen, notes = pools_of(census(statements), len(statements), speakers(statements).n_unique())
    return pools_from(pool_partial(said, chosen, settings), chosen, settings), notes
