"""Names that must be told apart: a number behind every repetition, in an order that does not depend on the rows' order."""

from __future__ import annotations

import polars as pl


def told_apart(rows: pl.DataFrame, column: str, order: str) -> pl.DataFrame:
    """The rows, sorted by ego and ``order``, with a number behind texts of ``column`` that an ego has twice; case does not matter.

    >>> rows = pl.DataFrame({"ego": ["a"] * 3, "key": ["1", "2", "3"], "shown": ["Bo", "bo", "Bo (2)"]})
    >>> told_apart(rows, "shown", "key")["shown"].to_list()
    ['Bo', 'bo (2)', 'Bo (2) (2)']
    """
    sorted_rows = rows.sort("ego", order)
    while True:
        label = pl.col(column).str.to_lowercase()
        turn = pl.int_range(pl.len()).over("ego", label)
        numbered = sorted_rows.with_columns(turn=turn)
        if (numbered["turn"] == 0).all():
            return sorted_rows
        again = pl.format("{} ({})", column, pl.col("turn") + 1)
        sorted_rows = numbered.with_columns(pl.when(pl.col("turn") > 0).then(again).otherwise(column).alias(column)).drop("turn")
