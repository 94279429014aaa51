"""What a path of a place means, and what a key may do."""

from __future__ import annotations

import hashlib
import re

from lifeworld.kit.caller import ROLES, SCOPES
from lifeworld.kit.errors import InputRefused, listed

PART = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
PARTS_MAX = 6


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


def digest(secret: str) -> str:
    """The sha256 of a key or token, under which it is kept; keys are long and random, so no salt is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()
