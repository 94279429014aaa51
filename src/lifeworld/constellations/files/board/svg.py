"""Standalone SVG pictures: presentation attributes only, so that every program that knows SVG draws them the same."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from lifeworld.constellations.files.board.clean import one_line
from lifeworld.constellations.files.board.ink import Ink
from lifeworld.constellations.files.board.measure import fitted, width

FAMILY = "Inter, Helvetica Neue, Arial, sans-serif"


def number(value: float) -> str:
    """A coordinate with two decimals and no superfluous zero.

    >>> number(1.0), number(0.125), number(-0.001)
    ('1', '0.12', '0')
    """
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


@dataclass
class Canvas:
    """A picture of ``width`` by ``height`` points that grows by its elements; ``says`` is the picture in words."""

    width: float
    height: float
    title: str
    says: str
    ink: Ink
    parts: list[str] = field(default_factory=list)

    def add(self, element: str, **attributes: object) -> None:
        """One empty element; ``_`` in names stands for "-", floats get two decimals, None leaves the attribute out."""
        self.parts.append(f"<{element}{_attributes(attributes)}/>")

    def line(self, x1: float, y1: float, x2: float, y2: float, stroke: str, width: float = 1.0, **more: object) -> None:
        """A straight line."""
        self.add("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=stroke, stroke_width=width, **more)

    def circle(self, x: float, y: float, r: float, **more: object) -> None:
        """A circle around (x, y)."""
        self.add("circle", cx=x, cy=y, r=r, **more)

    def text(self, x: float, y: float, words: str, *, size: float = 12, bold: bool = False, fill: str = "",
             anchor: str = "start", room: float | None = None, halo: str = "") -> None:
        """One line of text with its base line at ``y``; cut to ``room``; ``halo`` is the colour of a plate behind it."""
        shown = one_line(words) if room is None else fitted(words, room, size, bold=bold)
        if halo:
            self._behind(x, y, width(shown, size, bold=bold), size, anchor, halo)
        attributes = _attributes({
            "x": x, "y": y, "font_size": size, "font_weight": 700 if bold else None, "fill": fill or self.ink.ink,
            "text_anchor": None if anchor == "start" else anchor,
        })
        self.parts.append(f"<text{attributes}>{escape(shown)}</text>")

    def _behind(self, x: float, y: float, long: float, size: float, anchor: str, colour: str) -> None:
        """A plate behind a text: an outlined text would do, but not every program paints the outline first."""
        left = x - {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor] * long
        self.add("rect", x=left - 1.5, y=y - 0.85 * size, width=long + 3, height=1.12 * size, fill=colour, fill_opacity=0.85)

    def lines(self, x: float, y: float, words: tuple[str, ...], *, size: float = 12, leading: float = 1.35,
              bold: bool = False, fill: str = "", anchor: str = "start") -> None:
        """Several lines, the first with its base line at ``y``."""
        for i, line in enumerate(words):
            self.text(x, y + i * leading * size, line, size=size, bold=bold, fill=fill, anchor=anchor)

    def open(self, x: float, y: float, scale: float = 1.0) -> None:
        """Begin a group that is moved and scaled; ``close`` ends it."""
        self.parts.append(f'<g transform="translate({number(x)} {number(y)}) scale({number(scale)})">')

    def close(self) -> None:
        """End a group."""
        self.parts.append("</g>")

    def svg(self) -> str:
        """The picture as the text of an SVG file."""
        w, h = number(self.width), number(self.height)
        body = "\n".join(self.parts)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" width="{w}" height="{h}" role="img" '
            f'aria-labelledby="title desc" font-family="{FAMILY}">\n'
            f'<title id="title">{escape(one_line(self.title))}</title>\n<desc id="desc">{escape(one_line(self.says))}</desc>\n'
            f'<rect width="{w}" height="{h}" fill="{self.ink.ground}"/>\n{body}\n</svg>\n'
        )


def _attributes(attributes: dict[str, object]) -> str:
    parts = []
    for name, value in attributes.items():
        if value is not None:
            text = number(value) if isinstance(value, float) else one_line(value)
            parts.append(f" {name.replace('_', '-')}={quoteattr(text)}")
    return "".join(parts)
