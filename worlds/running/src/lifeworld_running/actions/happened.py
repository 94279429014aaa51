"""The event that stands for an activity. No event is ever changed: what became otherwise is withdrawn, and sent as it is now."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import Any

from lifeworld.plugin import Incoming
from lifeworld.plugin_web import Caller, key_of, take, withdraw
from lifeworld_running.core.lines import EVENT, PATCHY_SOURCE, RECORDED_SOURCE, TOLD_SOURCE
from lifeworld_running.core.said import VERIFIED_TRUST
from lifeworld_running.core.summaries import analysis_of, event_numbers
from lifeworld_running.models import Activity, Route

KEPT = ("taken", "duplicate")


def tell(caller: Caller, row: Activity) -> None:
    """The event of an activity says what the activity says now; runs in the transaction of whoever changed it.

    No event stands for a duplicate, a planned route, or a run of which no time is known; nor where the engine refuses it, as one of a time
    to come: such an activity stays, and counts in no measure.
    """
    data, source = said_of(row), source_of(row)
    if row.planned or row.duplicate_of_id is not None or row.started_us is None:
        take_back(caller, row)
        return
    digest = hashlib.sha256(json.dumps([source, row.started_us, data], sort_keys=True).encode()).hexdigest()
    if row.event_source and digest == row.event_digest:
        return
    take_back(caller, row)
    answer = take(_sender(caller), [Incoming(source, event_key(row), EVENT, key_of(caller, row.customer_id), row.started_us, data)])[0]
    if answer.status in KEPT:
        row.event_source, row.event_digest = source, digest
        row.save(update_fields=["event_source", "event_digest"])


def take_back(caller: Caller, row: Activity) -> None:
    """The event that stands for the activity goes, where one does; measures follow."""
    if not row.event_source:
        return
    withdraw(_sender(caller), row.event_source, [event_key(row)], customer=key_of(caller, row.customer_id))
    row.event_source, row.event_digest = "", ""
    row.save(update_fields=["event_source", "event_digest"])


def event_key(row: Activity) -> str:
    """The key of the event: two customers may give the same file."""
    return f"{row.customer_id}/{row.key}"


def _sender(caller: Caller) -> Caller:
    return replace(caller, scopes=caller.scopes | {"events.record"})


def said_of(row: Activity) -> dict[str, Any]:
    """The data of the event: numbers and short names, nothing that the runner wrote but with whom she ran."""
    data: dict[str, Any] = {"activity": row.pk, "sport": row.sport, **event_numbers(analysis_of(row.summary))}
    words = {"device": row.device, "app": row.app, "with": row.with_whom}
    data.update({name: word for name, word in words.items() if word})
    if row.route_id is not None:
        data["route"] = Route.objects.values_list("number", flat=True).get(pk=row.route_id)
    return data


def source_of(row: Activity) -> str:
    """How far the event can be relied on, as the name of its source."""
    if row.manual:
        return TOLD_SOURCE
    return RECORDED_SOURCE if row.trust is not None and row.trust >= VERIFIED_TRUST else PATCHY_SOURCE
