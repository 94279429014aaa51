"""What somebody wrote as an indicator, read strictly: a misread definition would measure something else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from lifeworld.kit.errors import InputRefused, listed, nearest
from lifeworld.measures.core.terms import AGGREGATIONS, DIRECTIONS, OPS, SPAN_UNITS, STATED, TRUSTS

KEYS = ("slug", "title", "types", "field", "where", "aggregation", "window_days", "stated", "unit", "direction", "sources",
        "minute_priority", "spans", "zero_when_active")
WINDOW_DAYS_MAX = 366
MANY = 50
"""At most so many types, conditions, sources, and values of one condition."""
PART = r"[A-Za-z_][A-Za-z0-9_-]{0,63}"
FIELD = re.compile(rf"{PART}(\.{PART}){{0,7}}")
SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?")
NUMBER_MAX = 1e15


def read_indicator(body: Mapping[str, Any]) -> dict[str, Any]:
    """The parts of an indicator, complete and checked; conditions and sources as plain mappings. Errors: InputRefused."""
    if not isinstance(body, Mapping):
        raise refused("it is no object with names and values")
    for name in body:
        if name not in KEYS:
            near = nearest(str(name), KEYS)
            raise refused(f"it has no part «{str(name)[:60]}»", f"Did you mean «{near}»?" if near else f"Its parts are {listed(KEYS, 20)}.")
    aggregation = one_of(body, "aggregation", AGGREGATIONS, "count")
    read = {
        "slug": slug_of(body.get("slug")), "title": text_of(body, "title", 200, needed=True), "types": types_of(body, "types", needed=True),
        "field": field_of(body.get("field", ""), "field"), "where": [_condition(one, at) for at, one in enumerate(_list(body, "where"))],
        "aggregation": aggregation, "window_days": _days(body.get("window_days", 28)),
        "stated": one_of(body, "stated", STATED[aggregation], STATED[aggregation][0]), "unit": text_of(body, "unit", 40),
        "direction": one_of(body, "direction", DIRECTIONS, "more"),
        "sources": [_source(one, at) for at, one in enumerate(_list(body, "sources"))],
        "minute_priority": _switch(body, "minute_priority"), "spans": _spans(body.get("spans", "")),
        "zero_when_active": types_of(body, "zero_when_active"),
    }
    _fit_together(read)
    return read


def _fit_together(read: Mapping[str, Any]) -> None:
    """Refuses parts that each are right but mean nothing together."""
    aggregation, field = read["aggregation"], read["field"]
    if aggregation in {"sum", "mean", "lowest", "highest", "last"} and not field:
        raise refused(f"«{aggregation}» needs the field whose number is read", "Say it in «field», like \"field\": \"distance_km\".")
    if aggregation == "count" and field:
        raise refused("«count» counts events and reads no field",
                      "Leave «field» out, or ask in «where» that it «is known», or choose «sum».")
    if read["spans"] and aggregation != "sum":
        raise refused("stretches of time are merged and added up, which is «sum»", "Choose the aggregation «sum».")
    if read["spans"] and read["minute_priority"]:
        raise refused("it asks for merged stretches and for one source a minute at once", "Choose one of the two.")
    if read["zero_when_active"] and aggregation not in {"count", "sum", "active_days"}:
        raise refused(f"a day without readings has no «{aggregation}», so it cannot be 0",
                      "Leave «zero_when_active» out, or choose count, sum or active_days.")


def slug_of(slug: object) -> str:
    """A slug. Errors: InputRefused."""
    if not isinstance(slug, str) or not SLUG.fullmatch(slug):
        raise refused("its slug is missing or wrong", "Write it with small letters, digits and hyphens, as «weekly-km», 80 at most.")
    return slug


def field_of(field: object, where: str) -> str:
    """A dotted path, or "". Errors: InputRefused."""
    if field == "":
        return ""
    if not isinstance(field, str) or not FIELD.fullmatch(field):
        raise refused(f"«{where}» is no path into the data",
                      "Write names of letters, digits, _ and - with dots between, at most eight, as «workout.distance_km».")
    return field


def text_of(body: Mapping[str, Any], name: str, most: int, *, needed: bool = False) -> str:
    """A text of bounded length. Errors: InputRefused."""
    said = body.get(name, "")
    if not isinstance(said, str) or len(said) > most or "\x00" in said or not said.isprintable():
        raise refused(f"«{name}» is no line of text of at most {most} characters")
    if needed and not said.strip():
        raise refused(f"«{name}» is missing")
    return said.strip()


def types_of(body: Mapping[str, Any], name: str, *, needed: bool = False) -> tuple[str, ...]:
    """Names of event types, each once, in their order. Errors: InputRefused."""
    said = _list(body, name)
    if not all(isinstance(one, str) and 0 < len(one) <= 200 and "\x00" not in one for one in said):
        raise refused(f"«{name}» holds something that is no name of an event type")
    if needed and not said:
        raise refused(f"«{name}» names no event type", "Name at least one, as \"types\": [\"run\"].")
    return tuple(sorted(set(said)))


def one_of(body: Mapping[str, Any], name: str, known: tuple[str, ...], usual: str) -> str:
    """One of some words. Errors: InputRefused."""
    said = body.get(name, usual)
    if said not in known or not isinstance(said, str):
        near = nearest(str(said), known)
        raise refused(f"«{name}» is «{str(said)[:40]}»", (f"Did you mean «{near}»? " if near else "") + f"It may be {listed(known)} here.")
    return said


def _list(body: Mapping[str, Any], name: str) -> list[Any]:
    said = body.get(name, ())
    if not isinstance(said, list | tuple) or len(said) > MANY:
        raise refused(f"«{name}» is no list of at most {MANY}")
    return list(said)


def _days(said: object) -> int:
    if not isinstance(said, int) or isinstance(said, bool) or not 1 <= said <= WINDOW_DAYS_MAX:
        raise refused(f"«window_days» is no whole number from 1 to {WINDOW_DAYS_MAX}")
    return said


def _switch(body: Mapping[str, Any], name: str) -> bool:
    said = body.get(name, False)
    if not isinstance(said, bool):
        raise refused(f"«{name}» is neither true nor false")
    return said


def _spans(said: object) -> str:
    if said == "" or (isinstance(said, str) and said in SPAN_UNITS):
        return str(said)
    raise refused("«spans» is no unit of time", f"It may be {listed(SPAN_UNITS)}: the unit in which «field» says how long it lasted.")


def _source(one: object, at: int) -> dict[str, Any]:
    where = f"sources[{at}]"
    if not isinstance(one, Mapping) or set(one) - {"pattern", "trust"}:
        raise refused(f"«{where}» is no object of «pattern» and «trust»")
    pattern = one.get("pattern")
    if not isinstance(pattern, str) or not 0 < len(pattern) <= 400 or "*" in pattern[:-1]:
        raise refused(f"«{where}.pattern» is no name of a source", "Write the whole name, or its beginning and «*» at the end.")
    return {"pattern": pattern, "trust": one_of(one, "trust", TRUSTS, "measured")}


def _condition(one: object, at: int) -> dict[str, Any]:
    where = f"where[{at}]"
    if not isinstance(one, Mapping) or set(one) - {"field", "op", "value"}:
        raise refused(f"«{where}» is no object of «field», «op» and «value»")
    field = field_of(one.get("field"), f"{where}.field")
    if not field:
        raise refused(f"«{where}.field» is missing")
    op = one_of(one, "op", OPS, "==")
    if op == "is known":
        if one.get("value") is not None:
            raise refused(f"«{where}» asks whether a field is known, and has a value", "Leave «value» out.")
        return {"field": field, "op": op, "value": None}
    value = one.get("value")
    if op == "in":
        if not isinstance(value, list | tuple) or not 0 < len(value) <= MANY:
            raise refused(f"«{where}.value» is no list of 1 to {MANY} values")
        return {"field": field, "op": op, "value": tuple(_scalar(each, where) for each in value)}
    scalar = _scalar(value, where)
    if op in {"<", "<=", ">", ">="} and not isinstance(scalar, float):
        raise refused(f"«{where}» compares by size with something that is no number")
    return {"field": field, "op": op, "value": scalar}


def _scalar(value: object, where: str) -> str | float | bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float) and abs(value) <= NUMBER_MAX:  # no NaN either
        return float(value)
    if isinstance(value, str) and len(value) <= 400 and "\x00" not in value:
        return value
    raise refused(f"«{where}.value» is no text, number, true or false")


def refused(what: str, next_step: str = "Correct it.") -> InputRefused:
    """The refusal of a definition."""
    return InputRefused("wrong_indicator", f"The indicator cannot be used: {what}.", next_step)
