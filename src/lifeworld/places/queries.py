"""What is asked of places: who may enter, what is inside, who is in it and with which keys."""

from __future__ import annotations

import hmac
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime

from django.utils import timezone

from lifeworld.kit.caller import ROLES, SCOPES, Caller
from lifeworld.places.core import EmbedValue, KeyValue, Member, PlaceValue, around, digest
from lifeworld.places.models import ApiKey, Embed, Membership, Place, TakenUp, User

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
    return Caller(path, place.pk, scopes, f"user:{user}", user, login.name, timezone=place.timezone)


def caller_with_key(path: str, secret: str) -> Caller | None:
    """The caller that a key is in a place or in a place inside the key's; None for a key that is not good there."""
    key = _good_key(secret)
    place = Place.objects.filter(path=path).first()
    return None if key is None or place is None or key.place.path not in around(path) else _with_key(key, place)


def caller_of_key(secret: str) -> Caller | None:
    """The caller that a key is in its own place; None for a key that is not good."""
    key = _good_key(secret)
    return None if key is None else _with_key(key, key.place)


def _good_key(secret: str) -> ApiKey | None:
    if "\0" in secret:  # as the user name of «Basic» may hold it; no column does
        return None
    key = ApiKey.objects.filter(prefix=secret[:KEY_PREFIX_CHARS], revoked_at=None).select_related("place").first()
    if key is None or not hmac.compare_digest(key.digest, digest(secret)):
        return None
    return None if key.expires_at is not None and key.expires_at <= timezone.now() else key


def _with_key(key: ApiKey, place: Place) -> Caller:
    now = timezone.now()
    if key.used_at is None or (now - key.used_at).total_seconds() > 60:
        ApiKey.objects.filter(pk=key.pk).update(used_at=now)
    return Caller(place.path, place.pk, frozenset(key.scopes), f"key:{key.pk}", None, key.name, timezone=place.timezone)


def workers() -> list[Caller]:
    """The caller that work in the background is in each place, in the order of paths: it may do everything there, and is nobody's login."""
    return [Caller(path, pk, frozenset(SCOPES), "worker", timezone=timezone)
            for path, pk, timezone in Place.objects.order_by("path").values_list("path", "pk", "timezone")]


def worlds_of(place: int) -> dict[str, tuple[str, str]]:
    """The worlds that a place took up: (version, slug of its study) by name."""
    rows = TakenUp.objects.filter(place=place).order_by("world").values_list("world", "version", "study")
    return {world: (version, study) for world, version, study in rows}


def workers_with(world: str) -> list[Caller]:
    """The background's callers of the places that took up a world."""
    taken = set(TakenUp.objects.filter(world=world).values_list("place", flat=True))
    return [caller for caller in workers() if caller.place_id in taken] if taken else []


def places_of(user: int) -> list[tuple[str, str]]:
    """Path and name of the places in which a login has a role, in the order of their paths."""
    return list(Place.objects.filter(memberships__user=user).distinct().order_by("path").values_list("path", "name"))


def place_of(caller: Caller) -> PlaceValue:
    """The caller's place."""
    path, name, clock = Place.objects.values_list("path", "name", "timezone").get(pk=caller.place_id)
    return PlaceValue(path, name, len(places_inside(caller)), clock)


def places_inside(caller: Caller) -> list[PlaceValue]:
    """The places right inside the caller's, in the order of their paths; a role holds in all of them."""
    deeper = list(Place.objects.filter(path__startswith=f"{caller.place}/").order_by("path").values_list("path", "name"))
    depth = caller.place.count("/") + 1
    inside = Counter(path.rpartition("/")[0] for path, _ in deeper)
    return [PlaceValue(path, name, inside[path]) for path, name in deeper if path.count("/") == depth]


def places_around(caller: Caller) -> list[PlaceValue]:
    """The places around the caller's that a login may enter, the outermost first, and itself: for the trail of crumbs."""
    outward = around(caller.place)
    names = dict(Place.objects.filter(path__in=outward).values_list("path", "name"))
    given = Membership.objects.filter(user=caller.user, place__path__in=outward).values_list("place__path", flat=True)
    outermost = min((path.count("/") for path in given), default=len(outward) - 1)
    return [PlaceValue(path, names[path]) for path in reversed(outward) if path in names and path.count("/") >= outermost]


