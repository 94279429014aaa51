"""Types of events are declared, changed and retired."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from lifeworld.events.actions.journal import record
from lifeworld.events.core.refusals import TYPE_CHARS, TYPES_MAX
from lifeworld.events.models import DayCount, EventType
from lifeworld.events.queries.schemas import compiled
from lifeworld.events.queries.types import EventTypeValue, type_of
from lifeworld.kit.caller import Caller, conflict, not_found
from lifeworld.kit.errors import InputRefused

TITLE_CHARS = 200
KEEP_DAYS_MAX = 36_600


def declare_type(caller: Caller, name: str, title: str = "", schema: Mapping[str, Any] | None = None, keep_days: int | None = None,
                 ) -> EventTypeValue:
    """Declare a type of events of the place, or change what was declared of it. Needs «events.manage».

    ``schema``: JSON Schema (2020-12) that data must fit from now on; what came before stays as it is. ``keep_days``: events older than
    that are not taken in and go in time. Errors: InputRefused for a name, schema or number that cannot be; LifeworldError 409 where the
    place has no room for one more.
    """
    caller.require("events.manage")
    _check(name, title, keep_days)
    if schema is not None:
        compiled(schema)
    with transaction.atomic():
        known = EventType.objects.filter(place=caller.place_id, name=name).first()
        if known is None and EventType.objects.filter(place=caller.place_id).count() >= TYPES_MAX:
            raise conflict("too_many_types", f"The place has {TYPES_MAX} types of events.", "Retire types that are no longer sent.")
        row = known or EventType(place=caller.place_id, name=name)
        if known is None or known.schema != schema:
            row.version += 1
        row.title, row.schema, row.keep_days, row.declared = title, schema, keep_days, True
        row.save()
        record(caller, "events.type_declared", data={"type": row.pk, "version": row.version})
    return type_of(caller, name)


def retire_type(caller: Caller, name: str) -> None:
    """A type is no longer declared: its schema and keeping are gone, its events stay, and more of them come in as undeclared ones do.

    A type that never had an event goes altogether. Needs «events.manage». Errors: LifeworldError 404.
    """
    caller.require("events.manage")
    with transaction.atomic():
        row = EventType.objects.filter(place=caller.place_id, name=name).first()
        if row is None:
            raise not_found("type of events", name)
        pk = row.pk
        if DayCount.objects.filter(place=caller.place_id, type=pk).exists():
            row.title, row.schema, row.keep_days, row.declared, row.version = "", None, None, False, row.version + 1
            row.save()
        else:
            row.delete()
        record(caller, "events.type_retired", data={"type": pk})


def _check(name: str, title: str, keep_days: int | None) -> None:
    for text, what in ((name, "name"), (title, "title")):
        if "\0" in text or any("\ud800" <= char <= "\udfff" for char in text):
            raise InputRefused("not_text", f"The {what} of the type holds a character that no text holds.", "Take it out.")
    if not name.strip() or len(name) > TYPE_CHARS or name != name.strip():
        raise InputRefused("type_name_wrong", "The name of a type is empty, begins or ends with a space, or is too long.",
                           f"Give it 1 to {TYPE_CHARS} characters, as in «run.finished».")
    if len(title) > TITLE_CHARS:
        raise InputRefused("type_title_long", "The title of the type is too long.", f"Give it at most {TITLE_CHARS} characters.")
    if keep_days is not None and not 1 <= keep_days <= KEEP_DAYS_MAX:
        raise InputRefused("keep_days_wrong", f"Events cannot be kept for {keep_days} days.",
                           f"Give 1 to {KEEP_DAYS_MAX} days, or nothing to keep them for good.")
