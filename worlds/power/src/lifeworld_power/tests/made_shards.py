"""A small folder as jlcparts publishes it, made of invented parts, for tests."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

FIELDS = ("lcsc", "mfr", "joints", "description", "datasheet", "price", "img", "url", "attributes", "stock", "subcategory")
Part = tuple[str, str, str, Mapping[str, Any]]
"""Part number, maker, description, attributes: text, or {name: (number, kind)}."""


def write_folder(folder: Path, shelves: Mapping[str, Sequence[Part]], extra_lines: Mapping[str, bytes] = {}) -> Path:
    """The folder; shelves by the category's name; ``extra_lines`` are put behind a shard as they are."""
    folder.mkdir(parents=True, exist_ok=True)
    table: list[Any] = []
    numbers: dict[str, int] = {}
    categories = []
    sku = 0
    for place, (shelf, parts) in enumerate(shelves.items()):
        lines = [json.dumps({name: at for at, name in enumerate(FIELDS)})]
        for mpn, maker, description, attributes in parts:
            sku += 1
            told = {"Manufacturer": maker, **attributes}
            entries = [_number(table, numbers, name, value) for name, value in told.items()]
            price = [{"qFrom": 1, "qTo": 99, "price": 0.05}, {"qFrom": 100, "qTo": None, "price": 0.00004}]
            lines.append(json.dumps([f"C{sku}", mpn, 2, description, "", price, None, None, entries, 100 + sku, place]))
        name = f"components-{place:03d}-001.jsonl.gz"
        (folder / name).write_bytes(gzip.compress("\n".join(lines).encode() + b"\n" + extra_lines.get(shelf, b"")))
        categories.append({"category": "any", "subcategory": shelf, "shards": [name], "id": place, "componentCount": len(parts)})
    (folder / "manifest.json").write_text(json.dumps({"created": "2026-05-01T10:00:00+00:00", "categories": categories}))
    (folder / "attributes-lut.json.gz").write_bytes(gzip.compress(json.dumps(table).encode()))
    return folder


def _number(table: list[Any], numbers: dict[str, int], name: str, value: Any) -> int:
    values = {"default": [value, "string"]} if isinstance(value, str) else {one: list(pair) for one, pair in value.items()}
    key = json.dumps([name, values])
    if key not in numbers:
        numbers[key] = len(table)
        table.append([name, {"format": "", "primary": "default", "values": values}])
    return numbers[key]


TRANSISTORS: tuple[Part, ...] = (
    ("Q-ONE", "Birch Semi", "-55℃~+150℃ 1 N-channel 12mΩ@4.5V 18A 21nC@10V 30V SOT-23 MOSFETs ROHS",
     {"Drain to source voltage": "30V", "Continuous drain current (id)": "18A, 25A", "Rds(on)": "8mΩ@10V", "Number": "1 N-channel",
      "Package": "SOT-23",
      "Total gate charge (qg@vgs)": {"charge": ("NaN", "charge"), "voltage": ("NaN", "voltage")},
      "Power dissipation (pd)": {"power": (1.25, "power")},
      "Input capacitance (ciss@vds)": {"capacity": (1.1e-9, "capacitance"), "voltage": (15, "voltage")}}),
    ("Q-TWO", "Birch Semi", "", {"Number": "1 N-Channel + 1 P-Channel", "Drain to source voltage": "30V"}),
    ("Q-THREE", "Birch Semi", "", {"Type": "1 Piece P-Channel", "Drain source voltage (vdss)": {"voltage": (20, "voltage")},
                                   "Package": "TO-252",
                                   "Drain source on resistance (rds(on)@vgs,id)": {"Id": (2, "current"), "Rds": (0.076, "resistance"),
                                                                                   "Vgs": (10, "voltage")},
                                   "Power dissipation (pd)": {"power": (45, "power")}, "Gate threshold voltage (vgs(th)@id)": "-1.4V"}),
)
