"""How feeds call the fields of an offer: the names of this house, of Schema.org and of Google Merchant."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sized

import polars as pl

from lifeworld.kit.errors import InputRefused

NAMES = {
    "mpn": ("mpn", "part", "part_number", "partnumber", "manufacturer_part_number", "mfr_part", "mfr_part_no", "mfr_part_number",
            "manufacturer_part_no"),
    "manufacturer": ("manufacturer", "brand", "maker", "mfr", "manufacturer_name"),
    "gtin": ("gtin", "gtin8", "gtin12", "gtin13", "gtin14", "ean", "upc", "barcode"),
    "sku": ("sku", "id", "offer_id", "seller_sku", "supplier_part_number", "article", "article_number", "order_code"),
    "title": ("title", "name", "description"),
    "price": ("price", "unit_price", "price_each"),
    "sale_price": ("sale_price",),
    "sale_dates": ("sale_price_effective_date",),
    "price_breaks": ("price_breaks", "breaks", "prices", "pricing"),
    "min_qty": ("min_qty", "min_quantity", "from_quantity", "break_quantity"),
    "currency": ("currency", "price_currency", "pricecurrency"),
    "stock": ("stock", "quantity_available", "stock_quantity", "inventory", "in_stock", "qty_available", "sell_on_google_quantity"),
    "availability": ("availability",),
    "lead_days": ("lead_days", "lead_time_days", "lead_time", "delivery_days"),
    "moq": ("moq", "min_order", "minimum_order_quantity", "min_order_qty", "minimum_quantity", "minimum"),
    "multiple": ("multiple", "order_multiple", "pack_size", "multiplicity"),
    "region": ("region", "regions", "country", "countries", "eligible_region"),
    "valid_from": ("valid_from", "availability_date", "availability_starts"),
    "valid_until": ("valid_until", "valid_to", "valid_through", "price_valid_until", "pricevaliduntil", "expiration_date"),
    "observed_at": ("observed_at", "updated_at", "last_updated", "observed"),
    "ttl_s": ("ttl_s", "ttl"),
    "estimated": ("estimated", "is_estimate"),
    "packaging": ("packaging", "package_type"),
    "url": ("url", "link", "product_url"),
    "source": ("source",),
    "gone": ("gone", "deleted", "removed"),
}
NAMES_MAX = 500
"""So many different names may stand in a feed: rows times names is what a table of them would hold."""
UNKNOWN_SHOWN = 20
_FIELDS = {name: (field, place) for field, names in NAMES.items() for place, name in enumerate(names)}


def field_of(column: str) -> tuple[str, int] | None:
    """The field that a column is, and how good the name is (0 best); None for a column that says nothing about offers.

    >>> field_of("Manufacturer Part Number"), field_of("g:link"), field_of("colour")
    (('mpn', 4), ('url', 1), None)
    """
    name = re.sub(r"[^a-z0-9]+", "_", column.strip().lower().removeprefix("g:")).strip("_")
    return _FIELDS.get(name)


def renamed(frame: pl.DataFrame) -> pl.DataFrame:
    """Only the columns that offers have, under their own names; of two columns for one field the better named."""
    return frame.select(pl.col(column).alias(field) for field, column in best_of(frame.columns).items())


def best_of(columns: Iterable[str]) -> dict[str, str]:
    """The fields that columns are, each with its column; of two columns for one field the better named, then the first.

    >>> best_of(["colour", "brand", "Manufacturer", "g:id"])
    {'manufacturer': 'Manufacturer', 'sku': 'g:id'}
    """
    best: dict[str, tuple[int, str]] = {}
    for column in columns:
        known = field_of(column)
        if known and (known[0] not in best or known[1] < best[known[0]][0]):
            best[known[0]] = (known[1], column)
    return {field: column for field, (_, column) in best.items()}


def checked_names(names: Sized) -> None:
    """Nothing where a feed names not too many columns. Errors: InputRefused."""
    if len(names) > NAMES_MAX:
        raise InputRefused("too_many_names", f"The feed has {len(names):,} names of columns or more, as no table of offers does.",
                           f"Give each offer the same columns, at most {NAMES_MAX}.")


def framed(names: Collection[str], cells: Callable[[str], Iterable[str | None]], rows: int) -> pl.DataFrame:
    """The columns that offers have, as text; ``cells`` gives those of a name. Others never become columns; where there are only such,
    the first of them stand empty, so that it can be said which came. Errors: InputRefused for too many names.
    """
    checked_names(names)
    known = {NAMES[field][0]: pl.Series(list(cells(name)), dtype=pl.String) for field, name in best_of(names).items()}
    shown = [whole_signs(name) for name in names][:UNKNOWN_SHOWN]
    return pl.DataFrame(known or {name: pl.Series([None], dtype=pl.Null).new_from_index(0, rows) for name in shown})


def whole_signs(text: str) -> str:
    """Text without halves of signs, which no file can hold.

    >>> whole_signs("a" + chr(0xd800))
    'a?'
    """
    return text.encode("utf-8", "replace").decode()
