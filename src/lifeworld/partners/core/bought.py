"""A basket as people and machines read it: by seller, with what is not known of shipping and why something cannot be had."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from lifeworld.kit.errors import InputRefused
from lifeworld.partners.core.basket import Basket, Shipping, Taken
from lifeworld.partners.core.priced import WHY
from lifeworld.partners.core.rate_tables import checked_currency
from lifeworld.partners.core.values import Choice, Rates

MICROS = 1e6
SHIPPING_MAX = 10**12
"""In millionths: a million for one order."""
Asked = tuple[int | None, str]
"""What a partner asks for bringing an order: millionths of a currency, None not known; and the currency."""


@dataclass(frozen=True)
class BoughtLine:
    """Pieces of one offer. ``price``: of them together; ``estimated``: by whoever told the offer."""

    item: str
    sku: str
    pieces: int
    price: float
    age_s: float
    estimated: bool


@dataclass(frozen=True)
class SellerPart:
    """What one seller delivers. ``shipping``: what is counted; ``shipping_known``: False where 0 was counted because nobody knows it."""

    seller: str
    title: str
    lines: tuple[BoughtLine, ...]
    pieces: int
    price: float
    shipping: float
    shipping_known: bool


@dataclass(frozen=True)
class MissingItem:
    """An item that cannot be had, and why."""

    item: str
    why: str


@dataclass(frozen=True)
class BasketValue:
    """Who delivers what. ``gap``: how much cheaper another answer could be at most, as a share, by the shipping that is known; ``exact``:
    proven the cheapest with preferred sellers first, which nothing is while somebody's shipping in it is not known. ``nearness``: both in
    words. ``whose``: "asked" (sent along), "place" (kept here) or "default" (nobody chose). ``split``: items that several offers share
    because none could deliver them alone; those that they share because it is cheaper are told in ``notes``.
    """

    sellers: tuple[SellerPart, ...]
    missing: tuple[MissingItem, ...]
    split: tuple[str, ...]
    goods: float
    shipping: float
    total: float
    currency: str
    shipping_known: bool
    exact: bool
    gap: float
    nearness: str
    method: str
    oldest_age_s: float | None
    whose: str
    job: str
    notes: tuple[str, ...]


def checked_shipping(micros: int | None, currency: str) -> Asked:
    """What bringing an order costs: millionths of a currency, 0 for nothing; None: not known, and then no currency. Errors: InputRefused.

    >>> checked_shipping(4_900_000, "eur"), checked_shipping(None, "EUR")
    ((4900000, 'EUR'), (None, ''))
    """
    if micros is None:
        return None, ""
    if not 0 <= micros <= SHIPPING_MAX:
        raise InputRefused("bad_shipping", "Bringing one order cannot cost this.", f"Give 0 to {SHIPPING_MAX // 10**6:,}, or nothing.")
    return micros, checked_currency(currency)


def micros_of(text: str) -> int | None:
    """An amount as somebody wrote it, in millionths; None for nothing. Errors: InputRefused.

    >>> micros_of("4.90"), micros_of(" "), micros_of("0")
    (4900000, None, 0)
    """
    whole, dot, part = text.strip().partition(".")
    if not whole and not dot:
        return None
    digits = whole + part
    if not (digits.isascii() and digits.isdecimal()) or len(whole) > 9 or len(part) > 6:
        raise InputRefused("bad_shipping", f"«{text[:20]}» is no amount.", "Write it like 4.90, or leave it empty where it is not known.")
    return int(whole or "0") * 10**6 + int(part.ljust(6, "0"))


def amount_of(micros: int | None) -> str:
    """The amount as ``micros_of`` reads it.

    >>> amount_of(4_900_000), amount_of(0), amount_of(None), amount_of(4_905_000)
    ('4.90', '0.00', '', '4.905')
    """
    if micros is None:
        return ""
    whole, part = divmod(micros, 10**6)
    return f"{whole}.{f'{part:06d}'.rstrip('0'):0<2}"


def fees_of(asked: Mapping[str, Asked], rates: Rates, currency: str) -> dict[str, Shipping]:
    """What sellers ask for bringing, in one currency; those of whom it is not known, or cannot be converted, are left out.

    >>> fees_of({"a": (5_000_000, "EUR"), "b": (None, ""), "c": (1, "JPY")}, Rates.none("EUR"), "EUR")
    {'a': Shipping(fixed=5.0, free_above=inf)}
    """
    found = {seller: micros / MICROS * (rates.factor(code, currency) if micros else 1.0)
             for seller, (micros, code) in asked.items() if micros is not None}
    return {seller: Shipping(fixed) for seller, fixed in found.items() if not math.isnan(fixed)}


def bought(basket: Basket, fees: Mapping[str, Shipping], names: Mapping[str, str], choice: Choice, *, asked: bool) -> BasketValue:
    """The basket by seller, the one with the most goods first. ``asked``: the choice was sent along with the question.

    A seller who is not in it counted with less than it may ask and still was too dear, so only those in it make the answer uncertain.
    """
    by_seller: dict[str, list[Taken]] = {}
    for one in basket.taken:
        by_seller.setdefault(one.seller, []).append(one)
    parts = [SellerPart(
        seller, names.get(seller, seller),
        tuple(BoughtLine(one.item, one.sku, one.pieces, one.cost, one.age_s, one.estimated) for one in taken),
        sum(one.pieces for one in taken), sum(one.cost for one in taken), basket.shipping.get(seller, 0.0), seller in fees)
        for seller, taken in by_seller.items()]
    unknown = sorted(part.title for part in parts if not part.shipping_known)
    notes = [f"What {name} asks for shipping is not known, and is counted as 0." for name in unknown]
    if unknown:
        notes.append("With the shipping that is not known, another basket may be cheaper.")
    preferred = "preferred" in (choice.others, *choice.by_seller.values())
    if preferred:
        notes.append("Preferred sellers come first wherever they can deliver, even where another is cheaper.")
    notes += [f"{item} is divided over several offers because that is cheaper." for item in basket.shared]
    if any(one.estimated for one in basket.taken):
        notes.append("Some prices are estimates.")
    missing = tuple(MissingItem(item, WHY[why]) for item, why in basket.missing)
    return BasketValue(
        tuple(sorted(parts, key=lambda part: (-part.price, part.seller))), missing, basket.split, basket.goods,
        sum(basket.shipping.values()), basket.total, basket.currency, not unknown, basket.gap <= 0 and not unknown, basket.gap,
        gap_words(basket.gap, shipping_known=not unknown, preferred=preferred), basket.method,
        None if math.isnan(basket.oldest_age_s) else basket.oldest_age_s,
        "asked" if asked else "default" if choice.is_default else "place", choice.job, tuple(notes))


def gap_words(gap: float, *, shipping_known: bool, preferred: bool) -> str:
    """How good a basket is, in words; ``gap`` as a share of its cost; ``preferred``: some sellers come first.

    >>> gap_words(0.0, shipping_known=True, preferred=False), gap_words(0.2, shipping_known=True, preferred=False)
    ('the cheapest there is', 'at most 25 % above the cheapest')
    >>> gap_words(0.0, shipping_known=False, preferred=False), gap_words(0.0, shipping_known=True, preferred=True)
    ('the cheapest as far as shipping is known', 'the cheapest with preferred sellers first')
    >>> gap_words(0.0004, shipping_known=False, preferred=True)
    'at most 0.1 % above the cheapest with preferred sellers first, as far as shipping is known'
    >>> gap_words(1.0, shipping_known=False, preferred=False)
    'how near the cheapest is not known'
    """
    if gap >= 1:
        return "how near the cheapest is not known"
    ways = [" with preferred sellers first"] * preferred + [" as far as shipping is known"] * (not shipping_known)
    far = ",".join(ways)
    if gap <= 0:
        return f"the cheapest{far or ' there is'}"
    return f"at most {math.ceil(round(1000 * gap / (1 - gap), 6)) / 10:g} % above the cheapest{far}"
