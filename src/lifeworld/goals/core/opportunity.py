"""Opportunity: which outcomes matter to customers and are served badly, from answers of 1 to 5.

Imp and Sat are 10 times the share of customers who answer 4 or 5 (the top-two box), and Opp = Imp + max(Imp - Sat, 0), from 0 to 20:
over 15 extreme, from 12 strong, from 10 worth a look. Means of the answers give other numbers and are a known mistake. Opportunity is a
matter of a group with the same needs; below 30 who answered both, none is printed.

Source: Ulwick's outcome-driven innovation, reference/engine.md 5.5. Intervals: the Bayesian bootstrap over customers (Rubin 1981), which
for one answer a customer is a Dirichlet over the four cells important or not x satisfied or not, with a quarter of one added to each.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from lifeworld.kit import streams
from lifeworld.kit.errors import InputRefused
from lifeworld.kit.figure import LEVEL, Evidence, Figure, estimate
from lifeworld.kit.ids import hash64
from lifeworld.kit.ratio import ratio

Floats = NDArray[np.float64]
N_MIN = 30
DRAWS = 1000
SEED = 20
CELL_PRIOR = 0.25
COLUMNS = ("customer", "outcome", "importance", "satisfaction")
METHOD = "top-two box; Bayesian bootstrap over customers"


@dataclass(frozen=True)
class OutcomeOpportunity:
    """An outcome in a group ("" for everybody): figures of Imp, Sat and Opp, and in which class Opp falls ("" where not known).

    ``n_importance``: who answered on importance; the figures count those who answered both.
    """

    outcome: str
    group: str
    importance: Figure
    satisfaction: Figure
    opportunity: Figure
    zone: str
    n: int
    n_importance: int


@dataclass(frozen=True)
class Opportunities:
    """Outcomes, the best opportunity first: of everybody, and of each group. ``warnings`` hold the Simpson check."""

    all: tuple[OutcomeOpportunity, ...]
    groups: tuple[OutcomeOpportunity, ...] = ()
    warnings: tuple[str, ...] = ()


def opportunity_score(importance: ArrayLike, satisfaction: ArrayLike) -> Floats:
    """Opp from Imp and Sat (0 to 10 each).

    >>> opportunity_score([9, 3], [3, 9]).tolist()
    [15.0, 3.0]
    """
    imp, sat = np.asarray(importance, np.float64), np.asarray(satisfaction, np.float64)
    return np.asarray(imp + np.maximum(imp - sat, 0.0), np.float64)


def zone(score: float | None) -> str:
    """The class of an opportunity.

    >>> zone(15.1), zone(12), zone(10), zone(9.9), zone(None)
    ('extreme', 'strong', 'worth a look', 'served well enough', '')
    """
    if score is None:
        return ""
    return "extreme" if score > 15 else "strong" if score >= 12 else "worth a look" if score >= 10 else "served well enough"


def opportunities(answers: pl.DataFrame, *, level: float = LEVEL, query: str = "answers on importance and satisfaction") -> Opportunities:
    """Opportunity of each outcome, of everybody and by the column ``group`` where there is one (null: in no group).

    ``answers``: customer, outcome, importance, satisfaction (1 to 5, null where not answered), one row a customer and outcome; of several
    the last counts. Errors: InputRefused for missing columns or other answers.

    >>> rows = [(f"c{i}", "find a route", 5, 2 if i % 2 else 4) for i in range(40)]
    >>> found = opportunities(pl.DataFrame(rows, schema=list(COLUMNS), orient="row")).all[0]
    >>> found.importance.value, found.satisfaction.value, found.opportunity.value, found.zone
    (10.0, 5.0, 15.0, 'strong')
    """
    clean = _checked(answers)
    everybody = _scored(clean.with_columns(group=pl.lit("")), level, query)
    if "group" not in answers.columns:
        return Opportunities(everybody)
    grouped = _scored(clean.filter(pl.col("group").is_not_null()), level, query)
    return Opportunities(everybody, grouped, _simpson(everybody, grouped, clean))


def _checked(answers: pl.DataFrame) -> pl.DataFrame:
    lost = [name for name in COLUMNS if name not in answers.columns]
    if lost:
        raise InputRefused("missing_column", f"The answers have no column «{lost[0]}».", f"Give the columns {', '.join(COLUMNS)}.")
    kept = answers.select(pl.col("customer").cast(pl.String), pl.col("outcome").cast(pl.String),
                          *(pl.col(name).cast(pl.Float64, strict=False) for name in COLUMNS[2:]),
                          *([pl.col("group").cast(pl.String)] if "group" in answers.columns else []))
    bad = [name for name in COLUMNS[2:] if not kept[name].drop_nulls().is_in([1.0, 2.0, 3.0, 4.0, 5.0]).all()
           or kept[name].null_count() > answers[name].null_count()]
    if bad or kept["customer"].null_count() or kept["outcome"].null_count():
        raise InputRefused("bad_answers", f"The answers hold something else than 1 to 5 in «{bad[0]}»." if bad else
                           "A row names no customer or no outcome.", "Correct the rows, or leave an answer empty.")
    return kept.filter(pl.col("importance").is_not_null()).unique(["customer", "outcome"], keep="last", maintain_order=True)


def _scored(answers: pl.DataFrame, level: float, query: str) -> tuple[OutcomeOpportunity, ...]:
    """Outcomes of each group, in the order of groups and falling opportunity."""
    both = pl.col("satisfaction").is_not_null()
    imp, sat = pl.col("importance") >= 4, pl.col("satisfaction") >= 4
    cells = answers.group_by("group", "outcome").agg(
        *((both & want_i & want_s).sum().alias(name) for name, want_i, want_s in
          (("ii", imp, sat), ("i", imp, ~sat), ("s", ~imp, sat), ("o", ~imp, ~sat))), n=both.sum(), asked=pl.len()).sort("group", "outcome")
    if not cells.height:
        return ()
    counts = cells.select("ii", "i", "s", "o").to_numpy().astype(np.float64)
    keys = streams.stream_keys(SEED, hash64(cells["outcome"])[:, None], hash64(cells["group"])[:, None],
                               np.arange(4, dtype=np.uint64)[None])
    draws = streams.gammas((counts + CELL_PRIOR).ravel(), keys.ravel(), DRAWS).reshape(len(counts), 4, DRAWS).astype(np.float64)
    draws /= draws.sum(axis=1, keepdims=True)
    shares = ratio(counts, counts.sum(axis=1, keepdims=True))
    found = []
    for at, row in enumerate(cells.iter_rows(named=True)):
        first, second, score = (
            _figure(name, float(value), drawn, row["n"], level, f"{query}: {row['outcome']}") for name, value, drawn in
            zip(("importance", "satisfaction", "opportunity"), _scores(shares[at]), _scores(draws[at]), strict=True))
        found.append(OutcomeOpportunity(row["outcome"], row["group"], first, second, score, zone(score.value), row["n"], row["asked"]))
    return tuple(sorted(found, key=lambda one: (one.group, -(one.opportunity.value if one.opportunity.value is not None else -1))))


def _scores(cells: Floats) -> tuple[Floats, Floats, Floats]:
    """Imp, Sat and Opp of shares of the four cells [4, ...]."""
    imp, sat = 10 * (cells[0] + cells[1]), 10 * (cells[0] + cells[2])
    return imp, sat, opportunity_score(imp, sat)


def _figure(name: str, value: float, drawn: Floats, n: int, level: float, query: str) -> Figure:
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2])
    return estimate(name, value, min(float(low), value), max(float(high), value), method=METHOD, n=n, n_min=N_MIN, level=level,
                    evidence=Evidence(query, n))


def _simpson(everybody: tuple[OutcomeOpportunity, ...], grouped: tuple[OutcomeOpportunity, ...], answers: pl.DataFrame) -> tuple[str, ...]:
    """Whether the biggest group would choose another outcome than everybody together."""
    sizes = answers.filter(pl.col("group").is_not_null()).group_by("group").agg(n=pl.col("customer").n_unique())
    known = [one for one in everybody if one.opportunity.enough]
    if not sizes.height or not known:
        return ()
    biggest = sizes.sort(["n", "group"], descending=[True, False])["group"][0]
    inside = [one for one in grouped if one.group == biggest and one.opportunity.enough]
    if not inside or inside[0].outcome == known[0].outcome:
        return ()
    return (f"Everybody together, the greatest opportunity is «{known[0].outcome}»; in the biggest group, «{biggest}», it is "
            f"«{inside[0].outcome}». Look at groups, not at the whole.",)
