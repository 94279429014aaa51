"""Who a customer is: what pages and rooms above see of one, and which names a key, an alias and a trait may have."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lifeworld.kit.errors import InputRefused

KEY_CHARS_MAX = 200
TRAIT_CHARS_MAX = 100
VALUE_CHARS_MAX = 400
NO_TEXT = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
"""Control characters and halves of surrogate pairs, which no key, label or trait may hold."""


@dataclass(frozen=True)
class CustomerLine:
    """A customer in a list: ``id`` stands in addresses, because a key may be an e-mail address; ``label`` is what people read."""

    id: int
    key: str
    label: str
    traits: Mapping[str, str]

    @property
    def shown(self) -> str:
        """The label, or the key where there is none."""
        return self.label or self.key


@dataclass(frozen=True)
class ConsentValue:
    """What a customer agreed to or refused; ``holds`` marks the newest of its purpose. ``at`` is ISO 8601 in UTC."""

    purpose: str
    given: bool
    source: str
    at: str
    holds: bool


@dataclass(frozen=True)
class CustomerCard:
    """All that this room knows of a customer. ``since`` is ISO 8601 in UTC."""

    id: int
    key: str
    label: str
    aliases: tuple[str, ...]
    traits: Mapping[str, str]
    consents: tuple[ConsentValue, ...]
    since: str

    @property
    def shown(self) -> str:
        """The label, or the key where there is none."""
        return self.label or self.key


def checked_key(key: str, what: str = "key", length_max: int = KEY_CHARS_MAX) -> str:
    """The key without space around it. Errors: InputRefused for an empty or an overlong one, or one with control characters.

    >>> checked_key(" ana@example.org ")
    'ana@example.org'
    """
    key = key.strip()
    if not key or len(key) > length_max or NO_TEXT.search(key):
        wrong = "too long or holds control characters" if key else "empty"
        raise InputRefused("bad_key", f"This is no {what} of a customer: it is {wrong}.",
                           f"Give 1 to {length_max} characters on one line.")
    return key


def checked_traits(traits: Mapping[str, str]) -> dict[str, str]:
    """Traits by name; those whose value is empty are to be taken away. Errors: InputRefused for a name or value that is too long.

    >>> checked_traits({"city": " Berlin ", "segment": ""})
    {'city': 'Berlin', 'segment': ''}
    """
    clean = {checked_key(name, "name of a trait", TRAIT_CHARS_MAX): " ".join(str(value).split()) for name, value in traits.items()}
    for value in clean.values():
        if value:
            checked_key(value, "value of a trait", VALUE_CHARS_MAX)
    return clean


def newest_of_each(consents: Iterable[tuple[str, bool, str, str]]) -> tuple[ConsentValue, ...]:
    """Consents (purpose, given, source, at) in the order in which they were recorded, newest first, the latest of each purpose marked.

    The order of times decides; of the same time, the one that was recorded later.

    >>> [(one.given, one.holds) for one in newest_of_each([("quotes", True, "", "2026-01-01"), ("quotes", False, "", "2026-02-01")])]
    [(False, True), (True, False)]
    """
    seen: set[str] = set()
    found = []
    recorded = sorted(enumerate(consents), key=lambda one: (one[1][3], one[0]), reverse=True)
    for _, (purpose, given, source, at) in recorded:
        found.append(ConsentValue(purpose, given, source, at, purpose not in seen))
        seen.add(purpose)
    return tuple(found)
