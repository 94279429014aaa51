"""The tables of a large report: profiles of types, pools, and some customers with why they have their type."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from lifeworld.constellations.core.study import MappedStudy
from lifeworld.constellations.core.types import TYPES
from lifeworld.constellations.files.report.choose import chosen, with_evidence
from lifeworld.constellations.files.report.words import CODE_NAMES
from lifeworld.kit.figure import Figure
from lifeworld.kit.figure_html import clipped
from lifeworld.voices.core.codebook import ACTORS, DRIVERS

POOLS_MAX = 24
ACTORS_MAX = 12
CUSTOMERS_MAX = 60
TIES_MAX = 6


@dataclass(frozen=True)
class PoolTable:
    """One pool: rows of (what, name, share in words, statements)."""

    name: str
    basis: str
    rows: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True)
class Shown:
    """One customer: type, the reasons for it, and the most relevant actors in words."""

    name: str
    type: str
    reasons: tuple[str, ...]
    actors: tuple[str, ...]


def profile_rows(study: MappedStudy) -> tuple[tuple[str, tuple[Figure | None, ...]], ...]:
    """(what, the figure of each type) for driver shares, relevances and size; empty where no customer is typed."""
    wanted = [*((CODE_NAMES.get(code, code), f"driver/{code}/share") for code in DRIVERS),
              *((CODE_NAMES.get(code, code), f"relevance/{code}") for code in ACTORS), ("relevant actors", "size")]
    rows = tuple((name, tuple(study.figure(f"type/{label}/{key}") for label in TYPES)) for name, key in wanted)
    return rows if any(figure for _, figures in rows for figure in figures) else ()


def pools(pooled: pl.DataFrame) -> tuple[PoolTable, ...]:
    """Everybody first, then focal providers and groups, those with most customers first."""
    order = pooled.group_by("pool_kind", "pool").agg(pl.col("n_customers").first()).sort(
        (pl.col("pool_kind") != "all"), "pool_kind", "n_customers", "pool", descending=[False, False, True, False]).head(POOLS_MAX)
    found = []
    for kind, name, n in order.select("pool_kind", "pool", "n_customers").rows():
        own = pooled.filter((pl.col("pool_kind") == kind) & (pl.col("pool") == name))
        actors = own.filter(pl.col("part") == "actor").sort("share", "name", descending=[True, False]).head(ACTORS_MAX)
        others = own.filter(pl.col("part") != "actor")
        rows = tuple(
            (part, CODE_NAMES.get(what, what) if part != "actor" else clipped(what, 60), _share(value, low, high), f"{statements:,}")
            for part, what, value, low, high, statements in pl.concat([others, actors]).select(
                "part", "name", "share", "low", "high", "n_statements").rows())
        found.append(PoolTable("All customers" if kind == "all" else clipped(name, 60), f"{n:,} speakers", rows))
    return tuple(found)


def _share(value: float | None, low: float | None, high: float | None) -> str:
    """A share with its interval in words."""
    if value is None or low is None or high is None:
        return "not known"
    return f"{100 * value:.1f} % ({100 * low:.1f} to {100 * high:.1f} %)"


def customers(study: MappedStudy) -> tuple[Shown, ...]:
    """At most CUSTOMERS_MAX customers, spread over the types, those with most evidence first."""
    if study.constellations.is_empty():
        return ()
    ties = study.ties.filter(pl.col("category") != "self").sort("customer", "relevance", "actor", descending=[False, True, False])
    actors: dict[str, list[str]] = {}
    for customer, name in ties.group_by("customer", maintain_order=True).head(TIES_MAX).select("customer", "name").rows():
        actors.setdefault(customer, []).append(clipped(str(name), 40))
    rows = chosen(with_evidence(study), CUSTOMERS_MAX).select("customer", "type", "reasons").rows()
    return tuple(Shown(name, label, tuple(reasons or ()), tuple(actors.get(name, ()))) for name, label, reasons in rows)
