"""Schemas of event types as programs that check: compiled once, kept while the type has the same version."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import jsonschema_rs
import msgspec

from lifeworld.events.core.cloudevents import EXTENSIONS
from lifeworld.events.core.schema_cost import COST_MAX, Endless, cost
from lifeworld.events.core.segment import ANONYMOUS, CONTEXT
from lifeworld.events.models import EventType
from lifeworld.kit.errors import InputRefused

SCHEMA_BYTES = 64 * 1024
SAID_CHARS = 200
KEPT_SCHEMAS = 512

OWN = frozenset({EXTENSIONS, ANONYMOUS, CONTEXT})
Check = Callable[[Mapping[str, Any]], str]
"""What does not fit, in a few words; "" where everything does."""


def compiled(schema: Mapping[str, Any]) -> Check:
    """A check of data by a JSON Schema (2020-12). What the intake put into it (``OWN``) is left out.

    Errors: InputRefused for what is no schema, refers to another address, has a pattern that can take for ever, or is too long.
    """
    if len(msgspec.json.encode(schema)) > SCHEMA_BYTES:
        raise InputRefused("schema_too_long", f"The schema has more than {SCHEMA_BYTES // 1024} KiB.", "Shorten it.")
    _bounded(schema)
    try:
        validator = jsonschema_rs.Draft202012Validator(dict(schema), retriever=_nothing_from_outside, validate_formats=True,
                                                       mask="the value", pattern_options=jsonschema_rs.RegexOptions())
    except Exception as error:
        words = " ".join(str(error).split())[:SAID_CHARS]
        raise InputRefused("schema_wrong", f"This is not a JSON Schema that can be used here: {words}",
                           "Write it as JSON Schema 2020-12, without references to other addresses and without look-around in patterns."
                           ) from None

    def check(data: Mapping[str, Any]) -> str:
        own = data if data.keys().isdisjoint(OWN) else {name: value for name, value in data.items() if name not in OWN}
        if validator.is_valid(own):
            return ""
        first = min(validator.iter_errors(own), key=lambda one: [str(part) for part in one.instance_path])
        where = ".".join(str(part) for part in first.instance_path)
        return f"{f'at «{where}», ' if where else ''}{first.message}"[:SAID_CHARS]

    return check


def _bounded(schema: Mapping[str, Any]) -> None:
    """Errors: InputRefused for a schema that could take for ever on data of a usual size."""
    try:
        found = cost(schema)
    except Endless:
        raise InputRefused("schema_wrong", "The schema asks for itself about the same value, or for something that is not in it.",
                           "Let «$ref» name a part of this schema, and let it end.") from None
    except RecursionError:
        found = COST_MAX + 1
    if found > COST_MAX:
        raise InputRefused("schema_costly", "The schema looks at the same value so often that checking one event could take for ever.",
                           f"Let at most {COST_MAX} of its parts look at one value; mind parts that name one another several times.")


@lru_cache(KEPT_SCHEMAS)
def check_of(type_key: int, version: str) -> Check:
    """The check of a type's schema, read when its version is new to this process."""
    schema = EventType.objects.filter(pk=type_key).values_list("schema", flat=True).first()
    return compiled(schema) if isinstance(schema, dict) else lambda data: ""


def _nothing_from_outside(address: str) -> Any:
    raise ValueError(f"the address {address} is not looked up")
