"""What may be read: paths, or a frame of Polars or pandas."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl

from lifeworld.kit.errors import InputRefused

Source = str | Path | pl.DataFrame | Any
"""A path, several paths, a Polars frame, or a pandas frame (which lifeworld never imports itself)."""


def is_frame(source: object) -> bool:
    """Whether this is a frame of Polars or pandas."""
    return isinstance(source, pl.DataFrame | pl.LazyFrame) or type(source).__module__.partition(".")[0] == "pandas"


def frame_of(source: Any) -> pl.DataFrame:
    """A Polars frame of a frame; pandas' NaN, NaT and NA are null, its index is left out.

    Errors: InputRefused where two columns have one name, or for anything that is no frame.

    >>> frame_of(pl.LazyFrame({"a": [1]})).shape
    (1, 1)
    """
    if isinstance(source, pl.LazyFrame):
        return source.collect()
    if isinstance(source, pl.DataFrame):
        return source
    if not is_frame(source) or not hasattr(source, "columns"):
        raise InputRefused("no_frame", f"A {type(source).__name__} is neither a path nor a frame of Polars or pandas.",
                           "Give a path, a list of paths, or a frame.")
    names = [str(name) for name in source.columns]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise InputRefused("column_twice", f"Two columns are called «{twice}».", "Rename one of them.")
    return pl.DataFrame([_column(name, source.iloc[:, i].tolist()) for i, name in enumerate(names)])


def _column(name: str, values: list[Any]) -> pl.Series:
    """One pandas column; where types are mixed, everything becomes text."""
    known = [None if _missing(value) else value for value in values]
    try:
        return pl.Series(name, known)
    except (TypeError, pl.exceptions.PolarsError):
        return pl.Series(name, [None if value is None else str(value) for value in known], dtype=pl.String)


def _missing(value: Any) -> bool:
    """Whether pandas means "unknown" by this value."""
    if isinstance(value, float):
        return math.isnan(value)
    return value is None or type(value).__name__ in {"NAType", "NaTType"}


def paths_of(source: str | Path | Sequence[str | Path]) -> tuple[str, ...]:
    """One or several paths as texts."""
    return (str(source),) if isinstance(source, str | Path) else tuple(str(one) for one in source)
