"""What a private zone is, and what others see of a track that touches one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt

from lifeworld.kit.errors import InputRefused

Floats = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]

RADIUS_MIN_M, RADIUS_MAX_M = 100.0, 2000.0
DAY_US = 86_400_000_000


@dataclass(frozen=True, slots=True)
class Zone:
    """A place that nobody else shall find: nothing within ``radius_m`` of it is ever shown, and as a rule much more is hidden.

    ``lat``, ``lon``: degrees (WGS 84). ``secret``: a random number of the customer from 0 on, made once and kept: the shape that is hidden
    is drawn from it and the place, so that every track is cut by the same shape. The zone itself is for its owner's eyes only.
    Errors: InputRefused where a place or a radius cannot be.

    >>> Zone(52.52, 13.405, 200, secret=42).radius_m
    200
    >>> Zone(52.52, 13.405, 20, secret=42)
    Traceback (most recent call last):
    lifeworld.kit.errors.InputRefused: A private zone of 20 m cannot be. Give a radius from 100 to 2000 m.
    """

    lat: float
    lon: float
    radius_m: float
    secret: int = field(repr=False)

    def __post_init__(self) -> None:
        if not (-89.0 <= self.lat <= 89.0 and -180.0 <= self.lon <= 180.0):
            raise InputRefused("no_place", "The place of a private zone is not on the map.",
                               "Give a latitude from -89 to 89 and a longitude from -180 to 180 degrees.")
        if not RADIUS_MIN_M <= self.radius_m <= RADIUS_MAX_M:
            raise InputRefused("zone_radius", f"A private zone of {self.radius_m:g} m cannot be.",
                               f"Give a radius from {RADIUS_MIN_M:g} to {RADIUS_MAX_M:g} m.")
        if self.secret < 0:
            raise InputRefused("zone_secret", "The secret of a private zone is below 0.", "Give a random number from 0 on.")


class Tracked(Protocol):
    """What a track has to have to be published: float64[n] columns in the order of time, and when it began (microseconds, UTC)."""

    @property
    def started_us(self) -> int:
        """When it began."""
    @property
    def time_s(self) -> Floats:
        """Seconds since then."""
    @property
    def lat(self) -> Floats:
        """Degrees, NaN unknown."""
    @property
    def lon(self) -> Floats:
        """Degrees, NaN unknown."""
    @property
    def distance_m(self) -> Floats:
        """Metres since the first point."""


@dataclass(frozen=True)
class Part:
    """A stretch that others may see. Time, distance and altitude count from its own first point; ``columns`` are as recorded."""

    lat: Floats
    lon: Floats
    time_s: Floats
    distance_m: Floats
    altitude_m: Floats
    columns: Mapping[str, Floats] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.lat)


@dataclass(frozen=True)
class Shown:
    """A track as others see it: the day, the parts, and numbers of these parts alone; ``whole``: no zone touched it.

    The start time, the length and the time of what is hidden are nowhere in it: a total would tell how far the hidden place is.
    """

    day: str
    parts: tuple[Part, ...]
    distance_m: float
    seconds: float
    whole: bool

    @property
    def pace_s_km(self) -> float:
        """Seconds a kilometre over the parts shown; NaN where nothing is shown."""
        return self.seconds / self.distance_m * 1000 if self.distance_m > 0 else float("nan")
