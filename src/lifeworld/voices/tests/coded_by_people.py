"""Real codings of five people, where the folder of real data stands beside the repository."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from lifeworld.kit.frames import read_frame, write_csv

EMOTIONS = ("Joy", "Trust", "Fear", "Surprise", "Sadness", "Disgust", "Anger", "Anticipation", "Neutral", "Reject")


def emotion_sheets(data: Path, folder: Path) -> list[Path]:
    """Sheets of the five coders of review-emotions in ``folder``: id, customer (the review), one column a code; no texts.

    ``data`` is the folder of real data. The id holds the round of coding, because some sentences were coded in two rounds.
    """
    parts = []
    for path in sorted((data / "coded/review-emotions/data/annotations/iterations").glob("*/*_Ann_?.xlsx")):
        one = read_frame(path).select("reviewId", "sentenceId", *EMOTIONS)
        parts.append(one.with_columns(coder=pl.lit(path.stem[-5:]), iteration=pl.lit(path.parent.name)))
    whole = pl.concat(parts).with_columns(id=pl.concat_str("iteration", "reviewId", "sentenceId", separator=":"))
    whole = whole.unique(["id", "coder"], keep="first", maintain_order=True).rename({"reviewId": "customer"})  # 11 stand twice
    paths = []
    for (coder,), rows in whole.partition_by("coder", as_dict=True).items():
        paths.append(folder / f"{coder}.csv")
        write_csv(rows.select("id", "customer", *EMOTIONS), paths[-1])
    return paths
