"""What changes the journal: a line is added; a reader moves on; a customer is forgotten."""

from __future__ import annotations

import zlib
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from lifeworld.events.models import Cursor, JournalLine
from lifeworld.kit.caller import Caller

JOURNAL_LOCK = 0x6C77 << 32
"""Where the numbers of the journal's advisory locks begin, so that they meet no other lock of the database."""


@transaction.atomic
def record(caller: Caller, type: str, *, customer: str = "", data: dict[str, Any] | None = None, source: str | None = None,
           at: datetime | None = None) -> int:
    """Add a line to the journal of the caller's place, in the transaction that runs; returns its position.

    ``data`` holds keys and numbers, never what a person wrote. A ``source`` that the place already has is not written again: the
    position of its line is returned. Call it last in a transaction, because writers of one place wait for one another from here on.
    """
    _in_order(caller.place)
    if source is not None and (known := JournalLine.objects.filter(place=caller.place, source=source).values_list("id", flat=True).first()):
        return known
    return JournalLine.objects.create(place=caller.place, type=type, customer=customer, who=caller.who, at=at or timezone.now(),
                                source=source, data=data or {}).pk


def _in_order(place: str) -> None:
    """Positions become visible in their order: on PostgreSQL writers of one place wait for one another; SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [JOURNAL_LOCK | zlib.crc32(place.encode())])


@transaction.atomic
def move_on(reader: str, place: str, position: int) -> None:
    """A reader has read up to this position."""
    Cursor.objects.update_or_create(reader=reader, place=place, defaults={"position": position})


def forget(place: str, customer: str) -> None:
    """No line names the customer any more; the lines stay, so that positions do."""
    JournalLine.objects.filter(place=place, customer=customer).update(customer="", data={}, source=None)
