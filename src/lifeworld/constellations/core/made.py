"""Constellations of some customers, made with what belongs to their study."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from lifeworld.constellations.core import types
from lifeworld.constellations.core.drawing import Drawing
from lifeworld.constellations.core.partial.found import Found, Pools, find
from lifeworld.constellations.core.picture_data import Drawn
from lifeworld.constellations.core.pools import census, pools_of, speakers
from lifeworld.constellations.core.settings import Settings
from lifeworld.constellations.core.spread import statement_spread
from lifeworld.constellations.core.study_values import StudyValues
from lifeworld.voices.core.batches import CodedBatch
from lifeworld.voices.core.lexicon import Lexicon

LABELS = (types.UNDETERMINED, *types.TYPES)
"""Types in the order of lists: whoever has none comes first, because that is where more is to be asked."""


def some_found(statements: pl.DataFrame, batch: CodedBatch, lexicon: Lexicon, drawn: pl.DataFrame | None, values: StudyValues,
               settings: Settings | None = None, done: pl.DataFrame | None = None) -> Found:
    """What is found of these customers with the kept values of their study; nothing of the study is estimated from them alone."""
    alone = replace(settings or Settings(), maps_min=sys.maxsize)
    return find(statements, batch, lexicon, (), drawn=drawn, done=done, settings=alone, spread=values.spread, model=values.model)


@dataclass(frozen=True, eq=False)
class Whole:
    """A whole study: what is found, the values that belong to it, its pools, and sentences on pools that are not shown."""

    found: Found
    values: StudyValues
    pools: Pools
    notes: tuple[str, ...]


def whole_found(statements: pl.DataFrame, batch: CodedBatch, lexicon: Lexicon, drawn: pl.DataFrame | None,
                settings: Settings | None = None, done: pl.DataFrame | None = None) -> Whole:
    """A whole study as ``lifeworld map`` finds it."""
    settings = settings or Settings()
    pools, notes = pools_of(census(statements), len(statements), speakers(statements).n_unique())
    found = find(statements, batch, lexicon, pools, drawn=drawn, done=done, settings=settings)
    if found.gathered is None:
        return Whole(found, StudyValues(), pools, notes)
    spread = statement_spread(found.gathered.rows, found.gathered.coded)
    return Whole(found, StudyValues(spread, found.proximity_model(settings)), pools, notes)


def drawn_parts(found: Found, as_drawn: pl.DataFrame, alter_ties: pl.DataFrame, drawings: Mapping[str, Drawing]) -> dict[str, Drawn]:
    """What each customer drew, by the keys of the actors that it became.

    Several drawn actors may be one actor of the words; what is said of helping is then their sum's sign, and ties within one are none.
    """
    folded = pl.col("name").str.to_lowercase()
    keys = as_drawn.with_columns(folded=folded).join(
        found.ties.select("customer", "category", folded=folded, actor="actor"), on=["customer", "category", "folded"], how="left")
    unnamed = pl.concat_str("category", pl.lit(":(unnamed)"))
    keyed = keys.with_columns(actor=pl.when(pl.col("name") == "").then(unnamed).otherwise("actor")).drop_nulls("actor")
    actor_of = {(customer, called): actor for customer, called, actor in keyed.select("customer", "as_drawn", "actor").iter_rows()}
    signs: dict[str, dict[str, int]] = {}
    for customer, actor, sign in keyed.drop_nulls("valence").group_by("customer", "actor", maintain_order=True).agg(
            pl.col("valence").cast(pl.Int64).sum().sign()).iter_rows():
        signs.setdefault(customer, {})[actor] = int(sign)
    pairs: dict[str, set[tuple[str, str]]] = {}
    for customer, source, target in alter_ties.select("customer", "source", "target").iter_rows():
        ends = sorted({actor_of.get((customer, source), ""), actor_of.get((customer, target), "")} - {""})
        if len(ends) == 2:
            pairs.setdefault(customer, set()).add((ends[0], ends[1]))
    return {customer: Drawn(rings_of(drawing.rings, drawing.words), signs.get(customer, {}), sorted(pairs.get(customer, ())))
            for customer, drawing in drawings.items()}


def rings_of(k: int, words: tuple[str, ...]) -> dict[str, Any]:
    """Rings as a picture has them; without wordings they are counted."""
    return {"k": k, "words": list(words) or [f"ring {ring}" for ring in range(1, k + 1)]}
