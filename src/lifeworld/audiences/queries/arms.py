"""Who is in which arm of a holdout: for whoever compares the two."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
from django.db.models import Count

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


def sizes_of_arms(caller: Caller, slugs: Sequence[str]) -> dict[str, dict[str, int]]:
    """How many customers are in each arm of these holdouts of the place, by slug and arm, in one question; a holdout that is not here is
    left out. Errors: LifeworldError 403.
    """
    caller.require("audiences.see")
    drawn = Assignment.objects.filter(holdout__place=caller.place_id, holdout__slug__in=slugs).order_by()
    found: dict[str, dict[str, int]] = {}
    for slug, arm, n in drawn.values_list("holdout__slug", "arm").annotate(n=Count("id")):
        found.setdefault(slug, {})[arm] = n
    return found
