"""Rules in words: numbers with the prefixes that engineers read, and what change would make a rule hold."""

from __future__ import annotations

import math

import numpy as np

from lifeworld.plugin import Check
from lifeworld_power.core.rules import Rule

PREFIXES = ((1e9, "G"), (1e6, "M"), (1e3, "k"), (1.0, ""), (1e-3, "m"), (1e-6, "µ"), (1e-9, "n"), (1e-12, "p"))
PLAIN = {"", "°C", "pieces"}


def spoken(value: float, unit: str, way: int = 0) -> str:
    """A value of three digits with its unit; ``way``: 1 rounds up, -1 down, 0 to the nearest.

    >>> spoken(0.0314, "V"), spoken(125.0, "°C"), spoken(2.4, "A"), spoken(0.62, ""), spoken(6e-4, "m²")
    ('31.4 mV', '125 °C', '2.4 A', '0.62', '600 mm²')
    >>> spoken(1.0004, "V", 1), spoken(1.0096, "V", -1), spoken(2.4, "A", 1), spoken(1234567.0, "pieces", 1)
    ('1.01 V', '1 V', '2.4 A', '1235000 pieces')
    """
    if not math.isfinite(value):
        return "an unknown value"
    if unit == "m²":
        return f"{_digits(value * 1e6, 3, way)} mm²"
    if unit in PLAIN or value == 0:
        return f"{_digits(value, 4, way)} {unit}".strip()
    size, prefix = next(((size, prefix) for size, prefix in PREFIXES if abs(value) >= size * (1 - 1e-12)), PREFIXES[-1])
    return f"{_digits(value / size, 3, way)} {prefix}{unit}"


def _digits(value: float, digits: int, way: int) -> str:
    """A number of so many digits, without exponent; what is off by no more than the rounding of floats is not off."""
    nearest = float(f"{value:.{digits}g}")
    if value and way * (value - nearest) > 1e-12 * abs(value):
        nearest = float(f"{nearest + way * 10.0 ** (math.floor(math.log10(abs(value))) - digits + 1):.{digits}g}")
    return f"{nearest:.12g}"


def check_of(rule: Rule, at: int, part: str) -> Check:
    """One rule held against one part, as a check: ``at`` is its place in the rule's columns."""
    value, limit, margin = (
        float(np.broadcast_to(one, (at + 1,) if np.ndim(one) == 0 else np.shape(one))[at]) for one in (rule.value, rule.limit, rule.margin)
    )
    change = ""
    if not margin >= 0:
        # Rounded so that what the sentence says would hold: a limit at the value spoken, or a part at the limit spoken.
        way = 1 if rule.sense == "at most" else -1
        change = rule.change.format(value=spoken(value, rule.unit, way), limit=spoken(limit, rule.unit, -way))
    return Check(rule.key, part, value, limit, rule.unit, rule.sense, margin, change, rule.title)
