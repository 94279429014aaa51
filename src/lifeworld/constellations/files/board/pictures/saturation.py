"""Saturation: how many distinct things were found after how many customers, over random orders."""

from __future__ import annotations

from lifeworld.constellations.core.saturation.values import Saturation
from lifeworld.constellations.files.board.ink import Theme, ink
from lifeworld.constellations.files.board.measure import wrapped
from lifeworld.constellations.files.board.pictures.frame import FOOT, HEAD, MARGIN, framed
from lifeworld.constellations.files.board.pictures.scale import Scale, scale_of
from lifeworld.constellations.files.board.svg import number
from lifeworld.kit.figure import Figure

WIDTH, HEIGHT = 620.0, 380.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 74.0, 592.0, HEAD + 10, HEIGHT - FOOT - 86


def saturation_svg(saturation: Saturation, theme: Theme = "light", foot: str = "") -> str:
    """The curve with the 90 % range of the random orders, as the text of an SVG file."""
    canvas = framed(f"Saturation of {saturation.what}", "Mean over random orders of customers; the band holds nine of ten orders",
                    saturation.sentence, WIDTH, HEIGHT, ink(theme), foot)
    points = saturation.curve
    most = Figure("found", "estimate", max((p.high for p in points), default=1.0))
    up = scale_of([most], _BOTTOM, _TOP, share=False)
    along = Scale(0.0, float(max((p.n for p in points), default=1)), _LEFT, _RIGHT, share=False)
    for value in up.ticks():
        canvas.line(_LEFT, up.at(value), _RIGHT, up.at(value), canvas.ink.line)
        canvas.text(_LEFT - 10, up.at(value) + 3.5, up.words(value), size=10, fill=canvas.ink.soft, anchor="end")
    for value in along.ticks():
        canvas.text(along.at(value), _BOTTOM + 16, along.words(value), size=10, fill=canvas.ink.soft, anchor="middle")
    canvas.text(_RIGHT, _BOTTOM + 32, "customers", size=10.5, fill=canvas.ink.soft, anchor="end")
    if points:
        tint = canvas.ink.tint("c-focal")
        ahead = [f"{number(along.at(p.n))},{number(up.at(p.high))}" for p in points]
        back = [f"{number(along.at(p.n))},{number(up.at(p.low))}" for p in reversed(points)]
        canvas.add("polygon", points=" ".join(ahead + back), fill=tint, fill_opacity=0.16)
        mean = " ".join(f"{number(along.at(p.n))},{number(up.at(p.found))}" for p in points)
        canvas.add("polyline", points=mean, fill="none", stroke=tint, stroke_width=2.2)
    if saturation.reached.value is not None:
        x = along.at(saturation.reached.value)
        canvas.line(x, _TOP, x, _BOTTOM, canvas.ink.edge, 1.2, stroke_dasharray="5 3")
    canvas.lines(MARGIN, _BOTTOM + 52, wrapped(saturation.sentence, WIDTH - 2 * MARGIN, 11, most=2), size=11)
    return canvas.svg()
