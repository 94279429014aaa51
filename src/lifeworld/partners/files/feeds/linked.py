"""Schema.org Product and Offer as JSON-LD, alone or in the scripts of a page. Source: schema.org, Product, Offer, AggregateOffer."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any

import polars as pl

from lifeworld.kit.errors import InputRefused
from lifeworld.kit.frames import Piece
from lifeworld.kit.frames.pieces import numbered
from lifeworld.partners.files.feeds.json_lines import number_of
from lifeworld.partners.files.feeds.names import whole_signs

DOCUMENT_BYTES_MAX = 256 << 20
DEPTH_MAX = 40
STEP = "Give Schema.org products with offers as JSON-LD."
GTINS = ("gtin", "gtin14", "gtin13", "gtin12", "gtin8")
FIELDS = ("mpn", "manufacturer", "gtin", "sku", "title", "price", "price_breaks", "currency", "stock", "availability", "lead_days", "moq",
          "multiple", "region", "valid_from", "valid_until", "url")
OF_PRODUCT = ("mpn", "manufacturer", "brand", *GTINS, "sku", "name", "url", "offers")
"""What an offer takes from the product that it is about."""
OF_GROUP = ("manufacturer", "brand")
"""What a variant takes from its group; numbers and addresses are each variant's own."""
PIECES = {"": 1, "C62": 1, "H87": 1, "EA": 1, "PCE": 1, "NAR": 1, "PR": 2, "DZN": 12, "CEN": 100, "MIL": 1000, "T3": 1000}
"""Pieces of one unit, by its code; a price for so many litres of what is in a pack is the price of the pack."""
BEGINS, ENDS_COMMENT, ENDS_SCRIPT = re.compile(r"<!--|<script(?=[\s/>])", re.I), re.compile("-->"), re.compile("</script", re.I)
KIND = re.compile(r"""\stype\s{0,9}=\s{0,9}("[^"]*"|'[^']*'|[^\s>]+)""", re.I)
TAG_MAX = 4000
NUMBER = re.compile(r"[0-9]{1,12}(\.[0-9]{1,12})?")
CODE = re.compile(r"[A-Za-z]{3}")
DAYS = re.compile(r"[0-9]{1,6}")
UNIT_DAYS = {"DAY": 1, "D": 1, "WEE": 7, "WEEK": 7, "MON": 30}


def linked_pieces(path: Path, known: str, label: str) -> Iterator[Piece]:
    """The offers of a document in the order in which they stand there, one row each."""
    if path.stat().st_size > DOCUMENT_BYTES_MAX:
        raise InputRefused("too_large", f"«{label}» is larger than {DOCUMENT_BYTES_MAX >> 20} MiB.", "Send it as JSON Lines or Parquet.")
    text = path.read_bytes().decode("utf-8-sig", errors="replace")
    documents = _scripts(text, label) if known == "html" else [text]
    rows = [row for document in documents for row in _rows(_loaded(document, label))]
    if not rows:
        raise InputRefused("no_rows", f"No offer stands in «{label}».", STEP)
    told = {name: [text and whole_signs(text) for row in rows for text in (row.get(name),)] for name in FIELDS}
    yield numbered(pl.DataFrame({name: pl.Series(texts, dtype=pl.String) for name, texts in told.items()}), 0)


def _loaded(document: str, label: str) -> Any:
    try:
        return json.loads(document, parse_constant=lambda _: None, parse_int=number_of)
    except (ValueError, RecursionError) as error:
        reason = str(error) if isinstance(error, ValueError) else "it is nested too deeply"
        raise InputRefused("unreadable_json", f"«{label}» is not valid JSON: {reason}.", STEP) from error


def _scripts(text: str, label: str) -> list[str]:
    """The texts of scripts that hold JSON-LD, those in comments left out; read once from end to end, whatever stands there."""
    found, at = [], 0
    while mark := BEGINS.search(text, at):
        is_comment = mark.group().startswith("<!")
        begin = mark.end() if is_comment else text.find(">", mark.end()) + 1
        end = (ENDS_COMMENT if is_comment else ENDS_SCRIPT).search(text, begin) if begin else None
        kind = None if is_comment or not begin else KIND.search(text, mark.end(), min(begin, mark.end() + TAG_MAX))
        if kind is not None and unescape(kind.group(1)).strip("\"' ").lower() == "application/ld+json":
            found.append(text[begin:end.start() if end else len(text)])
        if end is None:
            break
        at = end.end()
    if not found:
        raise InputRefused("no_linked_data", f"The page «{label}» holds no script with JSON-LD.", STEP)
    return found


