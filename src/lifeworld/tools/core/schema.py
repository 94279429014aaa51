"""A specification held against the schema of its tool: a small part of JSON Schema (2020-12), enough for one flat form."""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Mapping
from typing import Any

from lifeworld.kit.errors import InputRefused, listed, nearest

KINDS = ("number", "integer", "string", "boolean")
KEYWORDS = frozenset({
    "type", "title", "description", "default", "enum", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf",
    "minLength", "maxLength", "pattern", "examples"})
TOP = frozenset({"$schema", "$id", "type", "title", "description", "properties", "required", "additionalProperties"})
FIELDS_MAX, TEXT_CHARS_MAX = 200, 2_000

LARGEST = sys.float_info.max
"""Whole numbers beyond it are no numbers that anything can be reckoned with."""


def faults(schema: Mapping[str, Any]) -> list[str]:
    """What a schema says that is not understood here, as sentences; none: every specification can be checked by it.

    >>> faults({"type": "object", "properties": {"width": {"type": "number", "minimum": 0}}, "required": ["width"]})
    []
    >>> faults({"type": "object", "properties": {"width": {"type": "array"}}})
    ['«width» is of the type «array»; a field is one of «number», «integer», «string», «boolean».']
    """
    found = [f"«{name}» is not understood." for name in sorted(set(schema) - TOP)]
    properties = schema.get("properties", {})
    if schema.get("type") != "object" or not properties:
        found.append("A specification is an object with properties.")
    if len(properties) > FIELDS_MAX:
        found.append(f"There are {len(properties)} fields, more than {FIELDS_MAX}.")
    found += [f"«{name}» is required and is no property." for name in schema.get("required", ()) if name not in properties]
    for name, field in properties.items():
        if kind_of(field) not in KINDS:
            found.append(f"«{name}» is of the type «{kind_of(field)}»; a field is one of {listed(KINDS)}.")
        found += [f"«{word}» of «{name}» is not understood." for word in sorted(set(field) - KEYWORDS) if not word.startswith("x-")]
        if field.get("default") is not None and (wrong := _wrong(field, field["default"])):
            found.append(f"The default of «{name}» does not fit: {wrong}.")
    return found


def kind_of(field: Mapping[str, Any]) -> str:
    """The type of a field, without "null".

    >>> kind_of({"type": ["number", "null"]})
    'number'
    """
    said = field.get("type", "")
    return str(said) if isinstance(said, str) else next((str(one) for one in said if one != "null"), "")


def fitted(schema: Mapping[str, Any], spec: Mapping[str, Any]) -> dict[str, Any]:
    """A specification that fits, with defaults where nothing is said, in the order of the schema. What is null counts as not said;
    a field without a default that is not said is left out: unknown is not zero.

    Errors: InputRefused names the field, what was given, and what fits.

    >>> schema = {"type": "object", "properties": {"width": {"type": "number", "minimum": 0, "x-unit": "mm"}, "n": {"type": "integer",
    ...           "default": 2}}, "required": ["width"]}
    >>> fitted(schema, {"width": 800})
    {'width': 800.0, 'n': 2}
    """
    properties: Mapping[str, Mapping[str, Any]] = schema["properties"]
    for name in spec:
        if name not in properties:
            near = nearest(str(name), properties)
            raise InputRefused("unknown_field", f"The specification has a field «{str(name)[:40]}», which this tool does not know.",
                               f"Did you mean «{near}»?" if near else f"Its fields are {listed(properties)}.")
    out: dict[str, Any] = {}
    for name, field in properties.items():
        value = spec.get(name)
        if value is None:
            value = field.get("default")
        if value is None:
            if name in schema.get("required", ()):
                raise InputRefused("field_missing", f"The specification does not say «{title_of(name, field)}» ({name}).", _fits(field))
            continue
        if wrong := _wrong(field, value):
            raise InputRefused("bad_field", f"«{title_of(name, field)}» ({name}) is {_shown(value)}: {wrong}.", _fits(field))
        out[name] = float(value) if kind_of(field) == "number" else int(value) if kind_of(field) == "integer" else value
    return out


def defaults(schema: Mapping[str, Any]) -> dict[str, Any]:
    """What a form begins with: the defaults, and the first example where a field has no default."""
    found = {name: field.get("default", next(iter(field.get("examples", ())), None)) for name, field in schema["properties"].items()}
    return {name: value for name, value in found.items() if value is not None}


def title_of(name: str, field: Mapping[str, Any]) -> str:
    """What people call a field."""
    return str(field.get("title", name))


def _wrong(field: Mapping[str, Any], value: object) -> str:
    """Why a value does not fit, "" where it does."""
    kind = kind_of(field)
    if kind == "boolean":
        return "" if isinstance(value, bool) else "it is neither true nor false"
    if kind == "string":
        return _wrong_text(field, value) if isinstance(value, str) else "it is no text"
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= LARGEST:
        return "it is no number"
    return "it is no whole number" if kind == "integer" and value != int(value) else _wrong_number(field, value)


def _wrong_number(field: Mapping[str, Any], value: float) -> str:
    if "enum" in field and value not in field["enum"]:
        return "it is none of what may be chosen"
    for word, holds, said in (
            ("minimum", value >= field.get("minimum", value), "less than"), ("maximum", value <= field.get("maximum", value), "more than"),
            ("exclusiveMinimum", value > field.get("exclusiveMinimum", -math.inf), "not more than"),
            ("exclusiveMaximum", value < field.get("exclusiveMaximum", math.inf), "not less than")):
        if not holds:
            return f"it is {said} {field[word]:g}"
    if (step := field.get("multipleOf")) and abs(value / step - round(value / step)) > 1e-9:
        return f"it is no multiple of {step:g}"
    return ""


def _wrong_text(field: Mapping[str, Any], value: str) -> str:
    if "enum" in field:
        return "" if value in field["enum"] else "it is none of what may be chosen"
    if len(value) > min(int(field.get("maxLength", TEXT_CHARS_MAX)), TEXT_CHARS_MAX):
        return f"it is longer than {min(int(field.get('maxLength', TEXT_CHARS_MAX)), TEXT_CHARS_MAX)} characters"
    if len(value) < int(field.get("minLength", 0)):
        return f"it is shorter than {field['minLength']} characters"
    if "pattern" in field and not re.search(field["pattern"], value):
        return "it does not have the form that is asked for"
    return ""


def _fits(field: Mapping[str, Any]) -> str:
    """What fits, as a sentence."""
    if "enum" in field:
        return f"Choose one of {listed(str(one) for one in field['enum'])}."
    kind = kind_of(field)
    if kind == "boolean":
        return "Say true or false."
    if kind == "string":
        return "Give a text as the field asks for."
    low, high = field.get("minimum", field.get("exclusiveMinimum")), field.get("maximum", field.get("exclusiveMaximum"))
    unit = f" {field['x-unit']}" if field.get("x-unit") else ""
    number = "a whole number" if kind == "integer" else "a number"
    if low is not None and high is not None:
        return f"Give {number} from {low:g} to {high:g}{unit}."
    if low is None and high is None:
        return f"Give {number}{' in' + unit if unit else ''}."
    return f"Give {number} of at least {low:g}{unit}." if low is not None else f"Give {number} of at most {high:g}{unit}."


def _shown(value: object) -> str:
    text = str(value)
    return f"«{text[:40]}»" if isinstance(value, str) else text[:40]
