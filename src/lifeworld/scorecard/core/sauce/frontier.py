"""The capability frontier: what can be reached with the sauce, and with what the market offers, specification by specification.

What counts of a measure ends at its declared reference, the worst value that is still of use: it is fixed before anything is reached, so
that more designs never move it and gains of two days stand beside each other. Where none is declared, measures are scaled so that 1 is the
worst on the front of either side, and the reference is 1.1, which moves with the designs: a warning says so. 0 is the best that either side
reaches; by how much a measure is scaled changes no gain. Designs that others of their side beat change nothing. What the sauce adds is
1 - HV(market) / HV(sauce) where it reaches more, and HV(sauce) / HV(market) - 1 where the market does; an unknown measure counts as the
worst for a design of the sauce and as the best for one of the market, so that not knowing never speaks for the sauce; a specification
without a design of the sauce counts as nothing reached.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.kit import quantiles
from lifeworld.kit.errors import listed
from lifeworld.kit.figure import Figure, n_units
from lifeworld.scorecard.core.effects.intervals import printed
from lifeworld.scorecard.core.effects.means import clustered_means
from lifeworld.scorecard.core.sauce.hypervolume import hypervolume, hypervolumes
from lifeworld.scorecard.core.sauce.policies import replayed
from lifeworld.scorecard.core.values import Asked
from lifeworld.tools.core.fronts import nondominated

Floats = NDArray[np.float64]
REFERENCE = 1.1
"""The reference point in every measure, where 0 is the best; where none is declared, 1 is the worst on the fronts of both sides."""
GAIN, MORE = "capability frontier: what only the sauce reaches", "specifications for which the sauce reaches more"
_EXACT_MAX = 64


@dataclass(frozen=True)
class Frontier:
    """``gain``: share of what customers reach with the sauce that the market does not offer; ``more``: for how many specifications it is
    more. ``specs``: spec, customer, measures, volumes of both sides (shares of the box up to the reference point) and gain. ``paged``:
    whether designs of the market are a page of the candidates from which the sauce chooses too.
    """

    gain: Figure
    more: Figure
    specs: pl.DataFrame
    warnings: tuple[str, ...]
    paged: bool = False


def frontier(designs: pl.DataFrame, customers: pl.DataFrame, asked: Asked) -> Frontier | None:
    """By rows of the frames designs and customers (household); None without designs."""
    if not designs.height:
        return None
    specs = volumes(designs)
    compared = specs.filter(pl.col("market").is_not_null())
    owner = pl.coalesce("customer", pl.format("specification {}", "spec"))
    homes = customers.select("customer", "household")
    who = compared.select("spec", owner.alias("customer"), "gain").join(homes, on="customer", how="left")
    gain = who["gain"].to_numpy()
    warnings = []
    if lost := specs.height - compared.height:
        warnings.append(f"Of {n_units(lost, 'specifications')} what the market offers is not known: they are left out.")
    if short := int((compared["sauce"] == 0).sum()):
        warnings.append(f"For {n_units(short, 'specifications')} no design of the sauce is known that is of use: they count as "
                        "nothing reached.")
    if drawn := int((compared["se"] > 0).sum()):
        warnings.append(f"Volumes of {n_units(drawn, 'specifications')} with many measures are drawn, with standard errors of up to "
                        f"{float(compared['se'].max() or 0):.1g}.")  # type: ignore[arg-type]
    if moving := int((~compared["fixed"]).sum()):
        warnings.append(f"For {n_units(moving, 'specifications')} no reference is declared for every measure: theirs moves with the "
                        "designs, so that what the sauce adds to them is not to be read beside that of another day.")
    if unsaid := designs.filter((pl.col("side") == "market") & pl.col("policy").is_null())["spec"].n_unique():
        warnings.append(f"For {n_units(unsaid, 'specifications')} it is not known by which policy the market's designs were found, so "
                        "that nobody can replay them.")
    if same := replayed(designs):
        warnings.append(f"For {n_units(same, 'specifications')} both sides choose from the same candidates, so that by the measures of the "
                        "tool's front what the sauce adds cannot be below 0. That it is above 0 says nothing; how far above it is says how "
                        "much a first page of the market leaves unfound.")
    query = "designs of both sides, by specification"
    both = (clustered_means(who, {GAIN: gain}, unit="share", bounds=(-1.0, 1.0), asked=asked, query=query)[GAIN],
            clustered_means(who, {MORE: (gain > 1e-9).astype(np.float64)}, unit="share", prior=0.5, asked=asked, query=query)[MORE])
    if (nobody := compared["customer"].null_count()):
        counted = "specifications" if nobody == compared.height else "customers and specifications of nobody"
        both = (replace(both[0], n_unit=counted), replace(both[1], n_unit=counted))
    how = (f"mean over specifications of 1 - HV(market) / HV(sauce), {_reference(compared)}; the market's by {_policies(designs)}; "
           f"{both[0].method}")
    return Frontier(replace(both[0], method=how), both[1], specs, tuple(warnings), bool(same))


def gain_of(row: Mapping[str, Any], asked: Asked) -> Figure:
    """What only the sauce reaches for one specification, by a row of ``volumes``: exact, or with the errors of volumes that were drawn."""
    gain, sides = float(row["gain"]), [float(row[side]) for side in ("sauce", "market")]
    off = float(row["se"] or 0.0) * math.hypot(*(1 / side for side in sides if side > 0)) * (1 - abs(gain))
    half = off * float(quantiles.normal((1 + asked.level) / 2))
    how = "1 - HV(market) / HV(sauce), " + ("exact" if not half else "errors of the drawn volumes")
    return printed(f"what only the sauce reaches for «{row['spec']}»", gain, gain - half, gain + half, asked=asked, method=how,
                   query=f"designs of both sides for «{row['spec']}»", unit="share", n=1, n_unit="specifications", n_min=1)


def _reference(compared: pl.DataFrame) -> str:
    """The reference point in words."""
    if compared["fixed"].all():
        return "reference point declared for every measure"
    some = "declared where it is, else " if compared["fixed"].any() else ""
    return f"reference point {some}{REFERENCE:g} where 0 is the best and 1 the worst on the fronts of both sides"


def _policies(designs: pl.DataFrame) -> str:
    """The policies of the market's side in words."""
    said = designs.filter(pl.col("side") == "market")["policy"].drop_nulls().unique().sort().to_list()
    return listed(said) if said else "a policy that nobody said"


