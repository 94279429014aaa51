"""Codings as an array: what each coder said of each statement and code, and whose statement it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.kit.errors import InputRefused, listed
from lifeworld.voices.core.agreement import MISSING
from lifeworld.voices.core.coder_codings import judged


@dataclass(frozen=True, eq=False)
class Judgements:
    """``values`` int8[codes, statements, coders]: 1, 0 or MISSING; ``customers`` int64[statements] are numbers of customers, a
    statement without one having a number of its own, None where no customer is known. Names are in order of text, codes in the
    codebook's where one is given.
    """

    codes: tuple[str, ...]
    statements: pl.Series
    coders: tuple[str, ...]
    values: NDArray[np.int8]
    customers: NDArray[np.int64] | None

    def twice(self, code: int) -> NDArray[np.bool_]:
        """Statements that two coders or more judged on that code, bool[statements]."""
        return np.asarray((self.values[code] != MISSING).sum(axis=1) >= 2)


def judgements(codings: pl.DataFrame, statements: pl.DataFrame | None, order: tuple[str, ...] = ()) -> Judgements:
    """The array of all codings (columns of CODER_CODINGS); ``statements`` gives customers (columns id, customer).

    Errors: InputRefused for fewer than two coders, or where no statement was judged by two on the same code.
    """
    rows = judged(codings)
    coders = tuple(rows["coder"].unique().sort())
    if len(coders) < 2:
        raise InputRefused("one_coder", f"All codings are of {listed(coders) or 'nobody'}; agreement needs two coders.",
                           "Name the files of both, or give a column «coder».")
    found = set(rows["code"].unique())
    codes = tuple([code for code in order if code in found] + sorted(found - set(order)))
    names = rows["statement"].unique().sort()
    values = np.full((len(codes), len(names), len(coders)), MISSING, np.int8)
    at = [rows[column].cast(pl.Enum(list(kinds))).to_physical().to_numpy() for column, kinds in (("code", codes), ("coder", coders))]
    position = rows.select("statement").join(
        pl.DataFrame({"statement": names}).with_row_index("at"), on="statement", how="left", maintain_order="left")["at"].to_numpy()
    values[at[0], position, at[1]] = rows["present"].cast(pl.Int8).to_numpy()
    if not ((values != MISSING).sum(axis=2) >= 2).any():
        raise InputRefused("nothing_coded_twice", f"No statement was judged by two of {listed(coders)} on the same code.",
                           "Let two coders code the same statements, or check that both files use the same ids and codes.")
    return Judgements(codes, names, coders, values, _customers(names, statements))


def _customers(names: pl.Series, statements: pl.DataFrame | None) -> NDArray[np.int64] | None:
    if statements is None or "customer" not in statements.columns:
        return None
    known = pl.DataFrame({"id": names}).join(statements.select("id", "customer").unique("id"), on="id", how="left", maintain_order="left")
    if known["customer"].null_count() == len(known):
        return None
    number = known["customer"].rank("dense").cast(pl.Int64).to_numpy(allow_copy=True).astype(np.float64)
    alone = np.isnan(number)
    number[alone] = len(known) + np.arange(int(alone.sum()))
    return number.astype(np.int64)
