"""Whose journeys are: customers and households as numbers, so that ten million journeys are counted in seconds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.scorecard.core.clusters import household_of
from lifeworld.scorecard.core.frames import Frames

Whole = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Whose:
    """``who`` int64[journeys]: number of the customer, -1 where nobody is known; ``home`` int64[customers]: number of the household;
    ``target`` bool[customers]: known to belong to the audience. The numbers mean nothing; only who is the same counts.
    """

    who: Whole
    home: Whole
    target: NDArray[np.bool_]
    homes: int

    @property
    def known(self) -> NDArray[np.bool_]:
        """Which journeys have a customer."""
        return np.asarray(self.who >= 0)

    def household(self) -> Whole:
        """The number of the household of each journey, -1 where nobody is known."""
        return np.asarray(np.where(self.known, self.home[self.who], -1), np.int64)


def whose(frames: Frames) -> Whose:
    """Numbers of the customers of journeys; who is not in the frame of customers is alone, and not known to be of the audience."""
    starts = frames["starts"].select("customer")
    customers = frames["customers"].select("customer", "target").unique("customer", keep="first")
    found = _numbers(starts, customers["customer"])
    lost = starts.filter(found.is_null() & starts["customer"].is_not_null()).unique()
    if lost.height:
        customers = pl.concat([customers, lost.with_columns(target=pl.lit(None, pl.Boolean))])
        found = _numbers(starts, customers["customer"])
    houses = household_of(customers, frames)["household"]
    each = houses.unique()
    home = _numbers(houses.to_frame("customer"), each).to_numpy()
    return Whose(found.fill_null(-1).to_numpy(), home if len(home) else np.zeros(1, np.int64),
                 customers["target"].fill_null(value=False).to_numpy(), len(each))


def _numbers(rows: pl.DataFrame, keys: pl.Series) -> pl.Series:
    """The place of each row's key among the keys; null where it is not among them."""
    numbered = pl.DataFrame({"customer": keys, "number": np.arange(len(keys))}, schema={"customer": pl.String, "number": pl.Int64})
    return rows.join(numbered, on="customer", how="left", maintain_order="left")["number"]
