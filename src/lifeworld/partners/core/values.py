"""Offers, and what decides between them: a customer's choice of suppliers, dated rates. Prices are whole micros (millionths of a unit of
the currency), times microseconds since 1970 (UTC). Unknown is never 0: each field says what stands for it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from lifeworld.kit.errors import InputRefused

Standing = Literal["preferred", "allowed", "blocked"]
STANDINGS: tuple[Standing, ...] = ("preferred", "allowed", "blocked")
IN_STOCK, UNSTATED = -1, -2
ALWAYS_US, FOREVER_US = -(1 << 62), 1 << 62
QUANTITY_MAX = 10**9
PRICE_MICROS_MAX = 10**13
"""Ten million of a currency's units for one piece; with ``QUANTITY_MAX`` it keeps products far from the ends of a double."""


@dataclass(frozen=True, slots=True)
class PriceBreak:
    """From ``min_qty`` pieces on, one piece costs ``price_micros``."""

    min_qty: int
    price_micros: int


@dataclass(frozen=True, slots=True)
class Offer:
    """One seller's offer of one item. Its own key is (seller, sku): a later one with that key takes its place.

    ``breaks``: by rising ``min_qty``, one at least. ``stock``: pieces; ``IN_STOCK`` (-1) says "in stock" without a number, ``UNSTATED``
    (-2) says nothing. ``lead_days``: -1 unknown. ``moq``, ``multiple``: least pieces and steps. ``region``: countries by code, with spaces
    between ("DE AT"), "" everywhere. Valid from ``valid_from_us`` to before ``valid_until_us``; stale from ``observed_us`` + ``ttl_s``.
    ``estimated``: a price that nobody quoted.
    """

    item: str
    seller: str
    sku: str
    breaks: tuple[PriceBreak, ...]
    currency: str
    observed_us: int
    ttl_s: int
    stock: int = UNSTATED
    lead_days: int = -1
    moq: int = 1
    multiple: int = 1
    region: str = ""
    valid_from_us: int = ALWAYS_US
    valid_until_us: int = FOREVER_US
    estimated: bool = False
    mpn: str = ""
    manufacturer: str = ""
    gtin: str = ""
    title: str = ""
    packaging: str = ""
    url: str = ""
    source: str = ""

    def stale(self, at_us: int) -> bool:
        """Whether it is too old to be used at ``at_us``."""
        return at_us >= self.observed_us + self.ttl_s * 1_000_000

    def valid(self, at_us: int) -> bool:
        """Whether its seller stands by it at ``at_us``."""
        return self.valid_from_us <= at_us < self.valid_until_us

    def sold_in(self, region: str) -> bool:
        """Whether it is sold in this country; one that is not known ("") excludes nothing."""
        return not region or not self.region or region in self.region.split(" ")


@dataclass(frozen=True, slots=True)
class Choice:
    """The customer's choice of suppliers, per job. ``others``: the standing of sellers that are not named. ``is_default``: nobody chose it.
    ``any_stock``: offers with too little stock, or that do not state any, may be used too.

    >>> Choice({"acme": "preferred"}, others="blocked").standing("zeta")
    'blocked'
    """

    by_seller: Mapping[str, Standing] = field(default_factory=dict)
    others: Standing = "allowed"
    is_default: bool = False
    job: str = ""
    any_stock: bool = False

    def __post_init__(self) -> None:
        for standing in (*self.by_seller.values(), self.others):
            if standing not in STANDINGS:
                raise InputRefused("bad_standing", f"«{str(standing)[:40]}» is no standing of a supplier.",
                                   "Choose preferred, allowed or blocked.")

    @staticmethod
    def default(job: str = "") -> Choice:
        """Everybody is allowed; marked as what it is: nobody chose it."""
        return Choice(is_default=True, job=job)

    def standing(self, seller: str) -> Standing:
        """How this seller stands with the customer."""
        return self.by_seller.get(seller, self.others)

    def as_json(self) -> dict[str, Any]:
        """As it is recorded with a design."""
        return {"by_seller": dict(sorted(self.by_seller.items())), "others": self.others, "is_default": self.is_default, "job": self.job,
                "any_stock": self.any_stock}

    @staticmethod
    def of(recorded: Mapping[str, Any]) -> Choice:
        """What ``as_json`` gave. Errors: InputRefused for another standing.

        >>> Choice.of(Choice({"acme": "preferred"}, job="power").as_json()) == Choice({"acme": "preferred"}, job="power")
        True
        """
        return Choice({str(seller): standing for seller, standing in dict(recorded.get("by_seller") or {}).items()},
                      recorded.get("others", "allowed"), bool(recorded.get("is_default", False)), str(recorded.get("job", "")),
                      bool(recorded.get("any_stock", False)))


@dataclass(frozen=True, slots=True)
class Rates:
    """Rates of currencies of one day: one ``base`` is ``per_base[c]`` units of c. A rate that is missing is unknown, never 1.

    >>> rates = Rates("EUR", "2026-05-01", {"USD": 1.25, "CHF": 0.96})
    >>> rates.factor("USD", "EUR"), round(rates.factor("USD", "CHF"), 4), rates.factor("JPY", "EUR")
    (0.8, 0.768, nan)
    """

    base: str
    date: str
    per_base: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for currency, rate in self.per_base.items():
            if not (math.isfinite(rate) and rate > 0):
                raise InputRefused("bad_rate", f"The rate of {str(currency)[:12]} is {rate}.", "Give a number above 0.")

    @staticmethod
    def none(currency: str) -> Rates:
        """No rates at all: only prices in this currency can be told in it."""
        return Rates(currency, "")

    def factor(self, frm: str, to: str) -> float:
        """How many units of ``to`` one unit of ``frm`` is; NaN where a rate is missing."""
        if frm == to:
            return 1.0
        return self._per_base(to) / self._per_base(frm)

    def _per_base(self, currency: str) -> float:
        return 1.0 if currency == self.base else self.per_base.get(currency, math.nan)

    def as_json(self) -> dict[str, Any]:
        """As it is recorded with a design."""
        return {"base": self.base, "date": self.date, "per_base": dict(sorted(self.per_base.items()))}

    @staticmethod
    def of(recorded: Mapping[str, Any]) -> Rates:
        """What ``as_json`` gave."""
        return Rates(str(recorded["base"]), str(recorded["date"]), {str(c): float(rate) for c, rate in recorded["per_base"].items()})
