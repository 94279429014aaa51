"""The machines' door of queues: what to read next, by chance or by what it teaches."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Field, Router, Schema, Status
from ninja.params.functions import Query

from lifeworld.events.queries import position
from lifeworld.kit.web import Asked, fresh, tagged
from lifeworld.voices.actions import queues as actions
from lifeworld.voices.api.coding import KEY_MAX, STUDY, ProgressOut
from lifeworld.voices.queries import queues as queries
from lifeworld.voices.queries.studies import study_of

router = Router(tags=["voices"])


class QueueIn(Schema):
    """A queue to make: random, active, disagreements or stale; ``coders`` are keys of logins, none: everybody who codes."""

    kind: str
    n: int = 50
    name: str = Field("", max_length=actions.NAME_CHARS_MAX)
    coders: list[int] = Field([], max_length=1_000)


class QueueOut(Schema):
    """A queue and how far coders are in it; the caller alone, where she may not analyse."""

    id: int = Field(alias="pk")
    kind: str
    name: str
    n: int
    coders: list[int]
    who: str
    made_at: str
    progress: list[ProgressOut]


class QueuesOut(Schema):
    """Queues, the newest first; ask again with ``before`` = ``next`` until it is null."""

    queues: list[QueueOut]
    next: int | None


class QueueItemOut(Schema):
    """A statement in a queue; ``inclusion``: the probability with which it was drawn, null where it was not drawn by chance."""

    rank: int
    statement: int
    key: str
    text: str
    inclusion: float | None
    code: str


class QueueItemsOut(Schema):
    """Statements of a queue in its order; ask again with ``after`` = ``next`` until it is null."""

    items: list[QueueItemOut]
    next: int | None


@router.get(STUDY + "/queues", response=QueuesOut, summary="The queues of a study", operation_id="queues")
def queues(request: Asked, place: str, slug: str, response: HttpResponse, before: int = Query(KEY_MAX, ge=1, le=KEY_MAX),
           limit: int = Query(20, ge=1, le=100)) -> HttpResponse | dict[str, Any]:
    """Those for the caller; all, for whoever may analyse. Needs the right «voices.code»."""
    study = study_of(request.caller, slug)
    parts = (place, position(request.caller), study.pk, request.caller.who, "queues", before, limit)
    if (known := fresh(request, *parts)) is not None:
        return known
    found = queries.queues_of(request.caller, study, before, limit)
    tagged(response, *parts)
    return {"queues": found, "next": found[-1].pk if len(found) == limit else None}


@router.post(STUDY + "/queues", response={201: QueueOut}, summary="Make a queue", operation_id="make_queue")
def make_queue(request: Asked, place: str, slug: str, body: QueueIn) -> Status[Any]:
    """409 where nothing is left for it. Needs the right «voices.analyse»."""
    study = study_of(request.caller, slug)
    made = actions.make_queue(request.caller, study, body.kind, body.n, body.name, body.coders)
    return Status(201, queries.queue_of(request.caller, study, made))


@router.get(STUDY + "/queues/{int:queue}", response=QueueOut, summary="A queue", operation_id="queue")
def queue(request: Asked, place: str, slug: str, queue: int) -> Any:
    """Needs the right «voices.code»."""
    return queries.queue_of(request.caller, study_of(request.caller, slug), queue)


@router.get(STUDY + "/queues/{int:queue}/items", response=QueueItemsOut, summary="The statements of a queue", operation_id="queue_items")
def queue_items(request: Asked, place: str, slug: str, queue: int, response: HttpResponse, after: int = Query(0, ge=0, le=KEY_MAX),
                limit: int = Query(100, ge=1, le=1_000)) -> HttpResponse | dict[str, Any]:
    """Needs the right «voices.analyse»."""
    study = study_of(request.caller, slug)
    parts = (place, position(request.caller), study.pk, request.caller.who, queue, after, limit)
    if (known := fresh(request, *parts)) is not None:
        return known
    items = queries.items_of(request.caller, study, queue, after, limit)
    tagged(response, *parts)
    return {"items": items, "next": items[-1].rank if len(items) == limit else None}


@router.delete(STUDY + "/queues/{int:queue}", response={204: None}, summary="Take a queue away", operation_id="delete_queue")
def delete_queue(request: Asked, place: str, slug: str, queue: int) -> Status[None]:
    """What was read stays. Needs the right «voices.analyse»."""
    actions.delete_queue(request.caller, study_of(request.caller, slug), queue)
    return Status(204, None)
