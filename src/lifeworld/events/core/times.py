"""Times as senders write them, as microseconds since 1970 in UTC."""

from __future__ import annotations

import re
from functools import lru_cache

TIME = re.compile(r"(\d{4}-\d\d-\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(?:[Zz]|([+-])(\d\d):?(\d\d))?", re.ASCII)
MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
DAYS_BEFORE_1970 = 719_162
LEAP_SECOND = 60
DATES_KEPT = 4_096


def rfc3339(text: str, *, naive: bool = False) -> int | None:
    """Microseconds since 1970 of a time in the form of RFC 3339; None for anything else.

    ``naive``: a time without a zone counts as UTC. Seconds may be left out. A leap second counts as the last microsecond before it; what
    is finer than microseconds is cut off.

    >>> rfc3339("1970-01-01T00:00:01.5Z"), rfc3339("1970-01-01T02:00:00+02:00"), rfc3339("1970-01-01")
    (1500000, 0, None)
    """
    found = TIME.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        return None
    date, hours, minutes, seconds, fraction, sign, zone_hours, zone_minutes = found.groups()
    day, hour, minute, second = days_since_1970(date), int(hours), int(minutes), int(seconds or 0)
    if day is None or hour > 23 or minute > 59 or second > LEAP_SECOND:
        return None
    micros = int(fraction[:6].ljust(6, "0")) if fraction else 0
    if second == LEAP_SECOND:
        second, micros = 59, 999_999
    minute += 60 * hour
    if sign:
        if int(zone_hours) > 23 or int(zone_minutes) > 59:
            return None
        offset = 60 * int(zone_hours) + int(zone_minutes)
        minute += -offset if sign == "+" else offset
    elif not naive and text[-1] not in "Zz":
        return None
    return ((day * 1440 + minute) * 60 + second) * 1_000_000 + micros


@lru_cache(DATES_KEPT)
def days_since_1970(date: str) -> int | None:
    """Days since 1970-01-01 of a date as YYYY-MM-DD, in the Gregorian calendar; None where there is no such day.

    >>> days_since_1970("1970-01-02"), days_since_1970("2024-02-29"), days_since_1970("2023-02-29")
    (1, 19782, None)
    """
    year, month, day = int(date[:4]), int(date[5:7]), int(date[8:])
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    if year < 1 or not 1 <= month <= 12 or not 1 <= day <= MONTH_DAYS[month - 1] + (leap and month == 2):
        return None
    before = year - 1
    return (before * 365 + before // 4 - before // 100 + before // 400 + sum(MONTH_DAYS[:month - 1]) + (leap and month > 2) + day - 1
            - DAYS_BEFORE_1970)
