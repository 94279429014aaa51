"""Quotes: the segments that show a code best, varied over customers."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from lifeworld.constellations.core.partial.tops import best
from lifeworld.kit.figure import EXAMPLES_MAX, Example

Quotes = dict[str, tuple[Example, ...]]
WORDS = ("quote", "customer", "statement", "start", "end")
"""The columns that an example is made of."""


def best_quotes(statements: pl.DataFrame, codings: pl.DataFrame, per_code: int = EXAMPLES_MAX) -> Quotes:
    """For each code the segments that carry it most, one from each customer before a second from any.

    Ties are settled by statement id, so the choice does not depend on the order of the input.
    """
    ranked = _ranked(codings).sort("turn", "score", "statement", descending=[False, True, False], maintain_order=True)
    return quotes_of(with_words(ranked.group_by("code", maintain_order=True).head(per_code), statements))


def quote_rows(statements: pl.DataFrame, codings: pl.DataFrame) -> pl.DataFrame:
    """The rows of the table "quotes" of a partial: what ``best_quotes`` chooses from these customers.

    A customer's turns are counted within the customer, so quotes chosen in parts and from the parts are those of the whole.
    """
    ranked = _ranked(codings).with_columns(pl.lit(None, pl.String).alias("quote"))
    return with_words(best("quotes", ranked).drop("quote"), statements)


def _ranked(codings: pl.DataFrame) -> pl.DataFrame:
    """Present codings with their score and which of the speaker's they are, the best being 0."""
    score = pl.col("segment_probability") * pl.col("probability")
    return (
        codings.filter("present")
        .with_columns(score=score.round(9), speaker=pl.coalesce("customer", "statement"))
        .sort("score", "statement", descending=[True, False])
        .with_columns(turn=pl.int_range(pl.len()).over("code", "speaker"))
    )


def with_words(rows: pl.DataFrame, statements: pl.DataFrame) -> pl.DataFrame:
    """``rows`` (statement, start, end) with their ``quote``, in the same order; null where the statement is not known."""
    texts = statements.select(statement="id", text="text").filter(pl.col("statement").is_in(rows["statement"].to_list()))
    quote = pl.col("text").str.slice(pl.col("start"), pl.col("end") - pl.col("start"))
    return rows.join(texts, on="statement", how="left", maintain_order="left").with_columns(quote=quote).drop("text")


def quotes_of(rows: pl.DataFrame, by: str = "code") -> Quotes:
    """The examples in ``rows`` by their code, in their order."""
    return grouped(rows, by, Example)


def grouped(rows: pl.DataFrame, by: str, made: Callable[..., Example], *further: str) -> Quotes:
    """Examples by the value of one column; ``made`` gets WORDS and the ``further`` columns of a row."""
    found: dict[str, list[Example]] = {}
    for value, *cells in rows.select(by, *WORDS, *further).iter_rows():
        found.setdefault(value, []).append(made(*cells))
    return {value: tuple(examples) for value, examples in found.items()}
