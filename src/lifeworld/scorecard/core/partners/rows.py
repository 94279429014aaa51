"""The table of partners: each one's contribution beside cheaper checks, and the picture of contributions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.kit.figure import Evidence, Figure, estimate
from lifeworld.scorecard.core.frames import Frames
from lifeworld.scorecard.core.partners.blocks import shares
from lifeworld.scorecard.core.partners.found import Contributions
from lifeworld.scorecard.core.partners.game import distinct
from lifeworld.scorecard.core.partners.leaving import RULE, T_ATTAINED, roles_told
from lifeworld.scorecard.core.partners.touches import GROUPS, removal_intervals
from lifeworld.scorecard.core.values import K_PARTNER, N_MIN, T_POINTS, VERSIONS, Asked, Chart, Series, Table

Floats = NDArray[np.float64]
ROWS_MAX, BARS_MAX = 200, 30
COLUMNS = ("partner", "contribution", "said to contribute", "customers who used it", "last used before attaining",
           "lost without it (chain)",
           "out of reach without it")


@dataclass(frozen=True, eq=False)
class Checks:
    """Value, low and high of each partner, float64[p] each: share of customers, of last touches, and removal effect; numbers behind
    them.
    """

    used: tuple[Floats, Floats, Floats]
    last: tuple[Floats, Floats, Floats]
    removed: tuple[Floats, Floats, Floats]
    n_attained: int
    n_ordered: int


def contribution_name(title: str) -> str:
    """The name of the figure of a partner's contribution."""
    return f"contribution of {title}"


def contribution(found: Contributions, at: int, title: str, asked: Asked) -> Figure:
    """The contribution of one partner, in points of T."""
    drawn = "all sets of partners" if not found.permutations else f"{found.permutations:,} orders, standard error {found.se[at]:.2g}"
    return estimate(contribution_name(title), float(found.phi[at]), float(found.low[at]), float(found.high[at]), unit=T_POINTS,
                    method=f"Shapley value of mean attainment over {drawn}; bootstrap over households", n=int(found.n_customers[at]),
                    n_min=K_PARTNER, level=asked.level, versions=VERSIONS, as_of=asked.as_of,
                    evidence=Evidence(f"{asked.query}: uses of {found.keys[at]}", int(found.n_customers[at])))


def checks(frames: Frames, known: pl.DataFrame, found: Contributions, asked: Asked) -> Checks:
    """The cheap checks of all partners, over customers with a known T."""
    p, blocks = len(found.keys), found.blocks.n
    t = np.full(found.blocks.customers.height, np.nan)
    t[found.blocks.codes(known["customer"])] = known["t"].to_numpy()
    block, told = found.blocks.customers["block"].to_numpy(), np.isfinite(t)
    counted = told[found.whose]
    who, what = np.divmod(distinct(found.whose[counted].astype(np.int64) * p + found.which[counted]), p)
    used = np.bincount(what * blocks + block[who], minlength=p * blocks).reshape(p, blocks).astype(np.float64)
    ordered = pl.DataFrame({"who": found.whose, "what": found.which, "at": frames["uses"]["at"].dt.epoch("us")}).filter(
        pl.Series(counted) & pl.col("at").is_not_null()).sort("who", "at", "what")
    who, what = ordered["who"].to_numpy().astype(np.int64), ordered["what"].to_numpy().astype(np.int64)
    good = t[who] >= T_ATTAINED
    last = np.diff(who, append=-1) != 0
    ends = last & good
    touched = np.bincount(what[ends] * blocks + block[who[ends]], minlength=p * blocks).reshape(p, blocks).astype(np.float64)
    removed = removal_intervals(who, what, good, block[who] % GROUPS, p, asked.level)
    return Checks(shares(used, np.bincount(block[told], minlength=blocks).astype(np.float64), asked.level),
                  shares(touched, touched.sum(axis=0), asked.level), removed, int(ends.sum()), int(last.sum()))


