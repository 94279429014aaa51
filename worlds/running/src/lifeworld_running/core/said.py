"""What a recording says once it is cleaned: values that pages show, events carry and routes are matched by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Truths = npt.NDArray[np.bool_]

ANALYSIS = 1
"""The version of the analysis; figures of an older one are made again."""
VERIFIED_TRUST = 0.8
"""From this trust on a recording counts where only verified ones do."""


@dataclass(frozen=True)
class Track:
    """A recording that was cleaned: points in time, without those that cannot be. All arrays have the same length n.

    ``time_s``: float64[n], rising, seconds since ``started_us``. ``lat``, ``lon``: degrees, NaN where unknown. ``distance_m``: rising, from
    0, NaN nowhere where n > 0. ``altitude_m``: smoothed, NaN unknown; ``slope``: rise over run, clamped to ±.45, NaN unknown.
    ``speed_m_s``: smoothed. ``heart_rate``, ``cadence``, ``power_w``: as recorded, implausible ones NaN. ``moving``: bool[n], whether the
    step that ends at a point was moved; ``gap``: bool[n], whether the step that ends there was not recorded (missing, not drawn through).
    ``n_dropped``: points that were left out, by why ("untimed", "backwards", "repeated", "clock", "jump", "no position").
    ``distance_by``: what the distance was taken from, "positions" or "device" ("" neither). ``paused``: bool[n], whether the recorder was
    stopped over the step that ends at a point. ``sport``: the recording's. ``hysteresis_m``: the least rise that counts as one.
    """

    started_us: int
    time_s: Floats
    lat: Floats
    lon: Floats
    distance_m: Floats
    altitude_m: Floats
    slope: Floats
    speed_m_s: Floats
    heart_rate: Floats
    cadence: Floats
    power_w: Floats
    moving: Truths
    gap: Truths
    n_dropped: Mapping[str, int] = field(default_factory=dict)
    distance_by: str = "positions"
    paused: Truths = field(default_factory=lambda: np.zeros(0, np.bool_))
    sport: str = ""
    hysteresis_m: float = 3.0

    def __len__(self) -> int:
        return len(self.time_s)


@dataclass(frozen=True, slots=True)
class Split:
    """A kilometre or mile; the last may be partial: then ``length_m`` is less. Times in seconds; NaN unknown.

    ``seconds`` as the clock ran, ``moving_s`` without standing; ``ascent_m`` and ``descent_m`` both positive; ``gap_pace_s_km``:
    grade-adjusted pace in seconds a kilometre; ``heart_rate``: mean over moving time.
    """

    number: int
    from_m: float
    length_m: float
    seconds: float
    moving_s: float
    ascent_m: float
    descent_m: float
    gap_pace_s_km: float
    heart_rate: float


@dataclass(frozen=True, slots=True)
class Effort:
    """The fastest stretch of a length: from ``from_s`` on, ``seconds`` long (clock time, interpolated between points)."""

    name: str
    length_m: float
    seconds: float
    from_s: float
    from_m: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """How far a recording can be relied on. Shares are 0 to 1; NaN: cannot be told from this recording.

    ``interval_s``: usual time between points. ``missing``: share of the elapsed time in gaps. ``longest_gap_s``. ``n_jumps``: points that
    cannot be. ``heart_rate_missing``, ``heart_rate_implausible``. ``altitude_noise_m``: standard deviation about the smoothed altitude;
    ``position_noise_m``: the same across the way. ``barometric``: True, False or None (not known). ``edited``: the file shows signs of
    having been changed. ``truncated``: the file broke off. ``trust``: 0 to 1, and ``why`` says in whole sentences what it loses and gains.
    """

    interval_s: float
    missing: float
    longest_gap_s: float
    n_jumps: int
    heart_rate_missing: float
    heart_rate_implausible: float
    altitude_noise_m: float
    position_noise_m: float
    barometric: bool | None
    edited: bool
    truncated: bool
    device: str
    trust: float
    why: tuple[str, ...] = ()

    @property
    def verified(self) -> bool:
        """Whether it counts where only verified recordings do."""
        return self.trust >= VERIFIED_TRUST


@dataclass(frozen=True, slots=True)
class Load:
    """Training load of one activity. ``variant`` names how ("rTSS", "TRIMP Banister"), ``score`` is its number; NaN unknown."""

    variant: str
    score: float
    intensity: float = float("nan")
    why: str = ""


@dataclass(frozen=True)
class Runner:
    """What is known of a runner that an analysis needs; None unknown.

    ``sex``: "f", "m" or "" for the age grade. Paces: seconds a kilometre.

    ``threshold_pace_s_km``: pace that can be held for an hour. ``gap_factors``: a fit of the runner's own heart rate over slope (see
    ``grade.py``), () for none. ``unit``: "km" or "mile".
    """

    heart_rate_max: float | None = None
    heart_rate_rest: float | None = None
    threshold_pace_s_km: float | None = None
    sex: str = ""
    born_year: int | None = None
    gap_factors: tuple[float, ...] = ()
    unit: str = "km"


@dataclass(frozen=True)
class Analysis:
    """Everything an activity says, without its points. Seconds, metres; NaN unknown, which is never 0.

    ``distance_m`` is what the positions or the device say (``distance_by``: "positions", "device", "told");
    ``moving_s`` within ``elapsed_s``.
    ``zones``: seconds in each heart-rate zone, by lower bound in beats a minute. ``gap_by``: "Minetti" or "own heart rate".
    """

    distance_m: float
    distance_by: str
    elapsed_s: float
    moving_s: float
    ascent_m: float
    descent_m: float
    altitude_low_m: float
    altitude_high_m: float
    heart_rate_mean: float
    heart_rate_max: float
    cadence_mean: float
    power_mean_w: float
    pace_s_km: float
    gap_pace_s_km: float
    gap_by: str
    zones: tuple[tuple[float, float], ...]
    splits_km: tuple[Split, ...]
    splits_mile: tuple[Split, ...]
    efforts: tuple[Effort, ...]
    load: Load
    reliability: Reliability
    pace_at_heart_rate_s_km: float
    """Grade-adjusted pace at the heart rate that the runner's settings name (default 140), where enough was run near it."""
    version: int = ANALYSIS
