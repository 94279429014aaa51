"""The model as one more coder beside the people who coded some of a study's statements."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl

from lifeworld.constellations.core.shares.read import Taught
from lifeworld.constellations.core.study import MappedStudy
from lifeworld.kit.errors import listed
from lifeworld.kit.ids import hash64
from lifeworld.voices.core.codebook import CODES
from lifeworld.voices.core.coder_codings import CODER_CODINGS
from lifeworld.voices.core.coder_comparison import compare_coders


def model_among(study: MappedStudy, codings: pl.DataFrame) -> pl.DataFrame:
    """What the study's coder says of every statement and code that somebody judged, as codings (columns of CODER_CODINGS).

    Statements that are not in the study are left out: unknown is not "absent".
    """
    judged = codings.select("statement", "code").unique(maintain_order=True).join(
        study.statements.select(statement="id", text="text"), on="statement", maintain_order="left"
    )
    found = study.codings.filter("present").select("statement", "code", "start", "end")
    rows = judged.join(found, on=["statement", "code"], how="left", maintain_order="left")
    return rows.with_columns(
        coder=pl.lit(study.versions.coder or "model"), present=pl.col("start").is_not_null(), queue=pl.lit(None, pl.String),
        quote=pl.col("text").str.slice(pl.col("start"), pl.col("end") - pl.col("start")), inclusion=pl.lit(None, pl.Float64),
    ).select(pl.col(name).cast(kind) for name, kind in CODER_CODINGS.items())


UNEVEN = ("Statements were not drawn evenly: finds of rare codes were drawn more often. These coefficients are those of the statements "
          "that were coded; the model's agreement with people over all statements stands with the corrected shares.")
TAUGHT = ("The model learned {codes} from {n:,} of these statements and is not compared on them there; `voices learn` tells its agreement "
          "on statements that it had not seen.")


def _learned_from(own: pl.DataFrame, taught: Taught | None) -> pl.Series:
    """Which of the model's own rows repeat what people taught it: bool[rows]."""
    if taught is None or own.is_empty():
        return pl.Series([False] * len(own), dtype=pl.Boolean)
    return pl.Series(np.isin(hash64(own["statement"]), taught.statements)) & own["code"].is_in(list(taught.codes))


def _notes(codings: pl.DataFrame, left: pl.DataFrame) -> tuple[str, ...]:
    """What keeps the model's agreement on these statements from being its agreement anywhere; ``left`` are rows left out."""
    notes = []
    if codings["inclusion"].drop_nulls().n_unique() > 1 or (codings["queue"] == "active").any():
        notes.append(UNEVEN)
    if len(left):
        codes = [code for code in CODES if code in set(left["code"])]
        notes.append(TAUGHT.format(codes=listed(codes), n=left["statement"].n_unique()))
    return tuple(notes)


def with_coders(study: MappedStudy, codings: pl.DataFrame, *, seed: int = 0, taught: Taught | None = None) -> MappedStudy:
    """The study with a comparison of everybody who coded, its own coder among them; as it was where nothing was judged.

    ``taught``: what that coder learned from codings of this study; there it would repeat what it was told, so it is left out.
    """
    every = model_among(study, codings)
    seen = _learned_from(every, taught)
    own, left = every.filter(~seen), every.filter(seen)
    known = codings.filter(pl.col("coder") != (study.versions.coder or "model"))
    if every.is_empty() or (own.is_empty() and known["coder"].n_unique() < 2):
        return study
    codes = [code for code in CODES if code in set(codings["code"])] + sorted(set(codings["code"]) - set(CODES))
    found = compare_coders(pl.concat([known, own]), study.statements, tuple(codes), seed=seed)
    return replace(study, coders=replace(found, notes=(*found.notes, *_notes(codings, left))))
