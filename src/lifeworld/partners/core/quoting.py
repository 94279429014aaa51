"""How old a quote is, in words, and times as people and machines read them."""

from __future__ import annotations

import numpy as np

STEPS = ((60.0, "second"), (3600.0, "minute"), (86_400.0, "hour"), (float("inf"), "day"))


def age_words(age_s: float) -> str:
    """An age in its largest whole unit.

    >>> age_words(90), age_words(86_400 * 3), age_words(-5)
    ('1 minute old', '3 days old', 'of the future')
    """
    if age_s < -1:
        return "of the future"
    unit_s, (_, word) = next((unit, step) for unit, step in zip((1.0, 60.0, 3600.0, 86_400.0), STEPS, strict=True) if age_s < step[0])
    n = int(max(age_s, 0.0) // unit_s)
    return f"{n} {word}{'' if n == 1 else 's'} old"


def utc_text(at_us: int) -> str:
    """Microseconds since 1970 as ISO 8601 in UTC to the second; "" for what no calendar has.

    >>> utc_text(1_000_000)
    '1970-01-01T00:00:01Z'
    """
    return f"{np.datetime_as_string(np.datetime64(at_us // 1_000_000, 's'))}Z" if 0 <= at_us < 253_402_300_800_000_000 else ""
