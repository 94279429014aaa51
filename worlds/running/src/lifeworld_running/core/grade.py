"""Grade-adjusted pace: what the same effort would run on the flat."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from lifeworld_running.core.altitude import SLOPE_MAX
from lifeworld_running.core.said import Runner, Track

Floats = npt.NDArray[np.float64]
MINETTI, OWN = "Minetti", "own heart rate"
_POLYNOMIAL = (155.4, -30.4, -43.3, 46.3, 19.5, 3.6)
KNOWN_SHARE = 0.8
"""Grade-adjusted pace is unknown where the slope of less of the way is known."""


def minetti(slope: npt.ArrayLike) -> Floats:
    """Energy of running a metre on a slope (rise over run), over that on the flat; slopes are clamped to ±.45, unknown stays unknown.

    Minetti et al. 2002 (doi 10.1152/japplphysiol.01177.2001). Known flaw: for downhill it promises up to three times what races show.

    >>> minetti([-.2, -.1, 0, .1, .2]).round(3).tolist()
    [0.5, 0.598, 1.0, 1.658, 2.502]
    """
    return np.asarray(np.polyval(_POLYNOMIAL, np.clip(np.asarray(slope, np.float64), -SLOPE_MAX, SLOPE_MAX)) / _POLYNOMIAL[-1], np.float64)


def own(slope: npt.ArrayLike, factors: tuple[float, ...]) -> Floats:
    """The same from a runner's own fit (a, b, lowest slope, highest): exp(a i + b i²) where she has run, beyond it Minetti's shape.

    >>> own([0, .05], (3.0, 6.0, -.1, .1)).round(3).tolist()
    [1.0, 1.179]
    """
    a, b, low, high = factors
    given = np.asarray(slope, np.float64)
    inside = np.clip(given, low, high)
    return np.asarray(np.exp(a * inside + b * inside**2) * minetti(given) / minetti(inside), np.float64)


def factors(slope: npt.ArrayLike, runner: Runner) -> tuple[Floats, str]:
    """What a metre on each slope is worth on the flat, and by which model."""
    if len(runner.gap_factors) == 4:
        return own(slope, runner.gap_factors), OWN
    return minetti(slope), MINETTI


def flat_m(track: Track, runner: Runner) -> tuple[Floats, Floats, str]:
    """Metres on the flat that each step is worth, metres of it whose slope is known (float64[n] each, first 0), and the model's name."""
    metres = np.diff(track.distance_m, prepend=track.distance_m[:1])
    worth, model = factors(track.slope, runner)
    known = np.isfinite(worth)
    return np.where(known, metres * np.where(known, worth, 0), 0), np.where(known, metres, 0), model


def adjusted_pace(seconds: float, metres: float, flat: float, known: float) -> float:
    """Seconds a kilometre on the flat for a way of ``metres``, of which ``known`` have a slope and are worth ``flat``; NaN unknown.

    >>> adjusted_pace(300, 1000, 1000, 1000), round(adjusted_pace(300, 1000, 1301, 1000), 1)
    (300.0, 230.6)
    """
    if metres <= 0 or known < KNOWN_SHARE * metres or flat <= 0 or seconds <= 0:
        return math.nan
    return seconds / (metres * flat / known) * 1000
