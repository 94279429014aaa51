"""How often the same content came before, over a file of any size: eight bytes a row are kept."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]


class Repeats:
    """Counts how often each hash came before, batch by batch; the division into batches changes nothing.

    >>> repeats = Repeats()
    >>> repeats.before(np.array([7, 8, 7], np.uint64)).tolist(), repeats.before(np.array([8, 7, 9], np.uint64)).tolist()
    ([0, 0, 1], [1, 2, 0])
    """

    def __init__(self) -> None:
        self.runs: list[Hashes] = []

    def before(self, hashes: Hashes) -> NDArray[np.int64]:
        """For each row how many earlier rows, of this batch and of those before, have the same hash (int64[n])."""
        order = np.argsort(hashes, kind="stable")
        ranked = hashes[order]
        number = np.empty(len(hashes), np.int64)
        number[order] = np.arange(len(hashes)) - np.searchsorted(ranked, ranked, "left")
        for run in self.runs:
            number += np.searchsorted(run, hashes, "right") - np.searchsorted(run, hashes, "left")
        self._keep(ranked)
        return number

    def _keep(self, ranked: Hashes) -> None:
        """Sorted runs, each at least twice as long as the next, so that there are few."""
        while self.runs and len(self.runs[-1]) < 2 * len(ranked):
            ranked = np.sort(np.concatenate([self.runs.pop(), ranked]), kind="stable")
        self.runs.append(ranked)
