"""What corrections act on: codes, mentions, drawn and done of a study, and who decided which code."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.constellations.core.gather import FOCAL
from lifeworld.voices.core.codebook import ACTORS, CODES
from lifeworld.voices.core.codings import CodedTexts

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


def lowered(column: str) -> pl.Expr:
    """A name without case, "" where nobody is named: "Lena" and "lena" are one actor."""
    return pl.col(column).fill_null("").str.to_lowercase()


@dataclass
class Evidence:
    """All that a correction may change, in the row order of ``statements`` (id, customer, focal, text).

    A working copy: corrections change it in place, one after the other; nothing outside sees that. ``mentions`` has row,
    customer, category, name, form and the marks of closeness; here also ``folded`` (the name without case), ``word`` (the
    form without case) and ``silent``: an actor that gets a share although no word names it, because a person moved the
    unnamed actor or the known focal provider. ``drawn`` and ``done`` have customer, category and name. ``by`` int16[S, 12]
    indexes ``people``, who set a code; 0 is the coder.
    """

    statements: pl.DataFrame
    coded: CodedTexts
    mentions: pl.DataFrame
    drawn: pl.DataFrame | None
    done: pl.DataFrame | None
    focal: pl.Series
    by: NDArray[np.int16]
    people: list[str] = field(default_factory=lambda: [""])

    def said_by(self, customer: str) -> Bools:
        """Which statements are in scope: those of the customer, or all where none is given. bool[S]."""
        if not customer:
            return np.ones(len(self.statements), np.bool_)
        return (self.statements["customer"] == customer).fill_null(False).to_numpy()

    def silent_rows(self, category: str, folded: str, customer: str) -> Ints:
        """Statements that give to this actor although no word names it (see ``gather``): int64, ascending."""
        silent = self.coded.present[:, CODES.index(category)] & self.said_by(customer)
        named = self.mentions.filter((pl.col("category") == category) & (pl.col("folded") != ""))["row"]
        silent[named.to_numpy()] = False
        if category == ACTORS[FOCAL]:
            silent &= (self.focal == folded).to_numpy()
        return np.flatnonzero(silent) if folded == "" or category == ACTORS[FOCAL] else np.zeros(0, np.int64)

    def set_code(self, rows: Ints, code: int, probability: NDArray[np.float64], present: bool, who: str) -> None:
        """One code of the statements at ``rows`` (each once), as a person set it."""
        if who not in self.people:
            self.people.append(who)
        self.coded.probability[rows, code] = probability
        self.coded.present[rows, code] = present
        self.by[rows, code] = self.people.index(who)


def evidence_of(statements: pl.DataFrame, coded: CodedTexts, mentions: pl.DataFrame, drawn: pl.DataFrame | None,
                done: pl.DataFrame | None) -> Evidence:
    """The evidence of a study before any correction; what is given stays as it is."""
    own = replace(coded, probability=coded.probability.copy(), present=coded.present.copy(), valence=coded.valence.copy(),
                  valence_label=coded.valence_label.copy())
    prepared = mentions.with_columns(folded=lowered("name"), word=lowered("form"), silent=pl.lit(False))
    focal = statements.select(lowered("focal")).to_series()
    return Evidence(statements, own, prepared, drawn, done, focal, np.zeros(coded.present.shape, np.int16))
