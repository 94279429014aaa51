"""Codes that stand in the same statements: counts, and two coefficients of association with intervals by customers.

Phi is the correlation of two present-or-absent codes, 0 where they fall independently; Jaccard is the share of statements with
either code that have both. Association, no more: two codes may go together because customers who talk much say both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from lifeworld.kit.figure import LEVEL, Evidence, Figure, estimate
from lifeworld.voices.core.clustered_shares import drawn, interval_of, quiet, sums_by

PAIRS_TOGETHER = 400
"""Pairs of codes that are drawn for at once."""


@dataclass(frozen=True)
class Together:
    """Two codes: statements in which ``both`` stand, in which one coder judged both (``n``), and ``expected`` if independent."""

    first: str
    second: str
    n: int
    n_first: int
    n_second: int
    both: int
    expected: float
    phi: Figure
    jaccard: Figure


def cooccurrence(values: NDArray[np.int8], codes: Sequence[str], customers: NDArray[np.int64] | None, *,
                 seed: int = 0) -> tuple[Together, ...]:
    """All pairs of codes in the codings of one coder, ``values`` int8[codes, statements] (1, 0, -1 not judged), largest phi first.

    ``customers`` int64[statements] are resampled; None: not known, then each statement on its own. A statement in which one of two
    codes was not judged does not count for the pair. Phi is unknown where a code stands in none or in all of them.

    >>> both = np.array([[1] * 20 + [0] * 40, [1] * 15 + [0] * 45], np.int8)
    >>> found = cooccurrence(both, ("mood", "peers"), np.arange(60))[0]
    >>> found.both, round(found.expected, 1), found.phi.text()
    (15, 5.0, '0.82 (0.69 to 0.93, n = 60 statements)')
    """
    n = values.shape[1]
    clusters = np.arange(n) if customers is None else customers
    pairs = list(combinations(range(len(codes)), 2))
    found: list[Together] = []
    for at in range(0, len(pairs), PAIRS_TOGETHER):
        found += _of(values, codes, clusters, pairs[at:at + PAIRS_TOGETHER], customers is not None, seed)
    return tuple(sorted(found, key=lambda one: (-(one.phi.value if one.phi.value is not None else -2), one.first, one.second)))


def _of(values: NDArray[np.int8], codes: Sequence[str], clusters: NDArray[np.int64], pairs: list[tuple[int, int]], by_customer: bool,
        seed: int) -> list[Together]:
    if not len(clusters):
        return []
    columns = np.concatenate([_columns(values[a], values[b]) for a, b in pairs], axis=1)
    rows = sums_by(clusters, columns)
    draws = drawn(rows, seed)
    totals, n_clusters = rows.sum(axis=0), (rows > 0).sum(axis=0)
    found = []
    for number, (a, b) in enumerate(pairs):
        own = slice(4 * number, 4 * number + 4)
        n, k, m, both = (round(one) for one in totals[own])
        whose = int(n_clusters[own][0])
        evidence = Evidence(f"statements with {codes[a]} and {codes[b]}", both)
        unit = "customers" if by_customer else "statements"
        shown = {}
        for name, words, function, bounds in _COEFFICIENTS:
            value, spread = function(totals[None, own])[0], function(draws[:, own])
            ends = interval_of(spread, float(value), whose, LEVEL, bounds) if np.isfinite(value) else None
            if ends and value == 1:
                ends = (min(ends[0], float(function(_some_alone(totals[None, own], whose))[0])), 1.0)
            low, high = ends or (None, None)
            shown[name] = estimate(f"together/{codes[a]}/{codes[b]}/{name}", float(value) if ends else None, low, high, n=n,
                                   method=f"{words}; {100 * LEVEL:.0f} % interval by resampling {unit}", n_unit="statements",
                                   unit="share" if name == "jaccard" else "", n_customers=whose if by_customer else None, evidence=evidence)
        found.append(Together(codes[a], codes[b], n, k, m, both, k * m / n if n else 0.0, shown["phi"], shown["jaccard"]))
    return found


def _columns(first: NDArray[np.int8], second: NDArray[np.int8]) -> NDArray[np.float64]:
    """Per statement: both codes judged, the first present, the second present, both present."""
    judged = (first >= 0) & (second >= 0)
    a, b = judged & (first == 1), judged & (second == 1)
    return np.stack([judged, a, b, a & b], axis=1).astype(np.float64)


def _some_alone(sums: NDArray[np.float64], n_clusters: int) -> NDArray[np.float64]:
    """The sums if each code stood alone in the largest share of statements that so many customers may show none of (one-sided)."""
    n, a, b, both = sums.T
    share = 1 - ((1 - LEVEL) / 2) ** (1 / max(n_clusters, 1))
    return np.stack([n, a - both * share / 2, b - both * share / 2, both * (1 - share)], axis=1)


def _phi(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    n, a, b, both = sums.T
    return quiet(lambda: np.clip((n * both - a * b) / np.sqrt(a * (n - a) * b * (n - b)), -1.0, 1.0))


def _jaccard(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    _, a, b, both = sums.T
    return quiet(lambda: both / (a + b - both))


_COEFFICIENTS = (("phi", "phi, the correlation of two codes", _phi, (-1.0, 1.0)),
                 ("jaccard", "share of statements with either code that have both", _jaccard, (0.0, 1.0)))
