"""Lines of a panel as a picture for paper: two axes of values at most, ticks at round numbers, gaps where nothing is known, positions that
the panel names. An axis of shares begins near the points, as on a page (``elements/src/lines/chart.ts``).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from lifeworld.tools.core.saying import PREFIXES, SI, number

WIDTH, HEIGHT = 420.0, 236.0
LEFT, RIGHT, TOP, BOTTOM = 56.0, 56.0, 12.0, 42.0
ROW = 14.0
INKS = ("#1d5fbf", "#b3470f", "#2f7d4f", "#7a3fa0", "#8a6d00", "#40606f", "#a02050", "#4b4b4b")
POINTS_MAX = 400
MARKS_MAX = 4
FEW = 0.1
"""An axis of shares begins where this share of the points lies, if what is below would take more than half of the height."""
SHARES = frozenset({"%", "share"})
TURNS = (1, 2, 5, 15, 30, 45, 90, 180, 360)


def chart(data: Mapping[str, Any]) -> str:
    """The SVG of a panel of the kind «lines» (`core.values.Panel`), its series named below it.

    >>> chart({"x": {"title": "t", "unit": "s"}, "y": [{"title": "u", "unit": "V"}], "series": [
    ...     {"title": "out", "x": [0, 1, 2], "y": [0.0, None, 1.0]}]}).count("<path")
    1
    """
    series = list(data["series"])[:len(INKS)]
    axes = list(data["y"])[:2]
    named = list(data.get("marks", ()))[:MARKS_MAX]
    top = TOP + ROW * len(named)
    rows = math.ceil(len(series) / 2)
    height = HEIGHT + 16 * rows
    x = _Scale([value for one in series for value in one["x"]], bool(data["x"].get("log")), LEFT, WIDTH - RIGHT,
               str(data["x"].get("unit", "")))
    ys = [_Scale([value for one in series if one.get("axis", 0) == at for value in one["y"]], bool(axis.get("log")),
                 HEIGHT - BOTTOM, top, str(axis.get("unit", ""))) for at, axis in enumerate(axes)]
    marks = [f'<clipPath id="plot"><rect x="{LEFT:g}" y="{top - 1:g}" width="{WIDTH - LEFT - RIGHT:g}" '
             f'height="{HEIGHT - BOTTOM - top + 2:g}"/></clipPath>', *_grid(x, ys, data["x"], axes), *_named_positions(named, x)]
    for at, one in enumerate(series):
        scale = ys[min(one.get("axis", 0), len(ys) - 1)]
        dash = ' stroke-dasharray="5 4"' if one.get("dashed") else ""
        marks.append(f'<path clip-path="url(#plot)" d="{_way(one["x"], one["y"], x, scale)}" fill="none" stroke="{INKS[at]}" '
                     f'stroke-width="1.6"{dash}/>')
        left, y = LEFT + (at % 2) * (WIDTH - LEFT - RIGHT) / 2, HEIGHT + 4 + 16 * (at // 2)
        marks.append(f'<line x1="{left:g}" y1="{y:g}" x2="{left + 22:g}" y2="{y:g}" stroke="{INKS[at]}" stroke-width="2"{dash}/>')
        marks.append(_text(left + 28, y + 4, str(one["title"])[:60], "start"))
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {height:g}" font-family="Inter" fill="#333333">'
            f"{''.join(marks)}</svg>")


class _Scale:
    """From values to places on paper; nothing known leaves an axis from 0 to 1."""

    def __init__(self, values: Sequence[float | None], log: bool, first: float, last: float, unit: str = "") -> None:
        known = [float(value) for value in values if value is not None and math.isfinite(value) and (value > 0 or not log)]
        low, high = (min(known), max(known)) if known else (0.0, 1.0) if not log else (1.0, 10.0)
        if low == high:
            low, high = (low / 2, high * 2) if log else (low - 0.5 * (abs(low) or 1.0), high + 0.5 * (abs(high) or 1.0))
        self.lowest = low
        if unit in SHARES and not log and len(known) > 1:
            near = sorted(known)[math.floor(FEW * (len(known) - 1))]
            low = near if high > near and near - low > high - near else low
        self.log, self.first, self.last, self.unit = log, first, last, unit
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
        """Up to eight round numbers; both ends are moved outwards to them. Degrees leave room where a line would lie on the frame."""
        rough = (self.high - self.low) / 5
        decade = 10.0 ** math.floor(math.log10(rough))
        step = next((one * decade for one in (1, 2, 5) if one * decade >= rough), 10 * decade)
        step = next((one for one in TURNS if one >= rough), step) if self.unit == "°" else step
        first, last = math.floor(self.low / step + 1e-9), math.ceil(self.high / step - 1e-9)
        last += self.unit == "°" and last - self.high / step < 0.1
        self.low, self.high = first * step, last * step
        return [one * step for one in range(first, last + 1)]


def below(data: Mapping[str, Any]) -> str:
    """How far down lines go that leave the picture at its foot, in a sentence; "" where the whole of them is seen."""
    for at, axis in enumerate(list(data["y"])[:2]):
        scale = _Scale([value for one in data["series"][:len(INKS)] if one.get("axis", 0) == at for value in one["y"]],
                       bool(axis.get("log")), 1.0, 0.0, str(axis.get("unit", "")))
        if not scale.log and scale.lowest < scale.low:
            return f"Below the axis the lines go on down to {number(scale.lowest, str(axis.get('unit', '')))}."
    return ""


def _named_positions(named: Sequence[Mapping[str, Any]], x: _Scale) -> list[str]:
    """A thin line at each position that the panel names, its words in a row of their own above the lines."""
    marks = []
    for row, one in enumerate(named):
        if not x.shown(one["x"]) or not x.first <= (here := x.at(one["x"])) <= x.last:
            continue
        anchor, side = ("end", -4) if here > WIDTH / 2 else ("start", 4)
        marks.append(f'<line x1="{here:.1f}" y1="{4 + ROW * row:g}" x2="{here:.1f}" y2="{HEIGHT - BOTTOM:g}" stroke="#555555" '
                     f'stroke-width="0.8" stroke-dasharray="1.5 2.5"/>')
        marks.append(_text(here + side, 13 + ROW * row, str(one["title"])[:60], anchor))
    return marks


def _tick(value: float, scale: _Scale) -> str:
    """A mark of an axis; one of powers of ten in a unit with prefixes says the prefix."""
    if not scale.log or scale.unit not in SI or not value:
        return f"{value:.6g}"
    power = 3 * math.floor(math.floor(math.log10(abs(value)) + 1e-9) / 3)
    return f"{value / 10.0**power:.6g} {PREFIXES[power]}".strip() if power in PREFIXES else f"{value:.6g}"


def _grid(x: _Scale, ys: Sequence[_Scale], across: Mapping[str, Any], axes: Sequence[Mapping[str, Any]]) -> list[str]:
    marks = []
    for value in ys[0].ticks:
        y, ink = ys[0].at(value), "#999999" if not value and ys[0].low < 0 else "#d5d5d5"
        marks.append(f'<line x1="{LEFT:g}" y1="{y:.1f}" x2="{WIDTH - RIGHT:g}" y2="{y:.1f}" stroke="{ink}" stroke-width="0.7"/>')
    for at, scale in enumerate(ys):
        side, anchor = (LEFT - 6, "end") if at == 0 else (WIDTH - RIGHT + 6, "start")
        marks += [_text(side, scale.at(value) + 4, _tick(value, scale), anchor) for value in scale.ticks]
        middle, turned = (TOP + HEIGHT - BOTTOM) / 2, 16 if at == 0 else WIDTH - 10
        marks.append(f'<text x="{turned:g}" y="{middle:g}" font-size="11" text-anchor="middle" '
                     f'transform="rotate(-90 {turned:g} {middle:g})">'
                     f"{escape(_named(axes[at]))}</text>")
    for value in x.ticks:
        here, foot = x.at(value), HEIGHT - BOTTOM
        marks.append(f'<line x1="{here:.1f}" y1="{foot:g}" x2="{here:.1f}" y2="{foot + 5:g}" stroke="#888888"/>')
        marks.append(_text(x.at(value), HEIGHT - BOTTOM + 17, _tick(value, x), "middle"))
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
