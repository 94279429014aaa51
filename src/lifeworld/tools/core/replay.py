"""An old design on the offers and equations of today: what changed since it was kept, in rows and in sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from lifeworld.tools.core.saying import number, stock

Kind = Literal["tool", "catalogue", "part", "gone", "found", "seller", "price", "stock", "line", "value", "check"]
NEAR = 1e-6
"""Numbers closer than this share are the same: they were kept as decimals."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is not as it was. ``what``: the line, value or check; ``worse``: whether whoever builds it should look."""

    kind: Kind
    what: str
    before: str
    after: str
    sentence: str
    worse: bool = False


@dataclass(frozen=True, slots=True)
class Replayed:
    """The changes since a design was kept, those to look at first; ``cost``: (then, now), None where not known or not in one currency."""

    changes: tuple[Change, ...]
    cost: tuple[float | None, float | None]
    currency: str

    @property
    def same(self) -> bool:
        """Whether nothing changed."""
        return not self.changes


def replayed(old: Mapping[str, Any], new: Mapping[str, Any]) -> Replayed:
    """What changed from the record ``old`` to the record ``new`` of the same design."""
    found: list[Change] = []
    if old["version"] != new["version"]:
        found.append(Change("tool", "tool", old["version"], new["version"],
                            f"The tool is of version {new['version']} now; the design was kept with {old['version']}."))
    if old["catalogue"] != new["catalogue"]:
        found.append(Change("catalogue", "catalogue", old["catalogue"], new["catalogue"],
                            f"The catalogue is another one now: «{new['catalogue']}», before «{old['catalogue']}»."))
    found += _lines(old, new)
    found += _checks(old["checks"], new["checks"])
    found += _values(old["values"], new["values"])
    then = _cost(old) if old["currency"] == new["currency"] else None
    return Replayed(tuple(sorted(found, key=lambda change: not change.worse)), (then, _cost(new)), new["currency"])


def broken(old: Mapping[str, Any], message: str) -> Replayed:
    """A design that cannot be made any more, and why."""
    return Replayed((Change("part", "design", old["title"], "", f"The design cannot be made any more: {message}", worse=True),),
                    (_cost(old), None), old["currency"])


def replayed_json(found: Replayed) -> dict[str, Any]:
    """It as JSON."""
    return {"same": found.same, "cost": {"then": found.cost[0], "now": found.cost[1], "currency": found.currency},
            "changes": [{"kind": one.kind, "what": one.what, "before": one.before, "after": one.after, "sentence": one.sentence,
                         "worse": one.worse} for one in found.changes]}


def _cost(record: Mapping[str, Any]) -> float | None:
    """What all parts cost together; None where one of them has no price."""
    return None if record.get("unpriced") else record["cost"]


def _lines(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    before, after = ({(line["slot"], line["item"]): line for line in record["lines"]} for record in (old, new))
    found = []
    for key, line in after.items():
        if key in before:
            found += _offers(before[key], line)
        else:
            found.append(Change("line", line["slot"], "", line["title"], f"{line['slot']} needs {line['title']} now.", worse=True))
    found += [Change("line", line["slot"], line["title"], "", f"{line['slot']} needs no {line['title']} any more.")
              for key, line in before.items() if key not in after]
    return found


def _offers(line: Mapping[str, Any], now: Mapping[str, Any]) -> list[Change]:
    """What changed in the offer that a line takes."""
    name, was, then = f"{now['slot']} {now['title']}", line.get("offer"), now.get("offer")
    if was is None or then is None:
        if was is not None:
            return [Change("gone", now["slot"], was["cost_text"], "", f"{name} has no offer now: {now['why']}", worse=True)]
        return [Change("found", now["slot"], "", then["cost_text"], f"{name} has an offer now: {then['cost_text']} from "
                       f"{then['seller_title']}.")] if then is not None else []
    found = []
    if (was["seller"], was["sku"]) != (then["seller"], then["sku"]):
        found.append(Change("seller", now["slot"], was["seller_title"], then["seller_title"],
                            f"{name} comes from {then['seller_title']} now, before from {was['seller_title']}."))
    known = was["currency"] == then["currency"] and was["cost"] is not None and then["cost"] is not None
    if known and not _same(was["cost"], then["cost"]):
        more = then["cost"] > was["cost"]
        share = f", {number(abs(then['cost'] / was['cost'] - 1), 'share')} {'more' if more else 'less'}" if was["cost"] else ""
        found.append(Change("price", now["slot"], was["cost_text"], then["cost_text"],
                            f"{name} costs {then['cost_text']} now, before {was['cost_text']}{share}.", worse=more))
    if was["stock"] != then["stock"]:
        found.append(Change("stock", now["slot"], stock(was["stock"]), stock(then["stock"]),
                            f"{name}: {stock(then['stock'])} now, before {stock(was['stock'])}."))
    return found


def _checks(old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]) -> list[Change]:
    before, after = ({(one["rule"], one["part"]): one for one in checks} for checks in (old, new))
    found = []
    for key, one in after.items():
        was = before.get(key)
        if was is None or was["holds"] != one["holds"]:
            name = f"{one['part']}: «{one['title']}»" if one.get("title") else f"{one['rule']} of {one['part']}"
            numbers = f": {one['value_text']}, {one['sense']} {one['limit_text']}" if one["limit_text"] else ""
            said = f"{name} holds now." if one["holds"] else f"{name} fails now{numbers}."
            if was is None:
                said = said.replace(" now", "") + " It was not checked before."
            found.append(Change("check", one["rule"], was["margin_text"] if was else "", one["margin_text"], said, worse=not one["holds"]))
    return found


def _values(old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]) -> list[Change]:
    before = {one["key"]: one for one in old}
    found = []
    for one in new:
        was = before.get(one["key"])
        if was is None or was["text"] == one["text"]:
            continue
        sign = {"more": 1, "less": -1}.get(one["better"], 0)
        both = was["value"] is not None and one["value"] is not None
        worse = (bool(sign) and both and sign * (one["value"] - was["value"]) < 0) or (was["value"] is not None and one["value"] is None)
        found.append(Change("value", one["key"], was["text"], one["text"], f"{one['title']} is {one['text']} now, before {was['text']}.",
                            worse))
    return found


def _same(a: float, b: float) -> bool:
    return abs(a - b) <= NEAR * max(abs(a), abs(b))
