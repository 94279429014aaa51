"""Entropy of counts, corrected for the places that few customers have not shown yet.

Miller & Madow (1955) add (K - 1) / 2n for K places that were seen; Chao & Shen (2003, doi 10.1023/A:1026096204727) estimate how much was
not seen from the places seen once. Pielou's evenness (1966) divides by the logarithm of how many places there are.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def entropy(counts: Floats) -> Floats:
    """Plug-in entropy in nats of counts or weights [places, ...]: over the first axis.

    >>> round(float(np.exp(entropy(np.array([50.0, 20, 15, 10, 5])))), 2)
    3.79
    """
    given = np.asarray(counts, np.float64)
    total = given.sum(axis=0)
    share = np.divide(given, total, out=np.zeros_like(given), where=total > 0)
    return np.asarray(-(share * np.log(np.where(share > 0, share, 1.0))).sum(axis=0), np.float64)


def miller_madow(counts: Floats) -> float:
    """Entropy plus (K - 1) / 2n; 0 for nothing.

    >>> round(miller_madow(np.array([5.0, 5.0])), 4)
    0.7431
    """
    n = float(counts.sum())
    return float(entropy(counts)) + (int((counts > 0).sum()) - 1) / (2 * n) if n else 0.0


def chao_shen(counts: Floats) -> float:
    """Entropy by how much of the distribution was covered; where every place was seen once, one of them counts as covered.

    >>> round(chao_shen(np.array([4.0, 3, 2, 1])), 4)
    1.4543
    """
    some = np.asarray(counts, np.float64)[counts > 0]
    n = float(some.sum())
    if not n:
        return 0.0
    once = float((some == 1).sum())
    covered = 1 - (once if once < n else n - 1) / n
    share = covered * some / n
    seen = 1 - (1 - share) ** n
    return float(-(share * np.log(share) / seen).sum())
