"""What a place offers changed: its number grows, and whoever holds a snapshot of an older number reads again."""

from __future__ import annotations

import secrets

from django.db.models import F

from lifeworld.partners.models import Shelf


def moved_on(place_id: int) -> None:
    """The number of the place's shelf grows by one; runs in the transaction of what changed it."""
    Shelf.objects.get_or_create(place_id=place_id)
    Shelf.objects.filter(place=place_id).update(version=F("version") + 1, mark=secrets.token_hex(8))


def tidied(place_id: int) -> None:
    """The same is offered, kept otherwise: whoever holds a snapshot reads it anew, and its number stays."""
    Shelf.objects.filter(place=place_id).update(mark=secrets.token_hex(8))
