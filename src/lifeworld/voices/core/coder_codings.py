"""Codings of any coders, people and models alike: one row for each statement, coder and code that was judged.

A code that a coder judged and did not find has ``present`` false; a code that a coder did not judge has no row: not coded is
not "absent". Where statements were drawn at random to be coded, ``inclusion`` keeps the probability of the draw.
"""

from __future__ import annotations

import polars as pl

CODER_CODINGS = {
    "statement": pl.String, "coder": pl.String, "code": pl.String, "present": pl.Boolean, "start": pl.Int32, "end": pl.Int32,
    "quote": pl.String, "queue": pl.String, "inclusion": pl.Float64,
}
"""Columns. ``start`` and ``end`` (code points, half-open) and ``quote`` are null where the whole statement is meant; a code
present at several spans has several rows. ``queue`` is "random", "active" or null (unknown); ``inclusion`` is the probability, over
0 to 1, with which the random queue drew the statement, null where nobody recorded one."""


def judged(codings: pl.DataFrame) -> pl.DataFrame:
    """One row for each statement, coder and code (spans taken together): statement, coder, code, present, queue, inclusion.

    >>> rows = {"statement": ["a", "a"], "coder": ["Ana", "Ana"], "code": ["mood", "mood"], "present": [True, True], "start": [0, 9]}
    >>> judged(pl.DataFrame(rows, schema_overrides=CODER_CODINGS).with_columns(queue=None, inclusion=None)).height
    1
    """
    return codings.group_by("statement", "coder", "code", maintain_order=True).agg(
        pl.col("present").any(), pl.col("queue").first(), pl.col("inclusion").first()
    )
