"""What a tool reaches for a specification, and what a policy of the market does: rows of the frame designs.

Both sides choose from the same candidates. The sauce keeps of its front the designs that together reach most of it: leaving designs out
never speaks for the sauce. Where a part leaves a measure open, its worse bound counts for the sauce and its better one for the market.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.kit.errors import InputRefused, listed, nearest
from lifeworld.scorecard.core.frames import FRAMES
from lifeworld.scorecard.core.sauce.covering import covering
from lifeworld.scorecard.core.sauce.policies import POLICIES, bounded, candidate_table, market_side, sauce_side
from lifeworld.tools.core.fronts import oriented
from lifeworld.tools.core.saying import is_money
from lifeworld.tools.core.values import Candidates, Measure

LIMITS = "x-limits"
"""In the schema of a specification: the measure whose worst value of use the field says."""
DESIGNS_MAX = 200
BEYOND = 0.1


@dataclass(frozen=True)
class Reach:
    """By which policy with how many designs the market's side is found, and how many of the sauce's are kept. ``measures``: those that are
    compared; ``references``: the worst value of a measure that still counts, where a specification does not declare one.
    """

    measures: tuple[Measure, ...]
    policy: str = "cheapest_page"
    k: int = 10
    seed: int = 0
    most: int = DESIGNS_MAX
    price: str = "price"
    references: Mapping[str, float] | None = None


def reach_of(measures: Sequence[Measure], names: Sequence[str] = (), references: Mapping[str, float] | None = None, *,
             policy: str = "cheapest_page", k: int = 10, seed: int = 0, most: int = DESIGNS_MAX) -> Reach:
    """How a tool with these measures is compared: by ``names``, else by the measures over which its front is found.

    Errors: InputRefused for a policy, a measure or a reference that is not, or a measure of which no way is better.

    >>> reach_of([Measure("cost", "Cost", better="less", in_front=True), Measure("f", "Frequency")]).price
    'cost'
    """
    if policy not in POLICIES:
        raise _no("policy", policy, list(POLICIES))
    able = {one.key: one for one in measures if one.better}
    for name in (*names, *(references or {})):
        if name not in able:
            raise _no("measure of which one way is better", name, list(able))
    wanted = [able[name] for name in dict.fromkeys(names)] or [one for one in able.values() if one.in_front] or list(able.values())
    if not wanted:
        raise InputRefused("no_measures", "Of no measure of the tool one way is better, so nothing can be compared.",
                           "Choose another tool.")
    price = next((one.key for one in measures if is_money(one.key, one.unit)), "price")
    return Reach(tuple(wanted), policy, k, seed, most, price, dict(references or {}))


def limits_of(schema: Mapping[str, Mapping[str, Mapping[str, object]]], spec: Mapping[str, object]) -> dict[str, float]:
    """By measure the worst value that a specification declares to be of use.

    >>> limits_of({"properties": {"budget": {"x-limits": "cost"}, "width": {}}}, {"budget": 20, "width": 800})
    {'cost': 20.0}
    """
    said = {str(field[LIMITS]): spec.get(name) for name, field in schema["properties"].items() if LIMITS in field}
    return {measure: float(value) for measure, value in said.items() if isinstance(value, int | float) and not isinstance(value, bool)}


def reached(spec: str, customer: str | None, found: Candidates, asked: Reach, limits: Mapping[str, float] | None = None) -> pl.DataFrame:
    """Rows of the frame designs of both sides for one specification; none where no design can be made. ``limits``: see ``limits_of``.

    A measure that is not known of a design, or is endless, has no row; one that is known of none is not compared. Where no price is known
    the cheapest page is the first of the list, and is recorded as that.
    """
    measures = [one for one in asked.measures if one.key in found.values and np.isfinite(bounded(found, one, "best")).any()]
    if not len(found) or not measures:
        return pl.DataFrame(schema=FRAMES["designs"].schema)
    policy = "first_listed" if asked.policy == "cheapest_page" and unpriced(found, asked) else asked.policy
    ends = {**(asked.references or {}), **(limits or {})}
    every = candidate_table(spec, customer, found, measures[:1], asked.price)
    page = market_side(every, policy, asked.k, asked.seed)["design"].unique().cast(pl.Int64).to_numpy()
    market = market_side(candidate_table(spec, customer, found, measures, asked.price, rows=page, bounds="best"), policy, asked.k,
                         asked.seed)
    sauce = sauce_side(candidate_table(spec, customer, found, measures, asked.price, rows=_kept(found, measures, ends, asked.most)))
    worst = pl.col("measure").replace_strict(ends, default=None, return_dtype=pl.Float64)
    return pl.concat([sauce, market]).filter(pl.col("value").is_finite()).with_columns(worst.alias("reference"))


def unpriced(found: Candidates, asked: Reach) -> bool:
    """Whether there are designs, and of none of them the price is known."""
    price = found.values.get(asked.price)
    return bool(len(found)) and (price is None or bool(np.isnan(price).all()))


def _kept(found: Candidates, measures: Sequence[Measure], ends: Mapping[str, float], most: int) -> NDArray[np.int64]:
    """Rows of the sauce's side: of the tool's front those that reach most of it."""
    front = np.flatnonzero(found.front) if len(found.front) == len(found) and found.front.any() else np.arange(len(found))
    points = oriented([bounded(found, one, "worst")[front] for one in measures], [one.better for one in measures])
    known = points[np.isfinite(points).all(axis=1)]
    if not len(known):
        return front[:most]
    best, worst = known.min(axis=0), known.max(axis=0)
    reference = np.where(worst > best, worst + BEYOND * (worst - best), worst + 1.0)
    for axis, one in enumerate(measures):
        if one.key in ends:
            reference[axis] = -ends[one.key] if one.better == "more" else ends[one.key]
    return np.asarray(front[covering(points, reference, most)])


def _no(what: str, name: str, known: Sequence[str]) -> InputRefused:
    near = nearest(name, known)
    return InputRefused("reach_refused", f"«{name[:40]}» is no {what}.",
                        f"Did you mean «{near}»?" if near else f"There are {listed(known)}.")
