"""Keys of items: the same thing has the same key whoever sells it, however it is spelled."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

import polars as pl

from lifeworld.kit.errors import InputRefused

LEGAL_FORMS = frozenset({
    "inc", "incorporated", "co", "corp", "corporation", "company", "ltd", "limited", "llc", "gmbh", "ag", "kg", "sa", "srl", "spa", "bv",
    "nv", "plc", "oy", "ab", "kk", "pte", "pty"})
GTIN_LENGTHS = (8, 12, 13, 14)
KEY_MAX = 120
GTIN_STEP = "Compare it with the number under the bar code."
_GAPS = re.compile(r"\s+")
_WORDS = re.compile(r"[^\w]+|_+")


def gtin14(text: str) -> str:
    """A GTIN (EAN, UPC) of 8, 12, 13 or 14 digits as 14 digits, its check digit proven. Errors: InputRefused.

    >>> gtin14("4006381333931")
    '04006381333931'
    """
    digits = re.sub(r"[\s-]", "", text)
    if not (digits.isascii() and digits.isdigit() and len(digits) in GTIN_LENGTHS):
        raise InputRefused("bad_gtin", f"«{text[:40]}» is no GTIN: that has 8, 12, 13 or 14 digits.", GTIN_STEP)
    padded = digits.rjust(14, "0")
    total = sum(int(digit) * (3, 1)[place % 2] for place, digit in enumerate(padded[:-1]))
    if (10 - total % 10) % 10 != int(padded[-1]):
        raise InputRefused("bad_gtin", f"The check digit of the GTIN «{digits}» is wrong.", GTIN_STEP)
    return padded


def item_key(mpn: str, manufacturer: str = "", gtin: str = "") -> str:
    """The key of an item: its part number in capitals without spaces, "@", its maker in small letters without legal form; "gtin:" and
    14 digits where that is all there is. Errors: InputRefused when neither is given, for a GTIN that cannot be, and for over 120 signs.

    >>> item_key(" grm188 r71c104k ", "Murata Co., Ltd."), item_key("", gtin="4006381333931")
    ('GRM188R71C104K@murata', 'gtin:04006381333931')
    """
    number = _GAPS.sub("", unicodedata.normalize("NFKC", mpn)).upper()
    if not number:
        if not gtin.strip():
            raise InputRefused("no_item", "Neither a part number nor a GTIN says which item this is.", "Give mpn, or gtin.")
        return f"gtin:{gtin14(gtin)}"
    key = f"{number}@{maker_key(manufacturer)}"
    if len(key) > KEY_MAX:
        raise InputRefused("long_item", f"The part number «{mpn[:40]}…» with its maker is longer than {KEY_MAX} signs.", "Shorten it.")
    return key


def maker_key(manufacturer: str) -> str:
    """A maker's name as part of a key.

    >>> maker_key("TDK Corporation"), maker_key("Würth-Elektronik GmbH & Co. KG")
    ('tdk', 'würthelektronik')
    """
    words = [word for word in _WORDS.split(unicodedata.normalize("NFKC", manufacturer).lower()) if word]
    return "".join(word for word in words if word not in LEGAL_FORMS) or "".join(words)


def item_keys(mpn: pl.Series, manufacturer: pl.Series) -> pl.Series:
    """``item_key`` of every row, String[n]; null where there is no part number, or the key is too long.

    >>> item_keys(pl.Series(["a 1", None]), pl.Series(["TDK Corp", "x"])).to_list()
    ['A1@tdk', None]
    """
    numbers, makers = _by_value(mpn, _number, r"[^!-`{-~]"), _by_value(manufacturer, maker_key, r"[^a-z0-9]")
    keys = pl.select(pl.concat_str(numbers, pl.lit("@"), makers)).to_series()
    fits = ~keys.str.starts_with("@") & (keys.str.len_chars() <= KEY_MAX)
    return pl.select(pl.when(fits).then(keys)).to_series().alias("item")


def _number(mpn: str) -> str:
    return _GAPS.sub("", unicodedata.normalize("NFKC", mpn)).upper()


def _by_value(column: pl.Series, said: Callable[[str], str], other: str) -> pl.Series:
    """What is said of each cell; only different cells with a sign that may change (``other``) are asked about."""
    cells = column.cast(pl.String).fill_null("")
    odd = cells.str.contains(other)
    if not odd.any():
        return cells
    asked = cells.filter(odd).unique()
    known = pl.Series([said(text) for text in asked.to_list()], dtype=pl.String)
    told = pl.DataFrame({"cell": asked, "known": known})
    found = cells.to_frame("cell").with_columns(odd=odd).join(told, on="cell", how="left", maintain_order="left")
    return found.select(pl.when("odd").then("known").otherwise("cell")).to_series()
