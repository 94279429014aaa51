"""Codes by a variable: at each level of it, the share of customers who say a code and the share of statements that carry it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.kit import quantiles
from lifeworld.kit.figure import LEVEL, Evidence, Figure, estimate
from lifeworld.kit.ratio import ratio
from lifeworld.voices.core.clustered_shares import drawn, interval_of, quiet, sums_by

LEVELS_MAX = 12
"""More levels than that are no table; the most frequent are shown."""
N_MIN = 10
OF_CUSTOMERS = "share of customers who say it at least once; Jeffreys interval over customers"
OF_STATEMENTS = "share of judged statements; {:.0f} % interval by resampling customers"


@dataclass(frozen=True)
class CrossCell:
    """One code at one level; ``customers`` is None where customers are not known."""

    code: str
    level: str
    n_statements: int
    n_present: int
    n_customers: int
    n_saying: int
    statements: Figure
    customers: Figure | None


def levels_of(values: pl.Series) -> tuple[tuple[str, ...], NDArray[np.int64], int]:
    """The most frequent values in order of text, the number of each row's value (-1: none, or not among them), how many were left out.

    >>> levels_of(pl.Series(["b", None, "a", "b"]))[:2]
    (('a', 'b'), array([ 1, -1,  0,  1]))
    """
    values = values.cast(pl.String).replace("", None)
    counted = values.drop_nulls().rename("value").value_counts().sort("count", "value", descending=[True, False])
    kept = counted["value"].head(LEVELS_MAX).sort().to_list()
    if not kept:
        return (), np.full(len(values), -1, np.int64), 0
    number = values.replace_strict(kept, list(range(len(kept))), default=-1, return_dtype=pl.Int64)
    return tuple(kept), number.fill_null(-1).to_numpy(), counted.height - len(kept)


def crosstab(values: NDArray[np.int8], codes: Sequence[str], levels: Sequence[str], level: NDArray[np.int64],
             customers: NDArray[np.int64] | None, *, n_min: int = N_MIN, seed: int = 0) -> tuple[CrossCell, ...]:
    """Every code at every level in the codings of one coder, codes in order, then levels.

    ``values`` int8[codes, statements] (1, 0, -1 not judged); ``level`` int64[statements] is the number of a statement's level, -1 for
    none (such statements count nowhere); ``customers`` int64[statements], None: not known. Fewer than ``n_min`` customers (statements
    where customers are not known) give "not enough" and no number.

    >>> one = np.array([[1] * 12 + [0] * 28], np.int8)
    >>> cells = crosstab(one, ("mood",), ("Berlin", "Rome"), np.array([0, 1] * 20), np.arange(40))
    >>> cells[0].customers.text(), cells[0].statements.text()
    ('30 % (16 to 48 %, n = 20 customers)', '30 % (14 to 52 %, n = 20 statements)')
    """
    clusters = np.arange(values.shape[1]) if customers is None else customers
    found: dict[tuple[int, int], CrossCell] = {}
    for number, name in enumerate(levels):
        own = level == number
        for code, cell in enumerate(_at_level(values[:, own], codes, name, clusters[own], customers is not None, n_min, seed)):
            found[code, number] = cell
    return tuple(found[key] for key in sorted(found))


def _at_level(values: NDArray[np.int8], codes: Sequence[str], name: str, clusters: NDArray[np.int64], by_customer: bool, n_min: int,
              seed: int) -> list[CrossCell]:
    columns = np.concatenate([values >= 0, values == 1]).T.astype(np.float64)
    rows = sums_by(clusters, columns) if len(clusters) else np.zeros((0, 2 * len(codes)))
    draws, k = drawn(rows, seed), len(codes)
    judged, present = rows[:, :k], rows[:, k:]
    n, hits = judged.sum(axis=0), present.sum(axis=0)
    whose, saying = (judged > 0).sum(axis=0), (present > 0).sum(axis=0)
    shares = ratio(hits, n)
    spread = quiet(lambda: draws[:, k:] / draws[:, :k])
    cells = []
    for code in range(k):
        evidence = Evidence(f"statements of «{name}» with {codes[code]}", int(hits[code]))
        ends = interval_of(spread[:, code], float(shares[code]), int(whose[code]), LEVEL, (0.0, 1.0)) if n[code] else None
        if ends and hits[code] in {0, n[code]}:  # no resample can differ from what all say alike
            ends = _jeffreys(round(shares[code] * whose[code]), int(whose[code]))
        low, high = ends or (None, None)
        of_statements = estimate(f"by/{name}/{codes[code]}/statements", float(shares[code]) if ends else None, low, high, unit="share",
                                 method=OF_STATEMENTS.format(100 * LEVEL), n=int(n[code]), n_unit="statements",
                                 n_customers=int(whose[code]) if by_customer else None, n_min=n_min, evidence=evidence)
        cells.append(CrossCell(codes[code], name, int(n[code]), int(hits[code]), int(whose[code]), int(saying[code]), of_statements,
                               _of_customers(f"by/{name}/{codes[code]}/customers", int(saying[code]), int(whose[code]), n_min, evidence)
                               if by_customer else None))
    return cells


def _of_customers(name: str, saying: int, n: int, n_min: int, evidence: Evidence) -> Figure:
    low, high = _jeffreys(saying, n) if n else (None, None)
    return estimate(name, saying / n if n else None, low, high, unit="share", method=OF_CUSTOMERS, n=n, n_min=n_min, evidence=evidence)


def _jeffreys(k: int, n: int) -> tuple[float, float]:
    low, high = quantiles.beta([(1 - LEVEL) / 2, (1 + LEVEL) / 2], k + 0.5, n - k + 0.5)
    return min(float(low), k / n), max(float(high), k / n)
