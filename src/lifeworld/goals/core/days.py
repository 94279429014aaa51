"""Days as numbers since 1970-01-01 and as ISO dates."""

from __future__ import annotations

import re

import numpy as np

from lifeworld.kit.errors import InputRefused

_DATE = re.compile(r"(19|2\d)\d\d-\d\d-\d\d", re.ASCII)  # days far off are no days of anybody, and calendars end


def day_text(day: int) -> str:
    """The day as people write it.

    >>> day_text(20574)
    '2026-05-01'
    """
    return str(np.datetime64(day, "D"))


def day_number(text: str) -> int:
    """The day of an ISO date of 1900 to 2999. Errors: InputRefused for what is none.

    >>> day_number("2026-05-01"), day_number("1970-01-01")
    (20574, 0)
    """
    try:
        if not _DATE.fullmatch(text):
            raise ValueError(text)
        return int(np.datetime64(text, "D").astype(np.int64))
    except ValueError:
        raise InputRefused("no_date", f"«{text[:40]}» is no date.", "Write a date as 2026-05-01.") from None
