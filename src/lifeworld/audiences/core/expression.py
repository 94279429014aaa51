"""The expression of an audience: the conditions, the JSON in which they are kept, and the sentence in which people read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields

from lifeworld.audiences.core.checks import checked, expanded, refused, rests_on
from lifeworld.audiences.core.conditions import (
    KIND_OF,
    KINDS,
    All,
    Any,
    Condition,
    Consent,
    Did,
    Driver,
    Everyone,
    Goal,
    InAudience,
    Known,
    Measure,
    Not,
    Segment,
    Trait,
    Type,
    leaves_of,
    never_unknown,
    parts_of,
)
from lifeworld.audiences.core.sentences import words
from lifeworld.kit.errors import listed, nearest

__all__ = [
    "KINDS", "All", "Any", "Condition", "Consent", "Did", "Driver", "Everyone", "Goal", "InAudience", "Known", "Measure", "Not", "Segment",
    "Trait", "Type", "checked", "expanded", "from_json", "leaves_of", "never_unknown", "parts_of", "rests_on", "to_json", "words"]
NESTED_MAX = 40
"""Deeper JSON is refused before it is read; ``checks.DEPTH_MAX`` is what an expression may have."""


def to_json(condition: Condition) -> dict[str, object]:
    """The condition as JSON: its kind, and what differs from the values that a field has when it is left out.

    >>> to_json(Not(Did("order.placed", last_days=30)))
    {'kind': 'not', 'of': {'kind': 'did', 'type': 'order.placed', 'last_days': 30}}
    """
    found: dict[str, object] = {"kind": KIND_OF[type(condition)]}
    for field in fields(condition):  # type: ignore[arg-type]  # every kind is a dataclass
        value = getattr(condition, field.name)
        if value != field.default:
            found[field.name] = _plain(value)
    return found


def _plain(value: object) -> object:
    if isinstance(value, Condition):
        return to_json(value)
    return [_plain(one) for one in value] if isinstance(value, tuple) else value


def from_json(body: object) -> Condition:
    """The condition that JSON holds, checked. Errors: InputRefused with the path to what is wrong.

    >>> from_json({"kind": "trait", "name": "city", "op": "is", "value": "Berlin"})
    Trait(name='city', op='is', value=('Berlin',))
    """
    return checked(_read(body, "", 1))


def _read(body: object, path: str, depth: int) -> Condition:
    if depth > NESTED_MAX:
        raise refused(path, "is nested too deep", "Save a part of it as an audience of its own, and ask for that.")
    if not isinstance(body, Mapping):
        raise refused(path, "is not an object", 'Write {"kind": ...} with the fields of that kind.')
    kind = body.get("kind")
    made = KINDS.get(kind) if isinstance(kind, str) else None
    if made is None or not isinstance(kind, str):
        near = nearest(str(kind)[:40], KINDS)
        raise refused(path, f"has the kind «{str(kind)[:40]}»", f"Did you mean «{near}»?" if near else f"Use one of {listed(KINDS, 20)}.")
    at = f"{path}.{kind}" if path and not path.endswith("]") else f"{path}{'.' if path else ''}{kind}"
    known = {field.name: field for field in fields(made)}  # type: ignore[arg-type]  # every kind is a dataclass
    if strange := [str(name)[:40] for name in body if name != "kind" and name not in known]:
        raise refused(at, f"has fields that «{kind}» does not know: {listed(strange)}", f"It knows {listed(known) or 'none'}.")
    values = {}
    for name, field in known.items():
        if name in body:
            values[name] = _value(body[name], str(field.type), f"{at}.{name}", at, depth)
        elif field.default is MISSING:
            raise refused(at, f"lacks «{name}»", f"Add «{name}».")
    return made(**values)


def _value(value: object, wanted: str, path: str, parent: str, depth: int) -> object:  # noqa: PLR0911  (one return a kind of field)
    """The value of a field by the type that it is declared with."""
    if wanted == "Condition":
        return _read(value, parent, depth + 1)
    if wanted == "tuple[Condition, ...]":
        if not isinstance(value, list | tuple):
            raise refused(path, "is not a list", "Give a list of conditions.")
        return tuple(_read(one, f"{parent}[{at}]", depth + 1) for at, one in enumerate(value))
    if wanted == "tuple[str, ...]":
        texts = [value] if isinstance(value, str) else value
        if not isinstance(texts, list | tuple) or not all(isinstance(one, str) for one in texts):
            raise refused(path, "is not a text or a list of texts", "Give texts in quotes.")
        return tuple(texts)
    if value is None and "None" in wanted:
        return None
    if wanted.startswith("float") and isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e300:
        return float(value)
    if wanted.startswith("int") and isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**53:
        return value
    if (wanted == "bool" and isinstance(value, bool)) or (wanted == "str" and isinstance(value, str)):
        return value
    said = {"str": "a text", "bool": "true or false", "int": "a whole number", "float": "a number"}[wanted.split(" ", maxsplit=1)[0]]
    raise refused(path, f"is not {said}", f"Give {said}.")
