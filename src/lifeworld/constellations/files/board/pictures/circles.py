"""The rings of a constellation on a canvas: the report's own geometry, with the names of the rings printed on them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from lifeworld.constellations.files.board.measure import width
from lifeworld.constellations.files.board.svg import Canvas
from lifeworld.constellations.files.report import orbits
from lifeworld.constellations.files.report.rings import Mark, Rings

RING_NAMES = ("near", "farther", "far")
"""Names of the thirds of proximity, from the centre; the dashed ring says that proximity is not known."""
UNKNOWN = "proximity not known"
_SIZE = 8.5
_ANGLES = (90.0, 20.0, 160.0, 240.0, 300.0, 340.0, 200.0)
"""Where the names may stand (degrees, clockwise from the right); the first without a mark nearby is taken."""


def draw_rings(canvas: Canvas, picture: Rings, *, names: bool = False) -> None:
    """Guides, spokes, whiskers, marks and, in a large picture, the names around (0, 0)."""
    ink = canvas.ink
    if picture.guides:
        canvas.circle(0, 0, 28.0, fill=ink.line, fill_opacity=0.4)
    for r in picture.guides:
        canvas.circle(0, 0, r, fill="none", stroke=ink.line, stroke_width=1)
    if picture.dashed:
        canvas.circle(0, 0, orbits.DASHED, fill="none", stroke=ink.edge, stroke_width=1, stroke_dasharray="1.5 4.5",
                      stroke_linecap="round")
    for m in picture.marks:
        if m.spoke:
            canvas.line(0, 0, *m.spoke, ink.edge, 0.8, stroke_opacity=0.55)
    for m in picture.marks:
        if m.whisker and names:
            canvas.line(*m.whisker, ink.tint(m.css), 2, stroke_linecap="round", stroke_opacity=0.6)
    for m in picture.marks:
        _mark(canvas, m, signs=names)
    if names:
        _ring_names(canvas, picture)
        for m in picture.marks:
            _name(canvas, m)


def _mark(canvas: Canvas, m: Mark, *, signs: bool) -> None:
    ink = canvas.ink
    canvas.add("path", d=m.path, fill=ink.tint(m.css), stroke=ink.ground, stroke_width=1.5)
    if m.spoke is None:
        canvas.circle(0, 0, m.r + 4, fill="none", stroke=ink.tint(m.css), stroke_width=1.3)
        if m.r > 7:
            canvas.circle(0, 0, 2.4, fill=ink.ground)
    elif signs and m.sign and m.r > 5:
        a = min(0.42 * m.r, 6.0)
        if m.sign == "dot":
            canvas.circle(m.x, m.y, 0.32 * a, fill=ink.ground)
            return
        canvas.line(m.x - a, m.y, m.x + a, m.y, ink.ground, 1.6, stroke_linecap="round")
        if m.sign == "plus":
            canvas.line(m.x, m.y - a, m.x, m.y + a, ink.ground, 1.6, stroke_linecap="round")


def _name(canvas: Canvas, m: Mark) -> None:
    if m.label is None:
        return
    canvas.line(m.label.line_x, m.label.line_y, m.label.x, m.label.y, canvas.ink.edge, 0.5)
    x = m.label.x + (3 if m.label.anchor == "start" else -3)
    first = m.label.y + (3.7 if len(m.lines) == 1 else -2.1)
    canvas.lines(x, first, m.lines, size=11, leading=1.06, anchor=m.label.anchor)


def _ring_names(canvas: Canvas, picture: Rings) -> None:
    """The name of each band, and of the dashed ring, where no mark stands."""
    names = [(name, orbits.orbit(1 - (i + 0.5) / 3)) for i, name in enumerate(RING_NAMES)] if picture.guides else []
    if picture.dashed and picture.n_unknown:
        names.append((UNKNOWN, orbits.DASHED))
    for name, r in names:
        half = width(name, _SIZE) / 2
        spots = [(r * math.cos(math.radians(a)), r * math.sin(math.radians(a))) for a in _ANGLES]
        x, y = _freest(picture, spots, half)
        canvas.text(x, y + (9 if name == UNKNOWN and y > 0 else 3), name, size=_SIZE, fill=canvas.ink.soft, anchor="middle",
                    halo=canvas.ink.ground)


def _freest(picture: Rings, spots: Sequence[tuple[float, float]], half: float) -> tuple[float, float]:
    """Where a name of this half width has most room, in steps, so that the first good place wins."""
    return max(spots, key=lambda at: min(9.0, *(_clearance(picture, at[0] + side, at[1]) for side in (-half, 0.0, half))) // 3)


def _clearance(picture: Rings, x: float, y: float) -> float:
    """The distance from a point to the nearest mark's edge."""
    return min((math.hypot(m.x - x, m.y - y) - 1.2 * m.r for m in picture.marks), default=99.0)
