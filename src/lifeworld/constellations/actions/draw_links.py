"""Making and revoking links with which customers draw."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from lifeworld.constellations.core.draw_links import DAYS, TOKEN_BYTES, checked_link
from lifeworld.constellations.models import DrawLink
from lifeworld.customers.queries import key_of
from lifeworld.events.actions import record
from lifeworld.kit.caller import Caller, conflict, not_found
from lifeworld.places.core import digest
from lifeworld.voices.core.site_studies import StudyValue


@transaction.atomic
def make_link(caller: Caller, study: StudyValue, label: str, *, customer: int | None = None, days: int | None = DAYS,
              draws_max: int | None = None) -> tuple[int, str]:
    """A link for one customer, or for whoever has it; returns its key and its token, which is told this once and not kept.

    Errors: LifeworldError 403; 404 for a customer of another place; InputRefused for a name, days or a number that may not be.
    """
    caller.require("constellations.analyse")
    label = checked_link(label, days, draws_max)
    key = key_of(caller, customer) if customer is not None else ""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    expires = timezone.now() + timedelta(days=days) if days is not None else None
    link = DrawLink.objects.create(study_id=study.pk, customer_id=customer, label=label, digest=digest(token), draws_max=draws_max,
                                   who=caller.who, expires_at=expires)
    record(caller, "constellations.link_made", customer=key, data={"study": study.pk, "link": link.pk})
    return link.pk, token


@transaction.atomic
def revoke_link(caller: Caller, study: StudyValue, link: int) -> None:
    """The link opens nothing any more; what was drawn by it stays. Errors: LifeworldError 403, 404; 409 where it was revoked."""
    caller.require("constellations.analyse")
    row = DrawLink.objects.select_for_update().filter(pk=link, study=study.pk, study__place=caller.place_id).first()
    if row is None:
        raise not_found("link", link)
    if row.revoked_at is not None:
        raise conflict("link_revoked", f"The link «{row.label}» was revoked before.", "Nothing is left to do.")
    row.revoked_at = timezone.now()
    row.save(update_fields=["revoked_at"])
    record(caller, "constellations.link_revoked", data={"study": study.pk, "link": link})
