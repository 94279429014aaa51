"""The machines' door of webhooks: which addresses are told of events, and what became of what was sent."""

from __future__ import annotations

from typing import Any, Literal

from ninja import Field, Router, Schema, Status
from ninja.params.functions import Query

from lifeworld.events.actions import webhooks as actions
from lifeworld.events.queries import webhooks as queries
from lifeworld.kit.web import Asked

router = Router(tags=["events"])
DELIVERIES_MAX = 1000


class WebhookOut(Schema):
    """A webhook; ``types`` empty: all; ``stopped_at`` is empty while it is told of events; ``behind``: some are in no delivery yet."""

    id: int
    url: str
    types: list[str]
    made_at: str
    stopped_at: str
    waiting: int
    dead: int
    behind: bool
    said: str


class WebhookIn(Schema):
    """An address to tell of events; ``types`` empty: of all."""

    url: str
    types: list[str] = Field(default_factory=list, max_length=actions.TYPES_MAX)


class NewWebhookOut(Schema):
    """The webhook that was added; ``secret`` is shown this once, and signs what is sent as Standard Webhooks says."""

    id: int
    url: str
    secret: str


class StoppedIn(Schema):
    """Whether nothing is to be sent for now."""

    stopped: bool


class DeliveryOut(Schema):
    """Events on their way: positions ``first`` to ``last``; ``state`` is waiting, sent or dead; ``said``: the last answer, in words."""

    id: int
    first: int
    last: int
    n: int
    tries: int
    state: str
    due_at: str
    said: str


class AgainIn(Schema):
    """Numbers of dead deliveries; none: all of them."""

    deliveries: list[int] = Field(default_factory=list, max_length=DELIVERIES_MAX)


class AgainOut(Schema):
    """How many deliveries are due again."""

    due: int


@router.get("/{place:place}/-/webhooks", response=list[WebhookOut], summary="Addresses that are told of events", operation_id="webhooks")
def webhooks(request: Asked, place: str) -> list[Any]:
    """The newest first. Needs the right «events.manage»."""
    return list(queries.webhooks(request.caller))


@router.post("/{place:place}/-/webhooks", response={201: NewWebhookOut}, summary="Tell an address of events", operation_id="add_webhook")
def add_webhook(request: Asked, place: str, body: WebhookIn) -> Status[Any]:
    """Of those that come from now on. The secret is in this answer and nowhere else. Needs the right «events.manage»."""
    return Status(201, actions.add_webhook(request.caller, body.url, body.types))


@router.patch("/{place:place}/-/webhooks/{int:webhook}", response={204: None}, summary="Stop or start", operation_id="change_webhook")
def change_webhook(request: Asked, place: str, webhook: int, body: StoppedIn) -> Status[None]:
    """A stopped webhook goes on where it stopped once it is started again. Needs the right «events.manage»."""
    (actions.stop_webhook if body.stopped else actions.start_webhook)(request.caller, webhook)
    return Status(204, None)


@router.delete("/{place:place}/-/webhooks/{int:webhook}", response={204: None}, summary="Tell no more", operation_id="remove_webhook")
def remove_webhook(request: Asked, place: str, webhook: int) -> Status[None]:
    """The webhook and its deliveries go, the dead ones too. Needs the right «events.manage»."""
    actions.remove_webhook(request.caller, webhook)
    return Status(204, None)


@router.get("/{place:place}/-/webhooks/{int:webhook}/deliveries", response=list[DeliveryOut], summary="What became of what was sent",
            operation_id="deliveries")
def deliveries(request: Asked, place: str, webhook: int, state: Literal["", "waiting", "sent", "dead"] = "",
               before: int | None = Query(None, ge=0, le=2**63 - 1), limit: int = Query(50, ge=1, le=1000)) -> list[Any]:
    """The newest first; ask again with ``before`` = the last number. ``state`` = dead: the dead letters. Needs «events.manage»."""
    return list(queries.deliveries(request.caller, webhook, state=state, before=before, limit=limit))


@router.post("/{place:place}/-/webhooks/{int:webhook}/send-again", response=AgainOut, summary="Send dead deliveries again",
             operation_id="send_deliveries_again")
def send_again(request: Asked, place: str, webhook: int, body: AgainIn) -> dict[str, int]:
    """All dead ones, or those that are named. 409 where the webhook is stopped. Needs the right «events.manage»."""
    return {"due": actions.send_again(request.caller, webhook, body.deliveries)}
