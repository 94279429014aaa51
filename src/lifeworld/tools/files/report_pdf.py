"""A design as a PDF of a few pages, whatever its tool: what it must do, its figures, pictures, bill of materials, checks and what is open.

All texts go to the typesetter as data and never as markup; rows, panels and the length of texts are bounded, and so is the time it takes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from itertools import zip_longest
from typing import Any

from lifeworld.constellations.files.board.ink import ink
from lifeworld.constellations.files.board.paper.blocks import Sheets, plain
from lifeworld.constellations.files.board.raster import as_json, compiled
from lifeworld.tools.core.saying import number
from lifeworld.tools.files.report_charts import below, chart

ROWS_MAX, PANELS_MAX, TEXT_MAX = 120, 16, 600
CHECKS, HALF_ROWS = 12, 24
"""So many checks that hold are listed, those with the least margin, as on the page; so many rows fit beside another picture."""


def report_pdf(body: Mapping[str, Any], schema: Mapping[str, Any] | None = None) -> bytes:
    """The report of a design's record (``core.records.record``). ``schema`` names the fields of its specification and their units.

    The same record gives the same bytes. Errors: ValueError where the typesetter refuses, which would be a fault of this file.
    """
    sheets = Sheets()
    panels = body["panels"][:PANELS_MAX]
    drawings = [one for one in panels if one["kind"] == "drawing"]
    halves = [one for one in panels if _half(one)]
    _asked(sheets, body, schema or {})
    for one in drawings:
        _panel(sheets, one)
    _figures(sheets, body)
    for at in range(0, len(halves), 2):
        _beside(sheets, [_panel(_cell(sheets), one) for one in halves[at:at + 2]])
    for one in panels:
        if one not in drawings and one not in halves:
            _panel(sheets, one)
    for part in (_materials, _checked, _open):
        part(sheets, body)
    report = {"title": _short(body["title"]) or "A design", "said": plain(_said(body)), "ink": dict(ink().tokens), "blocks": sheets.blocks,
              "foot": plain(f"{body['tool']} {body['version']}, design {body['hash']}; parts of {_short(body['catalogue'])}")}
    template = (files("lifeworld.tools.files") / "report.typ").read_bytes()
    return compiled({"main.typ": template, "report.json": as_json(report), **sheets.pictures}, "pdf")[0]


def _said(body: Mapping[str, Any]) -> str:
    """What it costs, how old the prices are, whether it holds: one paragraph under the title."""
    holds = "Every check holds." if body["holds"] else "Not every check holds: see the list of checks."
    n = f"{body['quantity']:,} are" if body["quantity"] > 1 else "one is"
    cost = f"Its parts{' that have a price' if body['unpriced'] else ''} cost {body['cost_text']} a design when {n} bought." \
        if body["cost"] is not None else ""
    missing = f"Without a price: {body['unpriced']} of its parts." if body["unpriced"] else ""
    rates = f"Other currencies are converted with the rates of {body['supply']['rates']}." if cost and body["supply"]["rates"] else ""
    age = f"The oldest quote is {body['oldest']} old." if body["oldest"] else ""
    return " ".join(filter(None, [holds, cost, missing, age, rates]))


def _cell(sheets: Sheets) -> Sheets:
    """A piece of the document that stands beside another one; its pictures are the document's."""
    return Sheets(pictures=sheets.pictures)


def _beside(sheets: Sheets, cells: Sequence[Sheets]) -> None:
    """Pieces side by side that stay on one page."""
    sheets.blocks.append({"kind": "beside", "cells": [one.blocks for one in cells]})


def _asked(sheets: Sheets, body: Mapping[str, Any], schema: Mapping[str, Any]) -> None:
    """The specification, by the names of its form, two fields in a row; what was left open is left out."""
    fields = schema.get("properties", {})
    sheets.heading("What it must do")
    rows: list[tuple[str, str]] = []
    for name, value in body["spec"].items():
        if value is None or value in ("", False):
            continue
        field = fields.get(name, {})
        unit = str(field.get("x-unit", ""))
        words = str(field.get("x-options", {}).get(value, value)) if isinstance(value, str) else number(value, unit, 6)
        rows.append((_short(field.get("title", name)), "yes" if value is True else _short(words)))
    rows = rows[:ROWS_MAX]
    middle = (len(rows) + 1) // 2
    pairs = zip_longest(rows[:middle], rows[middle:], fillvalue=("", ""))
    sheets.table(("Requirement", "Value", "Requirement", "Value"), [(*left, *right) for left, right in pairs], (3, 2, 3, 2))


def _figures(sheets: Sheets, body: Mapping[str, Any]) -> None:
    rows = [(_short(one["title"]), _short(one["text"] if _known(one) else f"not known: {one['unknown']}"), _short(one["how"]))
            for one in body["values"]]
    sheets.heading("Figures")
    sheets.table(("Figure", "Value", "By"), rows[:ROWS_MAX], (4, 3, 5))


