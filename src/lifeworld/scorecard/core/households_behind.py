"""Which households stand behind a number, and how many of them changed since it was shown: as numbers that name nobody.

Every household becomes one number, mixed from who it is and what it tells. It is another one as soon as that changes. Of many households
a thousand are kept, always the same, so that how many changed is never said to be more than it is.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lifeworld.kit.streams import stream_keys
from lifeworld.scorecard.core.partners.blocks import Blocks

Behind = tuple[int, ...]
KEPT_MAX = 1000
_DROPPED_BITS = np.uint64(16)
"""Numbers have 48 bits, which JSON holds exactly."""


def households(blocks: Blocks, customers: Sequence[int] | NDArray[np.int64]) -> NDArray[np.uint64]:
    """The household of each customer (a place in ``blocks``), uint64[n]."""
    return np.asarray(blocks.customers["household"].to_numpy()[np.asarray(customers, np.int64)], np.uint64)


def behind(household: NDArray[np.uint64], tells: ArrayLike) -> Behind:
    """A number for each household of rows, uint64[n]; ``tells``: what a row tells, int64[n].

    >>> houses = np.array([7, 7, 9], np.uint64)
    >>> before, after = behind(houses, [1, 2, 3]), behind(houses[::-1], [3, 2, 9])
    >>> len(before), changed(before, after), changed(before, before[:1])
    (2, 1, 1)
    """
    if not len(household):
        return ()
    said = stream_keys(0, np.asarray(tells, np.int64).astype(np.uint64))
    order = np.argsort(household, kind="stable")
    house, first = np.unique(household[order], return_index=True)
    told = np.add.reduceat(said[order], first)  # wraps around, so the order of rows changes nothing
    made = stream_keys(1, house[:KEPT_MAX], told[:KEPT_MAX]) >> _DROPPED_BITS
    return tuple(sorted(made.tolist()))


def changed(before: Behind, after: Behind) -> int:
    """How many households came, went or tell something else, at least."""
    old, new = set(before), set(after)
    return max(len(old - new), len(new - old))
