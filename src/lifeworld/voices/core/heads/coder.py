"""Learned heads as a coder: texts in, probabilities and presence of the codebook's codes out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from lifeworld.voices.core.heads.features import Space
from lifeworld.voices.core.heads.grams import grams
from lifeworld.voices.core.heads.learning import joined_scores
from lifeworld.voices.core.heads.material import material
from lifeworld.voices.core.heads.scaling import scaled
from lifeworld.voices.core.heads.values import Bool, Float, Float32, Heads

Embed = Callable[[Sequence[str]], Float32]
"""Texts to embeddings, float32[n, D]; a text's row may not depend on the others."""


@dataclass(frozen=True)
class CodedByHeads:
    """What heads say of n texts: ``probability`` float64[n, K] and ``present`` bool[n, K], in the order of the heads' codes."""

    probability: Float
    present: Bool


@dataclass(frozen=True)
class HeadsCoder:
    """A coder of any codebook. What it says of a text does not depend on the texts beside it, except by rounding."""

    heads: Heads

    @property
    def codes(self) -> tuple[str, ...]:
        """Names of the codes, in the order of every array."""
        return self.heads.codes

    @property
    def label(self) -> str:
        """Name, and hash of everything that codes; kept with every coding."""
        return f"heads {digest(self.heads)[:16]}"

    def code(self, texts: Sequence[str], embed: Embed) -> CodedByHeads:
        """Probability and presence of each code in each text; a text without any letter is coded as any other (callers leave it out)."""
        made = material(texts)
        words = Space(self.heads.keys, self.heads.idf, self.heads.is_word).matrix(grams(made.texts))
        score = np.asarray(words @ self.heads.words, np.float64) + self.heads.bias
        if len(self.heads.vectors):
            score += embed(made.texts).astype(np.float64) @ self.heads.vectors
        score = joined_scores(score, made.n, made.owner[made.n :], self.heads.best_sentence)
        return CodedByHeads(*scaled(score, self.heads.scaling))


def digest(heads: Heads) -> str:
    """Sha256 of all that the heads are, as hexadecimal digits."""
    found = hashlib.sha256("\n".join((*heads.codes, heads.codebook, heads.encoder, repr(heads.best_sentence))).encode())
    parts = (heads.keys, heads.idf, heads.is_word, heads.words, heads.vectors, heads.bias, heads.scaling.slope, heads.scaling.offset,
             heads.scaling.threshold)
    for part in parts:
        found.update(np.ascontiguousarray(part).tobytes())
    return found.hexdigest()


def heads_rows(statements: pl.DataFrame, coder: HeadsCoder, coded: CodedByHeads) -> pl.DataFrame:
    """One row a statement: id, customer, for each code its probability and ``<code>_present``, coder, codebook.

    A statement without any text was not coded: its cells are null, because unknown is not "absent".
    """
    columns = {"id": statements["id"], "customer": statements["customer"]}
    for k, code in enumerate(coder.codes):
        columns[code] = pl.Series(coded.probability[:, k])
        columns[f"{code}_present"] = pl.Series(coded.present[:, k])
    frame = pl.DataFrame([series.alias(name) for name, series in columns.items()])
    filled = statements["text"].fill_null("").str.strip_chars() != ""
    return frame.with_columns(pl.when(filled).then(pl.all().exclude("id", "customer"))).with_columns(
        coder=pl.lit(coder.label), codebook=pl.lit(coder.heads.codebook))
