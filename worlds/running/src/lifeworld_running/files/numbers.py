"""Decimals and times out of bytes, many at once, and one at a time where they are unusual; both read the same values."""

from __future__ import annotations

import re
from datetime import date

import numpy as np
import numpy.typing as npt

from lifeworld_running.core.values import Floats, Ints

Bytes = npt.NDArray[np.uint8]

WIDEST = 40
_SIGNS = np.zeros(256, dtype=np.bool_)
_SIGNS[[32, 45, 46, *range(48, 58)]] = True
_TIME = re.compile(r"(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:[.,](\d+))?\s*([Zz]|[+-]\d\d(?::?\d\d)?)?")
_DIGITS = (0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18)
_BETWEEN = ((4, 45), (7, 45), (10, 84), (13, 58), (16, 58))
_ORDINAL_OF_1970 = date(1970, 1, 1).toordinal()
_MONTH_DAYS = np.array([0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])


def cells(text: Bytes, begin: Ints, width: int) -> Bytes:
    """uint8[n, width]: the bytes from each of ``begin`` on; ``text`` must be as long as the last of them needs."""
    view: Bytes = np.ndarray((len(text) - width + 1, width), dtype=np.uint8, buffer=text.data, strides=(1, 1))
    return view[begin]


def decimals(text: Bytes, begin: Ints, end: Ints) -> Floats | None:
    """float64[n]: plain decimals such as ``-12.5`` in ``text[begin:end]``, rounded as ``float`` does; None where one is anything else.

    ``text`` must have ``WIDEST`` bytes before the first and after the last of them.

    >>> decimals(np.frombuffer(b" " * 40 + b"1.5,-20;" + b" " * 40, dtype=np.uint8), np.array([40, 44]), np.array([43, 47]))
    array([  1.5, -20. ])
    """
    if not len(begin):
        return np.empty(0)
    lengths = end - begin
    width = int(lengths.max())
    if width > WIDEST or lengths.min() < 1:
        return None
    values = _alike(text, begin, end, lengths, width)
    if values is not None:
        return values
    block = cells(text, begin, width + 1)
    block[np.arange(width + 1) >= lengths[:, None]] = 32
    if not _plain(block, lengths):
        return None
    values = np.fromstring(block.tobytes(), dtype=np.float64, sep=" ")
    return values if len(values) == len(begin) else None


def _alike(text: Bytes, begin: Ints, end: Ints, lengths: Ints, width: int) -> Floats | None:
    """The same of numbers with equally many decimals and at most 15 digits, which is how most files are written.

    Such a number is a whole number below 2^53 over a power of ten below 10^22: one division, which IEEE 754 rounds correctly.
    """
    block = cells(text, end - width, width)
    dots = np.flatnonzero(block[0] == 46)
    if len(dots) > 1 or width > 15 + len(dots):
        return None
    minus = text[begin] == 45
    if (lengths - minus - len(dots)).min() < 1:
        return None
    digits = block - np.uint8(48)
    if len(dots):
        if (block[:, dots[0]] != 46).any():
            return None
        digits[:, dots[0]] = 0
    if minus.any():
        digits[minus, width - lengths[minus]] = 0
    if lengths.min() < width:
        digits[np.arange(width) < (width - lengths)[:, None]] = 0
    if digits.max() > 9:
        return None
    decimal = width - 1 - int(dots[0]) if len(dots) else 0
    powers = np.arange(width - 1, -1, -1, dtype=np.float64)
    if len(dots):
        powers[:dots[0]] -= 1
    values: Floats = digits.astype(np.float64) @ 10.0 ** powers
    if decimal:
        values /= 10.0 ** decimal
    return np.where(minus, -values, values) if minus.any() else values


def _plain(block: Bytes, lengths: Ints) -> bool:
    """Whether each row is digits with at most a minus before them and one dot among them, then blanks."""
    if not _SIGNS[block].all() or np.count_nonzero(block == 32) != block.size - lengths.sum():
        return False
    digits = lengths
    if minus := np.count_nonzero(block == 45):
        if np.count_nonzero(block[:, 0] == 45) != minus:
            return False
        digits = digits - (block[:, 0] == 45)
    if np.count_nonzero(dot := block == 46):
        dots = np.count_nonzero(dot, axis=1)
        if dots.max() > 1:
            return False
        digits = digits - dots
    return bool(digits.min() >= 1)


def days(year: Ints, month: Ints, day: Ints) -> Ints:
    """int64[n]: days since 1970-01-01 in the Gregorian calendar.

    Source: H. Hinnant, chrono-compatible low-level date algorithms, days_from_civil.

    >>> days(np.array([2000]), np.array([3]), np.array([1]))
    array([11017])
    """
    shifted = year - (month <= 2)
    era = shifted // 400
    of_era = shifted - era * 400
    of_year = (153 * (month + np.where(month > 2, -3, 9)) + 2) // 5 + day - 1
    return np.asarray(era * 146097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719468, dtype=np.int64)


