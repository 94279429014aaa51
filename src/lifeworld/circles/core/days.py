"""Days as people read them; a day is a number since 1 January 1970."""

from __future__ import annotations

import numpy as np

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")


def day_words(day: int) -> str:
    """The day with its month in words.

    >>> day_words(20_574)
    '1 May 2026'
    """
    year, month, number = str(np.datetime64(day, "D")).split("-")
    return f"{int(number)} {MONTHS[int(month) - 1]} {year}"


def days_words(first: int, last: int) -> str:
    """Two days and those between; what both share is said once.

    >>> days_words(20_574, 20_601), days_words(20_574, 20_605), days_words(20_574, 20_574)
    ('1 to 28 May 2026', '1 May to 1 June 2026', '1 May 2026')
    """
    if first == last:
        return day_words(first)
    one, other = day_words(first).split(), day_words(last).split()
    kept = 1 if one[1:] == other[1:] else 2 if one[2] == other[2] else 3
    return f"{' '.join(one[:kept])} to {' '.join(other)}"


def at_words(at: str) -> str:
    """The day of a time that is written as ISO.

    >>> at_words("2026-05-01T08:30:00+00:00")
    '1 May 2026'
    """
    return day_words(int(np.datetime64(at[:10], "D").astype(np.int64)))
