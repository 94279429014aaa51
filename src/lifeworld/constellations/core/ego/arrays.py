"""Small array operations that every measure uses; unknown is NaN and undefined is never 0."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
Bools = NDArray[np.bool_]


def tally(index: I64, n: int, weights: ArrayLike | None = None) -> F64:
    """Sum of ``weights`` (or the count) by ``index``, [n], as floats.

    >>> tally(np.array([0, 0, 2]), 3).tolist()
    [2.0, 0.0, 1.0]
    """
    return np.bincount(index, weights, n).astype(np.float64)


def ratio(above: F64, below: F64) -> F64:
    """``above / below``, NaN where ``below`` is not positive.

    >>> ratio(np.array([1.0, 1.0]), np.array([2.0, 0.0])).tolist()
    [0.5, nan]
    """
    result = np.full(np.broadcast(above, below).shape, np.nan)
    np.divide(above, below, out=result, where=below > 0)
    return result


def largest(index: I64, n: int, values: F64, start: float) -> F64:
    """Largest of ``values`` by ``index``, [n]; ``start`` where an index has none.

    >>> largest(np.array([0, 0]), 2, np.array([3.0, 5.0]), 0.0).tolist()
    [5.0, 0.0]
    """
    result = np.full(n, start)
    np.maximum.at(result, index, values)
    return result


def floats(frame: pl.DataFrame, name: str, default: float = np.nan) -> F64:
    """A column as float64 with NaN for null; all ``default`` where the frame lacks the column."""
    if name not in frame.columns:
        return np.full(frame.height, default)
    return frame[name].cast(pl.Float64).fill_null(np.nan).to_numpy().astype(np.float64)
