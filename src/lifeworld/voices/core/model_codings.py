"""A model's codes as codings like anybody else's."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from lifeworld.voices.core.codebook import CODES
from lifeworld.voices.core.coder_codings import CODER_CODINGS
from lifeworld.voices.core.codings import CodedTexts


def model_codings(statements: pl.DataFrame, coded: CodedTexts, codes: Sequence[str] = CODES) -> pl.DataFrame:
    """One row for each statement and each of ``codes`` that the model knows, columns of CODER_CODINGS.

    ``statements`` (column id) are those that were coded, in their order; a statement without any sentence was not judged.
    """
    kept = [number for number, code in enumerate(CODES) if code in set(codes)]
    judged = np.flatnonzero(np.diff(coded.segments.text_ptr) > 0)
    rows, columns = np.repeat(judged, len(kept)), np.tile(np.array(kept, np.int64), len(judged))
    frame = pl.DataFrame({
        "statement": statements["id"].gather(rows), "code": pl.Series(list(CODES)).gather(columns), "present": coded.present[rows, columns],
    })
    missing = {name: pl.lit(None, kind) for name, kind in CODER_CODINGS.items() if name not in frame.columns}
    return frame.with_columns(**missing | {"coder": pl.lit(coded.coder)}).select(pl.col(n).cast(k) for n, k in CODER_CODINGS.items())
