"""JSON text from columns: a pattern with a gap for each column."""

from __future__ import annotations

import polars as pl


def filled(pattern: str, *values: pl.Expr | str) -> pl.Expr:
    """The pattern with each "{}" filled by a column, in order; other braces stay, as JSON needs them (``pl.format`` reads them as names).

    >>> pl.DataFrame({"n": [1, 2]}).select(filled('{"steps":{}}', "n")).to_series().to_list()
    ['{"steps":1}', '{"steps":2}']
    """
    texts = pattern.split("{}")
    parts: list[pl.Expr] = [pl.lit(texts[0])]
    for text, value in zip(texts[1:], values, strict=True):
        parts += [pl.col(value) if isinstance(value, str) else value, pl.lit(text)]
    return pl.concat_str(parts)
