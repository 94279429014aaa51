"""Segments by needs: given or found, how well they are apart, and what each of them finds important and is not satisfied with.

Who somebody is (age, place, income) is never asked: segments come from importances, or from whoever gave them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.audiences.core.needs import BOOTSTRAPS, NEEDED, STABLE, needs_segments, segment_name
from lifeworld.constellations.core.resampling import weighted_sums
from lifeworld.goals.core.in_range import wilson
from lifeworld.goals.core.opportunity import Opportunities, opportunities, opportunity_score
from lifeworld.kit import quantiles, streams
from lifeworld.kit.figure import Figure
from lifeworld.kit.ids import hash64
from lifeworld.kit.ratio import ratio
from lifeworld.scorecard.core.audiences import names
from lifeworld.scorecard.core.clusters import Between, household_of
from lifeworld.scorecard.core.effects.intervals import printed
from lifeworld.scorecard.core.frames import Frames
from lifeworld.scorecard.core.values import N_MIN, Asked

Floats = NDArray[np.float64]
FOUND_MAX = 20_000
"""Customers among whom segments are looked for: of more, so many are drawn by the hash of their keys."""
APART_MAX = 800
"""Customers among whom every two are compared for the silhouette."""
DRAWN_MAX = 4_000


@dataclass(frozen=True)
class Segmented:
    """``of``: customer, group; ``given``: whether the segments were given; ``likeness``: by segment, how alike it is to what is found in
    bootstraps (mean Jaccard likeness); where segments were given, of those of which whoever found them said it.
    """

    of: pl.DataFrame
    given: bool
    likeness: dict[str, float]

    @property
    def unstable(self) -> list[str]:
        """Segments that would not be found again."""
        return sorted(one for one, alike in self.likeness.items() if alike < STABLE)


def segmented(frames: Frames, asked: Asked) -> Segmented | None:
    """The segments of customers who answered; None where none were given and too few said what is important to find some."""
    known = frames["customers"].filter(pl.col("segment").is_not_null())
    given = known.select("customer", group="segment")
    answers = frames["answers"].filter(pl.col("importance").is_not_null())
    if given.height:
        of = given.join(answers.select("customer").unique(), on="customer", how="semi").sort("customer")
        said = known.join(of, on="customer", how="semi").group_by("segment").agg(pl.col("segment_stability").min()).drop_nulls()
        return Segmented(of, True, dict(said.sort("segment").iter_rows()))
    whom = answers["customer"].unique().sort()
    if len(whom) < NEEDED or answers["outcome"].n_unique() < 2:
        return None
    if len(whom) > FOUND_MAX:
        answers = answers.filter(pl.col("customer").is_in(_drawn(whom, FOUND_MAX).implode()))
    found = needs_segments(answers, seed=asked.seed)
    titles = {number: segment_name(found, number) for number in range(1, found.k + 1)}
    of = found.members.select("customer", group=pl.col("segment").replace_strict(titles, return_dtype=pl.String)).sort("customer")
    return Segmented(of, False, {titles[at + 1]: float(one) for at, one in enumerate(found.stability)})


def likeness_figure(segments: Segmented, segment: str, asked: Asked) -> Figure:
    """How alike a segment that was found here is to what is found in bootstraps."""
    alike = segments.likeness.get(segment, np.nan)
    ends = wilson(alike, BOOTSTRAPS, asked.level) if np.isfinite(alike) else (np.nan, np.nan)
    return printed(names.likeness(segment), alike, *ends, asked=asked, query=f"customers in «{segment}»", n=BOOTSTRAPS,
                   n_unit="bootstraps", n_min=2, method="mean Jaccard likeness (Hennig 2007); Wilson's interval over bootstraps, which is "
                   "wide enough for any likeness from 0 to 1, and holds what drawing moves, not what other customers would")


def _drawn(keys: pl.Series, most: int) -> pl.Series:
    """At most so many of the keys, by their hash."""
    return keys.gather(np.sort(np.argsort(hash64(keys), kind="stable")[:most])) if len(keys) > most else keys


def group_opportunities(frames: Frames, segments: Segmented, asked: Asked) -> Opportunities:
    """The opportunity of each outcome in each segment, and of everybody in one."""
    answers = frames["answers"].join(segments.of, on="customer", how="inner").sort("customer", "outcome")
    return opportunities(answers, level=asked.level, query=f"{asked.query}: answers")


def silhouette(frames: Frames, segments: Segmented, level: float) -> Between | None:
    """Mean silhouette (Rousseeuw 1987, doi 10.1016/0377-0427(87)90125-7) of customers by the mean distance of their importances over the
    outcomes that both answered; Student's interval. At most ``APART_MAX`` customers, drawn by their keys. None for one segment.
    """
    some = segments.of.filter(pl.col("customer").is_in(_drawn(segments.of["customer"], APART_MAX).implode())).sort("customer")
    answers = frames["answers"].filter(pl.col("importance").is_not_null()).join(some, on="customer", how="semi")
    wide = answers.sort("outcome", "customer").pivot("outcome", index="customer", values="importance", aggregate_function="last")
    table = wide.sort("customer")
    label = table.select("customer").join(some, on="customer", maintain_order="left")["group"].rank("dense").to_numpy().astype(np.int_) - 1
    k = int(label.max(initial=-1)) + 1
    if k < 2:
        return None
    given = table.drop("customer").cast(pl.Float64).fill_null(float("nan")).to_numpy()
    far = _distances(given)
    member = (label[:, None] == np.arange(k)).astype(np.float64)
    known = ~np.isnan(far)
    np.fill_diagonal(known, val=False)
    mean = ratio(np.where(known, far, 0.0) @ member, known @ member)
    own = mean[np.arange(len(label)), label]
    other = np.where(member > 0, np.inf, np.where(np.isnan(mean), np.inf, mean)).min(axis=1)
    each = ratio(other - own, np.maximum(own, other), unknown=0.0)
    each = each[np.isfinite(each)]
    n = len(each)
    if n < 2:
        return None
    half = float(quantiles.student((1 + level) / 2, n - 1)) * float(each.std(ddof=1)) / np.sqrt(n)
    value = float(each.mean())
    return Between(value, max(value - half, -1.0), min(value + half, 1.0), n, n)


def _distances(given: Floats) -> Floats:
    """Mean absolute difference over the columns that two rows both have: float64[n, n]; NaN where they share none."""
    total, shared = np.zeros((len(given), len(given))), np.zeros((len(given), len(given)))
    for column in given.T:
        apart = np.abs(column[:, None] - column[None, :])
        shared += ~np.isnan(apart)
        total += np.nan_to_num(apart)
    return np.asarray(ratio(total, shared), np.float64)


@dataclass(frozen=True)
class Reversal:
    """The biggest segment and its best outcome, and the one that everybody together would choose; by how much each is wished for more than
    the other one, inside the segment and by everybody.
    """

    segment: str
    inside: str
    everybody: str
    difference: Between
    overall: Between


def reversal(frames: Frames, segments: Segmented, found: Opportunities, asked: Asked) -> Reversal | None:
    """Simpson's check: the biggest segment's best outcome where everybody together would choose another one, and where chance explains
    neither: the difference inside the segment is above 0, and that of everybody the other way round, at a level shared among the outcomes
    and the two differences (Bonferroni).
    """
    sizes = segments.of.group_by("group").len().sort(["len", "group"], descending=[True, False])
    known = [one for one in found.all if one.opportunity.enough]
    inside = [one for one in found.groups if sizes.height and one.group == sizes["group"][0] and one.opportunity.enough]
    if not known or not inside or inside[0].outcome == known[0].outcome or sizes.height < 2 or sizes["len"][0] < N_MIN:
        return None
    best, headline = inside[0].outcome, known[0].outcome
    whom, several = segments.of["customer"], 2 * len(inside)
    within = _wished_more(frames, whom.filter(segments.of["group"] == sizes["group"][0]), (best, headline), several, asked)
    overall = _wished_more(frames, whom, (headline, best), several, asked)
    return Reversal(str(sizes["group"][0]), best, headline, within, overall) if within.low > 0 and overall.low > 0 else None


def _wished_more(frames: Frames, whom: pl.Series, outcomes: tuple[str, str], several: int, asked: Asked) -> Between:
    """By how much the opportunity of the first outcome is above that of the second among these customers: Bayesian bootstrap over
    households, at a level shared among several.
    """
    answers = frames["answers"].filter(pl.col("customer").is_in(_drawn(whom, DRAWN_MAX).implode()), pl.col("importance").is_not_null(),
                                       pl.col("satisfaction").is_not_null(), pl.col("outcome").is_in(list(outcomes)))
    sums = household_of(answers, frames).group_by("household").agg(
        one.sum().cast(pl.Float64).alias(f"{name} {at}") for at, outcome in enumerate(outcomes)
        for name, one in (("imp", (pl.col("importance") >= 4) & (pl.col("outcome") == outcome)),
                          ("sat", (pl.col("satisfaction") >= 4) & (pl.col("outcome") == outcome)),
                          ("n", pl.col("outcome") == outcome))).sort("household")
    keys = streams.stream_keys(asked.seed, 3, hash64(sums["household"]))
    drawn = weighted_sums(sums.drop("household").to_numpy(), keys, asked.replicates)
    first, second = (opportunity_score(10 * ratio(part[0], part[2]), 10 * ratio(part[1], part[2])) for part in (drawn[:3], drawn[3:]))
    tail, value = (1 - asked.level) / 2 / several, float(np.nanmean(first - second))
    low, high = (float(end) for end in np.nanquantile(first - second, [tail, 1 - tail]))
    return Between(value, min(low, value), max(high, value), sums.height, 0)
