"""The event that stands for an activity. No event is ever changed: what became otherwise is withdrawn, and sent as it is now."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import Any

from lifeworld.plugin import Incoming
from lifeworld.plugin_web import Caller, key_of, take, withdraw
from lifeworld_running.core.lines import EVENT, PATCHY_SOURCE, RECORDED_SOURCE, RUNS, TOGETHER, TOLD_SOURCE
from lifeworld_running.core.said import VERIFIED_TRUST
from lifeworld_running.core.summaries import analysis_of, event_numbers
from lifeworld_running.models import Activity, Route

KEPT = ("taken", "duplicate")
WORD_CHARS = 120


def tell(caller: Caller, row: Activity) -> None:
    """The events of an activity say what the activity says now; runs in the transaction of whoever changed it.

    No event stands for a duplicate, a planned route, what is no run, or a run of which no time or distance is known; nor where the engine
    refuses it, as one of a time to come: such an activity stays, and counts in no measure.
    """
    if row.planned or row.duplicate_of_id is not None or row.started_us is None or row.distance_m is None or row.sport not in RUNS:
        take_back(caller, row)
        return
    data, source = said_of(row), source_of(row)
    digest = _digest(source, row.started_us, data)
    if digest != row.event_digest:
        _withdrawn(caller, row, row.event_source, event_key(row))
        sent = _sent(caller, Incoming(source, event_key(row), EVENT, key_of(caller, row.customer_id), row.started_us, data))
        row.event_source, row.event_digest = (source, digest) if sent else ("", "")
        row.save(update_fields=["event_source", "event_digest"])
    _tell_with(caller, row)


def take_back(caller: Caller, row: Activity) -> None:
    """The events that stand for the activity go, where any do; measures and constellations follow."""
    if not row.event_source and not row.with_digest:
        return
    _withdrawn(caller, row, row.event_source, event_key(row))
    _withdrawn(caller, row, TOLD_SOURCE if row.with_digest else "", f"{event_key(row)}/with")
    row.event_source, row.event_digest, row.with_digest = "", "", ""
    row.save(update_fields=["event_source", "event_digest", "with_digest"])


def event_key(row: Activity) -> str:
    """The key of the event: two customers may give the same file."""
    return f"{row.customer_id}/{row.key}"


def _tell_with(caller: Caller, row: Activity) -> None:
    """With whom she ran is an event of its own, because an event counts as a deed with one actor only."""
    data = {"activity": row.key, "with": row.with_whom, "family": row.with_family}
    digest = _digest(TOLD_SOURCE, row.started_us, data) if row.with_whom else ""
    if digest == row.with_digest:
        return
    key = f"{event_key(row)}/with"
    _withdrawn(caller, row, TOLD_SOURCE if row.with_digest else "", key)
    sent = digest and _sent(caller, Incoming(TOLD_SOURCE, key, TOGETHER, key_of(caller, row.customer_id), row.started_us, data))
    row.with_digest = digest if sent else ""
    row.save(update_fields=["with_digest"])


def _sent(caller: Caller, event: Incoming) -> bool:
    return take(_sender(caller), [event])[0].status in KEPT


def _withdrawn(caller: Caller, row: Activity, source: str, key: str) -> None:
    if source:
        withdraw(_sender(caller), source, [key], customer=key_of(caller, row.customer_id))


def _digest(*parts: Any) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _sender(caller: Caller) -> Caller:
    return replace(caller, scopes=caller.scopes | {"events.record"})


def said_of(row: Activity) -> dict[str, Any]:
    """The data of the event: numbers, the device and the app, and the number of the route."""
    data: dict[str, Any] = {"activity": row.key, "sport": row.sport, **event_numbers(analysis_of(row.summary))}
    data.update({name: word[:WORD_CHARS] for name, word in (("device", row.device), ("app", row.app)) if word})
    if row.route_id is not None:
        data["route"] = Route.objects.values_list("number", flat=True).get(pk=row.route_id)
    return data


def source_of(row: Activity) -> str:
    """How far the event can be relied on, as the name of its source."""
    if row.manual:
        return TOLD_SOURCE
    return RECORDED_SOURCE if row.trust is not None and row.trust >= VERIFIED_TRUST else PATCHY_SOURCE