def volumes(designs: pl.DataFrame) -> pl.DataFrame:
    """Spec, customer, measures, fixed (a reference is declared for every measure), sauce and market (volumes as shares of the box up to the
    reference point), se and gain, by spec.

    ``market`` and ``gain`` are null where the market's side has no design; ``sauce`` is 0 where the sauce has none.
    """
    sign = pl.when(pl.col("better") == "more").then(-1.0).otherwise(1.0)
    rows = designs.select("spec", "customer", "side", "design", "measure", value=sign * pl.col("value"),
                          reference=(sign * pl.col("reference")).max().over("spec", "measure")).sort("spec", "measure", "side", "design")
    each = rows.group_by("spec", maintain_order=True).agg(
        pl.col("customer").min(), measures=pl.col("measure").unique().sort().str.join(", "), k=pl.col("measure").n_unique(),
        fixed=pl.col("reference").is_not_null().all())
    found = []
    for (k,), part in each.partition_by("k", as_dict=True, maintain_order=True).items():
        found.append(_of(part, rows, int(k)))
    return pl.concat(found).sort("spec").with_columns(
        gain=pl.when(pl.col("sauce") >= pl.col("market")).then(1 - pl.col("market") / pl.col("sauce")).otherwise(
            pl.col("sauce") / pl.col("market") - 1)).with_columns(gain=pl.when(pl.col("market").is_not_null()).then(
                pl.col("gain").fill_nan(0.0)))


def _of(specs: pl.DataFrame, rows: pl.DataFrame, k: int) -> pl.DataFrame:
    """The volumes of specifications with k measures."""
    own = rows.join(specs.select("spec", number=pl.int_range(pl.len())), on="spec", how="inner")
    own = own.with_columns(axis=pl.col("measure").rank("dense").over("spec") - 1)
    points = own.group_by("number", "side", "design", maintain_order=True).agg(
        *(pl.col("value").filter(pl.col("axis") == axis).min().alias(f"axis {axis}") for axis in range(k))).sort("number", "side", "design")
    table = points.select(f"axis {axis}" for axis in range(k)).cast(pl.Float64).fill_null(np.nan).to_numpy()
    number, sauce = points["number"].to_numpy(), (points["side"] == "sauce").to_numpy()
    n = specs.height
    ends = np.full((n, k), np.nan)
    declared = own.filter(pl.col("reference").is_not_null()).unique(["number", "axis"], maintain_order=True)
    ends[declared["number"].to_numpy(), declared["axis"].to_numpy()] = declared["reference"].to_numpy()
    scaled = _scaled(table, number, sauce, n, ends)
    box = REFERENCE**k
    sides, errors = [], np.zeros(n)
    for kept in (sauce, ~sauce):
        volume, se = _side(scaled[kept], number[kept], n, k)
        sides.append(volume / box)
        errors = np.maximum(errors, se / box)
    there = np.isin(np.arange(n), number[~sauce])
    return specs.select("spec", "customer", "measures", "fixed").with_columns(
        sauce=pl.Series(sides[0]), market=pl.Series(np.where(there, sides[1], np.nan)).fill_nan(None), se=pl.Series(errors))


