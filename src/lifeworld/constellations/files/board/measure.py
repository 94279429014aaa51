"""How wide a text is: advance widths of the bundled typeface in twentieths of an em, rounded up, without a font library."""

from __future__ import annotations

import unicodedata

from lifeworld.constellations.files.board.clean import one_line

_REGULAR = {
    5: "Iijl", 6: " !',.:;`", 7: "()/[\\]ft|", 8: "1r", 9: '"-^_{}', 10: "*?", 11: "7JLacksvxyz",
    12: "235689EFbdeghnopqu", 13: "#$&+04<=>BKPRSTZ~", 14: "ADVXY", 15: "CGHNOQU", 16: "w", 18: "Mm", 19: "@", 20: "%W",
}
_WIDTHS = {letter: width / 20 for width, letters in _REGULAR.items() for letter in letters}
_OTHER, _WIDE, _BOLD = 0.64, 1.05, 1.07


def width(text: str, size: float, *, bold: bool = False) -> float:
    """The width of one line in the unit of ``size``; letters outside ASCII count as wide ones, so that nothing is cut.

    >>> round(width("AA", 10), 3), width("", 10)
    (14.0, 0.0)
    """
    total = sum(_WIDTHS.get(letter) or (_WIDE if unicodedata.east_asian_width(letter) in "WF" else _OTHER) for letter in text)
    return total * size * (_BOLD if bold else 1.0)


def fitted(text: str, room: float, size: float, *, bold: bool = False) -> str:
    """The text on one line, cut with "…" where it is wider than ``room``.

    >>> fitted("the running club of Berlin", 90, 10)
    'the running club…'
    """
    text = one_line(text)
    if width(text, size, bold=bold) <= room:
        return text
    cut = text[: int(room / (0.2 * size)) + 1]
    while cut and width(cut + "…", size, bold=bold) > room:
        cut = cut[:-1]
    space = cut.rfind(" ")
    return (cut[:space] if space > len(cut) // 2 else cut).rstrip() + "…"


def wrapped(text: str, room: float, size: float, *, most: int = 3, bold: bool = False) -> tuple[str, ...]:
    """The text in at most ``most`` lines of at most ``room``; a longer text ends in "…".

    >>> wrapped("one two three", 40, 10)
    ('one two', 'three')
    """
    lines: list[str] = []
    words = one_line(text).split()
    while words and len(lines) < most:
        n = 1
        while n < len(words) and width(" ".join(words[: n + 1]), size, bold=bold) <= room:
            n += 1
        last = len(lines) == most - 1
        lines.append(fitted(" ".join(words if last else words[:n]), room, size, bold=bold))
        words = [] if last else words[n:]
    return tuple(lines)
