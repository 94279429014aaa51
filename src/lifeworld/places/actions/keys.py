"""Keys with which machines ask: shown once, kept as a digest, never able to do more than whoever made them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from lifeworld.events.actions import record
from lifeworld.kit.caller import Caller, not_found
from lifeworld.kit.errors import InputRefused, LifeworldError, listed
from lifeworld.places.core import checked_name, checked_scopes, digest
from lifeworld.places.models import ApiKey
from lifeworld.places.queries import KEY_PREFIX_CHARS

DAYS_MAX = 3650


@dataclass(frozen=True)
class NewKey:
    """A key that was made: ``secret`` is shown now and never again."""

    id: int
    prefix: str
    secret: str


@transaction.atomic
def make_key(caller: Caller, name: str, scopes: list[str], days: int | None = None) -> NewKey:
    """A key to the caller's place and the places inside it; ``days`` None: until it is revoked.

    Errors: 403 where a scope is not the caller's own; 422 for an unknown scope or a wrong number of days.
    """
    caller.require("places.manage")
    chosen = checked_scopes(scopes)
    beyond = [scope for scope in chosen if scope not in caller.scopes]
    if beyond:
        raise LifeworldError(403, "not_allowed", f"A key cannot do more in «{caller.place}» than you may: {listed(beyond)}.",
                             "Leave these out, or ask an owner to make the key.")
    if days is not None and not 1 <= days <= DAYS_MAX:
        raise InputRefused("bad_days", f"A key cannot be good for {days} days.", f"Give 1 to {DAYS_MAX} days, or none.")
    secret = f"lw_{secrets.token_urlsafe(32)}"
    key = ApiKey.objects.create(
        place_id=caller.place_id, name=checked_name(name), prefix=secret[:KEY_PREFIX_CHARS], digest=digest(secret), scopes=chosen,
        expires_at=None if days is None else timezone.now() + timedelta(days=days))
    record(caller, "places.key_made", data={"key": key.pk})
    return NewKey(key.pk, key.prefix, secret)


@transaction.atomic
def revoke_key(caller: Caller, pk: int) -> None:
    """The key opens nothing from now on; a second time changes nothing. Errors: 403; 404."""
    caller.require("places.manage")
    key = ApiKey.objects.filter(place=caller.place_id, pk=pk).first()
    if key is None:
        raise not_found("key", pk)
    if ApiKey.objects.filter(pk=pk, revoked_at=None).update(revoked_at=timezone.now()):
        record(caller, "places.key_revoked", data={"key": pk})
