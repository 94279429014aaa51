"""Scales of pictures: where a value stands in per cent of a width, and round numbers to label."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from lifeworld.kit.figure import Figure

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True)
class Tick:
    """A labelled place on a scale, in per cent of its length."""

    at: float
    label: str


@dataclass(frozen=True)
class Scale:
    """A straight scale from ``lowest`` to ``highest``; values outside are drawn at its ends."""

    lowest: float
    highest: float
    unit: str = ""

    def at(self, value: float) -> float:
        """Where a value stands, 0..100.

        >>> Scale(0, 0.5).at(0.25), Scale(-1, 1).at(2)
        (50.0, 100.0)
        """
        inside = min(max(value, self.lowest), self.highest)
        return round(100 * (inside - self.lowest) / (self.highest - self.lowest), 2)

    def ticks(self, most: int = 5) -> tuple[Tick, ...]:
        """Round numbers along the scale.

        >>> [tick.label for tick in Scale(0, 0.4, "share").ticks(3)]
        ['0 %', '20 %', '40 %']
        """
        step = _nice((self.highest - self.lowest) / max(most - 1, 1))
        first = math.ceil(self.lowest / step - 1e-9)
        last = math.floor(self.highest / step + 1e-9)
        return tuple(Tick(self.at(i * step), self.label(i * step, step)) for i in range(first, last + 1))

    def label(self, value: float, step: float = 1.0) -> str:
        """A round number of the scale in words."""
        if self.unit == "share":
            return f"{100 * value:.{0 if step >= 0.0099 else 1}f} %"
        return f"{value:.{0 if step >= 1 else 1 if step >= 0.1 else 2}f}".replace("-", "−")


def _nice(step: float) -> float:
    """The smallest round step that is not smaller."""
    if step <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(step))
    return next(power * factor for factor in _STEPS if power * factor >= step - 1e-12)


def scale_of(figures: Iterable[Figure], also: Iterable[float] = (), *, zero: bool = True) -> Scale:
    """A scale that holds the intervals of the figures and the values ``also``; shares end at 1, and 0 is on it where ``zero``."""
    known = [f for f in figures if f.value is not None]
    ends = [x for f in known for x in (f.low, f.high, f.value) if x is not None]
    ends += also
    unit = known[0].unit if known else ""
    low, high = (min(ends), max(ends)) if ends else (0.0, 1.0)
    if zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if high - low < 1e-9:
        low, high = low - 0.5, high + 0.5
    step = _nice((high - low) / 5)
    low, high = math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step
    return Scale(low, min(high, 1.0) if unit == "share" and low >= 0 else high, unit)
