"""Whom a holdout still has to assign, with the stratum of each."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl
from django.db import connection

from lifeworld.audiences.core import expression as e
from lifeworld.audiences.core.checks import NO_TEXT
from lifeworld.audiences.core.formula import Parameter, Rows, both
from lifeworld.audiences.models import Assignment, Segmentation, SegmentMember
from lifeworld.audiences.queries.compiling import compiled
from lifeworld.audiences.queries.conditions import table
from lifeworld.constellations.models import Moment
from lifeworld.customers.models import Customer, Trait
from lifeworld.kit.caller import Caller, not_found
from lifeworld.kit.errors import InputRefused
from lifeworld.kit.ids import content_ids
from lifeworld.voices.models import Study

STRATA_MAX = 4
STRATUM_CHARS_MAX = 200
NONE = "(none)"


def checked_strata(caller: Caller, strata: tuple[str, ...]) -> tuple[str, ...]:
    """The strata. Errors: InputRefused for too many; 404 for a study or a segmentation that is not here."""
    if len(strata) > STRATA_MAX or any(not name or len(name) > 100 or NO_TEXT.search(name) for name in strata):
        raise InputRefused("strata_refused", f"A holdout has at most {STRATA_MAX} strata, each of which has a name.", "Give fewer.")
    for name in strata:
        kind, _, slug = name.partition(":")
        if kind == "type" and slug and not Study.objects.filter(place=caller.place_id, slug=slug).exists():
            raise not_found("study", slug)
        if kind == "segment" and slug and not Segmentation.objects.filter(place=caller.place_id, slug=slug).exists():
            raise not_found("segmentation", slug)
    return strata


def unassigned(caller: Caller, holdout: int, condition: e.Condition, strata: tuple[str, ...]) -> pl.DataFrame:
    """Customers of whom the condition is certainly true and who have no arm in the holdout: customer, key, stratum; in their order."""
    ready = compiled(caller, condition)
    fresh = Rows(f"{table(Assignment)} r", "r.customer_id", "r.holdout_id = %s", (holdout,), negated=True)
    sql, parameters = ready.customers(both(ready.truth.true, fresh), "c.id, c.key", "ORDER BY c.id")
    people = _frame(sql, parameters, {"customer": pl.Int64, "key": pl.String})
    for at, name in enumerate(strata):
        people = people.join(_values(caller, name).rename({"value": f"s{at}"}), on="customer", how="left", maintain_order="left")
    if not strata:
        return people.with_columns(stratum=pl.lit(""))
    said = people.with_columns(stratum=pl.concat_str([pl.col(f"s{at}").fill_null(NONE) for at in range(len(strata))], separator=" | "))
    long = pl.col("stratum").str.len_chars() > STRATUM_CHARS_MAX
    return said.with_columns(pl.when(long).then(content_ids(said["stratum"])).otherwise("stratum").alias("stratum")).select(
        "customer", "key", "stratum")


def _values(caller: Caller, name: str) -> pl.DataFrame:
    """The value of a stratum's name for the customers who have one: customer, value."""
    kind, _, slug = name.partition(":")
    if kind == "type" and slug:
        rows = Moment.objects.filter(study__place=caller.place_id, study__slug=slug, latest=True).values_list("customer_id", "type")
        return _two_columns((pk, type_) for pk, type_ in rows)
    if kind == "segment" and slug:
        own = SegmentMember.objects.filter(segmentation__place=caller.place_id, segmentation__slug=slug)
        return _two_columns((pk, str(segment)) for pk, segment in own.values_list("customer_id", "segment"))
    traits = Trait.objects.filter(customer__in=Customer.objects.filter(place=caller.place_id), name=name)
    return _two_columns((pk, value) for pk, value in traits.values_list("customer_id", "value"))


def _two_columns(rows: Iterable[tuple[int, str]]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema={"customer": pl.Int64, "value": pl.String}, orient="row")


def _frame(sql: str, parameters: tuple[Parameter, ...], schema: dict[str, type[pl.DataType]]) -> pl.DataFrame:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return pl.DataFrame(cursor.fetchall(), schema=schema, orient="row")
