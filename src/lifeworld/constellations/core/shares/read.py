"""What people read of a study: the statements that were drawn with a recorded probability, and what people found in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.kit.ids import hash64
from lifeworld.voices.core.coder_codings import judged

Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Population:
    """All statements of a study: N statements by C customers (a statement is a customer where rows name none).

    ids, who: String[N]. customer: int64[N], from 0 in the order of names. keys: uint64[C]. nobody: no row names a customer.
    found: bool[N] of each code, the model's labels.
    """

    ids: pl.Series
    customer: Ints
    keys: NDArray[np.uint64]
    nobody: bool
    found: dict[str, NDArray[np.bool_]]


def population_of(statements: pl.DataFrame, codings: pl.DataFrame, codes: Sequence[str]) -> Population:
    """The statements of a mapped study (id, customer) and the model's labels (statement, code, present)."""
    who = statements.select(pl.coalesce("customer", pl.concat_str(pl.lit("row "), "id"))).to_series()
    table = who.unique().sort()
    customer = table.search_sorted(who).to_numpy().astype(np.int64)
    rows = pl.DataFrame({"statement": statements["id"], "row": np.arange(len(statements))})
    labels = codings.filter(pl.col("present") & pl.col("code").is_in(list(codes))).select("statement", "code").unique()
    present = labels.join(rows, on="statement")
    found = {code: np.zeros(len(statements), bool) for code in codes}
    for (code,), part in present.group_by("code"):
        found[str(code)][part["row"].to_numpy()] = True
    return Population(statements["id"], customer, hash64(table), bool(statements["customer"].is_null().all()), found)


@dataclass(frozen=True, eq=False)
class CodeRead:
    """The sample of one code: rows int64[n] ascending, inclusion float64[n], true float64[n] (.5 where people are divided)."""

    rows: Ints
    true: NDArray[np.float64]
    inclusion: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Read:
    """The human sample of all codes.

    ``unrecorded`` counts coded statements whose probability nobody recorded, ``unknown`` those that the study does not have.
    """

    codes: dict[str, CodeRead]
    coders: tuple[str, ...]
    unrecorded: int
    unknown: int

    @property
    def rows(self) -> Ints:
        """Rows of all statements in the sample, ascending."""
        return np.unique(np.concatenate([np.zeros(0, np.int64), *(one.rows for one in self.codes.values())]))


TAUGHT_MAX = 0.05
"""Up to this part of the sample may have taught the model before its labels are no witness of their own."""


@dataclass(frozen=True, eq=False)
class Taught:
    """Codes that the model learned from codings of this study, and the statements that taught it: hashes of ids, uint64[n]."""

    codes: tuple[str, ...]
    statements: NDArray[np.uint64]


def told_before(population: Population, read: Read, taught: Taught | None) -> tuple[str, ...]:
    """Codes whose sample taught the model: there its labels agree with people better than anywhere else, so they correct nothing."""
    if taught is None:
        return ()
    known = np.isin(hash64(population.ids), taught.statements)
    return tuple(code for code, one in read.codes.items() if code in taught.codes and known[one.rows].mean() > TAUGHT_MAX)


def unlabelled(population: Population, codes: Sequence[str]) -> Population:
    """The population without the model's labels of some codes, so that what people found counts alone."""
    return replace(population, found={code: flags & (code not in codes) for code, flags in population.found.items()})


def read_by_people(population: Population, codings: pl.DataFrame, people: Sequence[str]) -> Read:
    """The random sample in ``codings`` (columns of CODER_CODINGS) as ``people`` coded it; the order of rows does not matter.

    Where several people coded a statement the majority counts. Statements of the active queue are no random sample.
    """
    rows = pl.DataFrame({"statement": population.ids, "row": np.arange(len(population.ids))})
    mine = judged(codings.filter(pl.col("coder").is_in(list(people)))).join(rows, on="statement", how="left")
    known = mine.filter(pl.col("row").is_not_null())
    at_random = pl.col("queue").is_null() | (pl.col("queue") != "active")
    drawn = known.filter(at_random & (pl.col("inclusion") > 0) & (pl.col("inclusion") <= 1))
    found = drawn.group_by("code", "row").agg(pl.col("present").mean(), pl.col("inclusion").max()).sort("code", "row").with_columns(
        true=0.5 + 0.5 * (pl.col("present") - 0.5).sign())
    codes = {}
    for (code,), part in found.group_by("code"):
        if str(code) in population.found:
            codes[str(code)] = CodeRead(*(part.sort("row")[name].to_numpy() for name in ("row", "true", "inclusion")))
    return Read(
        {code: codes[code] for code in population.found if code in codes}, tuple(sorted(drawn["coder"].unique())),
        known["statement"].n_unique() - drawn["statement"].n_unique(), mine.filter(pl.col("row").is_null())["statement"].n_unique(),
    )