def _kinds(node: Mapping[str, Any]) -> set[str]:
    kinds = node.get("@type", ())
    return {str(kind).rpartition("/")[2].rpartition(":")[2] for kind in (kinds if isinstance(kinds, list) else [kinds])}


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _rows(document: Any) -> Iterator[dict[str, str | None]]:
    """The offers of a document. Variants of a group have its maker where they name none."""
    makers: dict[str, Mapping[str, Any]] = {}
    _grouped(document, makers, 0)
    return _offers(document, {}, makers, 0)


def _grouped(node: Any, makers: dict[str, Mapping[str, Any]], depth: int) -> None:
    """What groups of variants say of their maker, by their names and those of their variants."""
    parts = node if isinstance(node, list) else node.values() if isinstance(node, dict) else ()
    if isinstance(node, dict) and "ProductGroup" in _kinds(node) and (said := _said(node, OF_GROUP)):
        variants = [part for part in _listed(node.get("hasVariant")) if isinstance(part, dict)]
        for name in (node.get("@id"), node.get("productGroupID"), *(part.get("@id") for part in variants)):
            if isinstance(name, str):
                makers.setdefault(name, said)
    for part in parts if depth < DEPTH_MAX else ():
        _grouped(part, makers, depth + 1)


def _said(node: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: node[name] for name in names if node.get(name) is not None}


def _maker(node: Mapping[str, Any], product: Mapping[str, Any], makers: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    """Who makes a product that does not say so: what stands above it, or at the group to which it points."""
    if any(name in found for name in OF_GROUP for found in (product, node)):
        return {}
    groups = [group for group in _listed(node.get("isVariantOf")) if isinstance(group, dict)]
    named = [node.get("@id"), node.get("inProductGroupWithID"), *(group.get("@id") for group in groups)]
    found = [*(_said(group, OF_GROUP) for group in groups), *(makers.get(name, {}) for name in named if isinstance(name, str))]
    return next((one for one in found if one), {})


def _offers(node: Any, product: Mapping[str, Any], makers: Mapping[str, Mapping[str, Any]], depth: int) -> Iterator[dict[str, str | None]]:
    """Rows of the offers below a node; ``product``: the product that they are about."""
    if depth > DEPTH_MAX:
        return
    if isinstance(node, list):
        for part in node:
            yield from _offers(part, product, makers, depth + 1)
    if not isinstance(node, dict):
        return
    kinds = _kinds(node)
    if kinds & {"Offer", "Demand"}:
        for item in _listed(node.get("itemOffered")) or [product]:
            yield _row(node, {**_maker(item, {}, makers), **item} if isinstance(item, dict) else product)
        return
    if "AggregateOffer" in kinds and not node.get("offers"):  # a range of prices is no offer; it is refused as one without a price
        yield _row({name: value for name, value in node.items() if name != "price"}, product)
        return
    if kinds & {"Product", "IndividualProduct", "ProductModel", "Service"}:
        product = {**_maker(node, product, makers), **product, **_said(node, OF_PRODUCT)}
    elif "ProductGroup" in kinds:
        product = {**product, **_said(node, OF_GROUP)}
    for name in ("@graph", "mainEntity", "itemListElement", "item", "hasVariant", "offers"):
        if name in node:
            yield from _offers(node[name], product, makers, depth + 1)


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
    in_breaks = len(told) > 1 or bool(told and _quantity(told[0].get("eligibleQuantity"), "minValue"))
    counted = told if in_breaks or _text(offer.get("price")) is None else []
    codes = [code for part in counted if (code := _text(part.get("priceCurrency")))]
    other = next((code for code in codes if currency and code.upper() != currency.upper()), None)
    if other is not None:  # refused: two currencies, or one that is none
        return (None, f"1 {other}", currency) if CODE.fullmatch(other) else (None, "1", other)
    if in_breaks:
        pairs = [f"{_quantity(part.get('eligibleQuantity'), 'minValue') or 1}:{_of_one(part)}" for part in told]
        return ";".join(pairs), None, currency
    return None, _of_one(offer) or (_of_one(told[0]) if told else None), currency


def _of_one(part: Mapping[str, Any]) -> str | None:
    """The price of one piece where it is told for several; what cannot be divided stays a text that is no number."""
    price, of = _text(part.get("price")), part.get("referenceQuantity")
    of = of[0] if isinstance(of, list) and of else of
    if price is None or of is None:
        return price
    of = of if isinstance(of, dict) else {"value": of}
    pieces = PIECES.get(str(of.get("unitCode") or "").upper())
    if pieces is None or ("unitCode" not in of and of.get("unitText")):
        return price
    n = _text(of.get("value")) or "1"
    if not NUMBER.fullmatch(price) or not NUMBER.fullmatch(n) or not Decimal(n):
        return f"{price} for {n}"
    return f"{Decimal(price) / (Decimal(n) * pieces):.9f}"


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
    if told is None or unit not in UNIT_DAYS or not DAYS.fullmatch(told):
        return told
    return str(int(told) * UNIT_DAYS[unit])
