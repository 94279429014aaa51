"""A definition as people write it in a form, one line a condition or source, and back."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from lifeworld.kit.errors import InputRefused
from lifeworld.measures.core.checks import slug_of
from lifeworld.measures.core.terms import AGGREGATIONS, OPS, SPAN_UNITS, STATED, TRUSTS
from lifeworld.measures.core.values import Condition, Indicator

AGGREGATION_WORDS: Mapping[str, str] = {
    "count": "how many events there are", "sum": "the sum of a number in them", "mean": "the mean of a number in them",
    "lowest": "the lowest number in them", "highest": "the highest number in them", "last": "the newest number in them",
    "active_days": "on how many days there are any",
}
STATED_WORDS: Mapping[str, str] = {"total": "in total", "per_day_known": "for each day that is known", "readings": "of the readings"}
DIRECTION_WORDS: Mapping[str, str] = {"more": "more is better", "less": "less is better", "within": "best within a range"}
SPAN_WORDS: Mapping[str, str] = {"": "no: it is a number like any other", "s": "in seconds", "min": "in minutes", "h": "in hours"}
TRUST_WORDS: Mapping[str, str] = {
    "measured": "measured by a device", "reported": "reported by the customer", "estimated": "estimated", "unknown": "of unknown trust"}
_LINE = re.compile(r"(?P<field>[A-Za-z_][\w.-]*)\s*(?P<op>is known|in|==|!=|<=|>=|<|>|=)(?![\w])\s*(?P<value>.*)")
TEXTS = ("title", "slug", "types", "field", "where", "aggregation", "window_days", "stated", "unit", "direction", "sources", "spans",
         "zero_when_active")
assert set(AGGREGATION_WORDS) == set(AGGREGATIONS) and set(SPAN_WORDS) == {"", *SPAN_UNITS} and set(TRUST_WORDS) == set(TRUSTS)  # noqa: S101
assert set(STATED_WORDS) == {word for words in STATED.values() for word in words}  # noqa: S101


def definition_of(said: Mapping[str, str]) -> Indicator:
    """The indicator that a form says, by the names of TEXTS and ``minute_priority``. Errors: InputRefused.

    >>> definition_of({"title": "Long runs", "types": "run", "where": "km >= 5\\nsport in trail, road"}).words()
    'The number of «run» events with km of at least 5 and sport of «trail» or «road», in total over 28 days.'
    """
    text = {name: str(said.get(name, "")).strip() for name in TEXTS}
    aggregation = text["aggregation"] or "count"
    stated = text["stated"] if text["stated"] in STATED.get(aggregation, ()) else ""
    body: dict[str, Any] = {
        "slug": text["slug"] or slug_from(text["title"]), "title": text["title"], "types": _listed(text["types"]),
        "field": "" if aggregation == "count" else text["field"], "aggregation": aggregation, "unit": text["unit"],
        "where": [_condition(line) for line in text["where"].splitlines() if line.strip()],
        "sources": [_source(line) for line in text["sources"].splitlines() if line.strip()],
        "spans": text["spans"], "zero_when_active": _listed(text["zero_when_active"]), "direction": text["direction"] or "more",
        "minute_priority": bool(said.get("minute_priority")), "window_days": _days(text["window_days"] or "28"),
    }
    return Indicator.from_json(body | ({"stated": stated} if stated else {}))


def form_of(definition: Indicator) -> dict[str, str]:
    """The texts of a form that ``definition_of`` reads back.

    >>> one = definition_of({"title": "Runs", "types": "run", "where": "km >= 5\\nsport in trail, road", "sources": "watch/* measured"})
    >>> definition_of(form_of(one)) == one
    True
    """
    return {
        "title": definition.title, "slug": definition.slug, "types": ", ".join(definition.types), "field": definition.field,
        "where": "\n".join(_line(one) for one in definition.where), "aggregation": definition.aggregation,
        "window_days": str(definition.window_days), "stated": definition.stated, "unit": definition.unit,
        "direction": definition.direction, "sources": "\n".join(f"{rule.pattern} {rule.trust}" for rule in definition.sources),
        "minute_priority": "yes" if definition.minute_priority else "", "spans": definition.spans,
        "zero_when_active": ", ".join(definition.zero_when_active),
    }


def slug_from(title: str) -> str:
    """The slug that a title becomes. Errors: InputRefused where nothing of it can be one.

    >>> slug_from("Kilometres a week!")
    'kilometres-a-week'
    """
    return slug_of(re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:80].strip("-") or None)


def _days(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0


def _listed(text: str) -> list[str]:
    return [one.strip() for one in re.split(r"[,\n]", text) if one.strip()]


def _condition(line: str) -> dict[str, Any]:
    found = _LINE.fullmatch(line.strip())
    if found is None:
        raise InputRefused("wrong_condition", f"«{line.strip()[:80]}» is no condition.",
                           f"Write a field, one of {', '.join(OPS)}, and a value, as in: km >= 5.")
    op, said = found["op"].replace("=", "==") if found["op"] == "=" else found["op"], found["value"].strip()
    if op == "is known":
        return {"field": found["field"], "op": op}
    return {"field": found["field"], "op": op, "value": [_value(one) for one in _listed(said)] if op == "in" else _value(said)}


def _value(text: str) -> Any:
    """A number, true or false where it is one, else the text; quotes keep it a text."""
    try:
        found = json.loads(text)
    except ValueError:
        return text
    return found if isinstance(found, str | int | float) else text


def _line(one: Condition) -> str:
    if one.op == "is known":
        return f"{one.field} is known"
    values = one.value if isinstance(one.value, tuple) else (one.value,)
    return f"{one.field} {one.op} {', '.join(_written(value) for value in values)}"


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(int(value)) if value == int(value) else repr(value)
    text = str(value)
    return text if _value(text) == text and "," not in text else json.dumps(text, ensure_ascii=False)


def _source(line: str) -> dict[str, str]:
    name, _, trust = line.strip().rpartition(" ")
    return {"pattern": name.strip(), "trust": trust} if name and trust in TRUSTS else {"pattern": line.strip()}


def number_fields(texts: Iterable[str], limit: int = 12) -> tuple[str, ...]:
    """The dotted paths at which a number stands in JSON objects, the most frequent first, at most ``limit``.

    >>> number_fields(['{"km": 5, "pace": {"min": 6.1}}', '{"km": 7, "ok": true}'])
    ('km', 'pace.min')
    """
    found: Counter[str] = Counter()
    for text in texts:
        found.update(_numbers_in(json.loads(text), ""))
    return tuple(sorted(found, key=lambda name: (-found[name], name))[:limit])


def _numbers_in(value: object, path: str) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _numbers_in(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield path
