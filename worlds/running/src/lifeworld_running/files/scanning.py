"""Well-behaved stretches of points as columns, without a visit to each element: tags are found, checked and read all at once.

A stretch is the text from the first point of a track (or segment) to its end. Whatever is unusual in it (a comment, an attribute that is
not expected, a number with an exponent, elements that do not close) makes ``scanned`` give None, and the careful reader does it instead:
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

BLOCK = 1 << 19
PAD = 64
"""Blanks before and after a stretch, so that what is read around a tag is always there."""
MOST_NAMES, MOST_FORMS, LONGEST_TAG = 64, 8, 240
_NAME = re.compile(rb"(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)", re.ASCII)
_ATTRIBUTE = re.compile(rb'\s+([A-Za-z_][\w.:-]*)="[^"<&]*"', re.ASCII)


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
    """The tags of a block: text from ``begin`` to ``end`` without brackets and slashes, ``level`` from 1, ``quotes`` in the text."""

    text: Bytes
    lt: Ints
    gt: Ints
    begin: Ints
    end: Ints
    closing: Truths
    single: Truths
    level: npt.NDArray[np.int8]
    quotes: Ints


def _block(block: bytes, shape: Shape) -> Points | None:
    tags = _tags(block)
    if tags is None:
        return None
    named = _names(tags, shape)
    if named is None or not _nested(named[0], tags):
        return None
    return _read(tags, *named, shape)


def _tags(block: bytes) -> _Tags | None:
    """Where the tags are and how deep; None where brackets, levels or characters are not those of plain elements."""
    if any(sign in block for sign in (b"&", b"'", b"]", b"!")):
        return None
    text = np.frombuffer(b" " * PAD + block + b" " * PAD, dtype=np.uint8)
    lt, gt = np.flatnonzero(text == 60), np.flatnonzero(text == 62)
    if len(lt) != len(gt) or not len(lt) or (lt >= gt).any() or (gt[:-1] >= lt[1:]).any():
        return None
    strange = np.count_nonzero(text < 32) - block.count(b"\n")
    if strange and strange != block.count(b"\r") + block.count(b"\t"):
        return None
    closing, single = text[lt + 1] == 47, text[gt - 1] == 47
    begin, end = lt + 1 + closing, gt - single
    if (closing & single).any() or (end <= begin).any():
        return None
    depth = np.cumsum(np.int8(1) - single - np.int8(2) * closing, dtype=np.int32)
    if depth[-1] != 0 or depth.min() < 0 or depth.max() > 60:
        return None
    return _Tags(text, lt, gt, begin, end, closing, single, (depth + (closing | single)).astype(np.int8), np.flatnonzero(text == 34))


def _names(tags: _Tags, shape: Shape) -> tuple[npt.NDArray[np.int16], list[str]] | None:
    """For every tag the number of its name, and the local names by number; None where a tag is not one that XML knows."""
    end = tags.end.copy()
    placed = (tags.level == 1) & ~tags.closing if shape.placed else np.zeros(len(end), dtype=np.bool_)
    end[placed] = tags.begin[placed] + len(shape.point)
    if len(tags.quotes) > 4 * np.count_nonzero(placed):  # else all attributes are those of the points, which _placed sees to
        more = (np.searchsorted(tags.quotes, tags.gt) > np.searchsorted(tags.quotes, tags.lt)) & ~placed
        ends = _ends_of_names(tags, np.flatnonzero(more))
        if ends is None or (more & tags.closing).any():
            return None
        end[more] = ends
    length = end - tags.begin
    if int(length.max()) > 48:
        return None
    words = np.ndarray((len(tags.text) - 7,), dtype="<u8", buffer=tags.text.data, strides=(1,))
    key = (words[end - 8] >> (64 - 8 * np.minimum(length, 7)).astype(np.uint64)) | (length.astype(np.uint64) << np.uint64(56))
    return _numbered(tags, words, key, length)


def _ends_of_names(tags: _Tags, which: Ints) -> Ints | None:
    """Where the names of tags with attributes end; tags of the same text are looked at once."""
    if not which.size:
        return which
    width = int((tags.end[which] - tags.begin[which]).max())
    if width > LONGEST_TAG:
        return None
    whole = np.concatenate([tags.text, np.full(LONGEST_TAG, 32, dtype=np.uint8)])
    shown = cells(whole, tags.begin[which], width)
    shown[np.arange(width) >= (tags.end[which] - tags.begin[which])[:, None]] = 32
    ends, left, n = tags.begin[which], np.arange(len(which)), 0
    while left.size:
        same = (shown[left] == shown[left[0]]).all(axis=1)
        group, left, n = left[same], left[~same], n + 1
        one = shown[group[0]].tobytes().rstrip(b" ")
        name = _NAME.match(one)
        attributes = _ATTRIBUTE.findall(one, name.end()) if name else []
        if n > MOST_FORMS or not name or _ATTRIBUTE.sub(b"", one[name.end():]).strip() or len(set(attributes)) < len(attributes):
            return None
        ends[group] += name.end()
    return ends


def _numbered(tags: _Tags, words: npt.NDArray[np.uint64], key: npt.NDArray[np.uint64],
              length: Ints) -> tuple[npt.NDArray[np.int16], list[str]] | None:
    """Equal names get equal numbers. A key holds a name's length and its last seven bytes; longer names are also compared as a whole."""
    codes = np.full(len(key), -1, dtype=np.int16)
    names: list[str] = []
    while codes[one := int(np.argmin(codes))] < 0:
        group = np.flatnonzero(key == key[one])
        long = int(length[one])
        for offset in range(0, long if long > 7 else 0, 8):
            at = min(offset, long - 8)
            if len(unlike := np.flatnonzero(words[tags.begin[group] + at] != words[tags.begin[one] + at])):
                group = np.delete(group, unlike)
        name = _NAME.fullmatch(tags.text[tags.begin[one]:tags.begin[one] + long].tobytes())
        if name is None or len(names) >= MOST_NAMES:
            return None
        codes[group] = len(names)
        names.append(name[1].decode())
    return codes, names


