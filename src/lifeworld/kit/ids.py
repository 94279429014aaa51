"""Identities made from content: the same text gets the same id on every machine, in every version and file order.

BLAKE2b (RFC 7693) with a digest of eight bytes: 64 bits keep the chance of one collision among a million rows under
3 in 100 million. The hash of polars is not used, because it may change between its versions.
"""

from __future__ import annotations

from hashlib import blake2b

import numpy as np
import polars as pl
from numpy.typing import NDArray

ID_DIGITS = 16


def content_ids(*columns: pl.Series) -> pl.Series:
    """One id of 16 hexadecimal digits for each row of the columns (equal lengths): String[n], named "id".

    Rows have the same id exactly when all cells are the same as text; null differs from empty text.
    Errors: ValueError without columns or with columns of different lengths.

    >>> content_ids(pl.Series(["a", "ab", None]), pl.Series(["bc", "c", "bc"])).to_list()
    ['e7278e3928bc4cca', '97c92d2ec3beec4a', 'cff80c5fcadaf40d']
    """
    keys = _row_keys(columns)
    return pl.Series("id", [blake2b(key, digest_size=8).hexdigest() for key in keys], dtype=pl.String)


def hash64(column: pl.Series) -> NDArray[np.uint64]:
    """A 64-bit hash of each cell as text, uint64[n]; null has one of its own. Use it as a key of random streams.

    >>> hash64(pl.Series(["ana", "ben", "ana"])).tolist()
    [12386417576888925755, 11188550085681512864, 12386417576888925755]
    """
    digests = b"".join([blake2b(key, digest_size=8).digest() for key in _row_keys((column,))])
    return np.frombuffer(digests, "<u8").astype(np.uint64)


def _row_keys(columns: tuple[pl.Series, ...]) -> list[bytes]:
    """Cells of each row with their lengths, so that ("a", "bc") and ("ab", "c") differ; null is a dash."""
    if not columns or len({len(column) for column in columns}) > 1:
        raise ValueError("ids need at least one column, and columns of one length")
    frame = pl.DataFrame([column.cast(pl.String).alias(str(number)) for number, column in enumerate(columns)])
    cells = [pl.concat_str(pl.col(name).str.len_bytes(), pl.lit(":"), name).fill_null("-") for name in frame.columns]
    keys = frame.select(pl.concat_str(cells, separator="|").cast(pl.Binary)).to_series()
    return list(keys)
