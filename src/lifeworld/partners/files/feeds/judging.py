"""Each row of a feed is taken or refused with a reason; none is lost. A column at a time, whatever the format was."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from lifeworld.partners.core.keys import KEY_MAX, item_keys
from lifeworld.partners.core.segment import COLUMNS, GONE
from lifeworld.partners.core.values import ALWAYS_US, FOREVER_US, QUANTITY_MAX, UNSTATED
from lifeworld.partners.files.feeds.breaks import DISORDERED, UNREAD, breaks_of, in_lists
from lifeworld.partners.files.feeds.cells import prices, stocks, text_of, times, truths, whole, withdrawn
from lifeworld.partners.files.feeds.values import YEAR_S

CONTROL = r"[\x00-\x1f\x7f-\x9f]"
TITLE_MAX, NAME_MAX, SHORT_MAX, SKU_MAX, URL_MAX = 300, 120, 60, 120, 1000
PRICE_MAX = 10_000_000.0
LEAD_MAX = 3650
AHEAD_US = 300_000_000
"""A sender's clock may be five minutes ahead."""
Rules = list[tuple[str, pl.Series, pl.Series]]
"""Reason, whether it applies by row, and the cell that it is about."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for every row of a feed that says nothing else."""

    seller: str
    observed_at_us: int
    ttl_s: int
    currency: str = ""
    region: str = ""
    source: str = ""


@dataclass(frozen=True, eq=False)
class Judged:
    """Rows of one piece: ``taken`` (COLUMNS and ``row``), ``gone`` (GONE and ``row``), ``refused`` (row, reason, cell)."""

    taken: pl.DataFrame
    gone: pl.DataFrame
    refused: pl.DataFrame


def judged(frame: pl.DataFrame, row: pl.Series, terms: Terms) -> Judged:
    """The rows of one piece (columns by the names of ``names.NAMES``; ``row``: their numbers)."""
    rules: Rules = []
    gone = _gone(frame, rules)
    made = {"row": row, **_identity(frame, gone, rules)}
    items = len(rules)
    made |= _priced(frame, terms, rules) | _amounts(frame, terms, rules) | _held(frame, terms, rules) | _said(frame, terms, rules)
    number = pl.Series(range(len(rules)), dtype=pl.UInt8)
    first = pl.coalesce([pl.when(wrong & ((~gone) if place >= items else pl.lit(True))).then(pl.lit(place, pl.UInt8))
                         for place, (_, wrong, _) in zip(number, rules, strict=True)])
    rule = pl.select(first).to_series().alias("rule")
    whole_frame = pl.DataFrame(made | {"gone": gone, "rule": rule})
    accepted = whole_frame.filter(pl.col("rule").is_null())
    return Judged(accepted.filter(~pl.col("gone")).select("row", *(pl.col(name).cast(dtype) for name, dtype in COLUMNS.items())),
                  accepted.filter(pl.col("gone")).select("row", *GONE.names()), _refused(rules, rule, row))


def _refused(rules: Rules, rule: pl.Series, row: pl.Series) -> pl.DataFrame:
    parts = [pl.DataFrame({"row": row.filter(rule == place), "reason": [reason] * int((rule == place).sum()),
                           "cell": cell.filter(rule == place)}, schema={"row": pl.Int64, "reason": pl.String, "cell": pl.String})
             for place, (reason, _, cell) in enumerate(rules) if (rule == place).any()]
    return pl.concat(parts) if parts else pl.DataFrame(schema={"row": pl.Int64, "reason": pl.String, "cell": pl.String})


def clean(cells: pl.Series, most: int) -> pl.Series:
    """Text without control characters, at most so long, "" for none."""
    found = cells.fill_null("")
    if found.str.contains(CONTROL).any():
        found = found.str.replace_all(CONTROL, " ").str.strip_chars()
    return found.str.slice(0, most) if (found.str.len_bytes() > most).any() else found


