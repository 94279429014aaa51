"""Well-behaved stretches of points as columns, without a visit to each element: tags are found, checked and read all at once.

A stretch is the text from the first point of a track (or segment) to its end. Whatever is unusual in it (a comment, an attribute that is not
expected, a number with an exponent, elements that do not close) makes ``scanned`` give None, and the careful reader does it instead:
on what both read, both read the same, and a test holds them to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lifeworld_running.core.values import Ints, Truths
from lifeworld_running.files.numbers import Bytes, cells, decimals, times
from lifeworld_running.files.points import TIME, Points, points

BLOCK = 1 << 20
PAD = 64
"""Blanks before and after a stretch, so that what is read around a tag is always there."""
MOST_NAMES, LONGEST_TAG = 64, 240
_NAME = re.compile(rb"(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)", re.ASCII)
_ATTRIBUTE = re.compile(rb'\s+([A-Za-z_][\w.:-]*)="[^"<&]*"', re.ASCII)
_LAT_FIRST, _LON_FIRST = (b" lat=", b" lon="), (b" lon=", b" lat=")


@dataclass(frozen=True)
class Shape:
    """What a point looks like in a format.

    ``point``: its element; ``placed``: whether the element has ``lat`` and ``lon`` as attributes; ``leaves``: column by the local name of
    an element within; ``level``: for leaves that only count at one depth below the point, which.
    """

    point: str
    placed: bool
    leaves: Mapping[str, str]
    level: Mapping[str, int]

    def column(self, name: str, level: int) -> str | None:
        """The column of a leaf of a local name so many levels below the point, or None."""
        return self.leaves.get(name) if self.level.get(name, level) == level else None


def scanned(stretch: bytes, shape: Shape) -> list[Points] | None:
    """The points of a stretch in blocks, or None where it is not well-behaved."""
    found = []
    for block in blocks(stretch, shape):
        part = _block(block, shape)
        if part is None:
            return None
        found.append(part)
    return found


def blocks(stretch: bytes, shape: Shape) -> Iterator[bytes]:
    """The stretch in parts of whole points, each small enough to stay near the processor."""
    opening, begin = f"<{shape.point}".encode(), 0
    while len(stretch) - begin > BLOCK:
        cut = stretch.rfind(opening, begin + 1, begin + BLOCK)
        if cut < 0:
            break
        yield stretch[begin:cut]
        begin = cut
    yield stretch[begin:]


@dataclass(frozen=True)
class _Tags:
    """The tags of a block: text from ``begin`` to ``end`` without brackets and slashes, ``level`` from 1, ``name`` as a number."""

    text: Bytes
    lt: Ints
    gt: Ints
    begin: Ints
    end: Ints
    closing: Truths
    single: Truths


def _block(block: bytes, shape: Shape) -> Points | None:
    raw = b" " * PAD + block + b" " * PAD
    text = np.frombuffer(raw, dtype=np.uint8)
    lt, gt = np.flatnonzero(text == 60), np.flatnonzero(text == 62)
    if len(lt) != len(gt) or not len(lt) or (lt >= gt).any() or (gt[:-1] >= lt[1:]).any():
        return None
    if int((text < 32).sum()) != sum(block.count(sign) for sign in (b"\n", b"\r", b"\t")) or b"&" in block or b"'" in block or b"]]" in block:
        return None
    closing, single = text[lt + 1] == 47, text[gt - 1] == 47
    tags = _Tags(text, lt, gt, lt + 1 + closing, gt - single, closing, single)
    if (closing & single).any() or (tags.end <= tags.begin).any():
        return None
    step = np.where(closing, -1, np.where(single, 0, 1)).astype(np.int8)
    if np.abs(step).sum() and len(step) > 0:
        depth = np.cumsum(step, dtype=np.int64)
        if depth[-1] != 0 or depth.min() < 0 or depth.max() > 60:
            return None
    level = (depth + (closing | single)).astype(np.int8)
    named = _names(tags, level, shape)
    if named is None:
        return None
    codes, names = named
    if not _nested(codes, level, closing, single):
        return None
    return _read(tags, level, codes, names, shape)


def _names(tags: _Tags, level: npt.NDArray[np.int8], shape: Shape) -> tuple[npt.NDArray[np.int16], list[str]] | None:
    """For every tag the number of its name, and the local names by number; None where a tag is not one that XML knows."""
    quotes = np.flatnonzero(tags.text == 34)
    first, past = np.searchsorted(quotes, tags.lt), np.searchsorted(quotes, tags.gt)
    begin, end = tags.begin, tags.end.copy()
    with_attributes = np.flatnonzero(past > first)
    if with_attributes.size:
        ends = _attributes(tags, with_attributes, level, quotes, first, past, shape)
        if ends is None:
            return None
        end[with_attributes] = ends
    length = end - begin
    if int(length.max()) > 48:
        return None
    words = np.ndarray((len(tags.text) - 7,), dtype="<u8", buffer=tags.text.data, strides=(1,))
    known = np.minimum(length, 7)
    key = (words[end - 8] >> (8 * (8 - known)).astype(np.uint64)) | (length.astype(np.uint64) << np.uint64(56))
    return _numbered(tags.text, words, key, begin, end, length)


def _numbered(text: Bytes, words: npt.NDArray[np.uint64], key: npt.NDArray[np.uint64], begin: Ints, end: Ints,
              length: Ints) -> tuple[npt.NDArray[np.int16], list[str]] | None:
    """Equal names get equal numbers. A key holds a name's length and its last seven bytes; longer ones are compared as a whole."""
    codes = np.full(len(key), -1, dtype=np.int16)
    names: list[str] = []
    left = np.arange(len(key))
    while left.size:
        if len(names) >= MOST_NAMES:
            return None
        one = left[0]
        same = key[left] == key[one]
        group, left = left[same], left[~same]
        for back in range(7, int(length[one]), 8):
            if back + 8 <= int(length[one]):
                here = words[end[group] - back - 8]
            else:
                here = words[begin[group]]
                if length[one] < 8:
                    break
            if (here != here[0]).any():
                return None
        name = _NAME.fullmatch(text[begin[one]:end[one]].tobytes())
        if name is None:
            return None
        codes[group] = len(names)
        names.append(name[0].decode() if False else name[1].decode())
    return codes, names
