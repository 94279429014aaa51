"""Ids and stream keys from content: the same on every platform, in every version and for any order of rows."""

from __future__ import annotations

import hashlib

import numpy as np
import polars as pl
from numpy.typing import NDArray

_SEPARATOR = "\x1f"
_NULL = "\x00"


def _digests(column: pl.Series, size: int) -> list[bytes]:
    """blake2b digests of ``size`` bytes of each text; null counts as its own value."""
    blake = hashlib.blake2b
    values = column.cast(pl.String).fill_null(_NULL).to_list()
    return [blake(value.encode("utf-8", "surrogatepass"), digest_size=size).digest() for value in values]


def content_ids(*columns: pl.Series) -> pl.Series:
    """Ids of rows from the content of columns of equal length: 16 hexadecimal digits each.

    >>> content_ids(pl.Series(["a", "b"]), pl.Series(["1", None])).to_list()
    ['8181c16b4ad83cc1', '7850d35c8b3927fd']
    """
    if len(columns) == 1:
        joined = columns[0].cast(pl.String).fill_null(_NULL)
    else:
        frame = pl.DataFrame([c.cast(pl.String).fill_null(_NULL).alias(str(i)) for i, c in enumerate(columns)])
        joined = frame.select(pl.concat_str(pl.all(), separator=_SEPARATOR)).to_series()
    return pl.Series("id", [digest.hex() for digest in _digests(joined, 8)], dtype=pl.String)


def hash64(column: pl.Series) -> NDArray[np.uint64]:
    """A 64-bit hash of each value, uint64[n]: the key of a random stream.

    >>> int(hash64(pl.Series(["a"]))[0]) == int(hash64(pl.Series(["b", "a"]))[1])
    True
    """
    return np.frombuffer(b"".join(_digests(column, 8)), dtype="<u8").astype(np.uint64)
