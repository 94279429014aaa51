"""Marks of categories and emblems of types, as in the report, and the lines that explain them."""

from __future__ import annotations

from collections.abc import Sequence

from lifeworld.constellations.files.board.measure import width
from lifeworld.constellations.files.board.svg import Canvas
from lifeworld.constellations.files.report.marks import outline
from lifeworld.constellations.files.report.words import CATEGORIES, Word, word


def emblem(canvas: Canvas, css: str, x: float, y: float, scale: float = 1.0) -> None:
    """The emblem of a type in a box of 20 by 20 whose middle is (x, y)."""
    tint = canvas.ink.tint(css)
    canvas.open(x - 10 * scale, y - 10 * scale, scale)
    dashes = "2.6 2.2" if css == "t-undetermined" else None
    canvas.circle(10, 10, 7.6, fill="none", stroke=tint, stroke_width=1.6, stroke_dasharray=dashes)
    if css == "t-individual":
        canvas.circle(10, 10, 4.3, fill=tint)
    elif css in {"t-brand", "t-social"}:
        canvas.circle(10, 10, 2, fill=tint)
    if css == "t-brand":
        canvas.add("rect", x=6.4, y=-0.4, width=7.2, height=6.4, fill=tint, stroke=canvas.ink.ground, stroke_width=1)
    if css == "t-social":
        for cx, cy in ((10, 2.8), (16.4, 13.8), (3.6, 13.8)):
            canvas.circle(cx, cy, 2.8, fill=tint, stroke=canvas.ink.ground, stroke_width=1)
    canvas.close()


def mark(canvas: Canvas, category: str, x: float, y: float, r: float = 5.5) -> None:
    """The mark of a category around (x, y)."""
    canvas.add("path", d=outline(category, x, y, r), fill=canvas.ink.tint(word(category).css))


def category_key(canvas: Canvas, x: float, y: float, room: float, found: Sequence[str], size: float = 11) -> float:
    """The categories that are drawn, in lines of at most ``room``; returns the base line of the last one."""
    known = [w for w in CATEGORIES if w.key in found]
    at = x
    for entry in (*known, *(word(key) for key in dict.fromkeys(found) if key not in {w.key for w in known})):
        takes = 18 + width(entry.name, size) + 16
        if at > x and at + takes - 16 > x + room:
            at, y = x, y + 1.7 * size
        mark(canvas, entry.key, at + 6, y - 0.35 * size)
        canvas.text(at + 18, y, entry.name, size=size)
        at += takes
    return y


def type_heading(canvas: Canvas, kind: Word, x: float, y: float, size: float = 14) -> None:
    """Emblem and name of a type, the name's base line at ``y``."""
    emblem(canvas, kind.css, x + 10, y - 0.36 * size)
    canvas.text(x + 27, y, kind.name, size=size, bold=True)
