"""All that is kept among the events of whoever asks what is kept about her."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from lifeworld.events.models import Event, Refused
from lifeworld.events.queries.rows import source_names, subject_names, type_names
from lifeworld.kit.caller import Caller

ROWS = 2_000
MANY = 400


def done_of(caller: Caller, subjects: Iterable[int], keys: Iterable[str] = ()) -> dict[str, list[dict[str, Any]]]:
    """The events of these subjects of the caller's place in the order of (time, id), and what was refused of them, as tables.

    ``keys``: further keys whose refused events are asked for; somebody of whom all was refused is no subject.

    Needs «customers.change».
    """
    caller.require("customers.change")
    mine = sorted(set(subjects))
    sources, types, names = source_names(caller.place_id), type_names(caller.place_id), subject_names(caller.place_id, mine)
    done: list[dict[str, Any]] = []
    refused: list[dict[str, Any]] = []
    for start in range(0, len(mine), MANY):
        some = mine[start:start + MANY]
        rows = Event.objects.filter(place=caller.place_id, subject__in=some)
        done += [{"source": sources.get(one.source, ""), "id": one.key, "type": types.get(one.type, ""),
                  "subject": names.get(one.subject or 0, ""), "time": _text(one.at_us),
                  "received": _text(one.received_us), "data": one.data} for one in rows.iterator(ROWS)]
    named = sorted({*names.values(), *keys})
    for start in range(0, len(named), MANY):
        refused += [{"code": code, "message": message, "event": body} for code, message, body in Refused.objects.filter(
            place=caller.place_id, customer__in=named[start:start + MANY]).order_by("pk").values_list("code", "message", "body")]
    return {"done": sorted(done, key=lambda one: (one["time"], one["id"])), "refused": refused}


def _text(at_us: int) -> str:
    return datetime.fromtimestamp(at_us // 1_000_000, UTC).replace(microsecond=at_us % 1_000_000).isoformat().replace("+00:00", "Z")
