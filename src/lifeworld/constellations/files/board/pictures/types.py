"""The three ecosystem types and the undetermined: what each means, its share of customers and how sure that is."""

from __future__ import annotations

from lifeworld.constellations.core.study import MappedStudy, type_share_key
from lifeworld.constellations.files.board.ink import Theme, ink
from lifeworld.constellations.files.board.measure import wrapped
from lifeworld.constellations.files.board.pictures.frame import FOOT, HEAD, MARGIN, foot_of, framed
from lifeworld.constellations.files.board.pictures.legend import emblem
from lifeworld.constellations.files.board.pictures.scale import axis, dot, scale_of
from lifeworld.constellations.files.board.words import parts_of, text_of
from lifeworld.constellations.files.report.words import PLAIN, TYPES

WIDTH = 760.0
_ROW = 74.0
_LEFT, _RIGHT = 340.0, 570.0


def types_svg(study: MappedStudy, theme: Theme = "light") -> str:
    """Shares of types with their intervals, as the text of an SVG file."""
    figures = [study.figure(type_share_key(kind.key)) for kind in TYPES]
    says = "; ".join(f"{kind.name}: {text_of(figure)}" for kind, figure in zip(TYPES, figures, strict=True))
    height = HEAD + _ROW * len(TYPES) + 44 + FOOT
    canvas = framed("What kind of ecosystem customers live in", "Share of customers of each type, as labelled; "
                    "the line is the 90 % interval", f"Share of customers: {says}.", WIDTH, height, ink(theme), foot_of(study))
    scale = scale_of([f for f in figures if f is not None], _LEFT, _RIGHT)
    bottom = HEAD + _ROW * len(TYPES)
    axis(canvas, scale, HEAD, bottom)
    for i, (kind, figure) in enumerate(zip(TYPES, figures, strict=True)):
        top = HEAD + _ROW * i
        tint = canvas.ink.tint(kind.css)
        emblem(canvas, kind.css, MARGIN + 15, top + 30, 1.45)
        canvas.text(MARGIN + 42, top + 22, kind.name, size=14, bold=True)
        canvas.lines(MARGIN + 42, top + 38, wrapped(PLAIN[kind.key], _LEFT - MARGIN - 66, 10, most=3), size=10, leading=1.25,
                     fill=canvas.ink.soft)
        dot(canvas, scale, top + 30, figure, tint, r=7, thick=8)
        value, beside = parts_of(figure)
        canvas.text(_RIGHT + 24, top + 28, value, size=16, bold=True, room=WIDTH - _RIGHT - 24 - MARGIN)
        for line, words in enumerate(beside.split(", ", 1)):
            canvas.text(_RIGHT + 24, top + 44 + 14 * line, words, size=10.5, fill=canvas.ink.soft,
                        room=WIDTH - _RIGHT - 24 - MARGIN)
    return canvas.svg()
