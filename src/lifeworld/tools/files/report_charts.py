"""Lines of a panel as a picture for paper: two axes of values at most, ticks at round numbers, gaps where nothing is known."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

WIDTH, HEIGHT = 640.0, 300.0
LEFT, RIGHT, TOP, BOTTOM = 64.0, 64.0, 14.0, 44.0
INKS = ("#1d5fbf", "#b3470f", "#2f7d4f", "#7a3fa0", "#8a6d00", "#40606f", "#a02050", "#4b4b4b")
POINTS_MAX = 400


def chart(data: Mapping[str, Any]) -> str:
    """The SVG of a panel of the kind «lines» (`core.values.Panel`), its series named below it.

    >>> chart({"x": {"title": "t", "unit": "s"}, "y": [{"title": "u", "unit": "V"}], "series": [
    ...     {"title": "out", "x": [0, 1, 2], "y": [0.0, None, 1.0]}]}).count("<path")
    1
    """
    series = list(data["series"])[:len(INKS)]
    axes = list(data["y"])[:2]
    rows = math.ceil(len(series) / 2)
    height = HEIGHT + 16 * rows
    x = _Scale([value for one in series for value in one["x"]], bool(data["x"].get("log")), LEFT, WIDTH - RIGHT)
    ys = [_Scale([value for one in series if one.get("axis", 0) == number for value in one["y"]], bool(axis.get("log")),
                 HEIGHT - BOTTOM, TOP) for number, axis in enumerate(axes)]
    marks = [*_grid(x, ys, data["x"], axes)]
    for number, one in enumerate(series):
        scale = ys[min(one.get("axis", 0), len(ys) - 1)]
        dash = ' stroke-dasharray="5 4"' if one.get("dashed") else ""
        marks.append(f'<path d="{_way(one["x"], one["y"], x, scale)}" fill="none" stroke="{INKS[number]}" stroke-width="1.6"{dash}/>')
        left, y = LEFT + (number % 2) * (WIDTH - LEFT - RIGHT) / 2, HEIGHT + 4 + 16 * (number // 2)
        marks.append(f'<line x1="{left:g}" y1="{y:g}" x2="{left + 22:g}" y2="{y:g}" stroke="{INKS[number]}" stroke-width="2"{dash}/>')
        marks.append(_text(left + 28, y + 4, str(one["title"])[:60], "start"))
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {height:g}" font-family="Inter" fill="#333333">'
            f"{''.join(marks)}</svg>")


class _Scale:
    """From values to places on paper; nothing known leaves an axis from 0 to 1."""

    def __init__(self, values: Sequence[float | None], log: bool, first: float, last: float) -> None:
        known = [float(value) for value in values if value is not None and math.isfinite(value) and (value > 0 or not log)]
        low, high = (min(known), max(known)) if known else (0.0, 1.0) if not log else (1.0, 10.0)
        if low == high:
            low, high = (low / 2, high * 2) if log else (low - 0.5 * (abs(low) or 1.0), high + 0.5 * (abs(high) or 1.0))
        self.log, self.first, self.last = log, first, last
        self.low, self.high = (math.log10(low), math.log10(high)) if log else (low, high)
        self.ticks = self._logs() if log else self._rounds()

    def at(self, value: float) -> float:
        """Where a value lies."""
        share = ((math.log10(value) if self.log else value) - self.low) / (self.high - self.low)
        return self.first + share * (self.last - self.first)

    def shown(self, value: float | None) -> bool:
        """Whether a value can be drawn."""
        return value is not None and math.isfinite(value) and (value > 0 or not self.log)

    def _logs(self) -> list[float]:
        return [10.0**power for power in range(math.ceil(self.low - 1e-9), math.floor(self.high + 1e-9) + 1)][:12]

    def _rounds(self) -> list[float]:
        """Up to eight round numbers; both ends are moved outwards to them."""
        rough = (self.high - self.low) / 5
        decade = 10.0 ** math.floor(math.log10(rough))
        step = next((one * decade for one in (1, 2, 5) if one * decade >= rough), 10 * decade)
        first, last = math.floor(self.low / step + 1e-9), math.ceil(self.high / step - 1e-9)
        self.low, self.high = first * step, last * step
        return [number * step for number in range(first, last + 1)]


def _grid(x: _Scale, ys: Sequence[_Scale], across: Mapping[str, Any], axes: Sequence[Mapping[str, Any]]) -> list[str]:
    marks = []
    for value in ys[0].ticks:
        y = ys[0].at(value)
        marks.append(f'<line x1="{LEFT:g}" y1="{y:.1f}" x2="{WIDTH - RIGHT:g}" y2="{y:.1f}" stroke="#d5d5d5" stroke-width="0.7"/>')
    for number, scale in enumerate(ys):
        side, anchor = (LEFT - 6, "end") if number == 0 else (WIDTH - RIGHT + 6, "start")
        marks += [_text(side, scale.at(value) + 4, f"{value:.6g}", anchor) for value in scale.ticks]
        middle, turned = (TOP + HEIGHT - BOTTOM) / 2, 16 if number == 0 else WIDTH - 10
        marks.append(f'<text x="{turned:g}" y="{middle:g}" font-size="11" text-anchor="middle" '
                     f'transform="rotate(-90 {turned:g} {middle:g})">'
                     f"{escape(_named(axes[number]))}</text>")
    for value in x.ticks:
        here, foot = x.at(value), HEIGHT - BOTTOM
        marks.append(f'<line x1="{here:.1f}" y1="{foot:g}" x2="{here:.1f}" y2="{foot + 5:g}" stroke="#888888"/>')
        marks.append(_text(x.at(value), HEIGHT - BOTTOM + 17, f"{value:.6g}", "middle"))
    marks.append(_text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10, _named(across), "middle"))
    return marks


def _named(axis: Mapping[str, Any]) -> str:
    return f"{axis.get('title', '')} ({axis['unit']})" if axis.get("unit") else str(axis.get("title", ""))


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="11" text-anchor="{anchor}">{escape(words)}</text>'


def _way(xs: Sequence[float], values: Sequence[float | None], x: _Scale, y: _Scale) -> str:
    """The path of one series; what is not known leaves a gap. Long series are thinned."""
    step = max(1, math.ceil(len(xs) / POINTS_MAX))
    way, pen = [], "M"
    for here, value in list(zip(xs, values, strict=False))[::step]:
        if value is None or not y.shown(value) or not x.shown(here):
            pen = "M"
            continue
        way.append(f"{pen}{x.at(here):.1f} {y.at(value):.1f}")
        pen = "L"
    return "".join(way)
