"""How much one statement tells: the study's own spread of statements around their customers' means.

The Dirichlet of method.md counts a statement as one draw of one actor and one driver. A statement that names two shares its
unit between them, so it varies less than one draw does, and an interval from plain counts is too wide. How much
less is estimated from the study: the variance that single draws would have, divided by the variance that there is. See
docs/decisions/0011-coverage.md. Means and types are made from plain counts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from lifeworld.constellations.core.rows import Rows
from lifeworld.constellations.core.said import N_ACTORS, CodedStatements, proportions

Floats = NDArray[np.float64]

CUSTOMERS_MAX = 20_000
"""More customers, in the order of their keys, would not change the estimate but take time."""

_PRIOR_STATEMENTS = 10.0
"""Statements' worth of belief that a statement tells as much as one draw, for studies of a few customers."""

_LEAST, _MOST = 0.25, 4.0


@dataclass(frozen=True)
class Spread:
    """Draws that one statement is worth: for relevance and for driver shares. 1 is the Dirichlet of plain counts."""

    actors: float = 1.0
    drivers: float = 1.0


@dataclass(frozen=True)
class Spreading:
    """What the worth of a statement is made of, for actors and for drivers: three sums over customers, which add up over parts.

    drawn: what single draws would vary; freedom: statements less their customers; found: what there is.
    """

    drawn: tuple[float, float] = (0.0, 0.0)
    freedom: tuple[float, float] = (0.0, 0.0)
    found: tuple[float, float] = (0.0, 0.0)

    def __add__(self, other: Spreading) -> Spreading:
        pairs = zip((self.drawn, self.freedom, self.found), (other.drawn, other.freedom, other.found), strict=True)
        return Spreading(*((a[0] + b[0], a[1] + b[1]) for a, b in pairs))

    @property
    def spread(self) -> Spread:
        """What one statement is worth."""
        return Spread(*(_worth(self.drawn[i], self.freedom[i], self.found[i]) for i in (0, 1)))


def _worth(drawn: float, freedom: float, found: float) -> float:
    """Draws that a statement is worth, near 1 for few statements; 1 where no customer has two."""
    if drawn <= 0:
        return 1.0
    prior = _PRIOR_STATEMENTS * drawn / freedom
    return float(np.clip((drawn + prior) / (max(found, 0.0) + prior), _LEAST, _MOST))


def _sums(customer: NDArray[np.int64], cell: sparse.csr_matrix) -> tuple[float, float, float]:
    """The three sums over customers; see ``draws_per_statement``."""
    n_customers = int(customer[-1]) + 1 if len(customer) else 0
    n = np.bincount(customer, minlength=n_customers).astype(np.float64)
    adder = sparse.csr_matrix((np.ones(len(customer)), (customer, np.arange(len(customer)))), (n_customers, len(customer)))
    mean = sparse.csr_matrix(sparse.diags_array(1 / np.maximum(n, 1)) @ (adder @ cell))
    squares = np.bincount(customer, np.asarray(cell.multiply(cell).sum(axis=1)).ravel(), n_customers)
    of_mean = np.asarray(mean.multiply(mean).sum(axis=1)).ravel()
    some = n > 1
    found = (squares - n * of_mean)[some]
    freedom = (n - 1)[some]
    # The squared mean is too large by its own variance, which is given back.
    drawn = freedom * (1 - of_mean[some]) + found / n[some]
    return float(drawn.sum()), float(freedom.sum()), float(found.sum())


def draws_per_statement(customer: NDArray[np.int64], cell: sparse.csr_matrix) -> float:
    """Variance of single draws over the variance that there is, within customers and over all columns.

    ``cell`` CSR[S, k] holds what each of S statements gives to k things; rows add up to 1. ``customer`` int64[S] is
    sorted. 1 where no customer has two statements.

    >>> halves = np.array([[1, 0], [0.5, 0.5], [0, 1], [0.5, 0.5]] * 20)  # each the mean of two draws
    >>> round(draws_per_statement(np.repeat(np.arange(20), 4), sparse.csr_matrix(halves)), 1)
    1.6
    """
    return _worth(*_sums(customer, cell))


def statement_spread(rows: Rows, statements: CodedStatements) -> Spread:
    """What one statement of this study is worth, from the rows and statements of its customers.

    The result depends neither on the order of the input nor on its parts, because ``rows`` and ``statements`` are sorted.
    """
    return spreading(rows, statements).spread


def spreading(rows: Rows, statements: CodedStatements) -> Spreading:
    """The sums behind ``statement_spread``, over the first CUSTOMERS_MAX customers."""
    last = min(rows.n_customers, CUSTOMERS_MAX)
    n_rows, n_statements = int(rows.ptr[last]), int(np.searchsorted(statements.customer, last))
    by_actor = sparse.csr_matrix(rows.gifts(0, n_rows, 0, n_statements).T.tocsr(), dtype=np.float64)
    by_actor.sum_duplicates()
    by_driver = sparse.csr_matrix(proportions(statements.probability[:n_statements, N_ACTORS:]))
    sums = []
    for cell in (by_actor, by_driver):
        total = np.asarray(cell.sum(axis=1)).ravel()
        said = np.flatnonzero(total > 0)
        share = sparse.diags_array(1 / total[said]) @ cell[said]
        sums.append(_sums(statements.customer[said], sparse.csr_matrix(share)))
    actors, drivers = sums
    return Spreading(*((actors[i], drivers[i]) for i in range(3)))
