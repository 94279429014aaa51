"""Bands of an outcome: detractors to promoters, stars, halves or thirds, each named with its range."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl
from numpy.typing import NDArray

Floats = NDArray[np.float64]


Scale = tuple[list[float], list[str]]
"""The largest value of each band but the last, and the bands' names from low to high."""


def _scales(given: Floats, values: Floats, name: str) -> Iterator[Scale]:
    """Scales that the values may be on, the likeliest first; ``given`` are single numbers, ``values`` what is banded."""
    distinct = np.unique(given)
    low, high = distinct.min(), distinct.max()
    whole = bool((distinct == np.round(distinct)).all()) and low >= 0 and high <= 10
    if whole and (high == 10 or "nps" in name.casefold()):
        yield [6.5, 8.5], ["detractors (0 to 6)", "passives (7 to 8)", "promoters (9 to 10)"]
    if whole and low >= 1 and high == 5:
        yield [2.5, 3.5], ["1 to 2", "3", "4 to 5"]
    if len(np.unique(values)) == 2:
        yield [float(values.min())], [f"{v:.12g}" for v in np.unique(values)]
    borders = _cuts(values, 2 if whole else 3)
    yield borders, _ranges(values, borders)


def _cuts(values: Floats, parts: int) -> list[float]:
    """The largest values of all parts but the last, where the values are divided into parts as equal as they come."""
    distinct, counts = np.unique(values, return_counts=True)
    below = np.cumsum(counts)[:-1] / len(values)
    found = {int(np.abs(below - part / parts).argmin()) for part in range(1, parts)}
    return [float(distinct[i]) for i in sorted(found)]


def _ranges(values: Floats, borders: list[float]) -> list[str]:
    """Names of bands that are cut by rank: low, (middle,) high, with the values that occur in each."""
    words = {1: ["lower half", "upper half"], 2: ["lower third", "middle third", "upper third"]}[len(borders)]
    band = np.searchsorted(borders, values, side="left")
    names = []
    for b, word in enumerate(words):
        inside = values[band == b]
        low, high = f"{inside.min():.4g}", f"{inside.max():.4g}"
        names.append(f"{word} ({low})" if low == high else f"{word} ({low} to {high})")
    return names


def bands(outcome: pl.Series, customer: pl.Series | None = None, name: str = "outcome") -> tuple[pl.Series, tuple[str, ...], str]:
    """The band of each statement (null where the outcome is unknown), the bands from low to high, and a title.

    ``outcome`` is a number a statement. Where ``customer`` names who said it, a customer's band is that of the mean of
    the customer's numbers, and the title says so. Whole numbers from 0 to 10 that reach 10, or whose column is called
    NPS, are detractors, passives and promoters; 1 to 5 are 1 to 2, 3, and 4 to 5; other whole numbers up to ten are
    halved; everything else is cut into thirds. No bands where fewer than two values occur.

    >>> bands(pl.Series([0.0, 7.0, 10.0, None]))[0].to_list()
    ['detractors (0 to 6)', 'passives (7 to 8)', 'promoters (9 to 10)', None]
    """
    own = outcome.cast(pl.Float64).fill_nan(None)
    given = own.drop_nulls().to_numpy()
    none = pl.Series("level", [None] * len(own), dtype=pl.String)
    if len(np.unique(given)) < 2:
        return none, (), f"«{name}»"
    title = f"«{name}»"
    if customer is not None and customer.is_not_null().any():
        frame = pl.DataFrame({"own": own, "customer": customer})
        varies = frame.drop_nulls().group_by("customer").agg(pl.col("own").n_unique())["own"].max()
        mean = pl.col("own").mean().over("customer")
        own = frame.select(pl.when(pl.col("customer").is_not_null()).then(mean).otherwise("own")).to_series()
        title += ", mean of each customer" if isinstance(varies, int) and varies > 1 else ""
    values = own.drop_nulls().to_numpy()
    if len(np.unique(values)) < 2:
        return none, (), title
    borders, names = next(scale for scale in _scales(given, values, name)
                          if len(np.unique(np.searchsorted(scale[0], values, side="left"))) > 1)
    known = own.is_not_null()
    at = np.searchsorted(borders, own.fill_null(0.0).to_numpy(), side="left")
    band = pl.Series("level", names, dtype=pl.String).gather(at)
    found = pl.select(pl.when(known).then(band)).to_series().alias("level")
    return found, tuple(n for n in names if n in set(found.drop_nulls().unique())), title
