"""Rows of two arms as arrays: each customer once in an arm, in one order whatever the order of the rows, and in which cluster."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.scorecard.core.frames import HELD, SERVED

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Mask = NDArray[np.bool_]
_TEXTS_MAX = 50_000
"""Rows up to which customers keep their keys: what is drawn for them then hangs on the key alone."""


@dataclass(frozen=True, eq=False)
class Cells:
    """Units that are compared: ``who`` and ``cluster`` int64[n], ``served`` bool[n], and columns float64[n] by name; NaN is not known."""

    who: Codes
    cluster: Codes
    served: Mask
    columns: dict[str, Floats]

    @property
    def n(self) -> int:
        """Customers, each once."""
        return int(np.count_nonzero(np.diff(self.who, prepend=-1)))

    def __len__(self) -> int:
        return len(self.served)

    def __getitem__(self, name: str) -> Floats:
        """The column of that name."""
        return self.columns[name]

    def only(self, kept: Mask) -> Cells:
        """Some of the units."""
        return Cells(self.who[kept], self.cluster[kept], self.served[kept], {name: values[kept] for name, values in self.columns.items()})

    def arms(self) -> tuple[int, int]:
        """Units held and served."""
        served = int(self.served.sum())
        return len(self) - served, served


def cells(frame: pl.DataFrame, columns: tuple[str, ...]) -> Cells:
    """Customers of a frame with customer, household (null: alone), arm and columns; rows without an arm are left out.

    A customer with several rows counts once in an arm, by the mean of what is known. Columns that are not there are not known.

    >>> found = cells(pl.DataFrame({"customer": ["b", "a", "a"], "arm": ["held", "served", "served"], "value": [1., 2., 4.]}), ("value",))
    >>> found.cluster.tolist(), found.served.tolist(), found["value"].tolist()
    ([0, 1], [True, False], [3.0, 1.0])
    """
    given = tuple(name for name in columns if name in frame.columns)
    rows = ordered(frame, ("arm", *given))
    served = (rows["arm"] == SERVED).to_numpy()
    who = own_codes(rows["customer"])
    cell = 2 * who + served
    size = 2 * (int(who[-1]) + 1) if len(who) else 0
    there = np.bincount(cell, minlength=size) > 0
    values = {name: np.full(int(there.sum()), np.nan) for name in columns}
    for name in given:
        own = rows[name].cast(pl.Float64).fill_null(np.nan).to_numpy()
        known = np.isfinite(own)
        n = np.bincount(cell[known], minlength=size)[there]
        values[name] = np.divide(np.bincount(cell[known], own[known], size)[there], n, out=values[name], where=n > 0)
    kept = np.flatnonzero(there)
    cluster = np.zeros(size // 2, np.int64)
    cluster[who] = clusters(rows["customer"], households_of(rows))
    return Cells(kept // 2, cluster[kept // 2], kept % 2 == 1, values)


def ordered(frame: pl.DataFrame, then: tuple[str, ...]) -> pl.DataFrame:
    """Rows of the two arms by customer; where customers are numbers (``numbered``), in the order in which the caller put a customer's."""
    rows = frame.filter(pl.col("arm").is_in([HELD, SERVED]))
    if not rows["customer"].dtype.is_integer():
        return rows.sort("customer", *then)
    return rows if rows["customer"].is_sorted() else rows.sort("customer", maintain_order=True)


def households_of(rows: pl.DataFrame) -> pl.Series:
    """The households of rows, unknown where there is no such column."""
    return rows["household"] if "household" in rows.columns else pl.Series([None], dtype=pl.Int64).new_from_index(0, rows.height)


def own_codes(customers: pl.Series) -> Codes:
    """A number for each customer, int64[n]; customers of one key stand together.

    >>> own_codes(pl.Series(["a", "a", "b"])).tolist()
    [0, 0, 1]
    """
    return customers.rle_id().to_numpy().astype(np.int64)


def clusters(customers: pl.Series, households: pl.Series) -> Codes:
    """The cluster of each row, int64[n]: the household, or the customer where she is alone; customers of one key stand together.

    >>> clusters(pl.Series(["a", "a", "b", "c"]), pl.Series([None, None, "h", "h"])).tolist()
    [0, 0, 1, 1]
    """
    if not len(customers):
        return np.empty(0, np.int64)
    own = own_codes(customers)
    if households.null_count() == len(households):
        return own
    numbers = households.drop_nulls().to_numpy() if households.dtype.is_integer() else np.array([-1])
    dense = bool(numbers.min() >= 0 and numbers.max() <= 2 * len(households))
    together = households if dense else households.rank("dense")
    shared = (together.cast(pl.Int64) + 1).fill_null(0).to_numpy()
    codes = np.where(shared > 0, len(customers) + shared, own)
    there = np.zeros(int(codes.max()) + 1, np.bool_)
    there[codes] = True
    return np.asarray((np.cumsum(there) - 1)[codes], np.int64)


def numbered(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows whose customers and households are numbers in the order of their keys, where there are so many that texts take long.

    >>> numbered(pl.DataFrame({"customer": ["b"], "household": [None]})).row(0)
    ('b', None)
    """
    if rows.height <= _TEXTS_MAX:
        return rows
    found = []
    for name in ("customer", "household"):
        keys = rows.select(pl.col(name).unique()).drop_nulls().sort(name).with_row_index("number")
        found.append(rows.select(name).join(keys, on=name, how="left", maintain_order="left")["number"].cast(pl.Int64).alias(name))
    return rows.with_columns(found)


def sums(values: Floats, groups: Codes, n: int) -> Floats:
    """Sums over groups: float64[n, k] of float64[rows, k]."""
    return np.column_stack([np.bincount(groups, values[:, j], n) for j in range(values.shape[1])])


@dataclass(frozen=True, eq=False)
class Spread:
    """How surely k differences are known: ``covariance`` float64[k, k], Satterthwaite's ``degrees`` of the first, and ``n`` clusters."""

    covariance: Floats
    degrees: float
    n: int

    @property
    def se(self) -> float:
        """Standard error of the first."""
        return float(np.sqrt(max(self.covariance[0, 0], 0.0)))


def spread(influence: Floats, cluster: Codes, served: Mask) -> Spread:
    """The spread of sums of influences, float64[n, k] of units, whose clusters are drawn whole.

    Influences of a mean are (y - mean) / n, those of the held with a minus. Where every cluster is one unit of one arm, the variance and
    the degrees of freedom are Welch's (1947, doi 10.1093/biomet/34.1-2.28). Clusters in both arms keep their covariance.
    """
    k = influence.shape[1]
    size = int(cluster.max(initial=-1)) + 1
    total, there = np.zeros((size, k)), np.zeros(size, np.bool_)
    alone, groups = [], []
    for arm in (served, ~served):
        codes = cluster[arm]
        mine = np.zeros(size, np.bool_)
        mine[codes] = True
        n = int(mine.sum())
        part = sums(influence[arm], codes, size) * np.sqrt(n / max(n - 1, 1))
        groups.append(n)
        alone.append(float((part[:, 0] ** 2).sum()))
        total += part
        there |= mine
    covariance = total.T @ total
    bottom = sum(own**2 / max(n - 1, 1) for own, n in zip(alone, groups, strict=True))
    degrees = sum(alone) ** 2 / bottom if bottom > 0 else float(max(sum(groups) - 2, 1))
    return Spread(covariance, max(degrees, 1.0), int(there.sum()))