def _identity(frame: pl.DataFrame, gone: pl.Series, rules: Rules) -> dict[str, pl.Series]:
    """Which item, and the seller's own number for it (the part number or the GTIN where there is none)."""
    mpn, maker, sku = (text_of(frame, field) for field in ("mpn", "manufacturer", "sku"))
    gtin, bad_gtin = gtins(text_of(frame, "gtin"))
    by_number = item_keys(mpn, maker)
    item = pl.select(pl.coalesce(by_number, pl.when(mpn.is_null()).then("gtin:" + gtin))).to_series()
    own = pl.select(pl.coalesce(sku, mpn, gtin)).to_series()
    told = text_of(frame, "gtin")
    rules += [("no_item", mpn.is_null() & told.is_null() & ~(gone & own.is_not_null()), own), ("bad_gtin", bad_gtin, told),
              ("long_item", mpn.is_not_null() & by_number.is_null(), mpn),
              ("control_signs", (mpn.str.contains(CONTROL) | own.str.contains(CONTROL)).fill_null(False), own),
              ("long_sku", (own.str.len_chars() > SKU_MAX).fill_null(False), own)]
    return {"item": item, "sku": own, "mpn": clean(mpn, KEY_MAX), "manufacturer": clean(maker, NAME_MAX), "gtin": gtin.fill_null("")}


def gtins(cells: pl.Series) -> tuple[pl.Series, pl.Series]:
    """GTINs with 14 digits (null where there is none that holds), and whether what stands there is none."""
    if not cells.is_not_null().any():
        return cells, pl.Series([False]).new_from_index(0, len(cells))
    digits = cells.str.replace_all(r"[\s-]", "")
    padded = digits.str.zfill(14)
    shaped = digits.str.contains(r"^[0-9]{8}$|^[0-9]{12,14}$")
    padded = pl.select(pl.when(shaped).then(padded)).to_series()
    total = sum(((padded.str.slice(place, 1).cast(pl.Int32) * (1 if place % 2 else 3)) for place in range(13)), start=pl.Series([0]))
    holds = ((10 - total % 10) % 10 == padded.str.slice(13, 1).cast(pl.Int32)).fill_null(False)
    return pl.select(pl.when(holds).then(padded)).to_series(), cells.is_not_null() & ~holds


def _gone(frame: pl.DataFrame, rules: Rules) -> pl.Series:
    """Which rows take an offer away: they say so, or their availability does. Such a row needs the seller's number alone."""
    cells, available = text_of(frame, "gone"), text_of(frame, "availability")
    said = truths(cells)
    rules.append(("bad_gone", cells.is_not_null() & said.is_null(), cells))
    return pl.select(pl.coalesce(said, withdrawn(available), pl.lit(False))).to_series()


def _priced(frame: pl.DataFrame, terms: Terms, rules: Rules) -> dict[str, pl.Series]:
    """Price breaks and currency. A sale price without dates is the price."""
    cells = text_of(frame, "" if in_lists(frame) else "price")
    if "sale_price" in frame.columns:
        sale, dated = text_of(frame, "sale_price"), text_of(frame, "sale_dates")
        cells = pl.select(pl.when(sale.is_not_null() & dated.is_null()).then(sale).otherwise(cells)).to_series()
    price, beside = prices(cells)
    fits = ((price * 1_000_000).round() >= 1) & (price <= PRICE_MAX)
    breaks = breaks_of(frame, pl.select(pl.when(fits).then(price)).to_series())
    told, shown = breaks["told"], text_of(frame, "price_breaks" if "price_breaks" in frame.columns else "min_qty")
    stated = text_of(frame, "currency").str.to_uppercase()
    currency = pl.select(pl.coalesce(stated, beside, pl.lit(terms.currency or None, pl.String))).to_series()
    rules += [("no_price", ~told & cells.is_null(), cells), ("bad_price", ~told & cells.is_not_null() & price.is_null(), cells),
              ("price_range", ~told & price.is_not_null() & ~fits, cells), ("bad_breaks", breaks["wrong"] == UNREAD, shown),
              ("break_order", breaks["wrong"] == DISORDERED, shown),
              ("bad_breaks", breaks["min_qty"].is_null() & (told | (price.is_not_null() & fits)), shown),
              ("bad_currency", ~currency.str.contains("^[A-Z]{3}$").fill_null(False), currency),
              ("two_currencies", (stated != beside).fill_null(False), cells)]
    return {"min_qty": breaks["min_qty"], "price_micros": breaks["price_micros"], "currency": currency}


