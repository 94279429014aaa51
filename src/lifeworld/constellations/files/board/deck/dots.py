"""Dots with intervals as native shapes, grouped: an office can recolour and move them; the words beside are the figure's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pptx.enum.dml import MSO_LINE
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.util import Emu, Inches, Pt

from lifeworld.constellations.files.board.deck.stage import Box, Stage, describe, rgb
from lifeworld.constellations.files.board.ink import ink
from lifeworld.constellations.files.board.pictures.scale import Scale, scale_of
from lifeworld.constellations.files.board.words import text_of
from lifeworld.kit.figure import Figure

_AXIS = 0.3
_DOT = 0.17


@dataclass(frozen=True)
class Row:
    """One row: its name, a plain line below it, its figure and its colour; ``aside`` stands at the right."""

    name: str
    figure: Figure | None
    colour: str
    below: str = ""
    aside: str = ""


def dot_rows(stage: Stage, box: Box, rows: Sequence[Row], *, names: float = 3.6, words: float = 3.2, aside: float = 0.0,
             band: Figure | None = None) -> None:
    """Rows on one common scale: names at the left, dots, the figures in words, and what stands aside.

    ``names``, ``words`` and ``aside`` are widths in inches; ``band`` is a figure whose interval is shaded behind all dots.
    """
    left, top, width, height = box
    plot = (left + names, left + width - words - aside - 0.3)
    figures = [row.figure for row in rows if row.figure is not None] + ([band] if band is not None else [])
    scale = scale_of(figures, *plot)
    step = min((height - _AXIS) / max(len(rows), 1), 1.0)
    group = stage.slide.shapes.add_group_shape()
    _axis(group, scale, top, top + step * len(rows), band)
    for i, row in enumerate(rows):
        y = top + step * (i + 0.5)
        _dot(group, scale, y, row)
        if row.below:
            stage.text((left, y - 0.3, names - 0.3, 0.28), [row.name], size=15, bold=True, colour=row.colour)
            stage.text((left, y - 0.01, names - 0.3, min(0.42, step / 2)), [row.below], size=11, least=9, colour=ink().soft)
        else:
            stage.text((left, y - 0.2, names - 0.3, 0.4), [row.name], size=14, middle=True)
        stage.text((plot[1] + 0.3, y - 0.2, words - 0.1, 0.4), [text_of(row.figure)], size=13, least=9, middle=True)
        if aside:
            stage.text((left + width - aside, y - 0.2, aside, 0.4), [row.aside], size=12, least=9, middle=True)
    describe(group, "; ".join(f"{row.name}: {text_of(row.figure)}" for row in rows))
    for value in scale.ticks():
        x = scale.at(value)
        stage.text((x - 0.3, top + step * len(rows) + 0.04, 0.6, 0.22), [scale.words(value)], size=10, colour=ink().soft, align="centre")


def _axis(group: Any, scale: Scale, top: float, bottom: float, band: Figure | None) -> None:
    if band is not None and band.low is not None and band.high is not None:
        x1, x2 = scale.at(band.low), scale.at(band.high)
        shade = group.shapes.add_shape(MSO_SHAPE.RECTANGLE, Inches(x1), Inches(top), Inches(max(x2 - x1, 0.02)), Inches(bottom - top))
        shade.fill.solid()
        shade.fill.fore_color.rgb = rgb(ink().line)
        shade.line.fill.background()
        shade.shadow.inherit = False
    for value in scale.ticks():
        _line(group, scale.at(value), top, scale.at(value), bottom, ink().line, 0.75)


def _dot(group: Any, scale: Scale, y: float, row: Row) -> None:
    figure = row.figure
    if figure is None or figure.value is None:
        _line(group, scale.left, y, scale.right, y, ink().edge, 1.0, dotted=True)
        return
    if figure.low is not None and figure.high is not None:
        _line(group, scale.at(figure.low), y, scale.at(figure.high), y, row.colour, 3.5)
    x = scale.at(figure.value)
    dot = group.shapes.add_shape(MSO_SHAPE.OVAL, Inches(x - _DOT / 2), Inches(y - _DOT / 2), Inches(_DOT), Inches(_DOT))
    dot.fill.solid()
    dot.fill.fore_color.rgb = rgb(row.colour)
    dot.line.color.rgb, dot.line.width = rgb(ink().ground), Pt(1)
    dot.shadow.inherit = False


def _line(group: Any, x1: float, y1: float, x2: float, y2: float, colour: str, width: float, *, dotted: bool = False) -> None:
    line = group.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, *(Emu(Inches(value)) for value in (x1, y1, x2, y2)))
    line.line.color.rgb, line.line.width = rgb(colour), Pt(width)
    if dotted:
        line.line.dash_style = MSO_LINE.ROUND_DOT
