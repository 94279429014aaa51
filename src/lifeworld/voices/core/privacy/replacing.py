"""Replacing spans in texts, and finding every offset again in the new texts."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.voices.core.privacy.spans import Int, Spans

_PLACE = np.int64(1) << 32
"""Room for the code points of one text, so that (row, place) is one ascending number."""


@dataclass(frozen=True, eq=False)
class Replaced:
    """New ``texts`` (String[n], the rows of the old ones) and where the replaced spans stand in them.

    ``spans`` are places in the old texts; ``new_start`` and ``new_end`` int64 the same in the new ones.
    """

    texts: pl.Series
    spans: Spans
    new_start: Int
    new_end: Int

    def remapped(self, row: Int, start: Int, end: Int) -> tuple[Int, Int]:
        """Offsets of the old texts in the new ones, each int64[k]: half-open [start, end) of the texts at ``row``.

        What cuts a replaced span is widened to hold it, so that a slice of a new text is always the widened slice of
        the old one with its spans replaced. Rows outside the texts are an error of the caller.

        >>> from lifeworld.voices.core.privacy.spans import EMAIL, settled
        >>> new = replaced(pl.Series(["Write to ana@x.org today."]), settled([(0, 9, 18, EMAIL, "[e-mail]")]))
        >>> start, end = new.remapped(np.array([0]), np.array([12]), np.array([24]))
        >>> new.texts[0][start[0]:end[0]]
        '[e-mail] today'
        """
        return self._mapped(row, start, to_end=False), self._mapped(row, end, to_end=True)

    def _mapped(self, row: Int, place: Int, *, to_end: bool) -> Int:
        row, place = np.asarray(row, np.int64), np.asarray(place, np.int64)
        if not len(self.spans):
            return place.copy()
        begins = self.spans.row * _PLACE + self.spans.start
        # The last span that begins before the place: it holds the place, or lies wholly before it.
        before = np.searchsorted(begins, row * _PLACE + place, side="left") - 1
        at = np.maximum(before, 0)
        same = (before >= 0) & (self.spans.row[at] == row)
        inside = same & (place < self.spans.end[at])
        shift = np.where(same, self.new_end[at] - self.spans.end[at], 0)
        edge = self.new_end[at] if to_end else self.new_start[at]
        return np.asarray(np.where(inside, edge, place + shift), np.int64)


def replaced(texts: pl.Series, spans: Spans) -> Replaced:
    """The texts with every span replaced by its label; texts without a span stay as they are (null becomes "").

    >>> from lifeworld.voices.core.privacy.spans import EMAIL, settled
    >>> replaced(pl.Series(["a@b.de, c"]), settled([(0, 0, 6, EMAIL, "[e-mail]")])).texts.to_list()
    ['[e-mail], c']
    """
    texts = texts.cast(pl.String).fill_null("")
    if not len(spans):
        none = np.zeros(0, np.int64)
        return Replaced(texts, spans, none, none)
    grown = spans.label.str.len_chars().to_numpy().astype(np.int64) - (spans.end - spans.start)
    total = np.cumsum(grown)
    first = np.concatenate([np.ones(1, np.bool_), spans.row[1:] != spans.row[:-1]])
    base = (total - grown)[np.maximum.accumulate(np.where(first, np.arange(len(spans)), 0))]
    new_start, new_end = spans.start + total - grown - base, spans.end + total - base
    return Replaced(_rewritten(texts, spans, np.flatnonzero(first)), spans, new_start, new_end)


def _rewritten(texts: pl.Series, spans: Spans, first: NDArray[np.int64]) -> pl.Series:
    """The texts with their labels put in; Python touches only rows that have a span."""
    rows = spans.row[first]
    starts, ends, labels = spans.start.tolist(), spans.end.tolist(), spans.label.to_list()
    changed = []
    for text, (a, b) in zip(texts.gather(rows).to_list(), pairwise([*first.tolist(), len(spans)]), strict=True):
        parts, at = [], 0
        for k in range(a, b):
            parts += [text[at : starts[k]], labels[k]]
            at = ends[k]
        changed.append("".join([*parts, text[at:]]))
    return texts.scatter(rows, pl.Series(changed, dtype=pl.String))
