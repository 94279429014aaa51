"""What events say about a customer: traits of identify events, the group of group events."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from lifeworld.customers.core.values import checked_traits
from lifeworld.kit.errors import InputRefused

TRAITS_MAX = 100
"""More traits than these of one event are left out, the last by name first."""


@dataclass(frozen=True, slots=True, order=True)
class Told:
    """What one event says of a customer. ``at_us``, ``key`` and ``source`` order events, so that the newest word on a trait holds."""

    at_us: int
    key: str
    source: int
    traits: tuple[tuple[str, str], ...]


def plain_traits(said: object) -> tuple[dict[str, str], int]:
    """The traits that a customer may have, and how many were left out: nested ones, overlong ones, those beyond a hundred.

    Numbers and truth become text; an empty value or null takes the trait away.

    >>> plain_traits({"city": " Berlin ", "age": 41.0, "vip": True, "address": {"street": "x"}, "note": None})
    ({'age': '41', 'city': 'Berlin', 'note': '', 'vip': 'true'}, 1)
    """
    if not isinstance(said, Mapping):
        return {}, 0 if said is None else 1
    found: dict[str, str] = {}
    n_left_out = max(len(said) - TRAITS_MAX, 0)
    for name, value in sorted(((str(name), value) for name, value in said.items()), key=lambda one: one[0])[:TRAITS_MAX]:
        text = _text(value)
        if text is None:
            n_left_out += 1
            continue
        try:
            found.update(checked_traits({name: text}))
        except InputRefused:
            n_left_out += 1
    return found, n_left_out


def _text(value: Any) -> str | None:
    """The value as a trait has it; None for what no trait can hold."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float():
            return None if not math.isfinite(value) else str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
        case int() if abs(value) > 10**300:
            return None
        case int() | str():
            return str(value)
    return None


def folded(told: Iterable[Told]) -> dict[str, str]:
    """What holds of each trait: the newest word by (time, key, source), in whatever order the events came; "" where it was taken away.

    >>> folded([Told(2, "b", 1, (("city", "Bonn"),)), Told(1, "a", 1, (("city", "Ulm"), ("age", "41")))])
    {'age': '41', 'city': 'Bonn'}
    """
    found: dict[str, str] = {}
    for one in sorted(told):
        found.update(one.traits)
    return dict(sorted(found.items()))
