"""What pages and machines see of places: frozen values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PlaceValue:
    """A place: its path for good, the name that people gave it, how many places are right inside it, and by whose clock its days are
    counted (IANA name).
    """

    path: str
    name: str
    n_inside: int = 0
    timezone: str = "UTC"


@dataclass(frozen=True)
class Member:
    """A login with a role. ``place`` is where the role was given: this place, or one around it. ``waiting``: no password was set yet."""

    user: int
    name: str
    email: str
    role: str
    place: str
    waiting: bool = False


@dataclass(frozen=True)
class KeyValue:
    """A machine's key as people see it. Times are ISO 8601 in UTC, "" for never; ``state`` is good, expired or revoked."""

    id: int
    name: str
    prefix: str
    scopes: tuple[str, ...]
    made_at: str
    expires_at: str
    used_at: str
    state: str


@dataclass(frozen=True)
class EmbedValue:
    """A partner's page that may show elements: the key that names it, its placement and origins."""

    key: str
    partner: str
    placement: str
    origins: tuple[str, ...]
    made_at: str
    revoked: bool
