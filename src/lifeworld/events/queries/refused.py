"""What is asked of the events that were not taken in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from lifeworld.events.core.refusals import REFUSALS
from lifeworld.events.models import Refused
from lifeworld.events.queries.webhooks import as_text
from lifeworld.kit.caller import Caller

PAGE = 50


@dataclass(frozen=True)
class RefusedValue:
    """An event that was refused, as it came (``body``), why, and what to do next."""

    id: int
    code: str
    message: str
    next_step: str
    at: str
    body: Mapping[str, Any]

    @property
    def type(self) -> str:
        """The type of the event, where it named one."""
        return str(self.body.get("type", ""))[:200] if isinstance(self.body, Mapping) else ""


def refused(caller: Caller, *, code: str = "", before: int | None = None, limit: int = PAGE) -> list[RefusedValue]:
    """The refused events of the place that are kept, the newest first; ``before``: those with smaller numbers. Needs «events.manage»."""
    caller.require("events.manage")
    rows = Refused.objects.filter(place=caller.place_id)
    rows = rows.filter(code=code) if code else rows
    rows = rows.filter(pk__lt=before) if before is not None else rows
    return [RefusedValue(row.pk, row.code, row.message, _next_step(row.code), as_text(row.at), row.body)
            for row in rows.order_by("-id")[:limit]]


def refused_by_code(caller: Caller) -> list[tuple[str, int]]:
    """How many refused events are kept for each reason, the most frequent first. Needs «events.see»."""
    caller.require("events.see")
    found = Refused.objects.filter(place=caller.place_id).values_list("code").annotate(n=Count("id")).order_by("-n", "code")
    return list(found)


def newest_refused(caller: Caller) -> int:
    """The number of the newest refused event of the place; 0 where there is none. Needs «events.see»."""
    caller.require("events.see")
    return Refused.objects.filter(place=caller.place_id).order_by("-id").values_list("pk", flat=True).first() or 0


def _next_step(code: str) -> str:
    return REFUSALS[code].next_step if code in REFUSALS else ""
