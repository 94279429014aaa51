"""Fingerprints of frames: the same rows in any order give the same 32 digits, 10 million rows within seconds.

Every cell becomes a 64-bit word (a text by a multilinear sum over its bytes with fixed pseudo-random factors: Carter & Wegman 1979), words
of a row are mixed with their column's number, and rows are added up in two ways, modulo 2**64. It shows that data changed; it is no seal
against somebody who wants two tables to look alike.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.kit import streams

Words = NDArray[np.uint64]
ROWS_AT_ONCE = 1 << 18
SEED = 64
FEW = 2_000
"""Distinct texts at the beginning of a part up to which each text of the part is hashed once."""
NULL = np.uint64(0x9E3779B97F4A7C15)


def fingerprint(table: pl.DataFrame) -> str:
    """32 hexadecimal digits of a table's columns, types and rows, whatever their order.

    >>> a = pl.DataFrame({"x": ["a", "b", None], "y": [1.0, None, 2.0]})
    >>> fingerprint(a) == fingerprint(a.reverse()), fingerprint(a) == fingerprint(a.head(2))
    (True, False)
    """
    heads = text_words(pl.Series([f"{name}:{kind}" for name, kind in sorted(table.schema.items())], dtype=pl.String))
    first = second = np.uint64(table.height)
    with np.errstate(over="ignore"):
        for at in range(0, table.height, ROWS_AT_ONCE):
            part = table.slice(at, ROWS_AT_ONCE)
            row = np.full(part.height, heads.sum() if len(heads) else 0, np.uint64)
            for number, name in enumerate(sorted(part.columns)):
                row = streams.stream_keys(number + 1, row + cell_words(part[name]))
            first = first + row.sum(dtype=np.uint64)
            second = second + streams.stream_keys(SEED, row).sum(dtype=np.uint64)
    return f"{int(first):016x}{int(second):016x}"


def cell_words(column: pl.Series) -> Words:
    """One word for each cell of a column: uint64[n]; null has its own, -0 is 0."""
    known = column.is_not_null().to_numpy()
    if column.dtype == pl.String:
        found = _few(column) if len(column) > FEW and column.head(2 * FEW).n_unique() <= FEW else text_words(column)
    elif column.dtype.is_float():
        found = (column.fill_null(0.0).cast(pl.Float64).to_numpy() + 0.0).view(np.uint64)
    else:
        found = column.cast(pl.Int64).fill_null(0).to_numpy().astype(np.int64).view(np.uint64)
    return np.where(known, streams.stream_keys(SEED, found), NULL)


def _few(column: pl.Series) -> Words:
    """Words of a column with few distinct texts."""
    filled = column.fill_null("")
    texts = filled.unique()
    return np.asarray(text_words(texts)[filled.cast(pl.Enum(texts)).to_physical().to_numpy()], np.uint64)


def text_words(column: pl.Series) -> Words:
    """A word of each text: the sum of its bytes, each times the factor of its place, with its length; uint64[n].

    >>> words = text_words(pl.Series(["ab", "ba", "", "ab"]))
    >>> bool(words[0] == words[3]), len(set(words.tolist()))
    (True, 3)
    """
    filled = column.fill_null("")
    lengths = filled.str.len_bytes().to_numpy().astype(np.int64)
    raw = np.frombuffer(filled.str.join("").item().encode() if len(filled) else b"", np.uint8)
    starts = np.cumsum(lengths) - lengths
    factors = streams.words(streams.stream_keys(SEED, 7), max(int(lengths.max(initial=0)), 1))[0] | np.uint64(1)
    with np.errstate(over="ignore"):
        places = np.arange(len(raw)) - np.repeat(starts, lengths)
        summed = np.zeros(len(filled), np.uint64)
        some = lengths > 0
        if some.any():
            summed[some] = np.add.reduceat((raw.astype(np.uint64) + np.uint64(1)) * factors[places], starts[some])
        return streams.stream_keys(SEED, summed + lengths.astype(np.uint64) * NULL)
