"""Best efforts: the fastest stretch of a length inside a recording."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from lifeworld_running.core.said import Effort, Track

Floats = npt.NDArray[np.float64]
EFFORTS: Mapping[str, float] = MappingProxyType({
    "400_m": 400.0, "1_km": 1000.0, "1_mile": 1609.344, "5_km": 5000.0, "10_km": 10_000.0, "half_marathon": 21_097.5, "marathon": 42_195.0})
"""Names and lengths in metres."""


def fastest(track: Track, length_m: float, name: str = "") -> Effort | None:
    """The fastest stretch of a length by the clock; None where the track is shorter or every such stretch has a gap in it.

    Two pointers over distance, O(n), once with the start on a point and once with the end on one: the fastest stretch has one of them
    there, because time between points is linear in distance. The clock goes on over pauses. A stretch with a gap is none: what happened
    meanwhile was not recorded, and a bus would be a record.
    """
    time, along = track.time_s, track.distance_m
    if len(track) < 2 or along[-1] - along[0] < length_m:
        return None
    gaps = np.cumsum(track.gap)
    starts = np.flatnonzero(along <= along[-1] - length_m)
    ends_m = along[starts] + length_m
    after = np.clip(np.searchsorted(along, ends_m, side="left"), 1, len(along) - 1)
    step = along[after] - along[after - 1]
    share = np.where(step > 0, (ends_m - along[after - 1]) / np.where(step > 0, step, 1), 1)
    ends_s = time[after - 1] + np.clip(share, 0, 1) * (time[after] - time[after - 1])
    forward = np.where(gaps[after] == gaps[starts], ends_s - time[starts], np.inf)

    ends = np.flatnonzero(along >= length_m + along[0])
    starts_m = along[ends] - length_m
    before = np.clip(np.searchsorted(along, starts_m, side="right") - 1, 0, len(along) - 2)
    step = along[before + 1] - along[before]
    share = np.where(step > 0, (starts_m - along[before]) / np.where(step > 0, step, 1), 0)
    starts_s = time[before] + np.clip(share, 0, 1) * (time[before + 1] - time[before])
    backward = np.where(gaps[ends] == gaps[before], time[ends] - starts_s, np.inf)

    first, second = int(forward.argmin()), int(backward.argmin())
    if not np.isfinite(min(forward[first], backward[second])):
        return None
    if forward[first] <= backward[second]:
        return Effort(name, length_m, float(forward[first]), float(time[starts[first]]), float(along[starts[first]]))
    return Effort(name, length_m, float(backward[second]), float(starts_s[second]), float(starts_m[second]))


def best_efforts(track: Track) -> tuple[Effort, ...]:
    """The fastest 400 m to marathon that the track holds, shortest first."""
    found = (fastest(track, length, name) for name, length in EFFORTS.items())
    return tuple(effort for effort in found if effort is not None)
