"""What a statement gives each code on average, exactly, when codes occur independently with known chances."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]


def _members(k: int) -> Array:
    """Which of k codes each of the 2 ** k sets holds, float32[2 ** k, k]; set 0 is empty."""
    return (np.arange(2**k)[:, None] >> np.arange(k) & 1).astype(np.float32)


def expected_gifts(chance: Array, weight: Array | None = None) -> Array:
    """E[w_c / sum of w over the codes that occur; c occurs], float32[N, k], over all 2 ** k sets of codes.

    ``chance`` float32[N, k]; ``weight`` float32[N, k] or None where all weigh the same. Rows add up to the chance that
    any code occurs (method.md, section 5, said counts).

    >>> expected_gifts(np.array([[1.0, 0.5]], np.float32)).tolist()
    [[0.75, 0.25]]
    """
    n, k = chance.shape
    sets = np.ones((n, 1), np.float32)
    for c in range(k):
        p = chance[:, c : c + 1].astype(np.float32)
        sets = np.concatenate([sets * (1 - p), sets * p], axis=1)
    members = _members(k)
    if weight is None:
        sets *= np.concatenate([[0], 1 / members[1:].sum(axis=1)]).astype(np.float32)
        return np.asarray(sets @ members)
    total = weight.astype(np.float32) @ members.T
    total[:, 0] = 1
    sets /= np.maximum(total, np.float32(1e-30))
    sets[:, 0] = 0
    return np.asarray(weight * (sets @ members), np.float32)
