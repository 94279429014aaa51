"""Heart rate: which values can be, and the time in each zone."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lifeworld_running.core.said import Runner, Track

Floats = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]

LOWEST, HIGHEST = 30.0, 230.0
CHANGE_PER_S = 15.0
"""A heart does not change faster, in beats a minute each second, over what a sensor shows; a leap back and forth is a sensor's."""
MAX_SHARES = (0.5, 0.6, 0.7, 0.8, 0.9)
"""Lower bounds of five zones as shares of the highest heart rate."""
RESERVE_SHARES = (0.5, 0.6, 0.7, 0.8, 0.9)
"""The same as shares of the reserve, from resting to highest heart rate (Karvonen, Kentala & Mustala 1957)."""
HIGHEST_UNKNOWN = 190.0
"""Taken for zones where a runner has not said hers; zones then carry that warning on the page."""
STEP_MAX_S = 30.0
"""A step longer than this counts this long in a zone: what the heart did meanwhile is not known."""


def plausible(time_s: Floats, heart_rate: Floats) -> Floats:
    """Heart rates that can be: float64[n]; those outside 30 to 230, and single leaps that no heart makes, are NaN.

    >>> plausible(np.arange(5.0), np.array([140, 141, 220, 142, 0.0])).tolist()
    [140.0, 141.0, nan, 142.0, nan]
    """
    with np.errstate(invalid="ignore"):
        found = np.where((heart_rate >= LOWEST) & (heart_rate <= HIGHEST), heart_rate, np.nan)
    known = np.flatnonzero(np.isfinite(found))
    if len(known) >= 3:
        values, seconds = found[known], np.maximum(np.diff(time_s[known]), 1e-9)
        change = np.diff(values)
        leap = np.abs(change) > CHANGE_PER_S * seconds + 5
        back = leap[:-1] & leap[1:] & (np.sign(change[:-1]) != np.sign(change[1:]))
        found[known[1:-1][back]] = np.nan
    return found


def weights_s(track: Track) -> Floats:
    """Seconds that each point stands for: the step that ends there, without pauses and gaps."""
    seconds = np.diff(track.time_s, prepend=track.time_s[:1])
    if len(track.paused):
        seconds = np.where(track.paused, 0, seconds)
    return np.asarray(np.minimum(np.where(track.gap, 0, seconds), STEP_MAX_S), np.float64)


def mean(values: Floats, weights: Floats) -> float:
    """Weighted mean over known values; NaN where there are none."""
    known = np.isfinite(values) & (weights > 0)
    total = weights[known].sum()
    return float((values[known] * weights[known]).sum() / total) if total > 0 else float("nan")


def bounds(runner: Runner) -> tuple[float, ...]:
    """Lower bounds of the five zones in beats a minute: by reserve where both heart rates are known, else by the highest.

    >>> bounds(Runner(heart_rate_max=190, heart_rate_rest=50))
    (120.0, 134.0, 148.0, 162.0, 176.0)
    >>> bounds(Runner(heart_rate_max=200))
    (100.0, 120.0, 140.0, 160.0, 180.0)
    """
    highest, rest = runner.heart_rate_max or HIGHEST_UNKNOWN, runner.heart_rate_rest
    if rest is not None and rest < highest:
        return tuple(round(rest + share * (highest - rest), 1) for share in RESERVE_SHARES)
    return tuple(round(share * highest, 1) for share in MAX_SHARES)


def zones(track: Track, runner: Runner) -> tuple[tuple[float, float], ...]:
    """Seconds in each zone by its lower bound, with 0 for below the first; () where no heart rate is known.

    The seconds add up to the time with a known heart rate: unknown time is in no zone.
    """
    weights = weights_s(track)
    known = np.isfinite(track.heart_rate) & (weights > 0)
    if not known.any():
        return ()
    lower = (0.0, *bounds(runner))
    which = np.searchsorted(lower, track.heart_rate[known], side="right") - 1
    seconds = np.bincount(which, weights[known], minlength=len(lower))
    return tuple((bound, float(total)) for bound, total in zip(lower, seconds, strict=True))
