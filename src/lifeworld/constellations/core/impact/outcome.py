"""Impact: which drivers and actors go with an outcome."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

import polars as pl

from lifeworld.constellations.core.impact.figures import Told
from lifeworld.constellations.core.impact.model import weigh
from lifeworld.constellations.core.impact.notes import notes_of
from lifeworld.constellations.core.impact.rows import outcome_rows
from lifeworld.constellations.core.impact.values import Factor, Impact
from lifeworld.kit.errors import InputRefused
from lifeworld.kit.figure import Evidence, Example, Versions
from lifeworld.voices.core.codebook import CODES

FACTORS_MAX = 12


def frozen_hash(versions: Versions) -> str:
    """First 16 hex digits of the sha256 of codebook and coder: take it before outcomes are joined.

    >>> frozen_hash(Versions("default 1", "offline 1"))
    '061b66bfc474e0d1'
    """
    return hashlib.sha256(f"{versions.codebook}\n{versions.coder}".encode()).hexdigest()[:16]


def _largest_first(factors: list[Factor]) -> tuple[Factor, ...]:
    """Sorted by share; those without one come last, in the order of the codebook."""
    return tuple(sorted(factors, key=lambda factor: 1.0 if factor.share.value is None else -factor.share.value))


def impact(statements: pl.DataFrame, codings: pl.DataFrame, *, outcome: str, versions: Versions, seed: int = 0,
           quotes: Mapping[str, tuple[Example, ...]] | None = None, factors: Sequence[str] = CODES,
           weights: pl.DataFrame | None = None, frozen: str | None = None) -> Impact | None:
    """Which factors go with the outcome; None where no customer has one.

    ``statements`` (id, customer, outcome, n_segments) and ``codings`` (statement, code, present) are the frames of a mapped
    study; ``outcome`` names the outcome for readers; ``quotes`` are examples of each code. ``factors`` are up to twelve
    codes: the six drivers, and the self and five other categories of actors. ``weights`` (customer, weight) are those of a
    sample. ``frozen`` is ``frozen_hash`` as it was taken before the outcome was joined.
    Exact Shapley on R2 (LMG): Lindeman, Merenda & Gold 1980; Groemping 2007, doi 10.1198/000313007X188252.
    Errors: InputRefused with more than twelve factors.
    """
    if len(factors) > FACTORS_MAX:
        raise InputRefused(
            "too_many_factors",
            f"{len(factors)} factors were to be weighed against «{outcome}», but exact shares are computed for up to {FACTORS_MAX}.",
            "Name at most twelve codes, for example the six drivers.",
        )
    if "outcome" not in statements.columns:
        return None
    rows = outcome_rows(statements, codings, factors, weights)
    if not len(rows.outcome):
        return None
    found = weigh(rows, seed)
    told = Told(rows, found, versions, quotes or {})
    known = Evidence("statements where outcome is not null", int(statements["outcome"].fill_nan(None).count()))
    return Impact(
        outcome, rows.unit, told.r2(known), told.noise(known), _largest_first([told.factor(i) for i in range(len(factors))]),
        frozen or frozen_hash(versions), notes_of(outcome, rows, found),
    )
