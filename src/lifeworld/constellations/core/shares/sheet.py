"""The sheet that people fill so that shares can be corrected: a random sample of a mapped study, one empty column a code."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.constellations.core.shares.design import drawn, inclusion
from lifeworld.constellations.core.shares.read import Population, population_of
from lifeworld.kit.errors import InputRefused
from lifeworld.kit.ids import hash64
from lifeworld.kit.streams import stream_keys
from lifeworld.voices.core.codebook import CODES

BEFORE = ("id", "customer", "text", "queue", "inclusion", "coder")
"""Columns of a sheet before the codes; after them comes ``done``, for statements in which nothing was found."""

Floats = NDArray[np.float64]


def sample_sheet(statements: pl.DataFrame, codings: pl.DataFrame, n: int, *, seed: int = 0, codes: Sequence[str] = CODES,
                 whole_customers: bool = False) -> pl.DataFrame:
    """About ``n`` statements of a study, drawn at random inside the model's labels, in random order.

    ``statements`` (id, customer, text) and ``codings`` (statement, code, present) are frames of a mapped study. ``inclusion`` is the
    probability with which each was drawn. ``whole_customers`` draws customers and takes all that each says. The same seed draws
    the same statements, whatever the order of the rows.
    Errors: InputRefused for a sample below 1, and for whole customers where rows name none.

    >>> one = pl.DataFrame({"id": ["a", "b", "c"], "customer": ["x", "x", "y"], "text": ["A", "B", "C"]})
    >>> found = pl.DataFrame({"statement": ["a"], "code": ["mood"], "present": [True]})
    >>> sample_sheet(one, found, 3, codes=["mood"]).columns
    ['id', 'customer', 'text', 'queue', 'inclusion', 'coder', 'mood', 'done']
    """
    population = population_of(statements, codings, codes)
    keys = hash64(population.ids)
    if whole_customers:
        rows, chance = _whole(population, n, seed)
    else:
        labels = np.stack([population.found[code] for code in codes], axis=1)
        chance = inclusion(labels, n)
        rows = drawn(labels, population.keys[population.customer], keys, chance, seed)
    # Whoever stops halfway has then still read a random part.
    rows = rows[np.argsort(stream_keys(seed, 80, keys[rows]), kind="stable")]
    return statements[rows].select(
        "id", "customer", "text", pl.lit("random").alias("queue"), pl.Series("inclusion", chance[rows]),
        *(pl.lit("").alias(name) for name in ("coder", *codes, "done")),
    )


def _whole(population: Population, n: int, seed: int) -> tuple[NDArray[np.int64], Floats]:
    """Rows of all that the drawn customers say, about n of them, and the probability of every row."""
    if population.nobody:
        raise InputRefused("sample_customers", "No row names a customer, so no whole customers can be drawn.",
                           "Leave out --whole-customers: statements are drawn then.")
    size = len(population.keys)
    labels = np.stack([np.bincount(population.customer, flags, size) > 0 for flags in population.found.values()], axis=1)
    customers = max(round(n * size / max(len(population.customer), 1)), min(n, 1))
    chance = inclusion(labels, customers)
    chosen = np.zeros(size, bool)
    chosen[drawn(labels, population.keys, population.keys, chance, seed)] = True
    return np.flatnonzero(chosen[population.customer]), chance[population.customer]
