"""Links with which customers see and change their own goals."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from lifeworld.goals.core.values import GoalLinkValue
from lifeworld.goals.models import GoalLink
from lifeworld.goals.queries.goals import iso
from lifeworld.goals.queries.whose import customer_asked
from lifeworld.kit.caller import OWN, Caller
from lifeworld.places.core import digest

PAGE_MAX = 200


@dataclass(frozen=True)
class OpenDoor:
    """What a good link opens: whose things, and the caller that she is, who may see and change her own and nothing else."""

    link: int
    customer: int
    caller: Caller


def links_of(caller: Caller, customer: int | None = None) -> list[GoalLinkValue]:
    """Links, the newest first: of one customer, or for people of the place the newest of all. Errors: LifeworldError 403, 404."""
    rows = GoalLink.objects.filter(place=caller.place_id).select_related("customer").order_by("-id")
    if caller.customer or customer is not None:
        rows = rows.filter(customer=customer_asked(caller, customer, manage=True))
    else:
        caller.require("goals.manage")
    return [GoalLinkValue(row.pk, row.label, row.customer_id, str(row.customer), iso(row.created_at), iso(row.expires_at) or None,
                          link_state(row)) for row in rows[:PAGE_MAX]]


def link_state(row: GoalLink) -> str:
    """Whether a link is good now: open, expired or revoked."""
    if row.revoked_at is not None:
        return "revoked"
    return "expired" if row.expires_at is not None and row.expires_at <= timezone.now() else "open"


def open_door(token: str) -> OpenDoor | None:
    """What the link of this token opens; None for one that is not, or no longer, good."""
    row = GoalLink.objects.filter(digest=digest(token)).select_related("place", "customer").first()
    if row is None or link_state(row) != "open":
        return None
    caller = Caller(row.place.path, row.place_id, OWN, f"goal-link:{row.pk}", None, "", row.customer.key,
                    row.place.timezone)
    return OpenDoor(row.pk, row.customer_id, caller)
