"""The machines' door through which events come in: CloudEvents 1.0 and Segment's calls."""

from __future__ import annotations

import time
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from ninja import Schema

from lifeworld.events.actions.batches import Batch
from lifeworld.events.actions.quick import plain
from lifeworld.events.actions.taking import Outcome, take_batch
from lifeworld.events.api.happened import router  # one address, asked in two ways, has one router
from lifeworld.events.api.shapes import CLOUDEVENTS_BODY, SEGMENT_BODY
from lifeworld.events.core import cloudevents, segment
from lifeworld.events.core.cloudevents import Refused
from lifeworld.events.core.refusals import BATCH_EVENTS, BODY_BYTES, REFUSALS
from lifeworld.events.core.values import CONFLICT, DUPLICATE, REFUSED, TAKEN, Answer
from lifeworld.events.files.bodies import HEADER, TOO_LARGE, TOO_MANY, decoded, from_headers, unpacked
from lifeworld.kit.errors import InputRefused, LifeworldError
from lifeworld.kit.web import Asked

ANSWERED_EACH = 100
"""A batch of at most so many events gets an answer for each; a larger one only for those that were not taken."""
CONFLICTS = {"code": CONFLICT, "message": "An event with this source and id is kept already, with other content.",
             "next_step": "Nothing, if the first one is right: it stays. Another event needs another id."}
BATCH_KIND, ONE_KIND, ANY_KIND = "application/cloudevents-batch+json", "application/cloudevents+json", "application/cloudevents"


class AnswerOut(Schema):
    """What became of one event: ``index`` counts from 0 in the order in which they were sent; ``position`` where it is kept."""

    index: int
    id: str
    status: str
    position: int | None
    code: str
    message: str
    next_step: str


class TakenOut(Schema):
    """What became of a batch. ``answers`` has every event of a batch of up to 100, of a larger one those that were not taken."""

    taken: int
    duplicates: int
    conflicts: int
    refused: int
    answers: list[AnswerOut]


@router.post("/events", response=TakenOut, summary="Send events to the place of the key", operation_id="send_events_of_key",
             url_name="send_events_of_key", openapi_extra=CLOUDEVENTS_BODY)
def send_events_of_key(request: Asked) -> HttpResponse:
    """CloudEvents 1.0: one (structured or binary mode) or a batch. The place is the key's own. Needs the right «events.record».

    An event with the same source and id is kept once, however often it is sent. One that is refused does not touch the others.
    """
    return _taken(request)


@router.post("/{place:place}/-/events", response=TakenOut, summary="Send events to a place", operation_id="send_events",
             url_name="send_events", openapi_extra=CLOUDEVENTS_BODY)
def send_events(request: Asked, place: str) -> HttpResponse:
    """CloudEvents 1.0: one (structured or binary mode) or a batch. Needs the right «events.record».

    An event with the same source and id is kept once, however often it is sent. One that is refused does not touch the others.
    """
    return _taken(request)


@router.post("/segment/v1/{call}", response=TakenOut, summary="Segment's calls, for the place of the key", operation_id="segment_call",
             url_name="segment_call", openapi_extra=SEGMENT_BODY)
def segment_call(request: Asked, call: str) -> HttpResponse:
    """identify, track, page, screen, group, alias, or a batch of them (batch, import). The key stands in «Authorization», as «Bearer KEY»
    or as the user name of «Basic». Needs the right «events.record».
    """
    request.caller.require("events.record")
    if call not in segment.CALLS and call not in {"batch", "import"}:
        raise LifeworldError(404, "not_found", "There is no call of this name.", REFUSALS["call_unknown"].next_step)
    now_us = time.time_ns() // 1000
    said = decoded(_body(request), listed=False, inside="" if call in segment.CALLS else "batch")
    whole = said if isinstance(said, dict) and call not in segment.CALLS else {}
    batch = Batch()
    for message in _some([said] if call in segment.CALLS else whole.get("batch")):
        try:
            one = segment.incoming(_event(message), call if call in segment.CALLS else "", now_us, whole.get("sentAt"))
        except Refused as refused:
            batch.refuse(refused.code, refused.about, refused.key)
        else:
            batch.add(one.source, one.key, one.type, one.subject, one.at_us, one.data, one.anonymous, one.corrected)
    return _answered(take_batch(request.caller, batch, now_us=now_us), {"success": True})


