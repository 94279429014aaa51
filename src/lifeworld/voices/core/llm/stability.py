"""Stability of a language model: how often the same statement gets another code when it is asked again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from lifeworld.voices.core.agreement import agreement
from lifeworld.voices.core.llm.records import runs_matrix

STABILITY = {
    "code": pl.String, "n": pl.Int64, "coders": pl.Int64, "present": pl.Float64, "flip": pl.Float64, "flip_low": pl.Float64,
    "flip_high": pl.Float64, "alpha": pl.Float64,
}
"""``n`` statements with two answers or more, ``coders`` runs and wordings, ``present`` share of answers that give the code, ``flip``
share of pairs of answers on one statement that differ, its 90 % interval by resampling customers, and Krippendorff's alpha
among the answers (null where every answer is the same)."""


def stability(codings: pl.DataFrame, codes: Sequence[str], customers: Mapping[str, str | None] | None = None, *,
              resamples: int = 1000, seed: int = 0) -> pl.DataFrame:
    """The flip rate of each code over runs and wordings, columns STABILITY; empty where each statement was asked once.

    ``customers`` maps statements to who said them; statements without one are their own cluster.

    >>> rows = {"statement": ["a", "a", "b", "b"], "coder": ["run 1", "run 2"] * 2, "code": ["mood"] * 4}
    >>> rows["present"] = [True, False, True, True]
    >>> stability(pl.DataFrame(rows), ["mood"]).select("n", "flip").row(0)
    (2, 0.5)
    """
    rows = []
    for code in codes:
        statements, answers = runs_matrix(codings, code)
        several = (answers >= 0).sum(axis=1) >= 2 if answers.size else np.zeros(0, np.bool_)
        if not several.any():
            continue
        kept = [name for name, keep in zip(statements, several, strict=True) if keep]
        clusters = _clusters(kept, customers or {})
        found = agreement(answers[several], clusters, resamples=resamples, seed=seed)
        flip = [1 - found.percent, 1 - found.high["percent"], 1 - found.low["percent"]]
        rows.append((code, len(kept), answers.shape[1], found.prevalence, *flip, found.alpha))
    frame = pl.DataFrame(rows, schema=STABILITY, orient="row")
    return frame.with_columns(pl.col(pl.Float64).fill_nan(None))


def _clusters(statements: Sequence[str], customers: Mapping[str, str | None]) -> np.ndarray:
    """A number for each customer, from the names alone."""
    owners = [("customer", customers[name]) if customers.get(name) else ("statement", name) for name in statements]
    numbers = {owner: nth for nth, owner in enumerate(sorted(set(owners), key=str))}
    return np.array([numbers[owner] for owner in owners], np.int64)