def _nested(codes: npt.NDArray[np.int16], tags: _Tags) -> bool:
    """Whether every element is closed by its own name: at each level opening and closing tags take turns."""
    pairs = np.flatnonzero(~tags.single)
    order = pairs[np.argsort(tags.level[pairs], kind="stable")]
    opened, closed = order[0::2], order[1::2]
    return bool(not tags.closing[opened].any() and tags.closing[closed].all() and (codes[opened] == codes[closed]).all())


def _read(tags: _Tags, codes: npt.NDArray[np.int16], names: list[str], shape: Shape) -> Points | None:
    """The values of the leaves, each by the point that it is in."""
    begins = (tags.level == 1) & ~tags.closing
    if any(names[code] != shape.point for code in np.unique(codes[begins])):
        return None
    index = np.cumsum(begins) - 1
    values: dict[str, tuple[Ints, Ints, Ints]] = {}
    leaf = np.flatnonzero(~tags.closing[:-1] & ~tags.single[:-1] & tags.closing[1:])
    for code, name in enumerate(names):
        if name not in shape.leaves:
            continue
        at = leaf[codes[leaf] == code]
        if name in shape.level:
            at = at[tags.level[at] == shape.level[name] + 1]
        at = at[tags.level[at] > 1]
        at = at[tags.lt[at + 1] > tags.gt[at] + 1]
        column = shape.leaves[name]
        new = (index[at], tags.gt[at] + 1, tags.lt[at + 1])
        if column in values:  # two names for one thing, such as a heart rate in two extensions: in the order of the file
            new = _merged(values[column], new)
        values[column] = new
    if shape.placed:
        placed = _placed(tags, np.flatnonzero(begins), len(shape.point))
        if placed is None:
            return None
        values.update(placed)
    columns = {}
    for column, (where, begin, end) in values.items():
        read = times(tags.text, begin, end) if column == TIME else decimals(tags.text, begin, end)
        if read is None:
            return None
        columns[column] = (where, read)
    return points(int(begins.sum()), columns)


def _merged(one: tuple[Ints, Ints, Ints], other: tuple[Ints, Ints, Ints]) -> tuple[Ints, Ints, Ints]:
    joined = tuple(np.concatenate(pair) for pair in zip(one, other, strict=True))
    order = np.argsort(joined[1], kind="stable")
    return joined[0][order], joined[1][order], joined[2][order]


def _placed(tags: _Tags, at: Ints, name: int) -> dict[str, tuple[Ints, Ints, Ints]] | None:
    """Where latitude and longitude stand in the points' own tags, which are all ``<trkpt lat="…" lon="…">`` or all the other way round."""
    quotes = tags.quotes
    if len(quotes) > 4 * len(at):
        begun, ended = np.searchsorted(quotes, tags.lt[at]), np.searchsorted(quotes, tags.gt[at])
        if (ended - begun != 4).any():
            return None
        quotes = quotes[(begun[:, None] + np.arange(4)).ravel()]
    if len(quotes) != 4 * len(at):
        return None
    a, b, c, d = (np.ascontiguousarray(column) for column in quotes.reshape(-1, 4).T)
    if (a != tags.begin[at] + name + 5).any() or (d + 1 != tags.end[at]).any():
        return None
    which = np.arange(len(at))
    for one, other in (("lat", "lon"), ("lon", "lat")):
        head, between = f" {one}=".encode(), f" {other}=".encode()
        if bytes(tags.text[a[0] - 5:a[0]]) == head and bytes(tags.text[c[0] - 5:c[0]]) == between:
            good = (cells(tags.text, a - 5, 5) == np.frombuffer(head, dtype=np.uint8)).all()
            good &= (cells(tags.text, c - 5, 5) == np.frombuffer(between, dtype=np.uint8)).all() & (c == b + 6).all()
            return {one: (which, a + 1, b), other: (which, c + 1, d)} if good else None
    return None
