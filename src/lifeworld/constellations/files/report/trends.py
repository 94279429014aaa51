"""Trends over waves with control limits: the limits are drawn, and a wave beyond them has another shape, not only a colour."""

from __future__ import annotations

from dataclasses import dataclass

from lifeworld.constellations.core.comparison.values import Comparison, Trend
from lifeworld.constellations.core.study import figure_title
from lifeworld.constellations.files.report.scales import Scale, scale_of
from lifeworld.constellations.files.report.words import CODE_NAMES, capital, plural, told
from lifeworld.kit.figure import Figure
from lifeworld.kit.figure_html import clipped

WIDTH, HEIGHT = 320.0, 150.0
LEFT, RIGHT, TOP, BOTTOM = 40.0, 12.0, 12.0, 24.0
OPEN_MAX, CHARTS_MAX = 9, 24
"""Charts that stand open, and charts on the page at all."""

POINTS_MIN = 2
NAMED_MAX = 6
"""Waves whose names fit under a chart; of more, the first and the last are named."""


@dataclass(frozen=True)
class Wave:
    """One wave in a chart; ``y`` is None where there is not enough. ``low`` and ``high`` are the ends of its interval."""

    x: float
    y: float | None
    low: float
    high: float
    limits: tuple[float, float] | None
    outside: bool
    name: str
    anchor: str
    hover: str


@dataclass(frozen=True)
class TrendChart:
    """One chart: its waves, the centre line, labelled heights, and what it shows in words."""

    title: str
    waves: tuple[Wave, ...]
    line: str
    centre: float | None
    ticks: tuple[tuple[float, str], ...]
    says: str
    outside: str
    figures: tuple[tuple[str, Figure], ...]


@dataclass(frozen=True)
class Trends:
    """The charts that stand open, those behind them, and a sentence on what is not drawn."""

    first: tuple[TrendChart, ...]
    more: tuple[TrendChart, ...]
    left: str


def trends(comparison: Comparison) -> Trends:
    """The trends of a comparison, those with a wave outside its limits first, then those that have limits.

    A trend of fewer than two known waves is no trend: it is counted, not drawn.
    """
    names = [level.name for level in comparison.levels]
    drawn = [trend for trend in comparison.trends if sum(point.enough for point in trend.points) >= POINTS_MIN]
    ranked = sorted(drawn, key=lambda t: (not any(t.outside), t.centre is None))
    charts = tuple(_chart(trend, names) for trend in ranked[:CHARTS_MAX])
    thin, left = len(comparison.trends) - len(drawn), len(ranked) - len(charts)
    said = [f"{plural(thin, 'measure is', 'measures are')} not drawn, because fewer than two waves have enough customers."] if thin else []
    said += [f"{plural(left, 'more trend is', 'more trends are')} in the result files."] if left else []
    return Trends(charts[:OPEN_MAX], charts[OPEN_MAX:], " ".join(said))


def _chart(trend: Trend, names: list[str]) -> TrendChart:
    scale = _scale(trend)
    step = (WIDTH - LEFT - RIGHT) / max(len(trend.points) - 1, 1)
    waves = []
    for i, (figure, low, high, out) in enumerate(zip(trend.points, trend.low, trend.high, trend.outside, strict=True)):
        x = LEFT + (i * step if len(trend.points) > 1 else (WIDTH - LEFT - RIGHT) / 2)
        y = None if figure.value is None else _y(scale, figure.value)
        ends = (y or 0.0, y or 0.0) if figure.low is None or figure.high is None else (_y(scale, figure.low), _y(scale, figure.high))
        limits = None if low is None or high is None else (_y(scale, low), _y(scale, high))
        last = len(trend.points) - 1
        name = clipped(names[i], 12) if len(names) <= NAMED_MAX or i in (0, last) else ""
        waves.append(Wave(round(x, 1), y, *ends, limits, out, name, "start" if i == 0 else "end" if i == last else "middle",
                          f"{names[i]}: {figure.text()}"))
    known = [wave for wave in waves if wave.y is not None]
    beyond = [names[i] for i, out in enumerate(trend.outside) if out]
    title = capital(figure_title(trend.key, CODE_NAMES))
    return TrendChart(
        title, tuple(waves), "M" + "L".join(f"{w.x:.1f},{w.y:.1f}" for w in known) if len(known) > 1 else "",
        None if trend.centre is None else _y(scale, trend.centre),
        tuple((round(TOP + (100 - tick.at) * (HEIGHT - TOP - BOTTOM) / 100, 1), tick.label) for tick in scale.ticks(4)),
        f"{title}. " + "; ".join(wave.hover for wave in waves) + ".",
        f"Outside its limits: {told(beyond)}." if beyond else "No wave lies outside its limits." if trend.centre is not None else
        "No limits: fewer than three waves have a value.",
        tuple(zip(names, trend.points, strict=False)),
    )


def _scale(trend: Trend) -> Scale:
    """A scale for points, intervals and limits alike; limits of a share may lie outside of what is possible."""
    share = any(figure.unit == "share" for figure in trend.points)
    limits = [min(max(x, 0.0), 1.0) if share else x for x in (*trend.low, *trend.high) if x is not None]
    return scale_of(trend.points, limits, zero=False)


def _y(scale: Scale, value: float) -> float:
    return round(TOP + (100 - scale.at(value)) * (HEIGHT - TOP - BOTTOM) / 100, 1)
