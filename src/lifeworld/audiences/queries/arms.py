"""Who is in which arm of a holdout: for whoever compares the two."""

from __future__ import annotations

import polars as pl

from lifeworld.audiences.models import Assignment
from lifeworld.audiences.queries.holdouts import holdout_of
from lifeworld.kit.caller import Caller

ARMS: dict[str, pl.DataType | type[pl.DataType]] = {"customer": pl.Int64, "arm": pl.String, "at": pl.Datetime("us", "UTC")}


def arms(caller: Caller, slug: str) -> pl.DataFrame:
    """The customers of a holdout in the order of their numbers: customer, arm ("held" or "served"), and when they were assigned.

    Errors: LifeworldError 403, 404.
    """
    found = holdout_of(caller, slug)
    rows = Assignment.objects.filter(holdout=found.id, holdout__place=caller.place_id).order_by("customer")
    return pl.DataFrame(list(rows.values_list("customer", "arm", "at")), schema=ARMS, orient="row")
