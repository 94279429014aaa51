"""Everything that some customers' constellations are made from: statements, what stands for them, drawn maps, and deeds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import polars as pl

from lifeworld.constellations.core import actor_names
from lifeworld.constellations.core.deeds import canonical, done_of
from lifeworld.constellations.core.drawing import Drawing, drawing_from_json, drawing_ties, drawn_rows
from lifeworld.constellations.core.drawn import ALTER_TIE_SCHEMA, DRAWN_SCHEMA, drawn_ties
from lifeworld.constellations.core.nearness import one_place_each
from lifeworld.constellations.core.standing import Standing, standing, standing_batch
from lifeworld.constellations.models import Drawing as KeptDrawing
from lifeworld.constellations.queries.deeds import deeds_of
from lifeworld.constellations.queries.readings import KEYS_A_QUERY, readings_of
from lifeworld.kit.caller import Caller
from lifeworld.voices.core.batches import CodedBatch
from lifeworld.voices.core.lexicon import Lexicon
from lifeworld.voices.core.site_studies import StudyValue
from lifeworld.voices.files.coding import lexicon_for
from lifeworld.voices.files.study import Study
from lifeworld.voices.queries.statements import statements_frame

LEXICONS_MAX = 32


@dataclass(frozen=True, eq=False)
class Material:
    """What is known of some customers of a study. ``statements`` are sorted by (customer, id) as ``stands`` and ``batch`` are.

    ``drawn`` are placed actors by canonical name (None: nobody drew); ``as_drawn`` says how each was called: customer, category,
    name, as_drawn, valence; ``drawn_ties`` has the columns of ALTER_TIE_SCHEMA; ``drawings`` the newest drawing of each customer.
    ``deeds`` are events that count as done, by canonical name and type of event; ``done`` the same whatever their type (None: none).
    """

    statements: pl.DataFrame
    stands: Standing
    batch: CodedBatch
    lexicon: Lexicon
    drawn: pl.DataFrame | None
    as_drawn: pl.DataFrame
    drawn_ties: pl.DataFrame
    drawings: dict[str, Drawing]
    deeds: pl.DataFrame
    done: pl.DataFrame | None

    @property
    def nothing(self) -> bool:
        """Whether nothing was said, drawn or done."""
        return self.statements.is_empty() and not self.drawings and self.done is None


def material(caller: Caller, study: StudyValue, customers: Sequence[str] | None = None) -> Material:
    """The material of these customers (keys), or of the whole study, statements without a customer included."""
    keyed = statements_frame(caller, study.pk, customers=customers, with_pk=True)
    statements = keyed.drop("pk").with_columns(pl.col("focal").fill_null(pl.lit(study.settings.focal, pl.String)))
    modelled, readings = readings_of(study, keyed["pk"].to_numpy().astype(np.int64), every=customers is None)
    stands = standing(modelled, readings)
    lexicon = study_lexicon(study)
    batch = standing_batch(statements, stands, lexicon, "standing", study.codebook.core().label)
    drawings = newest_drawings(study.pk, customers)
    drawn, as_drawn = _canonical(drawings, statements, lexicon)
    ties = [drawing_ties(drawing, customer) for customer, drawing in drawings.items()]
    deeds = canonical(deeds_of(study, customers), statements, lexicon)
    return Material(statements, stands, batch, lexicon, drawn, as_drawn,
                    pl.concat([pl.DataFrame(schema=dict(ALTER_TIE_SCHEMA)), *ties]), drawings, deeds, done_of(deeds))


def study_lexicon(study: StudyValue) -> Lexicon:
    """The lexicon that knows the providers of the study."""
    settings = study.settings
    return _lexicon(settings.focal, settings.aliases, tuple(sorted(settings.others.items())))


@lru_cache(maxsize=LEXICONS_MAX)
def _lexicon(focal: str | None, aliases: tuple[str, ...], others: tuple[tuple[str, tuple[str, ...]], ...]) -> Lexicon:
    return lexicon_for(Study(focal=focal, focal_aliases=aliases, others=dict(others)), focal)


def newest_drawings(study: int, customers: Sequence[str] | None = None) -> dict[str, Drawing]:
    """The newest drawing of each customer by the customer's key, sorted."""
    found: dict[str, Drawing] = {}
    rows = KeptDrawing.objects.filter(study=study).order_by("id")
    names = None if customers is None else list(customers)
    for at in range(0, 1 if names is None else len(names), KEYS_A_QUERY):
        some = rows if names is None else rows.filter(customer__key__in=names[at:at + KEYS_A_QUERY])
        for key, body in some.values_list("customer__key", "body"):
            found[key] = body
    return {key: drawing_from_json(found[key]) for key in sorted(found)}


def _canonical(drawings: dict[str, Drawing], statements: pl.DataFrame, lexicon: Lexicon) -> tuple[pl.DataFrame | None, pl.DataFrame]:
    """Placed actors by the names that words use, one place each; and how each was called in the drawing."""
    if not drawings:
        return None, pl.DataFrame(schema={**dict.fromkeys(("customer", "category", "name", "as_drawn"), pl.String), "valence": pl.Int8})
    rows = pl.concat([pl.DataFrame(schema=dict(DRAWN_SCHEMA)), *(drawn_rows(drawing, key) for key, drawing in drawings.items())])
    ties = drawn_ties(rows).with_columns(as_drawn="name")
    named = actor_names.canonical_names(ties, actor_names.focal_of_customers(statements), lexicon)
    said = pl.DataFrame([(key, actor.name, actor.valence) for key, drawing in drawings.items() for actor in drawing.actors],
                        schema={"customer": pl.String, "as_drawn": pl.String, "valence": pl.Int8}, orient="row")
    called = named.drop_nulls("category").select("customer", "category", "name", "as_drawn").join(
        said, on=["customer", "as_drawn"], how="left", maintain_order="left")
    return one_place_each(named.drop("as_drawn")), called