def _scaled(table: Floats, number: NDArray[np.integer], sauce: NDArray[np.bool_], n: int, ends: Floats) -> Floats:
    """Points from 0, the best of both sides, so that ``REFERENCE`` is the declared reference, ``ends`` float64[n, k] (NaN: none is, and 1
    is the worst on the fronts of both sides); what is beyond or not known is infinite.
    """
    table = _filled(table, number, sauce, n)
    whole = np.isfinite(table).all(axis=1)
    front = np.zeros(len(table), np.bool_)
    for side in (True, False):
        at = np.flatnonzero(whole & (sauce == side))
        front[at[_fronts(table[at], number[at])]] = True
    found = np.full_like(table, np.inf)
    for axis in range(table.shape[1]):
        best, worst = np.full(n, np.inf), np.full(n, -np.inf)
        np.minimum.at(best, number[front], table[front, axis])
        np.maximum.at(worst, number[front], table[front, axis])
        told = np.isfinite(ends[:, axis])
        range_ = np.where(told, (ends[:, axis] - best) / REFERENCE, worst - best)
        wide = range_[number[whole]]
        nowhere = np.where((told & ~(range_ > 0))[number[whole]], np.inf, 0.0)
        found[whole, axis] = np.divide(table[whole, axis] - best[number[whole]], wide, out=nowhere, where=wide > 0)
    return found


def _filled(table: Floats, number: NDArray[np.integer], sauce: NDArray[np.bool_], n: int) -> Floats:
    """Points with what is not known of designs of the market at the best that is known of either side."""
    unknown = np.isnan(table) & ~sauce[:, None]
    if not unknown.any():
        return table
    found = table.copy()
    for axis in range(table.shape[1]):
        best, known = np.full(n, np.inf), np.isfinite(table[:, axis])
        np.minimum.at(best, number[known], table[known, axis])
        found[unknown[:, axis], axis] = best[number[unknown[:, axis]]]
    return found


def _fronts(table: Floats, number: NDArray[np.integer]) -> NDArray[np.bool_]:
    """Which points no other of the same number beats: the number, both ways, makes points of others no rivals."""
    if not len(table):
        return np.zeros(0, np.bool_)
    keep: NDArray[np.bool_] = np.zeros(len(table), np.bool_)
    order = np.argsort(number, kind="stable")
    starts = np.flatnonzero(np.diff(number[order], prepend=-1))
    sizes = np.diff(np.append(starts, len(order)))
    for size in np.unique(sizes):
        own = order[starts[sizes == size][:, None] + np.arange(size)[None, :]]
        if size > _EXACT_MAX:
            for rows in own:
                keep[rows] = nondominated(table[rows])
            continue
        step = max(1, 2_000_000 // (size * size))
        for first in range(0, len(own), step):
            some = table[own[first:first + step]]
            nowhere = (some[:, :, None, :] <= some[:, None, :, :]).all(axis=3)
            beats = nowhere & (some[:, :, None, :] < some[:, None, :, :]).any(axis=3)
            keep[own[first:first + step]] = ~beats.any(axis=1)
    return keep


def _side(points: Floats, number: NDArray[np.integer], n: int, k: int) -> tuple[Floats, Floats]:
    """Volumes and their standard errors of one side, by number."""
    volume, error = np.zeros(n), np.zeros(n)
    reference = np.full(k, REFERENCE)
    kept = np.asarray((points < REFERENCE).all(axis=1))
    kept[kept] = _fronts(points[kept], number[kept])
    points, number = points[kept], number[kept]
    order = np.argsort(number, kind="stable")
    starts = np.flatnonzero(np.diff(number[order], prepend=-1))
    sizes = np.diff(np.append(starts, len(order)))
    for size in np.unique(sizes):
        own = order[starts[sizes == size][:, None] + np.arange(size)[None, :]]
        if k <= 3:
            volume[number[own[:, 0]]] = hypervolumes(points[own], reference)
            continue
        for rows in own:
            volume[number[rows[0]]], error[number[rows[0]]] = hypervolume(points[rows], reference)
    return volume, error
