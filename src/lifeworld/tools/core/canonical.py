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
ADDRESS = re.compile(r"([0-9a-f]{16})(?:-([0-9a-f]{16}))?")
EXACT = 2.0**53
DEPTH_MAX = 32
"""So many lists and objects may stand inside one another: what goes deeper is no specification, and would exhaust whoever reads it."""


def canonical(value: object) -> str:
    """JSON in one way only: keys in order, no spaces, a number that is whole without a point, the others as short as they come back.

    Errors: InputRefused for what is no JSON (NaN, infinity), and for what is nested too deeply.

    >>> canonical({"b": 3.0, "a": [1e-6, True, None, "Ω"]})
    '{"a":[1e-06,true,null,"Ω"],"b":3}'
    """
    not_too_deep(value)
    return json.dumps(_plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def content_hash(tool: str, spec: Mapping[str, Any], parts: Mapping[str, str], turned: Mapping[str, float]) -> str:
    """The address of a design: the first 16 hex digits of the SHA-256 of what makes it this one.

    >>> content_hash("shelf", {"width": 800}, {"board": "oak"}, {}) == content_hash("shelf", {"width": 800.0}, {"board": "oak"}, {})
    True
    """
    text = canonical({"tool": tool, "protocol": PROTOCOL, "spec": dict(spec), "parts": dict(parts), "turned": dict(turned)})
    return _digits(text)


def terms_hash(body: Mapping[str, Any]) -> str:
    """What tells the terms of one record from those of another with the same content: for how many, in which currency, sent where, by whose
    choice of suppliers, and which offers it takes at which cost. How old they are and how many there are left does not count.

    It is made of what the record says: what a record keeps to itself cannot be guessed from it.
    """
    supply = body["supply"]
    taken = [[line["slot"], line["item"], line["quantity"], line["offer"]["seller"], line["offer"]["sku"], line["offer"]["cost"]]
             for line in body["lines"] if line["offer"]]
    return _digits(canonical([body["quantity"], body["currency"], body["offers"], supply["region"], supply["choice"], taken]))


def address_of(text: object) -> tuple[str, str]:
    """(content, terms) that an address names; terms "" where it names the first. Errors: InputRefused for what is no address.

    >>> address_of("0123456789abcdef"), address_of("0123456789abcdef-00000000000000aa")[1]
    (('0123456789abcdef', ''), '00000000000000aa')
    """
    found = ADDRESS.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise InputRefused("bad_hash", f"«{str(text)[:40]}» is no address of a design.", "Addresses have 16 digits, 0 to 9 and a to f; "
                           "where a design was kept on several terms, 16 more after a hyphen.")
    return found[1], found[2] or ""


def not_too_deep(value: object) -> None:
    """Nothing, where lists and objects do not stand too deeply inside one another. Errors: InputRefused.

    >>> not_too_deep([{"a": [1]}])
    """
    inside: list[Any] = [value]
    for _ in range(DEPTH_MAX + 1):
        inside = [each for one in inside if isinstance(one, Mapping | list | tuple)
                  for each in (one.values() if isinstance(one, Mapping) else one)]
        if not inside:
            return
    raise InputRefused("too_deep", f"Lists and objects stand more than {DEPTH_MAX} deep inside one another.",
                       "Send the fields of the form.")


def _digits(text: str) -> str:
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
