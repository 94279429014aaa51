"""A finished run of a language model as a coder: it codes what it was asked about, offline, and nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.kit.errors import InputRefused, listed
from lifeworld.voices.core.codebook import CODES, Codebook
from lifeworld.voices.core.coder import Coded
from lifeworld.voices.core.llm.records import text_ids
from lifeworld.voices.core.segments import Segments

Float = NDArray[np.float64]
PRIOR = 0.5
"""Pseudo-counts for and against a code beside the runs (Jeffreys): one run that gives a code says .75, three say .875."""
VALENCE_MIN = 1 / 3
"""From here on a mean valence is called positive, and from minus this on negative."""


@dataclass(frozen=True, eq=False)
class RecordedCoder:
    """What the runs say of T texts, by the hash of a text with its focal provider.

    ``rows`` leads from hash to row; ``given`` float64[T, 12] counts the answers that give each code, ``asked`` float64[T] all
    answers, ``valence`` float64[T] their mean valence (0 where none said one). Quotes Q lie at ``quote_start`` and
    ``quote_end`` (code points) of text ``quote_text`` for code ``quote_code``, sorted by text. Probabilities are shares of runs,
    not calibrated against people.
    """

    label: str
    rows: Mapping[str, int]
    given: Float
    asked: Float
    valence: Float
    quote_text: NDArray[np.int64]
    quote_code: NDArray[np.int64]
    quote_start: NDArray[np.int64]
    quote_end: NDArray[np.int64]

    def code(self, texts: Sequence[str], focal: Sequence[str | None] | None = None,
             aliases: Mapping[str, Sequence[str]] | None = None) -> Coded:
        """The recorded codes: probability (runs with the code + .5) / (runs + 1), present where more than half of the runs give it.

        Texts of white space carry no code. Errors: InputRefused ("not_asked") for a text that no run answered.
        """
        row = self._rows(texts, focal)
        blank = row < 0
        share = (self.given[row] + PRIOR) / (self.asked[row] + 2 * PRIOR)[:, None]
        present = (self.given[row] > self.asked[row][:, None] / 2) & ~blank[:, None]
        valence = np.where(blank, 0.0, self.valence[row])
        label = np.where(valence >= VALENCE_MIN, 1, np.where(valence <= -VALENCE_MIN, -1, 0)).astype(np.int8)
        return Coded(np.where(blank[:, None], 0.0, share), present, valence, label, focal, aliases)

    def code_segments(self, texts: Sequence[str], segments: Segments, coded: Coded) -> Float:
        """Probabilities of segments, float64[S, 12], derived: a statement's probability is shared out by the quotes that lie in each
        segment (evenly where there is none), so that the noisy-or of its segments is its own.
        """
        row = self._rows(texts, coded.focal)
        weights = np.zeros((len(segments.start), len(CODES)))
        first = np.searchsorted(self.quote_text, row, side="left")
        last = np.where(row < 0, first, np.searchsorted(self.quote_text, row, side="right"))
        for nth in np.flatnonzero(last > first).tolist():
            own, quotes = slice(*segments.text_ptr[nth : nth + 2].tolist()), slice(first[nth], last[nth])
            meets = (self.quote_start[quotes, None] < segments.end[own]) & (self.quote_end[quotes, None] > segments.start[own])
            np.add.at(weights[own].T, self.quote_code[quotes], meets / np.maximum(meets.sum(axis=1), 1)[:, None])
        counts = np.diff(segments.text_ptr)
        text = np.repeat(np.arange(len(counts)), counts)
        total = np.zeros((len(counts), len(CODES)))
        np.add.at(total, text, weights)
        even = 1 / np.maximum(counts, 1)
        share = np.where(total[text] > 0, weights / np.where(total[text] > 0, total[text], 1), even[text][:, None])
        return np.asarray(-np.expm1(share * np.log1p(-coded.probability[text])))

    def _rows(self, texts: Sequence[str], focal: Sequence[str | None] | None) -> NDArray[np.int64]:
        """The row of each text, -1 for blank ones."""
        blank = np.array([not text.strip() for text in texts], np.bool_)
        ids = text_ids(texts, focal if focal is not None else [None] * len(texts)).to_list()
        row = np.array([self.rows.get(key, -1) for key in ids], np.int64)
        missing = np.flatnonzero((row < 0) & ~blank)
        if len(missing):
            words = texts[int(missing[0])].strip()
            shown = words if len(words) <= 60 else words[:59] + "\u2026"
            raise InputRefused(
                "not_asked", f"The run of «{self.label}» has no answer on {len(missing):,} of {len(texts):,} texts, such as "
                f"{listed([shown])}.", "Ask about them with `lifeworld voices ask` into the same folder and with the same focal provider, "
                "or code with another coder.",
            )
        return np.where(blank, -1, row)


def recorded_coder(codings: pl.DataFrame, answered: pl.DataFrame, codebook: Codebook, model: str) -> RecordedCoder:
    """The coder of a run's codings (LLM_CODINGS) and answers (ANSWERED); a narrower code counts for the code that it refines.

    Errors: InputRefused where the run's codebook leaves out one of the twelve codes: what was not judged is not absent.
    """
    into = {code.name: code.refines or code.name for code in codebook.codes}
    missing = [code for code in CODES if code not in codebook.names]
    if missing:
        raise InputRefused("codes_not_asked", f"The run was not asked about {listed(missing)}.",
                           "Constellations rest on the twelve codes: ask with a codebook that keeps them.")
    ids = answered["text_id"].unique().sort().to_list()
    rows = {key: nth for nth, key in enumerate(ids)}
    place = pl.DataFrame({"text_id": ids, "row": range(len(ids))}, schema={"text_id": pl.String, "row": pl.Int64})
    each = answered.join(place, on="text_id")
    means = each.group_by("row").agg(pl.len(), pl.col("valence").mean()).sort("row")
    order = pl.DataFrame({"into": list(CODES), "nth": range(len(CODES))}, schema={"into": pl.String, "nth": pl.Int64})
    found = codings.filter("present").with_columns(into=pl.col("code").replace(into)).join(order, on="into")
    found = found.join(each.select("statement", "coder", "row"), on=("statement", "coder"))
    given = np.zeros((len(ids), len(CODES)))
    once = found.select("statement", "coder", "row", "nth").unique()
    np.add.at(given, (once["row"].to_numpy(), once["nth"].to_numpy()), 1.0)
    quotes = found.select("row", "nth", "start", "end").sort("row", "nth", "start", "end")
    digest = hashlib.sha256("\n".join((*sorted(answered["coder"].unique().to_list()), *ids, str(given.tolist()))).encode()).hexdigest()
    return RecordedCoder(
        f"llm {model} {digest[:12]}", rows, given, means["len"].to_numpy().astype(np.float64),
        means["valence"].fill_null(0.0).to_numpy().astype(np.float64),
        *(quotes[name].to_numpy().astype(np.int64) for name in ("row", "nth", "start", "end")),
    )
