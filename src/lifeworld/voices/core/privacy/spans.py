"""Spans of texts that must be replaced, and what each is replaced by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

Int = NDArray[np.int64]

REASONS = ("withheld", "redacted", "e-mail", "phone", "link", "handle", "number", "address", "customer", "person")
"""Why a span is replaced, the strongest reason first."""

WITHHELD, REDACTED, EMAIL, PHONE, LINK, HANDLE, NUMBER, ADDRESS, CUSTOMER, PERSON = range(len(REASONS))
Found = list[tuple[int, int, int, int, str]]
"""Spans as they are found: (row, start, end, reason, what they are replaced by)."""


@dataclass(frozen=True, eq=False)
class Spans:
    """M spans in reading order, none overlapping.

    ``row`` int64 index of the text; ``start``, ``end`` int64 code points, half-open; ``reason`` int8 index in REASONS;
    ``label`` String, the replacement.
    """

    row: Int
    start: Int
    end: Int
    reason: NDArray[np.int8]
    label: pl.Series

    def __len__(self) -> int:
        return len(self.row)

    def counts(self) -> dict[str, int]:
        """How many spans there are for each reason that occurs."""
        found = np.bincount(self.reason.astype(np.int64), minlength=len(REASONS))
        return {name: int(n) for name, n in zip(REASONS, found, strict=True) if n}


def settled(found: Sequence[tuple[int, int, int, int, str]]) -> Spans:
    """The spans without overlaps: those that overlap become one, from the leftmost start to the rightmost end.

    It has the reason and the label of its longest part (of equals: the strongest reason), so nothing that was found
    stays readable at an edge. Empty spans are left out. The order of ``found`` does not matter.

    >>> settled([(0, 8, 12, PERSON, "[person 1]"), (0, 5, 12, EMAIL, "[e-mail]"), (0, 0, 2, PERSON, "[person 2]")]).label.to_list()
    ['[person 2]', '[e-mail]']
    """
    rows = sorted({item for item in found if item[2] > item[1]}, key=lambda item: (item[0], item[1], -item[2], item[3], item[4]))
    if not rows:
        none = np.zeros(0, np.int64)
        return Spans(none, none, none, none.astype(np.int8), pl.Series("label", [], dtype=pl.String))
    merged: list[tuple[int, int, int, int, str]] = []
    best = 0
    for row, start, end, reason, label in rows:
        if merged and merged[-1][0] == row and start < merged[-1][2]:
            last = merged[-1]
            longer = (end - start, -reason) > (best, -last[3])
            best = max(best, end - start)
            merged[-1] = (row, last[1], max(last[2], end), *((reason, label) if longer else last[3:]))
        else:
            merged.append((row, start, end, reason, label))
            best = end - start
    places = np.array([item[:4] for item in merged], np.int64)
    labels = pl.Series("label", [item[4] for item in merged], dtype=pl.String)
    return Spans(places[:, 0].copy(), places[:, 1].copy(), places[:, 2].copy(), places[:, 3].astype(np.int8), labels)
