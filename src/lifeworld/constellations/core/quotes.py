"""Quotes: the segments that show a code best, varied over customers."""

from __future__ import annotations

import polars as pl

from lifeworld.kit.figure import EXAMPLES_MAX, Example


def best_quotes(statements: pl.DataFrame, codings: pl.DataFrame, per_code: int = EXAMPLES_MAX) -> dict[str, tuple[Example, ...]]:
    """For each code the segments that carry it most, one from each customer before a second from any.

    Ties are settled by statement id, so the choice does not depend on the order of the input.
    """
    speaker = pl.coalesce("customer", "statement")
    score = pl.col("segment_probability") * pl.col("probability")
    chosen = (
        codings.filter("present")
        .with_columns(score=score.round(9), speaker=speaker)
        .sort("score", "statement", descending=[True, False])
        .with_columns(turn=pl.int_range(pl.len()).over("code", "speaker"))
        .sort("turn", "score", "statement", descending=[False, True, False], maintain_order=True)
        .group_by("code", maintain_order=True).head(per_code)
        .join(statements.select(statement="id", text="text"), on="statement", how="left", maintain_order="left")
        .with_columns(quote=pl.col("text").str.slice(pl.col("start"), pl.col("end") - pl.col("start")))
    )
    found: dict[str, list[Example]] = {}
    columns = ("code", "quote", "customer", "statement", "start", "end")
    for code, quote, customer, statement, start, end in chosen.select(columns).iter_rows():
        found.setdefault(code, []).append(Example(quote, customer, statement, start, end))
    return {code: tuple(examples) for code, examples in found.items()}