def times(text: Bytes, begin: Ints, end: Ints) -> Ints | None:
    """int64[n]: microseconds since 1970 of ``2026-05-01T08:00:00[.123]Z`` in ``text[begin:end]``; None where one is anything else.

    >>> times(np.frombuffer(b"1970-01-02T00:00:01.5Z" + b" " * 40, dtype=np.uint8), np.array([0]), np.array([22]))
    array([86401500000])
    """
    if not len(begin):
        return np.empty(0, dtype=np.int64)
    lengths = end - begin
    width = int(lengths.max())
    if width > 30 or lengths.min() < 20:
        return None
    columns = np.ascontiguousarray(cells(text, begin, width).T)
    digit = columns - np.uint8(48)
    signs_off = any((columns[at] != sign).any() for at, sign in _BETWEEN) or (text[end - 1] != 90).any()
    if signs_off or any((digit[at] > 9).any() for at in _DIGITS):
        return None

    def two(at: int) -> Ints:
        return np.asarray(digit[at] * np.uint8(10) + digit[at + 1], dtype=np.int64)

    year, month, day, hour, minute, second = two(0) * 100 + two(2), two(5), two(8), two(11), two(14), two(17)
    micros = _fractions(columns, digit, lengths, width)
    if micros is None or not _possible(year, month, day, hour, minute, second):
        return None
    return ((days(year, month, day) * 24 + hour) * 60 + minute) * 60_000_000 + second * 1_000_000 + micros


def _possible(year: Ints, month: Ints, day: Ints, hour: Ints, minute: Ints, second: Ints) -> bool:
    """Whether all are times of the calendar; the end of February is left to the single reader."""
    if (month < 1).any() or (month > 12).any() or (day < 1).any() or (day > _MONTH_DAYS[month]).any() or (year < 1).any():
        return False
    return not (((month == 2) & (day > 28)).any() or (hour > 23).any() or (minute > 59).any() or (second > 60).any())


def _fractions(columns: Bytes, digit: Bytes, lengths: Ints, width: int) -> Ints | None:
    """The microseconds after the dot; further digits are cut off."""
    micros = np.zeros(len(lengths), dtype=np.int64)
    if width == 20:
        return micros
    some = lengths > 20
    if (some & (columns[19] != 46)).any() or (lengths == 21).any():
        return None
    for at in range(20, width - 1):
        here = at < lengths - 1
        if (here & (digit[at] > 9)).any():
            return None
        if at < 26:
            micros += np.where(here, digit[at].astype(np.int64) * 10 ** (25 - at), 0)
    return micros


def number(text: str) -> float | None:
    """One number as people and programs write it, with a decimal point or comma; None where it is none, or not finite.

    >>> number(" 12,5 "), number("1e3"), number("12_0"), number("NaN")
    (12.5, 1000.0, None, None)
    """
    if "_" in text:
        return None
    try:
        value = float(text.replace(",", ".", 1) if "." not in text else text)
    except ValueError:
        return None
    return value if abs(value) < 1e300 else None


def moment(text: str) -> tuple[int, bool] | None:
    """One time: microseconds since 1970 in UTC, and whether it says its zone; without one it is read as UTC. None where it is no time.

    >>> moment("2026-05-01T08:00:00.25+02:00"), moment("2026-05-01 08:00:00"), moment("yesterday")
    ((1777615200250000, True), (1777622400000000, False), None)
    """
    found = _TIME.fullmatch(text.strip())
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(part) for part in found.groups()[:6])
    try:
        whole = date(year, month, day).toordinal() - _ORDINAL_OF_1970
    except ValueError:
        return None
    if hour > 23 or minute > 59 or second > 60:
        return None
    micros = ((whole * 24 + hour) * 60 + minute) * 60_000_000 + second * 1_000_000 + int(((found[7] or "") + "000000")[:6])
    zone = found[8]
    if zone is None or zone in "Zz":
        return micros, zone is not None
    ahead = int(zone[1:3]) * 60 + int(zone[3:].lstrip(":") or 0)
    return micros - (1 if zone[0] == "+" else -1) * ahead * 60_000_000, True


def moment_us(text: str | None) -> int | None:
    """One time in microseconds, or None; see ``moment``.

    >>> moment_us("1970-01-01T00:00:01Z"), moment_us(None)
    (1000000, None)
    """
    found = moment(text) if text else None
    return found[0] if found else None