def partner_table(frames: Frames, known: pl.DataFrame, found: Contributions, named: Mapping[str, str], taken: set[str], alone: pl.DataFrame,
                  harmful: set[int], asked: Asked) -> tuple[Table, ...]:
    """The table of partners; figures named in ``taken`` stand elsewhere, so that their cells are words. ``harmful``:
    partners (places in the keys) with whom customers attain less than others with as many other partners.
    """
    if not found.keys or not found.n:
        return ()
    cheap = checks(frames, known, found, asked)
    reach = {one["partner"]: one for one in alone.iter_rows(named=True)}
    first = found.said & (found.phi < 0)  # findings name them
    order = np.lexsort((np.arange(len(found.keys)), -np.where(found.enough, np.abs(found.phi), -1.0), ~first))[:ROWS_MAX]
    order = order[np.argsort(-found.phi[order], kind="stable")]
    told = roles_told(frames["uses"]) > 0
    made = [_row(found, int(at), named[found.keys[at]], cheap, reach.get(found.keys[at]), taken, int(at) in harmful, told, asked)
            for at in order]
    untold = int(frames["uses"]["at"].null_count())
    note = f"The {ROWS_MAX} partners with the largest contributions up or down." if len(found.keys) > ROWS_MAX else ""
    if untold:
        note += " Uses of which the time is not known are in no order of uses."
    return (Table("partners", "Partners and what goes with them", COLUMNS, tuple(made), note.strip()),)


def _row(found: Contributions, at: int, title: str, cheap: Checks, reach: Mapping[str, float] | None, taken: set[str],
         harmful: bool, told: bool, asked: Asked) -> tuple[str | Figure, ...]:
    def share(name: str, ends: tuple[Floats, Floats, Floats], n: int, method: str) -> Figure:
        value, low, high = (float(end[at]) for end in ends)
        unknown = np.isnan(value)
        return estimate(f"{name} {title}", None if unknown else value, low, high, unit="share", method=method, n=n, n_min=N_MIN,
                        level=asked.level,
                        versions=VERSIONS, as_of=asked.as_of, evidence=Evidence(f"{asked.query}: uses in their order", n))

    said = "no" if not found.said[at] else "yes" if found.phi[at] > 0 else "takes away" if harmful else "less than others in its place"
    name = f"share of attained customers out of reach without {title}"
    apart: str | Figure = "nothing" if told else "not known"
    if name in taken:
        apart = "see its own figure"
    elif reach is not None:
        apart = estimate(name, reach["value"], reach["low"], reach["high"], unit="share", n=cheap.n_attained, n_min=N_MIN,
                         level=asked.level,
                         method=f"attained customers whom nobody else served there; {RULE}; blocks of households",
                         versions=VERSIONS, as_of=asked.as_of, evidence=Evidence(f"{asked.query}: uses by role and job", cheap.n_attained))
    return (title, contribution(found, at, title, asked), said,
            share("share of customers who used", cheap.used, found.n, "share of customers with a known T; blocks of households"),
            share("last touches by", cheap.last, cheap.n_attained, "share of attained customers who used it last; blocks of households"),
            share("lost in the chain without", cheap.removed, cheap.n_ordered,
                  f"removal from a first-order chain of uses; {GROUPS} groups of households left out in turn"), apart)


def contribution_chart(found: Contributions, named: Mapping[str, str]) -> tuple[Chart, ...]:
    """Bars of the largest contributions, with the intervals of each alone."""
    order = np.flatnonzero(found.enough)
    order = order[np.argsort(-np.abs(found.phi[order]), kind="stable")][:BARS_MAX]
    order = order[np.argsort(-found.phi[order], kind="stable")]
    if not len(order):
        return ()
    bars = Series("contribution", tuple(named[found.keys[at]] for at in order), *(tuple(end[order].tolist()) for end in (
        found.phi, found.low, found.high)))
    note = f"The {BARS_MAX} largest, up or down." if int(found.enough.sum()) > BARS_MAX else ""
    return (Chart("contributions", "What partners contribute to attainment", "bars", "partner", "points of T", (bars,), note),)
