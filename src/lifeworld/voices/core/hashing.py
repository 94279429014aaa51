"""A read-only table from 64-bit hashes to row numbers that looks up whole arrays at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Hash = NDArray[np.uint64]


@dataclass(frozen=True)
class HashTable:
    """Open addressing with linear probing over a power of two of slots, at most a quarter full.

    ``slot_key`` uint64[slots] (0 where ``slot_row`` is -1) and ``slot_row`` int32[slots]; ``probes`` is the longest
    way from a key's own slot to where it lies, so that a lookup ends after that many steps.
    """

    slot_key: Hash
    slot_row: NDArray[np.int32]
    probes: int

    def rows(self, keys: Hash) -> NDArray[np.int64]:
        """Row of each key, int64 of the same length; -1 for unknown keys.

        >>> hash_table(np.array([5, 9], np.uint64)).rows(np.array([9, 7], np.uint64)).tolist()
        [1, -1]
        """
        mask = np.int64(len(self.slot_key) - 1)
        slot = _own_slot(keys, len(self.slot_key))
        row = self.slot_row[slot].astype(np.int64)
        wrong = np.flatnonzero((self.slot_key[slot] != keys) & (row >= 0))
        row[wrong] = -1
        slot = slot[wrong]
        for _ in range(self.probes):
            if not len(wrong):
                break
            slot = (slot + 1) & mask
            here = self.slot_row[slot]
            hit = (self.slot_key[slot] == keys[wrong]) & (here >= 0)
            row[wrong[hit]] = here[hit]
            on = ~hit & (here >= 0)
            wrong, slot = wrong[on], slot[on]
        return row


def hash_table(keys: Hash) -> HashTable:
    """The table in which key ``i`` has row ``i``. Errors: ValueError when a key stands twice."""
    if len(np.unique(keys)) != len(keys):
        raise ValueError("two keys of the table are the same, so their rows would be ambiguous")
    size = 1 << max(4 * len(keys), 16).bit_length()
    slot_key, slot_row = np.zeros(size, np.uint64), np.full(size, -1, np.int32)
    slot, waiting, probes = _own_slot(keys, size), np.arange(len(keys)), 0
    while True:
        free = slot_row[slot] < 0
        takers = np.flatnonzero(free)
        taken, first = np.unique(slot[takers], return_index=True)
        slot_row[taken] = waiting[takers[first]]
        slot_key[taken] = keys[waiting[takers[first]]]
        still = np.ones(len(waiting), np.bool_)
        still[takers[first]] = False
        if not still.any():
            return HashTable(slot_key, slot_row, probes)
        waiting, slot, probes = waiting[still], (slot[still] + 1) & (size - 1), probes + 1


def _own_slot(keys: Hash, size: int) -> NDArray[np.int64]:
    return (keys >> np.uint64(64 - (size - 1).bit_length())).astype(np.int64)
