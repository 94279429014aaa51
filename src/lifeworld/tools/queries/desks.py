"""Desks that a place opened to everybody, and what an address below ``/desks/`` opens."""

from __future__ import annotations

from dataclasses import replace

from django.db.models import QuerySet
from django.utils import timezone

from lifeworld.kit.caller import Caller
from lifeworld.kit.errors import LifeworldError
from lifeworld.places.core import key_in, unsealed
from lifeworld.places.queries import as_text, embed_anywhere
from lifeworld.tools.core.kept import Attribution, DeskValue, Door
from lifeworld.tools.models import OpenDesk

SESSION, SESSION_MINUTES = "desk-session", 120
"""What the token is for with which a frame uses a desk, and how long it is good."""
KEY_CHARS_MAX, TOKEN_CHARS_MAX, DESKS_MAX = 32, 2_000, 200
VISITOR = frozenset({"tools.use"})
OVER = LifeworldError(410, "token_expired", "This desk was open for too long.", "Reload the page around it; designs that were saved stay.")


def desks_of(caller: Caller, tool: str) -> list[DeskValue]:
    """Desks of a tool, the newest first. Errors: 403."""
    caller.require("tools.see")
    return _values(OpenDesk.objects.filter(place=caller.place_id, tool=tool))


def open_desks(caller: Caller) -> list[DeskValue]:
    """Desks of the place that are open, of all tools, the newest first. Errors: 403."""
    caller.require("tools.see")
    return [one for one in _values(OpenDesk.objects.filter(place=caller.place_id, closed_at=None)) if one.state == "open"]


def _values(rows: QuerySet[OpenDesk]) -> list[DeskValue]:
    return [DeskValue(row.pk, row.tool, row.key, row.title, as_text(row.opened_at), as_text(row.until), state_of(row))
            for row in rows.order_by("-id")[:DESKS_MAX]]


def state_of(row: OpenDesk) -> str:
    """open, over (its time ran out) or closed."""
    if row.closed_at is not None:
        return "closed"
    return "over" if row.until is not None and row.until <= timezone.now() else "open"


def door_of(desk: str) -> Door | None:
    """What an address opens: a desk by its key, or a desk in a partner's frame by its sealed session. None for neither."""
    return _session(desk) if "." in desk else _desk(desk)


def _desk(key: str) -> Door | None:
    if not 0 < len(key) <= KEY_CHARS_MAX:
        return None
    row = OpenDesk.objects.filter(key=key).select_related("place").first()
    if row is None or state_of(row) != "open":
        return None
    caller = Caller(row.place.path, row.place_id, VISITOR, "visitor", timezone=row.place.timezone)
    return Door(caller, row.tool, row.title, Attribution(desk=row.pk))


def _session(token: str) -> Door | None:
    found = embed_anywhere(key_in(token)) if len(token) <= TOKEN_CHARS_MAX else None
    shown = unsealed(token, found[1]) if found else None
    if found is None or shown is None or shown.element != SESSION:
        return None
    if shown.placement != found[0].placement or shown.origin not in found[0].origins:
        return None
    caller = replace(found[2], scopes=VISITOR, who="visitor", user=None, name="")
    return Door(caller, shown.study, "", Attribution(embed=shown.embed, placement=shown.placement, origin=shown.origin),
                over=shown.expires <= timezone.now().timestamp())
