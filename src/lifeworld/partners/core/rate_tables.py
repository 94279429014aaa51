"""Tables of currency rates as banks publish them: one row a day and currency, or one row a day with a column for each currency."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterable, Mapping

import numpy as np

from lifeworld.kit.errors import InputRefused

CURRENCY = re.compile(r"[A-Z]{3}")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
DAYS_MAX, CURRENCIES_MAX = 12_000, 300
UNKNOWN = {"", "n/a", "na", "-", "null"}
Table = dict[tuple[str, str], dict[str, float]]
"""Rates by base and day (ISO 8601): how much of each currency one unit of the base is worth."""


def checked_currency(text: str) -> str:
    """A code of ISO 4217 in capitals. Errors: InputRefused for what is none.

    >>> checked_currency(" eur ")
    'EUR'
    """
    code = text.strip().upper()
    if not CURRENCY.fullmatch(code):
        raise InputRefused("bad_currency", f"«{text[:12]}» is no currency.", "Give its code of three letters, such as EUR.")
    return code


def checked_rates(base: str, rates: Mapping[str, float]) -> dict[str, float]:
    """Rates by code, in order. Errors: InputRefused for none, for codes that are none, and for numbers that are not above 0."""
    base = checked_currency(base)
    found = {checked_currency(code): float(rate) for code, rate in rates.items()}
    found.pop(base, None)
    if not found or len(found) > CURRENCIES_MAX:
        raise InputRefused("rates_missing", f"There are {len(found)} rates in it.", f"Give 1 to {CURRENCIES_MAX}.")
    wrong = next((code for code, rate in found.items() if not (math.isfinite(rate) and 0 < rate < 1e12)), None)
    if wrong is not None:
        raise InputRefused("bad_rate", f"The rate of {wrong} is no number above 0.", "Say how much of it one unit of the base is worth.")
    return dict(sorted(found.items()))


def rates_in(text: str, base: str = "") -> Table:
    """The rates of a CSV file: columns ``date, base, currency, rate``; or ``date`` and a column a currency, as the European Central Bank
    publishes them, then ``base`` is needed (its is EUR). Cells that say nothing ("N/A") are left out.

    Errors: InputRefused names the line.

    >>> rates_in("Date,USD,JPY,\\n2026-05-01,1.25,N/A,\\n", "EUR")
    {('EUR', '2026-05-01'): {'USD': 1.25}}
    """
    lines = csv.reader(text.lstrip("\ufeff").splitlines())
    try:
        head = [cell.strip().lower() for cell in next(lines, [])]
        if "date" not in head:
            raise InputRefused("rates_no_date", "The table has no column «date».", "Name it so; each line then says of which day it is.")
        is_long = {"currency", "rate"} <= set(head)
        found: Table = {}
        for number, cells in enumerate(lines, start=2):
            if any(cell.strip() for cell in cells):
                _line(found, number, dict(zip(head, cells, strict=False)), base, is_long=is_long)
            if len(found) > DAYS_MAX:
                raise InputRefused("rates_too_many", f"The table has more than {DAYS_MAX:,} days.", "Leave out what is long ago.")
    except csv.Error as error:
        raise InputRefused("rates_no_table", "This is no CSV table.", "Separate cells with commas, in UTF-8.") from error
    found = {key: rates for key, rates in found.items() if rates}
    if not found:
        raise InputRefused("rates_missing", "There is no rate in the table.", "Give date, base, currency and rate in each line.")
    return {(one, day): checked_rates(one, rates) for (one, day), rates in found.items()}


def _line(found: Table, number: int, cells: Mapping[str, str], base: str, *, is_long: bool) -> None:
    day = _day(cells.get("date", ""), number)
    said: Iterable[tuple[str, str]] = ([(cells.get("currency", ""), cells.get("rate", ""))] if is_long else
                                       [(code, cell) for code, cell in cells.items() if code not in {"date", "base", ""}])
    of = checked_currency(cells.get("base", "") or base)
    for code, cell in said:
        if cell.strip().lower() not in UNKNOWN:
            found.setdefault((of, day), {})[checked_currency(code)] = _rate(cell, number)


def _day(text: str, number: int) -> str:
    try:
        if not DAY.fullmatch(text.strip()):
            raise ValueError("another form")
        return str(np.datetime64(text.strip(), "D"))
    except ValueError as error:
        raise InputRefused("rates_no_day", f"Line {number} has no date like 2026-05-01.", "Write dates so.") from error


def _rate(text: str, number: int) -> float:
    try:
        return float(text.strip())
    except ValueError as error:
        raise InputRefused("bad_rate", f"Line {number} has a rate that is no number.", "Write it like 1.0832.") from error
