"""Everything an activity says, from its recording and its cleaned track."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from lifeworld_running.core.efforts import best_efforts
from lifeworld_running.core.grade import MINETTI, adjusted_pace, factors, flat_m
from lifeworld_running.core.heart import mean, weights_s, zones
from lifeworld_running.core.load import load
from lifeworld_running.core.reliability import reliability
from lifeworld_running.core.said import Analysis, Load, Runner, Track
from lifeworld_running.core.splits import KM, MILE, climbed, splits
from lifeworld_running.core.values import Recording

Floats = npt.NDArray[np.float64]
NAN = math.nan
TOLD = "told"
HEART_RATE = 140.0
NEAR_BEATS = 10.0
"""Pace at a heart rate is taken from moving time within this many beats of it ..."""
NEAR_S = 300.0
"""... where that is at least five minutes."""
LAG_S, SETTLED_S = 30.0, 300.0
"""A heart follows effort half a minute late, and takes five minutes to arrive at it."""


def analysed(recording: Recording, track: Track | None, runner: Runner | None = None, *, heart_rate_at: float = HEART_RATE) -> Analysis:
    """All figures of an activity. Without a track (manual, or no points) they are the recording's totals, ``distance_by`` "told".

    Unknown figures are NaN, never 0. ``heart_rate_at``: beats a minute at which ``pace_at_heart_rate_s_km`` is taken.
    """
    runner = runner or Runner()
    if track is None or recording.manual:
        return _told(recording, runner)
    totals, told = recording.totals, False
    distance, by = float(track.distance_m[-1]), track.distance_by
    if not by:
        distance, told = totals.get("distance_m") or NAN, True
    seconds = np.diff(track.time_s, prepend=track.time_s[:1])
    moved = float(seconds[track.moving].sum()) if not told else totals.get("moving_s", NAN)
    up, down = climbed(track)
    flat, known, model = flat_m(track, runner)
    weights = weights_s(track)
    heights = track.altitude_m[np.isfinite(track.altitude_m)]
    beats = track.heart_rate[np.isfinite(track.heart_rate)]
    gap_pace = adjusted_pace(moved, distance, float(flat.sum()), float(known.sum())) if not told else NAN
    efforts = best_efforts(track)
    return Analysis(
        distance_m=distance, distance_by=by or TOLD, elapsed_s=float(track.time_s[-1]), moving_s=moved, ascent_m=_last(up),
        descent_m=_last(down), altitude_low_m=float(heights.min()) if len(heights) else NAN,
        altitude_high_m=float(heights.max()) if len(heights) else NAN, heart_rate_mean=mean(track.heart_rate, weights),
        heart_rate_max=float(beats.max()) if len(beats) else NAN, cadence_mean=_cadence(track, weights),
        power_mean_w=mean(track.power_w, weights * track.moving), pace_s_km=_pace(moved, distance),
        gap_pace_s_km=gap_pace, gap_by=model, zones=zones(track, runner), splits_km=splits(track, KM, runner),
        splits_mile=splits(track, MILE, runner), efforts=efforts, load=load(track, runner),
        reliability=reliability(recording, track, efforts), pace_at_heart_rate_s_km=pace_at(track, runner, heart_rate_at))


def _last(so_far: Floats) -> float:
    return float(so_far[-1]) if len(so_far) else NAN


def _pace(seconds: float, metres: float) -> float:
    """Seconds a kilometre; NaN where nothing was moved or is known."""
    return seconds / metres * 1000 if metres > 0 and seconds > 0 else NAN


def _cadence(track: Track, weights: Floats) -> float:
    """Mean cadence while moving; a cadence of 0 is standing or a lost sensor."""
    return mean(np.where(track.cadence > 0, track.cadence, np.nan), weights * track.moving)


def pace_at(track: Track, runner: Runner, heart_rate: float) -> float:
    """Grade-adjusted seconds a kilometre at a heart rate: float; NaN where less than five minutes were run near it.

    Speed is compared with the heart rate half a minute later, after the first five minutes; moving time within 10 beats counts, and the
    small difference that is left between its mean and the heart rate asked for is taken out in proportion to the heart's beats above 60.
    """
    if not np.isfinite(track.heart_rate).any():
        return NAN
    known = np.isfinite(track.heart_rate)
    lagged = np.interp(track.time_s + LAG_S, track.time_s[known], track.heart_rate[known], left=np.nan, right=np.nan)
    weights = weights_s(track)
    near = track.moving & ~track.gap & (np.abs(lagged - heart_rate) <= NEAR_BEATS) & (track.time_s >= SETTLED_S)
    total = float(weights[near].sum())
    if total < NEAR_S:
        return NAN
    worth, _ = factors(track.slope, runner)
    metres = np.diff(track.distance_m, prepend=track.distance_m[:1])[near] * np.where(np.isfinite(worth), worth, 1)[near]
    flat = float(metres.sum())
    if flat <= 0:
        return NAN
    beats = mean(lagged[near], weights[near])
    return total / flat * 1000 * (beats - 60) / (heart_rate - 60) if heart_rate > 60 else total / flat * 1000


def _told(recording: Recording, runner: Runner) -> Analysis:
    """Figures from totals alone."""
    totals = recording.totals
    distance, elapsed = totals.get("distance_m") or NAN, totals.get("elapsed_s", totals.get("moving_s", NAN))
    moved = totals.get("moving_s", elapsed)
    return Analysis(
        distance_m=distance, distance_by=TOLD, elapsed_s=elapsed, moving_s=moved, ascent_m=totals.get("ascent_m", NAN),
        descent_m=totals.get("descent_m", NAN), altitude_low_m=NAN, altitude_high_m=NAN, heart_rate_mean=totals.get("heart_rate_mean", NAN),
        heart_rate_max=totals.get("heart_rate_max", NAN), cadence_mean=totals.get("cadence_mean", NAN),
        power_mean_w=totals.get("power_mean_w", NAN), pace_s_km=_pace(moved, distance), gap_pace_s_km=NAN, gap_by=MINETTI, zones=(),
        splits_km=(), splits_mile=(), efforts=(), load=Load("", NAN, why="There are no points to tell a load from."),
        reliability=reliability(recording, None), pace_at_heart_rate_s_km=NAN)
