"""The learning curve as a picture: one self-contained SVG file, light or dark as its reader's screen is."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np

from lifeworld.voices.core.heads.curve import Curve

WIDTH, HEIGHT = 640, 400
LEFT, RIGHT, TOP, BOTTOM = 56, 20, 60, 56
MORE = 100
"""The law is drawn on for so many codings beyond the last point."""
LINES = ((0.8, "rely on it from .80"), (2 / 3, "tentative from .667"))
"""Where Krippendorff's alpha is commonly read."""
_STYLE = """
text { font: 13px system-ui, sans-serif; fill: #3d4148 } .title { font-size: 17px; fill: #1b1e24 } .soft { fill: #5b616b }
.ground { fill: #faf9f6 } .grid { stroke: #d9d6cd } .mark { stroke: #80868f; stroke-dasharray: 3 4 }
.band { fill: #2f6f8f; opacity: .18 } .law { stroke: #2f6f8f; stroke-width: 2.5; fill: none } .beyond { stroke-dasharray: 6 5 }
.point { fill: #2f6f8f; stroke: #faf9f6; stroke-width: 1.5 }
@media (prefers-color-scheme: dark) {
text { fill: #c9cdd4 } .title { fill: #f1f2f4 } .soft { fill: #a3a9b3 } .ground { fill: #14171c } .grid { stroke: #333841 }
.mark { stroke: #8b919b } .band { fill: #7cc4e4 } .law { stroke: #7cc4e4 } .point { fill: #7cc4e4; stroke: #14171c } }
"""


def learning_svg(curve: Curve | None, advice: str = "") -> str:
    """The curve as SVG: points are means of codings that were tried, the line is the law with its 90 % band, dashed beyond them.

    ``advice`` is the sentence on what more codings would buy; "" comes back where there is no curve to draw.
    """
    if curve is None or not len(curve.size) or not np.isfinite(curve.mean).any():
        return ""
    last = float(curve.size.max())
    law = bool(len(curve.best) and len(curve.draws))
    end = last + MORE if law else last * 1.1
    parts = _frame(curve, end)
    if law:
        parts += _law(curve, last, end)
    parts += [f'<circle class="point" cx="{_x(n, end):.1f}" cy="{_y(mean):.1f}" r="5"><title>{round(n):,} coded statements: mean alpha '
              f'{mean:.2f}</title></circle>' for n, mean in zip(curve.size, curve.mean, strict=True) if np.isfinite(mean)]
    title = "What more codings buy"
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="t d">\n'
            f'<title id="t">{title}</title><desc id="d">{escape(advice or "Mean alpha at growing numbers of coded statements.")}</desc>\n'
            f"<style>{_STYLE}</style>\n" + "\n".join(parts) + "\n</svg>\n")


def _x(n: float, end: float) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * n / end


def _y(alpha: float) -> float:
    """Alpha from 0 to 1; what is less than chance lies on the ground line."""
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * min(max(alpha, 0.0), 1.0)


def _frame(curve: Curve, end: float) -> list[str]:
    """Ground, title, grid with its numbers, the two lines by which alpha is read, and the words of the axes."""
    codes = f"{len(curve.codes):,} code{'' if len(curve.codes) == 1 else 's'}"
    parts = [f'<rect class="ground" width="{WIDTH}" height="{HEIGHT}"/>',
             f'<text class="title" x="{LEFT}" y="26">What more codings buy</text>',
             f'<text class="soft" x="{LEFT}" y="46">Krippendorff’s alpha of heads and people, mean of {codes}; 90 % band</text>']
    for alpha in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0):
        parts.append(f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{_y(alpha):.1f}" y2="{_y(alpha):.1f}"/>'
                     f'<text class="soft" x="{LEFT - 8}" y="{_y(alpha) + 4:.1f}" text-anchor="end">{alpha:.1f}</text>')
    for alpha, said in LINES:
        parts.append(f'<line class="mark" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{_y(alpha):.1f}" y2="{_y(alpha):.1f}"/>'
                     f'<text class="soft" x="{WIDTH - RIGHT}" y="{_y(alpha) - 5:.1f}" text-anchor="end">{said}</text>')
    for n in _ticks(end):
        parts.append(f'<text class="soft" x="{_x(n, end):.1f}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">{n:,}</text>')
    middle = (LEFT + WIDTH - RIGHT) / 2
    return [*parts, f'<text x="{middle:.0f}" y="{HEIGHT - 14}" text-anchor="middle">coded statements to learn from</text>']


def _law(curve: Curve, last: float, end: float) -> list[str]:
    """The band, and the law: full as far as codings were tried, dashed beyond."""
    first = float(curve.size.min())
    grid = np.linspace(first, end, 60)
    ends = [curve.band(float(n)) for n in grid]
    outline = [(float(n), high) for n, (_, high) in zip(grid, ends, strict=True)]
    outline += [(float(n), low) for n, (low, _) in zip(grid[::-1], ends[::-1], strict=True)]
    tried, beyond = np.linspace(first, last, 40), np.linspace(last, end, 20)
    return [f'<polygon class="band" points="{_points(outline, end)}"/>',
            *(f'<polyline class="law{more}" points="{_points([(float(n), curve.at(float(n))) for n in part], end)}"/>'
              for part, more in ((tried, ""), (beyond, " beyond")))]


def _points(pairs: Sequence[tuple[float, float]], end: float) -> str:
    return " ".join(f"{_x(n, end):.1f},{_y(alpha):.1f}" for n, alpha in pairs)


def _ticks(end: float) -> list[int]:
    """Four to eight round numbers of statements from 0 on.

    >>> _ticks(222.0), _ticks(30.0)
    ([0, 50, 100, 150, 200], [0, 5, 10, 15, 20, 25, 30])
    """
    steps = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)
    step = next((one for one in steps if end / one <= 7), steps[-1])
    return list(range(0, int(end) + 1, step))
