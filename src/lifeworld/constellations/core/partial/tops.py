"""Tables of which the best few rows are kept: quotes, examples, and the customers that a report shows.

A total order decides what is best, so the best of all are among the best of each part and the parts' order does not matter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import polars as pl

from lifeworld.kit.figure import EXAMPLES_MAX

_QUOTE = {"customer": pl.String, "statement": pl.String, "start": pl.Int32, "end": pl.Int32, "quote": pl.String}


@dataclass(frozen=True)
class Top:
    """``most`` rows of each group (of all rows where ``within`` is empty) in the order of ``by``; true in ``by``: largest first."""

    within: tuple[str, ...]
    by: Mapping[str, bool]
    most: int
    schema: Mapping[str, pl.DataType | type[pl.DataType]]

    def empty(self) -> pl.DataFrame:
        """The table without a row."""
        return pl.DataFrame(schema=dict(self.schema))


TOPS: Mapping[str, Top] = MappingProxyType({
    "quotes": Top(("code",), {"turn": False, "score": True, "statement": False}, EXAMPLES_MAX,
                  {"code": pl.String, "turn": pl.Int64, "score": pl.Float64, **_QUOTE}),
    "types": Top(("type",), {"margin": True, "customer": False}, EXAMPLES_MAX,
                 {"type": pl.String, "margin": pl.Float64, "verdict": pl.String, **_QUOTE}),
    "profiles": Top(("type", "code"), {"segment_probability": True, "statement": False, "start": False}, 6,
                    {"type": pl.String, "code": pl.String, "segment_probability": pl.Float64, **_QUOTE}),
    "conditions": Top(("type", "condition", "state"), {"customer": False}, 8,
                      {"type": pl.String, "condition": pl.String, "state": pl.Int64, "customer": pl.String, "said": pl.String}),
    "saturation": Top((), {"luck": False, "customer": False}, 2000,
                      {"luck": pl.Float64, "customer": pl.String, "codes": pl.List(pl.String), "kinds": pl.List(pl.String)}),
    "shown": Top(("type",), {"evidence": True, "customer": False}, 60,
                 {"type": pl.String, "evidence": pl.Int64, "customer": pl.String}),
})
"""The tables by name."""


def best(name: str, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows of a table that are kept, sorted by group and order."""
    top = TOPS[name]
    by = [*top.within, *top.by]
    ordered = rows.select(list(top.schema)).cast(dict(top.schema)).sort(  # type: ignore[arg-type]
        by, descending=[False] * len(top.within) + list(top.by.values()), maintain_order=True)
    kept = ordered.group_by(list(top.within), maintain_order=True).head(top.most) if top.within else ordered.head(top.most)
    return kept.select(list(top.schema))
