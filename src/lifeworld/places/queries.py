"""What is asked of places: who may enter, what is inside."""

from __future__ import annotations

import hmac

from django.utils import timezone

from lifeworld.kit.caller import ROLES, Caller
from lifeworld.places.core import around, digest
from lifeworld.places.models import ApiKey, Membership, Place, User

KEY_PREFIX_CHARS = 11
"""Of a key "lw_" and eight more characters are its prefix."""


def caller_signed_in(path: str, user: int) -> Caller | None:
    """The caller that a login is in a place; None where there is no such place or the login has no role there or above."""
    place = Place.objects.filter(path=path).first()
    if place is None:
        return None
    login = User.objects.filter(pk=user, is_active=True).first()
    if login is None:
        return None
    roles = Membership.objects.filter(user=user, place__path__in=around(path)).values_list("role", flat=True)
    scopes = frozenset().union(*(ROLES[role] for role in roles))
    if not scopes:
        return None
    return Caller(path, place.pk, scopes, f"user:{user}", user, login.name, timezone=login.timezone)


def caller_with_key(path: str, secret: str) -> Caller | None:
    """The caller that a key is in a place or in a place inside the key's; None for a key that is not good there."""
    place = Place.objects.filter(path=path).first()
    key = ApiKey.objects.filter(prefix=secret[:KEY_PREFIX_CHARS], revoked_at=None).select_related("place").first()
    now = timezone.now()
    if place is None or key is None or not hmac.compare_digest(key.digest, digest(secret)) or key.place.path not in around(path):
        return None
    if key.expires_at is not None and key.expires_at <= now:
        return None
    if key.used_at is None or (now - key.used_at).total_seconds() > 60:
        ApiKey.objects.filter(pk=key.pk).update(used_at=now)
    return Caller(path, place.pk, frozenset(key.scopes), f"key:{key.pk}", None, key.name)


def places_of(user: int) -> list[tuple[str, str]]:
    """Path and name of the places in which a login has a role, in the order of their paths."""
    return list(Place.objects.filter(memberships__user=user).distinct().order_by("path").values_list("path", "name"))