def members(caller: Caller) -> list[Member]:
    """Who has a role in the caller's place, given here or in a place around it; those given here first."""
    caller.require("places.manage")
    rows = Membership.objects.filter(place__path__in=around(caller.place)).select_related("user", "place")
    found = [Member(row.user_id, row.user.name, row.user.email, row.role, row.place.path, not row.user.has_usable_password())
             for row in rows.order_by("user__name", "user_id")]
    return sorted(found, key=lambda member: -len(member.place))


def who_may(caller: Caller, scope: str) -> list[tuple[int, str]]:
    """Key and name of the logins that have a right in the caller's place, in the order of their names: whom a queue may be for."""
    caller.require("voices.analyse")
    roles = [role for role, scopes in ROLES.items() if scope in scopes]
    rows = Membership.objects.filter(place__path__in=around(caller.place), role__in=roles, user__is_active=True)
    return list(rows.order_by("user__name", "user_id").values_list("user_id", "user__name").distinct())


def names_of(caller: Caller, whos: Iterable[str]) -> dict[str, str]:
    """Who is behind "user:3" and "key:8" in the journal of the caller's place, for colleagues: names by who; others are left out."""
    caller.require("places.see")
    numbers: dict[str, list[int]] = {"user": [], "key": []}
    for kind, _, number in (who.partition(":") for who in set(whos)):
        if kind in numbers and number.isdecimal():
            numbers[kind].append(int(number))
    users = User.objects.filter(pk__in=numbers["user"]).values_list("pk", "name")
    keys = ApiKey.objects.filter(pk__in=numbers["key"], place__path__in=around(caller.place)).values_list("pk", "name")
    return {**{f"user:{pk}": name for pk, name in users}, **{f"key:{pk}": f"key «{name}»" for pk, name in keys}}


def api_keys(caller: Caller) -> list[KeyValue]:
    """The keys of the caller's place, the newest first; the keys themselves are not kept."""
    caller.require("places.manage")
    now = timezone.now()
    return [KeyValue(key.pk, key.name, key.prefix, tuple(key.scopes), as_text(key.created_at), as_text(key.expires_at),
                     as_text(key.used_at), _state(key, now))
            for key in ApiKey.objects.filter(place=caller.place_id).order_by("-id")]


def embeds(caller: Caller) -> list[EmbedValue]:
    """The partners' pages that may show elements of the caller's place, the newest first."""
    caller.require("places.manage")
    return [embed_value(embed) for embed in Embed.objects.filter(place=caller.place_id).order_by("-id")]


def embed_of(caller: Caller, key: str) -> tuple[EmbedValue, str] | None:
    """A partner's page of the caller's place and the secret that signs its tokens; None where it is not there or was revoked."""
    embed = Embed.objects.filter(place=caller.place_id, key=key, revoked_at=None).first()
    return (embed_value(embed), embed.secret) if embed else None


def embed_anywhere(key: str) -> tuple[EmbedValue, str, Caller] | None:
    """A partner's page that was not revoked, its secret, and the caller that its visitors are: somebody who only sees pictures."""
    embed = Embed.objects.filter(key=key, revoked_at=None).select_related("place").first()
    if embed is None:
        return None
    caller = Caller(embed.place.path, embed.place_id, frozenset({"constellations.see"}), f"embed:{embed.pk}", None, embed.partner,
                    timezone=embed.place.timezone)
    return embed_value(embed), embed.secret, caller


def embed_value(embed: Embed) -> EmbedValue:
    """The row as a value."""
    return EmbedValue(embed.key, embed.partner, embed.placement, tuple(embed.origins), as_text(embed.created_at),
                      embed.revoked_at is not None)


def owners(path: str, *, but: int | None = None) -> int:
    """How many people own a place, there or from a place around it; ``but``: leaving one membership out."""
    owning = Membership.objects.filter(place__path__in=around(path), role="owner", user__is_active=True)
    return owning.exclude(pk=but).count() if but is not None else owning.count()


def is_free(path: str) -> bool:
    """Whether no place has this path."""
    return not Place.objects.filter(path=path).exists()


def _state(key: ApiKey, now: datetime) -> str:
    if key.revoked_at is not None:
        return "revoked"
    return "expired" if key.expires_at is not None and key.expires_at <= now else "good"


def as_text(time: datetime | None) -> str:
    """A time as ISO 8601 in UTC to the second; "" for none."""
    return "" if time is None else time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
