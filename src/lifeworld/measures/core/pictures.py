"""Where the lines, bands and bars of small pictures stand: geometry only, drawn by templates. Unknown has no place on a scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import Any

WIDTH, HEIGHT = 520.0, 150.0
LEFT, RIGHT, TOP, BOTTOM = 46.0, 10.0, 10.0, 24.0
SPARK_WIDTH, SPARK_HEIGHT = 150.0, 36.0


@dataclass(frozen=True)
class Line:
    """A line with its band: SVG paths (broken where unknown), the dots (x, y, place in the row), ticks (y, words) and the box."""

    path: str
    band: str
    dots: tuple[tuple[float, float, int], ...]
    ticks: tuple[tuple[float, str], ...]
    box: str


def line(values: Sequence[float | None], lows: Sequence[float | None], highs: Sequence[float | None], *, small: bool = False) -> Line:
    """A line over equal steps; ``small``: without room for ticks.

    >>> line([1.0, None, 3.0], [None] * 3, [None] * 3, small=True).dots
    ((3.0, 33.0, 0), (147.0, 3.0, 2))
    """
    width, height = (SPARK_WIDTH, SPARK_HEIGHT) if small else (WIDTH, HEIGHT)
    left, right, top, bottom = (3.0, 3.0, 3.0, 3.0) if small else (LEFT, RIGHT, TOP, BOTTOM)
    known = [x for row in (values, lows, highs) for x in row if x is not None]
    ticks = _ticks(min(known), max(known)) if known and not small else []
    low, high = (min([*known, *ticks]), max([*known, *ticks])) if known else (0.0, 1.0)
    low, high = (low, high) if high > low else (low - 0.5, high + 0.5)

    def across(at: int) -> float:
        return round(left + (width - left - right) * (at / (len(values) - 1) if len(values) > 1 else 0.5), 1)

    def down(x: float) -> float:
        return round(top + (height - top - bottom) * (high - x) / (high - low), 1)

    dots = tuple((across(at), down(x), at) for at, x in enumerate(values) if x is not None)
    band = " ".join(_band([(across(at), down(lows[at]), down(highs[at])) for at in run])  # type: ignore[arg-type]
                    for run in _runs([x is not None and y is not None for x, y in zip(lows, highs, strict=True)]))
    path = " ".join("M" + "L".join(f"{across(at)},{down(values[at])}" for at in run)  # type: ignore[arg-type]
                    for run in _runs([x is not None for x in values]) if len(run) > 1)
    return Line(path, band, dots, tuple((down(x), _short(x)) for x in ticks), f"0 0 {width:g} {height:g}")


def _runs(known: Sequence[bool]) -> list[list[int]]:
    """Stretches of places that are known."""
    runs: list[list[int]] = []
    for at, there in enumerate(known):
        if there:
            runs[-1].append(at) if runs and runs[-1][-1] == at - 1 else runs.append([at])
    return runs


def _band(points: Sequence[tuple[float, float, float]]) -> str:
    if len(points) == 1:
        x, low, high = points[0]
        return f"M{x - 1.5},{low}H{x + 1.5}V{high}H{x - 1.5}Z"
    upper = "L".join(f"{x},{high}" for x, _, high in points)
    lower = "L".join(f"{x},{low}" for x, low, _ in reversed(points))
    return f"M{upper}L{lower}Z"


@dataclass(frozen=True)
class Bars:
    """Bars over days: (x, y, width, height, place), the places of days that are not known (x), ticks and the box; ``base`` is y of 0."""

    bars: tuple[tuple[float, float, float, float, int], ...]
    unknown: tuple[float, ...]
    ticks: tuple[tuple[float, str], ...]
    base: float
    box: str


def bars(values: Sequence[float | None]) -> Bars:
    """A bar for each place from 0 to its value; a place that is not known has a mark below the line, and no bar.

    >>> found = bars([2.0, None, 0.0])
    >>> len(found.bars), len(found.unknown)
    (2, 1)
    """
    known = [x for x in values if x is not None]
    ticks = _ticks(min([0.0, *known]), max([0.0, *known])) if any(known) else [0.0]
    low, high = min([0.0, *known, *ticks]), max([0.0, *known, *ticks])
    high = high if high > low else low + 1.0
    step = (WIDTH - LEFT - RIGHT) / max(len(values), 1)

    def down(x: float) -> float:
        return round(TOP + (HEIGHT - TOP - BOTTOM) * (high - x) / (high - low), 1)

    thick = round(max(step * 0.72, 1.0), 1)
    made = tuple((round(LEFT + at * step + (step - thick) / 2, 1), min(down(x), down(0.0)), thick, max(abs(down(x) - down(0.0)), 1.0), at)
                 for at, x in enumerate(values) if x is not None)
    gaps = tuple(round(LEFT + (at + 0.5) * step, 1) for at, x in enumerate(values) if x is None)
    return Bars(made, gaps, tuple((down(x), _short(x)) for x in ticks), down(0.0), f"0 0 {WIDTH:g} {HEIGHT:g}")


def histogram(spread: dict[str, Any]) -> tuple[Bars, list[tuple[float, str]]] | None:
    """The bars of a kept histogram, and where its edges are named; None where nobody is known."""
    if not spread["counts"]:
        return None
    edges = spread["edges"]
    at = sorted({0, len(edges) // 2, len(edges) - 1})
    step = (WIDTH - LEFT - RIGHT) / (len(edges) - 1)
    return bars([float(n) for n in spread["counts"]]), [(round(LEFT + i * step, 1), _short(edges[i])) for i in at]


def _ticks(low: float, high: float) -> list[float]:
    """Two to five round numbers that reach over a range."""
    if high <= low:
        return [low]
    raw = (high - low) / 3
    unit = 10.0 ** floor(log10(raw))
    step = next(unit * by for by in (1, 2, 5, 10) if unit * by >= raw)
    first = floor(low / step)
    return [round(step * at, 12) for at in range(first, first + 7) if step * (at - 1) < high]


def _short(x: float) -> str:
    """A number on a scale: 12k, 3.5, 0.02."""
    for size, sign in ((1e9, "G"), (1e6, "M"), (1e4, "k")):
        if abs(x) >= size:
            return f"{x / (1e3 if sign == 'k' else size):.3g}{sign}"
    return f"{x:.4g}"
