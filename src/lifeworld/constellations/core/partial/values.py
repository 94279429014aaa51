"""A partial result: sums, counts and a few best rows of some customers of a study; partials of different customers add up.

Everything that the figures of a study need is in the partial of its customers, and the partial of all is the sum of the partials
of the parts, whatever the parts are. Sums differ by rounding only; counts and tables are the same to the last bit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.constellations.core.partial.tops import TOPS, best
from lifeworld.constellations.core.resampling import DRAWS, Resampled

Floats = NDArray[np.float64]
BETWEEN = "\x1f"
"""Stands between the parts of a key; no name holds a control character of this kind."""


def key(*parts: str) -> str:
    """The key of a sum or a count.

    >>> key("pool", "all").split(BETWEEN)
    ['pool', 'all']
    """
    return BETWEEN.join(parts)


@dataclass(frozen=True, eq=False)
class Sums:
    """Resampled sums by key (sorted, each once), and beside each how many statements it counts and their summed valence.

    keys: k strings. of: Resampled with k columns. statements, valence: float64[k].
    """

    keys: tuple[str, ...]
    of: Resampled
    statements: Floats
    valence: Floats

    @staticmethod
    def none() -> Sums:
        """No sum at all."""
        return Sums((), Resampled(np.zeros(0), np.zeros(0), np.zeros(0), np.zeros((0, DRAWS))), np.zeros(0), np.zeros(0))

    @staticmethod
    def made(keys: Sequence[str], of: Resampled, statements: Floats | None = None, valence: Floats | None = None) -> Sums:
        """Sums in the order of their keys; a key may stand once only."""
        order = np.argsort(np.array(keys, object), kind="stable")
        zeros = np.zeros(len(keys))
        return Sums(tuple(keys[i] for i in order), of.only(order), (zeros if statements is None else statements)[order],
                    (zeros if valence is None else valence)[order])

    def rows(self, keys: Sequence[str]) -> Sums:
        """The sums of these keys, in their order; 0 where there is none."""
        at = {name: i for i, name in enumerate(self.keys)}
        where = np.array([at.get(name, -1) for name in keys], np.int64)
        return Sums(tuple(keys), self.of.only(where) if self.keys else _zeros(len(keys)),
                    *(side[where] if self.keys else np.zeros(len(keys)) for side in (self.statements, self.valence)))._without(where < 0)

    def _without(self, gone: NDArray[np.bool_]) -> Sums:
        """The same with 0 at some places."""
        if not gone.any():
            return self
        held = (~gone).astype(np.float64)
        of = Resampled(self.of.total * held, self.of.squares * held, self.of.above * held, self.of.draws * held[:, None])
        return Sums(self.keys, of, self.statements * held, self.valence * held)

    def under(self, *head: str) -> tuple[str, ...]:
        """The keys that begin with these parts."""
        begin = key(*head) + BETWEEN
        return tuple(name for name in self.keys if name.startswith(begin))

    def __add__(self, other: Sums) -> Sums:
        if not self.keys or not other.keys:
            return other if other.keys else self
        if self.keys == other.keys:
            return Sums(self.keys, self.of + other.of, self.statements + other.statements, self.valence + other.valence)
        keys = tuple(sorted({*self.keys, *other.keys}))
        a, b = self.rows(keys), other.rows(keys)
        return Sums(keys, a.of + b.of, a.statements + b.statements, a.valence + b.valence)


def _zeros(k: int) -> Resampled:
    """Sums over nobody."""
    return Resampled(np.zeros(k), np.zeros(k), np.zeros(k), np.zeros((k, DRAWS)))


@dataclass(frozen=True, eq=False)
class Partial:
    """What is kept of some customers. ``counts`` by key; ``tops`` are the tables of ``tops.TOPS``, each bounded.

    ``names`` says how each name without case is spelled (folded, name: the first spelling in the order of the alphabet);
    ``nobodys`` has the names in statements without a customer (actor, name, category, forms, n_mentions, n_statements).
    """

    sums: Sums = field(default_factory=Sums.none)
    counts: Mapping[str, int] = field(default_factory=dict)
    tops: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    names: pl.DataFrame | None = None
    nobodys: pl.DataFrame | None = None

    def count(self, *parts: str) -> int:
        """The count of this key; 0 where nothing was counted."""
        return self.counts.get(key(*parts), 0)

    def top(self, name: str) -> pl.DataFrame:
        """The rows of one table, the best first within each of its groups."""
        found = self.tops.get(name)
        return TOPS[name].empty() if found is None else found

    @property
    def actors_of_nobody(self) -> pl.DataFrame | None:
        """Those of ``nobodys`` to whom a statement gives, and the self."""
        return None if self.nobodys is None else self.nobodys.filter((pl.col("n_statements") > 0) | (pl.col("actor") == "self"))

    def __add__(self, other: Partial) -> Partial:
        counts = {name: self.counts.get(name, 0) + other.counts.get(name, 0) for name in sorted({*self.counts, *other.counts})}
        tops = {name: best(name, pl.concat([self.top(name), other.top(name)])) for name in sorted({*self.tops, *other.tops})}
        return Partial(self.sums + other.sums, counts, tops, _both(self.names, other.names, spelled),
                     _both(self.nobodys, other.nobodys, named_by_nobody))


def added(partials: Iterable[Partial]) -> Partial:
    """The partial of all, added up in the given order.

    >>> added([Partial(counts={"n": 1}), Partial(counts={"n": 2})]).count("n")
    3
    """
    return reduce(lambda a, b: a + b, partials, Partial())


def _both(a: pl.DataFrame | None, b: pl.DataFrame | None, settle: Callable[[pl.DataFrame], pl.DataFrame]) -> pl.DataFrame | None:
    """Two tables as one; ``settle`` makes one row of rows of the same thing."""
    if a is None or b is None:
        return a if b is None else b
    return settle(pl.concat([a, b]))


def spelled(names: pl.DataFrame) -> pl.DataFrame:
    """One row for each name without case, with its first spelling."""
    return names.group_by("folded").agg(pl.col("name").min()).sort("folded")


FORMS_MAX = 8


def named_by_nobody(actors: pl.DataFrame) -> pl.DataFrame:
    """One row for each actor, numbers added up, the first eight forms kept."""
    forms = actors.select("actor", pl.col("forms").alias("form")).explode("form").drop_nulls().group_by("actor").agg(
        forms=pl.col("form").unique().sort().head(FORMS_MAX))
    return actors.group_by("actor", "category").agg(pl.col("name").min(), pl.col("n_mentions").sum(), pl.col("n_statements").sum()).join(
        forms, on="actor", how="left").with_columns(pl.col("forms").fill_null(pl.lit([], dtype=pl.List(pl.String)))).select(
        "actor", "name", "category", "forms", pl.col("n_mentions").cast(pl.Int32), pl.col("n_statements").cast(pl.Int32)).sort("actor")
