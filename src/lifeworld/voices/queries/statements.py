"""What is asked of statements in bulk: the bridge from the tables to the frames of the cores."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl
from django.db.models import F, QuerySet, TextField
from django.db.models.functions import Cast

from lifeworld.customers.models import Customer
from lifeworld.kit.caller import Caller
from lifeworld.voices.core.statements import STATEMENT_SCHEMA
from lifeworld.voices.models import Statement
from lifeworld.voices.queries.studies import require_reader

FACTS = {name: kind for name, kind in STATEMENT_SCHEMA.items() if name not in {"id", "customer", "text", "context"}}
"""What stands in ``Statement.facts``; a fact that is unknown is absent."""

NAMES_A_QUERY = 5_000
_COLUMNS = {"pk": pl.Int64, "id": pl.String, "customer": pl.String, "text": pl.String, "context": pl.String, "facts": pl.String}


def statements_frame(caller: Caller, study_pk: int, ids: Sequence[str] | None = None, customers: Sequence[str] | None = None, *,
                     with_pk: bool = False) -> pl.DataFrame:
    """Statements of a study, columns of STATEMENT_SCHEMA, sorted by (customer, id) with customers unknown last, as ``lifeworld map`` reads.

    ``ids`` are keys of statements, ``customers`` keys of customers; None: all. ``with_pk`` adds the column ``pk`` Int64 of the table.
    A study of another place gives no row. Errors: LifeworldError 403.
    """
    require_reader(caller)
    if ids is not None and customers is not None:
        raise ValueError("ask by ids or by customers, not by both")
    rows = Statement.objects.filter(study=study_pk, study__place=caller.place_id)
    frame = pl.concat([_frame(part) for part in _parts(rows, caller.place_id, ids, customers)])
    schema = pl.Struct(FACTS)
    facts = frame.select(pl.col("facts").str.json_decode(schema).struct.unnest()) if frame.height else pl.DataFrame(schema=FACTS)
    whole = pl.concat([frame.drop("facts"), facts], how="horizontal")
    names = [*STATEMENT_SCHEMA, "pk"] if with_pk else list(STATEMENT_SCHEMA)
    return whole.select(names).sort("customer", "id", nulls_last=True)


def _parts(rows: QuerySet[Statement], place: int, ids: Sequence[str] | None,
           customers: Sequence[str] | None) -> Iterator[QuerySet[Statement]]:
    """The rows that are asked for, in queries that no database finds too long."""
    if ids is None and customers is None:
        yield rows
        return
    names = list(ids if ids is not None else customers or ())
    for at in range(0, max(1, len(names)), NAMES_A_QUERY):
        part = names[at:at + NAMES_A_QUERY]
        if ids is not None:
            yield rows.filter(key__in=part)
        else:  # by their numbers: a join by their keys would look at every statement of the study
            yield rows.filter(customer__in=list(Customer.objects.filter(place=place, key__in=part).values_list("pk", flat=True)))


def _frame(rows: QuerySet[Statement]) -> pl.DataFrame:
    found = rows.order_by().annotate(said=Cast("facts", TextField()), who=F("customer__key")).values_list(
        "pk", "key", "who", "text", "context", "said")
    frame = pl.DataFrame(list(found), schema=_COLUMNS, orient="row")
    return frame.with_columns(pl.when(pl.col("context") != "").then("context").alias("context"))


def statement_keys(caller: Caller, study_pk: int) -> pl.DataFrame:
    """The key of the table and the id of every statement of a study: pk Int64, id String, in the order of pk."""
    require_reader(caller)
    rows = Statement.objects.filter(study=study_pk, study__place=caller.place_id).order_by("pk").values_list("pk", "key")
    return pl.DataFrame(list(rows), schema={"pk": pl.Int64, "id": pl.String}, orient="row")
