"""Values of variables, dates and colours as XML Schema writes them; what does not fit is unknown, and counted."""

from __future__ import annotations

import re

DATE_TIME = re.compile(r"(\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))[T ]((?:[01]\d|2[0-3]):[0-5]\d)(:[0-5]\d(?:\.\d+)?)?"
                       r"(Z|[+-]\d\d:?\d\d)?")
_DATE = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE]([+-]?\d{1,3}))?")
_COLOR = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_LAST_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def date_time(words: str | None) -> str | None:
    """An xsd:dateTime; a blank between day and time, missing seconds and zones without a colon are mended. None where it is none.

    >>> date_time("2024-01-31 10:00"), date_time("2024-02-31T10:00:00Z"), date_time("soon")
    ('2024-01-31T10:00:00', None, None)
    """
    found = DATE_TIME.fullmatch((words or "").strip())
    if found is None or not _is_day(found[1]):
        return None
    zone = found[4] or ""
    zone = zone if zone in {"", "Z"} or ":" in zone else f"{zone[:3]}:{zone[3:]}"
    if zone not in {"", "Z"} and not (int(zone[1:3]) < 14 and int(zone[4:]) < 60):
        return None
    return f"{found[1]}T{found[2]}{found[3] or ':00'}{zone}"


def _is_day(day: str) -> bool:
    year, month, date = day.rsplit("-", 2)
    number = int(year)
    leap = number % 4 == 0 and (number % 100 != 0 or number % 400 == 0)
    return number != 0 and int(date) <= (_LAST_DAYS[int(month) - 1] if month != "02" or leap else 28)


def color(words: str | None) -> str:
    """A colour as "#rgb" or "#rrggbb"; "" where it is none.

    >>> color("#F00082"), color("red")
    ('#F00082', '')
    """
    return (words or "").strip() if _COLOR.fullmatch((words or "").strip()) else ""


def typed(words: str, kind: str) -> str | None:
    """The canonical words of a value of a variable's type; None where they are no value of it.

    >>> typed("1e-3", "Float"), typed("Yes", "Boolean"), typed("12.0", "Integer"), typed("soon", "Date")
    ('0.001', None, '12', None)
    """
    bare = words.strip()
    if kind == "Text":
        return words
    if kind == "Boolean":
        return {"true": "true", "1": "true", "false": "false", "0": "false"}.get(bare.lower())
    if kind == "Date":
        return bare if _DATE.fullmatch(bare) and _is_day(bare) else None
    if kind == "DateTime":
        return date_time(bare)
    number = _fixed_point(bare)
    if number is None or kind == "Float":
        return number
    return number if "." not in number else None


def _fixed_point(words: str) -> str | None:
    """A number without an exponent (xsd:decimal has none), without needless zeros."""
    found = _NUMBER.fullmatch(words)
    if found is None:
        return None
    mantissa, exponent = re.split("[eE]", words)[0] if found[1] else words, int(found[1] or 0)
    sign, digits = ("-", mantissa[1:]) if mantissa[0] == "-" else ("", mantissa.lstrip("+"))
    before, _, after = digits.partition(".")
    whole = before + after
    point = len(before) + exponent
    whole, point = (whole.rjust(len(whole) - point, "0"), 0) if point < 0 else (whole.ljust(point, "0"), point)
    left, right = whole[:point].lstrip("0") or "0", whole[point:].rstrip("0")
    number = f"{left}.{right}" if right else left
    return number if number == "0" else sign + number
