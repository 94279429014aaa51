"""What was said and done of an actor, as numbers for the regression; a missing value is said to be missing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

F64 = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Design:
    """How features become columns, learned from the drawn ties alone.

    A numeric feature is standardised; a missing value takes the mean and, where the drawn ties have missing values too,
    a column of its own says so (features that are always missing together share it). Categories are 0/1 columns minus
    their share among the drawn ties.
    """

    numeric: tuple[str, ...]
    mean: F64
    sd: F64
    flagged: tuple[int, ...]
    flag_mean: F64
    categories: tuple[str, ...]
    category_mean: F64

    @property
    def names(self) -> tuple[str, ...]:
        """The columns of the matrix: features, their missing flags, categories."""
        flags = tuple(f"missing {self.numeric[j]}" for j in self.flagged)
        return self.numeric + flags + tuple(f"category {name}" for name in self.categories)

    def matrix(self, frame: pl.DataFrame) -> tuple[F64, Bools]:
        """[n, p] columns, and [n, numeric] which values were missing. ``frame`` has category and the features."""
        values = _numbers(frame, self.numeric)
        missing = np.isnan(values)
        standard = np.where(missing, 0.0, (values - self.mean) / self.sd)
        flags = missing[:, list(self.flagged)] - self.flag_mean
        given = frame["category"].cast(pl.String)
        dummies = [(given == name).fill_null(False).to_numpy() - mean
                   for name, mean in zip(self.categories, self.category_mean.tolist(), strict=True)]
        return np.column_stack([standard, flags, *dummies]).astype(np.float64), missing


def _numbers(frame: pl.DataFrame, names: tuple[str, ...]) -> F64:
    """The named columns as [n, names] floats with NaN for null."""
    if not names:
        return np.zeros((frame.height, 0))
    columns = [frame[name].cast(pl.Float64).fill_null(np.nan).to_numpy() for name in names]
    return np.column_stack(columns).astype(np.float64)


def design_of(drawn: pl.DataFrame, numeric: tuple[str, ...], categories: tuple[str, ...]) -> Design:
    """The design that the ``drawn`` ties support: features that none of them has are left out.

    ``categories`` are those of all ties. A feature without spread, or a category that nobody drew, keeps its column:
    the prior alone speaks for it, which widens the intervals of ties that differ there.
    Errors: ValueError for an infinite value.
    """
    values = _numbers(drawn, numeric)
    if np.isinf(values).any():
        raise ValueError("a feature of a drawn tie is infinite")
    given = np.flatnonzero(~np.isnan(values).all(axis=0))
    names, values = tuple(numeric[j] for j in given.tolist()), values[:, given]
    missing = np.isnan(values)
    known = np.maximum((~missing).sum(axis=0), 1)
    mean = np.where(missing, 0.0, values).sum(axis=0) / known
    sd = np.sqrt(np.where(missing, 0.0, np.square(values - mean)).sum(axis=0) / known)
    flagged: list[int] = []
    for j in np.flatnonzero(missing.any(axis=0)).tolist():
        if not any((missing[:, i] == missing[:, j]).all() for i in flagged):
            flagged.append(j)
    of_category = drawn["category"].cast(pl.String)
    shares = np.array([(of_category == name).sum() / drawn.height for name in categories])
    return Design(names, mean, np.where(sd > 1e-12 * np.maximum(np.abs(mean), 1.0), sd, 1.0), tuple(flagged),
                  missing[:, flagged].mean(axis=0), categories, shares)
