"""A simulated coder at work: what it finds in what was said, as the columns that the real coders write."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import special

from lifeworld.constellations.core.gather import Said
from lifeworld.constellations.core.simulation.coders import Coder
from lifeworld.constellations.core.simulation.people import N_CODES, Keys, normals
from lifeworld.constellations.core.simulation.speech import Speech
from lifeworld.kit.ids import hash64
from lifeworld.kit.streams import stream_keys, uniforms

Ints = NDArray[np.int64]
FOCAL_NAME = "brand"
FIRST_OTHER = 2
"""Categories from here on have several actors; the self and the focal provider are one each."""

VALENCE_ERROR_SD = 0.3


def customer_shifts(coder: Coder, keys: Keys) -> NDArray[np.float64]:
    """How much higher a coder scores everything that one customer says: float64[G, 12], standard normal."""
    return normals(stream_keys(131, keys, hash64(pl.Series([coder.name]))), 0, N_CODES)


@dataclass(frozen=True)
class Found:
    """What a coder finds: probability float32[S, 12], 0 where absent; mentions whose names it recognises; valence."""

    probability: NDArray[np.float32]
    mention_statement: Ints
    mention_category: Ints
    mention_slot: Ints
    valence: NDArray[np.float64]


def coded(spoken: Speech, keys: Keys, coder: Coder) -> Found:
    """Code what was said by customers with the streams ``keys``; a name is recognised where its code is present.

    The named mentions of a code that the coder misses give nothing; a code that it marks wrongly names nobody.
    """
    where = (spoken.mention_statement, spoken.mention_category, spoken.mention_slot)
    if coder.exact:
        return Found(spoken.codes.astype(np.float32), *where, spoken.valence)
    own = stream_keys(132, spoken.key, hash64(pl.Series([coder.name])))
    u = uniforms(own, N_CODES + 1)
    noise = np.sqrt(1 - coder.together) * special.ndtri(u[:, :N_CODES])
    shift = np.sqrt(coder.together) * customer_shifts(coder, keys)[spoken.customer]
    score = spoken.codes * coder.distance + noise + shift
    present = score > coder.threshold
    probability = np.where(present, coder.probability(score), 0).astype(np.float32)
    cell = where[1].astype(np.uint64) * np.uint64(100) + where[2].astype(np.uint64)
    named = uniforms(stream_keys(133, own[where[0]], cell), 1)[:, 0] < coder.names
    valence = np.clip(spoken.valence + VALENCE_ERROR_SD * special.ndtri(u[:, N_CODES]), -1, 1)
    return Found(probability, where[0][named], where[1][named], where[2][named], valence)


def slot_name(slot: Ints) -> pl.Series:
    """The name of an actor by its place among the actors of its category."""
    return pl.Series([f"actor {k:02d}" for k in range(100)]).gather(slot)


def as_said(spoken: Speech, found: Found) -> Said:
    """The columns that ``gather`` reads, rows sorted by customer and time.

    The focal provider is known for every statement, as a study's column or option says it, so it needs no mention.
    """
    people = np.flatnonzero(found.mention_category >= FIRST_OTHER)
    texts = pl.DataFrame({"c": spoken.customer, "t": spoken.number})
    number = pl.col("c").cast(pl.String).str.zfill(7)
    statements = texts.select(
        id=number + "." + pl.col("t").cast(pl.String).str.zfill(3), customer=pl.lit("customer ") + number,
        focal=pl.lit(FOCAL_NAME),
    )
    return Said(
        statements, found.probability, found.valence.astype(np.float32), found.mention_statement[people],
        found.mention_category[people].astype(np.int8), slot_name(found.mention_slot[people]),
    )
