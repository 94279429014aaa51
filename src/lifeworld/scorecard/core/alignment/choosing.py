"""Who chose: the customer, a default, or the place."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from lifeworld.kit.figure import Evidence, Figure, estimate
from lifeworld.scorecard.core.partners.blocks import Blocks, shares
from lifeworld.scorecard.core.values import N_MIN, VERSIONS, Asked

OTHERS: Mapping[str, str] = {"default": "share of suppliers chosen by default", "place": "share of suppliers chosen by the place"}


def choice_figures(choices: pl.DataFrame, blocks: Blocks, chosen: str, asked: Asked) -> list[Figure]:
    """Shares of choices by who made them; nothing where no choice is known. ``chosen``: the name of the customers' own share."""
    if not choices.height:
        return []
    block = blocks.of(choices["customer"])
    whole = np.bincount(block, minlength=blocks.n).astype(np.float64)
    names = {"customer": chosen, **OTHERS}
    top = np.stack([np.bincount(block[(choices["by"] == by).to_numpy()], minlength=blocks.n) for by in names]).astype(np.float64)
    customers = choices["customer"].n_unique()
    return [estimate(name, float(value), float(low), float(high), unit="share", n=choices.height, n_unit="choices", n_customers=customers,
                     n_min=N_MIN, level=asked.level, method="share of choices; blocks of households", versions=VERSIONS, as_of=asked.as_of,
                     evidence=Evidence(f"{asked.query}: choices of suppliers", choices.height))
            for name, value, low, high in zip(names.values(), *shares(top, whole, asked.level), strict=True)]
