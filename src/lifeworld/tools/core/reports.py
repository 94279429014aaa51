"""What every design can leave as, whatever its tool: its bill of materials with the offers taken, and its record."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from typing import Any

from lifeworld.tools.core.values import Export, Tool

GENERAL = {"report.pdf": "Report (PDF)", "bom.csv": "Bill of materials (CSV)", "design.json": "Everything (JSON)"}
BOM_HEAD = ("slot", "quantity", "item", "title", "maker", "package", "about", "seller", "sku", "unit price", "line price", "currency",
            "stock", "quote age", "quote seen at (µs since 1970, UTC)", "estimated", "why no price", "url")
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def exports_of(tool: Tool) -> list[dict[str, str]]:
    """What a design of this tool can leave as: the tool's own, and what every design can."""
    own = {one.key: one.title for one in tool.exports}
    return [{"key": key, "title": title} for key, title in (own | GENERAL).items()]


def file_name(export: Export) -> str:
    """The name of the file that a design leaves as."""
    return f"{export.key}.{export.suffix.removeprefix('.')}" if export.suffix else export.key


def bom_csv(body: Mapping[str, Any]) -> str:
    """The bill of materials of a record as of saving. Text that a spreadsheet would take for a formula stands behind an apostrophe.

    >>> print(bom_csv({"lines": [{"slot": "B1", "quantity": 2, "item": "", "title": "=Board", "maker": "", "package": "", "about": "",
    ...                           "offer": None, "why": "Nobody offers it."}]}).splitlines()[1])
    B1,2,,'=Board,,,,,,,,,,,,,Nobody offers it.,
    """
    out = _Text()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(BOM_HEAD)
    for line in body["lines"]:
        offer = line["offer"] or {}
        writer.writerow([_safe(one) for one in (
            line["slot"], line["quantity"], line["item"], line["title"], line["maker"], line["package"], line["about"],
            offer.get("seller", ""), offer.get("sku", ""), _number(offer.get("unit")), _number(offer.get("cost")),
            offer.get("currency", ""), offer.get("stock_text", ""), offer.get("age", ""), offer.get("observed_at_us", ""),
            ("yes" if offer.get("estimated") else "no") if offer else "", line["why"], offer.get("url", ""))])
    return "".join(out)


def design_json(body: Mapping[str, Any]) -> str:
    """The record, as JSON for people who read it too."""
    return json.dumps(body, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


class _Text(list[str]):
    """What a writer of CSV writes to."""

    write = list.append


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.10g}"


def _safe(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
