"""From codings of any coders to what heads learn from: a table of statements by codes, and the spans that people marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from lifeworld.kit.errors import InputRefused
from lifeworld.kit.ids import hash64
from lifeworld.voices.core.coder_codings import judged
from lifeworld.voices.core.heads.values import Examples


@dataclass(frozen=True)
class CodedStatements:
    """Statements that somebody coded, sorted by id: ``frame`` has id, customer and text; ``spans`` row, code and quote.

    ``codes`` are those that were found at least once; ``never`` were judged and never found, ``unjudged`` nobody judged.
    """

    frame: pl.DataFrame
    examples: Examples
    spans: pl.DataFrame
    codes: tuple[str, ...]
    never: tuple[str, ...]
    unjudged: tuple[str, ...]


def coded_statements(statements: pl.DataFrame, codings: pl.DataFrame, codes: Sequence[str]) -> CodedStatements:
    """What the ``codings`` (columns of CODER_CODINGS) say of ``statements`` (columns id, customer, text), for codes in this order.

    Each coder's judgement counts once for a statement and code, however many spans it has. The order of rows does not matter.
    Errors: InputRefused when no statement was coded, or no code was found anywhere.
    """
    whole = statements.filter(pl.col("text").is_not_null()).select("id", "customer", "text").unique("id", keep="any")
    by_coder = judged(codings).join(whole.select(statement="id"), on="statement", how="semi")
    cells = by_coder.group_by("statement", "code").agg(present=pl.col("present").mean(), coders=pl.len())
    if not len(cells):
        raise InputRefused("nothing_coded", "None of the statements has a coding.",
                           "Check that the ids of the codings are those of the statements.")
    found = cells.filter(pl.col("present") > 0)["code"].unique().to_list()
    kept = tuple(code for code in codes if code in found)
    if not kept:
        raise InputRefused("no_code_found", "No code was found in any statement, so there is nothing to learn.",
                           "Give codings in which codes are present.")
    told = set(cells["code"])
    frame = whole.filter(pl.col("id").is_in(cells["statement"].implode())).sort("id")
    row = frame.select(statement="id").with_row_index("row").with_columns(pl.col("row").cast(pl.Int64))
    at = cells.filter(pl.col("code").is_in(kept)).join(row, on="statement").with_columns(
        column=pl.col("code").replace_strict(kept, range(len(kept)), return_dtype=pl.Int64))
    present, coders = np.full((len(frame), len(kept)), np.nan), np.zeros((len(frame), len(kept)))
    present[at["row"], at["column"]], coders[at["row"], at["column"]] = at["present"], at["coders"]
    key = hash64(frame["id"])
    customer = np.where(frame["customer"].is_null(), key, hash64(frame["customer"]))
    marked = codings.filter(pl.col("present") & pl.col("quote").is_not_null() & pl.col("code").is_in(kept)).join(row, on="statement")
    spans = marked.select("row", code=pl.col("code").replace_strict(kept, range(len(kept)), return_dtype=pl.Int64), quote="quote")
    return CodedStatements(
        frame, Examples(present, coders, customer, key), spans.unique().sort("row", "code", "quote"), kept,
        tuple(code for code in codes if code in told and code not in kept), tuple(code for code in codes if code not in told))
