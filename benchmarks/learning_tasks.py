"""What the learners are tested on: real answers with human codes, one split for all, N examples a code drawn from the rest."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.kit.ids import content_ids
from lifeworld.kit.streams import stream_keys, uniforms

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "coded"
SIZES = (8, 32, 128)
TEST_SHARE = 0.25
TEST_POSITIVES_MIN = 10


@dataclass(frozen=True)
class Task:
    """Answers with a codebook: ``labels`` bool[n, K]; ``customer`` says whose answer it is; spans are what people marked.

    ``spans`` has columns row, code (int) and quote; empty where people coded whole answers.
    """

    name: str
    texts: list[str]
    customer: list[str]
    codes: list[str]
    labels: NDArray[np.bool_]
    spans: pl.DataFrame


@dataclass(frozen=True)
class Draw:
    """Rows to learn from and rows to test on (none of a customer of the other), and the codes that are judged."""

    size: int
    codes: list[int]
    train: NDArray[np.int64]
    test: NDArray[np.int64]


def tasks() -> list[Task]:
    """The four tasks: 74 codes of answers about music, and three of app reviews."""
    return [_shuffle(), *(_feedback(number) for number in (1, 2, 3))]


def _shuffle() -> Task:
    rows = pl.read_csv(DATA / "shuffle" / "shuffle_music_coded_LONG.csv", infer_schema_length=0).with_columns(
        code=pl.col("code_level3").str.strip_chars(), answer=pl.concat_str("participant_id", pl.lit("/"), "track_id"))
    answers = rows.unique("answer", maintain_order=True).select("answer", "participant_id", text="full_response_text")
    answers = answers.filter(pl.col("text").str.strip_chars() != "").with_row_index("row")
    rows = rows.join(answers.select("answer", "row"), on="answer")
    codes = sorted(rows["code"].unique().to_list())
    rows = rows.with_columns(at=pl.col("code").replace_strict(codes, range(len(codes)), return_dtype=pl.Int64))
    labels = np.zeros((len(answers), len(codes)), np.bool_)
    labels[rows["row"], rows["at"]] = True
    spans = rows.filter(pl.col("coded_text_excerpt").is_not_null()).select("row", code="at", quote="coded_text_excerpt")
    return Task("shuffle", answers["text"].to_list(), answers["participant_id"].to_list(), codes, labels, spans)


def _feedback(number: int) -> Task:
    frame = pl.read_excel(DATA / "re21-feedback" / "data" / f"P{number}-Golden.xlsx").unique("reviews", maintain_order=True)
    texts = frame["reviews"].cast(pl.String).to_list()
    named = {1: "says something of use", 2: "asks for a fix or a feature"}
    said = frame["labels"].str.to_lowercase() if number == 3 else pl.Series([named[number] if j else "none" for j in frame["Judgement"]])
    codes = sorted(set(said) - {"none"})
    labels = np.stack([(said == code).to_numpy() for code in codes], axis=1)
    none = pl.DataFrame(schema={"row": pl.Int64, "code": pl.Int64, "quote": pl.String})
    return Task(f"re21 P{number}", texts, [str(k) for k in range(len(texts))], codes, labels, none)


def split(task: Task) -> NDArray[np.bool_]:
    """The test rows, bool[n]: a quarter of the customers, the same for every size, seed and learner."""
    keys = content_ids(pl.Series(task.customer)).str.slice(0, 8).str.to_integer(base=16, dtype=pl.UInt64).to_numpy()
    return uniforms(stream_keys(4, keys), 1)[:, 0] < TEST_SHARE


def draw(task: Task, size: int, seed: int) -> Draw:
    """Rows taken in random order, each when one of its codes still has fewer than ``size``; then as many without any code."""
    test = split(task)
    enough = (task.labels[~test].sum(axis=0) >= size) & (task.labels[test].sum(axis=0) >= TEST_POSITIVES_MIN)
    codes = np.flatnonzero(enough)
    pool = np.flatnonzero(~test)
    order = pool[np.argsort(uniforms(stream_keys(seed, size), len(pool))[0])]
    have, without, chosen = np.zeros(len(codes), np.int64), 0, []
    for row in order:
        own = task.labels[row, codes]
        if (own & (have < size)).any() or (not own.any() and without < size):
            chosen.append(row)
            have += own
            without += not own.any()
    return Draw(size, codes.tolist(), np.array(chosen, np.int64), np.flatnonzero(test))
