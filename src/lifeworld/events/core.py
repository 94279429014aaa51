"""What an event row means, how many of them tie a customer to an actor, and what a line of the journal says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

CATEGORIES = ("self", "focal_provider", "other_providers", "peers", "family_friends", "strangers")
"""The six actor categories, in the order of every file and page."""


@dataclass(frozen=True)
class Line:
    """A line of the journal: ``position`` counts up in its place, ``who`` names nobody ("user:3"), ``data`` holds keys and numbers.

    ``at`` is when it happened, ISO 8601 in UTC ("2026-05-01T07:30:00Z"); ``customer`` is "" where it is about none, or about one who
    was forgotten.
    """

    position: int
    type: str
    customer: str = ""
    who: str = ""
    at: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> int:
        """The position, as tables call it."""
        return self.position

    @property
    def said(self) -> str:
        """The line as a sentence for people."""
        return sentence(self.type, self.data)


SENTENCES: Mapping[str, str] = {
    "places.founded": "The place was founded.",
    "places.added": "The place {path} was added.",
    "places.renamed": "The place was given another name.",
    "places.member_added": "Somebody got the role {role}.",
    "places.member_changed": "Somebody's role became {role}.",
    "places.member_removed": "Somebody lost a role here.",
    "places.key_made": "A key for machines was made.",
    "places.key_revoked": "A key for machines was revoked.",
    "places.embed_added": "A partner's page was allowed to show elements.",
    "places.embed_revoked": "A partner's page may show elements no more.",
    "customers.changed": "What is known of a customer changed ({what}).",
    "customers.forgotten": "A customer was erased.",
    "voices.study_created": "A study was begun.",
    "voices.study_changed": "The settings of a study changed.",
    "voices.uploaded": "A file of {bytes} bytes arrived.",
    "voices.statements_added": "{n} statements came into a study.",
    "voices.imported": "Codings of {n} statements were imported.",
    "voices.queue_made": "A queue of {n} statements to code was made.",
    "voices.queue_deleted": "A queue of statements to code was taken away.",
    "voices.coded": "A statement was coded.",
    "voices.settled": "A difference between coders was settled.",
    "voices.model_coded": "A model coded {n} statements.",
    "voices.codebook_changed": "A codebook has a new version, {number}.",
    "constellations.drawn": "A customer drew a map.",
    "constellations.link_made": "A link to draw by was made.",
    "constellations.link_revoked": "A link to draw by was revoked.",
}
"""What the types of this site's journal mean to people; a type that is not here is told by its name."""


def sentence(type: str, data: Mapping[str, Any]) -> str:
    """A line of the journal as a sentence; what the line does not hold is left to the type's name.

    >>> sentence("voices.statements_added", {"study": 7, "n": 30})
    '30 statements came into a study.'
    >>> sentence("club.joined", {})
    'Club: joined.'
    """
    try:
        return SENTENCES[type].format_map(data)
    except (KeyError, ValueError, IndexError):
        room, _, what = type.partition(".")
        return f"{room.capitalize()}: {(what or 'something happened').replace('_', ' ')}."


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
