"""The machines' door of events: the journal of a place, in its order."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Router, Schema
from ninja.params.functions import Query

from lifeworld.events import queries
from lifeworld.kit.web import Asked, fresh, tagged

router = Router(tags=["events"])


class LineOut(Schema):
    """A line of the journal: keys and numbers, never what people wrote."""

    position: int
    type: str
    customer: str
    who: str
    at: str
    data: dict[str, Any]


class LinesOut(Schema):
    """Lines after a position, oldest first; ask again with ``after`` = ``next`` until ``lines`` is empty."""

    lines: list[LineOut]
    next: int
    newest: int


@router.get("/{place:place}/-/journal", response=LinesOut, summary="The journal after a position", operation_id="journal_after")
def journal_after(request: Asked, place: str, response: HttpResponse, after: int = Query(0, ge=0, le=2**63 - 1),
                  limit: int = Query(100, ge=1, le=1000), type: str = "", customer: str = "") -> HttpResponse | dict[str, Any]:
    """Lines with a position above ``after``; ``type`` and ``customer`` narrow them. Needs the right «events.see»."""
    caller = request.caller
    caller.require("events.see")
    newest = queries.position(caller)
    parts = ("journal", place, newest, after, limit, type, customer)
    if (known := fresh(request, *parts)) is not None:
        return known
    lines = queries.journal(caller, after=after, types=[type] if type else (), customer=customer, limit=limit)
    tagged(response, *parts)
    return {"lines": lines, "next": lines[-1].position if lines else after, "newest": newest}
