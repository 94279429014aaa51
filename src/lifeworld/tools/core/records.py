"""A design as it is shown, sent and kept: everything about it as plain values, with the offers it takes and how old they are."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from lifeworld.kit.errors import InputRefused
from lifeworld.partners.core.supply import Supply
from lifeworld.partners.core.values import Choice
from lifeworld.tools.core.canonical import PROTOCOL, content_hash
from lifeworld.tools.core.drawings import safe_svg
from lifeworld.tools.core.quoting import Quoted, quoted, total
from lifeworld.tools.core.saying import age, between, is_money, margin, money, money_between, number, stock
from lifeworld.tools.core.values import Check, Design, Panel, Tool, Value
from lifeworld.tools.core.wire import check_json, known

Record = dict[str, Any]
ANYBODY = "Anybody sells it; no offer is asked for."


def record(tool: Tool, design: Design, supply: Supply, names: Mapping[str, str] | None = None, *, openly: bool = False) -> Record:
    """The design as JSON can hold it. ``names``: what sellers are called, by key; ``openly``: everybody may read it, so whom the place
    prefers and blocks is left out.

    Checks that fail stand first, then those with the least margin; drawings are made safe. Unknown numbers are None.
    """
    better = {one.key: one.better for one in tool.measures}
    lines = quoted(design.lines, supply)
    cost, unpriced, oldest = total(lines)
    return {
        "protocol": PROTOCOL, "tool": tool.name, "version": tool.version, "catalogue": tool.catalogue,
        "hash": content_hash(tool.name, design.spec, design.parts, design.turned), "title": design.title, "holds": design.holds,
        "spec": dict(design.spec), "parts": dict(design.parts), "turned": {key: float(one) for key, one in design.turned.items()},
        "quantity": supply.quantity, "currency": supply.currency, "at_us": supply.at_us, "offers": supply.given,
        "supply": {**supply.recorded(), "choice": choice_said(supply.choice, openly=openly)},
        "cost": cost, "cost_text": money(cost, supply.currency), "unpriced": unpriced, "oldest_age_s": oldest,
        "oldest": age(oldest) if oldest is not None else "",
        "values": [value_json(one, better.get(one.key, ""), supply.currency) for one in design.values],
        "checks": [check_said(one) for one in sorted(design.checks, key=_nearest)],
        "lines": [_line(one, design.parts, names or {}) for one in lines],
        "panels": [panel_json(one) for one in design.panels], "flags": list(design.flags),
        "exports": [{"key": one.key, "title": one.title, "suffix": one.suffix} for one in tool.exports],
        "studies": [{"key": one.key, "title": one.title, "about": one.about} for one in tool.studies]}


def choice_said(choice: Choice, *, openly: bool) -> Record:
    """A choice of suppliers as a record keeps it. One that is kept (it names its job) is not told to everybody: only that somebody chose.

    >>> choice_said(Choice({"acme": "blocked"}, job="power"), openly=True)
    {'is_default': False, 'job': 'power'}
    """
    return {"is_default": False, "job": choice.job} if openly and choice.job and not choice.is_default else choice.as_json()


def check_said(check: Check) -> Record:
    """A check as JSON, with its numbers in words; a rule that is fulfilled or not has no numbers."""
    if check.yes_or_no:
        return {**check_json(check), "value_text": "yes" if check.value else "no", "limit_text": "",
                "margin_text": "holds" if check.holds else "fails"}
    value, limit = _apart(check)
    return {**check_json(check), "value_text": value, "limit_text": limit, "margin_text": margin(check.margin)}


def _apart(check: Check) -> tuple[str, str]:
    """Value and limit in words, of as many digits as it takes to tell them apart."""
    said = [(number(check.value, check.unit, digits), number(check.limit, check.unit, digits)) for digits in range(3, 8)]
    return next((one for one in said if one[0] != one[1]), said[0])


def panel_json(panel: Panel) -> Record:
    """A panel as JSON: numbers that are not finite are None, a drawing holds shapes and texts only."""
    data = plain(panel.data)
    if panel.kind == "drawing":
        try:
            data = {**data, "svg": safe_svg(str(data.get("svg", "")))}
        except InputRefused as refused:
            data = {**data, "svg": "", "said": f"{data.get('said', '')} (The drawing is not shown: {refused.message})".strip()}
    return {"key": panel.key, "title": panel.title, "kind": panel.kind, "about": panel.about, "data": data}


def value_json(one: Value, better: str = "", currency: str = "") -> Record:
    """A value as JSON, with its text. A cost is in ``currency``, where that is said."""
    said = {**asdict(one), "value": known(one.value), "low": known(one.low), "high": known(one.high), "better": better}
    if currency and is_money(one.key, one.unit):
        return said | {"unit": currency, "text": money_between(said["value"], said["low"], said["high"], currency)}
    return said | {"text": between(said["value"], said["low"], said["high"], one.unit, one.digits)}


def plain(value: Any) -> Any:
    """Plain values of what a tool made: arrays become lists, what is not finite becomes None."""
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [plain(one) for one in value]
    if isinstance(value, bool) or value is None or isinstance(value, str | int):
        return value
    if isinstance(value, np.generic):
        return plain(value.item())
    return known(float(value))


def _line(one: Quoted, parts: Mapping[str, str], names: Mapping[str, str]) -> Record:
    line, quote = one.line, one.quote
    said = {**asdict(line), "alternates": list(line.alternates), "turns": bool(line.alternates) and line.slot in parts, "offer": None,
            "why": one.why or ("" if line.item else ANYBODY)}
    if quote is not None:
        said["offer"] = {
            **asdict(quote), "age_s": known(quote.age_s), "unit": known(quote.unit), "cost": known(quote.cost),
            "seller_title": names.get(quote.seller, quote.seller), "age": age(quote.age_s), "unit_text": money(quote.unit, quote.currency),
            "cost_text": money(quote.cost, quote.currency), "stock_text": stock(quote.stock)}
    return said


def _nearest(check: Check) -> tuple[int, float]:
    """Those that fail, worst first; then those whose margin is not known; then the others by their margin; then what is yes or no."""
    if not check.holds and not math.isnan(check.margin):
        return 0, check.margin
    if check.yes_or_no:
        return 3, 0.0
    return (1, 0.0) if math.isnan(check.margin) else (2, check.margin)
