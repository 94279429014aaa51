"""The form of a specification, made of the schema of its tool; and what a form sent, read back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from lifeworld.kit.errors import InputRefused
from lifeworld.tools.core.schema import kind_of, title_of

DECIMAL_COMMA = re.compile(r"[+-]?\d*,(\d{1,2}|\d{4,})")
"""«1,5» can be read in one way only; «1,500» in two, so it is asked again."""
Kind = Literal["number", "integer", "text", "yes", "one"]


@dataclass(frozen=True, slots=True)
class Field:
    """One field. ``kind``: "yes" is a box to tick, "one" a choice of ``options`` (value, title)."""

    name: str
    title: str
    kind: Kind
    help: str = ""
    unit: str = ""
    default: Any = None
    minimum: float | None = None
    maximum: float | None = None
    step: float | None = None
    options: tuple[tuple[Any, str], ...] = ()
    required: bool = False
    advanced: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """Fields that belong together; ``folded``: all of them are for those who look for them."""

    title: str
    fields: tuple[Field, ...]
    folded: bool = False


def sections(schema: Mapping[str, Any]) -> tuple[Section, ...]:
    """The form of a schema: sections in the order in which their first field stands; what is advanced is folded, below its section.

    >>> [one.title for one in sections({"type": "object", "properties": {"w": {"type": "number", "x-group": "Size"}, "n":
    ...  {"type": "integer", "x-group": "Size", "x-advanced": True}, "oak": {"type": "boolean", "x-group": "Wood"}}})]
    ['Size', 'Size, more', 'Wood']
    """
    needed = frozenset(schema.get("required", ()))
    by_group: dict[str, list[Field]] = {}
    for name, field in schema["properties"].items():
        by_group.setdefault(str(field.get("x-group", "")), []).append(_field(name, field, name in needed))
    made = []
    for title, fields in by_group.items():
        plain = tuple(one for one in fields if not one.advanced)
        more = tuple(one for one in fields if one.advanced)
        if plain:
            made.append(Section(title, plain))
        if more:
            made.append(Section(f"{title}, more" if plain and title else title or "More", more, folded=True))
    return tuple(made)


def spec_of_form(schema: Mapping[str, Any], form: Mapping[str, str]) -> dict[str, Any]:
    """What a form sent, as a specification that is not checked yet: an empty field is not said; a box that is not ticked is False where
    the form says that it had it (``had-NAME``).

    Errors: InputRefused for what should be a number and is none.

    >>> spec_of_form({"properties": {"w": {"type": "number"}, "n": {"type": "integer"}, "oak": {"type": "boolean"}}},
    ...              {"w": "0.8", "n": "", "had-oak": "1"})
    {'w': 0.8, 'oak': False}
    """
    spec: dict[str, Any] = {}
    for name, field in schema["properties"].items():
        kind, text = kind_of(field), str(form.get(name, "")).strip()
        if kind == "boolean":
            if name in form or f"had-{name}" in form:
                spec[name] = text.lower() not in {"", "no", "false", "0"}
        elif kind == "string":
            if name in form and (text or "" in field.get("enum", ())):
                spec[name] = text
        elif text:
            spec[name] = _number(name, field, text)
    return spec


def _number(name: str, field: Mapping[str, Any], text: str) -> float:
    plain = text.replace("−", "-")
    if DECIMAL_COMMA.fullmatch(plain):
        plain = plain.replace(",", ".")
    try:
        return float(plain)
    except ValueError as error:
        raise InputRefused("no_number", f"«{title_of(name, field)}» is «{text[:40]}», which is no number.",
                           "Write it with digits, and a point before decimals.") from error


def _field(name: str, field: Mapping[str, Any], required: bool) -> Field:
    kind = kind_of(field)
    titles = field.get("x-options", {})
    options = tuple((one, str(titles.get(str(one), one if one != "" else "any"))) for one in field.get("enum", ()))
    shown: Kind = "one" if options else "yes" if kind == "boolean" else "text" if kind == "string" else \
        "integer" if kind == "integer" else "number"
    low, high = field.get("minimum", field.get("exclusiveMinimum")), field.get("maximum", field.get("exclusiveMaximum"))
    step = field.get("x-step", field.get("multipleOf", 1 if kind == "integer" else None))
    return Field(name, title_of(name, field), shown, str(field.get("description", "")), str(field.get("x-unit", "")),
                 field.get("default"), low, high, step, options, required and field.get("default") is None, bool(field.get("x-advanced")))
