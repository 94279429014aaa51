"""What invented sellers ask for the invented parts: price breaks, stock, lead times. Ages are relative, so that offers do not grow old on
a shelf.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

from lifeworld_power.core.fictional.drawing import Drawn, Row
from lifeworld_power.core.units import parse


class Seller(NamedTuple):
    """A seller: ``markup`` on what a part costs, how old its quotes are and how long they hold (days), which share of the parts it has,
    how many of each at most, days to deliver, and shipping by order (``free_above`` in its currency).
    """

    key: str
    title: str
    currency: str
    markup: float
    age_days: float
    ttl_days: float
    share: float
    stock: int
    lead_days: int
    shipping: float
    free_above: float
    about: str


SELLERS = (
    Seller("quayside", "Quayside Components", "USD", 1.00, 0.2, 7, 0.85, 24000, 3, 6.9, 60, "large and quick"),
    Seller("millrace", "Millrace Electronics", "USD", 0.93, 1.5, 7, 0.60, 9000, 9, 9.5, 150, "cheaper, slower"),
    Seller("harbour", "Harbour Parts", "EUR", 0.97, 0.5, 3, 0.55, 12000, 5, 5.9, 50, "sells in euro"),
    Seller("oldforge", "Old Forge Supply", "USD", 0.74, 41.0, 7, 0.45, 15000, 12, 4.0, 40, "cheapest, but its quotes are stale"),
    Seller("cornershelf", "Corner Shelf", "USD", 0.88, 0.1, 2, 0.40, 60, 1, 3.5, 30, "short: few of each"),
)
EUROS = 0.92
"""Euros for a dollar, in the shipped table of rates."""
_BREAKS = ((1, 1.0), (10, 0.87), (100, 0.72), (1000, 0.58))


def offers(parts: list[Row]) -> list[Row]:
    """One row an offer, by seller and part. Every part is offered by the first seller that is asked for it or by somebody."""
    rows = []
    for part in parts:
        cost = price(part)
        sold = [seller for seller in SELLERS if Drawn(f"{seller.key} sells {part['mpn']}").share() < seller.share]
        rows += [_offer(part, seller, cost) for seller in sold or SELLERS[:1]]
    return sorted(rows, key=lambda row: (row["seller"], row["sku"]))


def _offer(part: Row, seller: Seller, cost: float) -> Row:
    drawn = Drawn(f"{seller.key} asks for {part['mpn']}")
    one = drawn.about(cost * seller.markup * (EUROS if seller.currency == "EUR" else 1.0), 0.12)
    moq = 10 if part["kind"] == "capacitor" and part.get("class") == "ceramic" and seller.key != "cornershelf" else 1
    breaks = [(max(quantity, moq), share) for quantity, share in _BREAKS if quantity >= moq]
    return {"seller": seller.key, "sku": f"{seller.key[:2].upper()}-{part['mpn']}", "mpn": part["mpn"], "manufacturer": part["maker"],
            "price_breaks": ";".join(f"{quantity}:{one * share:.4f}" for quantity, share in breaks), "currency": seller.currency,
            "stock": str(int(seller.stock * drawn.share() ** 2)), "lead_days": str(seller.lead_days), "moq": str(moq), "multiple": str(moq),
            "age_days": f"{seller.age_days:g}", "ttl_days": f"{seller.ttl_days:g}"}


def price(part: Row) -> float:
    """What a part costs one at a time (USD), from its size and strength.

    >>> 0.05 < price({"kind": "capacitor", "class": "ceramic", "c": "10 µF", "v": "25 V", "package": "0805"}) < 0.2
    True
    """
    told = {name: quantity.value for name, text in part.items() if (quantity := parse(text))}
    return _PRICES[part["kind"]](part, told)


def _capacitor(part: Row, told: dict[str, float]) -> float:
    if part["class"] == "ceramic":
        return 0.012 + 0.016 * math.pow(told["c"] * 1e6, 0.62) * math.pow(told["v"] / 10, 0.55)
    return (0.22 if part["class"] == "polymer" else 0.07) + 0.05 * math.pow(told["c"] * told["v"] * 1e3, 0.6)


def _regulator(part: Row, told: dict[str, float]) -> float:
    return 0.28 + 0.42 * math.pow(told["iout"], 0.8) * math.pow(told["vin_max"] / 18, 0.5) * (1.0 if part["synchronous"] == "yes" else 0.7)


_PRICES: dict[str, Callable[[Row, dict[str, float]], float]] = {
    "inductor": lambda _, told: 0.16 + 0.55 * math.pow(told["irms"] * told["isat"] * told["l"] / 1e-4, 0.45),
    "capacitor": _capacitor,
    "mosfet": lambda _, told: 0.11 + 0.75 * math.pow(4e-3 / told["rds_low"], 0.7) * math.pow(told["vds"] / 30, 0.8),
    "diode": lambda _, told: 0.05 + 0.085 * math.pow(told["i_f"], 0.75) * math.pow(told["vr"] / 40, 0.3),
    "regulator": _regulator,
    "controller": lambda _, told: 1.1 + 0.9 * math.pow(told["vin_max"] / 40, 0.7),
}
