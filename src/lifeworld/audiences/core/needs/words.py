"""Words on segments: a name that tells them apart, and whether it is needs by which they differ."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from lifeworld.audiences.core.needs.segments import Segments

MORE = 0.25
"""Points of importance by which a segment must be above everybody's mean for an outcome to name it."""


def segment_name(segments: Segments, segment: int, most: int = 2) -> str:
    """The name of a segment (1 to k) from the outcomes that matter more to it than to everybody; a plain number where none does.

    ``most``: how many outcomes name it.
    """
    mean = np.nansum(segments.importance * segments.shares[:, None], axis=0)
    above = np.nan_to_num(segments.importance[segment - 1] - mean, nan=-np.inf)
    telling = [segments.outcomes[i] for i in np.argsort(-above, kind="stable")[:most] if above[i] >= MORE]
    return f"{segment}: {' and '.join(telling)}" if telling else f"{segment}: like everybody"


LEVEL_MAX = 0.8
"""Of what sets segments apart, the part that may come from answering higher or lower throughout."""
HOW_THEY_ANSWER = ("These segments differ mostly in how high they answer throughout, which may be a way of answering; what matters to whom "
                   "differs little between them.")


def level_share(importance: ArrayLike, shares: ArrayLike) -> float | None:
    """Of the variance between segments, the part that is of answering higher or lower throughout, not of one outcome before another.

    ``importance`` float[k, outcomes]: mean answers; ``shares`` float[k]. Outcomes that a segment did not answer are left out. None where
    nothing differs. Answering high throughout is a known way of answering (Baumgartner & Steenkamp 2001, doi 10.1509/jmkr.38.2.143.18840).

    >>> level_share([[5, 4], [2, 1]], [0.5, 0.5]), level_share([[5, 1], [1, 5]], [0.5, 0.5]), level_share([[3, 4]], [1.0])
    (1.0, 0.0, None)
    """
    mean, weight = np.asarray(importance, np.float64), np.asarray(shares, np.float64)[:, None]
    mean = mean[:, ~np.isnan(mean).any(axis=0)]
    off = mean - (mean * weight).sum(axis=0) / weight.sum()
    whole = float((weight * off**2).sum())
    return float((weight[:, 0] * off.mean(axis=1) ** 2).sum() * off.shape[1]) / whole if whole > 1e-12 else None


def cautions(importance: ArrayLike, shares: ArrayLike) -> tuple[str, ...]:
    """What to know before segments are used."""
    level = level_share(importance, shares)
    return (HOW_THEY_ANSWER,) if level is not None and level >= LEVEL_MAX else ()
