"""What items cost, as columns, and why some have no price."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lifeworld.partners.core.values import UNSTATED

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

PRICED, NO_OFFER, STALE, BLOCKED, STOCK, NO_RATE, REGION, NOT_VALID = range(8)
WHY = ("It has a price.", "Nobody offers it.", "All its offers are too old to be used.",
       "All who offer it are blocked by the choice of suppliers.",
       "No offer has stock enough, or says so.", "No rate of exchange is known for its prices.", "It is not sold in this country.",
       "No offer of it is valid at this time.")


@dataclass(frozen=True, eq=False)
class Priced:
    """Columns by item. ``cost``: in the currency's units for one design, when all designs are bought together (NaN unknown); ``unit``: of
    one piece; ``offer``: row of the snapshot (-1 none); ``bought``: pieces for all designs; ``stock``: of the offer taken (-1 in stock
    without a number, -2 not stated); ``age_s``: since it was observed; ``why``: see ``WHY``. An item of which none is asked for costs 0.
    """

    cost: Floats
    unit: Floats
    offer: Ints
    bought: Ints
    stock: Ints
    age_s: Floats
    estimated: NDArray[np.bool_]
    why: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.cost)

    @property
    def oldest_age_s(self) -> float:
        """The age of the oldest offer that is used; NaN where none is."""
        used = self.age_s[self.offer >= 0]
        return float(used.max()) if len(used) else float("nan")

    def counts(self) -> dict[int, int]:
        """How many items there are of each ``why``."""
        return dict(sorted(Counter(self.why.tolist()).items()))

    def take(self, rows: Ints) -> Priced:
        """These items only."""
        return Priced(self.cost[rows], self.unit[rows], self.offer[rows], self.bought[rows], self.stock[rows], self.age_s[rows],
                      self.estimated[rows], self.why[rows])

    @staticmethod
    def nothing(n: int) -> Priced:
        """Items that nobody offers."""
        return Priced(np.full(n, np.nan), np.full(n, np.nan), np.full(n, -1, np.int64), np.zeros(n, np.int64),
                      np.full(n, UNSTATED, np.int64), np.full(n, np.nan), np.zeros(n, np.bool_), np.full(n, NO_OFFER, np.int8))