def _amounts(frame: pl.DataFrame, terms: Terms, rules: Rules) -> dict[str, pl.Series]:
    """Stock, lead time, least quantity, multiple, regions."""
    stock_told, available = text_of(frame, "stock"), text_of(frame, "availability")
    stock, word = stocks(stock_told), stocks(available)
    made = {"stock": pl.select(pl.when(word == 0).then(0).otherwise(pl.coalesce(stock, word, UNSTATED)).cast(pl.Int64)).to_series()}
    rules += [("bad_stock", stock_told.is_not_null() & stock.is_null(), stock_told),
              ("bad_stock", available.is_not_null() & word.is_null(), available)]
    for field, least, most, default, reason in (("lead_days", 0, LEAD_MAX, -1, "bad_lead"), ("moq", 1, QUANTITY_MAX, 1, "bad_moq"),
                                                ("multiple", 1, QUANTITY_MAX, 1, "bad_multiple")):
        cells = text_of(frame, field)
        number = whole(cells, least, most)
        rules.append((reason, cells.is_not_null() & number.is_null(), cells))
        made[field] = number.fill_null(default)
    cells = text_of(frame, "region").fill_null(terms.region)
    codes = cells.str.to_uppercase().str.replace_all(r"[\s,;|/]+", " ")
    rules.append(("bad_region", ~codes.str.contains(r"^(?:[A-Z]{2}(?: [A-Z]{2}){0,249})?$"), cells))
    return {**made, "region": codes}


def _held(frame: pl.DataFrame, terms: Terms, rules: Rules) -> dict[str, pl.Series]:
    """When it was seen and for how long that holds; from when and until when its seller stands by it."""
    (start, start_told), (end, end_told) = times(frame, "valid_from"), times(frame, "valid_until", end=True)
    (seen, seen_told), ttl_told = times(frame, "observed_at"), text_of(frame, "ttl_s")
    ttl = whole(ttl_told, 1, YEAR_S)
    rules += [("bad_valid_from", start_told.is_not_null() & start.is_null(), start_told),
              ("bad_valid_until", end_told.is_not_null() & end.is_null(), end_told),
              ("ends_first", (end <= start).fill_null(False), end_told),
              ("bad_observed", seen_told.is_not_null() & seen.is_null(), seen_told),
              ("from_the_future", (seen > terms.observed_at_us + AHEAD_US).fill_null(False), seen_told),
              ("bad_ttl", ttl_told.is_not_null() & ttl.is_null(), ttl_told)]
    seen = pl.select(pl.min_horizontal(seen.fill_null(terms.observed_at_us), pl.lit(terms.observed_at_us))).to_series()
    return {"valid_from_us": start.fill_null(ALWAYS_US), "valid_until_us": end.fill_null(FOREVER_US), "observed_us": seen,
            "ttl_s": ttl.fill_null(terms.ttl_s)}


def _said(frame: pl.DataFrame, terms: Terms, rules: Rules) -> dict[str, pl.Series]:
    """Everything that is shown only."""
    told, url = text_of(frame, "estimated"), text_of(frame, "url")
    estimated = truths(told)
    rules += [("bad_estimated", told.is_not_null() & estimated.is_null(), told),
              ("bad_url", (~url.str.contains(r"^https?://[^\s\x00-\x1f\x7f]+$") | (url.str.len_chars() > URL_MAX)).fill_null(False), url)]
    n = frame.height
    seller, source = (pl.Series([text]).new_from_index(0, n) for text in (terms.seller, terms.source))
    own = text_of(frame, "source")
    return {"seller": seller, "estimated": estimated.fill_null(False), "url": url.fill_null(""),
            "title": clean(text_of(frame, "title"), TITLE_MAX), "packaging": clean(text_of(frame, "packaging"), SHORT_MAX),
            "source": source if own.is_null().all() else clean(own.fill_null(terms.source), NAME_MAX)}
