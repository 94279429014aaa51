"""Division where the divisor may be nothing: the answer is then unknown, not an error and not 0."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def ratio(numerator: NDArray[Any], denominator: NDArray[Any], unknown: float = float("nan")) -> NDArray[Any]:
    """Numerator / denominator in the float type of the numerator; ``unknown`` where the denominator is not above 0.

    >>> ratio(np.array([1.0, 1.0]), np.array([2.0, 0.0])).tolist()
    [0.5, nan]
    """
    top, bottom = np.broadcast_arrays(numerator, denominator)
    dtype = top.dtype if np.issubdtype(top.dtype, np.floating) else np.dtype(np.float64)
    found = np.full(top.shape, unknown, dtype)
    np.divide(top, bottom, out=found, where=bottom > 0)
    return found
