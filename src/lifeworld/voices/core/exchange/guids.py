"""GUIDs that are made of stable ids, so that exporting twice gives the same bytes and two exports can be compared line by line."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType

import polars as pl

NAMESPACE = bytes.fromhex("5b2f6f0de0a15a8f9c0b7d3a1e64c2f8")
"""The namespace of all GUIDs that lifeworld makes; it never changes, because GUIDs in files of others depend on it."""

KINDS: Mapping[str, bytes] = MappingProxyType({
    kind: f"{kind}:".encode() for kind in (
        "project", "user", "code", "text", "case", "variable", "note", "set", "graph", "vertex", "edge", "selection", "coding",
    )
})
_GUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")


def guid(kind: str, stable_id: str) -> str:
    """The GUID of one thing, by its kind and its id: version 5 of RFC 9562 (SHA-1 of namespace and name), lower case.

    ``kind`` is one of KINDS: a code and a customer with the same id have different GUIDs. Errors: KeyError for another kind.

    >>> guid("code", "mood")
    'b4d4bf0b-e21e-5160-8406-ff34293330c2'
    """
    name = NAMESPACE + KINDS[kind] + stable_id.encode("utf-8", "surrogatepass")
    digest = bytearray(hashlib.sha1(name, usedforsecurity=False).digest()[:16])
    digest[6] = (digest[6] & 0x0F) | 0x50
    digest[8] = (digest[8] & 0x3F) | 0x80
    text = digest.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def guids(kind: str, stable_ids: Iterable[str] | pl.Series) -> pl.Series:
    """A GUID for each id, String[n]. No id may be null."""
    return pl.Series("guid", [guid(kind, one) for one in stable_ids], dtype=pl.String)


@lru_cache(maxsize=1 << 16)  # files name the same users and codes again and again
def plain_guid(written: str | None) -> str | None:
    """A GUID as it is compared: lower case, without braces; None where it is none.

    >>> plain_guid("{5215CC69-b628-4e02-afb9-9beeaee55808}"), plain_guid("42")
    ('5215cc69-b628-4e02-afb9-9beeaee55808', None)
    """
    bare = (written or "").strip().lower()
    bare = bare[1:-1] if bare.startswith("{") and bare.endswith("}") else bare
    return bare if _GUID.fullmatch(bare) else None
