"""Altitude without its noise, and the metres climbed and descended."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy import ndimage

Floats = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]

MEDIAN_S, SIGMA_S = 15, 2.5
"""Rolling median, then a Gaussian, both in seconds (running.md 4.2: 15 to 30 s)."""
HYSTERESES_M = ((1.0, 3.0), (3.0, 5.0), (math.inf, 10.0))
"""Up to which noise which rise counts as one (running.md 4.2: 3 m by air pressure, 5 to 10 m by satellites). By noise, because a file
seldom says which it was."""
SLOPE_M = 15.0
"""A slope is taken over this length to either side."""
SLOPE_MAX = 0.45
LIFT_M = 10.0
GRID_MAX = 50_000
LOW_M, HIGH_M = -500.0, 9_000.0


def possible(altitude_m: Floats) -> Floats:
    """Altitudes on earth; others are unknown."""
    with np.errstate(invalid="ignore"):
        return np.where((altitude_m > LOW_M) & (altitude_m < HIGH_M), altitude_m, np.nan)


def smoothed(time_s: Floats, altitude_m: Floats) -> Floats:
    """Altitude by a rolling median and a Gaussian over a grid of seconds: float64[n]; all NaN where fewer than 2 are known.

    Unknown altitudes between known ones are drawn through in time; before the first and after the last they stay unknown.
    """
    known = np.isfinite(altitude_m)
    if known.sum() < 2:
        return np.full(len(altitude_m), np.nan)
    times, values = time_s[known], altitude_m[known]
    base = values[0]
    step = max(1.0, (times[-1] - times[0]) / GRID_MAX)
    grid = np.arange(times[0], times[-1] + step, step)
    on_grid = np.interp(grid, times, values - base)
    width = int(MEDIAN_S / step) | 1
    if width > 1 and len(grid) > width:
        on_grid = ndimage.median_filter(on_grid, size=width, mode="nearest")
    on_grid = ndimage.gaussian_filter1d(on_grid, SIGMA_S / step, mode="nearest")
    return np.asarray(np.interp(time_s, grid, on_grid, left=np.nan, right=np.nan) + base, np.float64)


def noise_m(altitude_m: Floats, smooth_m: Floats) -> float:
    """Standard deviation of altitudes about their smoothed line, from the median deviation; NaN where fewer than 30 are known."""
    off = altitude_m - smooth_m
    off = off[np.isfinite(off)]
    return float(np.median(np.abs(off)) / 0.6745) if len(off) >= 30 else math.nan


def hysteresis_m(noise: float, barometric: bool | None = None) -> float:
    """The least rise that counts, from the noise of this recording; 3 m where altitude is known to be by air pressure.

    >>> hysteresis_m(.2), hysteresis_m(2), hysteresis_m(math.nan), hysteresis_m(2, True)
    (3.0, 5.0, 5.0, 3.0)
    """
    if barometric:
        return HYSTERESES_M[0][1]
    return next((least for most, least in HYSTERESES_M if noise <= most), HYSTERESES_M[1][1])


def _turns(values: Floats, hysteresis: float) -> list[int]:
    """Indices where a line turns by more than the hysteresis, ends included: the loop runs over local extremes only."""
    signs = np.sign(np.diff(values))
    changing = np.flatnonzero(signs != 0)
    if not len(changing):
        return [0, len(values) - 1]
    turning = changing[1:][signs[changing[1:]] != signs[changing[:-1]]]
    extremes = [0, *turning.tolist(), len(values) - 1]
    heights = values[extremes].tolist()
    low = high = 0
    rising, turns = 0, [0]
    for at in range(1, len(extremes)):
        height = heights[at]
        if rising >= 0 and height > heights[high]:
            high = at
        if rising <= 0 and height < heights[low]:
            low = at
        if rising >= 0 and heights[high] - height >= hysteresis and high <= at:
            if rising > 0 or high > 0:
                turns.append(extremes[high])
            rising, low = -1, at
        elif rising <= 0 and height - heights[low] >= hysteresis and low <= at:
            if rising < 0 or low > 0:
                turns.append(extremes[low])
            rising, high = 1, at
    turns.append(extremes[high] if rising > 0 else extremes[low] if rising < 0 else len(values) - 1)
    return sorted({*turns})


def climbs(altitude_m: Floats, hysteresis_m: float) -> tuple[Floats, Floats]:
    """Metres climbed and descended up to each point: two rising float64[n] from 0; all NaN where no altitude is known.

    Between turns of at least the hysteresis every rise above the highest point so far counts, so the sum is that of the turns and any
    part's share can be read off as a difference. Adding a constant to the altitude changes nothing.

    >>> up, down = climbs(np.array([0, 10, 9, 20, 5.0]), 3)
    >>> up.tolist(), down.tolist()
    ([0.0, 10.0, 10.0, 20.0, 20.0], [0.0, 0.0, 0.0, 0.0, 15.0])
    """
    known = np.flatnonzero(np.isfinite(altitude_m))
    if len(known) < 2:
        nothing = np.full(len(altitude_m), np.nan)
        return nothing, nothing.copy()
    values = np.round(altitude_m[known] - altitude_m[known[0]], 6)
    turns = _turns(values, hysteresis_m - 1e-5)
    up, down = np.zeros(len(values)), np.zeros(len(values))
    for start, end in pairwise(turns):
        part = values[start:end + 1]
        change = part[-1] - part[0]
        if abs(change) < hysteresis_m - 1e-5:
            continue
        if change > 0:
            up[start + 1:end + 1] = np.diff(np.maximum.accumulate(part))
        else:
            down[start + 1:end + 1] = -np.diff(np.minimum.accumulate(part))
    every = np.arange(len(altitude_m))
    return np.interp(every, known, np.cumsum(up)), np.interp(every, known, np.cumsum(down))


def counted(altitude_m: Floats, distance_m: Floats, paused: Truths) -> Floats:
    """Altitude without changes of ``LIFT_M`` and more over stretches of which no distance counts either (arrays of n, steps end there).

    These are pauses, stands, and gaps that nobody can have run through: a cable car while the watch was stopped is no ascent and no slope,
    nor is an altimeter that wanders off over lunch. Smaller changes stay: watches pause by themselves on steep ground.

    >>> counted(np.array([100.0, 101, 400, 401]), np.array([0.0, 9, 9, 18]), np.zeros(4, bool)).tolist()
    [100.0, 101.0, 101.0, 102.0]
    """
    known = np.flatnonzero(np.isfinite(altitude_m))
    if len(known) < 2 or distance_m[-1] <= distance_m[0]:
        return altitude_m
    left_out = np.diff(distance_m, prepend=distance_m[0] - 1) <= 0
    if len(paused):
        left_out |= paused
    outside = np.diff(np.cumsum(left_out)[known]) > 0
    if not outside.any():
        return altitude_m
    change = np.where(outside, np.diff(altitude_m[known]), 0)
    stretch = np.concatenate([[0], np.cumsum(np.diff(outside.astype(np.int8)) != 0)])
    lifted = np.abs(np.bincount(stretch, change)) >= LIFT_M
    found = altitude_m.copy()
    found[known[1:]] -= np.cumsum(np.where(lifted[stretch], change, 0))
    return found


def slopes(distance_m: Floats, altitude_m: Floats) -> Floats:
    """Rise over run at each point, over ``SLOPE_M`` to either side, clamped to ±.45: float64[n]; NaN where altitude is unknown."""
    known = np.isfinite(altitude_m)
    found = np.full(len(altitude_m), np.nan)
    if known.sum() < 2 or distance_m[known][-1] - distance_m[known][0] < SLOPE_M:
        return found
    along, heights = distance_m[known], altitude_m[known]
    first = np.concatenate([[True], np.diff(along) > 1e-6])
    along, heights = along[first], heights[first]
    ahead, behind = np.minimum(distance_m + SLOPE_M, along[-1]), np.maximum(distance_m - SLOPE_M, along[0])
    rise = np.interp(ahead, along, heights) - np.interp(behind, along, heights)
    run = ahead - behind
    good = known & (run > SLOPE_M / 2)
    found[good] = np.clip(rise[good] / run[good], -SLOPE_MAX, SLOPE_MAX)
    return found
