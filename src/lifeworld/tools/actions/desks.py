"""A place opens a tool to everybody, for as long as it likes."""

from __future__ import annotations

import secrets
import string
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from lifeworld.events.actions import record
from lifeworld.kit.caller import Caller, conflict, not_found
from lifeworld.kit.errors import InputRefused
from lifeworld.places.queries import as_text
from lifeworld.tools.core.kept import DeskValue
from lifeworld.tools.models import OpenDesk
from lifeworld.tools.queries.desks import state_of
from lifeworld.tools.queries.installed import tool_called

KEY_CHARS = 12
ALPHABET = string.ascii_lowercase + string.digits
DAYS_MAX, OPEN_MAX, TITLE_CHARS_MAX = 1830, 50, 120


@transaction.atomic
def open_desk(caller: Caller, tool: str, title: str = "", *, days: int | None = None) -> DeskValue:
    """Everybody who has the address may use the tool and save designs. ``days``: how long; None: until it is closed.

    Errors: LifeworldError 403; 404; 409 for too many desks; InputRefused.
    """
    caller.require("tools.manage")
    found = tool_called(caller, tool)
    title = title.strip() or found.title
    if len(title) > TITLE_CHARS_MAX or "\x00" in title:
        raise InputRefused("bad_title", f"The title is longer than {TITLE_CHARS_MAX} characters, or holds what no text holds.",
                           "Shorten it.")
    if days is not None and (isinstance(days, bool) or not 1 <= days <= DAYS_MAX):
        raise InputRefused("desk_days", f"A desk cannot be open for {days} days.", f"Give 1 to {DAYS_MAX} days, or none for good.")
    if OpenDesk.objects.filter(place=caller.place_id, tool=tool, closed_at=None).count() >= OPEN_MAX:
        raise conflict("too_many_desks", f"There are {OPEN_MAX} open desks of this tool.", "Close one of them.")
    now = timezone.now()
    row = OpenDesk.objects.create(place_id=caller.place_id, tool=tool, title=title, opened_at=now, who=caller.who,
                                  until=now + timedelta(days=days) if days is not None else None,
                                  key="".join(secrets.choice(ALPHABET) for _ in range(KEY_CHARS)))
    record(caller, "tools.desk_opened", data={"tool": tool, "desk": row.pk})
    return DeskValue(row.pk, tool, row.key, title, as_text(row.opened_at), as_text(row.until), "open")


@transaction.atomic
def close_desk(caller: Caller, tool: str, desk: int) -> None:
    """The address opens nothing any more; designs stay. Errors: LifeworldError 403; 404; 409 where it was closed before."""
    caller.require("tools.manage")
    row = OpenDesk.objects.select_for_update().filter(place=caller.place_id, tool=tool, pk=desk).first()
    if row is None:
        raise not_found("desk", desk)
    if state_of(row) == "closed":
        raise conflict("desk_closed", f"The desk «{row.title}» was closed before.", "Nothing is left to do.")
    row.closed_at = timezone.now()
    row.save(update_fields=["closed_at"])
    record(caller, "tools.desk_closed", data={"tool": tool, "desk": desk})
