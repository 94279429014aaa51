"""How many segments the needs of customers show, who is in which, how surely, and whether they would be found again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.audiences.core.needs.latent import LEVELS, Classes, Floats, best, climb, indicator, responsibilities
from lifeworld.kit.errors import InputRefused
from lifeworld.kit.ids import hash64
from lifeworld.kit.streams import poisson_weights, stream_keys

NEEDED = 60
"""Customers with answers below which no segments are looked for: each of two should have the 30 that an opportunity needs."""
SEGMENTS_MAX = 6
STABLE = 0.75
"""Mean Jaccard likeness over bootstraps from which a segment counts as stable (Hennig 2007, doi 10.1016/j.csda.2006.11.025)."""
BOOTSTRAPS, STARTS = 50, 8
DECIDING = 3_000
"""Of more customers so many, drawn by the hash of their keys, decide how many segments there are and how stable each is; then all of
them find their place. More would take minutes and hardly move either."""


@dataclass(frozen=True, eq=False)
class Segments:
    """Segments 1 to k, the biggest first.

    ``members``: customer, segment (Int64), certainty (Float64, P of that segment), in the order of keys. ``shares`` float[k].
    ``answered`` int[k, outcomes]: members who answered; ``importance`` and ``deviation`` float[k, outcomes]: mean and standard deviation
    of their answers; ``top_two``: share of them that are 4 or 5; NaN where nobody answered. ``stability`` float[k]: mean Jaccard likeness
    over bootstraps. ``bic``: by number of segments.
    """

    outcomes: tuple[str, ...]
    members: pl.DataFrame
    shares: Floats
    answered: NDArray[np.int_]
    importance: Floats
    deviation: Floats
    top_two: Floats
    stability: Floats
    bic: dict[int, float]

    @property
    def k(self) -> int:
        """How many segments."""
        return len(self.shares)

    def is_stable(self) -> NDArray[np.bool_]:
        """Which of them would be found again in other customers like these: bool[k]."""
        return self.stability >= STABLE


def needs_segments(answers: pl.DataFrame, *, k: int | None = None, seed: int = 0, bootstraps: int = BOOTSTRAPS) -> Segments:
    """Segments of customers by what they find important.

    ``answers``: customer (String), outcome (String), importance (1 to 5); one row an answer, the last one of a pair counts. Customers
    who answered nothing are left out, single answers that are missing stay unknown. ``k``: how many segments; None: as many as the
    Bayesian information criterion says. One segment may be the answer: then needs do not differ. Of more than ``DECIDING`` customers
    so many decide how many segments there are; all of them make what the segments are.
    Errors: InputRefused for fewer than ``NEEDED`` customers, fewer than two outcomes, or an answer outside 1 to 5.

    >>> likes = pl.DataFrame({"customer": [f"c{i}" for i in range(80) for _ in range(4)], "outcome": ["fast", "safe", "fun", "cheap"] * 80,
    ...                       "importance": [5, 4, 1, 2] * 40 + [1, 2, 5, 4] * 40})
    >>> found = needs_segments(likes, bootstraps=5)
    >>> found.k, [round(share, 2) for share in found.shares.tolist()]
    (2, [0.5, 0.5])
    """
    customers, outcomes, table = _table(answers)
    customer = hash64(customers)
    given, some = indicator(table), np.argsort(customer, kind="stable")[:DECIDING]
    tried = {n: best(given[some], np.ones(len(some)), customer[some], n, seed=seed, starts=STARTS)
             for n in ([k] if k else range(1, SEGMENTS_MAX + 1))}
    bic = {n: classes.bic(len(some)) for n, classes in tried.items()}
    chosen = tried[min(bic, key=lambda n: bic[n])]
    if len(some) < len(table):
        chosen = climb(given, np.ones(len(table)), responsibilities(given, chosen)[0])
    share_of, _ = responsibilities(given, chosen)
    label = share_of.argmax(axis=1)
    order = _order(label, table, len(chosen.weight))
    rank = np.argsort(order)
    stability = _stability(given[some], customer[some], chosen, label[some], seed=seed, bootstraps=bootstraps)[order]
    members = pl.DataFrame({"customer": customers, "segment": rank[label] + 1, "certainty": share_of.max(axis=1)})
    parts = [table[label == which] for which in order]
    shares = np.array([len(part) for part in parts]) / len(table)
    return Segments(outcomes, members.sort("customer"), shares, np.array([(part > 0).sum(axis=0) for part in parts]),
                    np.array([_mean(part) for part in parts]), np.array([_deviation(part) for part in parts]),
                    np.array([_top_two(part) for part in parts]), stability, bic)


def _table(answers: pl.DataFrame) -> tuple[pl.Series, tuple[str, ...], NDArray[np.int_]]:
    """Customers in an order that hangs on their keys alone, outcomes in theirs, and answers int[n, outcomes] with 0 for unknown."""
    known = answers.drop_nulls("importance").select(pl.col("customer", "outcome").cast(pl.String), pl.col("importance").cast(pl.Int64))
    wrong = known.filter(~pl.col("importance").is_between(1, LEVELS))
    if wrong.height:
        raise InputRefused("importance_outside", f"The importance of «{wrong['outcome'][0]}» for the customer «{wrong['customer'][0]}» is "
                           f"{wrong['importance'][0]}.", "Importance is asked from 1 (not important) to 5 (very important).")
    last = known.unique(["customer", "outcome"], keep="last", maintain_order=True)
    customers, outcomes = last["customer"].unique().sort(), tuple(last["outcome"].unique().sort())
    if len(outcomes) < 2:
        raise InputRefused("too_few_outcomes", f"Importance was asked for {len(outcomes)} outcome.",
                           "Segments need answers on at least two outcomes.")
    if len(customers) < NEEDED:
        raise InputRefused("not_enough", f"Not enough: {len(customers)} customers said what is important, at least {NEEDED} are needed.",
                           "Ask more customers; below that, segments would be chance.")
    table = np.zeros((len(customers), len(outcomes)), np.int_)
    rows, columns = customers.search_sorted(last["customer"]), pl.Series(outcomes).search_sorted(last["outcome"])
    table[rows.to_numpy(), columns.to_numpy()] = last["importance"].to_numpy()
    return customers, outcomes, table


def _order(label: NDArray[np.int_], table: NDArray[np.int_], k: int) -> NDArray[np.int_]:
    """Classes that have members, the biggest first; among equals, the one that finds the earlier outcomes more important."""
    sizes = np.bincount(label, minlength=k)
    profile = [tuple(-np.nan_to_num(_mean(table[label == which]))) for which in range(k)]
    return np.array(sorted((which for which in range(k) if sizes[which]), key=lambda which: (-sizes[which], profile[which])), np.int_)


def _mean(part: NDArray[np.int_]) -> Floats:
    with np.errstate(invalid="ignore"):
        return np.asarray(part.sum(axis=0) / (part > 0).sum(axis=0), np.float64)


def _deviation(part: NDArray[np.int_]) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        n, mean = (part > 0).sum(axis=0), _mean(part)
        return np.asarray(np.sqrt(np.where(part > 0, (part - mean) ** 2, 0.0).sum(axis=0) / (n - 1)), np.float64)


def _top_two(part: NDArray[np.int_]) -> Floats:
    with np.errstate(invalid="ignore"):
        return np.asarray((part >= LEVELS - 1).sum(axis=0) / (part > 0).sum(axis=0), np.float64)


def _stability(given: Floats, customer: NDArray[np.uint64], chosen: Classes, label: NDArray[np.int_], *, seed: int,
               bootstraps: int) -> Floats:
    """Mean over bootstraps of the likeness |A and B| / |A or B| of each class with the class of the new solution that is most like it.

    Every bootstrap begins anew and, beside that, at the solution found; the better of the two is compared.
    """
    k = len(chosen.weight)
    start, _ = responsibilities(given, chosen)
    weights = poisson_weights(stream_keys(seed, 0x6E656564, customer), bootstraps).astype(np.float64)
    likeness = np.zeros(k)
    for number in range(bootstraps):
        drawn = weights[:, number]
        anew = [climb(given, drawn, start), best(given, drawn, customer, k, seed=seed + 1 + number, starts=1)]
        other = responsibilities(given, max(anew, key=lambda one: one.likelihood))[0].argmax(axis=1)
        both = np.zeros((k, k))
        np.add.at(both, (label, other), drawn > 0)
        either = both.sum(axis=1)[:, None] + both.sum(axis=0)[None, :] - both
        likeness += (both / np.maximum(either, 1)).max(axis=1)
    return likeness / max(bootstraps, 1)
