"""Who is held out by chance: the same for the same salt and key, whatever the order, the batch or the day.

A customer's draw is a number in (0, 1) that depends on the salt of the holdout and the customer's key alone. In a batch, the
customers of each stratum with the smallest draws are held, so that the share is kept to within one customer in every stratum;
whoever comes later is held where her draw is below the share.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.kit.errors import InputRefused
from lifeworld.kit.ids import hash64
from lifeworld.kit.streams import stream_keys, uniforms

HELD, SERVED = "held", "served"
SHARE_MIN, SHARE_MAX = 0.01, 0.5


def checked_share(share: float) -> float:
    """The share. Errors: InputRefused outside .01 to .5.

    >>> checked_share(0.1)
    0.1
    """
    if not SHARE_MIN <= share <= SHARE_MAX:
        raise InputRefused("share_refused", f"A share of {share:g} cannot be held out.",
                           f"Give a share from {SHARE_MIN:g} to {SHARE_MAX:g}; .05 to .1 is usual.")
    return share


def draws(salt: str, keys: pl.Series) -> NDArray[np.float64]:
    """The draw of each customer: float64[n] in (0, 1), from the salt and the customer's key (text) alone.

    >>> a, b = draws("s", pl.Series(["ana", "ben"])), draws("s", pl.Series(["ben"]))
    >>> bool(a[1] == b[0]), bool(draws("t", pl.Series(["ben"]))[0] == b[0])
    (True, False)
    """
    if not len(keys):
        return np.empty(0)
    return uniforms(stream_keys(1, hash64(pl.Series([salt])), hash64(keys)), 1)[:, 0]


def assigned(salt: str, customers: pl.DataFrame, share: float) -> pl.DataFrame:
    """Arms of a batch: ``customers`` has key (text, each once) and stratum (text); returns the same rows with arm (held or served).

    In a stratum of n, floor(share * n + u) are held, u in (0, 1) drawn by salt and stratum: within one of share * n, and right on
    average however small the strata are. Errors: InputRefused for a share that cannot be.

    >>> made = assigned("s", pl.DataFrame({"key": [f"c{i}" for i in range(40)], "stratum": ["a", "b"] * 20}), 0.1)
    >>> made.group_by("stratum").agg((pl.col("arm") == "held").sum()).sort("stratum")["arm"].to_list()
    [2, 2]
    """
    checked_share(share)
    drawn = customers.with_columns(draw=pl.Series(draws(salt, customers["key"]), dtype=pl.Float64))
    sizes = drawn.group_by("stratum").len("n").sort("stratum")
    held = (share * sizes["n"].to_numpy() + draws(f"{salt}/strata", sizes["stratum"]) + 1e-9).astype(np.int64)
    placed = drawn.join(sizes.with_columns(n_held=pl.Series(held, dtype=pl.Int64)), on="stratum", how="left", maintain_order="left")
    rank = pl.struct("draw", "key").rank("ordinal").over("stratum")
    arm = pl.when(rank <= pl.col("n_held")).then(pl.lit(HELD)).otherwise(pl.lit(SERVED))
    return placed.with_columns(arm=arm).drop("draw", "n", "n_held")


def assigned_later(salt: str, customers: pl.DataFrame, share: float) -> pl.DataFrame:
    """Arms of customers who come after the first batch: held where the draw is below the share.

    >>> late = pl.DataFrame({"key": [f"c{i}" for i in range(1000)], "stratum": [""] * 1000})
    >>> 70 < (assigned_later("s", late, 0.1)["arm"] == "held").sum() < 130
    True
    """
    checked_share(share)
    below = pl.Series(draws(salt, customers["key"]) < share, dtype=pl.Boolean)
    return customers.with_columns(arm=pl.when(below).then(pl.lit(HELD)).otherwise(pl.lit(SERVED)))
