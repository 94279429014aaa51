"""A play whose effect is planted: customers drawn to arms as holdouts are, with what was before, and some who are not known."""

from __future__ import annotations

import numpy as np
import polars as pl

from lifeworld.audiences.core.holdout import SERVED, assigned
from lifeworld.kit.ids import hash64
from lifeworld.kit.streams import stream_keys, uniforms
from lifeworld.scorecard.core.play_effects import OUTCOMES

MEAN, SD, RHO = 50.0, 10.0, 0.6
UNKNOWN = 0.05


def planted_outcomes(customers: int, seed: int, effect: float, *, held: float = 0.2) -> pl.DataFrame:
    """Outcomes of so many customers: ``effect`` (in T) is added to everybody who is served; before and after correlate by .6.

    >>> rows = planted_outcomes(1000, 1, 100.0)
    >>> means = dict(rows.group_by("arm").agg(pl.col("value").mean()).iter_rows())
    >>> round(means["served"] - means["held"], -1)
    100.0
    """
    keys = pl.Series("key", [f"{seed}-{at:07}" for at in range(customers)], dtype=pl.String)
    drawn = assigned(f"simulated {seed}", pl.DataFrame({"key": keys, "stratum": [""] * customers}), held)
    u = uniforms(stream_keys(seed, hash64(keys)), 25)
    before, noise = (u[:, at:at + 12].sum(axis=1) - 6 for at in (0, 12))  # of variance 1, and hardly to be told from normal
    value = MEAN + SD * (RHO * before + np.sqrt(1 - RHO**2) * noise) + effect * (drawn["arm"] == SERVED).to_numpy()
    unknown = pl.Series(u[:, 24] < UNKNOWN)
    return pl.DataFrame({"customer": keys, "household": pl.Series([None] * customers, dtype=pl.String), "arm": drawn["arm"],
                         "value": pl.Series(value).set(unknown, None), "before": MEAN + SD * before}, schema_overrides=OUTCOMES)
