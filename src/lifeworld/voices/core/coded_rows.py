"""Rows of `voices code`: one for each statement or segment, with a column for each code."""

from __future__ import annotations

import numpy as np
import polars as pl

from lifeworld.voices.core.batches import CodedBatch
from lifeworld.voices.core.codebook import CODES

_CODER = {"coder": "name, version and hash of the coder", "codebook": "name, version and hash of the codebook"}
STATEMENT_ROWS = {
    "id": "id of the row; with several text columns «id:column»", "customer": "who said it; empty where unknown",
    "<code>": "for each of the twelve codes: calibrated probability that the statement carries it; empty where there is no text",
    "<code>_present": "whether it passes the code's calibrated threshold",
    "valence": "P(positive) minus P(negative), -1..1", "valence_label": "-1 negative, 0 mixed or neutral, 1 positive", **_CODER,
}
"""Columns of one row a statement, with what each means."""

SEGMENT_ROWS = {
    "id": "id of the statement", "customer": "who said it", "segment": "number of the sentence in its statement, from 1",
    "start": "where it begins, in code points of the statement", "end": "where it ends (half-open)", "text": "its words",
    "<code>": "for each of the twelve codes: probability of the segment, derived from the statement's",
    "derived": "true: segments were not coded on their own", **_CODER,
}
"""Columns of one row a segment, with what each means."""


def statement_rows(statements: pl.DataFrame, batch: CodedBatch) -> pl.DataFrame:
    """id, customer, then each code's probability and presence, valence and its label: one row a statement.

    A statement without any text was not coded: its cells are null, because unknown is not "absent".
    """
    coded = batch.coded
    columns: dict[str, pl.Series] = {"id": statements["id"], "customer": statements["customer"]}
    for c, code in enumerate(CODES):
        columns[code] = pl.Series(coded.probability[:, c])
        columns[f"{code}_present"] = pl.Series(coded.present[:, c])
    columns["valence"] = pl.Series(coded.valence)
    columns["valence_label"] = pl.Series(coded.valence_label, dtype=pl.Int8)
    frame = pl.DataFrame({name: series.alias(name) for name, series in columns.items()})
    blank = pl.Series(np.diff(coded.segments.text_ptr) == 0)
    asked = pl.all().exclude("id", "customer")
    return frame.with_columns(pl.when(~blank).then(asked)).with_columns(
        coder=pl.lit(coded.coder), codebook=pl.lit(coded.codebook)
    )


def segment_rows(statements: pl.DataFrame, batch: CodedBatch) -> pl.DataFrame:
    """id, customer, segment, start, end, text, then each code's derived probability: one row a segment.

    Segment probabilities are derived from the statement's: their noisy-or over a statement is the statement's own.
    """
    coded = batch.coded
    counts = np.diff(coded.segments.text_ptr)
    row = np.repeat(np.arange(len(counts)), counts)
    number = np.arange(len(row)) - coded.segments.text_ptr[:-1][row] + 1
    frame = statements.select("id", "customer", "text")[row].with_columns(
        segment=pl.Series(number, dtype=pl.Int32), start=pl.Series(coded.segments.start, dtype=pl.Int32),
        end=pl.Series(coded.segments.end, dtype=pl.Int32),
    ).with_columns(text=pl.col("text").str.slice(pl.col("start"), pl.col("end") - pl.col("start")))
    probabilities = [pl.Series(code, coded.segment_probability[:, c]) for c, code in enumerate(CODES)]
    return frame.select("id", "customer", "segment", "start", "end", "text").with_columns(probabilities).with_columns(
        derived=pl.lit(True), coder=pl.lit(coded.coder), codebook=pl.lit(coded.codebook)
    )
