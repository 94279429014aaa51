"""A study at size for the site: statements of customers who do not exist, mixed from the fictional runners' sentences, keyed by number."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import polars as pl

from lifeworld.kit.streams import stream_keys, words

RUNNERS = Path(__file__).resolve().parents[1] / "src" / "lifeworld" / "testing" / "runners" / "statements.csv"
SENTENCES_EACH = 3
"""A statement has one to three sentences."""
GROUPS = ("club", "regular", "beginner", "returning")
SEED = 5


def sentences() -> list[str]:
    """The runners' sentences, each once, in the order of their file."""
    texts = pl.read_csv(RUNNERS, infer_schema=False)["text"].to_list()
    return list(dict.fromkeys(one for text in texts for one in re.split(r"(?<=[.!?])\s+", text) if len(one) > 12))


def statements(n: int, n_customers: int) -> pl.DataFrame:
    """``n`` statements as a table that a person would upload: id, customer, group, time, text. The same numbers give the same rows."""
    known = np.array(sentences())
    at = np.arange(n, dtype=np.uint64)
    drawn = words(stream_keys(SEED, at), SENTENCES_EACH + 2) >> np.uint64(16)
    picked = known[(drawn[:, :SENTENCES_EACH] % np.uint64(len(known))).astype(np.int64)]
    count = 1 + (drawn[:, SENTENCES_EACH] % np.uint64(SENTENCES_EACH)).astype(np.int64)
    customer = (at % np.uint64(n_customers)).astype(np.int64)
    day = (drawn[:, SENTENCES_EACH + 1] % np.uint64(360)).astype(np.int64)
    frame = pl.DataFrame({"n": at, "customer": customer, "day": day, "count": count,
                          **{f"s{i}": picked[:, i] for i in range(SENTENCES_EACH)}})
    parts = [pl.when(pl.col("count") > i).then(pl.col(f"s{i}")) for i in range(SENTENCES_EACH)]
    return frame.select(
        id=pl.format("s{}", pl.col("n").cast(pl.String).str.zfill(7)),
        customer=pl.format("c{}", pl.col("customer").cast(pl.String).str.zfill(6)),
        group=pl.col("customer").mod(len(GROUPS)).replace_strict(dict(enumerate(GROUPS)), return_dtype=pl.String),
        time=(pl.date(2025, 1, 1) + pl.duration(days=pl.col("day"))).dt.to_string(),
        text=pl.concat_str(parts, separator=" ", ignore_nulls=True))


def write(path: Path, n: int, n_customers: int) -> Path:
    """The table as a CSV file."""
    statements(n, n_customers).write_csv(path)
    return path
