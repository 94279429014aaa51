"""Dots with intervals on one common scale: the row that most pictures are made of."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from lifeworld.constellations.files.board.svg import Canvas
from lifeworld.constellations.files.report.marks import outline
from lifeworld.kit.figure import Figure

SHAPES = ("peers", "focal_provider", "family_friends", "other_providers", "strangers", "own")
"""Shapes that tell series apart where colour does not: circle, square, triangle, diamond, wedge, hexagon."""


@dataclass(frozen=True)
class Scale:
    """A scale from ``low`` to ``high`` drawn from x ``left`` to ``right``; ``share`` prints per cent."""

    low: float
    high: float
    left: float
    right: float
    share: bool = True

    def at(self, value: float) -> float:
        """Where a value stands; values beyond the ends stand at the ends."""
        inside = min(max(value, self.low), self.high)
        return self.left + (self.right - self.left) * (inside - self.low) / (self.high - self.low)

    def ticks(self) -> tuple[float, ...]:
        """Four to six round values, both ends among them where they are round.

        >>> Scale(0, 0.6, 0, 1).ticks()
        (0.0, 0.2, 0.4, 0.6)
        """
        step = next(s for s in _STEPS if (self.high - self.low) / s <= 5.001)
        first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
        return tuple(round(i * step, 6) for i in range(first, last + 1))

    def words(self, value: float) -> str:
        """A tick in words."""
        text = f"{100 * value:g} %" if self.share else f"{value:g}"
        return text.replace("-", "−")


_STEPS = tuple(m * 10.0**e for e in range(-4, 9) for m in (1, 2, 5))


def scale_of(figures: Sequence[Figure], left: float, right: float, *, share: bool = True, zero: bool = True) -> Scale:
    """A scale that holds every interval, from round to round; with ``zero`` it holds 0. Without a number it is 0 to 1."""
    ends = [end for f in figures if f.enough for end in (f.low, f.value, f.high) if end is not None]
    low, high = (min(ends), max(ends)) if ends else (0.0, 1.0)
    if zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if high - low < 1e-9:
        high = low + 1.0
    step = next(s for s in _STEPS if (high - low) / s <= 5.001)
    low, high = math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step
    return Scale(low, min(high, 1.0) if share and high <= 1.2 else high, left, right, share)


def axis(canvas: Canvas, scale: Scale, top: float, bottom: float, size: float = 10) -> None:
    """Thin lines at the ticks with their words below ``bottom``."""
    for value in scale.ticks():
        x, zero = scale.at(value), abs(value) < 1e-9 and scale.low < 0
        canvas.line(x, top, x, bottom, canvas.ink.edge if zero else canvas.ink.line, 1)
        canvas.text(x, bottom + size + 4, scale.words(value), size=size, fill=canvas.ink.soft, anchor="middle")


def dot(canvas: Canvas, scale: Scale, y: float, figure: Figure | None, colour: str, *, shape: str = "peers", r: float = 6,
        thick: float = 6) -> None:
    """A figure as its interval and its value; unknown is a dotted track, never a dot at zero."""
    if figure is None or figure.value is None:
        canvas.line(scale.left, y, scale.right, y, canvas.ink.edge, 1, stroke_dasharray="1.5 4.5", stroke_linecap="round")
        return
    if figure.low is not None and figure.high is not None:
        canvas.line(scale.at(figure.low), y, scale.at(figure.high), y, colour, thick, stroke_linecap="round",
                    stroke_opacity=0.45)
    canvas.add("path", d=outline(shape, scale.at(figure.value), y, r), fill=colour, stroke=canvas.ink.ground, stroke_width=1.5)
