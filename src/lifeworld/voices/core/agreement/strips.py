"""Texts cut where any coder's span begins or ends: in each strip, each coder has one value."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Spans:
    """S spans in D documents: ``document``, ``coder``, ``value`` (1 to K), ``start``, ``end`` (half-open) int[S]; ``length`` int[D];
    ``judged`` bool[D, coders] says who judged which document (None: every coder that has a span, all of them).
    """

    document: Ints
    coder: Ints
    value: Ints
    start: Ints
    end: Ints
    length: Ints
    judged: NDArray[np.bool_] | None = None


@dataclass(frozen=True)
class Strips:
    """``document``, ``length`` int[T]; ``value`` int[T, coders]: 0 = unmarked, -1 = not judged; ``span`` int[T, coders]: the number of
    the span, -1 for none; ``judged`` bool[D, coders].
    """

    document: Ints
    length: Ints
    value: Ints
    span: Ints
    judged: NDArray[np.bool_]


def strips_of(spans: Spans) -> Strips:
    """The strips of all documents. Errors: ValueError for spans outside their text, or that overlap within a coder.

    >>> zero = np.zeros(2, int)
    >>> found = strips_of(Spans(zero, np.array([0, 1]), zero + 1, np.array([2, 3]), np.array([5, 6]), np.array([8])))
    >>> found.length.tolist(), found.value.T.tolist()
    ([2, 1, 2, 1, 2], [[0, 1, 1, 0, 0], [0, 0, 1, 1, 0]])
    """
    if ((spans.start < 0) | (spans.start >= spans.end) | (spans.end > spans.length[spans.document])).any():
        raise ValueError("a span lies outside its text")
    n_coders = int(spans.coder.max(initial=-1)) + 1
    judged = np.ones((len(spans.length), n_coders), bool) if spans.judged is None else spans.judged
    origin = np.concatenate([[0], np.cumsum(spans.length)])
    start, end = origin[spans.document] + spans.start, origin[spans.document] + spans.end
    edges = np.unique(np.concatenate([origin, start, end]))
    length = np.diff(edges)
    document = np.searchsorted(origin, edges[:-1], side="right") - 1
    span = np.full((len(length), judged.shape[1]), -1, np.int64)
    for coder in range(judged.shape[1]):
        mine = np.flatnonzero(spans.coder == coder)
        mine = mine[np.argsort(start[mine], kind="stable")]
        if (end[mine][:-1] > start[mine][1:]).any():
            raise ValueError("spans of one coder overlap")
        at = np.searchsorted(start[mine], edges[:-1], side="right") - 1
        inside = (at >= 0) & (edges[:-1] < end[mine][np.maximum(at, 0)]) if len(mine) else np.zeros(len(length), bool)
        span[inside, coder] = mine[at[inside]]
    value = np.where(span >= 0, spans.value[span] if len(spans.value) else 0, 0)
    return Strips(document, length, np.where(judged[document], value, -1), span, judged)
