"""Rows: the actors of every customer, with what was said, done and drawn of each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from lifeworld.constellations.core.said import SELF, SaidShares
from lifeworld.constellations.core.settings import Settings
from lifeworld.kit.ratio import ratio

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Facts:
    """Events or drawings about actors: customer, category, name (codes) and amount (events, or drawn size), one row each.

    ``full`` is the completeness of the drawing (1 for events).
    """

    customer: Ints
    category: NDArray[np.int8]
    name: Ints
    amount: Floats
    full: Floats

    @staticmethod
    def none() -> Facts:
        """No facts."""
        return Facts(np.zeros(0, np.int64), np.zeros(0, np.int8), np.zeros(0, np.int64), np.zeros(0), np.zeros(0))


@dataclass(frozen=True)
class Rows:
    """R actors sorted by (customer, self first, category, name).

    ptr: int64[G + 1]. customer_key: uint64[G]; key: uint64[R]: stream keys. said, done, drawn: float64[R] pseudo-counts.
    n_said, n_done, n_drawn: int64[R], statements, events and drawings (0 or 1) behind them. proximity: float64[R], NaN where unknown.
    gift_*: the gifts of statements in CSR order of the rows (row pointer, statement, amount).
    """

    n_customers: int
    ptr: Ints
    customer: Ints
    category: NDArray[np.int8]
    name: Ints
    customer_key: NDArray[np.uint64]
    key: NDArray[np.uint64]
    said: Floats
    done: Floats
    drawn: Floats
    n_said: Ints
    n_done: Ints
    n_drawn: Ints
    proximity: Floats
    gift_ptr: Ints
    gift_statement: Ints
    gift_amount: NDArray[np.float32]

    @property
    def is_self(self) -> NDArray[np.bool_]:
        """Which rows are the self of their customer."""
        return np.asarray(self.category == SELF)

    @property
    def n_other_evidence(self) -> Ints:
        """Drawn actors plus done actors of each customer."""
        pieces = self.n_drawn + (self.n_done > 0)
        return np.bincount(self.customer, pieces, self.n_customers).astype(np.int64)

    def gifts(self, r0: int, r1: int, s0: int, s1: int) -> sparse.csr_matrix:
        """What statements s0:s1 give to rows r0:r1 (whole customers): CSR[r1 - r0, s1 - s0], float32."""
        a, b = self.gift_ptr[r0], self.gift_ptr[r1]
        ptr = self.gift_ptr[r0 : r1 + 1] - a
        return sparse.csr_matrix(
            (self.gift_amount[a:b], self.gift_statement[a:b] - s0, ptr), shape=(r1 - r0, s1 - s0)
        )


def _sums(at: Ints, amount: Floats, n: int) -> Floats:
    """Sums of amounts by row, float64[n] (np.bincount gives integers where there is nothing to add)."""
    return np.bincount(at, amount, n).astype(np.float64)


def done_counts(customer: Ints, n_events: Floats, n_customers: int, settings: Settings) -> Floats:
    """Done pseudo-counts of each (customer, actor): 2 min(1, n / 20), shared as log1p(n_a). float64[rows]

    >>> done_counts(np.array([0, 0]), np.array([10.0, 10.0]), 1, Settings()).tolist()
    [1.0, 1.0]
    """
    total = np.bincount(customer, n_events, n_customers)
    mass = settings.done_weight * np.minimum(1.0, total / settings.done_full)
    weight = np.log1p(n_events)
    shares = np.bincount(customer, weight, n_customers)[customer]
    return np.asarray(mass[customer] * ratio(weight, shares, unknown=0.0))


def drawn_counts(drawn: Facts, n_customers: int, settings: Settings) -> Floats:
    """Drawn pseudo-counts: 10 times the completeness of the map, shared by size. float64[rows of drawn]"""
    total = np.bincount(drawn.customer, drawn.amount, n_customers)[drawn.customer]
    return np.asarray(settings.drawn_weight * drawn.full * ratio(drawn.amount, total, unknown=0.0))


def rows_of(
    n_customers: int, n_names: int, said: SaidShares, statement_customer: Ints, done: Facts, drawn: Facts,
    settings: Settings,
) -> tuple[Rows, dict[str, Ints]]:
    """Find every customer's actors in what was said, done and drawn; the self is always one.

    Keys of streams and proximity are left blank (see ``with_keys``): names are codes here. Returns the rows and, for
    each source, the row of each of its entries.
    """
    width = np.int64(6 * n_names)

    def cell(customer: Ints, category: NDArray[np.int8], name: Ints) -> Ints:
        return customer * width + category.astype(np.int64) * n_names + np.where(category == SELF, 0, name)

    cells = [
        np.arange(n_customers, dtype=np.int64) * width + SELF * n_names,
        cell(statement_customer[said.statement], said.category, said.name),
        cell(done.customer, done.category, done.name),
        cell(drawn.customer, drawn.category, drawn.name),
    ]
    found = np.unique(np.concatenate(cells))
    at = [np.searchsorted(found, c) for c in cells]
    customer, rest = found // width, found % width
    category = (rest // n_names).astype(np.int8)
    order = np.lexsort((said.statement, at[1]))
    gift_ptr = np.searchsorted(at[1][order], np.arange(len(found) + 1))
    n = len(found)
    events = _sums(at[2], done.amount, n)
    # A statement that names an actor twice gives two gifts but is one statement of evidence.
    new = np.ones(len(order), bool)
    new[1:] = (np.diff(at[1][order]) > 0) | (np.diff(said.statement[order]) > 0)
    rows = Rows(
        n_customers=n_customers, ptr=np.searchsorted(customer, np.arange(n_customers + 1)), customer=customer,
        category=category, name=rest % n_names, customer_key=np.zeros(n_customers, np.uint64),
        key=np.zeros(n, np.uint64), said=_sums(at[1][order], said.amount[order], n),
        done=done_counts(customer, events, n_customers, settings),
        drawn=_sums(at[3], drawn_counts(drawn, n_customers, settings), n),
        n_said=np.bincount(at[1][order], new, n).astype(np.int64),
        n_done=events.astype(np.int64),
        n_drawn=((np.bincount(at[3], minlength=n) > 0) & (category != SELF)).astype(np.int64), proximity=np.full(n, np.nan),
        gift_ptr=gift_ptr, gift_statement=said.statement[order], gift_amount=said.amount[order].astype(np.float32),
    )
    return rows, {"said": at[1], "done": at[2], "drawn": at[3]}
