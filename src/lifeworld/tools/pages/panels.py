"""Panels as a page draws them: pictures as shapes, charts by an element, and all of them as tables where no script runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from lifeworld.kit.errors import InputRefused
from lifeworld.tools.core.drawings import safe_svg
from lifeworld.tools.core.saying import number

ROWS_MAX = 24


@dataclass(frozen=True)
class PanelView:
    """A panel on a page. ``id``: of its data; ``svg``: a drawing that is safe; ``tables``: (head, rows of cells
    with their heads) of everything else.
    """

    id: str
    title: str
    kind: str
    about: str
    said: str
    svg: SafeString
    data: Mapping[str, Any]
    tables: tuple[tuple[Sequence[str], Sequence[Sequence[tuple[str, str]]]], ...]


def panel_views(panels: Sequence[Mapping[str, Any]], prefix: str) -> list[PanelView]:
    """Panels of a record as a page draws them; drawings are made safe again, wherever they come from."""
    return [PanelView(f"{prefix}-{at}", one["title"], one["kind"], one.get("about", ""), str(one["data"].get("said", "")),
                      _drawing(one), dict(one), tuple(_labelled(*table) for table in _tables(one))) for at, one in enumerate(panels)]


def _labelled(head: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[Sequence[str], Sequence[Sequence[tuple[str, str]]]]:
    """Each cell with its head, which stands before it where a table is too wide for the screen."""
    return head, [list(zip_longest(head[:len(row)], row, fillvalue="")) for row in rows]


def _drawing(panel: Mapping[str, Any]) -> SafeString:
    if panel["kind"] != "drawing" or not panel["data"].get("svg"):
        return SafeString("")
    try:
        return mark_safe(safe_svg(str(panel["data"]["svg"])))  # noqa: S308  (only shapes and texts are left in it)
    except InputRefused:
        return SafeString("")


def _tables(panel: Mapping[str, Any]) -> list[tuple[Sequence[str], Sequence[Sequence[str]]]]:
    data = panel["data"]
    if panel["kind"] == "table":
        return [([str(one) for one in data["head"]], [[_cell(one) for one in row] for row in data["rows"]])]
    if panel["kind"] == "shares":
        rows = [[str(one["title"]), number(one.get("value"), data.get("unit", "")), str(one.get("note", ""))] for one in data["parts"]]
        return [(["Part", "How much", "Note"], rows)]
    if panel["kind"] == "lines":
        return [_line(one, data) for one in data["series"]]
    return []


def _line(series: Mapping[str, Any], data: Mapping[str, Any]) -> tuple[Sequence[str], Sequence[Sequence[str]]]:
    """Some points of a line, evenly chosen, its ends among them."""
    axes = data["y"]
    x, y = data["x"], axes[min(series.get("axis", 0), len(axes) - 1)]
    n = len(series["x"])
    chosen = sorted({round(at * (n - 1) / (ROWS_MAX - 1)) for at in range(ROWS_MAX)}) if n > ROWS_MAX else range(n)
    rows = [[number(series["x"][at], x.get("unit", "")), number(series["y"][at], y.get("unit", ""))] for at in chosen]
    return [x["title"], series["title"]], rows


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return number(float(value), "", 4) if isinstance(value, int | float) else "" if value is None else str(value).replace(" °C", "\u00a0°C")
