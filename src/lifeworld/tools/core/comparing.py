"""Designs side by side: what differs between them, and which is best where an engineer says what better means."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any, Literal

from lifeworld.tools.core.saying import UNKNOWN, is_money, together, wanted_text
from lifeworld.tools.core.schema import title_of

DESIGNS_MAX = 50
Part = Literal["spec", "values", "checks", "lines"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One design's part of a row. ``value``: None where it is not a known number; ``low``, ``high``: its bounds."""

    text: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    holds: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """One value, check or line over all designs. ``best``: numbers of designs than which none is known to be better; empty where
    nothing says what better is, or where all are alike; ``why``: why none is called best although better is said, "" otherwise.
    """

    part: Part
    key: str
    title: str
    unit: str
    cells: tuple[Cell, ...]
    differs: bool
    best: tuple[int, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """Designs side by side, in the order that was asked for. ``hashes``: the addresses that open them."""

    hashes: tuple[str, ...]
    titles: tuple[str, ...]
    rows: tuple[Row, ...]

    def of(self, part: Part, differing: bool = False) -> tuple[Row, ...]:
        """The rows of one part."""
        return tuple(row for row in self.rows if row.part == part and (row.differs or not differing))


def compared(records: Sequence[Mapping[str, Any]], fields: Mapping[str, Mapping[str, Any]] | None = None) -> Compared:
    """Any number of designs side by side: their specifications, values, checks and lines. A design without a row has an empty cell.

    ``fields``: of the schema, by which the specification gets its words and units.
    No price is called best where the designs were kept in different currencies or for different quantities.

    >>> one = {"hash": "a", "title": "A", "values": [{"key": "w", "title": "Weight", "unit": "kg", "value": 2.0, "low": None,
    ...        "high": None, "text": "2 kg", "better": "less"}], "checks": [], "lines": [], "spec": {}}
    >>> other = {**one, "hash": "b", "values": [{**one["values"][0], "value": 3.0, "text": "3 kg"}]}
    >>> compared([one, other]).rows[0].best
    (0,)
    """
    rows = [*_spec(records, fields or {}), *_rows(records, "values", _value_cell), *_rows(records, "checks", _check_cell),
            *_rows(records, "lines", _line_cell)]
    addresses = tuple(str(one.get("address") or one["hash"]) for one in records)
    return Compared(addresses, tuple(str(one["title"]) for one in records), tuple(rows))


def best_of(cells: Sequence[Cell], better: str) -> tuple[int, ...]:
    """Numbers of the cells than which none is known to be better, of those that are known. A cell with bounds is as good as its worse end
    when it is called best, and as good as its better end when another is: unknown never improves a figure.

    >>> best_of([Cell("", 3.0), Cell("", 3.0), Cell("", 2.0)], "more")
    (0, 1)
    >>> best_of([Cell("", None, .8, .95), Cell("", .9)], "more")
    ()
    """
    sign = {"more": 1.0, "less": -1.0}.get(better)
    if sign is None:
        return ()
    ends = [_ends(cell, sign) for cell in cells]
    known = [end for end in ends if end is not None]
    if len(known) < 2 or all(end == known[0] for end in known):
        return ()
    return tuple(at for at, end in enumerate(ends) if end is not None
                 and all(end[0] >= other[1] for n, other in enumerate(ends) if other is not None and n != at))


def _ends(cell: Cell, sign: float) -> tuple[float, float] | None:
    """(worse, better) end of what is known, larger is better."""
    values = [one for one in (cell.low, cell.high) if one is not None] or ([cell.value] if cell.value is not None else [])
    if not values or not all(math.isfinite(one) for one in values) or (cell.value is None and len(values) < 2):
        return None
    both = sorted(sign * one for one in values)
    return both[0], both[-1]


def _rows(records: Sequence[Mapping[str, Any]], part: Part, cell: Any) -> list[Row]:
    """The rows of a part, in the order in which they first come."""
    by_key: list[dict[str, Mapping[str, Any]]] = [{_key(part, one): one for one in record[part]} for record in records]
    found: list[Row] = []
    apart = _prices_apart(records) if part == "values" else ""
    for key in dict.fromkeys(key for one in by_key for key in one):
        having = [one[key] for one in by_key if key in one]
        first = next((one for one in having if one.get("title")), having[0])
        cells = tuple(cell(one[key]) if key in one else Cell("") for one in by_key)
        money = bool(apart) and any(_priced(record, one.get(key)) for record, one in zip(records, by_key, strict=True))
        why = apart if money and first.get("better") else ""
        units = {str(one.get("unit", "")) for one in having}
        title = rule_of(first) if part == "checks" else str(first["slot"]) if part == "lines" else shared([one["title"] for one in having])
        found.append(Row(part, key, title, units.pop() if len(units) == 1 else "", cells, len({(one.text, one.holds) for one in cells}) > 1,
                         best_of(cells, str(first.get("better", ""))) if part == "values" and not why else (), why))
    return found


def _prices_apart(records: Sequence[Mapping[str, Any]]) -> str:
    """Why prices of these designs are not compared; "" where they are for as many in one currency."""
    currencies = list(dict.fromkeys(str(record.get("currency", "")) for record in records))
    quantities = list(dict.fromkeys(int(record.get("quantity", 1)) for record in records))
    said = [f"in {together(currencies)}"] if len(currencies) > 1 else []
    said += [f"for {together(f'{one:,}' for one in quantities)} of each"] if len(quantities) > 1 else []
    return f"No price is called best, because the designs were kept {' and '.join(said)}." if said else ""


def _priced(record: Mapping[str, Any], one: Mapping[str, Any] | None) -> bool:
    """Whether a value of this record is money: its unit is the record's currency."""
    unit = str(one.get("unit", "")) if one else ""
    return one is not None and (is_money(str(one["key"]), unit) or (bool(unit) and unit == record.get("currency")))


def _spec(records: Sequence[Mapping[str, Any]], fields: Mapping[str, Mapping[str, Any]]) -> list[Row]:
    names = dict.fromkeys(name for record in records for name in record["spec"])
    rows = []
    for name in names:
        field = fields.get(name, {})
        cells = tuple(Cell(wanted_text(record["spec"].get(name), field), None) for record in records)
        rows.append(Row("spec", name, title_of(name, field), "", cells, len({cell.text for cell in cells}) > 1))
    return rows


def _key(part: Part, one: Mapping[str, Any]) -> str:
    return str(one["slot"]) if part == "lines" else f"{one['rule']} · {str(one['part']).partition(' ')[0]}" if part == "checks" \
        else str(one["key"])


def rule_of(one: Mapping[str, Any]) -> str:
    """A check in words, without the part's own name: what is compared stands in the same slot.

    >>> rule_of({"rule": "input_high", "part": "U1 LM2596", "title": "works at the highest input"})
    'U1 works at the highest input'
    """
    slot = str(one["part"]).partition(" ")[0]
    return f"{slot} {one['title']}" if one.get("title") else f"{slot}: {str(one['rule']).replace('_', ' ')}"


def shared(titles: Sequence[str]) -> str:
    """The words with which all titles begin: parts that differ are not named in a row of several. The first where nothing is shared.

    >>> shared(["Temperature of Q1 VB1330X", "Temperature of Q1 AO3400A"]), shared(["Cost", "Price"])
    ('Temperature of Q1', 'Cost')
    """
    words = [title.split(" ") for title in titles]
    same = [one[0] for one in takewhile(lambda at: len(set(at)) == 1, zip(*words, strict=False))]
    return " ".join(same) or titles[0]


def _value_cell(one: Mapping[str, Any]) -> Cell:
    return Cell(one["text"] if one["text"] != UNKNOWN or not one.get("unknown") else f"{UNKNOWN}: {one['unknown']}", one["value"],
                one["low"], one["high"])


def _check_cell(one: Mapping[str, Any]) -> Cell:
    return Cell(str(one["margin_text"]), one["margin"], holds=bool(one["holds"]))


def _line_cell(one: Mapping[str, Any]) -> Cell:
    offer = one.get("offer")
    price = f", {offer['cost_text']} from {offer['seller_title']}" if offer else ""
    return Cell(f"{one['quantity']} × {one['title']}{price}", offer["cost"] if offer else None)
