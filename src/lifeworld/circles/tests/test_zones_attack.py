"""Known attacks on private zones, small: they find the middle of a plain circle and miss a zone's place.

At scale, with all attacks: ``python -m benchmarks.running_zones``.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from lifeworld.circles.core.zones import Zone, hidden
from lifeworld.circles.core.zones.region import METRES_A_DEGREE, circle

HOMES, TRACKS, BLOCK_M, STEP_M = 40, 30, 110.0, 12.0
LAT, LON = 48.7, 9.1


def street_track(rng: np.random.Generator, far: float) -> np.ndarray:
    """From a home at 0 by streets, a block apart, to somewhere ``far`` away and back; positions off by 5 m, complex metres."""
    goal = far * np.exp(2j * np.pi * rng.random()) / BLOCK_M
    left, corners, across = [abs(round(goal.real)), abs(round(goal.imag))], [0j], rng.random() < 0.5
    while sum(left):
        n = min(int(rng.geometric(0.3)), left[0 if across else 1])
        left[0 if across else 1] -= n
        corners.append(n * BLOCK_M * (np.sign(goal.real) if across else 1j * np.sign(goal.imag)))
        across = not across
    places = np.cumsum(corners)
    length = np.concatenate([[0], np.cumsum(np.abs(np.diff(places)))])
    at = np.arange(rng.uniform(0, STEP_M), length[-1], STEP_M)
    out = np.interp(at, length, places.real) + 1j * np.interp(at, length, places.imag)
    both = np.concatenate([out, out[::-1]])
    return np.asarray(both + rng.normal(0, 4, len(both)) + 1j * rng.normal(0, 4, len(both)))


def ends_of(runs: list[np.ndarray], hides: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """Where the published tracks begin and end."""
    ends: list[complex] = []
    for run in runs:
        left = np.flatnonzero(~hides(run))
        if len(left):
            ends += [run[left[0]], run[left[-1]]]
    return np.array(ends)


def found(ends: np.ndarray, radius: float) -> np.ndarray:
    """Whether the circle through the ends, and their mean, are within half a radius of the home at 0."""
    x, y, _ = circle(ends.real, ends.imag)
    return np.asarray(np.abs(np.array([complex(x, y), ends.mean()])) <= radius / 2)


@pytest.mark.once
def test_circles_fitted_to_thirty_published_tracks_miss_the_place_and_find_a_plain_circle() -> None:
    in_circles, in_zones = np.zeros((HOMES, 2), np.bool_), np.zeros((HOMES, 2), np.bool_)
    for home in range(HOMES):
        rng = np.random.default_rng([21, home])
        radius = float(rng.choice([200, 300]))
        runs = [street_track(rng, rng.uniform(1, 2) * 9 * radius) for _ in range(TRACKS)]
        zone = Zone(LAT, LON, radius, home)

        def in_zone(track: np.ndarray, zone: Zone = zone) -> np.ndarray:
            return hidden(LAT + track.imag / METRES_A_DEGREE, LON + track.real / METRES_A_DEGREE / np.cos(np.radians(LAT)), [zone])

        def in_circle(track: np.ndarray, radius: float = radius) -> np.ndarray:
            return np.asarray(np.abs(track) < radius)

        in_circles[home], in_zones[home] = found(ends_of(runs, in_circle), radius), found(ends_of(runs, in_zone), radius)
    assert in_circles.mean(axis=0).min() > 0.8
    assert in_zones[:, 0].mean() < 0.05
    assert in_zones[:, 1].mean() < 0.15
