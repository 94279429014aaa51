"""Marks of actors and emblems of types: a shape for every category, so that no meaning rests on colour alone.

A mark of area pi r^2 is drawn for the radius r whatever its shape, because area is what stands for relevance.
"""

from __future__ import annotations

import math

_CORNERS = {"square": 4, "diamond": 4, "triangle": 3, "wedge": 3, "hexagon": 6}
_SHAPES = {
    "self": "circle", "focal_provider": "square", "other_providers": "diamond", "peers": "circle",
    "family_friends": "triangle", "strangers": "wedge",
}
_TURN = {"square": math.pi / 4, "diamond": 0.0, "triangle": -math.pi / 2, "wedge": math.pi / 2, "hexagon": 0.0}


def shape(category: str) -> str:
    """The shape of a category: circle, square, diamond, triangle, wedge (on its tip); hexagon in another codebook."""
    return _SHAPES.get(category, "hexagon")


def outline(category: str, x: float, y: float, r: float) -> str:
    """The SVG path of a mark with the area of a circle of radius ``r`` around (x, y).

    >>> outline("focal_provider", 0, 0, 10)
    'M8.9,8.9L-8.9,8.9L-8.9,-8.9L8.9,-8.9Z'
    """
    form = shape(category)
    if form == "circle":
        r = round(r, 1)  # first: a chord that is not exactly twice the radius would draw an oval
        return f"M{_n(x - r)},{_n(y)}a{_n(r)},{_n(r)} 0 1 0 {_n(2 * r)},0a{_n(r)},{_n(r)} 0 1 0 {_n(-2 * r)},0Z"
    n = _CORNERS[form]
    corner = r * math.sqrt(2 * math.pi / (n * math.sin(2 * math.pi / n)))
    points = []
    for i in range(n):
        angle = _TURN[form] + 2 * math.pi * i / n
        points.append(f"{_n(x + corner * math.cos(angle))},{_n(y + corner * math.sin(angle))}")
    return "M" + "L".join(points) + "Z"


def reach(category: str, r: float) -> float:
    """Distance from the centre of the mark to its farthest point: what a layout keeps free."""
    form = shape(category)
    if form == "circle":
        return r
    n = _CORNERS[form]
    return r * math.sqrt(2 * math.pi / (n * math.sin(2 * math.pi / n)))


def _n(value: float) -> str:
    """A coordinate with one decimal and no superfluous zero."""
    text = f"{value:.1f}"
    text = text[:-2] if text.endswith(".0") else text
    return "0" if text == "-0" else text
