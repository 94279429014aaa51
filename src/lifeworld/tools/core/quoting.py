"""What the lines of a design cost on the offers of now: whose offer is taken, how old it is, and why there is none."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from lifeworld.partners.core.snapshot import Items
from lifeworld.partners.core.supply import WHY, Supply
from lifeworld.tools.core.values import Line

NONE_NEEDED = "None of it is needed."


@dataclass(frozen=True, slots=True)
class Quote:
    """The offer that one line takes. ``unit``: a piece; ``cost``: this line of one design; ``stock``: -1 in stock, -2 not stated;
    ``age_s``: since it was seen at the seller's.
    """

    seller: str
    sku: str
    unit: float
    cost: float
    currency: str
    stock: int
    age_s: float
    observed_at_us: int
    estimated: bool = False
    url: str = ""
    lead_days: int = -1


@dataclass(frozen=True, slots=True)
class Quoted:
    """A line with its offer, or with why it has none ("" for what anybody sells and nobody was asked about)."""

    line: Line
    quote: Quote | None
    why: str = ""


def quoted(lines: Sequence[Line], supply: Supply) -> list[Quoted]:
    """Every line with the offer it takes. Lines of the same item are bought together, and each bears its pieces' part of the cost."""
    wanted: dict[str, int] = {}
    for line in lines:
        if line.item:
            wanted[line.item] = wanted.get(line.item, 0) + line.quantity
    keys = list(wanted)
    if not keys or not supply.given:
        return [Quoted(line, None) for line in lines]
    priced = supply.priced(Items.of(keys), np.array([wanted[key] for key in keys], np.int64))
    at = {key: row for row, key in enumerate(keys)}
    found = []
    for line in lines:
        if not line.item:
            found.append(Quoted(line, None))
            continue
        if not line.quantity:
            found.append(Quoted(line, None, NONE_NEEDED))
            continue
        row = at[line.item]
        if int(priced.why[row]) or int(priced.offer[row]) < 0:
            found.append(Quoted(line, None, WHY[int(priced.why[row])]))
            continue
        offer = supply.snapshot.offer(int(priced.offer[row]))
        share = line.quantity / wanted[line.item]
        found.append(Quoted(line, Quote(
            offer.seller, offer.sku, float(priced.unit[row]), float(priced.cost[row]) * share, supply.currency, int(priced.stock[row]),
            float(priced.age_s[row]), offer.observed_us, bool(priced.estimated[row]), offer.url, offer.lead_days)))
    return found


def total(found: Sequence[Quoted]) -> tuple[float | None, int, float | None]:
    """(cost of what is priced of one design, None for nothing; lines with an item that is needed and has no price; age of the oldest
    quote).
    """
    costs = [one.quote.cost for one in found if one.quote is not None]
    ages = [one.quote.age_s for one in found if one.quote is not None and math.isfinite(one.quote.age_s)]
    return (math.fsum(costs) if costs else None, sum(1 for one in found if one.line.item and one.line.quantity and one.quote is None),
            max(ages) if ages else None)


def sellers_of(body: Mapping[str, object]) -> list[tuple[str, str]]:
    """(seller, item) of the offers that a record takes."""
    lines: Sequence[Mapping[str, object]] = body.get("lines", ())  # type: ignore[assignment]
    return [(str(line["offer"]["seller"]), str(line["item"])) for line in lines if line.get("offer")]  # type: ignore[index]
