"""Sentences of informal text, with exact code-point offsets.

A segment ends after ``.``, ``!``, ``?``, ``…`` (runs, closing quotes and brackets, emoji and smileys included), at
line breaks and blank lines, at emoji before a new sentence, after full-width stops, and where a space is missing
("great.But"). It does not end inside decimals, versions, web addresses, after abbreviations ("e.g.", "approx."),
or at a line break that only wraps a long line. Pieces without a letter or digit belong to the sentence before them.

The rules look at a text only, never at its neighbours, so results do not depend on how texts are batched.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lifeworld.voices.core.boundaries import boundaries

Int = NDArray[np.int64]
CHARS_PER_PASS = 1 << 20
"""Code points handled in one pass: bounds the memory, never the result."""
_SPACES = np.array([point for point in range(0x3001) if chr(point).isspace()], np.uint32)
_GAP = "\n\n"
"""Stands between two texts of a pass; a blank line always ends a segment."""


@dataclass(frozen=True)
class Segments:
    """Segments of n texts in reading order; those of text ``i`` are ``text_ptr[i]:text_ptr[i + 1]``.

    ``start`` and ``end`` are code points inside the own text, half-open; a slice is never empty and neither begins nor
    ends with white space. Together they hold every character that is no white space; a text of white space has none.
    """

    text_ptr: Int
    start: Int
    end: Int

    def text(self) -> Int:
        """Index of the text of each segment, int64[S]."""
        return np.repeat(np.arange(len(self.text_ptr) - 1, dtype=np.int64), np.diff(self.text_ptr))


def segment(texts: Sequence[str]) -> Segments:
    """The segments of every text.

    >>> text = "Great app!! Tracks 3.5 km, e.g. at night. love it"
    >>> found = segment([text])
    >>> [text[a:b] for a, b in zip(found.start, found.end)]
    ['Great app!!', 'Tracks 3.5 km, e.g. at night.', 'love it']
    """
    parts = []
    first = 0
    while first < len(texts):
        last, size = first, 0
        while last < len(texts) and (last == first or size + len(texts[last]) <= CHARS_PER_PASS):
            size += len(texts[last])
            last += 1
        parts.append(_of_pass(texts[first:last]))
        first = last
    if not parts:
        none = np.zeros(0, np.int64)
        return Segments(np.zeros(1, np.int64), none, none)
    counts = np.concatenate([np.diff(part.text_ptr) for part in parts])
    return Segments(
        np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)]),
        np.concatenate([part.start for part in parts]), np.concatenate([part.end for part in parts]),
    )


def _of_pass(texts: Sequence[str]) -> Segments:
    whole = _GAP.join(texts)
    points = np.frombuffer(whole.encode("utf-32-le", "surrogatepass"), np.uint32)
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    begin = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths + len(_GAP))[:-1]])
    cuts = np.unique(np.concatenate([begin, np.array(boundaries(whole), np.int64), [len(whole)]]))
    solid = np.flatnonzero(~np.isin(points, _SPACES))
    place = np.searchsorted(solid, cuts)  # index of the first solid character at or after each cut
    filled = np.flatnonzero(place[1:] > place[:-1])
    start, end = solid[place[filled]], solid[place[filled + 1] - 1] + 1
    text = np.searchsorted(begin, start, side="right") - 1
    start, end, text = _joined(whole, start, end, text)
    text_ptr = np.searchsorted(text, np.arange(len(texts) + 1)).astype(np.int64)
    return Segments(text_ptr, start - begin[text], end - begin[text])


def _joined(whole: str, start: Int, end: Int, text: Int) -> tuple[Int, Int, Int]:
    """Pieces without a letter or digit joined to the one before (or, at the beginning of a text, after) them."""
    if not len(start):
        return start, end, text
    short = np.flatnonzero(end - start <= 40)  # nobody writes longer rows of marks, and if, they stay as they are
    bare = np.zeros(len(start), np.bool_)
    bare[short] = [
        not any(map(str.isalnum, whole[a:b])) for a, b in zip(start[short].tolist(), end[short].tolist(), strict=True)
    ]
    opens = np.concatenate([[True], text[1:] != text[:-1]])
    head = opens | ~bare
    leading = np.flatnonzero(opens & bare)
    while len(leading):  # marks at the beginning take in the first piece with words
        after = leading[leading + 1 < len(start)] + 1
        after = after[~opens[after]]
        head[after] = False
        leading = after[bare[after]]
    number = np.flatnonzero(head)
    last = np.concatenate([number[1:], [len(start)]]) - 1
    return start[number], end[last], text[number]
