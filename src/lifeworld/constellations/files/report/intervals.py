"""Values with their intervals as rows of a table: bar and words; unknown is said, never drawn at zero."""

from __future__ import annotations

import math
from dataclasses import dataclass

from markupsafe import Markup

from lifeworld.kit.figure_html import interval_bar

NOT_KNOWN = "not known"


@dataclass(frozen=True)
class Measured:
    """A value with its interval as a bar and as words."""

    bar: Markup
    value: str
    interval: str

    @property
    def known(self) -> bool:
        """Whether there is a value."""
        return self.value != NOT_KNOWN


def _missing(x: float | None) -> bool:
    return x is None or math.isnan(x)


def share(value: float | None, low: float | None, high: float | None, css: str = "") -> Measured:
    """A share with its interval in per cent; without an interval it is not printed.

    >>> share(0.4, 0.3, 0.5).interval
    '30 to 50 %'
    """
    if _missing(value) or _missing(low) or _missing(high):
        return Measured(interval_bar(None, None, None), NOT_KNOWN, "")
    assert value is not None and low is not None and high is not None  # noqa: S101
    bar = interval_bar(value, low, high, colour=css)
    digits = 1 if high - low < 0.02 else 0
    return Measured(bar, f"{100 * value:.{digits}f} %", f"{100 * low:.{digits}f} to {100 * high:.{digits}f} %")


def number(value: float | None, low: float | None, high: float | None, css: str = "") -> Measured:
    """A value between 0 and 1 that is no share (a proximity), with its interval, to two decimals."""
    if _missing(value) or _missing(low) or _missing(high):
        return Measured(interval_bar(None, None, None), NOT_KNOWN, "")
    return Measured(interval_bar(value, low, high, colour=css), f"{value:.2f}", f"{low:.2f} to {high:.2f}")
