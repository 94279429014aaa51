"""Earnings by partner and block of households, as exact sums, and the customers behind them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.kit.ids import hash64
from lifeworld.scorecard.core.partners.found import Contributions
from lifeworld.scorecard.core.partners.game import coded

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
PARTS_PER_UNIT = 10_000
"""Amounts are summed as whole ten-thousandths, so that the order of rows changes nothing."""


@dataclass(frozen=True, eq=False)
class Money:
    """Rows of the frame ``earnings`` of partners that customers used, or of all. ``partner``: place in the contributions' keys, of
    others beyond them; ``block``: of
    households; ``customer``: place in the blocks, -1 where not known; ``amount``: in the currency; ``n_strange``: rows of other partners.

    ``rows``: those rows of the frame.
    """

    partner: Whole
    block: Whole
    customer: Whole
    amount: Floats
    rows: pl.DataFrame
    n_strange: int

    def by_block(self, partners: int, blocks: int, taken: NDArray[np.bool_] | None = None) -> Floats:
        """Sums by partner and block, float64[partners, blocks], exact."""
        at = self.partner * blocks + self.block
        whole = np.rint(self.amount * PARTS_PER_UNIT)
        kept = slice(None) if taken is None else taken
        return np.bincount(at[kept], whole[kept], partners * blocks).reshape(partners, blocks) / PARTS_PER_UNIT


def money(earnings: pl.DataFrame, found: Contributions, everybody: bool = False) -> Money:
    """The earnings of partners in ``found``, or of everybody; an earning without a customer goes with nobody else's."""
    keys = pl.Series("partner", found.keys, dtype=pl.String)
    if everybody:
        others = earnings["partner"].unique()
        keys = pl.concat([keys, others.filter(~others.is_in(found.keys)).sort()])
    partner = coded(earnings["partner"], keys)
    kept = partner >= 0
    rows = earnings.filter(pl.Series(kept)) if not kept.all() else earnings
    customer = found.blocks.codes(rows["customer"])
    block = np.append(found.blocks.customers["block"].to_numpy(), -1)[customer]
    if (block < 0).any():
        lonely = block < 0
        block[lonely] = (hash64(rows["earning"].filter(pl.Series(lonely))) % np.uint64(max(found.blocks.n, 1))).astype(np.int64)
    return Money(partner[kept], block, customer, rows["amount"].to_numpy(), rows, int((~kept).sum()))
