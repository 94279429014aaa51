"""Pooled constellations: what the customers of one focal provider or group say together. Never called a type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from lifeworld.constellations.files.report import intervals
from lifeworld.constellations.files.report.customers import DriverRow, TieRow, tie_row
from lifeworld.constellations.files.report.material import Material, Quote, words_of
from lifeworld.constellations.files.report.picks import POOLS_MAX, ranked_pools
from lifeworld.constellations.files.report.rings import Rings, rings
from lifeworld.constellations.files.report.words import (
    CATEGORIES,
    DRIVERS,
    SELF,
    plural,
    valence_side,
    valence_words,
    word,
)
from lifeworld.kit.figure_html import clipped

ACTORS_MAX = 24
KINDS = {"all": "everyone", "focal": "focal provider", "group": "group"}


@dataclass(frozen=True)
class Pool:
    """One pool: its picture, and the shares of categories, actors and drivers with intervals."""

    anchor: str
    name: str
    full_name: str
    kind: str
    basis: str
    small: Rings
    large: Rings
    hero: Rings
    categories: tuple[TieRow, ...]
    actors: tuple[TieRow, ...]
    drivers: tuple[tuple[DriverRow, str, int | None], ...]
    caption: str
    quotes: tuple[Quote, ...]
    members: str

    def words_of(self, key: str, name: str = "") -> tuple[Quote, ...]:
        """Quotes of this pool that carry a code."""
        return words_of(self.quotes, key, name)

    def where(self, key: str) -> str:
        """The query that finds all of them."""
        return f'codings of {self.members} where code = "{key}" and present'


@dataclass(frozen=True)
class Pools:
    """All pools that are shown, the one of everybody first, and how many are left to the file."""

    pools: tuple[Pool, ...]
    n_left: int

    @property
    def everyone(self) -> Pool | None:
        """The pool of all statements, where there is one."""
        return next((pool for pool in self.pools if pool.kind == KINDS["all"]), None)


def pools(material: Material) -> Pools:
    """The pools in the order everyone, focal providers, groups; within each the most statements first."""
    frame = material.study.pooled
    if frame.is_empty():
        return Pools((), 0)
    ranked = ranked_pools(frame)
    found = []
    for i, (kind, name) in enumerate(ranked.head(POOLS_MAX).select("pool_kind", "pool").rows(), start=1):
        rows = frame.filter((pl.col("pool_kind") == kind) & pl.col("pool").eq_missing(name)).sort(
            ["share", "name"], descending=[True, False])
        found.append(_pool(f"p-{i}", str(name), kind, rows, material))
    return Pools(tuple(found), max(ranked.height - POOLS_MAX, 0))


def _pool(anchor: str, name: str, kind: str, frame: pl.DataFrame, material: Material) -> Pool:
    statements = material.study.statements
    rows = {part: frame.filter(pl.col("part") == part).to_dicts() for part in ("category", "actor", "driver")}
    categories = sorted((_tie(row, by_category=True) for row in rows["category"]), key=_codebook_order)
    actors = [_tie(row, by_category=False) for row in rows["actor"][:ACTORS_MAX]]
    own = [tie for tie in categories if tie["category"] == SELF]
    named = [tie for tie in actors if tie["category"] != SELF]
    ties = own + (named or [tie for tie in categories if tie["category"] != SELF])
    shown = f"everyone in {clipped(name, 60)}" if kind == "all" else clipped(name, 60)
    return Pool(
        anchor=anchor, name="All statements" if kind == "all" else clipped(name, 60), full_name=name, kind=KINDS.get(kind, kind),
        basis=_basis(statements, kind, name), small=rings(ties, shown, large=False), large=rings(ties, shown, large=True),
        hero=rings(ties, shown, large=True, most=9),
        categories=tuple(tie_row(0, tie) for tie in categories),
        actors=tuple(tie_row(i, tie) for i, tie in enumerate(ties, start=1) if tie["category"] != SELF),
        drivers=tuple(_driver(row) for row in sorted(rows["driver"], key=lambda r: _index(_key(r), DRIVERS))),
        caption=", ".join(clipped(str(tie["name"]), 24) for tie in ties[len(own) : len(own) + 3]),
        quotes=tuple(material.quotes(material.by_pool[kind, name])),
        members="all statements" if kind == "all" else f'statements where {kind} = "{name}"',
    )


def _basis(statements: pl.DataFrame, kind: str, name: str) -> str:
    """How many statements the pool has, and of how many customers where rows name them."""
    if kind in {"focal", "group"}:
        statements = statements.filter(pl.col(kind) == name)
    said = plural(statements.height, "statement")
    customers = statements["customer"].drop_nulls().n_unique()
    return f"{said}, {plural(customers, 'customer')}" if customers else f"{said}; rows name no customer"


def _key(row: Mapping[str, Any]) -> str:
    """The key of a category or driver, which stands in ``name`` or in ``category``."""
    known = {w.key for w in CATEGORIES + DRIVERS}
    return str(row["name"] if row["name"] in known or row["category"] not in known else row["category"])


def _index(key: str, words: Sequence[Any]) -> int:
    keys = [w.key for w in words]
    return keys.index(key) if key in keys else len(keys)


def _codebook_order(tie: Mapping[str, Any]) -> int:
    return _index(tie["category"], CATEGORIES)


def _tie(row: Mapping[str, Any], *, by_category: bool) -> dict[str, Any]:
    """A row of the pool in the shape of a tie, without a proximity."""
    category = _key(row) if by_category else row["category"]
    return {
        "name": word(category).name if by_category else row["name"], "category": category, "relevance": row["share"],
        "relevance_low": row["low"], "relevance_high": row["high"], "valence": row["valence"],
        "said": row["n_statements"] if not by_category else None,
    }


def _driver(row: Mapping[str, Any]) -> tuple[DriverRow, str, int | None]:
    driver = word(_key(row))
    share = intervals.share(row["share"], row["low"], row["high"], driver.css)
    return DriverRow(driver, share), valence_words(row["valence"]), valence_side(row["valence"])
