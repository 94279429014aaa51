"""What a design is, as one address: the same content has the same hash, on every machine and in every place."""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Mapping
from typing import Any

from lifeworld.kit.errors import InputRefused

PROTOCOL = 1
"""The version of what is hashed and sent; another one makes other addresses."""

HASH = re.compile(r"[0-9a-f]{16}")
EXACT = 2.0**53


def canonical(value: object) -> str:
    """JSON in one way only: keys in order, no spaces, a number that is whole without a point, the others as short as they come back.

    Errors: InputRefused for what is no JSON (NaN, infinity).

    >>> canonical({"b": 3.0, "a": [1e-6, True, None, "Ω"]})
    '{"a":[1e-06,true,null,"Ω"],"b":3}'
    """
    return json.dumps(_plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def content_hash(tool: str, spec: Mapping[str, Any], parts: Mapping[str, str], turned: Mapping[str, float]) -> str:
    """The address of a design: the first 16 hex digits of the SHA-256 of what makes it this one.

    >>> content_hash("shelf", {"width": 800}, {"board": "oak"}, {}) == content_hash("shelf", {"width": 800.0}, {"board": "oak"}, {})
    True
    """
    text = canonical({"tool": tool, "protocol": PROTOCOL, "spec": dict(spec), "parts": dict(parts), "turned": dict(turned)})
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _plain(value: Any) -> object:
    if isinstance(value, bool | str) or value is None:
        return value
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, int):
        return value
    number = float(value)
    if not math.isfinite(number):
        raise InputRefused("no_number", "A design holds a number that is not finite.", "Leave out what is not known.")
    return int(number) if number == int(number) and abs(number) <= EXACT else number
