"""Lengths on the ground between positions (WGS 84)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
EARTH_M = 6_371_008.8
"""Mean radius of the earth (IUGG)."""
_AXIS_M, _SQUARED = 6_378_137.0, 0.00669437999014
"""Semi-major axis and first eccentricity squared of WGS 84."""


def degrees_m(lat: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Metres in one degree of latitude and in one of longitude, at a latitude.

    >>> [round(float(length)) for length in degrees_m(0.0)]
    [110574, 111319]
    """
    phi = np.radians(np.asarray(lat, np.float64))
    inner = 1 - _SQUARED * np.sin(phi) ** 2
    root = np.sqrt(inner)
    return np.radians(_AXIS_M * (1 - _SQUARED) / (inner * root)), np.radians(_AXIS_M / root * np.cos(phi))


def _turned(east: Floats) -> Floats:
    """Differences of longitude the short way round."""
    return east - 360 * np.round(east / 360)


def steps_m(lat: Floats, lon: Floats) -> Floats:
    """Length in metres of each step between consecutive positions: float64[n - 1], NaN where either end is unknown.

    On the ellipsoid's tangent plane at the middle of each step: within 1e-6 of the geodesic for steps under a kilometre.

    >>> steps_m(np.array([52.5, 52.501]), np.array([13.4, 13.4])).round(2).tolist()
    [111.28]
    """
    north, east = degrees_m((lat[1:] + lat[:-1]) / 2)
    return np.asarray(np.hypot(np.diff(lat) * north, _turned(np.diff(lon)) * east), np.float64)


def haversine_m(lat1: npt.ArrayLike, lon1: npt.ArrayLike, lat2: npt.ArrayLike, lon2: npt.ArrayLike) -> Floats:
    """Great-circle distance in metres, arrays broadcast; within .5 % of the geodesic at any length."""
    a, b, c, d = (np.radians(np.asarray(each, np.float64)) for each in (lat1, lon1, lat2, lon2))
    h = np.sin((c - a) / 2) ** 2 + np.cos(a) * np.cos(c) * np.sin((d - b) / 2) ** 2
    return np.asarray(2 * EARTH_M * np.arcsin(np.sqrt(np.clip(h, 0, 1))), np.float64)


def local_m(lat: Floats, lon: Floats, lat0: float | None = None, lon0: float | None = None) -> tuple[Floats, Floats]:
    """Metres east and north of a place (else of the first known position): plane, good to .1 % within 20 km."""
    known = np.flatnonzero(np.isfinite(lat) & np.isfinite(lon))
    if lat0 is None or lon0 is None:
        if not len(known):
            return np.full(len(lat), np.nan), np.full(len(lat), np.nan)
        lat0, lon0 = float(lat[known[0]]), float(lon[known[0]])
    north, east = degrees_m(lat0)
    return _turned(lon - lon0) * east, (lat - lat0) * north


def without_noise(time_s: Floats, metres: Floats, sigma_s: float) -> Floats:
    """A coordinate smoothed over time by about a Gaussian of ``sigma_s`` seconds, by time, ends kept; irregular times are welcome.

    Three passes of a moving mean over a window of time, which come close to a Gaussian; a window never reaches past either end.
    """
    if len(time_s) < 3 or sigma_s <= 0:
        return metres
    reach = np.minimum(sigma_s, np.minimum(time_s - time_s[0], time_s[-1] - time_s))
    wide, out = reach > 1e-9, metres
    late, early = time_s + reach, time_s - reach
    ends = [(each, np.clip(np.searchsorted(time_s, each, side="right") - 1, 0, len(time_s) - 2)) for each in (late, early)]
    for _ in range(3):
        area = np.concatenate([[0.0], np.cumsum(np.diff(time_s) * (out[1:] + out[:-1]) / 2)])
        upper, lower = (area[at] + (each - time_s[at]) * (out[at] + np.interp(each, time_s, out)) / 2 for each, at in ends)
        out = np.where(wide, (upper - lower) / np.where(wide, 2 * reach, 1), out)
    return out