def _taken(request: Asked) -> HttpResponse:
    request.caller.require("events.record")
    kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    body = _body(request)
    is_binary = not kind.startswith(ANY_KIND) and any(name.lower().startswith(HEADER) for name in request.headers)
    if not is_binary and kind in {BATCH_KIND, "application/json"} and (quick := plain(body)) is not None:
        _some(quick.events)
        return _answered(take_batch(request.caller, quick), {})
    batch = Batch()
    for event in [_from_headers(request, kind, body)] if is_binary else _from_body(kind, body):
        try:
            one = cloudevents.incoming(_event(event))
        except Refused as refused:
            batch.refuse(refused.code, refused.about, refused.key)
        else:
            batch.add(one.source, one.key, one.type, one.subject, one.at_us, one.data)
    return _answered(take_batch(request.caller, batch), {})


def _from_headers(request: HttpRequest, kind: str, body: bytes) -> Any:
    value = decoded(body, listed=False) if body and cloudevents.is_json(kind) else None
    return value if isinstance(value, Refused) else from_headers(request.headers, kind, body, value)


def _from_body(kind: str, body: bytes) -> list[Any]:
    if kind.startswith(ANY_KIND) and kind not in {BATCH_KIND, ONE_KIND}:
        raise InputRefused("format_unknown", "CloudEvents are read here as JSON only.", f"Send them as {ONE_KIND} or {BATCH_KIND}.")
    said = decoded(body)
    if (kind == BATCH_KIND and not isinstance(said, list)) or (kind == ONE_KIND and isinstance(said, list)):
        raise InputRefused("malformed", "The body is not what its media type says.",
                           f"Send a list as {BATCH_KIND}, one event as {ONE_KIND}.")
    return _some(said if isinstance(said, list) else [said])


def _body(request: HttpRequest) -> bytes:
    if int(request.META.get("CONTENT_LENGTH") or 0) > BODY_BYTES:
        raise TOO_LARGE
    return unpacked(request.body, request.headers.get("Content-Encoding", "").strip().lower())


def _some(events: Any) -> list[Any]:
    if not isinstance(events, list) or not events:
        raise InputRefused("no_events", "There is no event in what was sent.", "Send at least one.")
    if len(events) > BATCH_EVENTS:
        raise TOO_MANY
    return events


def _event(event: Any) -> dict[str, Any]:
    if isinstance(event, Refused):
        raise event
    if not isinstance(event, dict):
        raise Refused("not_an_event")
    return event


def _answered(outcome: Outcome, more: dict[str, Any]) -> HttpResponse:
    n = {status: outcome.n(status) for status in (TAKEN, DUPLICATE, CONFLICT, REFUSED)}
    answers = [
        {"index": index, "id": one.key, "status": one.status, "position": one.position, **_why(one)}
        for index, one in outcome.numbered(but=TAKEN if outcome.rows.height > ANSWERED_EACH else "")]
    said = {**more, "taken": n[TAKEN], "duplicates": n[DUPLICATE], "conflicts": n[CONFLICT], "refused": n[REFUSED], "answers": answers}
    return HttpResponse(msgspec.json.encode(said), content_type="application/json")


def _why(one: Answer) -> dict[str, str]:
    """What is wrong with an event, and what to do about it; empty where nothing is."""
    if one.status == CONFLICT:
        return CONFLICTS
    return {"code": one.code, "message": one.message, "next_step": REFUSALS[one.code].next_step.replace("{}", "") if one.code else ""}
