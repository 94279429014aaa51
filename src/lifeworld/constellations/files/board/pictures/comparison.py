"""A comparison: each measure a row, each level a shape with its interval; the clear differences stand first."""

from __future__ import annotations

from collections.abc import Sequence

from lifeworld.constellations.core.comparison.values import Comparison
from lifeworld.constellations.files.board.ink import Ink, Theme, ink
from lifeworld.constellations.files.board.measure import width, wrapped
from lifeworld.constellations.files.board.pictures.frame import FOOT, HEAD, MARGIN, framed
from lifeworld.constellations.files.board.pictures.scale import SHAPES, Scale, axis, dot, scale_of
from lifeworld.constellations.files.board.svg import Canvas
from lifeworld.constellations.files.board.words import name_of, text_of
from lifeworld.constellations.files.report.marks import outline
from lifeworld.kit.figure import Figure

WIDTH = 900.0
MEASURES, LEVELS = 14, len(SHAPES)
"""Rows and levels that are drawn; all of them are in the workbook."""
_TINTS = ("c-focal", "c-self", "c-other", "c-peers", "c-family", "c-strangers")
_LEFT, _RIGHT = 360.0, 740.0
_LINE = 13.0


def comparison_svg(comparison: Comparison, theme: Theme = "light", foot: str = "", most: int = MEASURES) -> str:
    """The shares of a comparison as aligned dots with intervals, as the text of an SVG file; at most ``most`` measures."""
    levels = comparison.levels[:LEVELS]
    keys = ranked_keys(comparison)[:most]
    heights = [max(34.0, _LINE * len(levels) + 12) for _ in keys]
    top = HEAD + 30
    bottom = top + sum(heights)
    note = wrapped(comparison.note, WIDTH - 2 * MARGIN, 10.5, most=3)
    left = len(comparison.keys) - len(keys)
    below = f"Shares at {len(levels)} of {len(comparison.levels)} levels" if len(levels) < len(comparison.levels) else (
        "Shares with 90 % intervals; measures with a clear difference first")
    if left > 0:
        below += f"; {left} further measures are in the workbook"
    says = f"{comparison.title}: {', '.join(level.name for level in comparison.levels)}. {comparison.note}"
    canvas = framed(comparison.title, below, says, WIDTH, bottom + 40 + 15 * len(note) + FOOT, ink(theme), foot)
    _key(canvas, [f"{level.name} ({level.n_customers or level.n_statements:,})" for level in levels], MARGIN, HEAD + 8)
    scale = scale_of([figure for key in keys for figure in _row(comparison, key, levels)], _LEFT, _RIGHT)
    axis(canvas, scale, top, bottom)
    y = top
    for key, height in zip(keys, heights, strict=True):
        _measure(canvas, comparison, key, scale, y, height, _row(comparison, key, levels))
        y += height
    canvas.lines(MARGIN, bottom + 40, note, size=10.5, leading=1.4, fill=canvas.ink.soft)
    return canvas.svg()


def ranked_keys(comparison: Comparison) -> list[str]:
    """The measures that are shares: those that hold, then the clear ones, then the others in their order."""
    rank = dict.fromkeys(comparison.keys, 2)
    for contrast in comparison.contrasts:
        rank[contrast.key] = min(rank.get(contrast.key, 2), 0 if contrast.holds else 1 if contrast.clear else 2)
    shares = {key for (key, _), figure in comparison.values.items() if figure.unit == "share"}
    return sorted((key for key in comparison.keys if key in shares), key=lambda key: rank[key])


def _row(comparison: Comparison, key: str, levels: Sequence[object]) -> list[Figure]:
    found = (comparison.values.get((key, str(getattr(level, "name", "")))) for level in levels)
    return [figure for figure in found if figure is not None]


def level_tint(colours: Ink, i: int) -> str:
    """The colour of the i-th level; its shape differs too."""
    return colours.tint(_TINTS[i % len(_TINTS)])


def _key(canvas: Canvas, names: Sequence[str], x: float, y: float) -> None:
    """Shapes and colours of the levels."""
    room = (WIDTH - 2 * MARGIN) / max(len(names), 1) - 30
    for i, name in enumerate(names):
        canvas.add("path", d=outline(SHAPES[i], x + 6, y - 4, 5.5), fill=level_tint(canvas.ink, i))
        canvas.text(x + 18, y, name, size=11.5, room=room)
        x += 18 + min(width(name, 11.5), room) + 22


def _measure(canvas: Canvas, comparison: Comparison, key: str, scale: Scale, y: float, height: float,
             figures: Sequence[Figure]) -> None:
    """One measure: its name, its dots, and whether a difference is clear or holds."""
    canvas.line(MARGIN, y, WIDTH - MARGIN, y, canvas.ink.line, 0.7)
    lines = wrapped(name_of(key), _LEFT - MARGIN - 24, 11.5, most=2)
    canvas.lines(MARGIN, y + height / 2 + 4 - 7.5 * (len(lines) - 1), lines, size=11.5, leading=1.3)
    own = [contrast for contrast in comparison.contrasts if contrast.key == key]
    mark = "difference holds" if any(c.holds for c in own) else "clear difference" if any(c.clear for c in own) else ""
    if mark:
        canvas.text(_RIGHT + 20, y + height / 2 + 4, mark, size=11, bold=mark.endswith("holds"))
    first = y + height / 2 - _LINE * (len(figures) - 1) / 2
    for i, figure in enumerate(figures):
        if figure.value is None:
            canvas.text(scale.left, first + _LINE * i + 3.5, text_of(figure), size=9.5, fill=canvas.ink.soft)
        else:
            dot(canvas, scale, first + _LINE * i, figure, level_tint(canvas.ink, i), shape=SHAPES[i], r=4.4, thick=4)
