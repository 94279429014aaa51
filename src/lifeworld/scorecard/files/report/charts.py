"""Pictures of a factor as plain places in per cent of a plot: the template draws them as SVG that stretches to any width."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lifeworld.constellations.files.report.scales import Scale, Tick
from lifeworld.constellations.files.report.words import TYPES
from lifeworld.scorecard.core.values import Chart, Series

SERIES_MAX, POINTS_MAX, BARS_MAX, DRAWN_MAX, LISTED_MAX = 6, 1000, 40, 400, 60
"""Series that are told apart, series of points, bars, points drawn of a series, rows of the numbers in words."""
EQUAL, EQUAL_CSS = "equal", "series--equal"
"""A series of this name is a line to hold the others against, thin and dotted, in every kind of picture."""
TYPE_CSS = {word.key: word.css for word in TYPES}
"""A bar that bears the name of an ecosystem type has the colour that the type has everywhere."""
Values = Sequence[float | None]


@dataclass(frozen=True)
class Drawn:
    """One series in a plot of 100 by 100, y downwards: ``line`` and ``band`` are paths, ``dots`` x and y, ``whiskers`` x, top, bottom."""

    name: str
    css: str
    line: str = ""
    band: str = ""
    dots: tuple[tuple[float, float], ...] = ()
    whiskers: tuple[tuple[float, float, float], ...] = ()


@dataclass(frozen=True)
class Bar:
    """One bar: its words, where it begins and ends, and its interval, in per cent; None is not known."""

    name: str
    text: str
    css: str
    start: float | None
    length: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Picture:
    """A chart ready to be drawn. ``numbers``: the same as rows of text; ``left``: how many of them are not listed.

    ``named``: whether series are few enough to be told apart; ``undrawn``: how many series or bars are not drawn.
    """

    chart: Chart
    says: str
    drawn: tuple[Drawn, ...]
    bars: tuple[Bar, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    zero: float | None
    numbers: tuple[tuple[str, ...], ...]
    left: int
    named: bool
    undrawn: int


def picture(chart: Chart) -> Picture:
    """A chart as places; at most six series and 400 points of each are drawn, evenly over them.

    Points of more series (one a partner) are all drawn alike, and named in the numbers.
    """
    many = len(chart.series) > SERIES_MAX
    series = chart.series[:POINTS_MAX] if chart.kind == "points" else chart.series[:SERIES_MAX]
    undrawn = len(chart.series) - len(series)
    scale = _scale([one for each in series for one in (*each.y, *each.low, *each.high)], chart.kind == "bars")
    rows = [row for each in series for row in _rows(each)]
    says = f"{chart.title}: {chart.y_label} over {chart.x_label}, {len(series)} series, {len(rows):,} values."
    if chart.kind == "bars":
        every = [bar for at, each in enumerate(chart.series) for bar in _bars(each, scale, at % SERIES_MAX, len(chart.series))]
        return Picture(chart, says, (), tuple(every[:BARS_MAX]), _ticks(scale), (), scale.at(0.0), _listed(rows),
                       max(len(rows) - LISTED_MAX, 0), False, max(len(every) - BARS_MAX, 0))
    places, ticks = _across(series)
    labels = _labels(series)
    drawn = tuple(_drawn(each, [places.at(x) for x in _numbers(each.x, labels)], scale, 0 if many else at, chart.kind) for at, each in
                  enumerate(series))
    return Picture(chart, says, drawn, (), ticks, _ticks(scale), scale.at(0.0) if scale.lowest < 0 < scale.highest else None,
                   _listed(rows), max(len(rows) - LISTED_MAX, 0), len(series) > 1 and not many, undrawn)


def number(value: float | None) -> str:
    """A number of a picture in a few digits.

    >>> number(1234.5), number(0.1234), number(-2.0), number(None)
    ('1,234', '0.123', '−2', 'not known')
    """
    if value is None or not math.isfinite(value):
        return "not known"
    text = f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
    return text.replace("-", "−")


def _scale(values: Values, from_zero: bool) -> Scale:
    """A scale over all that is known, with round ends; bars begin at 0."""
    known = [float(one) for one in values if one is not None and math.isfinite(one)] + ([0.0] if from_zero else [])
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    if 0 < low <= 0.6 * high:
        low = 0.0
    if low == high:
        low, high = low - 0.5 * (abs(low) or 1.0), high + 0.5 * (abs(high) or 1.0)
    step = _step((high - low) / 4)
    return Scale(step * math.floor(low / step + 1e-9), step * math.ceil(high / step - 1e-9))


def _step(rough: float) -> float:
    decade = 10.0 ** math.floor(math.log10(rough))
    return next((one * decade for one in (1, 2, 2.5, 5) if one * decade >= rough * (1 - 1e-9)), 10 * decade)


def _across(series: Sequence[Series]) -> tuple[Scale, tuple[Tick, ...]]:
    """The scale of x and its ticks; texts stand evenly, in their order."""
    labels = list(_labels(series))
    if labels:
        scale = Scale(-0.5, max(len(labels) - 0.5, 0.5))
        every = max(1, math.ceil(len(labels) / 6))
        return scale, tuple(Tick(scale.at(at), label) for at, label in enumerate(labels) if at % every == 0)
    values = [float(x) for each in series for x in each.x]
    scale = _scale(values, False)
    return scale, _ticks(scale)


def _ticks(scale: Scale) -> tuple[Tick, ...]:
    """Round places with words that are exact and short."""
    step = _step((scale.highest - scale.lowest) / 4)
    first, last = math.ceil(scale.lowest / step - 1e-9), math.floor(scale.highest / step + 1e-9)
    return tuple(Tick(scale.at(at * step), number(at * step)) for at in range(first, last + 1))


def _labels(series: Sequence[Series]) -> dict[str, int]:
    """The place of each x where any of them is a text, the same for all series; empty where all are numbers."""
    if not any(isinstance(x, str) for each in series for x in each.x):
        return {}
    return {label: at for at, label in enumerate(dict.fromkeys(str(x) for each in series for x in each.x))}


def _numbers(x: Sequence[float | str], labels: Mapping[str, int]) -> list[float]:
    """Values of x; texts, and numbers among texts, are their places."""
    return [float(labels[str(one)]) if labels else float(one) for one in x]


def _drawn(series: Series, x: list[float], scale: Scale, at: int, kind: str) -> Drawn:
    every = max(1, math.ceil(len(x) / DRAWN_MAX))
    kept = sorted({*range(0, len(x), every), *([len(x) - 1] if x else [])})
    y, low, high = ([_up(scale, values[i]) if i < len(values) else None for i in kept] for values in (series.y, series.low, series.high))
    x = [x[i] for i in kept]
    css = EQUAL_CSS if series.name == EQUAL else f"series--{at + 1}"
    if kind == "points" and series.name != EQUAL:
        dots = tuple((a, b) for a, b in zip(x, y, strict=True) if b is not None)
        whiskers = tuple((a, t, b) for a, b, t in zip(x, low, high, strict=True) if b is not None and t is not None)
        return Drawn(series.name, css, dots=dots, whiskers=whiskers)
    steps = kind == "steps"
    return Drawn(series.name, css, _path(x, y, steps), _band(x, low, high, steps))


def _up(scale: Scale, value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else round(100 - scale.at(value), 2)


def _path(x: Sequence[float], y: Values, steps: bool) -> str:
    """A line with a gap where nothing is known; a step goes across first, then up or down."""
    way, pen = [], False
    for a, b in zip(x, y, strict=True):
        if b is None:
            pen = False
        elif pen:
            way.append(f"H{a:g}V{b:g}" if steps else f"L{a:g},{b:g}")
        else:
            way.append(f"M{a:g},{b:g}")
            pen = True
    return "".join(way)


def _band(x: Sequence[float], low: Values, high: Values, steps: bool) -> str:
    """The area between both ends, over the stretch where both are known."""
    known = [(a, b, t) for a, b, t in zip(x, low, high, strict=True) if b is not None and t is not None]
    if len(known) < 2:
        return ""
    over, under = [f"M{known[0][0]:g},{known[0][2]:g}"], []
    for a, _, t in known[1:]:
        over.append(f"H{a:g}V{t:g}" if steps else f"L{a:g},{t:g}")
    for at in range(len(known) - 1, -1, -1):
        a, b, _ = known[at]
        under.append(f"L{a:g},{b:g}" + (f"V{known[at - 1][1]:g}" if steps and at else ""))
    return "".join([*over, *under, "Z"])


def _bars(series: Series, scale: Scale, at: int, n: int) -> list[Bar]:
    bars, zero = [], scale.at(0.0)
    digits = _digits(max(abs(scale.lowest), abs(scale.highest)))
    for i, x in enumerate(series.x):
        y = _value(series.y, i)
        low, high = (_value(ends, i) for ends in (series.low, series.high))
        end = None if y is None else scale.at(y)
        text = _even(y, digits) + (f" ({_even(low, digits)} to {_even(high, digits)})" if low is not None and high is not None else "")
        name = f"{x}, {series.name}" if n > 1 else str(x) if isinstance(x, str) else number(x)
        css = TYPE_CSS.get(str(x), f"series--{at + 1}")
        bars.append(Bar(name, text, css, None if end is None else min(zero, end), abs((end or zero) - zero),
                        None if low is None else scale.at(low), None if high is None else scale.at(high)))
    return bars


def _digits(largest: float) -> int:
    """Decimals that all numbers of a picture have, by the largest of them."""
    return 0 if largest >= 1000 else 1 if largest >= 10 else 2 if largest >= 0.1 else 4


def _even(value: float | None, digits: int) -> str:
    return "not known" if value is None else f"{value:z,.{digits}f}".replace("-", "−")


def _value(values: Values, at: int) -> float | None:
    value = values[at] if at < len(values) else None
    return None if value is None or not math.isfinite(value) else float(value)


def _rows(series: Series) -> list[tuple[str, ...]]:
    return [(series.name, str(x) if isinstance(x, str) else number(x), number(_value(series.y, i)), *(
        number(_value(ends, i)) if ends else "" for ends in (series.low, series.high))) for i, x in enumerate(series.x)]


def _listed(rows: list[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """At most sixty rows, evenly over all."""
    return tuple(rows[:: max(1, math.ceil(len(rows) / LISTED_MAX))])
