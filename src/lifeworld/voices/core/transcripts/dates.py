"""Dates as people write them into sheets, to year-month-day; what could be two dates is left as it is."""

from __future__ import annotations

import re
from collections.abc import Sequence

_MONTHS = {
    name: number for number, names in enumerate((
        "jan january januar janvier enero", "feb february februar février febrero", "mar march märz mrz mars marzo",
        "apr april avril abril", "may mai mayo", "jun june juni juin junio", "jul july juli juillet julio", "aug august août agosto",
        "sep sept september septembre septiembre", "oct october oktober okt octobre octubre", "nov november novembre noviembre",
        "dec december dezember dez décembre diciembre"), 1) for name in names.split()}
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_NUMBERS = re.compile(r"^(?P<a>\d{1,2})\s*(?P<by>[./-])\s*(?P<b>\d{1,2})\s*[./-]\s*(?P<year>\d{4})(?P<rest>(?:[ ,T].*)?)$")
_DAY_FIRST = re.compile(r"^(?:\w+,\s*)?(?P<day>\d{1,2})(?:st|nd|rd|th|\.)?\s*(?:de\s+)?(?P<month>[^\W\d_]+)\.?,?\s*"
                        r"(?:de\s+)?(?P<year>\d{4})$")
_MONTH_FIRST = re.compile(r"^(?:[^\W\d_]+,\s*)?(?P<month>[^\W\d_]+)\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})$")


def iso_dates(cells: Sequence[str | None]) -> list[str | None]:
    """The cells of one column with their dates as year-month-day.

    With dots the day stands first. With "/" or "-" the order is that of the column, where a number above 12 tells it;
    else the cells stay as they are, because nobody can know. Cells that are no such dates stay, too.

    >>> iso_dates(["03.02.2026", "3 March 2026", "Feb 12, 2026", "2026-05-01", "soon", None])
    ['2026-02-03', '2026-03-03', '2026-02-12', '2026-05-01', 'soon', None]
    >>> iso_dates(["03/02/2026", "14/02/2026"]), iso_dates(["03/02/2026"])
    (['2026-02-03', '2026-02-14'], ['03/02/2026'])
    """
    found = [_NUMBERS.match(cell.strip()) if cell else None for cell in cells]
    slashed = [one for one in found if one and one["by"] != "."]
    day_first, month_first = any(int(one["a"]) > 12 for one in slashed), any(int(one["b"]) > 12 for one in slashed)
    order = None if day_first == month_first else day_first
    return [cell if cell is None else _numbers(one, order) or _words(cell) or cell for cell, one in zip(cells, found, strict=True)]


def _numbers(one: re.Match[str] | None, day_first: bool | None) -> str | None:
    if one is None or (one["by"] != "." and day_first is None):
        return None
    first, second = int(one["a"]), int(one["b"])
    day, month = (first, second) if one["by"] == "." or day_first else (second, first)
    written = _written(int(one["year"]), month, day)
    return written and written + one["rest"].replace(",", "")


def _words(cell: str) -> str | None:
    one = _DAY_FIRST.match(cell.strip()) or _MONTH_FIRST.match(cell.strip())
    month = _MONTHS.get(one["month"].casefold()) if one else None
    return _written(int(one["year"]), month, int(one["day"])) if one and month else None


def _written(year: int, month: int, day: int) -> str | None:
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    known = 1 <= month <= 12 and 1 <= day <= _DAYS[month - 1] - (month == 2 and not leap)
    return f"{year:04}-{month:02}-{day:02}" if known else None
