"""Bodies of requests: what comes in, bounded and read; saved designs and comparisons as they go out, with their addresses."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from lifeworld.kit.errors import InputRefused, LifeworldError
from lifeworld.tools.core.canonical import not_too_deep
from lifeworld.tools.core.comparing import Compared
from lifeworld.tools.core.kept import Saved
from lifeworld.tools.core.reports import exports_of
from lifeworld.tools.core.values import Tool
from lifeworld.tools.core.wanted import BODY_BYTES_MAX

JSON_FIELDS = ("spec", "parts", "turned", "choice", "row")
Url = Callable[..., str]
"""The address of a name below a base: url("design_page", hash)."""


def json_body(length: str | None, read: Callable[[], bytes]) -> dict[str, Any]:
    """The JSON object of a body; it is not read where it says that it is too large. Errors: LifeworldError 413; InputRefused.

    >>> json_body("12", lambda: b'{"spec": {}}')
    {'spec': {}}
    """
    not_too_large(length)
    data = read()
    not_too_large(str(len(data)))
    body = json_of(data.decode("utf-8", "replace"))
    if not isinstance(body, dict):
        raise InputRefused("no_json", "What was sent is no JSON object.", "Send it as the desk makes it.")
    return body


def form_body(form: Mapping[str, str]) -> dict[str, Any]:
    """What a form sent; some of its fields hold JSON. Errors: InputRefused.

    >>> form_body({"spec": '{"width": 5}', "quantity": "10"})
    {'spec': {'width': 5}, 'quantity': 10}
    """
    body = {key: json_of(value) if key in JSON_FIELDS else value for key, value in form.items() if key != "csrfmiddlewaretoken"}
    if str(body.get("quantity", "")).isdecimal():
        body["quantity"] = int(str(body["quantity"])[:20])
    return body


def not_too_large(length: str | None) -> None:
    """Errors: LifeworldError 413."""
    if length and length.isdecimal() and int(length[:20]) > BODY_BYTES_MAX:
        raise LifeworldError(413, "too_large", f"What was sent is larger than {BODY_BYTES_MAX // 1024} KiB.", "Send less.")


def json_of(text: str) -> Any:
    """A text as JSON. Errors: InputRefused, also for NaN and infinity, which JSON has not, and for what is nested too deeply."""
    try:
        found = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise InputRefused("no_json", "What was sent is no JSON in UTF-8.", "Send it as the desk makes it.") from error
    not_too_deep(found)
    return found


def saved_json(design: Saved, tool: Tool, url: Url) -> dict[str, Any]:
    """A saved design with its addresses; ``others``: the same on other terms."""
    body = dict(design.body or {})
    return {**body, "terms": design.terms, "address": design.address, "url": url("design_page", design.address),
            "others": [{**asdict(one), "url": url("design_page", one.address)} for one in design.others],
            "saved_at": design.saved_at, "number": design.number,
            "previous": design.previous, "later": list(design.later), "note": design.note,
            "exports": [{**one, "url": url("file", design.address, one["key"])} for one in exports_of(tool)],
            "studies": [{**one, "url": url("study", design.address, one["key"])} for one in body.get("studies", [])]}


def compared_json(found: Compared, url: Url) -> dict[str, Any]:
    """Designs side by side, with their addresses."""
    return {"designs": [{"hash": one[:16], "address": one, "title": title, "url": url("design_page", one)} for one, title in
                        zip(found.hashes, found.titles, strict=True)],
            "rows": [{"part": row.part, "key": row.key, "title": row.title, "unit": row.unit, "differs": row.differs,
                      "best": list(row.best), "why": row.why, "cells": [
                          {"text": one.text, "value": one.value, "low": one.low, "high": one.high, "holds": one.holds}
                          for one in row.cells]} for row in found.rows]}


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no number of JSON")
