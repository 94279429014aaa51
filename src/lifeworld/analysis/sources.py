"""What may be read: paths, or a frame of Polars or pandas."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol, TypeGuard

import polars as pl

from lifeworld.kit.errors import InputRefused


class PandasFrame(Protocol):
    """A pandas frame, as far as it is used; lifeworld never imports pandas itself."""

    @property
    def columns(self) -> Any:
        """Names of the columns."""

    @property
    def iloc(self) -> Any:
        """Columns by number."""


Frame = pl.DataFrame | pl.LazyFrame | PandasFrame
"""A frame of Polars or pandas."""

Source = str | Path | Sequence[str | Path] | Frame
"""A path, several paths, or a frame."""

_NEXT = "Give a path, a list of paths, or a frame of Polars or pandas."


def is_frame(source: object) -> TypeGuard[Frame]:
    """Whether this is something of Polars or pandas; a series or an index is, too, and ``frame_of`` refuses it."""
    return isinstance(source, pl.DataFrame | pl.LazyFrame) or _of_pandas(source)


def _of_pandas(value: object) -> bool:
    return type(value).__module__.partition(".")[0] == "pandas"


def frame_of(source: Frame) -> pl.DataFrame:
    """A Polars frame of a frame; pandas' NaN, NaT and NA are null, its index is left out.

    Whole numbers that pandas keeps as 1.0, because a cell of the column is empty, are whole numbers again.
    Errors: InputRefused where two columns have one name, or for anything that is no frame.

    >>> frame_of(pl.LazyFrame({"a": [1]})).shape
    (1, 1)
    """
    if isinstance(source, pl.LazyFrame):
        return source.collect()
    if isinstance(source, pl.DataFrame):
        return source
    if not _of_pandas(source) or not hasattr(source, "columns"):
        raise InputRefused("no_frame", f"A {type(source).__name__} is neither a path nor a frame of Polars or pandas.", _NEXT)
    names = [str(name) for name in source.columns]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise InputRefused("column_twice", f"Two columns are called «{twice}».", "Rename one of them.")
    return pl.DataFrame([_column(name, source.iloc[:, i].tolist()) for i, name in enumerate(names)])


def _column(name: str, values: list[Any]) -> pl.Series:
    """One pandas column; where types are mixed or Polars has no such type, everything becomes text."""
    known = [None if _missing(value) else value for value in values]
    if None in known and all(value is None or (type(value) is float and value.is_integer()) for value in known):
        known = [None if value is None else int(value) for value in known]
    try:
        series = pl.Series(name, known)
    except (TypeError, OverflowError, pl.exceptions.PolarsError):
        series = pl.Series(name, [], dtype=pl.Object)
    if series.dtype != pl.Object:
        return series
    return pl.Series(name, [None if value is None else str(value) for value in known], dtype=pl.String)


def _missing(value: Any) -> bool:
    """Whether pandas means "unknown" by this value."""
    if isinstance(value, float):
        return math.isnan(value)
    return value is None or type(value).__name__ in {"NAType", "NaTType"}


def paths_of(source: str | Path | Sequence[str | Path]) -> tuple[str, ...]:
    """One or several paths as texts. Errors: InputRefused for anything else.

    >>> paths_of(Path("interviews")), paths_of(["spring.csv", "autumn.csv"])
    (('interviews',), ('spring.csv', 'autumn.csv'))
    """
    if isinstance(source, str | Path):
        return (str(source),)
    if not isinstance(source, Sequence) or not all(isinstance(one, str | Path) for one in source):
        raise InputRefused("no_frame", f"This {type(source).__name__} holds neither paths nor a frame of Polars or pandas.", _NEXT)
    return tuple(str(one) for one in source)
