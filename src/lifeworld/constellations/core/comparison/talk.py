"""How much customers said at each level, and a sample in which they said equally much at all of them.

Whoever says more names more: the share of customers who speak of something, sizes, types and everything else that is made
of all words of a customer grows or settles with the number of statements. Where customers said more at one level than at
another, a difference of such measures may be nothing but that. They are therefore compared at equal numbers of statements
(rarefaction, Hurlbert 1971, doi 10.2307/1934145): customers of equal rank in how much they said keep as many statements as
the customer of that rank at the level where that is least. Which ones is drawn by chance, keyed by the statement; whether
any of them carries a code needs no drawing, because its chance is known (``some_of``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import gammaln

from lifeworld.kit.ids import hash64
from lifeworld.kit.streams import stream_keys, uniforms

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

CUSTOMERS_MIN = 10
"""Levels with fewer customers show no number, so what they said does not decide how much of the others is kept."""
DRAWINGS, DRAWINGS_OF = 4, 20_000
"""Times that statements are drawn, and of how many statements at most; of more, one drawing is as good."""
LEFT_OUT_MAX = 0.5
"""Where every level would lose at most this over the square root of its customers, they say equally much and all is kept.
A part t more talk moves a share of customers by at most t / e; that is then at most a quarter of its standard error."""


@dataclass(frozen=True, eq=False)
class Talk:
    """How much was said at each level.

    drawings: bool[D, S], the statements by which measures that grow with talk are compared, drawn D times, so that the luck
    of one drawing does not decide; all of them, once, where customers said equally much. means: for each level how many
    statements, by how many customers, and how many of them are kept.
    """

    drawings: NDArray[np.bool_]
    means: tuple[tuple[str, int, int, int], ...]

    @property
    def alike(self) -> bool:
        """Whether customers said equally much at all levels, so that all statements are kept."""
        return bool(self.drawings.all())

    @property
    def kept(self) -> NDArray[np.bool_]:
        """The statements of the first drawing: bool[S]. Every drawing has as many of each customer."""
        return np.asarray(self.drawings[0])

    @property
    def extremes(self) -> str:
        """The level at which customers said least and the one at which they said most, counted; "" where nobody is named."""
        known = [(n / customers, name, n, customers) for name, n, customers, _ in self.means if customers]
        if len(known) < 2:
            return ""
        least, most = (f"{mean:.1f} at «{name}» ({n:,} by {customers:,})" for mean, name, n, customers in (min(known), max(known)))
        return f"statements per customer differ, from {least} to {most}"


def matched(counts: Sequence[Ints]) -> list[Ints]:
    """How many statements the customers of each level keep; ``counts`` are theirs, ascending.

    >>> [kept.tolist() for kept in matched([np.repeat([1, 3], 5), np.repeat([2, 4], 10)])]  # doctest: +ELLIPSIS
    [[1, 1, 1, 1, 1, 3, 3, 3, 3, 3], [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 3, 3, ..., 3, 3]]
    """
    telling = [level for level in counts if len(level) >= CUSTOMERS_MIN]
    found = []
    for level in counts:
        rank, least = (np.arange(len(level)) + 0.5) / max(len(level), 1), level.copy()
        for other in telling if len(telling) > 1 else ():
            least = np.minimum(least, other[(rank * len(other)).astype(np.int64)])
        found.append(least)
    return found


def some_of(n: Floats, carry: Floats, kept: Floats) -> Floats:
    """The chance that of ``kept`` out of ``n`` statements at least one is among the ``carry`` that carry a code: float64[...].

    Hypergeometric; all three broadcast together. With everything kept it is 1 where any carries the code, else 0.

    >>> some_of(np.array([4.0, 4.0]), np.array([1.0, 0.0]), np.array([2.0, 2.0])).round(6).tolist()
    [0.5, 0.0]
    """
    others = n - carry
    ways = gammaln(others + 1) + gammaln(n - kept + 1) - gammaln(np.maximum(others - kept, 0) + 1) - gammaln(n + 1)
    return np.asarray(np.where(carry == 0, 0.0, np.where(others < kept, 1.0, 1 - np.exp(ways))))


def talk(statements: pl.DataFrame, level: pl.Series, names: Sequence[str], seed: int) -> Talk:
    """How much customers said at the levels ``names``; ``statements`` have id and customer, ``level`` is one name each.

    Statements that name no customer or no level are always kept. The order of the input does not matter.
    """
    frame = pl.DataFrame({
        "row": np.arange(len(level)), "customer": statements["customer"], "level": level,
    }).drop_nulls()
    tie = pl.DataFrame({"customer": frame["customer"].unique()})
    tie = tie.with_columns(tie=uniforms(stream_keys(seed, 48, hash64(tie["customer"])), 1)[:, 0])
    each = frame.group_by("level", "customer").len("n").join(tie, on="customer").sort("level", "n", "tie")
    of_levels = [each.filter(pl.col("level") == name) for name in names]
    counts = [part["n"].to_numpy().astype(np.int64) for part in of_levels]
    keeps = matched(counts)
    large = [i for i, n in enumerate(counts) if len(n) >= CUSTOMERS_MIN]
    spared = LEFT_OUT_MAX / np.sqrt(min((len(counts[i]) for i in large), default=1))
    kept = np.ones((1, len(level)), np.bool_)
    if any(keeps[i].sum() < (1 - spared) * counts[i].sum() for i in large):
        most = pl.concat([part.select("level", "customer", most=pl.Series(k)) for part, k in zip(of_levels, keeps, strict=True)])
        drawn = frame.join(most, on=["level", "customer"])
        times = DRAWINGS if sum(int(k.sum()) for k in keeps) <= DRAWINGS_OF else 1
        luck = uniforms(stream_keys(seed, 47, hash64(statements["id"].gather(drawn["row"]))), times)
        kept = np.ones((times, len(level)), np.bool_)
        for time in range(times):
            place = pl.col("luck").rank("ordinal").over("level", "customer")
            gone = drawn.with_columns(luck=luck[:, time]).filter(place > pl.col("most"))
            kept[time, gone["row"].to_numpy()] = False
    else:
        keeps = counts
    return Talk(kept, tuple((name, int(n.sum()), len(n), int(k.sum())) for name, n, k in zip(names, counts, keeps, strict=True)))
