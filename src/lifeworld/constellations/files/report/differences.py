"""A difference in words: always with its sign, and a difference of shares in points, so that nobody takes it for a share."""

from __future__ import annotations

from lifeworld.kit.figure import Figure, noun, number_digits, share_digits
from lifeworld.kit.figure_html import FigureWords, figure_words


def difference_words(difference: Figure) -> FigureWords:
    """Value, interval and basis of a difference.

    >>> from lifeworld.kit.figure import Evidence, estimate
    >>> found = estimate("d", -0.25, -0.38, 0.02, unit="share", n=90, method="m", evidence=Evidence("q", 1))
    >>> difference_words(found)
    FigureWords(value='−25 points', interval='−38 to +2', basis='n = 90 customers')
    """
    own = figure_words(difference)
    if difference.value is None or difference.low is None or difference.high is None:
        return own
    share = difference.unit == "share"
    digits = share_digits(difference) if share else number_digits(difference)
    value, low, high = (signed(100 * x if share else x, digits) for x in (difference.value, difference.low, difference.high))
    unit = "points" if share else difference.unit
    unit = noun(1 if value.lstrip("+−") == "1" else 0, unit)
    return FigureWords(f"{value} {unit}".strip(), f"{low} to {high}", own.basis)


def signed(value: float, digits: int) -> str:
    """A number with its sign; nothing that rounds to zero has one.

    >>> signed(2.4, 0), signed(-0.24, 2), signed(-0.001, 2)
    ('+2', '−0.24', '0.00')
    """
    text = f"{value:+z.{digits}f}"
    return text[1:] if float(text) == 0 else text.replace("-", "−")
