"""What is enough: thresholds in words, and how many units an interval of useful width needs."""

from __future__ import annotations

import math

RELY_ON, TENTATIVE = 0.800, 0.667
"""Krippendorff 2019, ch. 12: rely on alpha from .800 on, draw tentative conclusions from .667 on."""

HALF_WIDTH = 0.10


def verdict(alpha: float | None, low: float | None = None) -> str:
    """The words for an alpha; an interval that reaches below a threshold does not rest on it.

    >>> verdict(0.85, 0.81), verdict(0.85, 0.70), verdict(0.85, 0.5), verdict(None)
    ('rely on', 'tentative', 'do not rely on', 'not enough')
    """
    if alpha is None or math.isnan(alpha):
        return "not enough"
    held = alpha if low is None or math.isnan(low) else low
    if held >= RELY_ON:
        return "rely on"
    return "tentative" if held >= TENTATIVE else "do not rely on"


def units_for(n: int, low: float, high: float, half_width: float = HALF_WIDTH) -> int:
    """Units at which an interval that ``n`` units gave would have this half-width, all else equal (widths fall with the root of n).

    >>> units_for(50, 0.23, 0.96)
    667
    """
    return math.ceil(n * ((high - low) / 2 / half_width) ** 2 - 1e-9)


def width_warning(n: int, low: float, high: float, unit: str = "statements") -> str:
    """A sentence on an interval that is wider than .20 ("a high coefficient on fifty statements is not a finding"), else "".

    >>> width_warning(50, 0.23, 0.96)
    'The interval is .73 wide; about 670 statements would be needed for plus or minus .10.'
    """
    if not high - low > 2 * HALF_WIDTH:
        return ""
    needed = units_for(n, low, high)
    rounded = int(math.ceil(needed / 10) * 10)
    width = f"{high - low:.2f}".removeprefix("0")
    return f"The interval is {width} wide; about {rounded:,} {unit} would be needed for plus or minus .10."
