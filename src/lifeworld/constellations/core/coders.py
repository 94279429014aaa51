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
TAUGHT = ("The model learned {codes} from some of these statements, where it agrees with people better than elsewhere; `voices learn` "
          "tells its agreement on statements that it had not seen.")


def _notes(codings: pl.DataFrame, taught: Taught | None) -> tuple[str, ...]:
    """What keeps the model's agreement on these statements from being its agreement anywhere."""
    notes = []
    if codings["inclusion"].drop_nulls().n_unique() > 1 or (codings["queue"] == "active").any():
        notes.append(UNEVEN)
    if taught is not None and np.isin(hash64(codings["statement"].unique()), taught.statements).any():
        codes = [code for code in taught.codes if code in set(codings["code"])]
        notes += [TAUGHT.format(codes=listed(codes))] if codes else []
    return tuple(notes)


def with_coders(study: MappedStudy, codings: pl.DataFrame, *, seed: int = 0, taught: Taught | None = None) -> MappedStudy:
    """The study with a comparison of everybody who coded, its own coder among them; as it was where nothing was judged.

    ``taught``: what that coder learned from codings of this study.
    """
    own = model_among(study, codings)
    if own.is_empty():
        return study
    known = codings.filter(pl.col("coder") != own["coder"][0])
    codes = [code for code in CODES if code in set(codings["code"])] + sorted(set(codings["code"]) - set(CODES))
    found = compare_coders(pl.concat([known, own]), study.statements, tuple(codes), seed=seed)
    return replace(study, coders=replace(found, notes=(*found.notes, *_notes(codings, taught))))
