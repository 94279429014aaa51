"""What the encoder is given: texts as windows of word pieces, and batches of windows of one length.

A window is ``[CLS] pieces [SEP]``, or ``[CLS] focal provider [SEP] pieces [SEP]``, of at most 256 pieces in all. A longer
text is cut into windows of equal size, whose results are joined as if it had been read at once: the mean weighs each
window by its pieces, the maximum is that of all. Windows of a batch have exactly the same length, so nothing is padded,
and a text's result is that of its own pieces alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lifeworld.voices.core.wordpiece import Pieces

Int = NDArray[np.int64]
Float = NDArray[np.float32]

WINDOW_PIECES = 256
FOCAL_PIECES_MAX = 64
"""Pieces of a focal provider's name that are read."""
BATCH_PIECES = 512
"""Pieces in one batch: among the fastest sizes (benchmarks/accurate.py); never changes a result."""


@dataclass(frozen=True)
class Windows:
    """W windows of n texts, in the texts' order.

    ``text`` int64[W]: whose it is; ``ptr`` int64[W + 1] and ``piece`` int32: its pieces with begin and end;
    ``weight`` float32[W]: its share of the text's pieces (one text's windows sum to one).
    """

    n_texts: int
    text: Int
    ptr: Int
    piece: NDArray[np.int32]
    weight: Float

    def batches(self, pieces_max: int = BATCH_PIECES) -> Iterator[tuple[Int, NDArray[np.int32]]]:
        """Rows of windows of one length, shortest first, and their pieces int32[rows, length]."""
        length = np.diff(self.ptr)
        order = np.argsort(length, kind="stable")
        borders = np.flatnonzero(np.diff(length[order])) + 1
        for same in np.split(order, borders) if len(order) else []:
            size = int(length[same[0]])
            step = max(1, pieces_max // size)
            for first in range(0, len(same), step):
                rows = same[first : first + step]
                yield rows, self.piece[self.ptr[rows][:, None] + np.arange(size)]


def windows(pieces: Pieces, begin: int, end: int, focal: Pieces | None = None, room: int = WINDOW_PIECES) -> Windows:
    """Windows of every text; ``begin`` and ``end`` are the numbers of ``[CLS]`` and ``[SEP]``, ``focal`` the pieces of each
    text's focal provider (None: it is not read). A text without pieces has one window without pieces of its own.

    >>> cut = windows(Pieces(np.array([0, 3]), np.array([7, 8, 9], np.int32)), begin=1, end=2, room=4)
    >>> cut.piece.tolist(), cut.ptr.tolist()
    ([1, 7, 2, 1, 8, 9, 2], [0, 3, 7])
    """
    counts = np.diff(pieces.text_ptr)
    n = len(counts)
    focal_ptr = np.zeros(n + 1, np.int64) if focal is None else focal.text_ptr
    n_focal = np.minimum(np.diff(focal_ptr), FOCAL_PIECES_MAX)
    extra = 2 if focal is None else 3
    own_room = room - extra - n_focal
    n_windows = np.maximum(-(-counts // own_room), 1)
    text = np.repeat(np.arange(n, dtype=np.int64), n_windows)
    number = np.arange(len(text)) - np.repeat(np.cumsum(n_windows) - n_windows, n_windows)
    first = counts[text] * number // n_windows[text]
    size = counts[text] * (number + 1) // n_windows[text] - first
    ptr = np.concatenate([np.zeros(1, np.int64), np.cumsum(size + n_focal[text] + extra)])
    piece = np.full(ptr[-1], end, np.int32)
    piece[ptr[:-1]] = begin
    at = ptr[:-1] + 1
    if focal is not None:
        _copy(piece, at, focal.piece, focal_ptr[:-1][text], n_focal[text])
        at = at + n_focal[text] + 1
    _copy(piece, at, pieces.piece, pieces.text_ptr[:-1][text] + first, size)
    weight = np.where(counts[text] > 0, size / np.maximum(counts[text], 1), 1).astype(np.float32)
    return Windows(n, text, ptr, piece, weight)


def _copy(target: NDArray[np.int32], to: Int, source: NDArray[np.int32], start: Int, count: Int) -> None:
    """Copy runs: ``count`` numbers from each ``start`` of the source to each ``to`` of the target."""
    step = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    target[np.repeat(to, count) + step] = source[np.repeat(start, count) + step]


def mean_of_windows(cut: Windows, values: Float) -> Float:
    """Weighted mean over each text's windows, float32[n, width] from float32[W, width]."""
    if len(cut.text) == cut.n_texts:
        return values
    total = np.zeros((cut.n_texts, values.shape[1]), np.float32)
    np.add.at(total, cut.text, values * cut.weight[:, None])
    return total


def max_of_windows(cut: Windows, values: Float) -> Float:
    """Maximum over each text's windows, float32[n, width] from float32[W, width]."""
    if len(cut.text) == cut.n_texts:
        return values
    return np.asarray(np.maximum.reduceat(values, np.searchsorted(cut.text, np.arange(cut.n_texts)), axis=0))
