"""Schema.org Product and Offer as JSON-LD, alone or in the scripts of a page. Source: schema.org, Product, Offer, AggregateOffer."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import polars as pl

from lifeworld.kit.errors import InputRefused
from lifeworld.kit.frames import Piece
from lifeworld.kit.frames.pieces import numbered

DOCUMENT_BYTES_MAX = 256 << 20
DEPTH_MAX = 40
STEP = "Give Schema.org products with offers as JSON-LD."
GTINS = ("gtin", "gtin14", "gtin13", "gtin12", "gtin8")
FIELDS = ("mpn", "manufacturer", "gtin", "sku", "title", "price", "price_breaks", "currency", "stock", "availability", "lead_days", "moq",
          "multiple", "region", "valid_from", "valid_until", "url")
UNIT_DAYS = {"DAY": 1, "D": 1, "WEE": 7, "WEEK": 7, "MON": 30}


def linked_pieces(path: Path, known: str, label: str) -> Iterator[Piece]:
    """The offers of a document in the order in which they stand there, one row each."""
    if path.stat().st_size > DOCUMENT_BYTES_MAX:
        raise InputRefused("too_large", f"«{label}» is larger than {DOCUMENT_BYTES_MAX >> 20} MiB.", "Send it as JSON Lines or Parquet.")
    text = path.read_bytes().decode("utf-8-sig", errors="replace")
    documents = _scripts(text, label) if known == "html" else [text]
    rows = [row for document in documents for row in _offers(_loaded(document, label), {}, 0)]
    if not rows:
        raise InputRefused("no_rows", f"No offer stands in «{label}».", STEP)
    yield numbered(pl.DataFrame({name: pl.Series([row.get(name) for row in rows], dtype=pl.String) for name in FIELDS}), 0)


def _loaded(document: str, label: str) -> Any:
    try:
        return json.loads(document, parse_constant=lambda _: None)
    except (ValueError, RecursionError) as error:
        reason = str(error) if isinstance(error, ValueError) else "it is nested too deeply"
        raise InputRefused("unreadable_json", f"«{label}» is not valid JSON: {reason}.", STEP) from error


class _Scripts(HTMLParser):
    """The texts of scripts that hold JSON-LD."""

    def __init__(self) -> None:
        super().__init__()
        self.inside = False
        self.found: list[list[str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A script of this type begins a document."""
        if tag == "script" and (dict(attrs).get("type") or "").strip().lower() == "application/ld+json":
            self.inside = True
            self.found.append([])

    def handle_endtag(self, tag: str) -> None:
        """Scripts hold no tags."""
        self.inside = self.inside and tag != "script"

    def handle_data(self, data: str) -> None:
        """Text of the script."""
        if self.inside:
            self.found[-1].append(data)


def _scripts(text: str, label: str) -> list[str]:
    parser = _Scripts()
    parser.feed(text)
    parser.close()
    if not parser.found:
        raise InputRefused("no_linked_data", f"The page «{label}» holds no script with JSON-LD.", STEP)
    return ["".join(parts) for parts in parser.found]


def _kinds(node: Mapping[str, Any]) -> set[str]:
    kinds = node.get("@type", ())
    return {str(kind).rpartition("/")[2].rpartition(":")[2] for kind in (kinds if isinstance(kinds, list) else [kinds])}


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _offers(node: Any, product: Mapping[str, Any], depth: int) -> Iterator[dict[str, str | None]]:
    """Rows of the offers below a node; ``product``: the product that they are about."""
    if depth > DEPTH_MAX:
        return
    if isinstance(node, list):
        for part in node:
            yield from _offers(part, product, depth + 1)
    if not isinstance(node, dict):
        return
    kinds = _kinds(node)
    if kinds & {"Offer", "Demand"}:
        for item in _listed(node.get("itemOffered")) or [product]:
            yield _row(node, item if isinstance(item, dict) else product)
        return
    if "AggregateOffer" in kinds and not node.get("offers"):  # a range of prices is no offer; it is refused as one without a price
        yield _row({name: value for name, value in node.items() if name != "price"}, product)
        return
    if kinds & {"Product", "IndividualProduct", "ProductModel", "Service"}:
        product = {**product, **node}
    for name in ("@graph", "mainEntity", "itemListElement", "item", "hasVariant", "offers"):
        if name in node:
            yield from _offers(node[name], product, depth + 1)


