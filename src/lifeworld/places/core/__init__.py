"""What a place means: its path, who is in it, which keys open it, and what a partner's page may show."""

from lifeworld.places.core.embed_tokens import ELEMENTS, MINUTES, Shown, key_in, sealed, unsealed
from lifeworld.places.core.paths import (
    PART,
    around,
    checked_name,
    checked_origins,
    checked_path,
    checked_scopes,
    digest,
    scopes_of,
)
from lifeworld.places.core.values import EmbedValue, KeyValue, Member, PlaceValue

__all__ = [
    "ELEMENTS", "MINUTES", "PART", "EmbedValue", "KeyValue", "Member", "PlaceValue", "Shown", "around", "checked_name", "checked_origins",
    "checked_path", "checked_scopes", "digest", "key_in", "scopes_of", "sealed", "unsealed",
]
