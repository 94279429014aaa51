"""What is asked of variables: what came with statements, and what is known of their customers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from django.db.models import TextField
from django.db.models.functions import Cast
from numpy.typing import NDArray

from lifeworld.customers.models import Trait
from lifeworld.voices.core.site_studies import StudyValue
from lifeworld.voices.core.site_tables import FACTS, Variable
from lifeworld.voices.models import Statement

NAMED_MAX = 1_000
"""Of so many statements or fewer, only their own facts are fetched."""


def facts_frame(study: StudyValue, statements: Sequence[int] | None = None) -> pl.DataFrame:
    """One row a statement (None: of all): pk, customer (key or null), and each of FACTS as text, null where unknown."""
    rows = Statement.objects.filter(study=study.pk, **({} if statements is None else {"pk__in": statements}))
    told = rows.order_by().annotate(said=Cast("facts", TextField())).values_list("pk", "customer", "said")
    frame = pl.DataFrame(list(told), schema={"pk": pl.Int64, "customer": pl.Int64, "said": pl.String}, orient="row")
    schema = dict.fromkeys(FACTS, pl.String)
    facts = frame.select(pl.col("said").str.json_decode(pl.Struct(schema)).struct.unnest()) if frame.height else pl.DataFrame(schema=schema)
    return pl.concat([frame.drop("said"), facts], how="horizontal")


def traits_frame(study: StudyValue) -> pl.DataFrame:
    """Traits of customers of the study's place: customer (key), name, value."""
    rows = Trait.objects.filter(customer__place=study.place_id).order_by().values_list("customer", "name", "value")
    return pl.DataFrame(list(rows), schema={"customer": pl.Int64, "name": pl.String, "value": pl.String}, orient="row")


def variables(study: StudyValue) -> list[Variable]:
    """What codes of the study can be held against: facts, then traits, each with two levels or more."""
    facts = facts_frame(study)
    found = [Variable(f"fact:{name}", facts[name].drop_nulls().n_unique(), facts.height - facts[name].null_count()) for name in FACTS]
    traits = facts.select("customer").drop_nulls().join(traits_frame(study), on="customer")
    by = traits.group_by("name").agg(pl.col("value").n_unique().alias("levels"), pl.len().alias("n")).sort("name")
    found += [Variable(f"trait:{name}", levels, n) for name, levels, n in by.iter_rows()]
    return [one for one in found if one.n_levels > 1]


def values_of(study: StudyValue, variable: str, statements: NDArray[np.int64]) -> pl.Series:
    """The value of a variable ("fact:wave", "trait:city") for each of these statements, String[n], null where it is not known."""
    kind, _, name = variable.partition(":")
    facts = facts_frame(study, statements.tolist() if len(statements) <= NAMED_MAX else None)
    if kind == "fact":
        known = facts.select("pk", value=pl.col(name)) if name in FACTS else facts.select("pk", value=pl.lit(None, pl.String))
    else:
        own = traits_frame(study).filter(pl.col("name") == name).select("customer", "value")
        known = facts.select("pk", "customer").join(own, on="customer", how="left").select("pk", "value")
    asked = pl.DataFrame({"pk": statements}, schema={"pk": pl.Int64})
    return asked.join(known, on="pk", how="left", maintain_order="left")["value"]
