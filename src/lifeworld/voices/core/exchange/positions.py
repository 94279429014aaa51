"""Where a passage stands: three programs count three ways, and a position that is read wrongly codes other words.

Here every position counts Unicode code points of a text with LF line ends and no byte order mark, half-open. Taguette counts UTF-8
bytes, Label Studio UTF-16 units, REFI-QDA code points; of the last, programs count CRLF as one or two and a byte order mark or not.
Which way a file counts is found by its own quotes, never assumed in silence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

BOM = "\ufeff"
Unit = Literal["code points", "UTF-16 units", "UTF-8 bytes"]
Positions = NDArray[np.int64]


@dataclass(frozen=True)
class Counting:
    """A way to count: ``unit``; whether CRLF counts as one; whether a byte order mark counts; whether the end is the last character."""

    unit: Unit = "code points"
    crlf_as_one: bool = False
    bom_counted: bool = False
    end_inclusive: bool = False

    @property
    def label(self) -> str:
        """The way in words.

        >>> Counting(crlf_as_one=True).label
        'code points, CRLF as one'
        """
        said = [self.unit, *(["CRLF as one"] if self.crlf_as_one else []), *(["the byte order mark counted"] if self.bom_counted else []),
                *(["the end included"] if self.end_inclusive else [])]
        return ", ".join(said)


def plain_text(raw: str) -> str:
    """The text as positions count it here: one leading byte order mark removed, CRLF and CR as LF; nothing else changed.

    >>> plain_text("\ufeffa\\r\\nb\\rc")
    'a\\nb\\nc'
    """
    return raw.removeprefix(BOM).replace("\r\n", "\n").replace("\r", "\n")


def located(raw: str, counting: Counting, positions: Positions) -> Positions:
    """Positions of a raw text, counted so, as positions of ``plain_text(raw)``: int64[n]; -1 where there is no such place.

    A place inside a character (half of a surrogate pair, a byte of several) is none; that inside CRLF is the one before LF.

    >>> located("Hi 👩 mum", Counting("UTF-16 units"), np.array([3, 4, 6])).tolist()
    [3, -1, 5]
    """
    body = raw.removeprefix(BOM)
    counted = plain_text(raw) if counting.crlf_as_one else body
    counted = BOM + counted if counting.bom_counted else counted
    points = np.frombuffer(counted.encode("utf-32-le", "surrogatepass"), "<u4")
    found = _code_points(points, counting.unit, positions)
    inside = found >= 0
    if not counting.crlf_as_one:
        returns = np.flatnonzero((points[:-1] == 13) & (points[1:] == 10))
        found = found - np.searchsorted(returns, found, side="left")
    if counting.bom_counted:
        found = np.maximum(found - 1, 0)
    return np.where(inside, found, -1)


def _code_points(points: NDArray[np.uint32], unit: Unit, positions: Positions) -> Positions:
    """Code points before each position of a unit; -1 where the position is outside or inside a character."""
    if unit == "code points":
        return np.where((positions >= 0) & (positions <= len(points)), positions, -1)
    sizes = 1 + (points > 0xFFFF).astype(np.int64)
    if unit == "UTF-8 bytes":
        sizes += (points > 0x7F).astype(np.int64) + (points > 0x7FF)
    ends = np.concatenate([[0], np.cumsum(sizes)])
    found = np.searchsorted(ends, positions)
    at = np.minimum(found, len(ends) - 1)
    return np.where((positions >= 0) & (ends[at] == positions), at, -1)


def ways(raw: str, units: Sequence[Unit] = ("code points", "UTF-16 units")) -> tuple[Counting, ...]:
    """The ways to count that differ for this text, the most likely first; one way where nothing in the text can differ.

    >>> [way.label for way in ways("a\\r\\nb")]
    ['code points', 'code points, CRLF as one']
    """
    wide = not raw.isascii()
    body = raw.removeprefix(BOM)
    kinds = [unit for nth, unit in enumerate(units) if nth == 0 or (wide and _differ(body, units[0], unit))]
    ends = (False, True) if "\r\n" in raw else (False,)
    marks = (False, True) if raw.startswith(BOM) else (False,)
    return tuple(Counting(unit, end, mark) for unit in kinds for mark in marks for end in ends)


def _differ(body: str, one: Unit, other: Unit) -> bool:
    """Whether two units count some position of the text differently."""
    highest = max(map(ord, body), default=0)
    return highest > 0x7F if "UTF-8 bytes" in (one, other) else highest > 0xFFFF


@dataclass(frozen=True)
class Match:
    """How well a way to count fits quotes: of ``n`` quotes that stand somewhere in the text, how many stand where they should.

    ``n_exact`` of them match to the last blank. ``misplaced``: bool[n selections], True where a quote stands elsewhere.
    """

    counting: Counting
    start: Positions
    end: Positions
    n: int
    n_right: int
    n_exact: int
    misplaced: NDArray[np.bool_]


def matches(raw: str, start: Positions, end: Positions, quotes: Sequence[str | None],
            units: Sequence[Unit] = ("code points", "UTF-16 units")) -> tuple[Match, ...]:
    """Every way to count this text with how well the quotes fit; ends that include the last character are tried where none fits.

    A quote may be cut short (programs keep about 100 characters) and its white space may differ. A name that stands nowhere in the
    text is no quote and says nothing.

    >>> found = matches("One\\r\\nTwo\\r\\nThree", np.array([8]), np.array([13]), ["Three"])
    >>> [(one.counting.label, one.n_right) for one in found]
    [('code points', 0), ('code points, CRLF as one', 1)]
    """
    text = plain_text(raw)
    told = _informative(text, quotes)
    found = [_match(raw, text, way, start, end, told) for way in ways(raw, units)]
    if max(one.n_right for one in found) < found[0].n:
        found += [_match(raw, text, Counting(one.counting.unit, one.counting.crlf_as_one, one.counting.bom_counted, end_inclusive=True),
                         start, end, told) for one in tuple(found)]
    return tuple(found)


def _informative(text: str, quotes: Sequence[str | None]) -> dict[int, tuple[str, str, bool]]:
    """Of each quote that stands in the text: its words, its words without white space, and whether it is cut short."""
    squeezed = _squeezed(text) if any(quotes) else ""
    told: dict[int, tuple[str, str, bool]] = {}
    for nth, quote in enumerate(quotes):
        if quote:
            bare = quote.removesuffix("…").removesuffix("...")
            tight = _squeezed(bare)
            if tight and tight in squeezed:
                told[nth] = (bare, tight, bare != quote or len(quote) >= QUOTE_CUT_MIN)
    return told


QUOTE_CUT_MIN = 60
"""A name of so many characters may be the beginning of a longer quote; a shorter one is the whole quote."""


def _squeezed(text: str) -> str:
    """The text without white space and without what cannot stand in XML."""
    return "".join("".join(char for char in part if char >= " " and char not in "\ufffd\ufffe\uffff") for part in text.split())


def _match(raw: str, text: str, way: Counting, start: Positions, end: Positions, told: dict[int, tuple[str, str, bool]]) -> Match:
    at, to = located(raw, way, start), located(raw, way, end + way.end_inclusive)
    misplaced = np.zeros(len(start), np.bool_)
    n_exact = 0
    for nth, (bare, tight, cut) in told.items():
        words = text[at[nth] : to[nth]] if at[nth] >= 0 <= to[nth] else ""
        squeezed = _squeezed(words)
        misplaced[nth] = not (squeezed.startswith(tight) if cut else squeezed == tight)
        flat = words.replace("\n", " ")
        n_exact += flat.startswith(bare.replace("\n", " ")) if cut else flat == bare.replace("\n", " ")
    return Match(way, at, to, len(told), len(told) - int(misplaced.sum()), n_exact, misplaced)
