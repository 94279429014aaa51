"""Days as dates, and back: days count from 1 January 1970 by the clock of the place."""

from __future__ import annotations

from datetime import date, timedelta

BEGIN = date(1970, 1, 1)
DAY_MAX = (date.max - BEGIN).days


def date_of(day: int) -> date:
    """The date of a day; beyond the calendar, its end.

    >>> date_of(20_576).isoformat()
    '2026-05-03'
    """
    return BEGIN + timedelta(days=min(max(day, (date.min - BEGIN).days), DAY_MAX))


def day_of(when: date) -> int:
    """The day of a date.

    >>> day_of(date(2026, 5, 3))
    20576
    """
    return (when - BEGIN).days
