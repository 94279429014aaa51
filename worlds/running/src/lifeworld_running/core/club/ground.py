"""The ground on which a club runs: smooth hills, and ways along streets and through parks, always the same for one seed."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lifeworld.plugin import stream_keys, uniforms
from lifeworld_running.core.club.values import ClubRoute, Floats

Places = npt.NDArray[np.complex128]
HILLS, TOWN_M = 40, 9000.0
BLOCK_M = 110.0
STEP_M = 5.0
_GROUND, _WAY = 501, 502
EAST, NORTH = 1 + 0j, 1j


def height(seed: int, x: Floats, y: Floats) -> Floats:
    """Metres above the sea at places metres east and north of the town: hills of 15 to 55 m, 500 to 1600 m wide, summed.

    >>> bool(np.ptp(height(1, np.linspace(-4000, 4000, 200), np.zeros(200))) > 5)
    True
    """
    u = uniforms(stream_keys(seed, _GROUND, np.arange(HILLS, dtype=np.uint64)), 4)
    east, north = TOWN_M * (2 * u[:, 0] - 1), TOWN_M * (2 * u[:, 1] - 1)
    high, wide = 15 + 40 * u[:, 2], 500 + 1100 * u[:, 3]
    total = np.full(np.shape(x), 80.0)
    for a, b, top, width in zip(east, north, high, wide, strict=True):
        total = total + top * np.exp(-((x - a) ** 2 + (y - b) ** 2) / (2 * width**2))
    return np.asarray(total)


def _spaced(corners: Places) -> Places:
    """Points every ``STEP_M`` along corners (complex128)."""
    along = np.concatenate([[0.0], np.cumsum(np.abs(np.diff(corners)))])
    at = np.arange(0, along[-1], STEP_M)
    return np.asarray(np.interp(at, along, corners.real) + 1j * np.interp(at, along, corners.imag))


def _streets(draws: Floats, goal: complex) -> list[complex]:
    """Corners of a way along streets from 0 to the junction nearest to ``goal``."""
    left = [round(abs(goal.real) / BLOCK_M), round(abs(goal.imag) / BLOCK_M)]
    step = [BLOCK_M * (EAST if goal.real > 0 else -EAST), BLOCK_M * (NORTH if goal.imag > 0 else -NORTH)]
    here, corners, axis = 0j, [0j], int(draws[0] < 0.5)
    for draw in draws[1:]:
        n = min(1 + int(draw * 5), left[axis])
        left[axis] -= n
        here += n * step[axis]
        corners.append(here)
        axis = 1 - axis
    for axis in (0, 1):
        here += left[axis] * step[axis]
        corners.append(here)
    return corners


def _park(draws: Floats, size_m: float) -> Places:
    """A dented round through a park from 0 to 0, some ``size_m`` long, complex128."""
    angle = np.linspace(0, 2 * np.pi, 120)
    radius = 1 + 0.3 * (draws[0] - 0.5) * np.cos(2 * angle + 6 * draws[1]) + 0.2 * (draws[2] - 0.5) * np.cos(3 * angle)
    ring = radius * np.exp(1j * angle)
    ring -= ring[0]
    return np.asarray(ring * np.exp(2j * np.pi * draws[3]) * size_m / np.abs(np.diff(ring)).sum())


def way(seed: int, who: int, number: int, key: str, home: complex, length_m: float) -> ClubRoute:
    """One route of one runner: by streets, in every second case around a park in the middle, back by the same streets or by others.

    It is about ``length_m`` long; two routes of a runner lead in different directions.
    """
    u = uniforms(stream_keys(seed, _WAY, who, number), 64)[0]
    parked = u[0] < 0.5
    park_m = 0.35 * length_m if parked else 0.0
    bearing = 2 * np.pi * (0.618 * number + 0.08 * u[1] + u[2] / 50)
    far = (length_m - park_m) / 2 / (abs(np.cos(bearing)) + abs(np.sin(bearing)))
    goal = far * np.exp(1j * bearing)
    out = np.array(_streets(u[8:30], goal))
    back = out if u[3] < 0.5 else np.array(_streets(u[30:52], goal))
    middle = out[-1] + _park(u[4:8], park_m) if parked else out[-1:]
    points = home + _spaced(np.concatenate([out, middle, back[::-1]]))
    along = np.concatenate([[0.0], np.cumsum(np.abs(np.diff(points)))])
    x, y = np.asarray(points.real, np.float64), np.asarray(points.imag, np.float64)
    return ClubRoute(key, x, y, along, height(seed, x, y))
