"""Attainment by the type of customers' ecosystems, as their constellations label them. Chance gave nobody a type: what differs goes with
a type, and nobody knows whether it is the reason. Labels are sometimes wrong, and nothing here is corrected for that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from lifeworld.constellations.core.types import TYPES
from lifeworld.kit.figure import Figure, n_units
from lifeworld.scorecard.core.effects.cells import Cells, Mask, cells
from lifeworld.scorecard.core.effects.difference import contrast
from lifeworld.scorecard.core.effects.intervals import looked, printed, reach, shared_level
from lifeworld.scorecard.core.effects.means import clustered_means
from lifeworld.scorecard.core.frames import LABELS, SERVED
from lifeworld.scorecard.core.success.values import HOPED, T_BOUNDS
from lifeworld.scorecard.core.values import ARM_MIN, N_MIN, T_POINTS, Asked, Chart, Finding, Series

QUERY = "goals declared before the window, of customers with a constellation"
AS_LABELLED = "types as labelled, not corrected for wrong labels"
_SHARED = "; what is said of a type shares its level with what is said of the others (Bonferroni)"
BY_CHANCE = "Chance did not decide who is of which type: the difference may be of something else that goes with it."


@dataclass(frozen=True)
class ByType:
    """Mean T of customers of each type, and of each of the three types how it differs from all others with a constellation, by type.

    ``less`` and ``more``: types that surely attain less or more than the others, by intervals that hold for all of them at once.
    ``unlabelled``: customers whose T is known and who have no constellation.
    """

    levels: Mapping[str, Figure]
    differences: Mapping[str, Figure]
    less: tuple[str, ...]
    more: tuple[str, ...]
    unlabelled: int

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All of them, the means first."""
        return (*self.levels.values(), *self.differences.values())


def attained_by_type(goals: pl.DataFrame, asked: Asked) -> ByType:
    """By goals with household and type; empty where no type has so many customers that its mean may be told."""
    known = goals.filter(pl.col("t").is_not_null())
    labelled = known.filter(pl.col("type").is_not_null())
    n = dict(labelled.group_by("type").agg(pl.col("customer").n_unique()).iter_rows())
    told = [one for one in LABELS if n.get(one, 0) >= N_MIN]
    if not told:
        return ByType({}, {}, (), (), 0)
    t = labelled["t"].to_numpy()
    columns = {level_name(one): np.where((labelled["type"] == one).to_numpy(), t, np.nan) for one in told}
    means = clustered_means(labelled, columns, unit=T_POINTS, bounds=T_BOUNDS, asked=asked, query=QUERY)
    levels = {one: replace(made, method=f"{made.method}; {AS_LABELLED}") for one in told for made in (means[level_name(one)],)}
    differences, less, more = _differences(labelled, [one for one in told if one in TYPES and sum(n.values()) - n[one] >= ARM_MIN], asked)
    return ByType(levels, differences, less, more, known["customer"].n_unique() - sum(n.values()))


def level_name(label: str) -> str:
    """The name of the figure of a label's mean."""
    return f"attainment T of customers labelled {label}"


def difference_name(label: str) -> str:
    """The name of the figure of how a label's mean differs from that of the others."""
    return f"attainment T of customers labelled {label}, less that of all others with a constellation"


def _differences(labelled: pl.DataFrame, told: list[str], asked: Asked) -> tuple[dict[str, Figure], tuple[str, ...], tuple[str, ...]]:
    """Differences by type, and those that are surely below and above 0: what is said of one is said of all (Bonferroni)."""
    label = pl.col("type").replace_strict(list(LABELS), list(range(len(LABELS))), return_dtype=pl.Float64)
    each = cells(labelled.select("customer", "household", label=label, value="t", arm=pl.lit(SERVED)), ("value", "label"))
    found: dict[str, Figure] = {}
    sure: dict[int, list[str]] = {-1: [], 0: [], 1: []}
    strict = shared_level(asked, 2 * len(told))  # the other half of what the level leaves is the effect's
    for one in told:
        inside = each["label"] == LABELS.index(one)
        found[one], side = _difference(one, each, inside, asked, strict)
        sure[side].append(one)
    return found, tuple(sure[-1]), tuple(sure[1])


def _difference(label: str, each: Cells, inside: Mask, asked: Asked, strict: Asked) -> tuple[Figure, int]:
    """The difference of those inside, and on which side of 0 it surely lies (0: that is not known)."""
    found = contrast(each["value"], inside)
    about = found.spread(replace(each, served=inside))
    half, far = (reach(one, about.n, about.degrees) * about.se for one in (asked, strict))
    together = f"; {about.n:,} households drawn whole" if about.n < each.n else ""
    figure = printed(difference_name(label), found.value, found.value - half, found.value + half, asked=asked, query=QUERY, unit=T_POINTS,
                     method=f"difference of means{together}; {looked(asked)}; {AS_LABELLED}{_SHARED}", n=each.n, warnings=(BY_CHANCE,))
    return figure, int(np.sign(found.value)) if abs(found.value) > far else 0


def types_chart(found: ByType) -> tuple[Chart, ...]:
    """The means as bars from what customers had hoped for. A bar that bears the name of a type has its colour wherever it is drawn."""
    if not found.levels:
        return ()
    labels, means = tuple(found.levels), tuple(found.levels.values())
    bars = [tuple(None if end is None else end - HOPED for end in ends) for ends in zip(*(
        (one.value, one.low, one.high) for one in means), strict=True)]
    return (Chart("types", "How far customers of each type come, as labelled", "bars", "type of the customer ecosystem",
                  f"points of T from the hoped-for {HOPED:.0f}", (Series("T", labels, *bars),),
                  "Types are as constellations label customers, not corrected for wrong labels. What differs goes with a type."),)


def types_findings(found: ByType) -> list[Finding]:
    """What goes with a type, where that is sure; the plays to begin for it."""
    if not found.less and not found.more:
        return []
    below, above = (" or ".join(some) for some in (found.less, found.more))
    words = f"Being labelled {below or above} goes with attaining {'less' if below else 'more'} than the others do"
    if below and above:
        words += f", and being labelled {above} with attaining more"
    todo = (f"Begin a play for {_listed(found.less)} customers and hold some of them out by chance: then it shows whether it helps them."
            if below else f"Look at what the plays for {_listed(found.more)} customers offer, and try it with the others as a play.")
    named = tuple(found.differences[one].name for one in (*found.less, *found.more))
    return [Finding("types_differ", "success", "watch", f"{words}.", named, next_step=todo)]


def types_warnings(found: ByType) -> list[str]:
    """Who is under no type."""
    if not found.unlabelled:
        return []
    return [f"Of {n_units(found.unlabelled, 'customers')} with a known goal there is no constellation: they are under no type."]


def _listed(labels: tuple[str, ...]) -> str:
    return " and ".join(labels)
