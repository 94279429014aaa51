"""Values that resistors and capacitors are made in: the E series of IEC 60063."""

from __future__ import annotations

import math

from lifeworld_power.core.values import NAN

E12 = (1.0, 1.2, 1.5, 1.8, 2.2, 2.7, 3.3, 3.9, 4.7, 5.6, 6.8, 8.2)
E24 = (1.0, 1.1, 1.2, 1.3, 1.5, 1.6, 1.8, 2.0, 2.2, 2.4, 2.7, 3.0, 3.3, 3.6, 3.9, 4.3, 4.7, 5.1, 5.6, 6.2, 6.8, 7.5, 8.2, 9.1)
E96 = tuple(round(10 ** (step / 96), 2) for step in range(96))
SERIES = {"E12": E12, "E24": E24, "E96": E96}


def snapped(value: float, series: str) -> float:
    """The nearest value of the series, by ratio. NaN for a value that is unknown or not positive.

    >>> snapped(6747.9e-12, "E12"), snapped(2790.0, "E96"), snapped(9.9, "E12"), snapped(294.26, "E24")
    (6.8e-09, 2800.0, 10.0, 300.0)
    """
    if not value > 0 or math.isinf(value):
        return NAN
    decade = math.floor(math.log10(value))
    near = [float(f"{step:.3g}e{tens}") for tens in (decade - 1, decade, decade + 1) for step in SERIES[series]]
    return min(near, key=lambda made: abs(math.log(made / value)))


def around(value: float, series: str, steps: int = 2) -> list[float]:
    """The values of the series next to ``value``, ``steps`` to each side, rising.

    >>> around(4.7e-9, "E12", 1)
    [3.9e-09, 4.7e-09, 5.6e-09]
    """
    nearest = snapped(value, series)
    if math.isnan(nearest):
        return []
    decade = math.floor(math.log10(nearest))
    near = sorted({float(f"{step:.3g}e{tens}") for tens in range(decade - 2, decade + 3) for step in SERIES[series]})
    at = min(range(len(near)), key=lambda index: abs(near[index] - nearest))
    return near[max(at - steps, 0):at + steps + 1]


def divider(vout: float, vref: float, lower: float, series: str = "E96") -> tuple[float, float]:
    """Upper resistor (Ω) of a feedback divider, made in ``series``, and the output voltage (V) that it then sets.

    >>> upper, made = divider(3.3, 0.6, 10e3)
    >>> upper, round(made, 3)
    (45300.0, 3.318)
    """
    upper = snapped(lower * (vout / vref - 1.0), series)
    return upper, vref * (1.0 + upper / lower)
