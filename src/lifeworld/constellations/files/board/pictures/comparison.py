"""A comparison: each measure a row, each level a shape with its interval; what differs most surely stands first."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lifeworld.constellations.core.comparison.values import Comparison
from lifeworld.constellations.files.board.ink import Theme, ink
from lifeworld.constellations.files.board.measure import width, wrapped
from lifeworld.constellations.files.board.pictures.frame import BARE, FOOT, HEAD, MARGIN, framed
from lifeworld.constellations.files.board.pictures.levels import LEVELS, level_key, level_tints
from lifeworld.constellations.files.board.pictures.ranked import SHARE, Panel, Ranked, difference_words, ranked, strongest
from lifeworld.constellations.files.board.pictures.scale import SHAPES, Scale, axis, dot, scale_of
from lifeworld.constellations.files.board.svg import Canvas
from lifeworld.constellations.files.board.words import name_of, text_of
from lifeworld.kit.figure import Figure

WIDTH, SLIM = 900.0, 760.0
"""Width on paper, and on a slide, where letters must be larger."""
MEASURES = 14
_PLAINLY = re.compile(r", | \(|(?<=not shown): ")
"""Where the words of a figure that is not known go on with details, for which a row has no room."""
_AXIS, _PANEL = 26.0, 22.0


@dataclass(frozen=True)
class _Frame:
    """Where things stand across the picture: names, the plot, what differs."""

    width: float
    left: float
    right: float
    size: float
    small: float
    line: float


def comparison_svg(comparison: Comparison, theme: Theme = "light", foot: str = "", most: int = MEASURES, *, bare: bool = False,
                   noted: bool = True) -> str:
    """A comparison as aligned dots with intervals, as the text of an SVG file; at most ``most`` measures.

    ``bare`` leaves out what a slide says already, title, notes and foot, and makes the letters larger beside the picture;
    without ``noted`` the note is left out, because it stands beside the picture.
    """
    found = ranked(comparison, most)
    frame = _Frame(SLIM, 262.0, 548.0, 12.5, 11.5, 12.0) if bare else _Frame(WIDTH, 340.0, 660.0, 11.5, 10.0, 13.0)
    levels = min(len(comparison.levels), LEVELS)
    height = max(46.0, frame.line * levels + 12)
    note = () if bare or not noted else wrapped(comparison.note, frame.width - 2 * MARGIN, 10.5, most=3)
    top = (BARE if bare else HEAD) + 24
    tall = sum(_PANEL * (len(found.panels) > 1) + height * len(panel.keys) + _AXIS for panel in found.panels) or height
    says = f"{comparison.title}: {', '.join(level.name for level in comparison.levels)}. {comparison.note}"
    whole = top + tall + (4 if bare else 14 + 15 * len(note) + FOOT)
    canvas = framed(comparison.title, _below(comparison, found), says, frame.width, whole, ink(theme), foot, bare=bare)
    tints = level_tints(comparison, canvas.ink)
    level_key(canvas, comparison, MARGIN, top - 16, frame.width - 2 * MARGIN, tints)
    y = top
    for panel in found.panels:
        y = _panel(canvas, comparison, panel, frame, y, height, tints, titled=len(found.panels) > 1)
    if not found.panels:
        canvas.text(MARGIN, y + 18, "Fewer than two levels have enough customers.", size=12, fill=canvas.ink.soft)
    canvas.lines(MARGIN, top + tall + 16, note, size=10.5, leading=1.4, fill=canvas.ink.soft)
    return canvas.svg()


def _below(comparison: Comparison, found: Ranked) -> str:
    """What is drawn and what is not, in one line."""
    shown, there = min(len(comparison.levels), LEVELS), len(comparison.levels)
    parts = [f"90 % intervals at {shown} of {there} levels" if shown < there else "90 % intervals; the surest differences first"]
    if found.n_left:
        parts.append(f"{found.n_left} further measures are in the workbook")
    if found.n_thin:
        parts.append(f"{found.n_thin} have too few customers to compare")
    return "; ".join(parts)


def _panel(canvas: Canvas, comparison: Comparison, panel: Panel, frame: _Frame, y: float, height: float, tints: tuple[str, ...], *,
           titled: bool) -> float:
    """Measures on one scale with its axis below; returns where the next panel begins."""
    if titled:
        canvas.text(MARGIN, y + 15, panel.head, size=frame.size, bold=True)
        y += _PANEL
    levels = comparison.levels[:LEVELS]
    rows = [[comparison.values.get((key, level.name)) for level in levels] for key in panel.keys]
    scale = scale_of([figure for row in rows for figure in row if figure is not None], frame.left, frame.right, share=panel.unit == SHARE)
    axis(canvas, scale, y, y + height * len(rows))
    for key, row in zip(panel.keys, rows, strict=True):
        _measure(canvas, comparison, key, scale, frame, y, height, row, tints)
        y += height
    return y + _AXIS


def _measure(canvas: Canvas, comparison: Comparison, key: str, scale: Scale, frame: _Frame, y: float, height: float,
             row: list[Figure | None], tints: tuple[str, ...]) -> None:
    """One measure: its name, its dots, and its surest difference."""
    middle = y + height / 2
    canvas.line(MARGIN, y, frame.width - MARGIN, y, canvas.ink.line, 0.7)
    lines = wrapped(name_of(key), frame.left - MARGIN - 16, frame.size, most=3)
    canvas.lines(MARGIN, middle + 4 - 0.62 * frame.size * (len(lines) - 1), lines, size=frame.size, leading=1.24)
    first = middle - frame.line * (len(row) - 1) / 2
    for i, figure in enumerate(row):
        at = first + frame.line * i
        if figure is None or figure.value is None:
            # At the edge of the plot and on a plate, so that it is never taken for a mark on the scale.
            words = _PLAINLY.split(text_of(figure))[0]
            canvas.text(frame.right - 2, at + 3, words, size=9, fill=canvas.ink.soft, anchor="end", halo=canvas.ink.ground)
        else:
            dot(canvas, scale, at, figure, tints[i], shape=SHAPES[i], r=4.4, thick=4)
    contrast = strongest(comparison, key)
    if contrast is not None:
        mark, between, words = difference_words(contrast)
        x, room = frame.right + 20, frame.width - MARGIN - frame.right - 20
        canvas.text(x, middle - 10, between, size=frame.small, fill=canvas.ink.soft, room=room)
        size = frame.size if width(words, frame.size, bold=contrast.holds) <= room else 0.8 * frame.size
        canvas.text(x, middle + 4, words, size=size, bold=contrast.holds, room=room)
        canvas.text(x, middle + 18, mark, size=frame.small, fill=canvas.ink.soft, room=room)
