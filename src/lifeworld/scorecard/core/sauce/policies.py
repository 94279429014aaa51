"""What the market offers, as policies that can be replayed: rules that choose designs from a table of candidates without the sauce.

A policy is code with a version: the same candidates, number and seed give the same designs on every machine and in every order of rows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.kit import streams
from lifeworld.kit.errors import InputRefused, listed
from lifeworld.kit.ids import hash64
from lifeworld.scorecard.core.frames import FRAMES, Kind
from lifeworld.tools.core.fronts import nondominated, oriented
from lifeworld.tools.core.values import Candidates, Measure

CANDIDATES: dict[str, Kind] = {
    "spec": pl.String, "customer": pl.String, "design": pl.String, "listed": pl.Int64, "price": pl.Float64, "measure": pl.String,
    "better": pl.String, "value": pl.Float64}
"""Columns of a table of candidates: a row for each specification, design and measure; ``listed``: its place in the catalogue; ``price``:
null where it is not known."""
_RANDOM = 41
Ranks = Callable[[pl.DataFrame, int], pl.Series]


@dataclass(frozen=True)
class Policy:
    """A rule of the market. ``words``: what it does; ``order``: numbers by which designs of a specification are chosen, least first."""

    key: str
    title: str
    words: str
    order: Ranks
    version: str = "1"

    @property
    def name(self) -> str:
        """The policy with its version, as a method names it."""
        return f"{self.key}@{self.version}"


def _drawn(designs: pl.DataFrame, seed: int) -> pl.Series:
    keys = streams.stream_keys(_RANDOM, seed % 2**32, hash64(designs["spec"]), hash64(designs["design"]))
    return pl.Series(streams.uniforms(keys, 1)[:, 0])


POLICIES = {one.key: one for one in (
    Policy("cheapest_page", "The cheapest first page", "the k cheapest designs, as a shop sorted by price shows them; unknown prices last",
           lambda designs, seed: designs["price"]),
    Policy("first_listed", "The first of the list", "the first k designs in the order of the catalogue",
           lambda designs, seed: designs["listed"].cast(pl.Float64)),
    Policy("random", "Any", "k designs drawn by chance", _drawn),
)}


def replayed(designs: pl.DataFrame) -> int:
    """For how many specifications of the frame designs the market's side was chosen by a policy of ``POLICIES``, of whatever version: from
    the candidates of the sauce's side.
    """
    ours = pl.col("policy").str.split("@").list.first().is_in(list(POLICIES))
    return int(designs.filter((pl.col("side") == "market") & ours)["spec"].n_unique())


def market_side(candidates: pl.DataFrame, policy: str, k: int, seed: int = 0) -> pl.DataFrame:
    """What the market offers for each specification by a policy of ``POLICIES``: rows of the frame designs, side "market", with the policy
    and its version.

    ``candidates``: columns of ``CANDIDATES``, perhaps with ``reference``; every design of a specification has all its measures (value null:
    not known). Errors: InputRefused for an unknown policy or k below 1.

    >>> rows = [("s", None, f"d{i}", i, 9. - i, "loss", "less", float(i)) for i in range(4)]
    >>> table = pl.DataFrame(rows, schema=CANDIDATES, orient="row")
    >>> market_side(table, "cheapest_page", 2)["design"].to_list(), market_side(table, "first_listed", 1)["design"].to_list()
    (['d2', 'd3'], ['d0'])
    """
    if policy not in POLICIES or k < 1:
        raise InputRefused("policy_refused", f"«{policy}» with {k} designs is no policy of the market.",
                           f"Choose {listed(list(POLICIES))}, and 1 design or more.")
    designs = candidates.group_by("spec", "design").agg(pl.col("listed").min(), pl.col("price").min()).sort("spec", "design")
    order = POLICIES[policy].order(designs, seed).alias("order")
    chosen = (designs.with_columns(order).sort(["spec", "order", "design"], nulls_last=True).group_by("spec", maintain_order=True).head(k)
              .select("spec", "design"))
    return _side(candidates.join(chosen, on=["spec", "design"], how="semi"), "market", POLICIES[policy].name)


def sauce_side(candidates: pl.DataFrame) -> pl.DataFrame:
    """What the sauce reaches: the designs of each specification that none of its others beats, side "sauce".

    >>> rows = [("s", None, name, 0, None, "loss", "less", value) for name, value in (("a", 1.0), ("b", 2.0))]
    >>> sauce_side(pl.DataFrame(rows, schema=CANDIDATES, orient="row"))["design"].to_list()
    ['a']
    """
    parts = []
    for (spec,), rows in candidates.sort("spec", "design", "measure").partition_by("spec", as_dict=True, maintain_order=True).items():
        wide = rows.pivot("measure", index="design", values="value", maintain_order=True)
        ways = dict(rows.select("measure", "better").unique().iter_rows())
        names = [name for name in wide.columns if name != "design"]
        front = nondominated(oriented([wide[name].fill_null(np.nan).to_numpy() for name in names], [ways[name] for name in names]))
        parts.append(wide.filter(pl.Series(front)).select(pl.lit(spec).alias("spec"), "design"))
    chosen = pl.concat(parts) if parts else candidates.select("spec", "design")
    return _side(candidates.join(chosen, on=["spec", "design"], how="semi"), "sauce")


def candidate_table(spec: str, customer: str | None, found: Candidates, measures: Sequence[Measure], price: str = "price", *,
                    rows: NDArray[np.integer] | None = None, bounds: Literal["worst", "best"] = "worst") -> pl.DataFrame:
    """Candidates of a tool as a table of ``CANDIDATES``, in the order in which the tool lists them, with the measures that say which way is
    better; ``price``: the measure that is the price; ``rows``: those candidates only. Where only bounds are known the one of ``bounds``
    counts.
    """
    wanted = [one for one in measures if one.better and one.key in found.values]
    at = np.arange(len(found)) if rows is None else np.sort(rows)
    cost = found.values.get(price, np.full(len(found), np.nan))[at]
    design = pl.Series("design", at).cast(pl.String).str.zfill(9)
    tables = []
    for one in wanted:
        tables.append(pl.DataFrame({
            "spec": [spec] * len(at), "customer": [customer] * len(at), "design": design, "listed": at, "price": cost,
            "measure": [one.key] * len(at), "better": [one.better] * len(at), "value": bounded(found, one, bounds)[at]},
            schema_overrides=CANDIDATES).with_columns(pl.col("price", "value").fill_nan(None)))
    return pl.concat(tables) if tables else pl.DataFrame(schema=CANDIDATES)


def bounded(found: Candidates, one: Measure, bounds: Literal["worst", "best"]) -> NDArray[np.float64]:
    """A measure of candidates, float64[n]: where only bounds are known, the worse or the better one; NaN: nothing is known."""
    end = (found.low if (one.better == "more") == (bounds == "worst") else found.high).get(one.key)
    value = found.values[one.key]
    return value if end is None else np.where(np.isnan(value), end, value)


def _side(rows: pl.DataFrame, side: str, policy: str | None = None) -> pl.DataFrame:
    given = rows if "reference" in rows.columns else rows.with_columns(reference=pl.lit(None, pl.Float64))
    return given.with_columns(side=pl.lit(side), policy=pl.lit(policy, pl.String)).select(
        pl.col(name).cast(kind) for name, kind in FRAMES["designs"].schema.items()).sort("spec", "design", "measure")
