"""How far apart two values are: for names every difference is one, on a ranking and on a scale it is not."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

Float = NDArray[np.float64]
Scale = Literal["nominal", "ordinal", "interval"]
SCALES: tuple[Scale, ...] = ("nominal", "ordinal", "interval")


def alpha_distance(scale: Scale, counts: Float) -> Float:
    """Krippendorff's squared differences, float64[rows, q, q]; an ordinal one depends on how many codings lie between two values.

    ``counts`` float64[rows, q]: codings of each value. Source: Krippendorff 2019, ch. 12.

    >>> alpha_distance("ordinal", np.array([[2.0, 4.0, 2.0]]))[0, 0].tolist()
    [0.0, 9.0, 36.0]
    """
    q = counts.shape[1]
    if scale == "ordinal":
        middle = counts.cumsum(axis=1) - counts / 2
        return np.asarray((middle[:, :, None] - middle[:, None, :]) ** 2)
    return np.broadcast_to(1 - np.eye(q) if scale == "nominal" else _steps(q) ** 2, (len(counts), q, q))


def kappa_weights(scale: Scale, q: int) -> Float:
    """Disagreement weights of weighted kappa, float64[q, q]: 1, the number of ranks between (linear), its square.

    >>> kappa_weights("ordinal", 3)[0].tolist(), kappa_weights("interval", 3)[0].tolist()
    ([0.0, 1.0, 2.0], [0.0, 1.0, 4.0])
    """
    steps = _steps(q)
    return np.asarray({"nominal": (steps > 0) * 1.0, "ordinal": steps, "interval": steps**2}[scale])


def agreement_weights(scale: Scale, q: int) -> Float:
    """Agreement weights of AC2 and of weighted PABAK, float64[q, q], 1 for the same value and 0 for the two ends.

    Source: Gwet 2014, *Handbook of Inter-Rater Reliability*, ch. 3 (identity, ordinal and quadratic weights).

    >>> agreement_weights("ordinal", 3)[0].round(3).tolist()
    [1.0, 0.667, 0.0]
    """
    steps = _steps(q)
    apart = {"nominal": (steps > 0) * 1.0, "ordinal": steps * (steps + 1) / 2, "interval": steps**2}[scale]
    return np.asarray(1 - apart / apart.max())


def _steps(q: int) -> Float:
    return np.asarray(np.abs(np.subtract.outer(np.arange(q), np.arange(q))), np.float64)
