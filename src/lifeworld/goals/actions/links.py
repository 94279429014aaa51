"""Making and revoking links with which one customer sees and changes her own goals without an account."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from lifeworld.customers.queries import key_of
from lifeworld.events.actions import record
from lifeworld.goals.core.checking import checked_text
from lifeworld.goals.models import GoalLink
from lifeworld.goals.queries.whose import customer_asked
from lifeworld.kit.caller import Caller, conflict, not_found
from lifeworld.kit.errors import InputRefused
from lifeworld.places.core import digest

TOKEN_BYTES = 24
DAYS, DAYS_MAX = 365, 1830


@transaction.atomic
def make_link(caller: Caller, customer: int, label: str, *, days: int | None = DAYS) -> tuple[int, str]:
    """A link for one customer; returns its key and its token, which is told this once and not kept.

    Errors: LifeworldError 403; 404 for a customer of another place; InputRefused for a name or days that may not be.
    """
    caller.require("goals.manage")
    key = key_of(caller, customer)
    if days is not None and (isinstance(days, bool) or not 1 <= days <= DAYS_MAX):
        raise InputRefused("link_days", f"A link cannot be good for {days} days.", f"Give 1 to {DAYS_MAX} days, or none for good.")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    expires = timezone.now() + timedelta(days=days) if days is not None else None
    link = GoalLink.objects.create(place_id=caller.place_id, customer_id=customer, label=checked_text(label, "name of the link"),
                                   digest=digest(token), who=caller.who, expires_at=expires)
    record(caller, "goals.link_made", customer=key, data={"link": link.pk})
    return link.pk, token


@transaction.atomic
def revoke_link(caller: Caller, link: int) -> None:
    """The link opens nothing any more; goals stay. A customer may revoke her own. Errors: LifeworldError 403, 404; 409 where it was."""
    rows = GoalLink.objects.select_for_update().filter(pk=link, place=caller.place_id)
    if caller.customer:
        rows = rows.filter(customer=customer_asked(caller, None))
    else:
        caller.require("goals.manage")
    row = rows.first()
    if row is None:
        raise not_found("link", link)
    if row.revoked_at is not None:
        raise conflict("link_revoked", f"The link «{row.label}» was revoked before.", "Nothing is left to do.")
    row.revoked_at = timezone.now()
    row.save(update_fields=["revoked_at"])
    record(caller, "goals.link_revoked", customer=key_of(caller, row.customer_id), data={"link": link})
