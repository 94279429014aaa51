"""What corrections leave behind: said, mentions and facts for the constellations, and codings that name who decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
import polars as pl

from lifeworld.constellations.core.corrections.evidence import Evidence, evidence_of
from lifeworld.constellations.core.corrections.replay import replay
from lifeworld.constellations.core.corrections.rules import COLUMNS
from lifeworld.constellations.core.corrections.values import Applied, Correction
from lifeworld.constellations.core.nearness import one_place_each
from lifeworld.voices.core.codebook import CODES
from lifeworld.voices.core.codings import CodedTexts, codings_frame

HUMAN = "human:"
"""Before the name of a person, where a coding says who its coder is."""


@dataclass(frozen=True)
class Corrected:
    """The evidence after all corrections.

    ``given`` are the mentions by which shares are given, ``mentions`` those of them that words stand for; ``codings`` as
    ``codings_frame`` makes them, with ``human:NAME`` as the coder of what a person set (kept also where it is absent).
    """

    coded: CodedTexts
    given: pl.DataFrame
    mentions: pl.DataFrame
    drawn: pl.DataFrame | None
    done: pl.DataFrame | None
    codings: pl.DataFrame
    applied: tuple[Applied, ...] = ()


def corrected(corrections: Sequence[Correction], statements: pl.DataFrame, coded: CodedTexts, mentions: pl.DataFrame,
              drawn: pl.DataFrame | None, done: pl.DataFrame | None) -> Corrected:
    """Replay the corrections; without any, everything stays as it is.

    Errors: InputRefused where a statement's text is not the one that was corrected.
    """
    if not corrections:
        return Corrected(coded, mentions, mentions, drawn, done, codings_frame(statements, coded))
    evidence = evidence_of(statements, coded, mentions, drawn, done)
    applied = replay(corrections, evidence)
    order = ["row", "start", "end", "category", "name"]
    given = evidence.mentions.sort(order)
    words = given.filter(~pl.col("silent")).select(mentions.columns)
    places = None if evidence.drawn is None else one_place_each(evidence.drawn)
    return Corrected(evidence.coded, given.select(mentions.columns), words, places, _summed(evidence.done),
                     _codings(evidence), applied)


def _summed(done: pl.DataFrame | None) -> pl.DataFrame | None:
    """Events of actors that are one now are added up."""
    if done is None:
        return None
    totals = {name: pl.col(name).sum() for name in ("n", "given", "received") if name in done.columns}
    latest = {name: pl.col(name).max() for name in ("last_time",) if name in done.columns}
    alike = pl.col("name").str.to_lowercase().alias("alike")
    summed = done.group_by("customer", "category", alike).agg(pl.col("name").min(), **totals, **latest)
    return summed.select(done.columns).sort("customer", "category", "name", nulls_last=True)


def _codings(evidence: Evidence) -> pl.DataFrame:
    """Codings in which a person's decision has that person as coder, also where it says that the code is absent."""
    row, code = np.nonzero(evidence.by)
    shown = evidence.coded.probability.copy()
    shown[row, code] = 1.0  # so that none falls below the probability from which codings are kept
    frame = codings_frame(evidence.statements, CodedTexts(**{**vars(evidence.coded), "probability": shown}))
    people = pl.Series(evidence.people, dtype=pl.String)
    decided = pl.DataFrame({
        "statement": evidence.statements["id"].gather(row), "code": pl.Series(list(CODES)).gather(code),
        "set": evidence.coded.probability[row, code], "who": HUMAN + people.gather(evidence.by[row, code].astype(np.int64)),
    })
    joined = frame.join(decided, on=["statement", "code"], how="left", maintain_order="left")
    return joined.with_columns(
        probability=pl.coalesce("set", "probability"), coder=pl.coalesce("who", "coder")
    ).select(frame.columns)


APPLIED = {**dict.fromkeys(("row", "n_changed"), pl.Int64), **dict.fromkeys((*COLUMNS, "says", "problem"), pl.String)}
"""Columns of ``corrections_applied.csv`` with their types."""


def applied_frame(applied: Sequence[Applied]) -> pl.DataFrame:
    """What each correction did on a run: its line, then says, n_changed and problem."""
    rows = [{**asdict(one.correction), "says": one.says, "n_changed": one.n_changed, "problem": one.problem} for one in applied]
    columns = ["row", *COLUMNS, "says", "n_changed", "problem"]
    return pl.DataFrame(rows, schema={name: APPLIED[name] for name in columns})
