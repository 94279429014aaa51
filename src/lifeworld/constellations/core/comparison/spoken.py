"""The statements at one level in columns: who made each, which codes it carries, and how it is felt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.constellations.core.gather import Said, gather
from lifeworld.constellations.core.pools import speakers
from lifeworld.constellations.core.said import N_ACTORS, proportions
from lifeworld.constellations.core.settings import Settings
from lifeworld.kit.ids import hash64
from lifeworld.kit.streams import stream_keys
from lifeworld.voices.core.codebook import ACTORS, CODES

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Spoken:
    """S statements. speaker: String[S]. probability: float32[S, 12], 0 where a code is not present. valence: float64[S].

    content: a number made from ids and texts; the same for the same statements in any order. n_actors: int64[6], the
    actors found in each category, by which the prior of pooled shares is divided; for rows that name no customer.
    """

    speaker: pl.Series
    probability: NDArray[np.float32]
    valence: Floats
    content: int
    n_actors: NDArray[np.int64] | None = None

    @property
    def present(self) -> NDArray[np.bool_]:
        """Which codes each statement carries: bool[S, 12]."""
        return np.asarray(self.probability > 0)

    @property
    def gifts(self) -> Floats:
        """What each statement gives to the six categories and the six drivers: float64[S, 12], as in said.py."""
        return np.hstack([proportions(self.probability[:, :N_ACTORS]), proportions(self.probability[:, N_ACTORS:])])


def content_of(statements: pl.DataFrame) -> int:
    """A 64-bit number made from the ids and texts of statements, whatever their order.

    >>> a = pl.DataFrame({"id": ["1", "2"], "text": ["Rain.", "Sun."]})
    >>> content_of(a) == content_of(a.reverse()), content_of(a) == content_of(a.head(1))
    (True, False)
    """
    keys = stream_keys(46, hash64(statements["id"]), hash64(statements["text"]))
    return int(keys.sum(dtype=np.uint64)) if len(statements) else 0


def spoken_at(said: Said, settings: Settings, named: bool) -> Spoken:
    """Coded statements of one level; ``named`` says that rows name customers."""
    n_actors = None
    if not named:
        everybody = pl.Series(["all"]).new_from_index(0, len(said.statements))
        category = gather(said, everybody, settings).rows.category
        n_actors = np.bincount(category, minlength=N_ACTORS).astype(np.int64)
    statements = said.statements
    return Spoken(speakers(statements), said.present, said.valence.astype(np.float64), content_of(statements), n_actors)


def spoken_from(statements: pl.DataFrame, codings: pl.DataFrame, actors: pl.DataFrame) -> Spoken:
    """Coded statements of a mapped study, from its frames."""
    row = statements.select(statement="id", row=pl.int_range(pl.len()))
    where = codings.filter("present").join(row, on="statement", how="inner").filter(pl.col("code").is_in(list(CODES)))
    probability = np.zeros((len(statements), len(CODES)), np.float32)
    code = where["code"].replace_strict(list(CODES), list(range(len(CODES))), return_dtype=pl.Int64)
    probability[where["row"].to_numpy(), code.to_numpy()] = where["probability"].to_numpy()
    valence = statements["valence"].fill_null(0.0).to_numpy().astype(np.float32).astype(np.float64)
    n_actors = dict(actors.filter(pl.col("customer").is_null()).group_by("category").len().rows())
    return Spoken(speakers(statements), probability, valence, content_of(statements),
                  np.array([n_actors.get(category, 0) for category in ACTORS], np.int64))