def _text(value: Any) -> str | None:
    """A value, or the name or first of what stands there, as text."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("name", value.get("value", value.get("@value", value.get("@id"))))
    if value is None or isinstance(value, dict | list):
        return None
    return value if isinstance(value, str) else json.dumps(value)


def _row(offer: Mapping[str, Any], product: Mapping[str, Any]) -> dict[str, str | None]:
    breaks, price, currency = _prices(offer)
    least = _quantity(offer.get("eligibleQuantity"), "minValue")
    region = [text for place in _listed(offer.get("eligibleRegion", offer.get("areaServed"))) if (text := _text(place))]
    return {
        "mpn": _text(offer.get("mpn", product.get("mpn"))), "manufacturer": _text(product.get("manufacturer", product.get("brand"))),
        "gtin": next((text for name in GTINS if (text := _text(offer.get(name, product.get(name))))), None),
        "sku": _sku(offer, product, least), "title": _text(product.get("name", offer.get("name"))), "price": price,
        "price_breaks": breaks, "currency": currency, "stock": _quantity(offer.get("inventoryLevel"), "value"),
        "availability": _text(offer.get("availability")), "lead_days": _days(offer.get("deliveryLeadTime")), "moq": least,
        "multiple": _quantity(offer.get("eligibleQuantity"), "step"), "region": " ".join(region) or None,
        "valid_from": _text(offer.get("validFrom", offer.get("availabilityStarts"))),
        "valid_until": _text(offer.get("priceValidUntil", offer.get("validThrough", offer.get("availabilityEnds")))),
        "url": _text(offer.get("url", product.get("url")))}


def _sku(offer: Mapping[str, Any], product: Mapping[str, Any], least: str | None) -> str | None:
    """The seller's number; offers of one product that differ in their least quantity only have that beside it."""
    own = _text(offer.get("sku"))
    shared = own or _text(product.get("sku")) or _text(product.get("mpn", offer.get("mpn")))
    return f"{shared}#{least}" if shared and not own and least and len(_listed(product.get("offers"))) > 1 else shared


def _prices(offer: Mapping[str, Any]) -> tuple[str | None, str | None, str | None]:
    """Price breaks (of several price specifications), the one price, the currency."""
    told = [part for part in _listed(offer.get("priceSpecification")) if isinstance(part, dict) and part.get("price") is not None]
    currency = _text(offer.get("priceCurrency")) or next((text for part in told if (text := _text(part.get("priceCurrency")))), None)
    if len(told) > 1 or (told and _quantity(told[0].get("eligibleQuantity"), "minValue")):
        pairs = [f"{_quantity(part.get('eligibleQuantity'), 'minValue') or 1}:{_text(part.get('price'))}" for part in told]
        return ";".join(pairs), None, currency
    return None, _text(offer.get("price")) or (_text(told[0].get("price")) if told else None), currency


def _quantity(value: Any, name: str) -> str | None:
    """A quantity of one, or a part of a QuantitativeValue."""
    value = value[0] if isinstance(value, list) and value else value
    if isinstance(value, dict):
        return _text(value.get(name, value.get("value") if name == "minValue" else None))
    return _text(value) if name == "value" else None


def _days(value: Any) -> str | None:
    """A lead time in days."""
    if not isinstance(value, dict):
        return _text(value)
    unit = str(value.get("unitCode", value.get("unitText", "DAY"))).upper()
    told = _text(value.get("maxValue", value.get("value", value.get("minValue"))))
    if told is None or unit not in UNIT_DAYS or not told.isdigit():
        return told
    return str(int(told) * UNIT_DAYS[unit])
