"""Symbols of a schematic as SVG: paths, lines, circles and texts, nothing else. Lengths in user units; y grows downwards."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import NamedTuple


def _n(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")


SMALL, USUAL = 11, 13
"""Sizes of words."""
NARROW, WIDE = frozenset(" .,:;'|!()[]/-ijlIrtf1"), frozenset("MWm@%…–ΩµÖ")


class Label(NamedTuple):
    """Words and the box that they take at most; no words: a wire that words have to keep away from."""

    words: str
    left: float
    top: float
    right: float
    bottom: float


def width_of(words: str, *, small: bool = False, strong: bool = False) -> float:
    """How wide words are at most in the usual faces.

    >>> round(width_of("SW", small=True), 1), width_of("MMM") > width_of("iii")
    (17.6, True)
    """
    size = SMALL if small else USUAL
    return size * (1.06 if strong else 1.0) * sum(_em(one) for one in words)


def _em(letter: str) -> float:
    return 0.42 if letter in NARROW else 0.92 if letter in WIDE else 1.05 if letter >= "\u2e80" else 0.68


def shortened(words: str, most: float, *, small: bool = False, strong: bool = False) -> str:
    """Words that are no wider than ``most``: what is too much gives way to an ellipsis.

    >>> shortened("CL21A106KAYNNNE", 60, small=True), shortened("R1", 60)
    ('CL21A10…', 'R1')
    """
    if width_of(words, small=small, strong=strong) <= most:
        return words
    while words and width_of(f"{words}…", small=small, strong=strong) > most:
        words = words[:-1]
    return f"{words}…"


@dataclass
class Sheet:
    """A sheet to draw on, from left to right. Strokes take the colour of the text around the drawing. ``labels``: where words stand."""

    marks: list[str] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)

    def wire(self, *points: tuple[float, float]) -> None:
        """A line through points."""
        way = " ".join(f"{'M' if number == 0 else 'L'}{_n(x)} {_n(y)}" for number, (x, y) in enumerate(points))
        self.marks.append(f'<path d="{way}" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linejoin="round"/>')

    def path(self, d: str, *, filled: bool = False, dashed: bool = False) -> None:
        """A path of a symbol."""
        dash = ' stroke-dasharray="4 4"' if dashed else ""
        fill = "currentColor" if filled else "none"
        self.marks.append(f'<path d="{d}" fill="{fill}" stroke="currentColor" stroke-width="1.5" stroke-linejoin="round"{dash}/>')

    def dot(self, x: float, y: float) -> None:
        """A junction."""
        self.marks.append(f'<circle cx="{_n(x)}" cy="{_n(y)}" r="3" fill="currentColor"/>')

    def text(self, x: float, y: float, words: str, *, anchor: str = "start", small: bool = False, strong: bool = False) -> None:
        """Words; what a catalogue says cannot become a mark."""
        weight = ' font-weight="600"' if strong else ""
        size, width = SMALL if small else USUAL, width_of(words, small=small, strong=strong)
        left = x - {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor] * width
        if words:
            self.labels.append(Label(words, left, y - 0.8 * size, left + width, y + 0.25 * size))
        self.marks.append(f'<text x="{_n(x)}" y="{_n(y)}" text-anchor="{anchor}" font-size="{size}" fill="currentColor"'
                          f"{weight}>{escape(words)}</text>")

    def svg(self, width: float, height: float, said: str) -> str:
        """The drawing, which says what it shows."""
        return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_n(width)} {_n(height)}" role="img" font-family="inherit">'
                f"<title>{escape(said)}</title>{''.join(self.marks)}</svg>")

    def ground(self, x: float, y: float) -> None:
        """Ground, hanging at (x, y)."""
        self.wire((x, y), (x, y + 8))
        for half, down in ((10, 8), (6, 12), (2, 16)):
            self.wire((x - half, y + down), (x + half, y + down))

    def port(self, x: float, y: float, name: str, *, left: bool = True) -> None:
        """A named end of the power path."""
        self.marks.append(f'<circle cx="{_n(x)}" cy="{_n(y)}" r="4" fill="none" stroke="currentColor" stroke-width="1.5"/>')
        self.text(x + (-8 if left else 8), y - 8, name, anchor="end" if left else "start", strong=True)

    def inductor(self, x1: float, y1: float, x2: float, y2: float) -> None:
        """An inductor between two points on one line, horizontal or vertical."""
        across = y1 == y2
        length = (x2 - x1) if across else (y2 - y1)
        lead, bump = (length - 56) / 2, 14
        if across:
            self.wire((x1, y1), (x1 + lead, y1))
            arcs = "".join(f"a7 7 0 0 1 {bump} 0" for _ in range(4))
            self.path(f"M{_n(x1 + lead)} {_n(y1)}{arcs}")
            self.wire((x2 - lead, y2), (x2, y2))
        else:
            self.wire((x1, y1), (x1, y1 + lead))
            arcs = "".join(f"a7 7 0 0 1 0 {bump}" for _ in range(4))
            self.path(f"M{_n(x1)} {_n(y1 + lead)}{arcs}")
            self.wire((x2, y2 - lead), (x2, y2))

    def capacitor(self, x: float, top: float, bottom: float) -> None:
        """A capacitor standing at x."""
        middle = (top + bottom) / 2
        self.wire((x, top), (x, middle - 4))
        self.wire((x - 12, middle - 4), (x + 12, middle - 4))
        self.wire((x - 12, middle + 4), (x + 12, middle + 4))
        self.wire((x, middle + 4), (x, bottom))

    def resistor(self, x: float, top: float, bottom: float) -> None:
        """A resistor standing at x."""
        middle = (top + bottom) / 2
        self.wire((x, top), (x, middle - 16))
        self.path(f"M{_n(x - 6)} {_n(middle - 16)}h12v32h-12z")
        self.wire((x, middle + 16), (x, bottom))

    def diode(self, x1: float, y1: float, x2: float, y2: float) -> None:
        """A diode from its anode at (x1, y1) to its cathode at (x2, y2)."""
        mx, my = (x1 + x2) / 2, (y1 + y2) / 2
        across = y1 == y2
        way = 1 if (x2 - x1 if across else y2 - y1) > 0 else -1
        if across:
            self.wire((x1, y1), (mx - 9 * way, my))
            self.path(f"M{_n(mx - 9 * way)} {_n(my - 10)}v20l{18 * way} -10z", filled=True)
            self.wire((mx + 9 * way, my - 10), (mx + 9 * way, my + 10))
            self.wire((mx + 9 * way, my), (x2, y2))
        else:
            self.wire((x1, y1), (mx, my - 9 * way))
            self.path(f"M{_n(mx - 10)} {_n(my - 9 * way)}h20l-10 {18 * way}z", filled=True)
            self.wire((mx - 10, my + 9 * way), (mx + 10, my + 9 * way))
            self.wire((mx, my + 9 * way), (x2, y2))

    def switch(self, x1: float, y1: float, x2: float, y2: float, gate: str) -> None:
        """An n-channel MOSFET between two points (drain first), with the name of its gate's net, "" inside a regulator."""
        mx, my = (x1 + x2) / 2, (y1 + y2) / 2
        if y1 == y2:
            self.wire((x1, y1), (mx - 16, y1), (mx - 16, my + 10))
            self.wire((x2, y2), (mx + 16, y2), (mx + 16, my + 10))
            self.wire((mx - 20, my + 10), (mx + 20, my + 10))
            self.wire((mx - 16, my + 15), (mx + 16, my + 15))
            self.path(f"M{_n(mx + 16 if x2 > x1 else mx - 16)} {_n(my + 2)}l-4 7h8z", filled=True)
            if gate:
                self.wire((mx, my + 15), (mx, my + 30))
                self.text(mx + 4, my + 34, gate, small=True)
        else:
            self.wire((x1, y1), (x1, my - 16), (x1 - 10, my - 16))
            self.wire((x2, y2), (x2, my + 16), (x2 - 10, my + 16))
            self.wire((x1 - 10, my - 20), (x1 - 10, my + 20))
            self.wire((x1 - 15, my - 16), (x1 - 15, my + 16))
            self.path(f"M{_n(x1 - 9)} {_n(my + 16 if y2 > y1 else my - 16)}l7 -4v8z", filled=True)
            if gate:
                self.wire((x1 - 15, my), (x1 - 30, my))
                self.labels.append(Label("", x1 - 30, my - 3, x1 - 15, my + 3))
                self.text(x1 - 20, my - 6, gate, anchor="end", small=True)  # above: names of parts beside it are long
