"""What a path of a place means, and which names, roles, scopes and origins there may be."""

from __future__ import annotations

import hashlib
import re

from lifeworld.kit.caller import ROLES, SCOPES
from lifeworld.kit.errors import InputRefused, listed

PART = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
PARTS_MAX = 6
NO_TEXT = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
"""Control characters and halves of surrogate pairs, which no name may hold."""
ORIGIN = re.compile(r"(https)://([a-z0-9-]+(\.[a-z0-9-]+)*)(:[0-9]{1,5})?|http://(localhost|127\.0\.0\.1)(:[0-9]{1,5})?")
"""Whose pages may show elements: a scheme, a host and perhaps a port; plain http only on one's own machine."""


def around(path: str) -> list[str]:
    """The place and the places that it is in, the innermost first.

    >>> around("acme/berlin/mitte")
    ['acme/berlin/mitte', 'acme/berlin', 'acme']
    """
    parts = path.split("/")
    return ["/".join(parts[:n]) for n in range(len(parts), 0, -1)]


def checked_path(path: str) -> str:
    """The path, where it is one. Errors: InputRefused.

    >>> checked_path("acme/berlin")
    'acme/berlin'
    """
    parts = path.split("/")
    if len(parts) > PARTS_MAX or not all(PART.fullmatch(part) for part in parts):
        raise InputRefused("bad_path", f"«{path}» is no path of a place.",
                           f"Use one to {PARTS_MAX} parts of lower-case letters, digits and hyphens, as in acme/berlin.")
    return path


def scopes_of(role: str) -> frozenset[str]:
    """What a role may do. Errors: InputRefused for an unknown role."""
    if role not in ROLES:
        raise InputRefused("unknown_role", f"There is no role «{role}».", f"Use one of {listed(ROLES)}.")
    return ROLES[role]


def checked_scopes(scopes: list[str]) -> list[str]:
    """The scopes in their order, each once. Errors: InputRefused for an unknown one."""
    unknown = [scope for scope in scopes if scope not in SCOPES]
    if unknown or not scopes:
        raise InputRefused("unknown_scope", f"These are no scopes: {listed(unknown)}." if unknown else "No scope is given.",
                           f"Choose from {listed(SCOPES, 20)}.")
    return [scope for scope in SCOPES if scope in scopes]


def checked_name(name: str, what: str = "name", length_max: int = 200) -> str:
    """The name without space around it. Errors: InputRefused for an empty or an overlong one.

    >>> checked_name(" Berlin ")
    'Berlin'
    """
    name = " ".join(name.split())
    if not name or len(name) > length_max or NO_TEXT.search(name):
        raise InputRefused("bad_name", f"The {what} is {'empty' if not name else 'too long' if len(name) > length_max else 'no text'}.",
                           f"Give one of 1 to {length_max} characters.")
    return name


def checked_origins(origins: list[str]) -> list[str]:
    """Origins in lower case, each once, in their order. Errors: InputRefused for what is none, or for none at all.

    >>> checked_origins(["https://Shop.example", "https://shop.example/", "http://localhost:8000"])
    ['https://shop.example', 'http://localhost:8000']
    """
    clean = list(dict.fromkeys(origin.strip().lower().removesuffix("/") for origin in origins if origin.strip()))
    wrong = [origin for origin in clean if not ORIGIN.fullmatch(origin)]
    if wrong or not clean:
        raise InputRefused("bad_origin", f"These are no origins of pages: {listed(wrong)}." if wrong else "No origin is given.",
                           "Write a scheme and a host, as in https://shop.example; a path does not belong to an origin.")
    return clean


def digest(secret: str) -> str:
    """The sha256 of a key or token, under which it is kept; keys are long and random, so no salt is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()
