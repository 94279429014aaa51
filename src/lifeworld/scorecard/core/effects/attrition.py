"""Whether the outcome is known of alike shares of the two arms: where it is not, chance decided who was served, and not who is compared."""

from __future__ import annotations

import numpy as np
import polars as pl

from lifeworld.kit import quantiles
from lifeworld.scorecard.core.effects.cells import Cells, Floats, spread
from lifeworld.scorecard.core.values import ARM_MIN

KNOWN = "known"
"""Name of the column that says how much of a customer's rows is known, 0 to 1."""
UNLIKE = "The outcome is known of unlike shares of those held and those served, so the difference may be of who is known."
SURELY, SURELY_AFTER = 0.99, 0.999
"""How sure it must be that shares are unlike before nothing is said of the difference, and that what is given as from before is unlike
before nothing is adjusted for it."""


def with_known(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    """The frame with the column ``known``: 1 where that column is a finite number, else 0.

    >>> with_known(pl.DataFrame({"value": [1.0, None, float("nan")]}), "value")["known"].to_list()
    [1.0, 0.0, 0.0]
    """
    value = pl.col(column).cast(pl.Float64)
    return frame.with_columns((value.is_not_null() & value.is_finite().fill_null(value=False)).cast(pl.Float64).alias(KNOWN))


def unlike(everybody: Cells) -> bool:
    """Whether ``known`` is of unlike shares of the two arms; households go together. False where too few are compared to say so."""
    return min(everybody.arms()) >= ARM_MIN and surely_unlike(everybody[KNOWN], everybody)


def surely_unlike(known: Floats, units: Cells, surely: float = SURELY) -> bool:
    """Whether the means of the arms differ by more than chance alone makes them differ in all but so many such trials."""
    influence = np.empty(len(units))
    for arm, sign in ((units.served, 1.0), (~units.served, -1.0)):
        influence[arm] = sign * (known[arm] - known[arm].mean()) / arm.sum()
    apart = float(known[units.served].mean() - known[~units.served].mean())
    return abs(apart) > float(quantiles.normal((1 + surely) / 2)) * spread(influence[:, None], units.cluster, units.served).se
