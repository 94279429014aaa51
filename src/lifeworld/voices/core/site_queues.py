"""Which statements of a study people read next: chosen from arrays of what models and people found, whatever table they are kept in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import logit

from lifeworld.kit.errors import InputRefused, listed
from lifeworld.kit.ids import hash64
from lifeworld.voices.core.agreement import MISSING
from lifeworld.voices.core.heads.queue import queue_of

KINDS = ("random", "active", "disagreements", "stale")
"""random: drawn with recorded probability; active: would teach the model most; disagreements: people differ; stale: a meaning changed."""
N_MAX = 5_000
SPREAD = 0.5
"""How much of its worth a statement loses that is doubtful for the same codes as one that was chosen before it."""

Int = NDArray[np.int64]
Float = NDArray[np.float64]
Bool = NDArray[np.bool_]


@dataclass(frozen=True)
class Chosen:
    """A queue in its order: ``rows`` int64, ``inclusion`` float64 (nan: not random), ``codes``: the code each is for, or ""."""

    rows: Int
    inclusion: Float
    codes: tuple[str, ...]


def checked_queue(kind: str, n: int) -> None:
    """Refuses what is no queue. Errors: InputRefused."""
    if kind not in KINDS:
        raise InputRefused("queue_kind", f"There is no kind of queue «{kind}».", f"Use one of {listed(KINDS)}.")
    if not 1 <= n <= N_MAX:
        raise InputRefused("queue_n", f"A queue cannot have {n:,} statements.", f"Use 1 to {N_MAX:,}.")


def model_table(codes: pl.Series, present: pl.Series, names: Sequence[str]) -> tuple[Float, Bool]:
    """What a model found, from JSON texts of its readings: probability float64[N, K] and present bool[N, K], codes in this order.

    >>> p, found = model_table(pl.Series(['{"mood": 0.7}', "{}"]), pl.Series(['["mood"]', "[]"]), ("mood", "status"))
    >>> p.tolist(), found.tolist()
    ([[0.7, 0.0], [0.0, 0.0]], [[True, False], [False, False]])
    """
    if not len(codes) or not names:
        return np.zeros((len(codes), len(names))), np.zeros((len(codes), len(names)), np.bool_)
    said = codes.str.json_decode(pl.Struct(dict.fromkeys(names, pl.Float64))).struct.unnest()
    lists = pl.DataFrame({"codes": present.str.json_decode(pl.List(pl.String))})
    found = lists.select(pl.col("codes").list.contains(name).fill_null(value=False).alias(name) for name in names)
    return said.select(pl.col(list(names)).fill_null(0.0)).to_numpy(), found.to_numpy()


def thresholds(probability: Float, present: Bool) -> Float:
    """From which probability on a model seems to call each code present, float64[K]: midway between what it calls so and what it does not.

    >>> thresholds(np.array([[0.2], [0.6]]), np.array([[False], [True]])).tolist()
    [0.4]
    """
    if not len(probability):
        return np.full(probability.shape[1], 0.5)
    low = np.where(present, 0.0, probability).max(axis=0)
    high = np.where(present, probability, np.inf).min(axis=0)
    return np.asarray(np.where(np.isinf(high), np.maximum(low, 0.5), (low + high) / 2))


def doubt_of(probability: Float, threshold: Float) -> tuple[Float, NDArray[np.float32]]:
    """How near each statement is to the thresholds, float64[N] (the sum of ``heads.queue.uncertainty``), and its profile over codes.

    The profile is float32[N, K], the square of its length is SPREAD: two statements that are doubtful for the same codes are near each
    other, so a queue that avoids what is near spreads over the codes; doubt still leads.
    """
    odds = logit(np.clip(probability, 1e-6, 1 - 1e-6)) - logit(np.clip(threshold, 1e-6, 1 - 1e-6))
    each = 1 / (1 + np.abs(odds)) ** 2
    length = np.sqrt((each**2).sum(axis=1, keepdims=True))
    return each.sum(axis=1), (np.sqrt(SPREAD) * each / np.maximum(length, 1e-12)).astype(np.float32)


def random_rows(ids: pl.Series, drawn_before: Bool, positive: Bool | None, n: int, seed: int) -> Chosen:
    """``n`` statements at random, of those that no earlier random queue holds, with their probabilities; rare codes are drawn more often.

    ``positive`` bool[N, K]: what the model calls present, None where no model coded. The order of rows does not matter.
    """
    found = queue_of(hash64(ids), np.zeros(len(ids), np.bool_), drawn_before, np.zeros((len(ids), 1), np.float32), n, positive=positive,
                     random_share=1, seed=seed)
    return Chosen(found.random, found.inclusion, ("",) * len(found.random))


def active_rows(ids: pl.Series, taken: Bool, probability: Float, present: Bool, n: int) -> Chosen:
    """``n`` statements that would teach the model most, of those not ``taken``: least certain, and doubtful for different codes."""
    doubt, profile = doubt_of(probability, thresholds(probability, present))
    found = queue_of(hash64(ids), taken, np.ones(len(ids), np.bool_), profile, n, doubt=doubt, random_share=0)
    return Chosen(found.active, np.full(len(found.active), np.nan), ("",) * len(found.active))


def disputed_rows(values: NDArray[np.int8], codes: Sequence[str], n: int) -> Chosen:
    """Statements and codes on which coders differ, the most divided first; ``values`` int8[statements, coders, codes] as in a matrix.

    >>> disputed_rows(np.array([[[1, 0], [0, 0]], [[1, 1], [1, 0]]], np.int8), ("mood", "status"), 9)
    Chosen(rows=array([0, 1]), inclusion=array([nan, nan]), codes=('mood', 'status'))
    """
    judged = (values != MISSING).sum(axis=1)
    yes = (values == 1).sum(axis=1)
    split = np.where(judged >= 2, yes * (judged - yes) / np.maximum(judged * (judged - 1) / 2, 1), 0.0)
    row, code = np.nonzero(split > 0)
    order = np.lexsort((code, row, -split[row, code]))[:n]
    return Chosen(row[order].astype(np.int64), np.full(len(order), np.nan), tuple(codes[at] for at in code[order]))
