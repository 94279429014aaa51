"""Data of an event as JSON: what no column can hold is found, and two texts are compared by what they say."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from lifeworld.events.core.refusals import DEPTH

INT_LIMIT = 2**63


def wrong_value(value: Any, depth: int = 0) -> str:
    """The code of what is wrong somewhere in decoded JSON; "" where nothing is.

    >>> wrong_value({"a": [1, "two"]}), wrong_value({"a": float("nan")}), wrong_value(2**63)
    ('', 'number_too_large', 'number_too_large')
    """
    if depth > DEPTH:
        return "too_deep"
    if isinstance(value, str):
        return "not_text" if "\0" in value else ""
    if isinstance(value, float):
        return "" if math.isfinite(value) else "number_too_large"
    if isinstance(value, int):
        return "" if -INT_LIMIT <= value < INT_LIMIT else "number_too_large"
    parts = (*value.keys(), *value.values()) if isinstance(value, Mapping) else value if isinstance(value, (list, tuple)) else ()
    return next((code for part in parts if (code := wrong_value(part, depth + 1))), "")


def same_json(one: str, other: str) -> bool:
    """Whether two JSON texts say the same: the order of names and the way of writing a number do not matter.

    >>> same_json('{"a": 1, "b": 1e2}', '{"b":100,"a":1.0}'), same_json('{"a":1}', '{"a":true}')
    (True, False)
    """
    return one == other or _plain(json.loads(one)) == _plain(json.loads(other))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    return (type(value).__name__ if isinstance(value, bool) else "", value)
