"""Partners' pages that may show elements: added and revoked; each token opens once."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from lifeworld.events.actions import record
from lifeworld.kit.caller import Caller, not_found
from lifeworld.places.core import EmbedValue, checked_name, checked_origins, digest
from lifeworld.places.models import Embed, UsedToken
from lifeworld.places.queries import embed_value


@transaction.atomic
def add_embed(caller: Caller, partner: str, placement: str, origins: list[str]) -> EmbedValue:
    """A partner's page may show elements of the caller's place. ``placement`` says where ("shop page, below the order").

    The secret that signs its tokens never leaves the site. Errors: 403; 422.
    """
    caller.require("places.manage")
    embed = Embed.objects.create(place_id=caller.place_id, key=secrets.token_hex(8), partner=checked_name(partner, "partner"),
                                 placement=checked_name(placement, "placement", 100), origins=checked_origins(origins),
                                 secret=secrets.token_hex(32))
    record(caller, "places.embed_added", data={"embed": embed.pk})
    return embed_value(embed)


@transaction.atomic
def revoke_embed(caller: Caller, key: str) -> None:
    """Tokens of this page open nothing from now on, also those that were given out; a second time changes nothing. Errors: 403; 404."""
    caller.require("places.manage")
    embed = Embed.objects.filter(place=caller.place_id, key=key).first()
    if embed is None:
        raise not_found("embed", key)
    if Embed.objects.filter(pk=embed.pk, revoked_at=None).update(revoked_at=timezone.now()):
        record(caller, "places.embed_revoked", data={"embed": embed.pk})


def use_token(token: str, expires_at: datetime) -> bool:
    """Whether the token is used for the first time; from now on it is used. Called by the open door, which has checked its signature."""
    forget_used_tokens()
    try:
        with transaction.atomic():
            UsedToken.objects.create(token=digest(token), expires_at=expires_at)
    except IntegrityError:
        return False
    return True


def forget_used_tokens() -> None:
    """Rows of tokens that have expired go: nobody could use them again anyway."""
    UsedToken.objects.filter(expires_at__lt=timezone.now()).delete()
