"""Desks that are open to everybody, for machines."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from ninja import Router, Schema, Status
from ninja.params.functions import Path

from lifeworld.kit.web import Asked
from lifeworld.tools.actions.desks import close_desk, open_desk
from lifeworld.tools.api.running import BIG, HERE
from lifeworld.tools.core.kept import DeskValue
from lifeworld.tools.queries.desks import desks_of
from lifeworld.tools.queries.installed import tool_called

router = Router(tags=["tools"])


class DeskIn(Schema):
    """A desk to open; ``title`` "" takes the tool's; ``days`` null: until it is closed."""

    title: str = ""
    days: int | None = None


class DeskOut(Schema):
    """An open desk. ``state``: open, over or closed."""

    id: int
    title: str
    url: str
    state: str
    opened_at: str
    until: str


@router.get(HERE + "/desks", response=list[DeskOut], summary="Desks that are open to everybody", operation_id="desks")
def desks(request: Asked, place: str, tool: str) -> Any:
    """The newest first. Needs the right «tools.see»."""
    tool_called(request.caller, tool)
    return [_out(request, one) for one in desks_of(request.caller, tool)]


@router.post(HERE + "/desks", response={201: DeskOut}, summary="Open a desk to everybody", operation_id="open_desk")
def opened(request: Asked, place: str, tool: str, body: DeskIn) -> Status[dict[str, Any]]:
    """Needs the right «tools.manage»."""
    return Status(201, _out(request, open_desk(request.caller, tool, body.title, days=body.days)))


@router.delete(HERE + "/desks/{int:open_desk}", response={204: None}, summary="Close a desk", operation_id="close_desk")
def closed(request: Asked, place: str, tool: str, open_desk: int = Path(..., ge=1, le=BIG)) -> Status[None]:
    """Designs that were saved at it stay. 409 where it was closed before. Needs the right «tools.manage»."""
    close_desk(request.caller, tool, open_desk)
    return Status(204, None)


def _out(request: Asked, one: DeskValue) -> dict[str, Any]:
    return {"id": one.pk, "title": one.title, "url": request.build_absolute_uri(reverse("desk_desk", args=[one.key])), "state": one.state,
            "opened_at": one.opened_at, "until": one.until}
