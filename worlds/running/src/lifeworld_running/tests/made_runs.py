"""Runs whose truth is known, for tests: steady or noisy, with hills, gaps, jumps and heart rates."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from lifeworld_running.core.distance import degrees_m
from lifeworld_running.core.values import COLUMNS, Provenance, Recording

Floats = npt.NDArray[np.float64]
START_US = 1_700_000_000_000_000
LAT, LON = 52.5, 13.4


def provenance(name: str = "a.fit", device: str = "Garmin fenix 5") -> Provenance:
    return Provenance(name, "fit", "0" * 64, 1, device=device)


def made(speed_m_s: npt.ArrayLike = 3.0, seconds: int = 1200, *, altitude_m: npt.ArrayLike | None = None, heart_rate: npt.ArrayLike = 140.0,
         noise_m: float = 0.0, every_s: int = 1, device_m: bool = False, seed: int = 0,
         device: str = "Garmin fenix 5", **more: Any) -> Recording:
    """A run north-east at a speed (one, or one for each second), its positions off by white noise, thinned to a point each ``every_s``."""
    rng = np.random.default_rng(seed)
    speeds = np.broadcast_to(np.asarray(speed_m_s, np.float64), (seconds,))
    along = np.concatenate([[0.0], np.cumsum(speeds)])
    north_m, east_m = degrees_m(LAT)
    n = seconds + 1
    lat = LAT + (along * np.sqrt(0.5) + rng.normal(0, noise_m, n)) / north_m
    lon = LON + (along * np.sqrt(0.5) + rng.normal(0, noise_m, n)) / east_m
    columns: dict[str, Any] = {
        "lat": lat, "lon": lon, "altitude_m": np.full(n, 50.0) if altitude_m is None else np.asarray(altitude_m, np.float64),
        "heart_rate": np.broadcast_to(np.asarray(heart_rate, np.float64), (n,)), "distance_m": along if device_m else np.full(n, np.nan)}
    some = slice(None, None, every_s)
    return Recording.of(provenance(device=device), (START_US + np.arange(n) * 1_000_000)[some],
                        **{name: column[some] for name, column in columns.items()}, sport="running", **more)


def without(recording: Recording, which: npt.NDArray[np.bool_]) -> Recording:
    """The recording without these points."""
    columns: dict[str, Any] = {name: getattr(recording, name)[~which] for name in (*COLUMNS, "time_us", "piece")}
    return replace(recording, **columns)


def altered(recording: Recording, **columns: npt.ArrayLike) -> Recording:
    """The recording with other columns."""
    changed: dict[str, Any] = {name: np.asarray(column) for name, column in columns.items()}
    return replace(recording, **changed)
