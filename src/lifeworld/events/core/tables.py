"""What a row of an events file means, and how many of them tie a customer to an actor."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

CATEGORIES = ("self", "focal_provider", "other_providers", "peers", "family_friends", "strangers")
"""The six actor categories, in the order of every file and page."""


@dataclass(frozen=True)
class Field:
    """One column of an events file: its name, its type in a frame, whether a file must have it, and its meaning."""

    name: str
    dtype: type[pl.DataType] | pl.DataType
    required: bool
    meaning: str


EVENT_FIELDS = (
    Field("customer", pl.String, True, "Key of the customer to whom it happened; the same key as in the statements."),
    Field("time", pl.Datetime("us", "UTC"), False, "When it happened, ISO 8601 (2026-05-01 or 2026-05-01T07:30+02:00). "
          "Without a zone it counts as UTC, without a time of day as midnight. Empty: unknown."),
    Field("type", pl.String, False, "What happened, in the words of the source, for example group_run. A type that ends "
          "in given or sent went from the customer to the actor, one that ends in received came from the actor."),
    Field("category", pl.String, True, "Actor category of the counterpart: one of the six codes; self = done alone."),
    Field("actor", pl.String, False, "Name of the counterpart inside this customer's life. Empty: unnamed."),
    Field("count", pl.Int64, False, "How many alike happened in this row, a whole number from 1. Empty: 1."),
)
"""The columns of an events file in the order of a frame of events; documentation is made from this."""

EVENT_SCHEMA = pl.Schema({field.name: field.dtype for field in EVENT_FIELDS})


GIVEN, RECEIVED = r"(?i)(^|[_ -])(given|sent)$", r"(?i)(^|[_ -])received$"
"""Types of events with a direction; most events, such as running together, have none."""


def counted(events: pl.DataFrame) -> pl.DataFrame:
    """Events per customer and actor: customer, category, actor (null = unnamed), n, given, received, last_time.

    ``n`` adds the counts, ``given`` and ``received`` those of types with that direction (Int64); ``last_time`` is the
    latest known time (Datetime), null where none is known. Rows are in the order of (customer, category, actor), so
    the order of the events does not matter.

    >>> events = pl.DataFrame({"customer": ["ana"] * 3, "category": ["peers"] * 3, "actor": ["Club", None, "Club"],
    ...                        "count": [1, 1, 4], "type": ["group_run", None, "kudos_received"],
    ...                        "time": [None] * 3}, schema_overrides=dict(EVENT_SCHEMA))
    >>> counted(events).select("actor", "n", "given", "received").rows()
    [('Club', 5, 0, 4), (None, 1, 0, 0)]
    """
    keys = ("customer", "category", "actor")
    count, kind = pl.col("count"), pl.col("type")
    totals = events.group_by(*keys).agg(
        count.sum().alias("n"), count.filter(kind.str.contains(GIVEN)).sum().alias("given"),
        count.filter(kind.str.contains(RECEIVED)).sum().alias("received"), pl.col("time").max().alias("last_time"))
    return totals.sort(*keys, nulls_last=True)
