"""Numbers of a run as runners write them: times, paces, distances in their unit. Unknown is a dash."""

from __future__ import annotations

import math
import re

MILE_KM = 1.609344
UNKNOWN = "–"
CLOCK = re.compile(r"[T_ ]?(?<!\d)(?:\d{1,2}\s?[:hH.]\s?(?P<minute>[0-5]\d)(?:[:.][0-5]\d(?:\.\d{1,6})?)?(?!\d)(?!\s?(?:k|km|mi|m)\b)"
                   r"(?:\s?[aApP]\.?[mM]\b\.?)?(?:Z|\s?[+-]\d\d:?\d\d)?|(?<=\d{8}[T_ -])(?P<packed>\d{4}(?:\d\d)?)(?!\d)Z?)")
"""A time of day in a title: 07:31, 7h31, 7.31, 07:31:02Z, 9:31 am; packed after a date: 20260301_073102."""


def clock(seconds: float | None) -> str:
    """A time: hours only where there are any.

    >>> clock(3_725.4), clock(59.6), clock(None)
    ('1:02:05', '1:00', '–')
    """
    if seconds is None or not math.isfinite(seconds) or seconds < 0:
        return UNKNOWN
    whole = math.floor(seconds + 0.5)
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def km_words(metres: float | None, unit: str = "km") -> tuple[str, str]:
    """A distance with its unit: two decimals below ten, else one.

    >>> km_words(8_234), km_words(42_195, "mile"), km_words(None)
    (('8.23', 'km'), ('26.2', 'mi'), ('–', ''))
    """
    if metres is None or not math.isfinite(metres):
        return UNKNOWN, ""
    value = metres / 1000 / (MILE_KM if unit == "mile" else 1)
    return f"{value:.{2 if value < 10 else 1}f}", "mi" if unit == "mile" else "km"


def pace_words(seconds_km: float | None, unit: str = "km") -> tuple[str, str]:
    """A pace with its unit.

    >>> pace_words(300), pace_words(300, "mile")
    (('5:00', '/km'), ('8:03', '/mi'))
    """
    if seconds_km is None or not math.isfinite(seconds_km) or seconds_km <= 0:
        return UNKNOWN, ""
    return clock(seconds_km * (MILE_KM if unit == "mile" else 1)), "/mi" if unit == "mile" else "/km"


def without_start(title: str, started_us: int | None) -> str:
    """A title as others may read it: without the time of day that an app wrote into it, in whatever time zone.

    Only a time whose minutes are those of the start (or apart from them by quarters of an hour, as time zones are) is taken out, so that
    «Sub 3:45» mostly stays.

    >>> began = 1_772_350_260_000_000  # 1 March 2026, 07:31 UTC
    >>> without_start("2026-03-01 07:31:02", began), without_start("Track_20260301_083100", began), without_start("Run 9:31 am!", began)
    ('2026-03-01', 'Track_20260301', 'Run!')
    >>> without_start("10 x 400 at 1:22", began), without_start("Run 07:31", None)
    ('10 x 400 at 1:22', 'Run')
    """
    def kept(found: re.Match[str]) -> str:
        minute = int(found["minute"] or found["packed"][2:4])
        apart = 0 if started_us is None else (minute - started_us // 60_000_000) % 15
        return "" if apart in {14, 0, 1} else found[0]

    return CLOCK.sub(kept, title).strip(" \t,;-–_(@") if CLOCK.search(title) else title


def bytes_words(size: int) -> str:
    """The size of a file.

    >>> bytes_words(900), bytes_words(2_300_000)
    ('900 bytes', '2.2 MiB')
    """
    if size < 1024:
        return f"{size} bytes"
    return f"{size / 1024:.0f} KiB" if size < 1024**2 else f"{size / 1024**2:.1f} MiB"


def share_words(share: float | None) -> str:
    """A share in per cent.

    >>> share_words(0.934), share_words(None), share_words(0.001)
    ('93 %', '–', '0.1 %')
    """
    if share is None or not math.isfinite(share):
        return UNKNOWN
    per_cent = 100 * share
    return f"{per_cent:.0f} %" if per_cent >= 1 or per_cent == 0 else f"{per_cent:.1f} %"


def seconds_typed(text: str) -> float | None:
    """Seconds from what somebody typed: 52:30, 1:02:05 or 45 (minutes); None for nothing. Errors: ValueError.

    >>> seconds_typed("52:30"), seconds_typed("1:02:05"), seconds_typed("45"), seconds_typed(" ")
    (3150.0, 3725.0, 2700.0, None)
    """
    text = text.strip().replace(",", ".")
    if not text:
        return None
    parts = text.split(":")
    if len(parts) > 3 or any(not part.replace(".", "", 1).isdigit() or not part.isascii() for part in parts):
        raise ValueError(text)
    numbers = [float(part) for part in parts]
    if len(numbers) == 1:
        return 60 * numbers[0]
    if any(number >= 60 for number in numbers[1:]):
        raise ValueError(text)
    total = 0.0
    for number in numbers:
        total = 60 * total + number
    return total
