"""How much each factor matters to the owner and to the customers: shares of 1 over the six, never used to average the factors.

Weights are stated from 0 to 4. A customer's weights are divided by their sum; the shares of customers are means over those who weighed
all six, with an interval that resamples households. Whoever left one out said nothing on how they compare, and is not counted.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl

from lifeworld.constellations.core.resampling import ratios
from lifeworld.kit import streams
from lifeworld.kit.figure import Evidence, Figure, estimate
from lifeworld.kit.ids import hash64
from lifeworld.scorecard.core.clusters import household_of
from lifeworld.scorecard.core.frames import Frames
from lifeworld.scorecard.core.values import FACTORS, N_MIN, VERSIONS, Asked, Weighed, Who

KEYS = tuple(factor.key for factor in FACTORS)
WEIGHT_MAX = 4.0


def weight_name(who: Who, factor: str) -> str:
    """The name of a share: unique over the card.

    >>> weight_name("owner", "success")
    'weight of customers succeed for the owner'
    """
    title = next(one.title for one in FACTORS if one.key == factor)
    return f"weight of {title[0].lower()}{title[1:]} for the {who}"


def weighed(frames: Frames, asked: Asked) -> tuple[dict[Who, Weighed], tuple[str, ...]]:
    """Shares of the owner and of customers, where anything was stated, and what to know about them."""
    given = frames["weights"]
    found: dict[Who, Weighed] = {}
    warnings: list[str] = []
    if given.filter(pl.col("who") == "owner").height:
        found["owner"], more = _owner(given, asked)
        warnings += more
    if given.filter(pl.col("who") == "customer").height:
        found["customers"], more = _customers(frames, asked)
        warnings += more
    return found, tuple(warnings)


def _wide(given: pl.DataFrame) -> pl.DataFrame:
    """One row a person with a column for each factor, divided by their sum; only of those who weighed all six, and not all as 0."""
    clean = given.filter(pl.col("weight").is_between(0, WEIGHT_MAX))
    each = clean.group_by("customer").agg(pl.col("weight").filter(pl.col("factor") == key).mean().alias(key) for key in KEYS)
    whole = each.drop_nulls(KEYS).with_columns(total=pl.sum_horizontal(KEYS)).filter(pl.col("total") > 0)
    return whole.select("customer", *(pl.col(key) / pl.col("total") for key in KEYS)).sort("customer")


def _owner(given: pl.DataFrame, asked: Asked) -> tuple[Weighed, list[str]]:
    stated = _wide(given.filter(pl.col("who") == "owner"))
    query = f"{asked.query}: weights of the owner"
    if not stated.height:
        empty = {key: _nothing("owner", key, 0, query, asked) for key in KEYS}
        return Weighed("owner", 0, empty), ["The owner has not weighed all six factors, so that their shares are not known."]
    seen = pl.Series([asked.as_of or None], dtype=pl.String).str.to_datetime("%Y-%m-%d", time_zone="UTC")[0]
    shares = {key: Figure(weight_name("owner", key), "reading", float(stated[key][0]), "share", method="as the owner stated it", n=1,
                          n_unit="owners", source="the owner", observed_at=seen, versions=VERSIONS, as_of=asked.as_of,
                          evidence=Evidence(query, 1)) for key in KEYS}
    return Weighed("owner", 1, shares), []


def _customers(frames: Frames, asked: Asked) -> tuple[Weighed, list[str]]:
    given = frames["weights"].filter(pl.col("who") == "customer", pl.col("customer").is_not_null())
    each = household_of(_wide(given), frames)
    query = f"{asked.query}: weights of customers who weighed all six"
    warnings = []
    if given["customer"].n_unique() > each.height:
        warnings.append("Some of those who weighed factors left one out, or weighed all as nothing: they are not counted.")
    if each.height < N_MIN:
        warnings.append(f"Customers' weights need {N_MIN} customers who weighed all six; there are fewer.")
        return Weighed("customers", each.height, {key: _nothing("customers", key, each.height, query, asked) for key in KEYS}), warnings
    by_household = each.group_by("household").agg(*(pl.col(key).sum() for key in KEYS), n=pl.len()).sort("household")
    top = by_household.select(KEYS).to_numpy()
    bottom = np.repeat(by_household["n"].to_numpy().astype(np.float64)[:, None], len(KEYS), axis=1)
    ends = ratios(top, bottom, streams.stream_keys(asked.seed, hash64(by_household["household"])), prior=0.0, level=asked.level)
    shares = {key: estimate(weight_name("customers", key), float(ends.value[at]), min(float(ends.low[at]), float(ends.value[at])),
                            max(float(ends.high[at]), float(ends.value[at])), method="mean of shares; Bayesian bootstrap over households",
                            n=each.height, n_min=N_MIN, unit="share", level=asked.level, versions=VERSIONS, as_of=asked.as_of,
                            evidence=Evidence(query, each.height)) for at, key in enumerate(KEYS)}
    return Weighed("customers", each.height, shares), warnings


def _nothing(who: Who, key: str, n: int, query: str, asked: Asked) -> Figure:
    empty = estimate(weight_name(who, key), None, None, None, method="", n=n, unit="share", level=asked.level, versions=VERSIONS,
                     as_of=asked.as_of, evidence=Evidence(query, n))
    return replace(empty, n_needed=N_MIN if who == "customers" else 1, n_unit="customers" if who == "customers" else "owners")
