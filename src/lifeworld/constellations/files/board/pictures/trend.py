"""One measure over waves with its control limits; waves outside them are marked by shape, not by colour alone."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from lifeworld.constellations.core.comparison.values import Comparison, Trend
from lifeworld.constellations.files.board.ink import Theme, ink
from lifeworld.constellations.files.board.pictures.frame import FOOT, HEAD, framed
from lifeworld.constellations.files.board.pictures.scale import Scale, scale_of
from lifeworld.constellations.files.board.svg import Canvas
from lifeworld.constellations.files.board.words import name_of, parts_of, text_of
from lifeworld.constellations.files.report.marks import outline
from lifeworld.kit.figure import Figure

WIDTH, HEIGHT = 760.0, 420.0
_LEFT, _RIGHT = 84.0, 732.0
_TOP, _BOTTOM = HEAD + 14, HEIGHT - FOOT - 78
_CUT = HEAD - 6
"""What is cut off above where the slide has the title already."""


def trend_svg(comparison: Comparison, trend: Trend, theme: Theme = "light", foot: str = "", *, bare: bool = False) -> str:
    """A trend chart: values with intervals, the mean of all waves and its limits; as the text of an SVG file.

    ``bare`` leaves out what a slide says already: title and foot.
    """
    names = [level.name for level in comparison.levels]
    outside = [name for name, out in zip(names, trend.outside, strict=False) if out]
    below = "Control limits are three standard errors of each wave; " + (
        f"outside: {', '.join(outside)}" if outside else "no wave lies outside")
    if trend.centre is None:
        below = "Fewer than three waves have a value, so there are no control limits"
    says = "; ".join(f"{name}: {text_of(point)}" for name, point in zip(names, trend.points, strict=False))
    height = HEIGHT - (_CUT + FOOT - 10 if bare else 0)
    canvas = framed(name_of(trend.key), below, f"{name_of(trend.key)}. {says}.", WIDTH, height, ink(theme), foot, bare=bare)
    if bare:
        canvas.open(0, -_CUT)
    scale = _upright(trend)
    for value in scale.ticks():
        y = scale.at(value)
        canvas.line(_LEFT, y, _RIGHT, y, canvas.ink.line)
        canvas.text(_LEFT - 10, y + 3.5, scale.words(value), size=10, fill=canvas.ink.soft, anchor="end")
    step = (_RIGHT - _LEFT) / max(len(names), 1)
    xs = [_LEFT + step * (i + 0.5) for i in range(len(names))]
    _limits(canvas, trend, scale, xs, step)
    _points(canvas, trend, scale, xs)
    for x, name, point in zip(xs, names, trend.points, strict=False):
        said, beside = parts_of(point)
        canvas.text(x, _BOTTOM + 22, name, size=11, bold=True, anchor="middle", room=step - 8)
        canvas.text(x, _BOTTOM + 38, said, size=11, anchor="middle", room=step - 6)
        for i, words in enumerate(beside.split(", ", 1)):
            canvas.text(x, _BOTTOM + 51 + 12 * i, words, size=9, fill=canvas.ink.soft, anchor="middle", room=step - 6)
    if bare:
        canvas.close()
    return canvas.svg()


def _upright(trend: Trend) -> Scale:
    """A scale from the bottom to the top that holds intervals and limits."""
    ends = [x for side in (trend.low, trend.high) for x in side if x is not None]
    share = any(point.unit == "share" for point in trend.points)
    extra = [replace(_ANY, value=x, low=x, high=x) for x in ends]
    return scale_of([*trend.points, *extra], _BOTTOM, _TOP, share=share)


_ANY = Figure("limit", "estimate", 0.0)


def _limits(canvas: Canvas, trend: Trend, scale: Scale, xs: list[float], step: float) -> None:
    """The band of the limits, wave by wave, and the mean."""
    for x, low, high in zip(xs, trend.low, trend.high, strict=False):
        if low is None or high is None:
            continue
        top, bottom = scale.at(high), scale.at(low)
        canvas.add("rect", x=x - step / 2, y=top, width=step, height=bottom - top, fill=canvas.ink.sunken)
        for y in (top, bottom):
            canvas.line(x - step / 2, y, x + step / 2, y, canvas.ink.edge, 1.2, stroke_dasharray="5 3")
    if trend.centre is not None:
        y = scale.at(trend.centre)
        canvas.line(_LEFT, y, _RIGHT, y, canvas.ink.edge, 1)
        canvas.text(_RIGHT, y - 4, "mean of all waves", size=9.5, fill=canvas.ink.soft, anchor="end", halo=canvas.ink.sunken)


def _points(canvas: Canvas, trend: Trend, scale: Scale, xs: list[float]) -> None:
    """Values, joined where neighbours are known; a square with a ring where a wave lies outside its limits."""
    tint = canvas.ink.tint("c-focal")
    known = [(x, p, out) for x, p, out in zip(xs, trend.points, trend.outside, strict=False)]
    for (x1, a, _), (x2, b, _) in pairwise(known):
        if a.value is not None and b.value is not None:
            canvas.line(x1, scale.at(a.value), x2, scale.at(b.value), tint, 1.4, stroke_opacity=0.7)
    for x, point, out in known:
        if point.value is None:
            canvas.text(x, _BOTTOM - 8, "not enough", size=10, fill=canvas.ink.soft, anchor="middle")
            continue
        if point.low is not None and point.high is not None:
            canvas.line(x, scale.at(point.low), x, scale.at(point.high), tint, 5, stroke_linecap="round", stroke_opacity=0.45)
        shape = "focal_provider" if out else "peers"
        canvas.add("path", d=outline(shape, x, scale.at(point.value), 6), fill=tint, stroke=canvas.ink.ground, stroke_width=1.5)
        if out:
            canvas.circle(x, scale.at(point.value), 12, fill="none", stroke=canvas.ink.caution, stroke_width=1.8)