def _half(panel: Mapping[str, Any]) -> bool:
    """Whether a panel is told in half the width of a line: charts, and shares of few parts."""
    return panel["kind"] == "lines" or (panel["kind"] == "shares" and len(panel["data"]["parts"]) <= HALF_ROWS)


def _panel(sheets: Sheets, panel: Mapping[str, Any]) -> Sheets:
    """A panel with its heading and the sentence under it."""
    sheets.heading(_short(panel["title"]))
    data, more = panel["data"], ""
    if panel["kind"] == "drawing" and data["svg"]:
        sheets.picture(data["svg"].replace('font-family="inherit"', 'font-family="Inter"'), _short(data["said"]) or "drawing", 88)
    elif panel["kind"] == "lines":
        sheets.picture(chart(data), _short(f"{panel['title']}: {', '.join(one['title'] for one in data['series'])}"))
        more = below(data)
    elif panel["kind"] == "shares":
        parts = sorted(data["parts"], key=lambda one: -(one["value"] or 0.0))
        rows = [(_short(one["title"]), number(one["value"], data["unit"]), _percent(one["value"], data.get("total"))) for one in parts]
        sheets.table(("Part", "Value", "Share"), rows[:ROWS_MAX], (5, 2, 2))
    elif panel["kind"] == "table":
        head = [_short(one) for one in data["head"]]
        sheets.table(head, [[_short(cell) for cell in row] for row in data["rows"][:ROWS_MAX]], [3] + [2] * (len(head) - 1))
    sheets.words(" ".join(filter(None, [_short(panel["about"]), more])), style="soft")
    return sheets


def _materials(sheets: Sheets, body: Mapping[str, Any]) -> None:
    sheets.heading("Bill of materials")
    head = ("Part", "Pieces", "What", "Seller", "Each", "Stock", "Quote, old")
    sheets.table(head, _lines(body["lines"][:ROWS_MAX]), (2, 2, 7, 3, 3, 3, 3))


def _lines(lines: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, ...]]:
    for line in lines:
        what = ", ".join(filter(None, [line["title"], line["maker"], line["package"], line["about"]]))
        offer = line["offer"]
        if offer:
            each = offer["unit_text"] + (" (estimated)" if offer["estimated"] else "")
            yield line["slot"], f"{line['quantity']}", _short(what), _short(offer["seller_title"]), each, offer["stock_text"], offer["age"]
        else:
            yield line["slot"], f"{line['quantity']}", _short(what), _short(line["why"]), "", "", ""


def _checked(sheets: Sheets, body: Mapping[str, Any]) -> None:
    """Checks that fail or are not known, and those that hold with the least margin; the others are counted."""
    failing = [one for one in body["checks"] if not one["holds"]]
    measured = [one for one in body["checks"] if one["holds"] and one["limit_text"]]
    open_ones = [one for one in measured if one["margin"] is None]
    known = [one for one in measured if one["margin"] is not None]
    listed = [*failing, *known[:CHECKS], *open_ones][:ROWS_MAX]
    rows = [(_short(one["part"]), _short(one.get("title") or one["rule"].replace("_", " ")), one["value_text"],
             f"{one['sense']} {one['limit_text']}" if one["limit_text"] else "",
             _short(one["change"]) if not one["holds"] else one["margin_text"]) for one in listed]
    sheets.heading("Checks")
    sheets.table(("Part", "Rule", "Value", "Limit", "Margin"), rows, (4, 5, 2, 3, 4))
    sheets.words(_others(len(body["checks"]) - len(listed), bool(failing)), style="soft")


def _others(n: int, failing: bool) -> str:
    """The checks that are not listed, in a sentence."""
    if not n:
        return ""
    said = f"{n:,} more check holds" if n == 1 else f"{n:,} more checks hold"
    none = "" if failing else ", and none fails"
    return f"{said} with more margin, or with a plain yes{none}. The page of the design and its file «Everything» have all of them."


def _open(sheets: Sheets, body: Mapping[str, Any]) -> None:
    if body["flags"]:
        sheets.heading("What is not known of its parts")
        sheets.bullets([_short(one) for one in body["flags"][:ROWS_MAX]])


def _known(one: Mapping[str, Any]) -> bool:
    return one["value"] is not None or (one["low"] is not None and one["high"] is not None)


def _percent(value: float | None, total: float | None) -> str:
    return "" if value is None or not total else f"{100 * value / total:.1f} %"


def _short(text: object) -> str:
    said = plain(text)
    return said if len(said) <= TEXT_MAX else f"{said[:TEXT_MAX - 1]}…"
